//! Finding rooms, people and members: parts of names, whatever is in them, a page at a time.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use banter::models::{
    groups::{self, Archive, Directory},
    memberships::{Ban, Members, Role},
    messages::live,
    users::People,
};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::support::client::{Person, Site, attributes_of, texts_of, with_site};

async fn rooms(person: &Person<'_>, query: &str) -> Vec<String> {
    let user = person.user().await;
    let found = Directory::read(&person.site.ctx.db, &user, query, None)
        .await
        .expect("read");
    found.rooms.into_iter().map(|room| room.group.name).collect()
}

#[tokio::test]
async fn rooms_are_found_by_any_part_of_name_or_topic_taken_letter_by_letter() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        for (name, topic) in [
            ("Weather 天气预报", "sun"),
            ("100% cotton", ""),
            ("snake_case", "Under_Scores"),
            ("back\\slash", ""),
            ("Straße", "ÉTÉ"),
            ("plain", "what else"),
        ] {
            let id = maria.make_group("public", name, &[]).await;
            maria
                .does(
                    &format!("/groups/{id}/settings"),
                    &[("name", name), ("topic", topic)],
                )
                .await;
        }
        for (query, expected) in [
            ("天气", &["Weather 天气预报"][..]),
            ("气预", &["Weather 天气预报"]),
            ("WEATH", &["Weather 天气预报"]),
            ("ｗｅａ", &["Weather 天气预报"]),
            ("%", &["100% cotton"]),
            ("0%", &["100% cotton"]),
            ("_", &["snake_case"]),
            ("e_c", &["snake_case"]),
            ("under_s", &["snake_case"]),
            ("\\", &["back\\slash"]),
            ("k\\s", &["back\\slash"]),
            ("STRASSE", &[]),
            ("traß", &["Straße"]),
            (" what ELSE ", &["plain"]),
            ("SUN", &["Weather 天气预报"]),
            ("%%", &[]),
            ("__", &[]),
            ("nothing of the kind", &[]),
            ("'; DROP TABLE groups; --", &[]),
            ("\0", &[]),
        ] {
            assert_eq!(rooms(&maria, query).await, expected, "{query:?}");
        }
        assert_eq!(
            rooms(&maria, " ").await.len(),
            7,
            "all of them, with the one from the start"
        );
    })
    .await;
}

#[tokio::test]
async fn the_directory_shows_no_room_that_one_could_not_join() {
    with_site(async |site| {
        let (owner, maria) = (site.join("owner").await, site.join("maria").await);
        owner.make_group("public", "open", &[]).await;
        owner.make_group("private", "closed", &[&maria]).await;
        let (shut, archived) = (
            owner.make_group("public", "shut", &[]).await,
            owner.make_group("public", "archived", &[]).await,
        );
        let deleted = owner.make_group("public", "deleted", &[]).await;
        owner.start_direct(&maria).await;
        let (actor_id, user_id) = (owner.id().await, maria.id().await);
        live::change(&site.ctx, shut, Ban { actor_id, user_id })
            .await
            .expect("banned");
        live::change(
            &site.ctx,
            archived,
            Archive {
                actor_id,
                archived: true,
            },
        )
        .await
        .expect("archived");
        owner
            .does(&format!("/groups/{deleted}/delete"), &[("confirm", "deleted")])
            .await;
        assert_eq!(rooms(&maria, "").await, ["general", "open"]);
        assert_eq!(rooms(&maria, "d").await, Vec::<String>::new());
        assert_eq!(rooms(&owner, "").await, ["general", "open", "shut"]);
        let page = maria.get("/groups").await.text();
        assert_eq!(texts_of(&page, "#entries .entry-link"), ["general", "open"]);
        let joins = attributes_of(&page, "#entries form", "action");
        assert_eq!(joins.len(), 1, "one is in general already: {joins:?}");
    })
    .await;
}

/// Follows the links to the next page: what all of them list.
async fn paged(person: &Person<'_>, start: &str, css: &str) -> Vec<Vec<String>> {
    let (mut pages, mut path) = (Vec::new(), Some(start.to_owned()));
    while let Some(at) = path.take() {
        let page = person.get(&at).await.text();
        pages.push(texts_of(&page, css));
        path = attributes_of(&page, "#more a", "href").pop();
        assert!(pages.len() < 20, "it comes to an end");
    }
    pages
}

#[tokio::test]
async fn the_directory_is_paged_without_gaps_and_doubles_and_some_are_called_alike() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let now = chrono::Utc::now().fixed_offset();
        // Names that read alike lie across the end of a page.
        let rows = (0..120).map(|n| {
            let name = match n {
                45..55 => "same".to_owned(),
                n if n < 45 => format!("a{n:03}"),
                n => format!("z{n:03}"),
            };
            groups::ActiveModel {
                kind: Set("public".to_owned()),
                name_key: Set(name.clone()),
                name: Set(name),
                topic: Set(format!("room {n}")),
                created_at: Set(now),
                updated_at: Set(now),
                ..Default::default()
            }
        });
        groups::Entity::insert_many(rows)
            .exec_without_returning(&site.ctx.db)
            .await
            .expect("rooms");
        let pages = paged(&maria, "/groups", "#entries .entry-note").await;
        let sizes: Vec<_> = pages.iter().map(Vec::len).collect();
        let all: Vec<_> = pages.concat();
        assert_eq!(all.len(), 120, "{sizes:?}");
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 120, "each once");
        let expected: Vec<_> = (0..120).map(|n| format!("room {n}")).collect();
        assert_eq!(all, expected, "by name, then by age");
        let found = paged(&maria, "/groups?q=room+1", "#entries .entry-note")
            .await
            .concat();
        let expected: Vec<_> = expected
            .into_iter()
            .filter(|topic| topic.starts_with("room 1"))
            .collect();
        assert_eq!(found, expected);
    })
    .await;
}

#[tokio::test]
async fn people_are_found_by_any_part_of_their_name_a_page_at_a_time() {
    with_site(async |site| {
        let (maria, chinese) = (site.join("maria").await, site.join("小明").await);
        let gone = site.join("p-gone").await;
        gone.user()
            .await
            .deactivate(&site.ctx, None)
            .await
            .expect("deactivated");
        let ids = site.accounts(120).await;
        let names = async |query: &str| {
            let found = People::find(&site.ctx.db, query, None, 200).await.expect("found");
            found
                .people
                .into_iter()
                .map(|user| user.username)
                .collect::<Vec<_>>()
        };
        assert_eq!(names("明").await, ["小明"]);
        assert_eq!(names("ARI").await, ["maria"]);
        assert_eq!(names("ｐ11").await.len(), 10);
        for nobody in ["%", "_", "\\", "gone", "\0", "' OR 1=1"] {
            assert_eq!(names(nobody).await, Vec::<String>::new(), "{nobody:?}");
        }
        let pages = paged(&maria, "/people?q=p", "#entries .entry-name").await;
        let sizes: Vec<_> = pages.iter().map(Vec::len).collect();
        assert_eq!(sizes, [50, 50, 20]);
        let expected: Vec<_> = (0..120).map(|n| format!("p{n:03}")).collect();
        assert_eq!(pages.concat(), expected);
        assert_eq!(ids.len(), 120);
        let all = paged(&maria, "/people", "#entries .entry-name").await.concat();
        assert_eq!(all.len(), 122);
        assert!(all.contains(&chinese.username));
    })
    .await;
}

#[tokio::test]
async fn two_hundred_members_are_listed_in_pages_below_those_who_look_after_them() {
    with_site(async |site| {
        let (owner, moderator) = (site.join("zoe").await, site.join("zack").await);
        let maria = site.join("maria").await;
        let group = owner.make_group("private", "attic", &[&maria]).await;
        site.give_role(group, &moderator, Role::Moderator).await;
        site.enrol(group, &site.accounts(200).await).await;
        let (mut pages, mut staff, mut after) = (Vec::new(), Vec::new(), None);
        loop {
            let page = Members::read(&site.ctx.db, group, "", after).await.expect("read");
            staff.push(
                page.staff
                    .iter()
                    .map(|member| member.user.username.clone())
                    .collect::<Vec<_>>(),
            );
            pages.push(
                page.members
                    .iter()
                    .map(|member| member.user.username.clone())
                    .collect::<Vec<_>>(),
            );
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(
            pages.iter().map(Vec::len).collect::<Vec<_>>(),
            [50, 50, 50, 50, 1]
        );
        assert_eq!(staff[0], ["zoe", "zack"], "the owner first");
        assert!(staff[1..].iter().all(Vec::is_empty));
        let mut expected: Vec<_> = (0..200).map(|n| format!("p{n:03}")).collect();
        expected.insert(0, "maria".to_owned());
        assert_eq!(pages.concat(), expected);
        let found = Members::read(&site.ctx.db, group, "P19", None)
            .await
            .expect("read");
        assert_eq!(found.members.len(), 10);
        assert!(found.staff.is_empty() && found.next.is_none());
        for person in [&owner, &maria] {
            let listed = paged(
                person,
                &format!("/groups/{group}/members"),
                "#entries .entry-name",
            )
            .await
            .concat();
            assert_eq!(listed, expected, "as {}", person.username);
        }
    })
    .await;
}

/// Whom a picker offers.
fn offered(page: &str) -> Vec<String> {
    texts_of(page, "#people-found .entry-name")
}

#[tokio::test]
async fn the_picker_offers_neither_members_nor_oneself() {
    with_site(async |site| {
        let (owner, member) = (site.join("ann").await, site.join("anna").await);
        let (outsider, other) = (site.join("annie").await, site.join("anne").await);
        // Whose name begins with it comes first.
        site.join("a-joann").await;
        let gone = site.join("annika").await;
        gone.user()
            .await
            .deactivate(&site.ctx, None)
            .await
            .expect("deactivated");
        let group = owner.make_group("private", "attic", &[&member]).await;
        let ask = async |person: &Person<'_>, path: String| offered(&person.get(&path).await.text());
        assert_eq!(
            ask(&owner, format!("/people?picker=1&q=ann&group={group}")).await,
            ["anne", "annie", "a-joann"]
        );
        assert_eq!(
            ask(&owner, format!("/groups/{group}/members?find=1&q=ann")).await,
            ["anne", "annie", "a-joann"]
        );
        let chosen = outsider.id().await;
        let path = format!("/people?picker=1&q=ann&group={group}&members={chosen}");
        assert_eq!(
            ask(&owner, path).await,
            ["anne", "a-joann"],
            "whom one has chosen stands elsewhere"
        );
        assert_eq!(
            ask(&owner, "/groups/new?kind=private&q=ann".to_owned()).await,
            ["anna", "anne", "annie", "a-joann"]
        );
        // Who may not see the group does not learn who is in it.
        let all = ask(&other, format!("/people?picker=1&q=ann&group={group}")).await;
        assert_eq!(all, ["ann", "anna", "annie", "a-joann"]);
        assert_eq!(
            ask(&other, "/people?picker=1&q=ann&group=999".to_owned()).await,
            all
        );
    })
    .await;
}

#[tokio::test]
async fn people_who_are_found_in_a_site_of_many_are_bounded() {
    with_site(async |site: &Site| {
        let maria = site.join("maria").await;
        site.accounts(120).await;
        let page = maria.get("/people?picker=1&q=p").await.text();
        assert_eq!(offered(&page).len(), 20);
        let page = maria.get("/people?picker=1&q=").await.text();
        assert!(offered(&page).len() <= 20);
    })
    .await;
}

#[tokio::test]
async fn no_search_is_too_long_or_too_strange_to_be_answered() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let group = maria.make_group("private", "attic", &[]).await;
        let (long, words) = ("a".repeat(51_000), "a+".repeat(10_000));
        // What a search engine would take for its own language.
        for query in [&long, &words, "%22*%22+OR", "NOT", "NEAR(", "%22", "a+AND", "-"] {
            for path in [
                format!("/people?q={query}"),
                format!("/people?picker=1&q={query}"),
                format!("/groups?q={query}"),
                format!("/groups/{group}/members?q={query}"),
                format!("/groups/new?kind=private&q={query}"),
            ] {
                let found = maria.get(&path).await;
                let (path, _) = path.split_once("q=").expect("a search");
                assert_eq!(found.status_code(), StatusCode::OK, "{path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn thousands_of_names_in_a_form_are_refused_as_hundreds_are() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let mut form = vec![("kind", "private"), ("name", "attic")];
        form.extend([("members", "1")].iter().cycle().take(20_000));
        let refused = maria.post("/groups", &form).await;
        assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("500"), "it says how many at most");
    })
    .await;
}

//! What the chat that this one replaces got wrong, on its pages and forms. The same for sockets:
//! `tests/sockets/old_defects.rs`.
//!
//! Tried elsewhere, each with its name:
//! - a post without membership: `access::a_group_of_others_is_as_if_there_were_none_on_every_verb`
//! - an over-long and an empty message: `messages::nothing_and_too_much_are_refused_and_given_back`
//! - a wrong or missing `next`: `accounts::a_next_that_leads_elsewhere_leads_home`
//! - a blank form, fields twice, forms of other kinds: `errors::no_form_however_broken_breaks_the_server`
//! - opening an address joins: `matrix::reading_changes_nothing`
//!
//! And in a real browser, under `tests/browser`:
//! - a crash with people online: `restarts::a_page_comes_back_by_itself_after_a_restart` and
//!   `restarts::what_was_written_while_the_server_was_dead_is_sent_once_and_in_order`
//! - a send that failed: `sending::a_refused_message_can_be_tried_again_edited_and_discarded`
//! - scrolling back while messages arrive: `history::the_timeline_is_read_back_and_forth_without_a_jump`

use std::time::{Duration, Instant};

use axum::http::{StatusCode, header};
use banter::models::{
    groups,
    memberships::{self, Role},
    messages,
};
use futures_util::future::join_all;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr,
};

use super::matrix::snapshot;
use crate::support::client::{
    Person, Site, attributes_of, cookies_of, header_of, led_to, texts_of, with_site,
};

#[tokio::test]
async fn opening_an_address_makes_no_group_joins_none_and_signs_nobody_out() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let room = site.public_group("lobby").await.id;
        let before = snapshot(site).await;
        for (path, status) in [
            ("/groups/a-new-room".to_owned(), 404),
            ("/groups/new?kind=public&name=a-new-room".to_owned(), 200),
            ("/chat/a-new-room/".to_owned(), 404),
            (format!("/groups/{room}"), 200),
            (format!("/groups/{room}/members/leave"), 405),
            (format!("/groups/{room}/delete"), 405),
            ("/direct/maria".to_owned(), 405),
            ("/logout".to_owned(), 405),
            ("/logout/".to_owned(), 404),
        ] {
            assert_eq!(maria.get(&path).await.status_code().as_u16(), status, "{path}");
        }
        assert_eq!(snapshot(site).await, before);
        assert_eq!(
            maria.get("/people").await.status_code(),
            StatusCode::OK,
            "still signed in"
        );
    })
    .await;
}

#[tokio::test]
async fn a_removed_member_does_not_come_back_by_opening_the_address() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let group = owner.make_group("private", "attic", &[&member]).await;
        let message = owner.say(group, "hello").await.id;
        let id = member.id().await;
        assert_eq!(
            member.get(&format!("/groups/{group}")).await.status_code(),
            StatusCode::OK
        );
        owner
            .does(&format!("/groups/{group}/members/{id}/remove"), &[])
            .await;
        for rest in [
            String::new(),
            "/members".to_owned(),
            format!("/messages/{message}"),
        ] {
            let path = format!("/groups/{group}{rest}");
            assert_eq!(
                member.get(&path).await.status_code(),
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
        // Joining is for public rooms.
        for form in [vec![], vec![("members", id.to_string())]] {
            let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let response = member.post(&format!("/groups/{group}/members"), &form).await;
            assert_eq!(response.status_code(), StatusCode::NOT_FOUND);
        }
        assert_eq!(
            site.roles(group).await,
            [("owner".to_owned(), "owner".to_owned())]
        );
    })
    .await;
}

#[tokio::test]
async fn an_unknown_name_is_not_found_and_an_unknown_member_is_refused_with_a_reason() {
    with_site(async |site| {
        let (owner, gone) = (site.join("owner").await, site.join("gone").await);
        gone.user()
            .await
            .deactivate(&site.ctx, None)
            .await
            .expect("deactivated");
        let group = owner.make_group("private", "attic", &[]).await;
        for name in ["nobody", "%00", "a%20b", "0", "gone"] {
            let response = owner.post(&format!("/direct/{name}"), &[]).await;
            assert_eq!(response.status_code(), StatusCode::NOT_FOUND, "{name}");
        }
        let before = site.roles(group).await;
        let gones_id = gone.id().await.to_string();
        for named in ["999", "0", "-1", "abc", "", "99999999999999999999", &gones_id] {
            for form in [
                vec![("members", named)],
                vec![("members", "1"), ("members", named)],
            ] {
                let response = owner.post(&format!("/groups/{group}/members"), &form).await;
                assert_eq!(
                    response.status_code(),
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "{form:?}"
                );
                let page = response.text();
                assert!(page.contains("may not be here any more"), "{form:?}: it says why");
            }
        }
        assert_eq!(site.roles(group).await, before);
    })
    .await;
}

#[tokio::test]
async fn two_people_who_write_to_each_other_at_once_have_one_chat() {
    with_site(async |site| {
        let (maria, sam) = (site.join("maria").await, site.join("sam").await);
        let ways = [
            (&maria, "/direct/sam"),
            (&sam, "/direct/maria"),
            (&sam, "/direct/MARIA"),
        ];
        let starts = ways.iter().cycle().take(24);
        let starts = starts.map(async |(person, path)| led_to(&person.post(path, &[]).await, "/groups/"));
        let ids = join_all(starts).await;
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        let directs = groups::Entity::find().filter(groups::Column::Kind.eq("direct"));
        assert_eq!(directs.count(&site.ctx.db).await.expect("counted"), 1);
        let both =
            [("maria", "member"), ("sam", "member")].map(|(name, role)| (name.to_owned(), role.to_owned()));
        assert_eq!(site.roles(ids[0]).await, both);
        // Notes to oneself are one as well.
        let notes = join_all((0..8).map(|_| maria.start_direct(&maria))).await;
        assert!(
            notes.iter().all(|id| *id == notes[0] && *id != ids[0]),
            "{notes:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_removal_names_a_member_who_is_neither_oneself_nor_an_owner() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let (second, outsider) = (site.join("second").await, site.join("outsider").await);
        let group = owner.make_group("private", "attic", &[&member]).await;
        site.give_role(group, &second, Role::Owner).await;
        let before = snapshot(site).await;
        let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
        for (whom, status, reason) in [
            (outsider.id().await.to_string(), unprocessable, "isn’t a member"),
            (owner.id().await.to_string(), unprocessable, "That’s you"),
            (
                second.id().await.to_string(),
                unprocessable,
                "An owner can’t be removed",
            ),
            ("999".to_owned(), unprocessable, "isn’t a member"),
            ("abc".to_owned(), StatusCode::NOT_FOUND, ""),
            ("-".to_owned(), StatusCode::NOT_FOUND, ""),
            ("1e1".to_owned(), StatusCode::NOT_FOUND, ""),
            ("%00".to_owned(), StatusCode::NOT_FOUND, ""),
            ("99999999999999999999".to_owned(), StatusCode::NOT_FOUND, ""),
        ] {
            let path = format!("/groups/{group}/members/{whom}/remove");
            let response = owner.post(&path, &[]).await;
            assert_eq!(response.status_code(), status, "{path}");
            assert!(response.text().contains(reason), "{path}: it says why");
        }
        assert_eq!(snapshot(site).await, before);
        let id = member.id().await;
        owner
            .does(&format!("/groups/{group}/members/{id}/remove"), &[])
            .await;
        // A second click finds them gone.
        let again = owner
            .post(&format!("/groups/{group}/members/{id}/remove"), &[])
            .await;
        assert_eq!(again.status_code(), unprocessable);
    })
    .await;
}

#[tokio::test]
async fn a_group_has_a_name_of_any_script_but_no_blank_one() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let long = "天".repeat(81);
        let rest = maria.make_group("public", "rest", &[]).await;
        for blank in [
            "",
            " ",
            "\t\r\n",
            "\u{200b}\u{200d}",
            "\u{3164}",
            "a\u{202e}b",
            "a\0b",
            &long,
        ] {
            for kind in ["public", "private"] {
                let response = maria
                    .post("/groups", &[("kind", kind), ("name", blank), ("topic", "kept")])
                    .await;
                assert_eq!(
                    response.status_code(),
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "{blank:?}"
                );
                let page = response.text();
                assert!(
                    !texts_of(&page, "#name-error").concat().is_empty(),
                    "{blank:?}: it says why"
                );
                assert_eq!(attributes_of(&page, "#topic", "value"), ["kept"]);
            }
            let form = [("name", blank), ("topic", "")];
            let response = maria.post(&format!("/groups/{rest}/settings"), &form).await;
            assert_eq!(
                response.status_code(),
                StatusCode::UNPROCESSABLE_ENTITY,
                "{blank:?}"
            );
        }
        for name in [
            "天气",
            "🌦️ weather",
            "Família 👩‍👩‍👧",
            "غرفة",
            "a/b?c=d&e#f",
            "new",
            "1",
            &"天".repeat(80),
        ] {
            let group = maria.make_group("public", name, &[]).await;
            let page = maria.get(&format!("/groups/{group}")).await.text();
            assert_eq!(texts_of(&page, ".room-name bdi"), [name]);
            assert!(
                texts_of(&page, "nav#groups bdi").contains(&name.to_owned()),
                "{name}"
            );
            let posted = maria.say(group, "it works").await;
            assert_eq!(posted.seq, 2, "after the line of its creation");
        }
    })
    .await;
}

#[tokio::test]
async fn leaving_is_offered_to_members_only_and_does_nothing_for_others() {
    with_site(async |site| {
        let (owner, maria) = (site.join("owner").await, site.join("maria").await);
        let room = owner.make_group("public", "lobby", &[]).await;
        let leave = format!("/groups/{room}/members/leave");
        let join = format!("/groups/{room}/members");
        let offers = async |person: &Person<'_>| {
            let mut offered = Vec::new();
            for path in [format!("/groups/{room}"), format!("/groups/sidebar?open={room}")] {
                let page = person.get(&path).await.text();
                let forms = attributes_of(&page, "form[method=post]", "action");
                offered.push((forms.contains(&leave), forms.contains(&join)));
            }
            offered
        };
        assert_eq!(offers(&maria).await, [(false, true); 2]);
        let before = snapshot(site).await;
        let response = maria.post(&leave, &[]).await;
        assert_eq!(response.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(snapshot(site).await, before);
        maria.does(&join, &[]).await;
        assert_eq!(offers(&maria).await, [(true, false); 2]);
        // Joining twice is joining once.
        let members = async || memberships::count(&site.ctx.db, room).await.expect("counted");
        assert_eq!(members().await, 2);
        maria.does(&leave, &[]).await;
        assert_eq!(offers(&maria).await, [(false, true); 2]);
        assert_eq!(members().await, 1);
        let response = maria.post(&leave, &[]).await;
        assert_eq!(
            response.status_code(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "a second click"
        );
    })
    .await;
}

/// Fills a room with messages behind the back of the journal, by one statement of the database.
async fn fill(site: &Site, group: i64, author: i64, count: i64) {
    let numbers = match site.ctx.db.get_database_backend() {
        DbBackend::Sqlite => format!(
            "(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) \
             SELECT n FROM numbers) AS numbers"
        ),
        _ => format!("generate_series(1, {count}) AS numbers(n)"),
    };
    let insert = format!(
        "INSERT INTO messages (group_id, author_id, seq, version, client_id, request_hash, body, html, created_at) \
         SELECT {group}, {author}, n, n, 'client-{group}-' || n, '', 'text ' || n, '<p>text ' || n || '</p>', \
         CURRENT_TIMESTAMP FROM {numbers}"
    );
    let db = &site.ctx.db;
    db.execute_unprepared(&insert).await.expect("filled");
    // The database learns by itself what is in its tables, but later.
    db.execute_unprepared("ANALYZE").await.expect("looked at");
    groups::Entity::update_many()
        .col_expr(groups::Column::LastSeq, Expr::value(count))
        .filter(groups::Column::Id.eq(group))
        .exec(db)
        .await
        .expect("numbered");
}

#[tokio::test]
async fn a_room_of_a_hundred_thousand_messages_opens_like_a_small_one() {
    const MANY: i64 = 100_000;
    const FEW: i64 = 300;
    with_site(async |site| {
        let maria = site.join("maria").await;
        let id = maria.id().await;
        let small = maria.make_group("private", "small", &[]).await;
        let large = maria.make_group("private", "large", &[]).await;
        messages::Entity::delete_many()
            .exec(&site.ctx.db)
            .await
            .expect("empty");
        fill(site, small, id, FEW).await;
        fill(site, large, id, MANY).await;
        let middle = async |group: i64, seq: i64| {
            let found = messages::Entity::find()
                .filter(messages::Column::GroupId.eq(group))
                .filter(messages::Column::Seq.eq(seq))
                .one(&site.ctx.db)
                .await;
            found.expect("answers").expect("there").id
        };
        let paths = async |group: i64, last: i64| {
            let middle = middle(group, last / 2).await;
            [
                format!("/groups/{group}"),
                format!("/groups/{group}?before={}", last / 2),
                format!("/groups/{group}?after={}", last / 2),
                format!("/groups/{group}/messages/{middle}"),
            ]
        };
        let (few, many) = (paths(small, FEW).await, paths(large, MANY).await);
        for (few, many) in few.iter().zip(&many) {
            let (mut quick, mut slow) = (Vec::new(), Vec::new());
            for _ in 0..5 {
                quick.push(opened(&maria, few).await);
                slow.push(opened(&maria, many).await);
            }
            let (quick, slow) = (median(quick), median(slow));
            assert!(
                slow < quick * 4 + Duration::from_millis(20),
                "{many}: {slow:?}, not {quick:?}"
            );
        }
        // And it takes the next message.
        assert_eq!(maria.say(large, "the next").await.seq, MANY + 1);
    })
    .await;
}

async fn opened(person: &Person<'_>, path: &str) -> Duration {
    let started = Instant::now();
    let page = person.get(path).await;
    let took = started.elapsed();
    assert_eq!(
        attributes_of(&page.text(), "#messages > li", "data-seq").len(),
        50,
        "{path}"
    );
    took
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

#[tokio::test]
async fn the_way_home_leads_to_the_group_that_was_open_last_and_may_still_be_seen() {
    with_site(async |site| {
        let (owner, maria) = (site.join("owner").await, site.join("maria").await);
        let group = owner.make_group("private", "attic", &[&maria]).await;
        let general = site.general().await.id;
        let home = async |cookie: &str| {
            let request = site
                .server
                .get("/")
                .add_header(header::COOKIE, format!("{}; {cookie}", maria.cookie));
            led_to(&request.await, "/groups/")
        };
        assert_eq!(home("").await, general);
        let opened = maria.get(&format!("/groups/{group}")).await;
        let cookie = header_of(&opened, header::SET_COOKIE).expect("it is remembered");
        let cookie = cookie.split(';').next().expect("a pair").to_owned();
        assert_eq!(home(&cookie).await, group);
        let fragment = maria.get_fragment(&format!("/groups/{group}")).await;
        assert!(
            header_of(&fragment, header::SET_COOKIE).is_none(),
            "a page of history opens no group"
        );
        let (name, _) = cookie.split_once('=').expect("a pair");
        for odd in ["", "abc", "-1", "999", "99999999999999999999"] {
            assert_eq!(home(&format!("{name}={odd}")).await, general, "{odd}");
        }
        let id = maria.id().await;
        owner
            .does(&format!("/groups/{group}/members/{id}/remove"), &[])
            .await;
        assert_eq!(home(&cookie).await, general);
        // Signing out forgets it: who comes next at this browser is somebody else.
        let out = maria.post("/logout", &[]).await;
        let removal = format!("{name}=;");
        assert!(cookies_of(&out).iter().any(|cookie| cookie.starts_with(&removal)));
    })
    .await;
}

#[tokio::test]
async fn who_is_banned_from_the_default_room_still_finds_a_way_in() {
    with_site(async |site| {
        let (boss, maria) = (site.join("boss").await, site.join("maria").await);
        let general = site.general().await.id;
        let id = maria.id().await.to_string();
        boss.does(&format!("/groups/{general}/bans"), &[("user_id", &id)])
            .await;
        let home = maria.get("/").await;
        let to = header_of(&home, header::LOCATION).expect("sent on");
        assert_eq!(maria.get(&to).await.status_code(), StatusCode::OK, "{to}");
    })
    .await;
}

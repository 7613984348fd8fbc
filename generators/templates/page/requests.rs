//! {=many.title=} of a group: who sees them, who may do what, and what is refused.

use axum::http::StatusCode;
use banter::models::{=many.snake=}::{self, Entity};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::support::client::{PASSWORD, Person, Site, attributes_of, header_of, led_to, sent_of, texts_of, with_site};

/// A form that succeeds, and another one.
const GOOD: [(&str, &str); {=good | length=}] = [{=good | join(sep=", ")=}];
const BETTER: [(&str, &str); {=better | length=}] = [{=better | join(sep=", ")=}];
<% if refused %>

/// One of which all is refused that can be.
const BAD: [(&str, &str); {=bad | length=}] = [{=bad | join(sep=", ")=}];
<% endif %>

/// What pages show of the first.
const SHOWN: [&str; {=seen | length=}] = [{=seen | join(sep=", ")=}];

async fn count(site: &Site) -> u64 {
    Entity::find().count(&site.ctx.db).await.expect("the database answers")
}

/// Adds one of many, and says which it is.
pub(super) async fn add(person: &Person<'_>, place: &str, <% if not numbered %>_<% endif %>n: usize) -> i64 {
    <% if numbered %>
    let form = GOOD.map(|(name, value)| match name {
        <% for field in numbered %>
        "{=field.name=}" => (name, {=field.series=}),
        <% endfor %>
        _ => (name, value.to_owned()),
    });
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    led_to(&person.post(place, &form).await, &format!("{place}/"))
    <% else %>
    led_to(&person.post(place, &GOOD).await, &format!("{place}/"))
    <% endif %>
}

#[tokio::test]
async fn what_a_member_adds_is_there_for_the_group_and_for_nobody_else() {
    with_site(async |site| {
        let (ada, bo, cy) = (site.join("ada").await, site.join("bo").await, site.join("cy").await);
        let group = ada.make_group("private", "attic", &[&bo]).await;
        let place = format!("/groups/{group}/{=many.kebab=}");
        let id = led_to(&ada.post(&place, &GOOD).await, &format!("{place}/"));
        for person in [&ada, &bo] {
            let listed = person.get(&place).await.text();
            let links = attributes_of(&listed, "#entries .entry-link", "href");
            assert_eq!(links, [format!("{place}/{id}")]);
            <% if fact %>
            assert!(texts_of(&listed, ".entry-fact")[0].contains("{=fact.seen=}"));
            <% endif %>
            let page = person.get(&format!("{place}/{id}")).await.text();
            assert_eq!(texts_of(&page, ".facts dd"), SHOWN);
        }
        let cellar = cy.make_group("private", "cellar", &[]).await;
        for path in [place.clone(), format!("{place}/{id}"), format!("/groups/{cellar}/{=many.kebab=}/{id}")] {
            assert_eq!(cy.get(&path).await.status_code(), StatusCode::NOT_FOUND, "{path}");
        }
        let elsewhere = cy.get(&format!("/groups/{cellar}/{=many.kebab=}")).await.text();
        assert!(attributes_of(&elsewhere, ".entry-link", "href").is_empty());
        let menu = ada.get(&format!("/groups/{group}")).await.text();
        assert_eq!(attributes_of(&menu, &format!("#room-menu a[href='{place}']"), "href").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn who_made_one_and_moderators_change_it() {
    with_site(async |site| {
        let (ada, bo, cy) = (site.join("ada").await, site.join("bo").await, site.join("cy").await);
        let group = ada.make_group("private", "attic", &[&bo, &cy]).await;
        let place = format!("/groups/{group}/{=many.kebab=}");
        let id = led_to(&bo.post(&place, &GOOD).await, &format!("{place}/"));
        let [edit, delete] = ["edit", "delete"].map(|what| format!("{place}/{id}/{what}"));
        assert_eq!(cy.get(&edit).await.status_code(), StatusCode::FORBIDDEN);
        assert_eq!(cy.post(&edit, &BETTER).await.status_code(), StatusCode::FORBIDDEN);
        assert_eq!(cy.post(&delete, &[]).await.status_code(), StatusCode::FORBIDDEN);
        let page = cy.get(&format!("{place}/{id}")).await.text();
        assert!(!page.contains(&edit), "nobody is offered what they may not do");
        assert_eq!(texts_of(&page, ".facts dd"), SHOWN);

        // The form has what is there, and changes nothing by itself.
        let form = sent_of(&bo.get(&edit).await.text(), "#{=one.kebab=}-form [name]");
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (&**name, &**value)).collect();
        bo.does(&edit, &form).await;
        assert_eq!(texts_of(&bo.get(&format!("{place}/{id}")).await.text(), ".facts dd"), SHOWN);
        let scripted = ada.post_fragment(&edit, &BETTER).await;
        assert_eq!(scripted.status_code(), StatusCode::OK);
        let to = header_of(&scripted, "hx-redirect".parse().expect("a name"));
        assert_eq!(to, Some(format!("{place}/{id}")));
        <% if changes %>
        assert_ne!(texts_of(&ada.get(&format!("{place}/{id}")).await.text(), ".facts dd"), SHOWN);
        <% endif %>
        ada.does(&delete, &[]).await;
        assert_eq!(ada.get(&format!("{place}/{id}")).await.status_code(), StatusCode::NOT_FOUND);
        assert_eq!(count(site).await, 0);
    })
    .await;
}
<% if refused %>

#[tokio::test]
async fn what_is_refused_is_said_beside_its_field_and_kept() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let made = led_to(&ada.post("/groups/1/{=many.kebab=}", &GOOD).await, "/groups/1/{=many.kebab=}/");
        for path in ["/groups/1/{=many.kebab=}".to_owned(), format!("/groups/1/{=many.kebab=}/{made}/edit")] {
            for answer in [ada.post(&path, &BAD).await, ada.post_fragment(&path, &BAD).await] {
                assert_eq!(answer.status_code(), StatusCode::UNPROCESSABLE_ENTITY, "{path}");
                let form = answer.text();
                let refused = [<% for name in refused %>"{=name=}", <% endfor %>];
                assert_eq!(attributes_of(&form, ".is-invalid", "id"), refused);
                assert_eq!(texts_of(&form, ".invalid-feedback").len(), refused.len());
                assert_eq!(attributes_of(&form, "[autofocus]", "id"), refused[..1]);
                <% for field in fields %>
                <% if field.input == "text" or field.input == "textarea" %>
                <% if field.wrong or not field.required %>
                <% if field.input == "text" %>
                assert_eq!(attributes_of(&form, "#{=field.name=}", "value"), ["{=field.wrong | default(value=field.sample, boolean=true) | replace(from="\n", to="\\n")=}"]);
                <% else %>
                assert_eq!(texts_of(&form, "#{=field.name=}"), ["{=field.wrong | default(value=field.sample, boolean=true) | replace(from="\n", to="\\n")=}"]);
                <% endif %>
                <% endif %>
                <% endif %>
                <% endfor %>
            }
        }
        assert_eq!(count(site).await, 1);
    })
    .await;
}
<% endif %>
<% if uniques %>

#[tokio::test]
async fn what_is_taken_is_refused_by_its_field_and_free_in_another_group() {
    const UNIQUE: [&str; {=uniques | length=}] = [<% for field in uniques %>"{=field.name=}", <% endfor %>];
    with_site(async |site| {
        let ada = site.join("ada").await;
        let attic = ada.make_group("private", "attic", &[]).await;
        let place = "/groups/1/{=many.kebab=}";
        ada.does(place, &GOOD).await;
        let other = led_to(&ada.post(place, &BETTER).await, &format!("{place}/"));
        for field in UNIQUE {
            <% if uniques | length > 1 %>
            // All that may not be there twice is new, but for this.
            let n = 7;
            let form = GOOD.map(|(name, value)| match name {
                <% for field in uniques %>
                "{=field.name=}" if field != name => (name, {=field.series=}),
                <% endfor %>
                _ => (name, value.to_owned()),
            });
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            <% else %>
            let form = GOOD;
            <% endif %>
            for path in [place, &format!("{place}/{other}/edit")] {
                let again = ada.post(path, &form).await;
                assert_eq!(again.status_code(), StatusCode::UNPROCESSABLE_ENTITY, "{path}: {field}");
                assert_eq!(attributes_of(&again.text(), ".is-invalid", "id"), [field]);
            }
        }
        ada.does(&format!("/groups/{attic}/{=many.kebab=}"), &GOOD).await;
        assert_eq!(count(site).await, 3);
    })
    .await;
}
<% endif %>
<% for field in named %>

#[tokio::test]
async fn {=field.name=}_is_chosen_by_name_from_what_the_group_has() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        site.configure(|settings| settings.limits.messages_per_10s = 1_000);
        let group = ada.make_group("private", "attic", &[&bo]).await;
        let cellar = ada.make_group("private", "cellar", &[]).await;
        let [place, there] = ["{=many.kebab=}", "{=field.link=}"].map(|what| format!("/groups/{group}/{what}"));
        let elsewhere = super::{=field.target=}::add(&ada, &format!("/groups/{cellar}/{=field.link=}"), 0).await.to_string();
        let mut made = vec![String::new()];
        for (n, person) in [&ada, &ada, &bo].into_iter().enumerate() {
            made.insert(1, super::{=field.target=}::add(person, &there, n).await.to_string());
        }
        let [bos, adas] = [&made[1], &made[2]];
        let new = ada.get(&format!("{place}/new")).await.text();
        assert_eq!(attributes_of(&new, "#{=field.name=} option", "value"), made);
        let names = texts_of(&ada.get(&there).await.text(), ".entry-link");
        assert_eq!(texts_of(&new, "#{=field.name=} option")[1..], names);

        let with = |form: &[(&'static str, &'static str)], id: &str| {
            let rest = form.iter().filter(|(name, _)| *name != "{=field.name=}");
            let form = rest.map(|(name, value)| (*name, (*value).to_owned()));
            form.chain([("{=field.name=}", id.to_owned())]).collect::<Vec<_>>()
        };
        let post = async |path: &str, form: &[(&str, String)]| {
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            ada.post(path, &form).await
        };
        let refused = post(&place, &with(&GOOD, &elsewhere)).await;
        assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(attributes_of(&refused.text(), ".is-invalid", "id"), ["{=field.name=}"]);
        assert_eq!(attributes_of(&refused.text(), "#{=field.name=} option", "value"), made);
        <% if refused | length > 1 %>
        let refused = post(&place, &with(&BAD, adas)).await.text();
        assert_eq!(attributes_of(&refused, "#{=field.name=} option[selected]", "value"), [adas.as_str()]);
        <% endif %>
        let id = led_to(&ada.post(&place, &GOOD).await, &format!("{place}/"));
        let [row, edit] = [format!("{place}/{id}"), format!("{place}/{id}/edit")];
        assert_eq!(post(&edit, &with(&GOOD, adas)).await.status_code(), StatusCode::SEE_OTHER);
        let shown = async || {
            let link = format!("a[href^='{there}/']");
            let [listed, page] = [ada.get(&place).await.text(), ada.get(&row).await.text()];
            let [in_list, on_page] = [(&listed, ".entry-fact"), (&page, ".facts")].map(|(page, part)| {
                let css = format!("{part} {link}");
                (attributes_of(page, &css, "href"), texts_of(page, &css))
            });
            assert_eq!(in_list, on_page);
            on_page
        };
        assert_eq!(shown().await, (vec![format!("{there}/{adas}")], vec![names[1].clone()]));

        // Whom one has blocked gives no names to choose by, but for what is chosen.
        assert_eq!(post(&edit, &with(&GOOD, bos)).await.status_code(), StatusCode::SEE_OTHER);
        ada.does("/people/bo/block", &[]).await;
        let new = ada.get(&format!("{place}/new")).await.text();
        assert!(!attributes_of(&new, "#{=field.name=} option", "value").contains(bos));
        let form = ada.get(&edit).await.text();
        assert_eq!(attributes_of(&form, "#{=field.name=} option[selected]", "value"), [bos.as_str()]);
        assert_eq!(shown().await, (vec![format!("{there}/{bos}")], vec![bos.clone()]));

        // What nobody would find in a list is asked for by its number.
        for n in made.len()..=100 {
            super::{=field.target=}::add(&ada, &there, n).await;
        }
        assert_eq!(attributes_of(&ada.get(&edit).await.text(), "#{=field.name=} option", "value").len(), 101);
        super::{=field.target=}::add(&ada, &there, 101).await;
        let form = ada.get(&edit).await.text();
        assert_eq!(attributes_of(&form, "input#{=field.name=}", "value"), [bos.as_str()]);
        assert_eq!(attributes_of(&form, "#{=field.name=}-help a", "href"), [there.as_str()]);
        assert_eq!(post(&edit, &with(&GOOD, adas)).await.status_code(), StatusCode::SEE_OTHER);
    })
    .await;
}
<% endfor %>

#[tokio::test]
async fn what_somebody_blocked_added_is_folded_and_in_a_chat_of_the_two_neither_writes() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let group = ada.make_group("private", "attic", &[&bo]).await;
        let direct = ada.start_direct(&bo).await;
        ada.say(direct, "It is there for both from here on").await;
        let [attic, chat] = [group, direct].map(|id| format!("/groups/{id}/{=many.kebab=}"));
        bo.does(&attic, &GOOD).await;
        let id = led_to(&bo.post(&chat, &GOOD).await, &format!("{chat}/"));
        ada.does("/people/bo/block", &[]).await;
        for (person, folded) in [(&ada, 1), (&bo, 0)] {
            let listed = person.get(&attic).await.text();
            assert_eq!(attributes_of(&listed, "#entries .entry-link", "href").len(), 1);
            assert_eq!(attributes_of(&listed, "#entries details .entry-link", "href").len(), folded);
            assert!(!person.get(&chat).await.text().contains(&format!("{chat}/new")));
            for path in [chat.clone(), format!("{chat}/{id}/edit"), format!("{chat}/{id}/delete")] {
                assert_eq!(person.post(&path, &BETTER).await.status_code(), StatusCode::FORBIDDEN, "{path}");
            }
        }
        assert_eq!(count(site).await, 2);
    })
    .await;
}

#[tokio::test]
async fn an_archived_group_keeps_what_it_has() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let group = ada.make_group("private", "attic", &[]).await;
        let place = format!("/groups/{group}/{=many.kebab=}");
        let id = led_to(&ada.post(&place, &GOOD).await, &format!("{place}/"));
        ada.does(&format!("/groups/{group}/archive"), &[]).await;
        for path in [place.clone(), format!("{place}/{id}/edit"), format!("{place}/{id}/delete")] {
            assert_eq!(ada.post(&path, &BETTER).await.status_code(), StatusCode::FORBIDDEN, "{path}");
        }
        for (page, action) in [(place.clone(), "new"), (format!("{place}/{id}"), "edit")] {
            let text = ada.get(&page).await.text();
            assert!(!text.contains(&format!("{page}/{action}")), "nobody is offered what they may not do");
            assert_eq!(ada.get(&format!("{page}/{action}")).await.status_code(), StatusCode::FORBIDDEN);
        }
        assert_eq!(count(site).await, 1);
    })
    .await;
}

#[tokio::test]
async fn writing_is_limited_as_messages_are() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        site.configure(|settings| settings.limits.messages_per_10s = 2);
        let place = "/groups/1/{=many.kebab=}";
        let id = led_to(&ada.post(place, &GOOD).await, &format!("{place}/"));
        let [edit, delete] = ["edit", "delete"].map(|what| format!("{place}/{id}/{what}"));
        ada.does(&edit, &GOOD).await;
        for path in [place, &edit, &delete] {
            let refused = ada.post(path, &GOOD).await;
            assert_eq!(refused.status_code(), StatusCode::TOO_MANY_REQUESTS, "{path}");
            assert!(refused.headers().contains_key("retry-after"), "{path}");
        }
        assert_eq!(count(site).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_long_list_has_pages() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let place = "/groups/1/{=many.kebab=}";
        let mut made = Vec::new();
        for n in 0..25 {
            made.push(format!("{place}/{}", add(&ada, place, n).await));
        }
        made.reverse();
        let page = ada.get(place).await.text();
        assert_eq!(attributes_of(&page, ".entry-link", "href"), made[..20]);
        let more = attributes_of(&page, "#more a", "href");
        let rest = ada.get(&more[0]).await.text();
        assert_eq!(attributes_of(&rest, ".entry-link", "href"), made[20..]);
        assert!(attributes_of(&rest, "#more a", "href").is_empty());
    })
    .await;
}

#[tokio::test]
async fn they_go_with_their_authors_account_which_takes_them_along_before() {
    with_site(async |site| {
        let (ada, sam) = (site.join("ada").await, site.join("samantha").await);
        // In a group that stays, which would take them along.
        for (person, form) in [(&ada, &GOOD[..]), (&sam, &BETTER[..])] {
            person.does("/groups/1/{=many.kebab=}", form).await;
        }
        let (rows, next) = {=many.snake=}::exported(&site.ctx.db, sam.id().await, 0).await.expect("rows");
        assert_eq!((rows.len(), next), (1, None));
        assert_eq!(rows[0]["author_id"], sam.id().await);
        let kept = sam.export().await["{=many.snake=}.jsonl"].clone();
        assert_eq!(String::from_utf8(kept), Ok(format!("{}\n", rows[0])));
        let form = [("password", PASSWORD), ("confirm", "samantha")];
        assert_eq!(sam.post("/settings/delete", &form).await.status_code(), StatusCode::OK);
        let left = Entity::find().all(&site.ctx.db).await.expect("the database answers");
        assert_eq!(left.iter().map(|row| row.author_id).collect::<Vec<_>>(), [ada.id().await]);
    })
    .await;
}

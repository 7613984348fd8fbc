//! What nobody may give themselves: fields that no form has, roles, groups of another kind.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum_test::TestResponse;
use banter::models::{
    groups,
    memberships::{HandOver, Leave, Role, SetRole},
    messages::{self, ChangeError, live},
    users,
};
use futures_util::future::join_all;
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};

use crate::support::client::{Person, Site, led_to, texts_of, with_site};

async fn group(site: &Site, id: i64) -> groups::Model {
    let found = groups::Entity::find_by_id(id).one(&site.ctx.db).await;
    found.expect("the database answers").expect("it is there")
}

fn role_of(name: &str, roles: &[(String, String)]) -> Option<String> {
    let found = roles.iter().find(|(username, _)| username == name);
    found.map(|(_, role)| role.clone())
}

/// Fields of the database that no form has.
fn foreign(site_user: &str, group: &str) -> Vec<(String, String)> {
    [
        ("id", "77"),
        ("author_id", site_user),
        ("actor_id", site_user),
        ("owner_id", site_user),
        ("seq", "77"),
        ("version", "77"),
        ("last_seq", "77"),
        ("reset_seq", "77"),
        ("last_read_seq", "77"),
        ("unique_key", "public:mine"),
        ("name_key", "zzz"),
        ("archived_at", "2001-01-01T00:00:00Z"),
        ("deleted_at", "2001-01-01T00:00:00Z"),
        ("created_at", "2001-01-01T00:00:00Z"),
        ("group_id", group),
        ("line", "created"),
        ("html", "<b>bold</b>"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

/// Posts a form with fields that it does not have, which succeeds.
async fn meddle(
    person: &Person<'_>,
    path: &str,
    form: &[(&str, &str)],
    foreign: &[(String, String)],
) -> TestResponse {
    let mut form: Vec<_> = form
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let known: BTreeSet<String> = form.iter().map(|(name, _)| name.clone()).collect();
    form.extend(foreign.iter().filter(|(name, _)| !known.contains(name)).cloned());
    let response = person
        .with_cookie(person.site.server.post(path).form(&form))
        .await;
    let status = response.status_code();
    assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {}", response.text());
    response
}

#[tokio::test]
async fn fields_that_a_form_does_not_have_are_ignored_in_every_form() {
    with_site(async |site| {
        let (other, maria) = (site.join("other").await, site.join("maria").await);
        let sam = site.join("sam").await;
        let (others_id, sams_id) = (other.id().await.to_string(), sam.id().await.to_string());
        let attic = other.make_group("private", "attic", &[]).await;
        let before = group(site, attic).await;
        let foreign = foreign(&others_id, &attic.to_string());
        let post = async |path: &str, form: &[(&str, &str)]| meddle(&maria, path, form, &foreign).await;
        let made = post(
            "/groups",
            &[("kind", "private"), ("name", "mine"), ("role", "member")],
        )
        .await;
        let mine = led_to(&made, "/groups/");
        let row = group(site, mine).await;
        assert_eq!(
            (row.kind.as_str(), row.last_seq, row.reset_seq),
            ("private", 1, 0)
        );
        assert_eq!((row.unique_key.as_deref(), row.name_key.as_str()), (None, "mine"));
        assert!(row.archived_at.is_none() && row.deleted_at.is_none());
        assert!(mine != 77 && row.created_at.to_rfc3339().as_str() > "2020");
        assert_eq!(site.roles(mine).await, [("maria".to_owned(), "owner".to_owned())]);

        let of_mine = |rest: &str| format!("/groups/{mine}{rest}");
        post(&of_mine("/members"), &[("members", &sams_id), ("role", "owner")]).await;
        assert_eq!(role_of("sam", &site.roles(mine).await).as_deref(), Some("member"));
        post(
            &of_mine("/settings"),
            &[("name", "ours"), ("topic", ""), ("kind", "public")],
        )
        .await;
        let row = group(site, mine).await;
        assert_eq!((row.kind.as_str(), row.name.as_str()), ("private", "ours"));
        assert_eq!((row.unique_key.as_deref(), row.name_key.as_str()), (None, "ours"));
        post(
            &of_mine("/messages"),
            &[("body", "text"), ("kind", "system"), ("role", "owner")],
        )
        .await;
        let role = of_mine(&format!("/members/{sams_id}/role"));
        post(&role, &[("role", "moderator"), ("user_id", &others_id)]).await;
        post(&of_mine("/archive"), &[("role", "owner")]).await;
        assert!(
            group(site, mine)
                .await
                .archived_at
                .is_some_and(|at| at.to_rfc3339().as_str() > "2020")
        );
        post(&of_mine("/restore"), &[("kind", "public")]).await;
        post(&of_mine("/owner"), &[("user_id", &sams_id), ("role", "owner")]).await;
        let roles = site.roles(mine).await;
        assert_eq!(role_of("maria", &roles).as_deref(), Some("member"));
        assert_eq!(role_of("sam", &roles).as_deref(), Some("owner"));
        assert_eq!(roles.len(), 2, "nobody else came in: {roles:?}");

        let messages = messages::Entity::find().order_by_asc(messages::Column::Id);
        let messages = messages.all(&site.ctx.db).await.expect("answers");
        for message in messages.iter().filter(|message| message.group_id == mine) {
            assert!(
                message.seq < 20 && message.author_id == maria.id().await,
                "{message:?}"
            );
            assert!(!message.html.contains("bold"), "{message:?}");
            assert_eq!(message.line.is_none(), message.body == "text", "{message:?}");
        }
        assert_eq!(group(site, attic).await, before, "the other group is as it was");
    })
    .await;
}

#[tokio::test]
async fn who_joins_or_starts_a_chat_gets_what_everybody_gets_whatever_else_the_form_says() {
    with_site(async |site| {
        let (other, maria) = (site.join("other").await, site.join("maria").await);
        let sam = site.join("sam").await;
        let (others_id, sams_id) = (other.id().await.to_string(), sam.id().await.to_string());
        let foreign = foreign(&others_id, "1");
        let post = async |path: &str, form: &[(&str, &str)]| meddle(&maria, path, form, &foreign).await;
        let room = other.make_group("public", "room", &[]).await;
        post(
            &format!("/groups/{room}/members"),
            &[("role", "owner"), ("user_id", &others_id)],
        )
        .await;
        assert_eq!(
            role_of("maria", &site.roles(room).await).as_deref(),
            Some("member")
        );
        let direct = post(
            "/direct/sam",
            &[("kind", "public"), ("username", "other"), ("name", "ours")],
        )
        .await;
        let direct = group(site, led_to(&direct, "/groups/")).await;
        assert_eq!((direct.kind.as_str(), direct.name.as_str()), ("direct", ""));
        let pair = format!("direct:{}:{sams_id}", maria.id().await);
        assert_eq!(direct.unique_key, Some(pair));
    })
    .await;
}

#[tokio::test]
async fn a_group_of_no_known_kind_is_not_made() {
    with_site(async |site| {
        let (maria, sam) = (site.join("maria").await, site.join("sam").await);
        let before = groups::Entity::find().count(&site.ctx.db).await.expect("counted");
        let sams_id = sam.id().await.to_string();
        for kind in ["direct", "", "PUBLIC", "system", "public\0", "private "] {
            let form = [("kind", kind), ("name", "mine"), ("members", sams_id.as_str())];
            let response = maria.post("/groups", &form).await;
            assert_eq!(
                response.status_code(),
                StatusCode::UNPROCESSABLE_ENTITY,
                "{kind:?}"
            );
            assert!(
                !texts_of(&response.text(), "#name-error").concat().is_empty(),
                "{kind:?}: it says why"
            );
            let response = maria.post_fragment("/groups", &form).await;
            assert_eq!(
                response.status_code(),
                StatusCode::UNPROCESSABLE_ENTITY,
                "{kind:?}"
            );
        }
        let after = groups::Entity::find().count(&site.ctx.db).await.expect("counted");
        assert_eq!(after, before);
    })
    .await;
}

#[tokio::test]
async fn nobody_promotes_themself() {
    with_site(async |site| {
        site.join("administrator").await;
        let people = [
            site.join("owner").await,
            site.join("moderator").await,
            site.join("member").await,
            site.join("outsider").await,
        ];
        let [owner, moderator, member, outsider] = &people;
        for kind in ["private", "public"] {
            let group = owner.make_group(kind, "attic", &[]).await;
            site.give_role(group, moderator, Role::Moderator).await;
            site.give_role(group, member, Role::Member).await;
            let before = site.roles(group).await;
            let public = kind == "public";
            for person in [moderator, member, outsider] {
                let own = person.id().await;
                let hidden = person.username == "outsider" && !public;
                let expected = if hidden {
                    StatusCode::NOT_FOUND
                } else {
                    StatusCode::FORBIDDEN
                };
                for (path, form) in [
                    (
                        format!("/groups/{group}/members/{own}/role"),
                        ("role", "owner".to_owned()),
                    ),
                    (
                        format!("/groups/{group}/members/{own}/role"),
                        ("role", "moderator".to_owned()),
                    ),
                    (format!("/groups/{group}/owner"), ("user_id", own.to_string())),
                ] {
                    let form = [(form.0, form.1.as_str())];
                    assert_eq!(
                        person.post(&path, &form).await.status_code(),
                        expected,
                        "{path} {form:?}"
                    );
                    let response = person.post_fragment(&path, &form).await;
                    assert_eq!(response.status_code(), expected, "{path} {form:?}");
                }
                // Where the page is not asked first, the journal refuses.
                let set = SetRole {
                    actor_id: own,
                    user_id: own,
                    role: Role::Owner,
                };
                let refused = live::change(&site.ctx, group, set).await;
                let hidden_too = matches!(refused, Err(ChangeError::NotFound)) && hidden;
                assert!(
                    hidden_too || matches!(refused, Err(ChangeError::Forbidden)) && !hidden,
                    "{refused:?}"
                );
                let take = HandOver {
                    actor_id: own,
                    user_id: own,
                };
                let refused = live::change(&site.ctx, group, take).await;
                assert!(
                    matches!(refused, Err(ChangeError::Forbidden | ChangeError::NotFound)),
                    "{refused:?}"
                );
            }
            assert_eq!(site.roles(group).await, before);
        }
    })
    .await;
}

#[tokio::test]
async fn a_moderator_touches_no_owner_and_no_other_moderator() {
    with_site(async |site| {
        let (owner, moderator) = (site.join("owner").await, site.join("moderator").await);
        let (peer, member) = (site.join("peer").await, site.join("member").await);
        let group = owner.make_group("private", "attic", &[&member]).await;
        site.give_role(group, &moderator, Role::Moderator).await;
        site.give_role(group, &peer, Role::Moderator).await;
        let before = site.roles(group).await;
        for (target, expected) in [
            (&owner, StatusCode::UNPROCESSABLE_ENTITY),
            (&peer, StatusCode::FORBIDDEN),
            (&moderator, StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let id = target.id().await.to_string();
            let remove = format!("/groups/{group}/members/{id}/remove");
            assert_eq!(
                moderator.post(&remove, &[]).await.status_code(),
                expected,
                "{}",
                target.username
            );
            let ban = moderator
                .post(&format!("/groups/{group}/bans"), &[("user_id", &id)])
                .await;
            assert_eq!(ban.status_code(), expected, "{}", target.username);
        }
        assert_eq!(site.roles(group).await, before);
        // An owner has to step down before anybody removes them, whoever asks.
        let id = owner.id().await;
        let page = owner
            .post(&format!("/groups/{group}/members/{id}/remove"), &[])
            .await;
        assert_eq!(page.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(site.roles(group).await, before);
    })
    .await;
}

#[tokio::test]
async fn the_last_owner_can_neither_leave_nor_step_down() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let gone = site.join("gone").await;
        for kind in ["private", "public"] {
            let group = owner.make_group(kind, "attic", &[&member]).await;
            site.give_role(group, &member, Role::Member).await;
            // Who can't act any more is no other owner.
            site.give_role(group, &gone, Role::Owner).await;
            let user = gone.user().await;
            if user.is_active() {
                user.deactivate(&site.ctx, None).await.expect("deactivated");
            }
            let before = site.roles(group).await;
            let own = owner.id().await;
            for (path, form) in [
                (format!("/groups/{group}/members/leave"), vec![]),
                (
                    format!("/groups/{group}/members/{own}/role"),
                    vec![("role", "member")],
                ),
                (
                    format!("/groups/{group}/members/{own}/role"),
                    vec![("role", "moderator")],
                ),
            ] {
                for response in [
                    owner.post(&path, &form).await,
                    owner.post_fragment(&path, &form).await,
                ] {
                    assert_eq!(response.status_code(), StatusCode::UNPROCESSABLE_ENTITY, "{path}");
                    assert!(response.text().contains("owner"), "{path}: it says why");
                }
            }
            assert_eq!(site.roles(group).await, before);
            let heir = member.id().await.to_string();
            owner
                .does(&format!("/groups/{group}/owner"), &[("user_id", &heir)])
                .await;
            owner.does(&format!("/groups/{group}/members/leave"), &[]).await;
        }
    })
    .await;
}

#[tokio::test]
async fn two_owners_who_go_at_once_leave_one() {
    with_site(async |site| {
        let (one, other) = (site.join("one").await, site.join("other").await);
        let (first, second) = (one.id().await, other.id().await);
        for round in 0..12 {
            let group = one.make_group("private", "attic", &[]).await;
            site.give_role(group, &other, Role::Owner).await;
            let down = |id: i64| {
                (
                    format!("/groups/{group}/members/{id}/role"),
                    vec![("role", "member")],
                )
            };
            let leave = || (format!("/groups/{group}/members/leave"), vec![]);
            let (a, b) = match round % 3 {
                0 => (down(first), down(second)),
                1 => (leave(), leave()),
                _ => (leave(), down(second)),
            };
            let (a, b) = tokio::join!(one.post(&a.0, &a.1), other.post(&b.0, &b.1));
            let mut codes = [a.status_code().as_u16(), b.status_code().as_u16()];
            codes.sort_unstable();
            assert_eq!(codes, [303, 422], "round {round}");
            let owners = site.roles(group).await;
            let owners = owners.iter().filter(|(_, role)| role == "owner").count();
            assert_eq!(owners, 1, "round {round}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_lost_a_role_acts_no_more_between_the_page_and_the_post() {
    with_site(async |site| {
        site.join("administrator").await;
        let (owner, former) = (site.join("owner").await, site.join("former").await);
        let (member, other) = (site.join("member").await, site.join("other").await);
        let group = owner.make_group("private", "attic", &[&member]).await;
        site.give_role(group, &former, Role::Owner).await;
        let (formers_id, members_id) = (former.id().await, member.id().await.to_string());
        let others_id = other.id().await.to_string();
        for page in ["members", "settings"] {
            let response = former.get(&format!("/groups/{group}/{page}")).await;
            assert_eq!(response.status_code(), StatusCode::OK);
        }
        let forms = [
            (
                format!("/groups/{group}/settings"),
                vec![("name", "theirs"), ("topic", "")],
            ),
            (format!("/groups/{group}/archive"), vec![]),
            (format!("/groups/{group}/restore"), vec![]),
            (format!("/groups/{group}/delete"), vec![("confirm", "attic")]),
            (
                format!("/groups/{group}/owner"),
                vec![("user_id", members_id.as_str())],
            ),
            (format!("/groups/{group}/bans"), vec![("user_id", &members_id)]),
            (format!("/groups/{group}/bans/{members_id}/lift"), vec![]),
            (format!("/groups/{group}/members"), vec![("members", &others_id)]),
            (format!("/groups/{group}/members/{members_id}/remove"), vec![]),
            (
                format!("/groups/{group}/members/{members_id}/role"),
                vec![("role", "moderator")],
            ),
        ];
        let expect = async |status: StatusCode| {
            let before = super::matrix::snapshot(site).await;
            let tries = forms.iter().map(async |(path, form)| {
                assert_eq!(former.post(path, form).await.status_code(), status, "{path}");
                assert_eq!(
                    former.post_fragment(path, form).await.status_code(),
                    status,
                    "{path}"
                );
            });
            join_all(tries).await;
            assert_eq!(super::matrix::snapshot(site).await, before, "nothing has changed");
        };
        let role = format!("/groups/{group}/members/{formers_id}/role");
        owner.does(&role, &[("role", "member")]).await;
        expect(StatusCode::FORBIDDEN).await;
        owner
            .does(&format!("/groups/{group}/members/{formers_id}/remove"), &[])
            .await;
        expect(StatusCode::NOT_FOUND).await;
    })
    .await;
}

#[tokio::test]
async fn what_was_asked_before_losing_a_role_but_comes_after_it_is_refused() {
    with_site(async |site| {
        let (owner, former) = (site.join("owner").await, site.join("former").await);
        let group = owner.make_group("private", "attic", &[]).await;
        site.give_role(group, &former, Role::Owner).await;
        let (owners_id, formers_id) = (owner.id().await, former.id().await);
        // Both have passed their pages; the journal takes them in this order.
        let (down, revenge) = tokio::join!(
            live::change(
                &site.ctx,
                group,
                SetRole {
                    actor_id: owners_id,
                    user_id: formers_id,
                    role: Role::Member
                }
            ),
            live::change(
                &site.ctx,
                group,
                SetRole {
                    actor_id: formers_id,
                    user_id: owners_id,
                    role: Role::Member
                }
            ),
        );
        assert!(down.is_ok(), "{down:?}");
        assert!(matches!(revenge, Err(ChangeError::Forbidden)), "{revenge:?}");
        let (left, act) = tokio::join!(
            live::change(&site.ctx, group, Leave { user_id: formers_id }),
            live::change(&site.ctx, group, Leave { user_id: formers_id }),
        );
        assert!(left.is_ok(), "{left:?}");
        assert!(matches!(act, Err(ChangeError::NotFound)), "{act:?}");
    })
    .await;
}

#[tokio::test]
async fn nobody_shuts_an_administrator_out_of_a_public_room() {
    with_site(async |site| {
        let administrator = site.join("administrator").await;
        let (owner, other) = (site.join("owner").await, site.join("other").await);
        let room = owner.make_group("public", "lobby", &[]).await;
        for person in [&administrator, &other] {
            person.does(&format!("/groups/{room}/members"), &[]).await;
        }
        let bans = format!("/groups/{room}/bans");
        let id = administrator.id().await.to_string();
        let refused = owner.post(&bans, &[("user_id", &id)]).await;
        assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("Administrators keep order"));

        // Who was banned before becoming one gets in again, and may put an end to it.
        let id = other.id().await.to_string();
        owner.does(&bans, &[("user_id", &id)]).await;
        let page = format!("/groups/{room}");
        assert_eq!(other.get(&page).await.status_code(), StatusCode::NOT_FOUND);
        let promoted = other.user().await;
        let promoted = promoted
            .change_role(&site.ctx.db, users::Role::Administrator, None)
            .await;
        promoted.expect("promoted");
        assert_eq!(other.get(&page).await.status_code(), StatusCode::OK);
        other.say(room, "back").await;
        other.does(&format!("{bans}/{id}/lift"), &[]).await;
    })
    .await;
}

#[tokio::test]
async fn an_administrator_does_not_take_a_room_for_themself() {
    with_site(async |site| {
        let administrator = site.join("administrator").await;
        let owner = site.join("owner").await;
        let room = owner.make_group("public", "lobby", &[]).await;
        administrator.does(&format!("/groups/{room}/members"), &[]).await;
        let id = administrator.id().await;
        let before = site.roles(room).await;
        let path = format!("/groups/{room}/members/{id}/role");
        let refused = administrator.post(&path, &[("role", "owner")]).await;
        assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("Nobody gives themself a higher role"));
        assert_eq!(site.roles(room).await, before);
    })
    .await;
}

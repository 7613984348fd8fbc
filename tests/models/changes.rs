//! Changes of groups, between posts and in one order with them.

use banter::models::{
    audit_events,
    groups::{self, Archive, Delete, Edit},
    memberships::{Add, Ban, HandOver, Join, Leave, LiftBan, Remove, Role, SetRole},
    messages::{self, Body, Change, ChangeError, Changed, JournalError, NewMessage, Outcome, live},
};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    requests::matrix::snapshot,
    support::client::{Person, Site, with_site},
};

pub(super) fn message(group_id: i64, author_id: i64, client_id: &str, text: &str) -> NewMessage {
    NewMessage {
        group_id,
        author_id,
        client_id: client_id.to_owned(),
        body: Body::parse(text).expect("a text"),
        attachments: Vec::new(),
        reply_to: None,
        forward: None,
    }
}

pub(super) async fn post(site: &Site, message: NewMessage) -> Result<Outcome, JournalError> {
    live::journal(&site.ctx).expect("a journal").post(message).await
}

pub(super) async fn change(site: &Site, group_id: i64, change: impl Change) -> Result<Changed, ChangeError> {
    live::change(&site.ctx, group_id, change).await
}

pub(super) async fn group(site: &Site, id: i64) -> groups::Model {
    let found = groups::Entity::find_by_id(id).one(&site.ctx.db).await;
    found.expect("the database answers").expect("it is there")
}

/// The numbers of all rows of a group, and its last one.
pub(super) async fn numbers(site: &Site, group_id: i64) -> (Vec<i64>, i64) {
    let rows = messages::Entity::find()
        .filter(messages::Column::GroupId.eq(group_id))
        .order_by_asc(messages::Column::Id)
        .all(&site.ctx.db)
        .await
        .expect("the rows");
    assert!(
        rows.iter().all(|row| row.version == row.seq),
        "each was born by its latest change"
    );
    let seqs = rows.iter().map(|row| row.seq).collect();
    (seqs, group(site, group_id).await.last_seq)
}

pub(super) fn refused<T>(answer: &Result<T, ChangeError>) -> &'static str {
    match answer {
        Err(ChangeError::Refused(key)) => key,
        Err(ChangeError::Forbidden) => "forbidden",
        Err(ChangeError::NotFound) => "not found",
        _ => "",
    }
}

#[tokio::test]
async fn posts_and_changes_share_one_order_without_gaps_however_many_come_at_once() {
    with_site(async |site| {
        let owner = site.join("owner").await;
        let others = join_all(["ana", "bea", "cid", "dan"].map(|name| site.join(name))).await;
        let room = owner.make_group("public", "lobby", &[]).await;
        let owners_id = owner.id().await;
        let ids = join_all(others.iter().map(Person::id)).await;
        let posts = async {
            let posts = (0..60).map(|n| {
                let author = if n % 2 == 0 { owners_id } else { ids[n % ids.len()] };
                post(
                    site,
                    message(room, author, &format!("client-{n}"), &format!("text {n}")),
                )
            });
            assert!(join_all(posts).await.iter().all(Result::is_ok));
        };
        let topics = async {
            let edits = (0..15).map(|n| {
                let edit = Edit {
                    actor_id: owners_id,
                    name: Some("lobby".to_owned()),
                    topic: Some(format!("topic {n}")),
                };
                change(site, room, edit)
            });
            assert!(join_all(edits).await.iter().all(Result::is_ok));
        };
        let comings = async {
            for id in &ids {
                // They may be in by a post of theirs already; then it changes nothing.
                change(site, room, Join { user_id: *id }).await.expect("joined");
                let remove = Remove {
                    actor_id: owners_id,
                    user_id: *id,
                };
                change(site, room, remove).await.expect("removed");
                change(site, room, Join { user_id: *id })
                    .await
                    .expect("joined again");
            }
        };
        tokio::join!(posts, topics, comings);
        let (seqs, last_seq) = numbers(site, room).await;
        assert!(seqs.len() >= 1 + 60 + 15 + 4 * 2, "{}", seqs.len());
        assert_eq!(
            seqs,
            (1..=last_seq).collect::<Vec<_>>(),
            "rows and numbers have the same order"
        );
    })
    .await;
}

#[tokio::test]
async fn a_post_before_a_removal_is_kept_and_one_after_it_refused() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let group = owner.make_group("private", "attic", &[&member]).await;
        let (owners_id, id) = (owner.id().await, member.id().await);
        let before = numbers(site, group).await.1;
        for round in 0..5 {
            let (first, removal, second) = tokio::join!(
                post(site, message(group, id, &format!("before-{round}"), "before")),
                change(
                    site,
                    group,
                    Remove {
                        actor_id: owners_id,
                        user_id: id
                    }
                ),
                post(site, message(group, id, &format!("after-{round}"), "after")),
            );
            assert!(first.is_ok() && removal.is_ok(), "{first:?} {removal:?}");
            assert!(matches!(second, Err(JournalError::NotFound)), "{second:?}");
            change(
                site,
                group,
                Add {
                    actor_id: owners_id,
                    user_ids: vec![id],
                },
            )
            .await
            .expect("added");
        }
        let (seqs, last_seq) = numbers(site, group).await;
        assert_eq!(seqs, (1..=last_seq).collect::<Vec<_>>());
        assert_eq!(last_seq, before + 5 * 3, "a refused post takes no number");
    })
    .await;
}

/// The key of a refusal.
async fn refusal(site: &Site, group_id: i64, refused_one: impl Change) -> &'static str {
    refused(&change(site, group_id, refused_one).await)
}

#[tokio::test]
async fn a_refused_change_leaves_no_line_no_number_and_no_trace_in_the_log() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let group = owner.make_group("private", "attic", &[&member]).await;
        let (o, m, nobody) = (owner.id().await, member.id().await, 999);
        let remove = |actor_id, user_id| Remove { actor_id, user_id };
        let hand_over = |user_id| HandOver { actor_id: o, user_id };
        let add = |user_ids: &[i64]| Add {
            actor_id: o,
            user_ids: user_ids.to_vec(),
        };
        let ban = Ban {
            actor_id: o,
            user_id: nobody,
        };
        let archive = Archive {
            actor_id: m,
            archived: true,
        };
        let delete = Delete {
            actor_id: o,
            confirm: "another".to_owned(),
        };
        let before = snapshot(site).await;
        let keys = [
            refusal(site, group, remove(o, nobody)).await,
            refusal(site, group, remove(m, o)).await,
            refusal(site, group, add(&[m, nobody])).await,
            refusal(site, group, add(&[])).await,
            refusal(site, group, ban).await,
            refusal(site, group, hand_over(o)).await,
            refusal(site, group, hand_over(nobody)).await,
            refusal(site, group, Leave { user_id: nobody }).await,
            refusal(site, nobody, Leave { user_id: m }).await,
            refusal(site, group, archive).await,
            refusal(site, group, delete).await,
        ];
        let expected = [
            "members-not-member",
            "forbidden",
            "members-unknown",
            "members-unknown",
            "not found",
            "members-yourself",
            "members-not-member",
            "not found",
            "not found",
            "forbidden",
            "group-confirm-wrong",
        ];
        assert_eq!(keys, expected);
        assert_eq!(snapshot(site).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_change_to_what_is_so_already_is_told_to_nobody() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let group = owner.make_group("private", "attic", &[&member]).await;
        let (actor_id, user_id) = (owner.id().await, member.id().await);
        let add = Add {
            actor_id,
            user_ids: vec![user_id, user_id],
        };
        let role = SetRole {
            actor_id,
            user_id,
            role: Role::Member,
        };
        let archive = Archive {
            actor_id,
            archived: false,
        };
        let edit = Edit {
            actor_id,
            name: Some(" attic ".to_owned()),
            topic: Some(String::new()),
        };
        let before = snapshot(site).await;
        for nothing in [
            change(site, group, add).await,
            change(site, group, role).await,
            change(site, group, archive).await,
            change(site, group, edit).await,
            change(site, group, LiftBan { actor_id, user_id }).await,
        ] {
            let nothing = nothing.expect("no reason to refuse it");
            assert!(
                nothing.lines.is_empty() && nothing.signals.is_empty(),
                "{nothing:?}"
            );
        }
        assert_eq!(snapshot(site).await, before);
    })
    .await;
}

#[tokio::test]
async fn an_archived_group_takes_no_new_message_but_answers_for_the_old_ones() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let room = owner.make_group("public", "lobby", &[]).await;
        let (owners_id, id) = (owner.id().await, member.id().await);
        let kept = post(site, message(room, owners_id, "client-one", "kept"))
            .await
            .expect("posted");
        let Outcome::New(kept) = kept else {
            panic!("{kept:?}")
        };
        change(
            site,
            room,
            Archive {
                actor_id: owners_id,
                archived: true,
            },
        )
        .await
        .expect("archived");
        let last_seq = group(site, room).await.last_seq;
        let again = post(site, message(room, owners_id, "client-one", "kept")).await;
        assert!(
            matches!(&again, Ok(Outcome::Repeated(posted)) if *posted == kept),
            "{again:?}"
        );
        let other = post(site, message(room, owners_id, "client-one", "other")).await;
        assert!(matches!(other, Err(JournalError::Conflict)), "{other:?}");
        for author in [owners_id, id] {
            let new = post(site, message(room, author, "client-two", "new")).await;
            assert!(matches!(new, Err(JournalError::Archived)), "{new:?}");
        }
        assert_eq!(
            refused(&change(site, room, Join { user_id: id }).await),
            "group-archived"
        );
        let add = Add {
            actor_id: owners_id,
            user_ids: vec![id],
        };
        assert_eq!(refused(&change(site, room, add.clone()).await), "group-archived");
        let response = member
            .post(&format!("/groups/{room}/messages"), &[("body", "new")])
            .await;
        assert_eq!(response.status_code(), 422);
        assert_eq!(group(site, room).await.last_seq, last_seq);
        assert_eq!(
            member.get(&format!("/groups/{room}")).await.status_code(),
            200,
            "it can be read"
        );
        change(
            site,
            room,
            Archive {
                actor_id: owners_id,
                archived: false,
            },
        )
        .await
        .expect("restored");
        assert!(post(site, message(room, id, "client-two", "new")).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn the_log_tells_of_every_role_removal_and_deletion_and_no_text() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let added = site.join("added").await;
        let (o, m, a) = (owner.id().await, member.id().await, added.id().await);
        let g = owner.make_group("private", "attic", &[&member]).await;
        owner.say(g, "canary").await;
        let here = |rest: &str| format!("/groups/{g}{rest}");
        let of_member = |rest: &str| format!("/groups/{g}/members/{m}/{rest}");
        let (m_form, a_form) = (m.to_string(), a.to_string());
        owner
            .does(&here("/settings"), &[("name", "attic"), ("topic", "canary")])
            .await;
        owner.does(&here("/members"), &[("members", &a_form)]).await;
        owner.does(&of_member("role"), &[("role", "moderator")]).await;
        owner.does(&of_member("remove"), &[]).await;
        owner.does(&here("/bans"), &[("user_id", &m_form)]).await;
        owner.does(&here(&format!("/bans/{m}/lift")), &[]).await;
        owner.does(&here("/archive"), &[]).await;
        owner.does(&here("/restore"), &[]).await;
        owner.does(&here("/owner"), &[("user_id", &a_form)]).await;
        added.does(&here("/delete"), &[("confirm", "attic")]).await;
        let rows = audit_events::Entity::find()
            .filter(audit_events::Column::GroupId.eq(g))
            .order_by_asc(audit_events::Column::Id)
            .all(&site.ctx.db)
            .await
            .expect("the log");
        let told: Vec<_> = rows
            .iter()
            .map(|row| (row.action.as_str(), row.actor_id, row.user_id))
            .collect();
        assert_eq!(
            told,
            [
                ("member.added", Some(o), None),
                ("role.changed", Some(o), Some(m)),
                ("member.removed", Some(o), Some(m)),
                ("member.banned", Some(o), Some(m)),
                ("ban.lifted", Some(o), Some(m)),
                ("group.archived", Some(o), None),
                ("group.restored", Some(o), None),
                ("owner.changed", Some(o), Some(a)),
                ("group.deleted", Some(a), None),
                ("group.erased", None, None),
            ]
        );
        assert!(rows[0].details.contains(&a.to_string()), "{}", rows[0].details);
        assert!(rows[1].details.contains("moderator"), "{}", rows[1].details);
        assert!(rows[8].details.contains("attic"), "{}", rows[8].details);
        assert!(rows.iter().all(|row| !row.details.contains("canary")), "{rows:?}");
    })
    .await;
}

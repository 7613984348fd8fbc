//! Who belongs to which group, and who looks after it.

use std::collections::BTreeMap;

use banter::models::{
    audit_events,
    groups::{self, Archive, Delete, Edit, Kind},
    memberships::{
        self, Add, Ban, HandOver, Join, LiftBan, Remove,
        Role::{self, Member, Moderator, Owner},
        SetRole,
    },
    messages::JournalError,
    transactions::begin_write,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::changes::{change, group, message, numbers, post, refused};
use crate::support::client::{Person, with_site};

#[tokio::test]
async fn a_direct_chat_comes_back_with_a_message_and_is_the_same_one() {
    with_site(async |site| {
        let (maria, sam) = (site.join("maria").await, site.join("sam").await);
        let chat = maria.start_direct(&sam).await;
        let members = async || memberships::user_ids(&site.ctx.db, chat).await.expect("asked");
        let (marias_id, sams_id) = (maria.id().await, sam.id().await);
        assert_eq!(
            members().await,
            [marias_id],
            "nobody is bothered by an empty chat"
        );
        maria.say(chat, "hello").await;
        assert_eq!(members().await, [marias_id, sams_id]);
        for (leaver, other) in [(&sam, &maria), (&maria, &sam)] {
            leaver.does(&format!("/groups/{chat}/members/leave"), &[]).await;
            let gone = leaver.get(&format!("/groups/{chat}")).await;
            assert_eq!(gone.status_code(), 404);
            let posted = other.say(chat, "come back").await;
            assert_eq!(members().await, [marias_id, sams_id]);
            let page = leaver.get(&format!("/groups/{chat}")).await.text();
            assert!(
                page.contains("come back") && page.contains("hello"),
                "with all that was said"
            );
            let back = memberships::Entity::find()
                .filter(memberships::Column::UserId.eq(leaver.id().await))
                .filter(memberships::Column::GroupId.eq(chat))
                .one(&site.ctx.db)
                .await
                .expect("answers")
                .expect("a member");
            assert_eq!(
                back.last_read_seq,
                posted.seq - 1,
                "what brought them back is unread"
            );
        }
        assert_eq!(sam.start_direct(&maria).await, chat);
        // Nobody else is brought in by it.
        assert_eq!(members().await.len(), 2);
        let (seqs, last_seq) = numbers(site, chat).await;
        assert_eq!(seqs, (1..=last_seq).collect::<Vec<_>>());
        assert_eq!(last_seq, 3, "coming and going is told to nobody");
    })
    .await;
}

#[tokio::test]
async fn nobody_manages_a_direct_chat_whoever_asks() {
    with_site(async |site| {
        let (boss, maria) = (site.join("boss").await, site.join("maria").await);
        let sam = site.join("sam").await;
        let chat = maria.start_direct(&sam).await;
        maria.say(chat, "hello").await;
        let before = (group(site, chat).await, site.roles(chat).await);
        let (boss_id, sams_id) = (boss.id().await, sam.id().await);
        for (actor_id, expected) in [(maria.id().await, "forbidden"), (boss_id, "not found")] {
            let user_id = sams_id;
            let answers = [
                change(
                    site,
                    chat,
                    Edit {
                        actor_id,
                        name: Some("ours".to_owned()),
                        topic: Some("t".to_owned()),
                    },
                )
                .await,
                change(
                    site,
                    chat,
                    Archive {
                        actor_id,
                        archived: true,
                    },
                )
                .await,
                change(
                    site,
                    chat,
                    Delete {
                        actor_id,
                        confirm: String::new(),
                    },
                )
                .await,
                change(
                    site,
                    chat,
                    Add {
                        actor_id,
                        user_ids: vec![boss_id],
                    },
                )
                .await,
                change(site, chat, Remove { actor_id, user_id }).await,
                change(site, chat, Ban { actor_id, user_id }).await,
                change(
                    site,
                    chat,
                    SetRole {
                        actor_id,
                        user_id,
                        role: Owner,
                    },
                )
                .await,
                change(
                    site,
                    chat,
                    SetRole {
                        actor_id,
                        user_id: actor_id,
                        role: Owner,
                    },
                )
                .await,
                change(site, chat, HandOver { actor_id, user_id }).await,
            ];
            for (index, answer) in answers.iter().enumerate() {
                assert_eq!(refused(answer), expected, "{index} by {actor_id}: {answer:?}");
            }
        }
        let join = change(site, chat, Join { user_id: boss_id }).await;
        assert_eq!(refused(&join), "not found");
        assert_eq!((group(site, chat).await, site.roles(chat).await), before);
    })
    .await;
}

#[tokio::test]
async fn a_group_outlives_its_last_owner() {
    with_site(async |site| {
        let (owner, ana) = (site.join("owner").await, site.join("ana").await);
        let (bea, gone) = (site.join("bea").await, site.join("gone").await);
        let user = gone.user().await;
        user.deactivate(&site.ctx, None).await.expect("deactivated");
        let make = async |people: &[(&Person<'_>, Role)]| {
            let group = site.private_group("attic", &[]).await.id;
            for (person, role) in people {
                site.give_role(group, person, *role).await;
            }
            group
        };
        let cases = [
            // The longest-standing moderator comes before any member.
            (
                make(&[(&owner, Owner), (&ana, Member), (&bea, Moderator)]).await,
                Some("bea"),
            ),
            // Else the longest-standing member who can act.
            (
                make(&[
                    (&owner, Owner),
                    (&gone, Moderator),
                    (&bea, Member),
                    (&ana, Member),
                ])
                .await,
                Some("bea"),
            ),
            // Another owner is enough, unless they are shut out as well.
            (
                make(&[(&owner, Owner), (&ana, Member), (&bea, Owner)]).await,
                Some("bea"),
            ),
            (
                make(&[(&owner, Owner), (&gone, Owner), (&ana, Member)]).await,
                Some("ana"),
            ),
            (make(&[(&owner, Owner)]).await, None),
            (
                make(&[(&owner, Member), (&bea, Owner), (&ana, Moderator)]).await,
                Some("bea"),
            ),
        ];
        let txn = begin_write(&site.ctx.db).await.expect("begun");
        memberships::succeed(&txn, owner.id().await)
            .await
            .expect("succeeded");
        txn.commit().await.expect("committed");
        for (group, heir) in cases {
            let roles: BTreeMap<_, _> = site.roles(group).await.into_iter().collect();
            let heirs = roles
                .iter()
                .filter(|(name, role)| *role == "owner" && !["owner", "gone"].contains(&name.as_str()));
            let heirs: Vec<_> = heirs.map(|(name, _)| name.as_str()).collect();
            assert_eq!(heirs, heir.into_iter().collect::<Vec<_>>(), "{roles:?}");
        }
        let told = audit_events::Entity::find().filter(audit_events::Column::Action.eq("owner.changed"));
        assert_eq!(
            told.count(&site.ctx.db).await.expect("counted"),
            3,
            "one for each who was made an owner"
        );
    })
    .await;
}

#[tokio::test]
async fn a_ban_holds_in_the_transaction_itself() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let room = owner.make_group("public", "lobby", &[]).await;
        let (actor_id, user_id) = (owner.id().await, member.id().await);
        // All have passed their pages; the journal takes them in this order.
        let (ban, joined, posted, added) = tokio::join!(
            change(site, room, Ban { actor_id, user_id }),
            change(site, room, Join { user_id }),
            post(site, message(room, user_id, "client-one", "text")),
            change(
                site,
                room,
                Add {
                    actor_id,
                    user_ids: vec![user_id]
                }
            ),
        );
        assert!(ban.is_ok(), "{ban:?}");
        assert_eq!(refused(&joined), "not found");
        assert!(matches!(posted, Err(JournalError::NotFound)), "{posted:?}");
        assert_eq!(refused(&added), "members-banned");
        let twice = change(site, room, Ban { actor_id, user_id })
            .await
            .expect("banned already");
        assert!(twice.lines.is_empty(), "it is told once");
        let room = group(site, room).await;
        let user = member.user().await;
        assert!(
            groups::Standing::find(&site.ctx.db, &user, room.id)
                .await
                .is_err()
        );
        change(site, room.id, LiftBan { actor_id, user_id })
            .await
            .expect("lifted");
        assert!(groups::Standing::find(&site.ctx.db, &user, room.id).await.is_ok());
        assert_eq!(room.kind(), Kind::Public);
    })
    .await;
}

#[tokio::test]
async fn adding_hundreds_at_once_is_one_line_and_more_than_five_hundred_are_refused() {
    with_site(async |site| {
        let owner = site.join("owner").await;
        let group_id = owner.make_group("private", "attic", &[]).await;
        let people = site.accounts(501).await;
        let actor_id = owner.id().await;
        let all = Add {
            actor_id,
            user_ids: people.clone(),
        };
        assert_eq!(refused(&change(site, group_id, all).await), "members-too-many");
        let five_hundred = Add {
            actor_id,
            user_ids: people[..500].to_vec(),
        };
        let changed = change(site, group_id, five_hundred).await.expect("added");
        assert_eq!(changed.lines.len(), 1);
        assert_eq!(
            memberships::count(&site.ctx.db, group_id).await.expect("counted"),
            501
        );
        assert_eq!(group(site, group_id).await.last_seq, 2);
    })
    .await;
}

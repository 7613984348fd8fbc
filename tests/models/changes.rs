//! Changes of groups, between posts and in one order with them.

use std::collections::BTreeMap;

use banter::models::{
    audit_events,
    groups::{self, Archive, Creation, CreationError, Delete, Edit, Kind, erase, left_over},
    memberships::{self, Add, Ban, HandOver, Join, Leave, LiftBan, NewMember, Remove, Role, SetRole},
    messages::{self, Body, Change, ChangeError, Changed, JournalError, NewMessage, Outcome, live},
    transactions::begin_write,
    users,
};
use futures_util::future::join_all;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder,
};

use crate::support::client::{Person, Site, with_site};

fn message(group_id: i64, author_id: i64, client_id: &str, text: &str) -> NewMessage {
    NewMessage {
        group_id,
        author_id,
        client_id: client_id.to_owned(),
        body: Body::parse(text).expect("a text"),
    }
}

async fn post(site: &Site, message: NewMessage) -> Result<Outcome, JournalError> {
    live::journal(&site.ctx).expect("a journal").post(message).await
}

async fn change(site: &Site, group_id: i64, change: impl Change) -> Result<Changed, ChangeError> {
    live::change(&site.ctx, group_id, change).await
}

async fn group(site: &Site, id: i64) -> groups::Model {
    let found = groups::Entity::find_by_id(id).one(&site.ctx.db).await;
    found.expect("the database answers").expect("it is there")
}

/// The numbers of all rows of a group, and its last one.
async fn numbers(site: &Site, group_id: i64) -> (Vec<i64>, i64) {
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

fn refused<T>(answer: &Result<T, ChangeError>) -> &'static str {
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
                    name: "lobby".to_owned(),
                    topic: format!("topic {n}"),
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

#[tokio::test]
async fn a_change_that_fails_leaves_no_line_no_number_and_no_trace_in_the_log() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let group = owner.make_group("private", "attic", &[&member]).await;
        let (owners_id, id) = (owner.id().await, member.id().await);
        let before = crate::requests::matrix::snapshot(site).await;
        let attempts = [
            refused(
                &change(
                    site,
                    group,
                    Remove {
                        actor_id: owners_id,
                        user_id: 999,
                    },
                )
                .await,
            ),
            refused(
                &change(
                    site,
                    group,
                    Remove {
                        actor_id: id,
                        user_id: owners_id,
                    },
                )
                .await,
            ),
            refused(
                &change(
                    site,
                    group,
                    Add {
                        actor_id: owners_id,
                        user_ids: vec![id, 999],
                    },
                )
                .await,
            ),
            refused(
                &change(
                    site,
                    group,
                    Add {
                        actor_id: owners_id,
                        user_ids: vec![],
                    },
                )
                .await,
            ),
            refused(
                &change(
                    site,
                    group,
                    Ban {
                        actor_id: owners_id,
                        user_id: 999,
                    },
                )
                .await,
            ),
            refused(
                &change(
                    site,
                    group,
                    HandOver {
                        actor_id: owners_id,
                        user_id: owners_id,
                    },
                )
                .await,
            ),
            refused(
                &change(
                    site,
                    group,
                    HandOver {
                        actor_id: owners_id,
                        user_id: 999,
                    },
                )
                .await,
            ),
            refused(&change(site, group, Leave { user_id: 999 }).await),
            refused(&change(site, 999, Leave { user_id: id }).await),
            refused(
                &change(
                    site,
                    group,
                    Archive {
                        actor_id: id,
                        archived: true,
                    },
                )
                .await,
            ),
            refused(
                &change(
                    site,
                    group,
                    Delete {
                        actor_id: owners_id,
                        confirm: "another".to_owned(),
                    },
                )
                .await,
            ),
        ];
        assert_eq!(
            attempts,
            [
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
            ]
        );
        // What is so already changes nothing either.
        for nothing in [
            change(
                site,
                group,
                Add {
                    actor_id: owners_id,
                    user_ids: vec![id, id],
                },
            )
            .await,
            change(
                site,
                group,
                SetRole {
                    actor_id: owners_id,
                    user_id: id,
                    role: Role::Member,
                },
            )
            .await,
            change(
                site,
                group,
                Archive {
                    actor_id: owners_id,
                    archived: false,
                },
            )
            .await,
            change(
                site,
                group,
                LiftBan {
                    actor_id: owners_id,
                    user_id: id,
                },
            )
            .await,
            change(
                site,
                group,
                Edit {
                    actor_id: owners_id,
                    name: " attic ".to_owned(),
                    topic: String::new(),
                },
            )
            .await,
        ] {
            assert!(nothing.is_ok_and(|changed| changed.lines.is_empty() && changed.signals.is_empty()));
        }
        assert_eq!(crate::requests::matrix::snapshot(site).await, before);
    })
    .await;
}

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
                        name: "ours".to_owned(),
                        topic: "t".to_owned(),
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
                        role: Role::Owner,
                    },
                )
                .await,
                change(
                    site,
                    chat,
                    SetRole {
                        actor_id,
                        user_id: actor_id,
                        role: Role::Owner,
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
async fn the_default_room_is_neither_archived_nor_deleted() {
    with_site(async |site| {
        let boss = site.join("boss").await;
        let general = site.general().await;
        let actor_id = boss.id().await;
        let archive = change(
            site,
            general.id,
            Archive {
                actor_id,
                archived: true,
            },
        )
        .await;
        assert_eq!(refused(&archive), "group-default");
        let delete = Delete {
            actor_id,
            confirm: "general".to_owned(),
        };
        assert_eq!(refused(&change(site, general.id, delete).await), "group-default");
        assert_eq!(group(site, general.id).await, general);
    })
    .await;
}

#[tokio::test]
async fn public_rooms_have_names_of_their_own_even_when_made_at_once() {
    with_site(async |site| {
        let (maria, sam) = (
            site.join("maria").await.user().await,
            site.join("sam").await.user().await,
        );
        let creation = |kind: &str, name: &str| Creation {
            kind: kind.to_owned(),
            name: name.to_owned(),
            topic: String::new(),
            members: Vec::new(),
        };
        // The same name, however it is typed.
        let names = ["Weather", "weather", " WEATHER ", "Ｗeather"];
        let made = (0..12).map(|n| {
            let user = if n % 2 == 0 { &maria } else { &sam };
            groups::create(&site.ctx, user, creation("public", names[n % names.len()]))
        });
        let made = join_all(made).await;
        let winners: Vec<i64> = made.iter().flatten().map(|group| group.id).collect();
        let [room] = winners.as_slice() else {
            panic!("{winners:?}")
        };
        for error in made.iter().filter_map(|answer| answer.as_ref().err()) {
            let CreationError::Fields(refusals) = error else {
                panic!("{error}")
            };
            assert_eq!(refusals.name, Some("group-name-taken"));
        }
        let all = groups::Entity::find().filter(groups::Column::NameKey.eq("weather"));
        assert_eq!(
            all.clone().count(&site.ctx.db).await.expect("counted"),
            1,
            "nothing is left of the others"
        );
        // Private groups may be called alike, and like a room.
        for _ in 0..2 {
            groups::create(&site.ctx, &sam, creation("private", "weather"))
                .await
                .expect("made");
        }
        // Renaming is no way around it, either of two at once.
        let one = groups::create(&site.ctx, &maria, creation("public", "one"))
            .await
            .expect("made")
            .id;
        let two = groups::create(&site.ctx, &maria, creation("public", "two"))
            .await
            .expect("made")
            .id;
        let rename = |id: i64, name: &str| {
            let edit = Edit {
                actor_id: maria.id,
                name: name.to_owned(),
                topic: String::new(),
            };
            change(site, id, edit)
        };
        assert_eq!(refused(&rename(one, "WEATHER").await), "group-name-taken");
        let both = tokio::join!(rename(one, "three"), rename(two, "Three"));
        assert!(both.0.is_ok() != both.1.is_ok(), "{both:?}");
        let (loser, old) = if both.0.is_ok() {
            (two, "two")
        } else {
            (one, "one")
        };
        assert_eq!(group(site, loser).await.name, old);
        assert!(rename(*room, "weather").await.is_ok() || *room != 0);
    })
    .await;
}

#[tokio::test]
async fn the_name_of_a_deleted_room_is_free_and_its_rows_are_erased_by_the_worker() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let room = owner.make_group("public", "lobby", &[]).await;
        member.say(room, "hello").await;
        let form = [("confirm", "lobby")];
        owner.does(&format!("/groups/{room}/delete"), &form).await;
        let db = &site.ctx.db;
        // The worker of the tests runs at once.
        assert!(
            groups::Entity::find_by_id(room)
                .one(db)
                .await
                .expect("answers")
                .is_none()
        );
        let rows = messages::Entity::find().filter(messages::Column::GroupId.eq(room));
        assert_eq!(rows.count(db).await.expect("counted"), 0);
        assert_eq!(memberships::count(db, room).await.expect("counted"), 0);
        let again = member.make_group("public", "Lobby", &[]).await;
        assert_ne!(again, room);
        assert!(left_over(db).await.expect("asked").is_empty());
    })
    .await;
}

#[tokio::test]
async fn erasing_goes_on_where_it_broke_off_and_touches_nothing_that_is_not_deleted() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let db = &site.ctx.db;
        let (room, other) = (
            owner.make_group("public", "lobby", &[]).await,
            owner.make_group("public", "other", &[]).await,
        );
        for n in 0..3 {
            member.say(room, &format!("text {n}")).await;
            member.say(other, &format!("text {n}")).await;
        }
        let rest = async || {
            let messages = messages::Entity::find();
            (
                messages.count(db).await.expect("counted"),
                site.roles(other).await,
            )
        };
        let before = rest().await;
        erase(db, room).await.expect("nothing to do");
        assert_eq!(rest().await, before, "a group that people see stays");
        let mut row = group(site, room).await.into_active_model();
        row.deleted_at = Set(Some(chrono::Utc::now().fixed_offset()));
        row.update(db).await.expect("deleted");
        assert_eq!(left_over(db).await.expect("asked"), [room]);
        // Somebody pulled the plug in the middle of it.
        let trap = "CREATE TABLE trap (group_id BIGINT REFERENCES groups(id))";
        db.execute_unprepared(trap).await.expect("a trap");
        let set = format!("INSERT INTO trap VALUES ({room})");
        db.execute_unprepared(&set).await.expect("it is set");
        erase(db, room).await.expect_err("the last row can't go");
        assert_eq!(
            memberships::count(db, room).await.expect("counted"),
            0,
            "the others went"
        );
        assert_eq!(
            left_over(db).await.expect("asked"),
            [room],
            "the next start finds it"
        );
        db.execute_unprepared("DROP TABLE trap").await.expect("sprung");
        let done = tokio::join!(erase(db, room), erase(db, room));
        assert!(done.0.is_ok() && done.1.is_ok(), "{done:?}");
        assert!(left_over(db).await.expect("asked").is_empty());
        assert_eq!(rest().await, (before.0 - 4, before.1));
    })
    .await;
}

#[tokio::test]
async fn a_group_outlives_its_last_owner() {
    with_site(async |site| {
        let (owner, ana) = (site.join("owner").await, site.join("ana").await);
        let (bea, gone) = (site.join("bea").await, site.join("gone").await);
        let user = gone.user().await;
        user.deactivate(&site.ctx).await.expect("deactivated");
        let make = async |people: &[(&Person<'_>, Role)]| {
            let group = site.private_group("attic", &[]).await.id;
            for (person, role) in people {
                site.give_role(group, person, *role).await;
            }
            group
        };
        use Role::{Member, Moderator, Owner};
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

#[tokio::test]
async fn the_log_is_only_ever_added_to() {
    with_site(async |site| {
        let owner = site.join("owner").await;
        let group = owner.make_group("private", "attic", &[]).await;
        owner.does(&format!("/groups/{group}/archive"), &[]).await;
        let db = &site.ctx.db;
        let before = audit_events::Entity::find().all(db).await.expect("the log");
        assert!(!before.is_empty());
        for statement in [
            "UPDATE audit_events SET actor_id = NULL",
            "UPDATE audit_events SET details = '{}' WHERE group_id > 0",
            "DELETE FROM audit_events",
            "DELETE FROM audit_events WHERE id > 0",
        ] {
            let refused = db.execute_unprepared(statement).await;
            let refused = refused.expect_err("the database refuses").to_string();
            assert!(refused.contains("append-only"), "{statement}: {refused}");
        }
        assert_eq!(
            audit_events::Entity::find().all(db).await.expect("the log"),
            before
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
        let people = people(site, 501).await;
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

/// So many accounts, made behind the back of the registration: the ids.
pub async fn people(site: &Site, count: usize) -> Vec<i64> {
    let now = chrono::Utc::now().fixed_offset();
    let rows = (0..count).map(|n| users::ActiveModel {
        username: Set(format!("p{n:03}")),
        username_key: Set(format!("p{n:03}")),
        password_hash: Set(String::new()),
        role: Set("member".to_owned()),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    });
    users::Entity::insert_many(rows)
        .exec_without_returning(&site.ctx.db)
        .await
        .expect("accounts");
    let made = users::Entity::find().filter(users::Column::PasswordHash.eq(""));
    let made = made
        .order_by_asc(users::Column::UsernameKey)
        .all(&site.ctx.db)
        .await;
    made.expect("the accounts").iter().map(|user| user.id).collect()
}

/// Makes them members of a group.
pub async fn enrol(site: &Site, group_id: i64, people: &[i64]) {
    let rows = people.iter().map(|id| NewMember::new(group_id, *id));
    memberships::insert(&site.ctx.db, rows).await.expect("members");
}

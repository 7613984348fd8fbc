//! Messages that are edited, deleted and reacted to: who may, what is kept, and in which order others see it.

use banter::models::{
    audit_events,
    groups::{self, Archive},
    memberships::{self, Add, Remove, Role},
    messages::{self, Changes, JournalError, Outcome, Posted, Revise, Revision, live},
    pins, reactions, revisions, settings,
};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::changes::{change, group as current, message, post};
use crate::support::client::{Person, Site, with_site};

/// A private group of `owner` with `member` in it, and a message that `member` wrote.
async fn scene(site: &Site) -> (Person<'_>, Person<'_>, groups::Model, Posted) {
    let (owner, member) = (site.join("owner").await, site.join("member").await);
    let group = site.private_group("attic", &[&owner, &member]).await;
    site.give_role(group.id, &owner, Role::Owner).await;
    let posted = written(site, group.id, member.id().await, "the-first-key", "first").await;
    (owner, member, group, posted)
}

async fn written(site: &Site, group_id: i64, author_id: i64, key: &str, text: &str) -> Posted {
    let posted = post(site, message(group_id, author_id, key, text)).await;
    posted.expect("written").posted()
}

async fn revise(site: &Site, posted: &Posted, actor_id: i64, what: Revise) -> Result<Outcome, JournalError> {
    let revision = Revision {
        group_id: posted.message.group_id,
        message_id: posted.message.id,
        actor_id,
        what,
    };
    live::journal(&site.ctx)
        .expect("a journal")
        .revise(revision)
        .await
}

fn edit(text: &str) -> Revise {
    Revise::Edit(messages::Body::parse(text).expect("a text"))
}

fn react(emoji: &str) -> Revise {
    Revise::React(reactions::emoji(emoji).expect("an emoji"))
}

fn unreact(emoji: &str) -> Revise {
    Revise::Unreact(reactions::emoji(emoji).expect("an emoji"))
}

/// What a page at `since` is sent, and up to where.
async fn caught_up(site: &Site, person: &Person<'_>, group_id: i64, since: i64) -> (i64, Vec<Posted>) {
    let epoch = settings::epoch(&site.ctx.db).await.expect("an epoch");
    let read = Changes::read(&site.ctx.db, &person.user().await, group_id, since, &epoch).await;
    match read.expect("the database answers") {
        Changes::Since { to, messages, .. } => (to, messages),
        Changes::Reset { .. } => panic!("the cursor is good"),
    }
}

#[tokio::test]
async fn an_edit_keeps_what_was_said_before_and_takes_a_number() {
    with_site(async |site| {
        let (_, member, group, posted) = scene(site).await;
        let id = member.id().await;
        for (text, number) in [("second", 2), ("third", 3)] {
            let edited = revise(site, &posted, id, edit(text)).await.expect("edited");
            let Outcome::New(Posted { message, .. }) = edited else {
                panic!("it is new");
            };
            assert_eq!(
                (message.body.as_str(), message.version, message.seq),
                (text, number, 1)
            );
            assert!(message.edited_at.is_some() && message.html.contains(text));
        }
        let before = revisions::Entity::find().order_by_asc(revisions::Column::Id);
        let before = before.all(&site.ctx.db).await.expect("the revisions");
        let texts: Vec<_> = before.iter().map(|row| row.body.as_str()).collect();
        assert_eq!(texts, ["first", "second"]);
        assert!(before[0].created_at <= before[1].created_at);
        assert_eq!(current(site, group.id).await.last_seq, 3);
        // To who saw the first text comes the last, once.
        let (to, changed) = caught_up(site, &member, group.id, 1).await;
        assert_eq!((to, changed.len()), (3, 1));
        assert_eq!(changed[0].message.body, "third");
    })
    .await;
}

#[tokio::test]
async fn what_is_so_already_is_done_once() {
    with_site(async |site| {
        let (owner, member, group, posted) = scene(site).await;
        let (owner, member) = (owner.id().await, member.id().await);
        for (actor, what) in [
            (member, edit("second")),
            (owner, react("👍")),
            (owner, unreact("👍")),
            (owner, Revise::Delete),
        ] {
            let first = revise(site, &posted, actor, what.clone()).await.expect("done");
            let again = revise(site, &posted, actor, what.clone())
                .await
                .expect("answered");
            assert!(matches!(first, Outcome::New(_)), "{what:?}");
            assert_eq!(again, Outcome::Repeated(first.posted()), "{what:?}");
        }
        assert_eq!(current(site, group.id).await.last_seq, 5);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_message_leaves_its_place_and_nothing_else() {
    with_site(async |site| {
        let (owner, member, group, posted) = scene(site).await;
        let (author, moderator) = (member.id().await, owner.id().await);
        revise(site, &posted, author, edit("a secret"))
            .await
            .expect("edited");
        revise(site, &posted, moderator, react("🎉"))
            .await
            .expect("reacted");
        revise(site, &posted, moderator, Revise::Delete)
            .await
            .expect("deleted");

        let db = &site.ctx.db;
        let row = messages::Entity::find_by_id(posted.message.id).one(db).await;
        let row = row.expect("the database answers").expect("a tombstone");
        assert_eq!((row.body.as_str(), row.html.as_str()), ("", ""));
        assert_eq!((row.seq, row.version), (1, 4));
        assert!(row.deleted_at.is_some());
        assert!(revisions::Entity::find().all(db).await.expect("rows").is_empty());
        assert!(reactions::Entity::find().all(db).await.expect("rows").is_empty());
        let (_, changed) = caught_up(site, &member, group.id, 0).await;
        assert!(changed[0].reactions.is_empty() && changed[0].message.html.is_empty());
        // Who did it is kept, and nothing of what was said.
        let audit = audit_events::Entity::find()
            .filter(audit_events::Column::Action.eq("message.deleted"))
            .one(db)
            .await;
        let audit = audit.expect("the database answers").expect("a row");
        assert_eq!((audit.actor_id, audit.user_id), (Some(moderator), Some(author)));
        assert_eq!(audit.details, format!(r#"{{"message":{}}}"#, posted.message.id));
        // The key of a deleted message is not free again.
        let again = post(site, message(group.id, author, "the-first-key", "first")).await;
        assert!(matches!(again, Ok(Outcome::Repeated(Posted { message, .. })) if message.body.is_empty()));
        for what in [edit("back"), react("👍")] {
            let answer = revise(site, &posted, author, what).await;
            assert!(
                matches!(answer, Err(JournalError::Refused("message-deleted"))),
                "{answer:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_changes_what_is_not_theirs_to_change() {
    with_site(async |site| {
        let (owner, member, group, posted) = scene(site).await;
        let other = site.join("other").await;
        let add = Add {
            actor_id: owner.id().await,
            user_ids: vec![other.id().await],
        };
        change(site, group.id, add).await.expect("added");
        let outsider = site.join("outsider").await.id().await;
        let (owner_id, other) = (owner.id().await, other.id().await);
        // Owners delete what others wrote, and put no words into their mouths.
        let answer = revise(site, &posted, owner_id, edit("I agree")).await;
        assert!(matches!(answer, Err(JournalError::Forbidden)), "{answer:?}");
        for what in [edit("mine"), Revise::Delete] {
            let answer = revise(site, &posted, other, what.clone()).await;
            assert!(matches!(answer, Err(JournalError::Forbidden)), "{what:?}");
        }
        for what in [edit("mine"), Revise::Delete, react("👍"), unreact("👍")] {
            let answer = revise(site, &posted, outsider, what.clone()).await;
            assert!(matches!(answer, Err(JournalError::NotFound)), "{what:?}");
        }
        // The message of one group by the path of another.
        let elsewhere = site.private_group("loft", &[&member]).await;
        let mut astray = posted.clone();
        astray.message.group_id = elsewhere.id;
        let answer = revise(site, &astray, member.id().await, Revise::Delete).await;
        assert!(matches!(answer, Err(JournalError::NotFound)), "{answer:?}");
        // A line of the system is nobody's.
        let line = messages::Entity::find()
            .filter(messages::Column::Line.is_not_null())
            .one(&site.ctx.db)
            .await
            .expect("the database answers")
            .expect("somebody was added");
        let line = Posted {
            message: line,
            ..posted.clone()
        };
        for what in [edit("mine"), Revise::Delete, react("👍")] {
            let answer = revise(site, &line, owner_id, what.clone()).await;
            assert!(matches!(answer, Err(JournalError::Forbidden)), "{what:?}");
        }
        let last = current(site, group.id).await.last_seq;
        assert_eq!(last, 2, "nothing of it took a number");
    })
    .await;
}

#[tokio::test]
async fn who_was_removed_or_comes_to_an_archive_changes_nothing_more() {
    with_site(async |site| {
        let (owner, member, archive, posted) = scene(site).await;
        let (owner_id, id) = (owner.id().await, member.id().await);
        change(
            site,
            archive.id,
            Archive {
                actor_id: owner_id,
                archived: true,
            },
        )
        .await
        .expect("archived");
        for what in [edit("late"), Revise::Delete, react("👍")] {
            let answer = revise(site, &posted, id, what.clone()).await;
            assert!(matches!(answer, Err(JournalError::Archived)), "{what:?}");
        }
        change(
            site,
            archive.id,
            Archive {
                actor_id: owner_id,
                archived: false,
            },
        )
        .await
        .expect("restored");
        change(
            site,
            archive.id,
            Remove {
                actor_id: owner_id,
                user_id: id,
            },
        )
        .await
        .expect("removed");
        let answer = revise(site, &posted, id, Revise::Delete).await;
        assert!(matches!(answer, Err(JournalError::NotFound)), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn reactions_are_kept_by_person_and_emoji_in_the_order_they_came() {
    with_site(async |site| {
        let (owner, member, group, posted) = scene(site).await;
        let (owner_id, id) = (owner.id().await, member.id().await);
        let mut told = Vec::new();
        for (actor, what) in [
            (owner_id, react("🎉")),
            (id, react("👍")),
            (id, react("🎉")),
            (owner_id, react("👍")),
            (owner_id, unreact("🎉")),
        ] {
            let outcome = revise(site, &posted, actor, what).await.expect("done");
            told = outcome.posted().reactions;
        }
        let (_, changed) = caught_up(site, &member, group.id, 0).await;
        assert_eq!(
            told, changed[0].reactions,
            "open pages show what a fresh load does"
        );
        let shown: Vec<(String, Vec<String>)> = changed[0]
            .reactions
            .iter()
            .map(|reaction| {
                let names = reaction.by.iter().map(|author| author.username.clone());
                (reaction.emoji.clone(), names.collect())
            })
            .collect();
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            shown,
            [
                ("👍".to_owned(), names(&["member", "owner"])),
                ("🎉".to_owned(), names(&["member"])),
            ]
        );
        // A reaction is no edit.
        assert!(changed[0].message.edited_at.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_message_takes_so_many_kinds_of_reactions_and_no_more() {
    with_site(async |site| {
        let (owner, _, _, posted) = scene(site).await;
        let id = owner.id().await;
        let mut emoji = emojis::iter().map(emojis::Emoji::as_str);
        for emoji in emoji.by_ref().take(reactions::KINDS) {
            revise(site, &posted, id, Revise::React(emoji))
                .await
                .expect("reacted");
        }
        let one_more = emoji.next().expect("there are more");
        let answer = revise(site, &posted, id, Revise::React(one_more)).await;
        assert!(
            matches!(answer, Err(JournalError::Refused("reactions-full"))),
            "{answer:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_reaction_takes_part_in_a_room_as_a_message_does() {
    with_site(async |site| {
        let (author, reader) = (site.join("author").await, site.join("reader").await);
        let room = site.public_group("room").await;
        let posted = written(site, room.id, author.id().await, "the-first-key", "hello").await;
        let id = reader.id().await;
        let role = memberships::role(&site.ctx.db, room.id, id).await;
        assert_eq!(role.expect("the database answers"), None);
        revise(site, &posted, id, react("👍")).await.expect("reacted");
        let role = memberships::role(&site.ctx.db, room.id, id).await;
        assert_eq!(role.expect("the database answers"), Some(Role::Member));
    })
    .await;
}

#[tokio::test]
async fn posts_and_revisions_at_once_share_one_order_without_gaps() {
    with_site(async |site| {
        let (owner, member, room, posted) = scene(site).await;
        let (owner_id, id) = (owner.id().await, member.id().await);
        let many = (0..60).map(async |number| match number % 3 {
            0 => {
                post(
                    site,
                    message(room.id, id, &format!("key-number-{number}"), "more"),
                )
                .await
            }
            1 => revise(site, &posted, id, edit(&format!("version {number}"))).await,
            _ if number % 2 == 0 => revise(site, &posted, owner_id, react("👍")).await,
            _ => revise(site, &posted, owner_id, unreact("👍")).await,
        });
        let mut numbers: Vec<i64> = join_all(many)
            .await
            .into_iter()
            .filter_map(|answer| match answer.expect("done") {
                Outcome::New(posted) => Some(posted.message.version),
                Outcome::Repeated(_) => None,
            })
            .collect();
        numbers.sort_unstable();
        let last = current(site, room.id).await.last_seq;
        assert_eq!(numbers, (2..=last).collect::<Vec<_>>());
        let rows = messages::Entity::find().order_by_asc(messages::Column::Seq);
        let rows = rows.all(&site.ctx.db).await.expect("rows");
        let edited = &rows[0];
        assert!(rows.iter().skip(1).all(|row| row.version == row.seq));
        assert!(edited.version > 1 && edited.body.starts_with("version"));
    })
    .await;
}

#[tokio::test]
async fn a_pin_is_kept_once_for_all_and_goes_with_its_message() {
    with_site(async |site| {
        let (owner, member, group, posted) = scene(site).await;
        let outsider = site.join("outsider").await.id().await;
        assert!(matches!(
            revise(site, &posted, outsider, Revise::Pin).await,
            Err(JournalError::NotFound)
        ));
        let second = written(site, group.id, owner.id().await, "the-second-key", "second").await;
        let before = current(site, group.id).await.last_seq;
        // Any member pins, and once is enough.
        let (one, other) = (
            revise(site, &posted, owner.id().await, Revise::Pin),
            revise(site, &posted, member.id().await, Revise::Pin),
        );
        let outcomes = join_all([one, other]).await;
        let new = |outcome: &Result<Outcome, JournalError>| matches!(outcome, Ok(Outcome::New(_)));
        assert_eq!(outcomes.iter().filter(|outcome| new(outcome)).count(), 1);
        assert!(
            outcomes
                .into_iter()
                .all(|outcome| outcome.expect("pinned").posted().pinned)
        );
        revise(site, &second, member.id().await, Revise::Pin)
            .await
            .expect("pinned");

        let (to, told) = caught_up(site, &owner, group.id, before).await;
        assert_eq!(to, before + 2, "a number for each pin");
        assert!(told.iter().all(|posted| posted.pinned) && told.len() == 2);
        let listed = async || {
            let pinned = messages::pinned(&site.ctx.db, group.id).await.expect("read");
            pinned
                .into_iter()
                .map(|posted| posted.message.body)
                .collect::<Vec<_>>()
        };
        assert_eq!(listed().await, ["second", "first"], "the latest pin first");

        revise(site, &second, owner.id().await, Revise::Unpin)
            .await
            .expect("unpinned");
        revise(site, &posted, member.id().await, Revise::Delete)
            .await
            .expect("deleted");
        assert!(listed().await.is_empty());
        let again = revise(site, &posted, member.id().await, Revise::Pin).await;
        assert!(matches!(again, Err(JournalError::Refused("message-deleted"))));
        assert_eq!(pins::Entity::find().all(&site.ctx.db).await.expect("read"), []);
    })
    .await;
}

#[tokio::test]
async fn a_group_pins_no_more_than_it_may_however_many_pin_at_once() {
    with_site(async |site| {
        let (owner, _, group, _) = scene(site).await;
        let owner = owner.id().await;
        let most = usize::try_from(pins::MOST).expect("a few");
        let keys: Vec<String> = (0..most + 5).map(|n| format!("key-of-{n:03}")).collect();
        let messages = keys
            .iter()
            .map(|key| written(site, group.id, owner, key, "again"));
        let messages = join_all(messages).await;
        let pinned = join_all(
            messages
                .iter()
                .map(|posted| revise(site, posted, owner, Revise::Pin)),
        )
        .await;
        let refused = pinned
            .iter()
            .filter(|pinned| matches!(pinned, Err(JournalError::Refused("pins-full"))));
        assert_eq!(refused.count(), 5);
        let kept = messages::pinned(&site.ctx.db, group.id).await.expect("read");
        assert_eq!(kept.len(), most);
    })
    .await;
}

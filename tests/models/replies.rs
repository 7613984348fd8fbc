//! Replies, what they quote, and the threads that they make.

use banter::models::{
    groups::{self, Archive},
    memberships::Role,
    messages::{
        self, Changes, JournalError, Outcome, Position, Posted, Purge, Quote, Revise, Revision, Thread, live,
    },
    reactions, settings,
};
use chrono::{TimeDelta, Utc};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use super::changes::{change, group as current, message, post};
use crate::support::client::{Person, Site, with_site};

/// A private group of somebody, who owns it, and its first message.
async fn scene(site: &Site) -> (Person<'_>, groups::Model, Posted) {
    let owner = site.join("owner").await;
    let group = site.private_group("attic", &[&owner]).await;
    site.give_role(group.id, &owner, Role::Owner).await;
    let written = post(
        site,
        message(group.id, owner.id().await, "the-first-key", "**first** words"),
    )
    .await;
    (owner, group, written.expect("written").posted())
}

async fn answer(site: &Site, to: &Posted, key: &str, text: &str) -> Result<Outcome, JournalError> {
    let mut reply = message(to.message.group_id, to.author.id, key, text);
    reply.reply_to = Some(to.message.id);
    post(site, reply).await
}

async fn answered(site: &Site, to: &Posted, key: &str) -> Posted {
    answer(site, to, key, "an answer")
        .await
        .expect("written")
        .posted()
}

async fn revise(site: &Site, posted: &Posted, what: Revise) -> Posted {
    let revision = Revision {
        group_id: posted.message.group_id,
        message_id: posted.message.id,
        actor_id: posted.author.id,
        what,
    };
    let journal = live::journal(&site.ctx).expect("a journal");
    journal.revise(revision).await.expect("changed").posted()
}

fn edit(text: &str) -> Revise {
    Revise::Edit(messages::Body::parse(text).expect("a text"))
}

/// The message as a fresh load has it.
async fn now(site: &Site, posted: &Posted) -> Posted {
    let found = messages::find_in(&site.ctx.db, posted.message.group_id, posted.message.id).await;
    found.expect("the database answers").expect("it is there")
}

async fn changes(site: &Site, person: &Person<'_>, group_id: i64, since: i64) -> Changes {
    let epoch = settings::epoch(&site.ctx.db).await.expect("an epoch");
    let read = Changes::read(&site.ctx.db, &person.user().await, group_id, since, &epoch).await;
    read.expect("the database answers")
}

#[tokio::test]
async fn the_first_message_of_a_thread_counts_its_live_replies() {
    with_site(async |site| {
        let (owner, group, root) = scene(site).await;
        let one = answered(site, &root, "key-number-one").await;
        // An answer to an answer is in the same thread.
        let two = answered(site, &one, "key-number-two").await;
        let id = root.message.id;
        for reply in [&one, &two] {
            assert_eq!(reply.message.thread_id, Some(id));
        }
        assert_eq!(two.message.reply_to_id, Some(one.message.id));
        // The reply 2, the count 3, the reply 4, the count 5.
        let counted = now(site, &root).await.message;
        assert_eq!((counted.version, counted.seq, counted.replies), (5, 1, 2));
        revise(site, &one, Revise::Delete).await;
        let counted = now(site, &root).await.message;
        assert_eq!(counted.replies, 1);
        let last = current(site, group.id).await.last_seq;
        // The deletion 6; then what quoted it and what it answered, each once.
        assert_eq!(last, 8);
        let Changes::Since { to, messages, .. } = changes(site, &owner, group.id, 5).await else {
            panic!("the cursor is good");
        };
        let changed: Vec<_> = messages.iter().map(|posted| posted.message.version).collect();
        assert_eq!((to, changed), (8, vec![6, 7, 8]));
        for posted in messages {
            assert_eq!(now(site, &posted).await, posted, "told as a fresh load shows it");
        }
    })
    .await;
}

#[tokio::test]
async fn a_quote_is_as_its_original_is_now() {
    with_site(async |site| {
        let (_, group, root) = scene(site).await;
        let reply = answered(site, &root, "key-number-one").await;
        let live = |excerpt: &str| {
            Some(Quote::Live {
                id: root.message.id,
                author: root.author.clone(),
                excerpt: excerpt.to_owned(),
            })
        };
        assert_eq!(reply.quote, live("first words"));
        revise(site, &root, edit("second words")).await;
        let followed = now(site, &reply).await;
        assert_eq!(followed.quote, live("second words"));
        assert_eq!(followed.message.version, current(site, group.id).await.last_seq);
        // A reaction says nothing new.
        let react = Revise::React(reactions::emoji("👍").expect("an emoji"));
        revise(site, &root, react).await;
        assert_eq!(now(site, &reply).await.message.version, followed.message.version);
        revise(site, &root, Revise::Delete).await;
        let gone = now(site, &reply).await;
        let id = root.message.id;
        assert_eq!(gone.quote, Some(Quote::Deleted { id }));
        assert!(gone.message.version > followed.message.version);
        assert_eq!(
            now(site, &root).await.message.replies,
            1,
            "the thread is still there"
        );
    })
    .await;
}

#[tokio::test]
async fn only_a_live_message_of_the_same_group_is_answered() {
    with_site(async |site| {
        let (owner, group, root) = scene(site).await;
        let id = owner.id().await;
        let elsewhere = site.private_group("loft", &[&owner]).await;
        let other = post(site, message(elsewhere.id, id, "the-other-key", "a secret")).await;
        let other = other.expect("written").posted();
        let deleted = post(site, message(group.id, id, "the-third-key", "gone")).await;
        let deleted = deleted.expect("written").posted();
        revise(site, &deleted, Revise::Delete).await;
        for archived in [true, false] {
            let archive = Archive {
                actor_id: id,
                archived,
            };
            change(site, group.id, archive).await.expect("changed");
        }
        let line = messages::Entity::find()
            .filter(messages::Column::Line.is_not_null())
            .one(&site.ctx.db)
            .await;
        let line = line.expect("the database answers").expect("a line").id;
        let before = current(site, group.id).await.last_seq;
        for (name, reply_to) in [
            ("another group's", other.message.id),
            ("deleted", deleted.message.id),
            ("a line", line),
            ("nothing", 0),
            ("a number too high", i64::MAX),
        ] {
            let mut reply = message(group.id, id, "the-fourth-key", "an answer");
            reply.reply_to = Some(reply_to);
            let refused = post(site, reply).await;
            assert!(
                matches!(refused, Err(JournalError::Refused("reply-gone"))),
                "{name}: {refused:?}"
            );
        }
        assert_eq!(current(site, group.id).await.last_seq, before);
        answered(site, &root, "the-fourth-key").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_answered_belongs_to_the_request() {
    with_site(async |site| {
        let (owner, group, root) = scene(site).await;
        let id = owner.id().await;
        let reply = answered(site, &root, "key-number-one").await;
        let plain = post(site, message(group.id, id, "key-number-one", "an answer")).await;
        assert!(matches!(plain, Err(JournalError::Conflict)), "{plain:?}");
        let other = answer(site, &reply, "key-number-one", "an answer").await;
        assert!(matches!(other, Err(JournalError::Conflict)), "{other:?}");
        // Its answer was lost, and what it answers has gone meanwhile.
        revise(site, &root, Revise::Delete).await;
        let again = answer(site, &root, "key-number-one", "an answer").await;
        let again = again.expect("the same request");
        assert_eq!(again, Outcome::Repeated(now(site, &reply).await));
    })
    .await;
}

#[tokio::test]
async fn beyond_a_hundred_quotes_pages_begin_anew() {
    with_site(async |site| {
        let (owner, group, root) = scene(site).await;
        for count in [100, 101] {
            let before = now(site, &root).await.message.replies;
            let keys = (before..count).map(|number| format!("key-number-{number}"));
            let keys: Vec<_> = keys.collect();
            join_all(keys.iter().map(|key| answered(site, &root, key))).await;
            assert_eq!(now(site, &root).await.message.replies, count);
            let cursor = current(site, group.id).await.last_seq;
            revise(site, &root, edit(&format!("for {count}"))).await;
            let group = current(site, group.id).await;
            let read = changes(site, &owner, group.id, cursor).await;
            if count == 100 {
                assert_eq!((group.last_seq, group.reset_seq), (cursor + 101, 0));
                assert!(matches!(read, Changes::Since { messages, .. } if messages.len() == 101));
            } else {
                assert_eq!((group.last_seq, group.reset_seq), (cursor + 2, cursor + 2));
                assert!(matches!(read, Changes::Reset { .. }), "{read:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_thread_of_three_hundred_is_read_page_by_page() {
    with_site(async |site| {
        let (_, group, root) = scene(site).await;
        let keys: Vec<_> = (0..300).map(|number| format!("key-number-{number}")).collect();
        join_all(keys.iter().map(|key| answered(site, &root, key))).await;
        let id = root.message.id;
        let read = async |position| {
            let thread = Thread::read(&site.ctx.db, group.id, id, position).await;
            thread.expect("the database answers")
        };
        let newest = read(Position::Newest).await;
        assert_eq!((newest.root.message.replies, newest.replies.len()), (300, 50));
        assert!(newest.has_older && !newest.has_newer);
        let mut seen: Vec<i64> = newest.replies.iter().map(|posted| posted.message.seq).collect();
        loop {
            let page = read(Position::Before(seen[0])).await;
            let before: Vec<i64> = page.replies.iter().map(|posted| posted.message.seq).collect();
            seen = [before, seen].concat();
            if !page.has_older {
                break;
            }
        }
        let all = messages::Entity::find()
            .filter(messages::Column::ThreadId.eq(id))
            .order_by_asc(messages::Column::Seq)
            .all(&site.ctx.db)
            .await
            .expect("rows");
        let all: Vec<i64> = all.iter().map(|row| row.seq).collect();
        assert_eq!((seen.len(), &seen), (300, &all));
        let after = read(Position::After {
            seq: all[199],
            limit: 1,
        })
        .await;
        let after: Vec<i64> = after.replies.iter().map(|posted| posted.message.seq).collect();
        assert_eq!(after, all[200..250]);
        // A reply begins none, and another group has it not.
        let reply = now(site, &newest.replies[0]).await.message.id;
        assert!(
            Thread::read(&site.ctx.db, group.id, reply, Position::Newest)
                .await
                .is_err()
        );
        assert!(Thread::read(&site.ctx.db, 1, id, Position::Newest).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_purge_takes_its_replies_from_the_count_and_leaves_no_quote() {
    with_site(async |site| {
        let (_, group, root) = scene(site).await;
        let reply = answered(site, &root, "key-number-one").await;
        let second = answered(site, &reply, "key-number-two").await;
        // As if a day had passed since the reply in the middle.
        let old = messages::Entity::update_many()
            .col_expr(
                messages::Column::CreatedAt,
                Expr::value((Utc::now() - TimeDelta::days(1)).fixed_offset()),
            )
            .filter(messages::Column::Id.eq(reply.message.id));
        old.exec(&site.ctx.db).await.expect("the database answers");
        let purge = |before| Purge {
            before,
            group_id: Some(group.id),
            author_id: None,
        };
        let run = async |purge: Purge| {
            let (db, journal) = (&site.ctx.db, live::journal(&site.ctx).expect("a journal"));
            let shares = purge.preview(db).await.expect("a preview");
            purge
                .run(db, &journal, &site.ctx.storage, &shares, |_| {})
                .await
                .expect("purged")
        };
        assert_eq!(
            run(purge((Utc::now() - TimeDelta::hours(1)).fixed_offset())).await,
            1
        );
        assert_eq!(now(site, &root).await.message.replies, 1);
        let left = now(site, &second).await;
        assert_eq!(left.quote, Some(Quote::Purged));
        assert_eq!(left.message.thread_id, Some(root.message.id));
        // With its first message the thread is gone; what is left begins another.
        let until = now(site, &root).await.message.created_at + TimeDelta::microseconds(1);
        assert_eq!(run(purge(until)).await, 1);
        assert_eq!(now(site, &second).await.message.thread_id, None);
        let third = answered(site, &second, "key-number-three").await;
        assert_eq!(third.message.thread_id, Some(second.message.id));
    })
    .await;
}

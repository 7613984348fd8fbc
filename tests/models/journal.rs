//! The one writer of timelines: numbers, keys, permission, failure, stopping.

use std::{collections::BTreeSet, fs::File, io::Read, time::Duration};

use banter::{
    initializers::database,
    models::{
        groups::{self, Standing},
        memberships::{self, NewMember},
        messages::{self, Body, Changes, Draft, Journal, JournalError, NewMessage, Outcome, PostError, live},
        settings,
        throttles::Throttles,
        transactions::{begin_snapshot, begin_write},
        users,
    },
    settings::Limits,
};
use futures_util::future::join_all;
use loco_rs::app::AppContext;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectOptions, ConnectionTrait, Database,
    DatabaseConnection, DatabaseTransaction, DbBackend, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, sea_query::Expr, sqlx::sqlite::SqliteSynchronous,
};
use tokio::time::{sleep, timeout};

use crate::support::client::{Site, with_site};

/// The default group and so many people in it.
async fn people(site: &Site, count: usize) -> (i64, Vec<users::Model>) {
    for number in 0..count {
        site.join(&format!("person{number}")).await;
    }
    let group = groups::Model::default_group(&site.ctx.db)
        .await
        .expect("a default group");
    (
        group.id,
        users::Entity::find().all(&site.ctx.db).await.expect("the users"),
    )
}

fn message(group_id: i64, author: &users::Model, client_id: &str, text: &str) -> NewMessage {
    NewMessage {
        group_id,
        author_id: author.id,
        client_id: client_id.to_owned(),
        body: Body::parse(text).expect("a text"),
        attachments: Vec::new(),
        reply_to: None,
        forward: None,
    }
}

async fn kept(ctx: &AppContext) -> Vec<messages::Model> {
    let mut rows = messages::Entity::find().all(&ctx.db).await.expect("the messages");
    rows.sort_by_key(|row| (row.group_id, row.seq));
    rows
}

async fn last_seq(ctx: &AppContext, group_id: i64) -> i64 {
    let group = groups::Entity::find_by_id(group_id)
        .one(&ctx.db)
        .await
        .expect("the database answers");
    group.expect("the group").last_seq
}

fn journal(ctx: &AppContext) -> Journal {
    live::journal(ctx).expect("the app has started one")
}

#[tokio::test]
async fn many_at_once_get_numbers_without_gaps_in_the_order_of_their_rows() {
    with_site(async |site| {
        let (group_id, people) = people(site, 4).await;
        let journal = journal(&site.ctx);
        let posts = (0..200).map(|number| {
            let author = &people[number % people.len()];
            journal.post(message(
                group_id,
                author,
                &format!("client-{number}"),
                &format!("text {number}"),
            ))
        });
        let answered: BTreeSet<i64> = join_all(posts)
            .await
            .into_iter()
            .map(|answer| match answer.expect("written") {
                Outcome::New(posted) => posted.message.seq,
                Outcome::Repeated(posted) => panic!("{posted:?} was not there before"),
            })
            .collect();
        assert_eq!(answered, (1..=200).collect(), "each caller got its own number");
        let rows = kept(&site.ctx).await;
        assert_eq!(
            rows.iter().map(|row| row.seq).collect::<Vec<_>>(),
            (1..=200).collect::<Vec<_>>()
        );
        assert!(rows.iter().all(|row| row.version == row.seq));
        assert!(
            rows.is_sorted_by_key(|row| row.id),
            "a later number has a later row"
        );
        assert_eq!(last_seq(&site.ctx, group_id).await, 200);
    })
    .await;
}

#[tokio::test]
async fn each_group_has_numbers_of_its_own() {
    with_site(async |site| {
        let (first, people) = people(site, 1).await;
        let second = new_group(&site.ctx.db, "public").await;
        let journal = journal(&site.ctx);
        let posts = (0..40).map(|number| {
            let group_id = if number % 2 == 0 { first } else { second };
            journal.post(message(group_id, &people[0], &format!("client-{number}"), "text"))
        });
        assert!(join_all(posts).await.iter().all(Result::is_ok));
        for group_id in [first, second] {
            let rows = kept(&site.ctx)
                .await
                .into_iter()
                .filter(|row| row.group_id == group_id);
            assert_eq!(
                rows.map(|row| row.seq).collect::<Vec<_>>(),
                (1..=20).collect::<Vec<_>>()
            );
            assert_eq!(last_seq(&site.ctx, group_id).await, 20);
        }
    })
    .await;
}

#[tokio::test]
async fn the_same_request_many_times_at_once_and_later_is_one_message() {
    with_site(async |site| {
        let (group_id, people) = people(site, 1).await;
        let journal = journal(&site.ctx);
        let post = || journal.post(message(group_id, &people[0], "client-one", "once"));
        let answers = join_all((0..8).map(|_| post())).await;
        let later = post().await;
        // After a restart there is another journal over the same database.
        let restarted = Journal::start(site.ctx.db.clone(), None, 8);
        let after = restarted
            .post(message(group_id, &people[0], "client-one", "once"))
            .await;
        let mut new = 0;
        let mut ids = BTreeSet::new();
        for answer in answers.into_iter().chain([later, after]) {
            let posted = match answer.expect("an answer") {
                Outcome::New(posted) => {
                    new += 1;
                    posted
                }
                Outcome::Repeated(posted) => posted,
            };
            ids.insert((posted.message.id, posted.message.seq, posted.message.html));
        }
        assert_eq!((new, ids.len(), kept(&site.ctx).await.len()), (1, 1, 1));
        assert_eq!(
            last_seq(&site.ctx, group_id).await,
            1,
            "repeating takes no number"
        );
    })
    .await;
}

#[tokio::test]
async fn another_text_under_the_same_key_is_a_conflict_and_another_author_is_not() {
    with_site(async |site| {
        let (group_id, people) = people(site, 2).await;
        let journal = journal(&site.ctx);
        let (one, other, theirs) = tokio::join!(
            journal.post(message(group_id, &people[0], "client-one", "one")),
            journal.post(message(group_id, &people[0], "client-one", "other")),
            journal.post(message(group_id, &people[1], "client-one", "one")),
        );
        assert!(matches!(one, Ok(Outcome::New(_))), "{one:?}");
        assert!(matches!(other, Err(JournalError::Conflict)), "{other:?}");
        assert!(matches!(theirs, Ok(Outcome::New(_))), "{theirs:?}");
        let elsewhere = new_group(&site.ctx.db, "public").await;
        let moved = journal
            .post(message(elsewhere, &people[0], "client-one", "one"))
            .await;
        assert!(
            matches!(moved, Err(JournalError::Conflict)),
            "another group is another request: {moved:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_command_that_is_given_again_has_posted_what_came_of_it_first() {
    with_site(async |site| {
        let (group_id, people) = people(site, 1).await;
        let standing = Standing::find(&site.ctx.db, &people[0], group_id).await;
        let standing = standing.expect("a member");
        let throttles = Throttles::new(&Limits::default());
        let gives = async |typed, thrown| {
            let draft = Draft {
                typed,
                instead: Some(thrown),
                client_id: "client-one",
                attachments: &[],
                reply_to: None,
            };
            messages::post(&site.ctx, &throttles, &people[0], &standing, draft).await
        };
        let Ok(Outcome::New(first)) = gives("/dice 2", "3 and 5").await else {
            panic!("nothing was there");
        };
        let again = gives("/dice 2\r\n", "6 and 1").await;
        assert!(
            matches!(&again, Ok(Outcome::Repeated(there)) if *there == first),
            "{again:?}"
        );
        let other = gives("/dice 1", "3 and 5").await;
        assert!(
            matches!(other, Err(PostError::Journal(JournalError::Conflict))),
            "{other:?}"
        );
        assert_eq!(kept(&site.ctx).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_bad_item_fails_alone_and_leaves_no_gap() {
    with_site(async |site| {
        let (group_id, people) = people(site, 1).await;
        refuse_text(&site.ctx.db, "poison").await;
        let journal = journal(&site.ctx);
        let held = hold_group(&site.ctx.db, group_id).await;
        let posts = (0..20).map(|number| {
            let text = if number == 7 { "poison" } else { "good" };
            journal.post(message(group_id, &people[0], &format!("client-{number}"), text))
        });
        let answers = join_all(posts);
        // All of them wait for the one batch that the lock holds up.
        let (answers, ()) = tokio::join!(answers, async { held.rollback().await.expect("let go") });
        for (number, answer) in answers.iter().enumerate() {
            match answer {
                Err(JournalError::Storage(_)) => assert_eq!(number, 7),
                answer => assert!(answer.is_ok() && number != 7, "{number}: {answer:?}"),
            }
        }
        let rows = kept(&site.ctx).await;
        assert_eq!(
            rows.iter().map(|row| row.seq).collect::<Vec<_>>(),
            (1..=19).collect::<Vec<_>>()
        );
        assert_eq!(last_seq(&site.ctx, group_id).await, 19);
    })
    .await;
}

#[tokio::test]
async fn who_may_not_write_is_refused_in_the_transaction_itself() {
    with_site(async |site| {
        let (group_id, people) = people(site, 2).await;
        // The first one of all is the administrator, who can't be deactivated.
        let (outsider, member) = (&people[0], &people[1]);
        let private = new_group(&site.ctx.db, "private").await;
        memberships::insert(&site.ctx.db, [NewMember::new(private, member.id)])
            .await
            .expect("joined");
        let journal = journal(&site.ctx);
        let inside = journal.post(message(private, member, "client-one", "text")).await;
        assert!(inside.is_ok(), "{inside:?}");
        for (case, group_id, author) in [("no member", private, outsider), ("no such group", 999, member)] {
            let refused = journal
                .post(message(group_id, author, "client-two", "text"))
                .await;
            assert!(
                matches!(refused, Err(JournalError::NotFound)),
                "{case}: {refused:?}"
            );
        }
        member
            .clone()
            .deactivate(&site.ctx, None)
            .await
            .expect("deactivated");
        let refused = journal
            .post(message(group_id, member, "client-two", "text"))
            .await;
        assert!(
            matches!(refused, Err(JournalError::NotFound)),
            "deactivated: {refused:?}"
        );
        assert_eq!(kept(&site.ctx).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn posting_in_a_public_group_joins_it() {
    with_site(async |site| {
        let (_, people) = people(site, 1).await;
        let group_id = new_group(&site.ctx.db, "public").await;
        let is_member = async || {
            let role = memberships::role(&site.ctx.db, group_id, people[0].id).await;
            role.expect("asked").is_some()
        };
        assert!(!is_member().await);
        let posted = journal(&site.ctx)
            .post(message(group_id, &people[0], "client-one", "text"))
            .await;
        assert!(posted.is_ok(), "{posted:?}");
        assert!(is_member().await);
    })
    .await;
}

#[tokio::test]
async fn a_full_queue_says_so_at_once_and_writes_what_it_took() {
    with_site(async |site| {
        let (group_id, people) = people(site, 1).await;
        let journal = Journal::start(site.ctx.db.clone(), None, 2);
        let held = hold_group(&site.ctx.db, group_id).await;
        let posts = (0..600)
            .map(|number| journal.post(message(group_id, &people[0], &format!("client-{number}"), "text")));
        let (answers, ()) = tokio::join!(join_all(posts), async { held.rollback().await.expect("let go") });
        let taken = answers.iter().filter(|answer| answer.is_ok()).count();
        let busy = answers
            .iter()
            .filter(|answer| matches!(answer, Err(JournalError::Busy)))
            .count();
        assert!(busy > 0, "there is room for two and a batch");
        assert_eq!(taken + busy, 600);
        assert_eq!(
            kept(&site.ctx).await.len(),
            taken,
            "acknowledged is written, refused is not"
        );
    })
    .await;
}

#[tokio::test]
async fn stopping_writes_what_was_taken_and_takes_no_more() {
    with_site(async |site| {
        let (group_id, people) = people(site, 1).await;
        let journal = Journal::start(site.ctx.db.clone(), None, 100);
        let held = hold_group(&site.ctx.db, group_id).await;
        let posts = (0..50)
            .map(|number| journal.post(message(group_id, &people[0], &format!("client-{number}"), "text")));
        let stop = async {
            // The posts are polled first, so all of them are in the queue when it closes.
            let (letting_go, ()) = tokio::join!(held.rollback(), journal.close());
            letting_go.expect("let go");
            kept(&site.ctx).await.len()
        };
        let (answers, written) = tokio::join!(join_all(posts), stop);
        assert!(answers.iter().all(Result::is_ok));
        assert_eq!(written, 50, "closed only when all were written");
        let late = journal
            .post(message(group_id, &people[0], "client-late", "text"))
            .await;
        assert!(matches!(late, Err(JournalError::Busy)), "{late:?}");
    })
    .await;
}

#[tokio::test]
async fn what_changed_is_told_once_in_its_latest_state() {
    with_site(async |site| {
        let (group_id, people) = people(site, 1).await;
        let journal = journal(&site.ctx);
        for number in 0..5 {
            let posted = journal
                .post(message(group_id, &people[0], &format!("client-{number}"), "text"))
                .await;
            assert!(posted.is_ok());
        }
        // As an edit would: the second message takes the next number as its version.
        let rows = kept(&site.ctx).await;
        let mut second = rows[1].clone().into_active_model();
        second.version = Set(6);
        second.update(&site.ctx.db).await.expect("edited");
        let group = groups::Entity::update_many().col_expr(groups::Column::LastSeq, Expr::value(6_i64));
        group
            .filter(groups::Column::Id.eq(group_id))
            .exec(&site.ctx.db)
            .await
            .expect("raised");
        let epoch = settings::epoch(&site.ctx.db).await.expect("an epoch");
        let Changes::Since { from, to, messages } =
            Changes::read(&site.ctx.db, &people[0], group_id, 3, &epoch)
                .await
                .expect("read")
        else {
            panic!("nothing to begin anew for");
        };
        assert_eq!((from, to), (3, 6));
        let versions: Vec<_> = messages
            .iter()
            .map(|posted| (posted.message.seq, posted.message.version))
            .collect();
        assert_eq!(versions, [(4, 4), (5, 5), (2, 6)]);
    })
    .await;
}

#[tokio::test]
async fn the_log_is_moved_into_the_database_while_posts_go_on() {
    with_site(async |site| {
        let (group_id, people) = people(site, 1).await;
        let Some(path) = file(site) else {
            return; // PostgreSQL looks after its own log.
        };
        let size = || std::fs::metadata(path).expect("the database file").len();
        let before = size();
        let moved = async {
            for number in 0.. {
                let text = "long ".repeat(700);
                let message = message(group_id, &people[0], &format!("client-{number}"), &text);
                journal(&site.ctx).post(message).await.expect("written");
                if size() > before {
                    return;
                }
            }
        };
        timeout(Duration::from_secs(15), moved)
            .await
            .expect("nothing else moves it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_log_begins_anew_although_somebody_always_reads_from_it() {
    with_site(async |site| {
        let (group_id, people) = people(site, 1).await;
        let Some(path) = file(site) else {
            return; // PostgreSQL looks after its own log.
        };
        let db = &site.ctx.db;
        // A reader who is long about it: until they have gone, nothing can begin anew.
        let mut reader = read(db).await;
        for statement in [
            "CREATE TABLE ballast (bytes BLOB)".to_owned(),
            format!("INSERT INTO ballast VALUES (zeroblob({}))", 72 * 1024 * 1024),
        ] {
            db.execute_unprepared(&statement).await.expect("there is space");
        }
        let before = beginning(path);
        let posting = tokio::spawn({
            let (journal, author) = (journal(&site.ctx), people[0].clone());
            async move {
                for number in 0.. {
                    let message = message(group_id, &author, &format!("client-{number}"), "a text");
                    journal.post(message).await.expect("written");
                }
            }
        });
        // Others, each of whom begins before the one before ends, so that a checkpoint that waits for nobody never
        // finds the log unread.
        let began = async {
            while beginning(path) == before {
                sleep(Duration::from_millis(50)).await;
                let next = read(db).await;
                reader.rollback().await.expect("it ends");
                reader = next;
            }
        };
        let began = timeout(Duration::from_secs(40), began).await;
        posting.abort();
        began.expect("nothing else makes it begin anew");
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_could_lose_what_it_acknowledged_is_refused() {
    with_site(async |site| {
        let config = &site.ctx.config.database;
        database::check(&site.ctx.db, config.max_connections)
            .await
            .expect("ours are durable");
        let mut options = ConnectOptions::new(&config.uri);
        options.map_sqlx_sqlite_opts(|sqlite| sqlite.synchronous(SqliteSynchronous::Normal));
        options.map_sqlx_postgres_opts(|postgres| postgres.options([("synchronous_commit", "off")]));
        let weak = Database::connect(options).await.expect("connects");
        let refused = database::check(&weak, 1)
            .await
            .expect_err("a commit could be lost");
        assert!(refused.to_string().contains("synchronous"), "{refused}");
        weak.close().await.expect("closes");
    })
    .await;
}

/// The file of the database, if it is one.
fn file(site: &Site) -> Option<&str> {
    let path = site.ctx.config.database.uri.strip_prefix("sqlite://")?;
    path.split('?').next()
}

/// The number that the log gets when it begins anew: the first salt of its header (SQLite's "WAL-mode File Format").
fn beginning(path: &str) -> [u8; 4] {
    let mut header = [0; 32];
    let mut log = File::open(format!("{path}-wal")).expect("there is a log");
    log.read_exact(&mut header).expect("it has a header");
    *header[16..].first_chunk().expect("four bytes")
}

/// Somebody who reads, and sees what is there now until they end.
async fn read(db: &DatabaseConnection) -> DatabaseTransaction {
    let reader = begin_snapshot(db).await.expect("a transaction");
    let read = messages::Entity::find().count(&reader).await;
    read.expect("the database answers");
    reader
}

async fn new_group(db: &DatabaseConnection, kind: &str) -> i64 {
    let group = groups::ActiveModel {
        kind: Set(kind.to_owned()),
        name: Set(format!("a {kind} one")),
        topic: Set(String::new()),
        ..Default::default()
    };
    group.insert(db).await.expect("a group").id
}

/// Keeps writers of the group waiting until it is rolled back.
async fn hold_group(db: &DatabaseConnection, group_id: i64) -> DatabaseTransaction {
    let held = begin_write(db).await.expect("a transaction");
    let touched = groups::Entity::update_many().col_expr(groups::Column::Topic, Expr::value("held"));
    touched
        .filter(groups::Column::Id.eq(group_id))
        .exec(&held)
        .await
        .expect("the lock");
    held
}

/// Makes the database fail for one text.
async fn refuse_text(db: &DatabaseConnection, text: &str) {
    let statements = match db.get_database_backend() {
        DbBackend::Sqlite => vec![format!(
            "CREATE TRIGGER refuse BEFORE INSERT ON messages WHEN NEW.body = '{text}' \
             BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )],
        _ => vec![format!(
            "ALTER TABLE messages ADD CONSTRAINT refuse CHECK (body <> '{text}')"
        )],
    };
    for statement in statements {
        db.execute_unprepared(&statement).await.expect("the trap is set");
    }
    assert_eq!(messages::Entity::find().count(db).await.expect("counted"), 0);
}

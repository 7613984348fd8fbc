//! Random histories: people write, edit, delete, react, are removed and come back, an operator purges, and pages on
//! bad networks lose, double, delay and reorder what they are sent. In the end every page equals the database.
//!
//! Journal, hub, sessions and catching up are the real ones, over real sockets in this process.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

use banter::models::{
    groups,
    memberships::{Add, Remove, Role},
    messages::{
        self, Body, Journal, JournalError, NewMessage, Outcome, Position, Purge, Revise, Revision, Window,
        live,
    },
    reactions,
};
use chrono::TimeDelta;
use futures_util::future::join_all;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::{
    page::{Ask, Page, Rows, Side, Wire, read_rows, rows_of},
    report::{self, Budget, Verdict},
};
use crate::support::{
    client::{Person, Site, with_site},
    socket::{Got, Socket},
};

/// The owner, and three members that come and go. The second has two pages.
const NAMES: [&str; 4] = ["owner", "ada", "bo", "cy"];
const PAGES: [usize; 5] = [0, 1, 1, 2, 3];

const EMOJI: [&str; 4] = ["👍", "🎉", "😂", "😮"];

/// What is to be read at once has come by then; what has not comes with the next look.
const GLANCE: Duration = Duration::from_millis(2);

/// What was seen of one history.
#[derive(Debug, Default, Clone, Copy)]
struct Seen {
    changes: i64,
    followed: i64,
    reconnects: u32,
    resets: u32,
    removals: u32,
    purges: u32,
}

/// A page and its network.
struct Client {
    person: usize,
    page: Page,
    socket: Option<Socket>,
    /// Sent, and not yet seen by the page.
    inbox: VecDeque<Wire>,
    /// Answers of the server that are on their way.
    late: Vec<Late>,
    /// It reads its window again, at least as new as this, and takes nothing from the socket meanwhile.
    renewing: Option<i64>,
}

enum Late {
    /// To a post, an edit, a reaction.
    Answer(Rows),
    Page(Side, i64, Window),
    Renewal(Window),
}

struct History<'a> {
    site: &'a Site,
    random: StdRng,
    group_id: i64,
    journal: Journal,
    people: &'a [Person<'a>],
    ids: Vec<i64>,
    clients: Vec<Client>,
    /// Who is out, since which number.
    out: Vec<Option<i64>>,
    posts: Vec<(NewMessage, i64)>,
    /// Every number that was given out, as it was told.
    numbers: BTreeSet<i64>,
    seen: Seen,
    name: String,
}

/// Steps of one history.
const STEPS: u32 = 200;

/// Plays one history after the other, each of another seed.
///
/// # Panics
/// Where a page does not end as the database is: with the seed.
pub async fn prove(budget: &Budget) -> Verdict {
    let (mut played, mut sum) = (0, Seen::default());
    with_site(async |site| {
        let people = cast(site).await;
        while budget.allows(played / 3) {
            let seed = if budget.is_long() {
                rand::random()
            } else {
                played.into()
            };
            let one = play(&people, seed, STEPS).await;
            sum.changes += one.changes;
            sum.followed += one.followed;
            sum.reconnects += one.reconnects;
            sum.resets += one.resets;
            sum.removals += one.removals;
            sum.purges += one.purges;
            played += 1;
        }
    })
    .await;
    Ok(report::Seen::default()
        .with("histories", played)
        .with("changes", sum.changes)
        .with("followed", sum.followed)
        .with("reconnects", sum.reconnects)
        .with("resets", sum.resets)
        .with("removals", sum.removals)
        .with("purges", sum.purges))
}

/// Those who are in every history.
async fn cast(site: &Site) -> Vec<Person<'_>> {
    let mut people = Vec::new();
    for name in NAMES {
        people.push(site.join(name).await);
    }
    people
}

/// Plays the history of this seed, and looks whether every page ends as the database is.
///
/// # Panics
/// Where one does not: with the seed.
async fn play(people: &[Person<'_>], seed: u64, steps: u32) -> Seen {
    let mut history = History::begin(people, seed).await;
    for _ in 0..steps {
        history.step().await;
    }
    history.settle().await;
    history.check().await;
    history.seen
}

impl<'a> History<'a> {
    async fn begin(people: &'a [Person<'a>], seed: u64) -> Self {
        let site = people[0].site;
        let name = format!("history-{seed}");
        let everybody: Vec<_> = people.iter().collect();
        let group = site.private_group(&name, &everybody).await;
        site.give_role(group.id, &people[0], Role::Owner).await;
        let mut ids = Vec::new();
        for person in people {
            ids.push(person.id().await);
        }
        let mut history = Self {
            site,
            random: StdRng::seed_from_u64(seed),
            group_id: group.id,
            journal: live::journal(&site.ctx).expect("a journal"),
            people,
            ids,
            clients: Vec::new(),
            out: vec![None; NAMES.len()],
            posts: Vec::new(),
            numbers: BTreeSet::new(),
            seen: Seen::default(),
            name,
        };
        for person in PAGES {
            let page = Page::load(&history.window(Position::Newest).await);
            history.clients.push(Client {
                person,
                page,
                socket: None,
                inbox: VecDeque::new(),
                late: Vec::new(),
                renewing: None,
            });
        }
        history
    }

    async fn step(&mut self) {
        let client = self.random.random_range(0..self.clients.len());
        match self.random.random_range(0..100) {
            0..30 => self.write().await,
            30..55 => self.look(client).await,
            55..66 => self.take(client).await,
            66..76 => self.arrive(client).await,
            76..83 => self.scroll(client).await,
            83..86 => self.drop_link(client),
            86..92 => self.connect(client).await,
            92..95 => self.come_or_go().await,
            95..97 => self.purge().await,
            _ => {
                let page = &mut self.clients[client].page;
                page.near_end = !page.near_end;
            }
        }
    }

    /// Some of the members do something at once.
    async fn write(&mut self) {
        let inside: Vec<usize> = (0..NAMES.len())
            .filter(|&person| self.out[person].is_none())
            .collect();
        let rows = messages::Entity::find()
            .filter(messages::Column::GroupId.eq(self.group_id))
            .filter(messages::Column::Line.is_null())
            .order_by_desc(messages::Column::Seq)
            .all(&self.site.ctx.db)
            .await
            .expect("the rows");
        let mut doing = Vec::new();
        for _ in 0..self.random.random_range(1..=6) {
            let person = *inside.choose(&mut self.random).expect("the owner stays");
            let actor_id = self.ids[person];
            let target = rows.choose(&mut self.random);
            let replay = if self.random.random_bool(0.1) {
                self.posts.choose(&mut self.random).cloned()
            } else {
                None
            };
            let what = match (self.random.random_range(0..10), target) {
                (0..5, _) | (_, None) => None,
                (5..7, Some(row)) => Some((row, Revise::Edit(self.body()))),
                (7, Some(row)) => Some((row, Revise::Delete)),
                (8, Some(row)) => Some((row, Revise::React(self.emoji()))),
                (_, Some(row)) => Some((row, Revise::Unreact(self.emoji()))),
            };
            doing.push(match (what, replay) {
                (_, Some((message, _))) => (person, Doing::Replay(message)),
                (Some((row, what)), None) => {
                    let revision = Revision {
                        group_id: self.group_id,
                        message_id: row.id,
                        actor_id,
                        what,
                    };
                    (person, Doing::Revise(revision))
                }
                (None, None) => {
                    let answers = self.random.random_bool(0.4);
                    let reply_to = target.filter(|_| answers).map(|row| row.id);
                    let message = NewMessage {
                        group_id: self.group_id,
                        author_id: actor_id,
                        client_id: format!("{}-{}", self.name, self.random.random::<u64>()),
                        body: self.body(),
                        attachments: Vec::new(),
                        reply_to,
                        forward: None,
                    };
                    (person, Doing::Post(message))
                }
            });
        }
        let before = self.last_seq().await;
        let journal = &self.journal;
        let answers = join_all(doing.iter().map(async |(_, doing)| match doing {
            Doing::Post(message) | Doing::Replay(message) => journal.post(message.clone()).await,
            Doing::Revise(revision) => journal.revise(revision.clone()).await,
        }))
        .await;
        for ((person, doing), answer) in doing.into_iter().zip(answers) {
            self.answered(person, doing, answer);
        }
        // What quotes a message, and what a thread begins with, takes numbers that nobody is answered for.
        let followed = self.last_seq().await;
        let told = self.numbers.iter().filter(|number| **number > before).count();
        let all = usize::try_from(followed - before).expect("it rises");
        assert!(
            self.numbers.last().is_none_or(|last| *last <= followed) && told <= all,
            "{}: numbers above {followed}",
            self.name
        );
        self.seen.followed += i64::try_from(all - told).expect("a few");
        self.numbers.extend(before + 1..=followed);
    }

    fn answered(&mut self, person: usize, doing: Doing, answer: Result<Outcome, JournalError>) {
        let outcome = match answer {
            Ok(outcome) => outcome,
            // Nobody but the author and the owner; and not what is deleted, nor what is purged.
            Err(JournalError::Forbidden | JournalError::Refused(_) | JournalError::NotFound) => return,
            Err(error) => panic!("{}: {error:?}", self.name),
        };
        if let Outcome::New(posted) = &outcome {
            let first = self.numbers.insert(posted.message.version);
            assert!(
                first,
                "{}: the number {} twice",
                self.name, posted.message.version
            );
        }
        let posted = outcome.clone().posted();
        match doing {
            Doing::Replay(message) => {
                // As it is known by now: another replay of the same moment may have written a purged one anew.
                let mut posts = self.posts.iter_mut();
                let post = posts.find(|(post, _)| post.client_id == message.client_id);
                let (_, id) = post.expect("it was posted before");
                // It is the same one, unless that was purged.
                let purged = matches!(outcome, Outcome::New(_)) && self.seen.purges > 0;
                let same = purged || posted.message.id == *id;
                assert!(same, "{}: the message {id} was written again", self.name);
                *id = posted.message.id;
            }
            Doing::Post(message) => self.posts.push((message, posted.message.id)),
            Doing::Revise(_) => {}
        }
        let rows = rows_of(&[posted]);
        // One of the pages of whoever did it.
        let mut pages = self.clients.iter_mut().filter(|client| client.person == person);
        if let Some(client) = pages.next() {
            client.late.push(Late::Answer(rows));
        }
    }

    /// Takes what has come over the socket from the network.
    async fn look(&mut self, client: usize) {
        let (out, name) = (self.out[self.clients[client].person], self.name.clone());
        let client = &mut self.clients[client];
        while let Some(socket) = &mut client.socket {
            match socket.glance(GLANCE).await {
                None => return,
                Some(Got::Messages { from, to, html }) => {
                    assert!(
                        out.is_none_or(|out| to <= out),
                        "{name}: the change {to} came to who was removed at {out:?}"
                    );
                    let rows = read_rows(&html);
                    client.inbox.push_back(Wire::Messages { from, to, rows });
                }
                Some(Got::Notice(notice)) => {
                    let seq = |name: &str| notice[name]["last_seq"].as_i64();
                    if let Some(seq) = seq("heartbeat") {
                        client.inbox.push_back(Wire::Heartbeat(seq));
                    } else if let Some(seq) = seq("reset") {
                        client.inbox.push_back(Wire::Reset(seq));
                    }
                }
                Some(Got::Presence(_)) => {}
                Some(Got::Closed(_)) => client.socket = None,
            }
        }
    }

    /// The page gets what is next; the network loses, doubles and swaps.
    async fn take(&mut self, client: usize) {
        for _ in 0..self.random.random_range(1..=4) {
            // Until the window is read again the socket waits.
            if self.clients[client].renewing.is_some() {
                return;
            }
            let inbox = &mut self.clients[client].inbox;
            let luck = self.random.random_range(0..20);
            if luck == 0 && inbox.len() > 1 {
                inbox.swap(0, 1);
            }
            let Some(wire) = inbox.pop_front() else { return };
            match luck {
                1 => {}
                2 => {
                    self.receive(client, wire.clone()).await;
                    self.receive(client, wire).await;
                }
                _ => self.receive(client, wire).await,
            }
        }
    }

    async fn receive(&mut self, client: usize, wire: Wire) {
        let ask = self.clients[client].page.receive(wire);
        self.ask(client, ask).await;
    }

    async fn ask(&mut self, client: usize, ask: Option<Ask>) {
        match ask {
            Some(Ask::Resume(since)) => {
                if let Some(socket) = &mut self.clients[client].socket {
                    socket.try_send(&json!({ "resume": since }).to_string()).await;
                }
            }
            Some(Ask::Renew(seq)) => {
                self.seen.resets += 1;
                self.clients[client].renewing = Some(seq);
                self.read_again(client).await;
            }
            None => {}
        }
    }

    async fn read_again(&mut self, client: usize) {
        let page = &self.clients[client].page;
        let first = page.rows.first_key_value().map_or(1, |(seq, _)| *seq);
        let position = if page.is_following() {
            Position::Newest
        } else {
            Position::After {
                seq: first - 1,
                limit: 70,
            }
        };
        let mut window = self.window(position).await;
        if window.messages.is_empty() {
            window = self.window(Position::Newest).await;
        }
        self.clients[client].late.push(Late::Renewal(window));
    }

    /// One of the answers that are on their way arrives, whichever.
    async fn arrive(&mut self, client: usize) {
        let late = self.clients[client].late.len();
        if late == 0 {
            return;
        }
        let which = self.random.random_range(0..late);
        match self.clients[client].late.swap_remove(which) {
            Late::Answer(rows) => self.clients[client].page.show(rows),
            Late::Page(side, joint, window) => {
                let ask = self.clients[client].page.join(side, joint, &window);
                self.ask(client, ask).await;
            }
            Late::Renewal(window) => {
                let goal = self.clients[client].renewing;
                if goal.is_some_and(|goal| window.group.last_seq < goal) {
                    self.read_again(client).await;
                    return;
                }
                self.clients[client].renewing = None;
                let ask = self.clients[client].page.replace(&window);
                self.ask(client, ask).await;
            }
        }
    }

    /// Its reader goes to one end: more is asked for.
    async fn scroll(&mut self, client: usize) {
        let page = &self.clients[client].page;
        let side = if self.random.random_bool(0.6) {
            Side::Older
        } else {
            Side::Newer
        };
        let (joint, position) = match (side, page.older, page.newer) {
            (Side::Older, Some(seq), _) => (seq, Position::Before(seq)),
            (Side::Newer, _, Some(seq)) => (seq, Position::After { seq, limit: 50 }),
            _ => return,
        };
        let window = self.window(position).await;
        self.clients[client].late.push(Late::Page(side, joint, window));
    }

    fn drop_link(&mut self, client: usize) {
        let client = &mut self.clients[client];
        client.socket = None;
        client.inbox.clear();
    }

    async fn connect(&mut self, client: usize) {
        self.drop_link(client);
        let Client { person, page, .. } = &mut self.clients[client];
        if self.out[*person].is_some() {
            return;
        }
        page.connected();
        let person = &self.people[*person];
        let socket = Socket::open(person, self.group_id, page.last, &page.epoch).await;
        self.clients[client].socket = Some(socket);
        self.seen.reconnects += 1;
    }

    /// Somebody is removed, or comes back.
    async fn come_or_go(&mut self) {
        let person = self.random.random_range(1..NAMES.len());
        let (actor_id, user_id) = (self.ids[0], self.ids[person]);
        let changed = if self.out[person].is_none() {
            let changed = live::change(&self.site.ctx, self.group_id, Remove { actor_id, user_id }).await;
            // What is published from here on is not for them.
            self.out[person] = Some(self.last_seq().await);
            self.seen.removals += 1;
            changed
        } else {
            let user_ids = vec![user_id];
            let changed = live::change(&self.site.ctx, self.group_id, Add { actor_id, user_ids }).await;
            for client in 0..self.clients.len() {
                if self.clients[client].person == person {
                    // Whatever came before was for the time before.
                    self.look(client).await;
                }
            }
            self.out[person] = None;
            changed
        };
        let lines = changed.expect("the owner may").lines.len();
        self.take_numbers(lines).await;
    }

    /// The oldest messages go for good.
    async fn purge(&mut self) {
        let rows = messages::Entity::find()
            .filter(messages::Column::GroupId.eq(self.group_id))
            .order_by_asc(messages::Column::Seq)
            .all(&self.site.ctx.db)
            .await
            .expect("the rows");
        let Some(row) = rows.get(self.random.random_range(0..=rows.len() / 3)) else {
            return;
        };
        let purge = Purge {
            before: row.created_at + TimeDelta::microseconds(1),
            group_id: Some(self.group_id),
            author_id: None,
        };
        let (db, before) = (&self.site.ctx.db, self.last_seq().await);
        let shares = purge.preview(db).await.expect("a preview");
        let purged = purge
            .run(db, &self.journal, &self.site.ctx.storage, &shares, |_| {})
            .await;
        if purged.expect("purged") > 0 {
            self.seen.purges += 1;
        }
        let taken = self.last_seq().await - before;
        self.take_numbers(usize::try_from(taken).expect("it rises")).await;
    }

    /// The last so many numbers were taken by what nobody is answered for.
    async fn take_numbers(&mut self, count: usize) {
        let last = self.last_seq().await;
        let count = i64::try_from(count).expect("a few");
        self.numbers.extend(last - count + 1..=last);
    }

    /// Quiet: all that is on its way arrives, and every page of a member connects once more.
    async fn settle(&mut self) {
        for person in 1..NAMES.len() {
            if self.out[person].is_some() && self.random.random_bool(0.5) {
                let add = Add {
                    actor_id: self.ids[0],
                    user_ids: vec![self.ids[person]],
                };
                let changed = live::change(&self.site.ctx, self.group_id, add).await;
                self.take_numbers(changed.expect("added").lines.len()).await;
                self.out[person] = None;
            }
        }
        let last_seq = self.last_seq().await;
        for client in 0..self.clients.len() {
            if self.out[self.clients[client].person].is_some() {
                continue;
            }
            while !self.clients[client].late.is_empty() {
                self.arrive(client).await;
            }
            self.connect(client).await;
            while self.clients[client].page.last < last_seq || !self.clients[client].late.is_empty() {
                self.look(client).await;
                while let Some(wire) = self.clients[client].inbox.pop_front() {
                    self.receive(client, wire).await;
                    while !self.clients[client].late.is_empty() {
                        self.arrive(client).await;
                    }
                }
                assert!(
                    self.clients[client].socket.is_some(),
                    "{}: the page of {} can't come back",
                    self.name,
                    NAMES[self.clients[client].person]
                );
            }
        }
    }

    async fn check(&mut self) {
        let last_seq = self.last_seq().await;
        self.seen.changes = last_seq;
        let name = &self.name;
        assert_eq!(
            self.numbers.iter().copied().collect::<Vec<_>>(),
            (1..=last_seq).collect::<Vec<_>>(),
            "{name}: the numbers that were given out"
        );
        let mut kept = Rows::new();
        loop {
            let seq = kept.last_key_value().map_or(0, |(seq, _)| *seq);
            let window = self.window(Position::After { seq, limit: 300 }).await;
            if window.messages.is_empty() {
                break;
            }
            kept.extend(rows_of(&window.messages));
        }
        self.count_replies().await;
        let name = &self.name;
        let versions: BTreeSet<i64> = kept.values().map(|row| row.version).collect();
        assert_eq!(versions.len(), kept.len(), "{name}: two messages of one version");
        for client in &self.clients {
            if self.out[client.person].is_some() {
                continue;
            }
            let page = &client.page;
            let first = match page.older {
                Some(_) => page.rows.first_key_value().map_or(0, |(seq, _)| *seq),
                None => 0,
            };
            let end = match page.newer {
                Some(_) => page.rows.last_key_value().map_or(0, |(seq, _)| *seq),
                None => i64::MAX,
            };
            let expected: Rows = kept
                .range(first..=end)
                .map(|(seq, row)| (*seq, row.clone()))
                .collect();
            let shown = format!(
                "{name}: a page of {}, from {first} to {end}",
                NAMES[client.person]
            );
            assert_eq!(
                page.rows.keys().collect::<Vec<_>>(),
                expected.keys().collect::<Vec<_>>(),
                "{shown}"
            );
            assert_eq!(page.rows, expected, "{shown}");
        }
    }

    /// Every count is that of the live replies that are there.
    async fn count_replies(&self) {
        let rows = messages::Entity::find()
            .filter(messages::Column::GroupId.eq(self.group_id))
            .all(&self.site.ctx.db)
            .await
            .expect("the rows");
        let mut live = BTreeMap::<i64, i64>::new();
        for row in rows.iter().filter(|row| row.deleted_at.is_none()) {
            if let Some(root) = row.thread_id {
                *live.entry(root).or_default() += 1;
            }
        }
        for row in &rows {
            let count = live.remove(&row.id).unwrap_or_default();
            assert_eq!(row.replies, count, "{}: the replies to {}", self.name, row.id);
        }
        assert!(
            live.is_empty(),
            "{}: threads of what was purged: {live:?}",
            self.name
        );
    }

    async fn window(&self, position: Position) -> Window {
        let window = Window::read(&self.site.ctx.db, self.group_id, position).await;
        window.expect("the group is there")
    }

    async fn last_seq(&self) -> i64 {
        let group = groups::Entity::find_by_id(self.group_id)
            .one(&self.site.ctx.db)
            .await;
        group
            .expect("the database answers")
            .expect("the group is there")
            .last_seq
    }

    fn body(&mut self) -> Body {
        Body::parse(&format!("**text** {}", self.random.random::<u32>())).expect("a text")
    }

    fn emoji(&mut self) -> &'static str {
        let emoji = EMOJI.choose(&mut self.random).expect("some");
        reactions::emoji(emoji).expect("an emoji")
    }
}

/// What somebody is about to do.
enum Doing {
    Post(NewMessage),
    /// A post that was answered before.
    Replay(NewMessage),
    Revise(Revision),
}

//! Runs Banter and the baselines in turn, under the same load, and collects what was seen.

use std::{env, fs, io, net::SocketAddr, path::PathBuf, time::Duration};

use crate::{
    baseline,
    client::{Client, DIGITS, Pace, Room},
    disk,
    installation::Installation,
    options::Options,
    report::{Figures, Report},
    requests::{self, Group},
    scenarios::Scenario,
    server::{Server, free_address, on_first_core, own_cpu},
};

/// Before anything is measured: caches fill, the allocator grows.
const WARM_UP: Duration = Duration::from_secs(1);

/// After all have come: who is here is told once a second.
const SETTLE: Duration = Duration::from_secs(3);

/// Who competes. The baselines come after Banter, because they need one of its frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Contender {
    Banter,
    /// Banter, which has nothing to make findable.
    Unindexed,
    /// Fans one frame out.
    Frames,
    /// Inserts rows, so many in a transaction at most.
    Rows(usize),
    /// Does both, as one would with Socket.IO.
    SocketIo,
}

/// Made ready by `bin/bench --socketio`.
const SOCKETIO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/socketio/server.js");

/// One scenario on one installation.
struct Contest<'a> {
    installation: &'a Installation,
    scenario: &'a Scenario,
    groups: Vec<i64>,
    length: Duration,
    /// The number of the next post.
    next: u64,
    /// Where a frame of Banter's is kept for the baseline.
    frame: PathBuf,
}

/// # Errors
/// When a server fails, refuses a post or loses a socket.
pub fn run(options: &Options) -> io::Result<()> {
    if options.scenarios.is_empty() {
        return Ok(());
    }
    let installation = Installation::make(None)?;
    println!(
        "{} rounds of {} s, Banter and the baselines in turn; servers on core 0, the client on core 1.\n\
         The disk can be waited for {:.0} times a second.\n",
        options.rounds,
        options.length.as_secs(),
        disk::syncs_per_second(installation.folder())?
    );
    // Authors write in several rooms, and a number is their key, good for once.
    let mut next = 1;
    for scenario in &options.scenarios {
        let mut contest = Contest {
            installation: &installation,
            scenario,
            groups: installation.make_groups(scenario)?,
            length: options.length,
            next,
            frame: installation.folder().join("frame.html"),
        };
        let mut contenders = vec![Contender::Banter];
        if scenario.listening {
            contenders.push(Contender::Frames);
        } else {
            contenders.extend([Contender::Unindexed, Contender::Rows(1), Contender::Rows(256)]);
        }
        contenders.extend(options.socketio.then_some(Contender::SocketIo));
        let mut report = Report::new(scenario, contenders.iter().map(|contender| contender.name()));
        for round in 1..=options.rounds {
            for (index, contender) in contenders.iter().enumerate() {
                eprintln!("{}, round {round}: {}", scenario.name, contender.name());
                report.add(index, contest.measure(*contender)?);
            }
        }
        println!("{report}");
        next = contest.next;
    }
    Ok(())
}

impl Contender {
    fn name(self) -> &'static str {
        match self {
            Self::Banter => "Banter",
            Self::Unindexed => "Banter, nothing indexed",
            Self::Frames => "bare fan-out",
            Self::Rows(1) => "bare, a row a transaction",
            Self::Rows(_) => "bare, group commit",
            Self::SocketIo => "Socket.IO and SQLite",
        }
    }
}

impl Contest<'_> {
    fn measure(&mut self, contender: Contender) -> io::Result<Figures> {
        let groups = self.installation.look(&self.groups)?;
        let server = self.start(contender)?;
        let rooms = self.rooms(server.address, &groups);

        let mut client = Client::connect(server.address, &rooms, self.next)?;
        let before = server.memory()?;
        client.listen(server.address, &rooms)?;
        client.run(Pace::Rest, SETTLE)?;
        let grown = server.memory()?.saturating_sub(before);

        client.run(Pace::Closed, WARM_UP)?;
        let (own, cpu) = (own_cpu()?, server.cpu()?);
        let ceiling = client.run(Pace::Closed, self.length)?;
        let own = own_cpu()?.saturating_sub(own);
        let cpu = server.cpu()?.saturating_sub(cpu);
        client.finish()?;

        let pace = Pace::Open(self.scenario.posts_per_second);
        client.run(pace, WARM_UP)?;
        let paced = client.run(pace, self.length)?;
        client.finish()?;

        self.next = client.next_number();
        if contender == Contender::Banter
            && let Some(frame) = client.frame()
        {
            fs::write(&self.frame, frame)?;
        }
        Ok(Figures::new(&ceiling, &paced, cpu, own, grown, client.sockets()))
    }

    fn start(&self, contender: Contender) -> io::Result<Server> {
        if let Contender::Banter | Contender::Unindexed = contender {
            self.installation.index(contender == Contender::Banter)?;
            return self.installation.start();
        }
        let folder = self.installation.folder();
        let address = free_address()?;
        let at = address.to_string();
        let program = match contender {
            Contender::SocketIo => "node".into(),
            _ => env::current_exe()?,
        };
        let mut command = on_first_core(program);
        match contender {
            Contender::Rows(batch) => command
                .args([baseline::ROWS, &at])
                .arg(folder.join("rows.sqlite"))
                .arg(batch.to_string()),
            Contender::SocketIo => command.args([SOCKETIO, &at]).arg(folder.join("socketio.sqlite")),
            _ => command.args([baseline::FRAMES, &at]).arg(&self.frame),
        };
        Server::start(&mut command, address, &folder.join("baseline.log"))
    }

    fn rooms(&self, address: SocketAddr, groups: &[Group]) -> Vec<Room> {
        let Scenario {
            members,
            listening,
            authors,
            ..
        } = *self.scenario;
        let people = self.installation.people().chunks(members);
        let rooms = groups.iter().zip(people).map(|(group, people)| Room {
            upgrades: people
                .iter()
                .filter(|_| listening)
                .map(|person| requests::upgrade(address, group, person))
                .collect(),
            posts: people
                .iter()
                .take(authors)
                .map(|person| requests::post(address, group, person, DIGITS))
                .collect(),
        });
        rooms.collect()
    }
}

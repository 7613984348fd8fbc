//! The real binary in a process of its own, for tests that kill, stop and restart it.
//!
//! Its log lies in a temporary folder, and so does its database unless the tests run on PostgreSQL. It dies with
//! its [`Server`], by a panic too.
//! A [`Program`] says which binary it is, and where it runs.

use std::{
    fs::{self, File},
    io::{self, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{self, Child, Command, ExitStatus, Output, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

use super::database::Database;

const PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(20);

/// What is started, and how it is told its port.
#[derive(Debug, Clone, Copy)]
pub struct Program {
    pub binary: &'static str,
    pub arguments: &'static [&'static str],
    /// The variable that it reads its port from.
    pub port: &'static str,
    /// Whether it finds the folder `config` where it runs; otherwise it runs in its temporary folder.
    pub has_config: bool,
}

/// As everybody starts it.
pub const CLI: Program = Program {
    binary: env!("CARGO_BIN_EXE_banter-cli"),
    arguments: &["start"],
    port: "PORT",
    has_config: true,
};

/// A running server on a port of its own, with a fresh database.
pub struct Server {
    program: Program,
    process: Child,
    port: u16,
    environment: Vec<(String, String)>,
    // Before the folder, where its file may lie.
    database: Database,
    dir: TempDir,
}

impl Server {
    /// Starts a server and waits until it is ready.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts a server with further environment variables, which win over those that are set here.
    pub async fn start_with(environment: &[(&str, &str)]) -> Self {
        let dir = TempDir::new().expect("a temporary folder can be made");
        Self::start_program(CLI, dir, environment).await
    }

    /// Starts this program, whose temporary folder is `dir`.
    pub async fn start_program(program: Program, dir: TempDir, environment: &[(&str, &str)]) -> Self {
        let database = Database::create(dir.path()).await;
        Self::start_over(database, program, dir, environment).await
    }

    /// Starts this program over this database, whatever `DATABASE_URL` says.
    pub async fn start_over(
        database: Database,
        program: Program,
        dir: TempDir,
        environment: &[(&str, &str)],
    ) -> Self {
        let port = free_port();
        let environment: Vec<_> = environment
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let mut server = Self {
            process: spawn(program, dir.path(), &database, port, &environment),
            program,
            port,
            environment,
            database,
            dir,
        };
        server.wait_until_ready().await;
        server
    }

    /// The address of a path on this server.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// `host:port`, for [`super::raw`].
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// The most memory that it has ever held, in KiB.
    pub fn peak_memory(&self) -> u64 {
        self.holds("VmHWM:")
    }

    /// The memory that it holds, in KiB.
    pub fn memory(&self) -> u64 {
        self.holds("VmRSS:")
    }

    fn holds(&self, what: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.expect("the system shows what a process holds");
        let line = status.lines().find_map(|line| line.strip_prefix(what));
        let number = line.and_then(|line| line.trim().strip_suffix(" kB"));
        number
            .and_then(|number| number.parse().ok())
            .expect("a number of KiB")
    }

    /// Runs a task on this server's database, with `input` on its standard input.
    pub fn task(&self, arguments: &[&str], input: &str) -> Output {
        self.run(&[&["task"], arguments].concat(), input)
    }

    /// Runs `db seed` on this server's database.
    pub fn seed(&self, arguments: &[&str]) -> Output {
        self.run(&[&["db", "seed"], arguments].concat(), "")
    }

    /// Runs the command line with this server's environment, with `input` on its standard input.
    pub fn run(&self, arguments: &[&str], input: &str) -> Output {
        let program = Program {
            has_config: self.program.has_config,
            ..CLI
        };
        let mut command = command(
            program,
            self.dir.path(),
            &self.database,
            self.port,
            &self.environment,
        );
        command.args(arguments);
        run(command, input)
    }

    /// Runs `db seed` in an empty folder, where no server has been.
    pub fn seed_without(environment: &[(&str, &str)]) -> (Output, TempDir) {
        let dir = TempDir::new().expect("a temporary folder can be made");
        let environment: Vec<_> = environment
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let database = Database::file_in(dir.path());
        let mut command = command(CLI, dir.path(), &database, free_port(), &environment);
        command.args(["db", "seed"]);
        (run(command, ""), dir)
    }

    /// Starts a server that is expected to give up: how it ended, and what it wrote.
    pub async fn refuses_to_start(environment: &[(&str, &str)]) -> (ExitStatus, String) {
        Self::program_refuses_to_start(CLI, environment).await
    }

    /// The same for this program.
    pub async fn program_refuses_to_start(
        program: Program,
        environment: &[(&str, &str)],
    ) -> (ExitStatus, String) {
        let dir = TempDir::new().expect("a temporary folder can be made");
        let environment: Vec<_> = environment
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let database = Database::create(dir.path()).await;
        let mut process = spawn(program, dir.path(), &database, free_port(), &environment);
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if let Some(status) = process.try_wait().expect("a child can be asked") {
                let log = fs::read_to_string(log_file(dir.path())).unwrap_or_default();
                return (status, log);
            }
            sleep(POLL).await;
        }
        let _ = process.kill();
        let _ = process.wait();
        panic!("it started all the same");
    }

    /// The folder with the log and, on SQLite, the database (`banter.sqlite`), for tests that look into it or put files there.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The address of its database.
    pub fn database_url(&self) -> &str {
        self.database.url()
    }

    /// All that it has written since its first start.
    pub fn log(&self) -> String {
        fs::read_to_string(log_file(self.dir.path())).unwrap_or_default()
    }

    /// Kills it on the spot (SIGKILL), as a crash would.
    pub fn kill(&mut self) {
        self.process.kill().expect("a child can be killed");
        self.process.wait().expect("a killed child ends");
    }

    /// Asks it to stop (SIGTERM), and returns how it ended and how long that took.
    pub async fn terminate(&mut self) -> (ExitStatus, Duration) {
        let asked = Instant::now();
        // The shell's own `kill` is there on every machine and needs no unsafe code.
        let kill = format!("kill -TERM {}", self.process.id());
        let sent = Command::new("sh").arg("-c").arg(kill).status();
        assert!(sent.expect("sh runs").success(), "it was not running");
        while asked.elapsed() < PATIENCE {
            if let Some(status) = self.process.try_wait().expect("a child can be asked") {
                return (status, asked.elapsed());
            }
            sleep(POLL).await;
        }
        panic!("it did not stop within {PATIENCE:?}:\n{}", self.log());
    }

    /// How it ended, unless it still runs.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.process.try_wait().expect("a child can be asked")
    }

    /// Starts it again on the same port and database; kills it first if it still runs.
    pub async fn restart(&mut self) {
        self.launch();
        self.wait_until_ready().await;
    }

    /// The same, without waiting until it is ready.
    pub fn launch(&mut self) {
        self.kill();
        self.process = spawn(
            self.program,
            self.dir.path(),
            &self.database,
            self.port,
            &self.environment,
        );
    }

    async fn wait_until_ready(&mut self) {
        let started = Instant::now();
        while !matches!(timeout(PATIENCE, is_ready(self.port)).await, Ok(Ok(true))) {
            let status = self.process.try_wait().expect("a child can be asked");
            assert!(
                status.is_none() && started.elapsed() < PATIENCE,
                "it is not ready ({status:?}, {:?}):\n{}",
                started.elapsed(),
                self.log()
            );
            sleep(POLL).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// All that a process has printed.
pub fn said(output: &Output) -> String {
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    format!("{out}{err}")
}

fn run(mut command: Command, input: &str) -> Output {
    let mut process = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary has been built for this test");
    let mut stdin = process.stdin.take().expect("it is piped");
    // What refuses its arguments reads nothing.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    process.wait_with_output().expect("a child can be waited for")
}

fn spawn(
    program: Program,
    dir: &Path,
    database: &Database,
    port: u16,
    environment: &[(String, String)],
) -> Child {
    let log = File::options()
        .create(true)
        .append(true)
        .open(log_file(dir))
        .expect("the folder can be written to");
    command(program, dir, database, port, environment)
        .args(program.arguments)
        .stdout(log.try_clone().expect("an open file can be shared"))
        .stderr(log)
        .spawn()
        .expect("the binary has been built for this test")
}

fn command(
    program: Program,
    dir: &Path,
    database: &Database,
    port: u16,
    environment: &[(String, String)],
) -> Command {
    let mut command = Command::new(program.binary);
    command
        .current_dir(if program.has_config {
            Path::new(env!("CARGO_MANIFEST_DIR"))
        } else {
            dir
        })
        .env("LOCO_ENV", "test")
        .env("BINDING", "127.0.0.1")
        .env(program.port, port.to_string())
        .env("DATABASE_URL", database.url())
        .env("FILES_FOLDER", dir.join("files"))
        .envs(environment.iter().cloned());
    command
}

fn log_file(dir: &Path) -> PathBuf {
    dir.join("log")
}

/// A port that stays free while its server is down.
///
/// It lies below the range that Linux takes the ports of outgoing connections from, and every call gives another; tests
/// that are processes of their own begin sixteen apart.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let own = u16::try_from(process::id() % 1_250 * 16).expect("it is below 20,000");
    (0..20_000)
        .map(|_| 10_000 + (own + NEXT.fetch_add(1, Ordering::Relaxed)) % 20_000)
        .find(|&port| TcpListener::bind(("127.0.0.1", port)).is_ok())
        .expect("a port is free")
}

async fn is_ready(port: u16) -> io::Result<bool> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let request = format!("GET /_readiness HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut status = [0; 12];
    stream.read_exact(&mut status).await?;
    Ok(&status == b"HTTP/1.1 200")
}

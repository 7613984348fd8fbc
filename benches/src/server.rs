//! A server under test: a process of its own, on the first core, watched from outside.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// What `/proc/PID/stat` counts in, on every architecture that Linux has today.
const TICK: Duration = Duration::from_millis(10);

/// How long a server may take to be ready.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Starts the program and waits until it answers. What it says goes to the file `log`.
    ///
    /// # Errors
    /// When it ends or does not answer.
    pub fn start(program: &mut Command, address: SocketAddr, log: &Path) -> io::Result<Self> {
        let out = File::options().create(true).append(true).open(log)?;
        let child = program
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .spawn()?;
        let mut server = Self { child, address };
        let end = Instant::now() + PATIENCE;
        while !is_ready(address) {
            if let Some(status) = server.child.try_wait()? {
                let said = fs::read_to_string(log)?;
                return Err(io::Error::other(format!("a server ended with {status}:\n{said}")));
            }
            if Instant::now() > end {
                return Err(io::Error::other("a server is not ready"));
            }
            sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    /// The time of a processor that it has used.
    ///
    /// # Errors
    /// When it has ended.
    pub fn cpu(&self) -> io::Result<Duration> {
        cpu_of(&self.child.id().to_string())
    }

    /// Its resident memory in KiB.
    ///
    /// # Errors
    /// When it has ended.
    pub fn memory(&self) -> io::Result<u32> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next());
        kib.and_then(|kib| kib.parse().ok())
            .ok_or_else(|| io::Error::other("no VmRSS in /proc"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // An error says that it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The time of a processor that this process has used.
///
/// # Errors
/// Where there is no `/proc`.
pub fn own_cpu() -> io::Result<Duration> {
    cpu_of("self")
}

/// A command that runs on the core of the servers.
pub fn on_first_core(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", "0"]).arg(program);
    command
}

/// An address on loopback that nobody uses now.
///
/// # Errors
/// When there is none.
pub fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

fn cpu_of(process: &str) -> io::Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name before the bracket may have anything in it.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    // utime and stime, the 14th and 15th of all.
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks: u32 = ticks.filter_map(|ticks| ticks.parse::<u32>().ok()).sum();
    Ok(TICK * ticks)
}

fn is_ready(address: SocketAddr) -> bool {
    let ask = || -> io::Result<bool> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        write!(
            stream,
            "GET /_readiness HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer.starts_with("HTTP/1.1 200 "))
    };
    ask().unwrap_or(false)
}

//! What the proofs ask of the machine: a tracer, disks that can be cut off, a database server that can be killed.
//!
//! Each says in words when the machine does not allow it. Nothing stays mounted or traced after its value.

use std::{
    env,
    ffi::OsStr,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tokio::time::sleep;

use super::report::Fault;

const PATIENCE: Duration = Duration::from_secs(30);

/// Runs a program to its end.
///
/// # Errors
/// [`Fault::Impossible`] with what it said.
pub fn run<A: AsRef<OsStr>>(program: &str, arguments: &[A]) -> Result<(), Fault> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Fault::Impossible(format!("{program}: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Fault::Impossible(format!("{program}: {}", said.trim())))
}

fn read(file: &Path) -> Result<String, Fault> {
    fs::read_to_string(file).map_err(|error| Fault::Impossible(format!("{}: {error}", file.display())))
}

/// Sends a signal (`KILL`, `INT`, …) to a process.
pub fn signal(name: &str, pid: u32) -> Result<(), Fault> {
    run("sh", &["-c", &format!("kill -{name} {pid}")])
}

/// A program that changes what system calls of a process do.
pub struct Tracer(Child);

impl Tracer {
    /// Traces these calls of a process and all of its threads, until dropped. `inject` is as strace takes it.
    pub fn attach(pid: u32, calls: &str, inject: &str) -> Result<Self, Fault> {
        let mut child = Command::new("strace")
            .args(["-f", "-o", "/dev/null", "-p", &pid.to_string()])
            .args(["-e", &format!("trace={calls}"), "-e", &format!("inject={inject}")])
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| Fault::Impossible(format!("strace: {error}")))?;
        let mut said = BufReader::new(child.stderr.take().expect("it is piped"));
        let mut line = String::new();
        // One line a thread; the first comes when all of them are attached.
        let read = said.read_line(&mut line);
        if read.is_err() || !line.contains("attached") {
            let _ = child.kill();
            let _ = child.wait();
            return Err(Fault::Impossible(line.trim().to_owned()));
        }
        // It must not wait for somebody who reads the rest.
        std::thread::spawn(move || for _ in said.lines() {});
        Ok(Self(child))
    }

    /// Kills the process that it traces. Whatever it holds there is never done.
    pub fn kill(mut self, pid: u32) -> Result<(), Fault> {
        signal("KILL", pid)?;
        // A process that is held dies when it is let go, and then before it does anything else.
        let _ = self.0.kill();
        Ok(())
    }
}

impl Drop for Tracer {
    fn drop(&mut self) {
        // Interrupted it lets go of the process; killed it might leave a thread stopped.
        let _ = signal("INT", self.0.id());
        let _ = self.0.wait();
    }
}

/// A file system of its own.
pub struct Disk {
    // Made first, so that the folder is empty when it goes.
    image: Option<PathBuf>,
    mounted: bool,
    at: PathBuf,
    _dir: TempDir,
}

impl Disk {
    /// So many MiB in memory.
    pub fn in_memory(megabytes: u32) -> Result<Self, Fault> {
        let mut disk = Self::nowhere();
        let size = format!("size={megabytes}m");
        let at = disk.at.clone();
        run(
            "mount",
            &[
                OsStr::new("-t"),
                "tmpfs".as_ref(),
                "-o".as_ref(),
                size.as_ref(),
                "tmpfs".as_ref(),
                at.as_ref(),
            ],
        )?;
        disk.mounted = true;
        Ok(disk)
    }

    /// ext4, in a file.
    pub fn in_a_file(megabytes: u64) -> Result<Self, Fault> {
        let mut disk = Self::nowhere();
        let image = disk.at.with_file_name("image");
        let file = fs::File::create(&image).expect("the folder can be written to");
        file.set_len(megabytes * 1024 * 1024).expect("a sparse file");
        run("mkfs.ext4", &[OsStr::new("-q"), image.as_ref()])?;
        disk.image = Some(image);
        disk.mount()?;
        Ok(disk)
    }

    fn nowhere() -> Self {
        let dir = TempDir::new().expect("a temporary folder can be made");
        let at = dir.path().join("disk");
        fs::create_dir(&at).expect("a folder can be made");
        Self {
            image: None,
            mounted: false,
            at,
            _dir: dir,
        }
    }

    pub fn path(&self) -> &Path {
        &self.at
    }

    /// Cuts the power: from here on nothing is written, and what was not written yet never will be.
    pub fn cut(&self) -> Result<(), Fault> {
        // EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH: not even the file system's own log is written out.
        let script = r#"open(my $disk, "<", $ARGV[0]) or die $!;
            my $flags = pack("L", 2);
            ioctl($disk, 0x8004587d, $flags) or die "EXT4_IOC_SHUTDOWN: $!\n""#;
        run("perl", &[OsStr::new("-e"), script.as_ref(), self.at.as_ref()])
    }

    /// Takes it away and mounts it again, as the next start of the machine does.
    pub fn remount(&mut self) -> Result<(), Fault> {
        self.unmount()?;
        self.mount()
    }

    fn mount(&mut self) -> Result<(), Fault> {
        if let Some(image) = &self.image {
            run(
                "mount",
                &[
                    OsStr::new("-o"),
                    "loop".as_ref(),
                    image.as_ref(),
                    self.at.as_ref(),
                ],
            )?;
            self.mounted = true;
        }
        Ok(())
    }

    fn unmount(&mut self) -> Result<(), Fault> {
        let began = Instant::now();
        // A process that was just killed may hold it for a moment more.
        while let Err(fault) = run("umount", &[&self.at]) {
            if began.elapsed() > PATIENCE {
                return Err(fault);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        self.mounted = false;
        Ok(())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.mounted {
            // Whoever still has a file open keeps the disk, not the folder.
            let _ = run("umount", &[OsStr::new("--lazy"), self.at.as_ref()]);
        }
    }
}

/// The throw-away cluster that `bin/prove` has started.
pub struct Cluster {
    /// The address of a database there.
    pub url: String,
    folder: PathBuf,
}

impl Cluster {
    pub fn get() -> Result<Self, Fault> {
        let variable = |name| {
            env::var(name).map_err(|_| Fault::Impossible(format!("{name} is not set: start it by bin/prove")))
        };
        Ok(Self {
            url: variable("BANTER_POSTGRES")?,
            folder: variable("BANTER_CLUSTER")?.into(),
        })
    }

    /// Kills the database server on the spot, with all of its processes: left alone, those would finish what they are at.
    pub fn kill(&self) -> Result<(), Fault> {
        let file = self.folder.join("data/postmaster.pid");
        let text = read(&file)?;
        let pid = text.lines().next().unwrap_or_default();
        let children = read(Path::new(&format!("/proc/{pid}/task/{pid}/children")))?;
        // Itself first, or it would look after those that die.
        run("sh", &["-c", &format!("kill -KILL {pid} {children} || true")])
    }

    /// Starts it again, as soon as the last process of the one before is gone.
    pub async fn start(&self) -> Result<(), Fault> {
        let began = Instant::now();
        let folder = self.folder.display();
        let script = format!("source bin/lib.sh && cluster={folder} start_cluster");
        while let Err(fault) = run("bash", &["-c", &script]) {
            if began.elapsed() > PATIENCE {
                return Err(fault);
            }
            sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }
}

//! How fast Banter is, beside a bare program that does only what can't be left out.
//!
//! `bin/bench` runs it; `docs/performance.md` says what it measures and how. It is client, judge and both
//! baselines in one: the baselines are processes of their own, on the core where Banter's server runs.

use std::{env, io, process::ExitCode};

mod baseline;
mod client;
mod contest;
mod disk;
mod installation;
mod options;
mod report;
mod requests;
mod scenarios;
mod searching;
mod server;

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let done = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [baseline::FRAMES, address, frame] => baseline::serve_frames(address, frame),
        [baseline::ROWS, address, file, batch] => baseline::serve_rows(address, file, batch),
        _ => run(&words),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> io::Result<()> {
    let options = match options::parse(words) {
        Ok(options) => options,
        Err(refused) => return Err(io::Error::other(format!("{refused}\n\n{}", options::USAGE))),
    };
    if options.searching {
        searching::run(options.database.as_deref())?;
    }
    contest::run(&options)
}

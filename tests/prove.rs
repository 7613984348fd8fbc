//! Runs the proofs for as long as one likes and prints what they saw: see `bin/prove`.

use std::{
    env,
    panic::resume_unwind,
    process::ExitCode,
    thread,
    time::{Duration, Instant},
};

use proofs::{
    ALL, Proof,
    report::{Budget, Fault, Line, Verdict, table},
};

pub mod proofs;
pub mod support;

const MINUTES: f64 = 25.0;

fn main() -> ExitCode {
    let Some((minutes, chosen)) = arguments() else {
        let names: Vec<_> = ALL.iter().map(|proof| proof.name).collect();
        eprintln!("bin/prove [--minutes N] [PROOF…]\n\nProofs: {}", names.join(", "));
        return ExitCode::FAILURE;
    };
    let shares: u32 = chosen.iter().map(|proof| proof.share).sum();
    let mut lines = Vec::new();
    for proof in chosen {
        let time = Duration::from_secs_f64(minutes * 60.0 * f64::from(proof.share) / f64::from(shares));
        eprintln!(
            "{} ({}), for about {} s",
            proof.name,
            proof.invariants,
            time.as_secs()
        );
        let began = Instant::now();
        let verdict = run(proof, time);
        if let Err(fault) = &verdict {
            eprintln!("  {fault:?}");
        }
        lines.push(Line {
            name: proof.name,
            invariants: proof.invariants,
            took: began.elapsed(),
            verdict,
        });
    }
    println!("\n{}", table(&lines));
    let failed = lines
        .iter()
        .any(|line| matches!(line.verdict, Err(Fault::Broken(_))));
    if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// The minutes in all, and the proofs that were asked for.
fn arguments() -> Option<(f64, Vec<&'static Proof>)> {
    let mut minutes = MINUTES;
    let mut chosen = Vec::new();
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--minutes" {
            minutes = arguments.next()?.parse().ok().filter(|minutes| *minutes > 0.0)?;
        } else {
            chosen.push(ALL.iter().find(|proof| proof.name == argument)?);
        }
    }
    if chosen.is_empty() {
        chosen.extend(ALL);
    }
    Some((minutes, chosen))
}

/// Each in a thread and a runtime of its own, so that one that panics is one that failed.
fn run(proof: &'static Proof, time: Duration) -> Verdict {
    let ran = thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on((proof.prove)(&Budget::of(time)))
    });
    ran.join().unwrap_or_else(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()));
        match text {
            Some(text) => Err(Fault::Broken(text)),
            None => resume_unwind(panic),
        }
    })
}

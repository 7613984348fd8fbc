//! What Banter promises, tried on the real binary.
//!
//! One module a proof. `bin/test` runs those that need nothing but this process, in a few seconds each (`tests/promises`);
//! `bin/prove` runs all of them on the release binary for as long as one likes. `docs/proof.md` says in plain words
//! what each of them shows, and how it was seen to fail. A new one is a file and a line in [`ALL`].

#![expect(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "as in `support`: what goes wrong here is what is reported"
)]

use std::{future::Future, pin::Pin};

use report::{Budget, Verdict};

pub mod audit;
pub mod browsers;
pub mod chat;
pub mod clocks;
pub mod crashes;
pub mod failing_disk;
pub mod flood;
pub mod full_disk;
pub mod histories;
pub mod machine;
pub mod outages;
pub mod page;
pub mod power_cuts;
pub mod reader;
pub mod report;
pub mod slow;
pub mod stage;
pub mod stalled;
pub mod stopping;
pub mod writes;

/// One promise, and the way to try it.
pub struct Proof {
    pub name: &'static str,
    /// The invariants of `docs/proof.md` that it tries.
    pub invariants: &'static str,
    /// Its part of the time, beside the others' parts.
    pub share: u32,
    pub prove: fn(&Budget) -> Pin<Box<dyn Future<Output = Verdict> + '_>>,
}

/// All of them, in the order in which they run.
pub const ALL: &[Proof] = &[
    Proof {
        name: "crashes",
        invariants: "I1 I3 I4 I5",
        share: 14,
        prove: |budget| Box::pin(crashes::prove(budget)),
    },
    Proof {
        name: "writes",
        invariants: "I1 I3",
        share: 3,
        prove: |budget| Box::pin(writes::prove(budget)),
    },
    Proof {
        name: "power-cuts",
        invariants: "I2 I3",
        share: 3,
        prove: |budget| Box::pin(power_cuts::prove(budget)),
    },
    Proof {
        name: "failing-disk",
        invariants: "I8",
        share: 3,
        prove: |budget| Box::pin(failing_disk::prove(budget)),
    },
    Proof {
        name: "full-disk",
        invariants: "I8",
        share: 1,
        prove: |budget| Box::pin(full_disk::prove(budget)),
    },
    Proof {
        name: "stopping",
        invariants: "I11",
        share: 1,
        prove: |budget| Box::pin(stopping::prove(budget)),
    },
    Proof {
        name: "crashes-postgresql",
        invariants: "I1 I3 I4 I5",
        share: 3,
        prove: |budget| Box::pin(crashes::prove_on_postgresql(budget)),
    },
    Proof {
        name: "outages-postgresql",
        invariants: "I1 I3 I8",
        share: 2,
        prove: |budget| Box::pin(outages::prove(budget)),
    },
    Proof {
        name: "stalled-readers",
        invariants: "I9",
        share: 2,
        prove: |budget| Box::pin(stalled::prove(budget)),
    },
    Proof {
        name: "flood",
        invariants: "I10",
        share: 1,
        prove: |budget| Box::pin(flood::prove(budget)),
    },
    Proof {
        name: "clocks",
        invariants: "I14",
        share: 1,
        prove: |budget| Box::pin(clocks::prove(budget)),
    },
    Proof {
        name: "histories",
        invariants: "I3 I4 I5 I6",
        share: 3,
        prove: |budget| Box::pin(histories::prove(budget)),
    },
    Proof {
        name: "browsers",
        invariants: "I1 I3 I5",
        share: 2,
        prove: |budget| Box::pin(browsers::prove(budget)),
    },
];

//! How many files and connections the system lets this process have open.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Kept for the database, the jobs, the log and the like, which must go on where connections have taken the rest.
const RESERVED: usize = 128;

/// Has the system allow so many connections, and says how many it does.
///
/// Most systems begin with 1024 open files and let a process raise that itself.
pub(super) fn allow(connections: usize) -> usize {
    let limit = getrlimit(Resource::Nofile);
    let wanted = u64::try_from(connections.saturating_add(RESERVED)).unwrap_or(u64::MAX);
    let wanted = limit.maximum.map_or(wanted, |maximum| wanted.min(maximum));
    let raised = Rlimit {
        current: Some(wanted),
        maximum: limit.maximum,
    };
    let is_more = limit.current.is_some_and(|current| current < wanted);
    let files = if is_more && setrlimit(Resource::Nofile, raised).is_ok() {
        Some(wanted)
    } else {
        limit.current
    };
    let files = files.map_or(usize::MAX, |files| usize::try_from(files).unwrap_or(usize::MAX));
    let left = files - RESERVED.min(files / 2);
    if left < connections {
        tracing::warn!(
            connections = left,
            "the system allows fewer connections than are configured: raise the limit of open files"
        );
    }
    connections.min(left)
}

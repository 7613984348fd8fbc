//! What it costs to render what somebody wrote.

use std::time::Duration;

use banter::models::messages::Body;
use rustix::time::{ClockId, clock_gettime};

use crate::requests::attacks::{slow_code, slow_texts};

/// How much longer than harmless words of the same length a text may take: those take a fifth of a
/// millisecond, and fifty are allowed.
const TIMES: u32 = 250;

#[test]
fn no_text_takes_much_longer_than_any_other() {
    let harmless = "harmless words ".repeat(266);
    for text in slow_texts().into_iter().chain(slow_code()) {
        // The quickest of some tries, in turn: whatever else happens only ever adds.
        let (mut plain, mut slow) = (Duration::MAX, Duration::MAX);
        for _ in 0..20 {
            plain = plain.min(time(&harmless));
            slow = slow.min(time(&text));
            if slow < plain * TIMES {
                break;
            }
        }
        let shown: String = text.chars().take(20).collect();
        assert!(
            slow < plain * TIMES,
            "{shown:?}… takes {slow:?}, harmless words {plain:?}"
        );
    }
}

/// What this thread works on it; what else the machine does meanwhile is not counted.
fn time(text: &str) -> Duration {
    let worked = || Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).expect("it counts up");
    let before = worked();
    assert!(Body::parse(text).is_ok());
    worked().saturating_sub(before)
}

//! How often somebody may do what costs others.

use std::{
    hash::{BuildHasher, Hash, RandomState},
    net::IpAddr,
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::DefaultKeyedStateStore,
};

use super::users::names;
use crate::settings::Limits;

type Keyed<K> = RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock>;

/// Keys that a limiter remembers before it forgets those that are at rest.
const REMEMBERED: usize = 10_000;

/// One check in so many looks for keys to forget.
const CLEANING: u32 = 1000;

/// The limits of this process, shared by all requests.
#[derive(Clone)]
pub struct Throttles {
    messages: Arc<Keyed<i64>>,
    groups: Arc<Keyed<i64>>,
    /// By a hash of the account, because what is typed may be as long as a form.
    sign_ins: Arc<Keyed<(u64, IpAddr)>>,
    hasher: RandomState,
}

impl Throttles {
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        let messages = at_least_one(limits.messages_per_10s);
        let groups = at_least_one(limits.groups_per_hour);
        let sign_ins = at_least_one(limits.sign_in_attempts);
        Self {
            messages: Arc::new(RateLimiter::keyed(
                quota(Duration::from_secs(10) / messages.get()).allow_burst(messages),
            )),
            groups: Arc::new(RateLimiter::keyed(
                quota(Duration::from_hours(1) / groups.get()).allow_burst(groups),
            )),
            sign_ins: Arc::new(RateLimiter::keyed(
                quota(Duration::from_mins(1)).allow_burst(sign_ins),
            )),
            hasher: RandomState::new(),
        }
    }

    /// # Errors
    /// The seconds until this user may send again.
    pub fn message(&self, user_id: i64) -> Result<(), u64> {
        check(&self.messages, &user_id)
    }

    /// # Errors
    /// The seconds until this user may make another group.
    pub fn group(&self, user_id: i64) -> Result<(), u64> {
        check(&self.groups, &user_id)
    }

    /// One try of a password for an account from an address: others can't lock its owner out.
    ///
    /// # Errors
    /// The seconds until the next try.
    pub fn sign_in(&self, account: &str, from: IpAddr) -> Result<(), u64> {
        let account = self.hasher.hash_one(names::key(account));
        check(&self.sign_ins, &(account, from))
    }
}

fn check<K: Clone + Hash + Eq>(limiter: &Keyed<K>, key: &K) -> Result<(), u64> {
    // Looked through once in so many checks, so that many keys don't make each check slow.
    if limiter.len() > REMEMBERED && rand::random_ratio(1, CLEANING) {
        limiter.retain_recent();
    }
    limiter.check_key(key).map_err(|wait| {
        let wait = wait.wait_time_from(DefaultClock::default().now());
        wait.as_secs() + 1
    })
}

fn quota(period: Duration) -> Quota {
    Quota::with_period(period).unwrap_or_else(|| Quota::per_second(NonZeroU32::MIN))
}

fn at_least_one(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)
}

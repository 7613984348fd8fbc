//! How often somebody may do what costs others.

use std::{
    hash::{BuildHasher, Hash, RandomState},
    net::IpAddr,
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use governor::{
    DefaultDirectRateLimiter, InsufficientCapacity, NotUntil, Quota, RateLimiter,
    clock::{Clock, DefaultClock, QuantaInstant},
    state::keyed::DefaultKeyedStateStore,
};

use super::users::names;
use crate::settings::Limits;

type Keyed<K> = RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock>;

/// Keys that a limiter remembers before it forgets those that are at rest.
const REMEMBERED: usize = 10_000;

/// One check in so many looks for keys to forget.
const CLEANING: u32 = 1000;

/// Refused sign-ins that the audit log takes at once; one more every [`REFUSAL`] after.
const REFUSALS: NonZeroU32 = NonZeroU32::new(100).expect("it is not zero");
const REFUSAL: Duration = Duration::from_secs(10);

/// Codes that one account may be tried with at once, wherever from; one more every [`CODE`] after. Each guess of six
/// digits is right three times in a million.
const CODES: NonZeroU32 = NonZeroU32::new(100).expect("it is not zero");
const CODE: Duration = Duration::from_mins(10);

/// The limits of this process, shared by all requests.
#[derive(Clone)]
pub struct Throttles {
    messages: Arc<Keyed<i64>>,
    revisions: Arc<Keyed<i64>>,
    drafts: Arc<Keyed<i64>>,
    reads: Arc<Keyed<i64>>,
    groups: Arc<Keyed<i64>>,
    reports: Arc<Keyed<i64>>,
    exports: Arc<Keyed<i64>>,
    uploads: Arc<Keyed<i64>>,
    previews: Arc<Keyed<i64>>,
    searches: Arc<Keyed<i64>>,
    fetches: Arc<Keyed<IpAddr>>,
    /// By a hash of the account, because what is typed may be as long as a form.
    sign_ins: Arc<Keyed<(u64, IpAddr)>>,
    codes: Arc<Keyed<i64>>,
    resets: Arc<Keyed<IpAddr>>,
    registrations: Arc<Keyed<IpAddr>>,
    refusals: Arc<Sampled>,
    hasher: RandomState,
}

impl Throttles {
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        let sign_ins = at_least_one(limits.sign_in_attempts);
        let ten_seconds = Duration::from_secs(10);
        let minute = Duration::from_mins(1);
        Self {
            messages: often(ten_seconds, limits.messages_per_10s),
            revisions: often(ten_seconds, limits.revisions_per_10s),
            drafts: often(ten_seconds, limits.revisions_per_10s),
            reads: often(ten_seconds, limits.revisions_per_10s),
            groups: often(Duration::from_hours(1), limits.groups_per_hour),
            reports: often(Duration::from_hours(1), limits.reports_per_hour),
            exports: often(Duration::from_hours(1), limits.exports_per_hour),
            uploads: often(ten_seconds, limits.uploads_per_10s),
            previews: often(minute, limits.previews_per_minute),
            searches: often(ten_seconds, limits.searches_per_10s),
            fetches: often(minute, limits.fetches_per_minute),
            sign_ins: Arc::new(RateLimiter::keyed(quota(minute).allow_burst(sign_ins))),
            resets: Arc::new(RateLimiter::keyed(quota(minute).allow_burst(sign_ins))),
            registrations: often(Duration::from_hours(1), limits.registrations_per_hour),
            codes: Arc::new(RateLimiter::keyed(quota(CODE).allow_burst(CODES))),
            refusals: Arc::new(Sampled::new(quota(REFUSAL).allow_burst(REFUSALS))),
            hasher: RandomState::new(),
        }
    }

    /// # Errors
    /// The seconds until this user may send again.
    pub fn message(&self, user_id: i64) -> Result<(), u64> {
        check(&self.messages, &user_id)
    }

    /// # Errors
    /// The seconds until this user may change a message or react to one again.
    pub fn revision(&self, user_id: i64) -> Result<(), u64> {
        check(&self.revisions, &user_id)
    }

    /// As often as they may change a message, besides.
    ///
    /// # Errors
    /// The seconds until this user may keep a draft again.
    pub fn draft(&self, user_id: i64) -> Result<(), u64> {
        check(&self.drafts, &user_id)
    }

    /// As often as they may change a message, besides.
    ///
    /// # Errors
    /// The seconds until this user may say again what they have read.
    pub fn read(&self, user_id: i64) -> Result<(), u64> {
        check(&self.reads, &user_id)
    }

    /// # Errors
    /// The seconds until this user may make another group.
    pub fn group(&self, user_id: i64) -> Result<(), u64> {
        check(&self.groups, &user_id)
    }

    /// # Errors
    /// The seconds until this user may report another message.
    pub fn report(&self, user_id: i64) -> Result<(), u64> {
        check(&self.reports, &user_id)
    }

    /// # Errors
    /// The seconds until this user may take their data along again.
    pub fn export(&self, user_id: i64) -> Result<(), u64> {
        check(&self.exports, &user_id)
    }

    /// # Errors
    /// The seconds until this user may upload another file.
    pub fn upload(&self, user_id: i64) -> Result<(), u64> {
        check(&self.uploads, &user_id)
    }

    /// The same for so many at once; more than there is ever room for count as many as there is.
    ///
    /// # Errors
    /// The seconds until this user may upload as many.
    pub fn uploads(&self, user_id: i64, count: usize) -> Result<(), u64> {
        let count = at_least_one(u32::try_from(count).unwrap_or(u32::MAX));
        let take = |count| self.uploads.check_key_n(&user_id, count);
        let taken = take(count).or_else(|InsufficientCapacity(most)| take(at_least_one(most)));
        match taken {
            Ok(Err(wait)) => Err(seconds(&wait)),
            _ => Ok(()),
        }
    }

    /// # Errors
    /// The seconds until a link of this user is looked at again.
    pub fn preview(&self, user_id: i64) -> Result<(), u64> {
        check(&self.previews, &user_id)
    }

    /// # Errors
    /// The seconds until this user may search again.
    pub fn search(&self, user_id: i64) -> Result<(), u64> {
        check(&self.searches, &user_id)
    }

    /// One request of ours to somebody else's server, whoever has linked to it.
    ///
    /// # Errors
    /// The seconds until it may be asked again.
    pub fn fetch(&self, address: IpAddr) -> Result<(), u64> {
        check(&self.fetches, &address)
    }

    /// One try of a password for an account from an address: others can't lock its owner out.
    ///
    /// # Errors
    /// The seconds until the next try.
    pub fn sign_in(&self, account: &str, from: IpAddr) -> Result<(), u64> {
        let account = self.hasher.hash_one(names::key(account));
        check(&self.sign_ins, &(account, from))
    }

    /// One try of a code by who knows the password, wherever from: many addresses are no way around the limit of one. A
    /// browser that is signed in stays so, and can change the password.
    ///
    /// # Errors
    /// The seconds until the next try.
    pub fn code(&self, user_id: i64) -> Result<(), u64> {
        check(&self.codes, &user_id)
    }

    /// One link asked for by mail, whoever for.
    ///
    /// # Errors
    /// The seconds until this address may ask again.
    pub fn reset(&self, from: IpAddr) -> Result<(), u64> {
        check(&self.resets, &from)
    }

    /// One try to register.
    ///
    /// # Errors
    /// The seconds until this address may try again.
    pub fn registration(&self, from: IpAddr) -> Result<(), u64> {
        check(&self.registrations, &from)
    }

    /// Whether the audit log takes one more refused sign-in: then how many it has not taken since the last.
    ///
    /// One limit for all accounts. One for each would let whoever makes names up fill the disk, and one for
    /// known accounts alone would tell by its time which names are known.
    #[must_use]
    pub fn refusal(&self) -> Option<u64> {
        self.refusals.take()
    }
}

/// Some of many, and the count of the rest.
struct Sampled {
    limiter: DefaultDirectRateLimiter,
    left_out: AtomicU64,
}

impl Sampled {
    fn new(quota: Quota) -> Self {
        Self {
            limiter: RateLimiter::direct(quota),
            left_out: AtomicU64::new(0),
        }
    }

    fn take(&self) -> Option<u64> {
        if self.limiter.check().is_ok() {
            return Some(self.left_out.swap(0, Ordering::Relaxed));
        }
        self.left_out.fetch_add(1, Ordering::Relaxed);
        None
    }
}

fn check<K: Clone + Hash + Eq>(limiter: &Keyed<K>, key: &K) -> Result<(), u64> {
    // Looked through once in so many checks, so that many keys don't make each check slow.
    if limiter.len() > REMEMBERED && rand::random_ratio(1, CLEANING) {
        limiter.retain_recent();
    }
    limiter.check_key(key).map_err(|wait| seconds(&wait))
}

/// Until it is worth trying again.
fn seconds(wait: &NotUntil<QuantaInstant>) -> u64 {
    wait.wait_time_from(DefaultClock::default().now()).as_secs() + 1
}

/// So many in that time, also at once.
fn often<K: Clone + Eq + Hash>(time: Duration, count: u32) -> Arc<Keyed<K>> {
    let count = at_least_one(count);
    Arc::new(RateLimiter::keyed(quota(time / count.get()).allow_burst(count)))
}

fn quota(period: Duration) -> Quota {
    Quota::with_period(period).unwrap_or_else(|| Quota::per_second(NonZeroU32::MIN))
}

fn at_least_one(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_sign_ins_are_kept_by_the_hundred_and_then_seldom() {
        let throttles = Throttles::new(&Limits::default());
        let taken = (0..10_000)
            .filter_map(|_| throttles.refusal())
            .collect::<Vec<_>>();
        // Ten seconds may pass meanwhile, but not a minute.
        assert!((100..106).contains(&taken.len()), "{taken:?}");
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let sampled = Sampled::new(quota(Duration::from_millis(1)));
        let (mut tried, mut told, mut pauses) = (0, 0, 0);
        while pauses < 3 {
            assert!(tried < 10_000_000, "nothing is ever left out");
            tried += 1;
            if let Some(left_out) = sampled.take() {
                told += 1 + left_out;
                pauses += u64::from(left_out > 0);
            }
        }
        assert_eq!(told, tried);
    }
}

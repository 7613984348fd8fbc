//! Times, counted in buckets that are three per cent wide.

use std::time::Duration;

/// Buckets for each doubling.
const FINE: u32 = 5;

/// How often each time was seen, from a microsecond to an hour.
#[derive(Debug, Clone)]
pub struct Histogram {
    counts: Vec<u64>,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            counts: vec![0; 1 << 10],
        }
    }
}

impl Histogram {
    pub fn record(&mut self, time: Duration) {
        let bucket = bucket(u32::try_from(time.as_micros()).unwrap_or(u32::MAX));
        self.counts[bucket] += 1;
    }

    /// The time that so many of a thousand do not exceed; zero if nothing was recorded.
    pub fn permille(&self, share: u64) -> Duration {
        let total: u64 = self.counts.iter().sum();
        let rank = (total * share).div_ceil(1000).max(1);
        let mut seen = 0;
        let found = self.counts.iter().position(|count| {
            seen += count;
            seen >= rank
        });
        found.map_or(Duration::ZERO, |bucket| {
            Duration::from_micros(upper_bound(bucket).into())
        })
    }
}

/// The first bits of a number and how many follow.
fn bucket(micros: u32) -> usize {
    let shift = (32 - micros.leading_zeros()).saturating_sub(FINE + 1);
    (((shift as usize) << FINE) + (micros >> shift) as usize).min((1 << 10) - 1)
}

/// The largest number of a bucket.
fn upper_bound(bucket: usize) -> u32 {
    let bucket = u32::try_from(bucket).unwrap_or(u32::MAX);
    let shift = (bucket >> FINE).saturating_sub(1);
    let first = bucket - (shift << FINE);
    let bound = (u64::from(first + 1) << shift) - 1;
    u32::try_from(bound).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_holds_what_is_three_per_cent_alike() {
        for micros in [
            0,
            1,
            31,
            32,
            63,
            64,
            65,
            1000,
            4095,
            4096,
            1_000_000,
            3_600_000_000,
        ] {
            let bound = upper_bound(bucket(micros));
            assert!(bound >= micros, "{micros} is in a bucket up to {bound}");
            assert!(
                bound - micros <= micros / 32,
                "{micros} is in a bucket up to {bound}"
            );
        }
    }

    #[test]
    fn the_median_and_the_tail_are_found() {
        let mut times = Histogram::default();
        for millis in 1..=1000 {
            times.record(Duration::from_millis(millis));
        }
        for (share, millis) in [(500, 500), (990, 990), (1000, 1000)] {
            let found = times.permille(share).as_millis();
            assert!(
                (millis..=millis + millis / 25).contains(&found),
                "{share}: {found}"
            );
        }
    }

    #[test]
    fn without_times_there_is_none() {
        assert_eq!(Histogram::default().permille(990), Duration::ZERO);
    }
}

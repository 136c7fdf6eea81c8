use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The upper bounds of the buckets, in seconds; one more bucket takes what is above the last.
pub const BOUNDS: [f64; 14] =
    [0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0, 120.0];

/// How long something took, counted in buckets. Sharing it takes no lock.
#[derive(Debug, Default)]
pub struct Histogram {
    buckets: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

/// A histogram at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observed {
    /// How many were in each bucket, not cumulative.
    pub buckets: [u64; BOUNDS.len() + 1],
    /// The sum of all, in seconds.
    pub sum: f64,
}

impl Histogram {
    /// Counts one.
    pub fn observe(&self, took: Duration) {
        let seconds = took.as_secs_f64();
        let bucket = BOUNDS.partition_point(|bound| *bound < seconds);
        if let Some(bucket) = self.buckets.get(bucket) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// What was counted so far.
    pub fn observed(&self) -> Observed {
        let buckets = std::array::from_fn(|i| self.buckets.get(i).map_or(0, |b| b.load(Ordering::Relaxed)));
        Observed { buckets, sum: Duration::from_micros(self.micros.load(Ordering::Relaxed)).as_secs_f64() }
    }
}

impl Observed {
    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.buckets.iter().sum()
    }

    /// A time that at least the part `quantile` (0 to 1) of all took no longer than: the bound of a bucket, in
    /// seconds. `None` where nothing was counted.
    pub fn at_most(&self, quantile: f64) -> Option<f64> {
        let count = self.count();
        #[allow(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "counts are far below 2^52")]
        let wanted = (count as f64 * quantile).ceil().max(1.0) as u64;
        let mut sum = 0;
        let bounds = BOUNDS.iter().copied().chain([f64::INFINITY]);
        let mut buckets = self.buckets.iter().zip(bounds);
        (count > 0).then_some(())?;
        buckets.find_map(|(n, bound)| {
            sum += n;
            (sum >= wanted).then_some(bound)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_the_bounds_of_their_buckets() {
        let histogram = Histogram::default();
        assert_eq!(histogram.observed().at_most(0.5), None);
        for millis in [1, 2, 3, 40, 400_000] {
            histogram.observe(Duration::from_millis(millis));
        }
        let observed = histogram.observed();
        assert_eq!((observed.count(), observed.at_most(0.5)), (5, Some(0.005)));
        assert_eq!((observed.at_most(0.0), observed.at_most(1.0)), (Some(0.001), Some(f64::INFINITY)));
        assert!((observed.sum - 400.046).abs() < 1e-6);
    }
}

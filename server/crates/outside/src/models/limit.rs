use parking_lot::Mutex;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// How many calls to one provider run at once, and how many begin in a second.
#[derive(Debug)]
pub(super) struct Limit {
    running: Arc<Semaphore>,
    next: Mutex<Option<Instant>>,
    gap: Duration,
    saved: Duration,
}

impl Limit {
    /// `at_once` calls together, `rate` beginning in a second, as many of those at once after a pause.
    pub(super) fn new(at_once: usize, rate: Option<f64>) -> Self {
        let rate = rate.filter(|rate| *rate > 0.0);
        let gap = rate.and_then(|rate| Duration::try_from_secs_f64(1.0 / rate).ok()).unwrap_or_default();
        let saved = gap.mul_f64(rate.map_or(0.0, |rate| (rate - 1.0).max(0.0)));
        Self { running: Arc::new(Semaphore::new(at_once.max(1))), next: Mutex::new(None), gap, saved }
    }

    /// Waits for a place among the running calls.
    pub(super) async fn place(&self) -> Option<OwnedSemaphorePermit> {
        // The semaphore is never closed.
        self.running.clone().acquire_owned().await.ok()
    }

    /// Waits until one more call may begin.
    pub(super) async fn turn(&self) {
        if self.gap.is_zero() {
            return;
        }
        let at = {
            let mut next = self.next.lock();
            let now = Instant::now();
            let earliest = now.checked_sub(self.saved).unwrap_or(now);
            let at = next.map_or(earliest, |next| next.max(earliest));
            *next = Some(at + self.gap);
            at
        };
        tokio::time::sleep_until(at).await;
    }
}

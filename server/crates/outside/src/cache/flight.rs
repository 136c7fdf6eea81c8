use super::Key;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

/// The questions that are being answered now: one asks, the others wait for its answer.
#[derive(Debug, Default)]
pub(super) struct Flights(Mutex<HashMap<Key, Arc<Turn<()>>>>);

/// The right to ask one question. It passes on when it is dropped, however that comes about.
pub(super) struct Flight<'a> {
    flights: &'a Flights,
    key: Key,
    turn: Option<OwnedMutexGuard<()>>,
}

impl Flights {
    /// Waits for the right to ask about `key`.
    pub(super) async fn enter(&self, key: Key) -> Flight<'_> {
        let turn = self.0.lock().entry(key).or_default().clone();
        // Made before the wait: a caller that stops waiting cleans up too.
        let mut flight = Flight { flights: self, key, turn: None };
        flight.turn = Some(turn.lock_owned().await);
        flight
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        let mut flights = self.flights.0.lock();
        self.turn = None;
        // One count is the map's own: nobody else waits.
        if flights.get(&self.key).is_some_and(|turn| Arc::strong_count(turn) == 1) {
            flights.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Question;
    use super::*;

    #[tokio::test]
    async fn nothing_is_left_of_a_flight_that_ended_or_was_given_up() {
        let flights = Flights::default();
        let key = Question::default().key();
        let first = flights.enter(key).await;
        let waits = tokio::time::timeout(std::time::Duration::from_millis(1), flights.enter(key)).await;
        assert!(waits.is_err());
        drop(first);
        assert!(flights.0.lock().is_empty());
    }
}

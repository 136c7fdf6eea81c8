use crate::metrics::{Histogram, Observed};
use std::sync::atomic::{AtomicU64, Ordering};

/// What the cache counts as it works.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) memory_hits: AtomicU64,
    pub(super) redis_hits: AtomicU64,
    pub(super) joined: AtomicU64,
    pub(super) misses: AtomicU64,
    pub(super) evictions: AtomicU64,
    pub(super) rejected: AtomicU64,
    pub(super) trips: AtomicU64,
    pub(super) redis_latency: Histogram,
    pub(super) make_latency: Histogram,
}

/// What a cache did since it was made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stats {
    /// Answers from this process' memory.
    pub memory_hits: u64,
    /// Answers from Redis.
    pub redis_hits: u64,
    /// Answers taken over from somebody who was asking the same at the time.
    pub joined: u64,
    /// Questions that had to be asked.
    pub misses: u64,
    /// Entries that made room for others or grew too old.
    pub evictions: u64,
    /// Entries in Redis that were not the team's own, and not used.
    pub rejected: u64,
    /// How often Redis was given up for a while.
    pub trips: u64,
    /// Entries in memory, and their size in bytes.
    pub entries: u64,
    /// See `entries`.
    pub bytes: u64,
    /// How Redis stands.
    pub redis: RedisState,
    /// How long one round trip to Redis took.
    pub redis_latency: Observed,
    /// How long it took to have an answer made.
    pub make_latency: Observed,
}

/// How Redis stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RedisState {
    /// None is set.
    #[default]
    Off,
    /// The first connection is being made.
    Connecting,
    /// It answers.
    Up,
    /// It does not answer for now; memory does alone.
    Down,
}

impl Stats {
    /// How many questions were not asked again.
    pub fn saved_calls(&self) -> u64 {
        self.memory_hits + self.redis_hits + self.joined
    }
}

impl RedisState {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Connecting => "connecting",
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// Counts one.
pub(super) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

impl Counters {
    pub(super) fn stats(&self) -> Stats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Stats {
            memory_hits: read(&self.memory_hits),
            redis_hits: read(&self.redis_hits),
            joined: read(&self.joined),
            misses: read(&self.misses),
            evictions: read(&self.evictions),
            rejected: read(&self.rejected),
            trips: read(&self.trips),
            redis_latency: self.redis_latency.observed(),
            make_latency: self.make_latency.observed(),
            ..Stats::default()
        }
    }
}

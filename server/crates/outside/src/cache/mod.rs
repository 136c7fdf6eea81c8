//! Answers that cost time or money, kept for the next time: in memory, and in Redis for a whole team.
//!
//! [`Cache::get_or_make`] asks once however many want to know, in this process and on other machines. Redis is a
//! convenience: whatever it does, no error reaches the caller, and it costs under 50 ms once. What the cache is given
//! is text as models see it, with placeholders for secrets; a text that seems to hold a secret never reaches Redis.
//! Only the caller knows whether an answer is proven: what is not, it must not have kept.

mod entry;
mod flight;
mod key;
mod remote;
mod stats;
#[cfg(test)]
mod tests;

pub use key::{Key, Question};
pub use remote::{BadUrl, Target};
pub use stats::{RedisState, Stats};

use flight::Flights;
use remote::{CONNECT, Found, Remote};
use stats::{Counters, count};
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How a cache is set up.
pub struct Settings {
    /// How many bytes of text memory may hold.
    pub memory: u64,
    /// How long an answer counts.
    pub ttl: Duration,
    /// The Redis of a team; `None` for memory alone.
    pub redis: Option<Redis>,
}

/// The Redis of a team.
pub struct Redis {
    /// Where it is.
    pub target: Target,
    /// What the team signs its entries with, so that nobody else can put one in. At least 16 bytes.
    pub team: zeroize::Zeroizing<Vec<u8>>,
    /// How long one use may take before Redis is given up for a while.
    pub patience: Duration,
    /// How long one machine may keep others waiting for its answer.
    pub lock: Duration,
}

/// What a person should know about Redis, once each time it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// It does not answer.
    Down(String),
    /// It answers again.
    Back,
    /// It answers but takes nothing in.
    Full(String),
}

/// An answer, and whether it may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// It is proven: for the next time.
    Keep(String),
    /// It is for this caller alone.
    Once(String),
}

/// What a purge removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// Entries in memory.
    pub memory: u64,
    /// Entries in Redis; `None` where it was not reached.
    pub redis: Option<u64>,
}

/// Answers by key.
pub struct Cache {
    memory: moka::future::Cache<Key, Arc<str>>,
    remote: Option<Arc<Remote>>,
    flights: Flights,
    counters: Arc<Counters>,
}

impl Cache {
    /// A cache; `notice` hears of Redis. Call it within the runtime, which the way back to Redis is kept up on.
    pub fn new(settings: Settings, notice: impl Fn(Notice) + Send + Sync + 'static) -> Self {
        let counters = Arc::new(Counters::default());
        let evicted = counters.clone();
        let memory = moka::future::Cache::builder()
            .weigher(|_, text: &Arc<str>| u32::try_from(text.len() + size_of::<Key>()).unwrap_or(u32::MAX))
            .max_capacity(settings.memory)
            .time_to_live(settings.ttl)
            .eviction_listener(move |_, _, cause| {
                if cause.was_evicted() {
                    count(&evicted.evictions);
                }
            })
            .build();
        let ttl = settings.ttl;
        let remote =
            settings.redis.map(|redis| Remote::start(redis, ttl, counters.clone(), Box::new(notice)));
        Self { memory, remote, flights: Flights::default(), counters }
    }

    /// The answer for `key`; `make` is awaited only if nobody has it or is about to.
    ///
    /// # Errors
    /// Only those of `make`; then the next who waits makes its own.
    pub async fn get_or_make<E>(
        &self,
        key: Key,
        make: impl Future<Output = Result<Made, E>>,
    ) -> Result<Arc<str>, E> {
        if let Some(text) = self.memory.get(&key).await {
            count(&self.counters.memory_hits);
            return Ok(text);
        }
        let _flight = self.flights.enter(key).await;
        if let Some(text) = self.memory.get(&key).await {
            count(&self.counters.joined);
            return Ok(text);
        }
        let lock = match &self.remote {
            None => None,
            Some(remote) => match remote.find_or_lock(&key).await {
                Found::Text(text) => return Ok(self.remember(key, text).await),
                Found::Locked(lock) => Some(lock),
                Found::Alone => None,
            },
        };
        count(&self.counters.misses);
        let began = Instant::now();
        let made = make.await?;
        self.counters.make_latency.observe(began.elapsed());
        let text = match made {
            Made::Once(text) => text.into(),
            Made::Keep(text) => {
                let text: Arc<str> = text.into();
                self.put(&[(key, text.clone())]).await;
                text
            }
        };
        if let Some(lock) = lock {
            lock.release().await;
        }
        Ok(text)
    }

    /// The answers for `keys` that are there, in their order; one round trip for all that memory does not have.
    pub async fn get(&self, keys: &[Key]) -> Vec<Option<Arc<str>>> {
        let mut found = Vec::with_capacity(keys.len());
        let mut missing = Vec::new();
        for (at, key) in keys.iter().enumerate() {
            let text = self.memory.get(key).await;
            match &text {
                Some(_) => count(&self.counters.memory_hits),
                None => missing.push((at, *key)),
            }
            found.push(text);
        }
        let wanted: Vec<Key> = missing.iter().map(|(_, key)| *key).collect();
        let remote = match &self.remote {
            Some(remote) if !wanted.is_empty() => remote.get(&wanted).await,
            _ => Vec::new(),
        };
        let mut remote = remote.into_iter();
        for (at, key) in missing {
            match remote.next().flatten() {
                None => count(&self.counters.misses),
                Some(text) => {
                    let text = self.remember(key, text).await;
                    if let Some(slot) = found.get_mut(at) {
                        *slot = Some(text);
                    }
                }
            }
        }
        found
    }

    /// Keeps proven answers; one round trip for all.
    pub async fn put(&self, answers: &[(Key, Arc<str>)]) {
        for (key, text) in answers {
            self.memory.insert(*key, text.clone()).await;
        }
        if let Some(remote) = &self.remote {
            remote.put(answers).await;
        }
    }

    /// Waits until the first connection to Redis was made or failed, a few seconds at most; nothing else does.
    pub async fn settle(&self) -> RedisState {
        match &self.remote {
            Some(remote) => remote.settled(tokio::time::Instant::now() + CONNECT).await,
            None => RedisState::Off,
        }
    }

    /// What the cache did so far.
    pub async fn stats(&self) -> Stats {
        self.memory.run_pending_tasks().await;
        let redis = self.remote.as_ref().map_or(RedisState::Off, |remote| remote.state());
        let (entries, bytes) = (self.memory.entry_count(), self.memory.weighted_size());
        Stats { entries, bytes, redis, ..self.counters.stats() }
    }

    /// How many answers the team has in Redis; `None` where it was not reached. It may take long.
    pub async fn count_remote(&self) -> Option<u64> {
        self.remote.as_ref()?.count().await
    }

    /// Forgets everything, in memory and what the team has in Redis.
    pub async fn purge(&self) -> Purged {
        self.memory.run_pending_tasks().await;
        let memory = self.memory.entry_count();
        self.memory.invalidate_all();
        let redis = match &self.remote {
            Some(remote) => remote.purge().await,
            None => None,
        };
        Purged { memory, redis }
    }

    async fn remember(&self, key: Key, text: String) -> Arc<str> {
        let text: Arc<str> = text.into();
        count(&self.counters.redis_hits);
        self.memory.insert(key, text.clone()).await;
        text
    }
}

impl Settings {
    /// For memory alone: 64 MiB, a week.
    pub fn in_memory() -> Self {
        Self { memory: 64 << 20, ttl: Duration::from_hours(7 * 24), redis: None }
    }
}

impl Redis {
    /// The Redis at `target` of the team that signs with `team`, with the usual patience.
    pub fn new(target: Target, team: zeroize::Zeroizing<Vec<u8>>) -> Self {
        Self { target, team, patience: Duration::from_millis(40), lock: Duration::from_mins(1) }
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("counters", &self.counters).finish_non_exhaustive()
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Down(why) => write!(
                f,
                "the team's Redis does not answer ({why}); answers are kept in memory until it does"
            ),
            Self::Back => f.write_str("the team's Redis answers again"),
            Self::Full(why) => {
                write!(f, "the team's Redis takes nothing in ({why}); new answers are kept in memory alone")
            }
        }
    }
}

//! The Redis layer: every use has a deadline, and the first that misses it turns the layer off until Redis answers
//! again. Nothing here returns an error.

mod connect;
mod lock;
mod purge;

pub use connect::{BadUrl, Target};
pub(super) use lock::Lock;

use super::entry::{LONGEST, Seal};
use super::stats::{Counters, count};
use super::{Key, Notice, Redis, RedisState};
use crate::redact;
use connect::Link;
use parking_lot::Mutex;
use redis::{RedisError, RedisResult};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::time::{sleep, timeout, timeout_at};

/// How long a connection may take to be made, while nobody waits for it.
pub(super) const CONNECT: Duration = Duration::from_secs(5);
/// How long to wait before the first try to come back, and the longest wait between two.
const RETRY: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(10));
/// How long not to repeat that Redis is full: it may be, off and on, for days.
const SILENCE: Duration = Duration::from_hours(1);

/// What is known of an answer.
pub(super) enum Found {
    /// The answer.
    Text(String),
    /// Nobody has it, and everybody waits for this caller.
    Locked(Lock),
    /// Nobody has it, and nobody can be told.
    Alone,
}

/// The team's Redis.
pub(super) struct Remote {
    redis: Redis,
    seal: Seal,
    /// What every name of ours begins with.
    prefix: String,
    ttl: Duration,
    state: watch::Sender<State>,
    /// Whether somebody waited for the first connection.
    waited: AtomicBool,
    /// When the person was last told that Redis is full.
    full: Mutex<Option<Instant>>,
    counters: Arc<Counters>,
    notice: Box<dyn Fn(Notice) + Send + Sync>,
}

#[derive(Clone)]
enum State {
    Connecting,
    Up(Link),
    Down,
}

impl Remote {
    /// Begins to connect.
    pub(super) fn start(
        redis: Redis,
        ttl: Duration,
        counters: Arc<Counters>,
        notice: Box<dyn Fn(Notice) + Send + Sync>,
    ) -> Arc<Self> {
        let seal = Seal::new(&redis.team);
        let prefix = format!("omni:1:{}", seal.namespace());
        let state = watch::Sender::new(State::Connecting);
        let (waited, full) = (AtomicBool::new(false), Mutex::default());
        let remote = Arc::new(Self { redis, seal, prefix, ttl, state, waited, full, counters, notice });
        tokio::spawn(keep_up(Arc::downgrade(&remote)));
        remote
    }

    pub(super) fn state(&self) -> RedisState {
        match *self.state.borrow() {
            State::Connecting => RedisState::Connecting,
            State::Up(_) => RedisState::Up,
            State::Down => RedisState::Down,
        }
    }

    /// The texts for `keys`, in their order.
    pub(super) async fn get(&self, keys: &[Key]) -> Vec<Option<String>> {
        let mut command = redis::cmd("MGET");
        for key in keys {
            command.arg(self.entry(key));
        }
        let entries: Option<Vec<Option<Vec<u8>>>> =
            self.call(async |mut link| command.query_async(&mut link).await).await;
        let entries = entries.unwrap_or_default().into_iter().chain(std::iter::repeat(None));
        keys.iter().zip(entries).map(|(key, entry)| self.open(key, &entry?)).collect()
    }

    /// Puts texts in, as far as Redis takes them.
    pub(super) async fn put(&self, answers: &[(Key, Arc<str>)]) {
        let may_leave = |text: &str| text.len() <= LONGEST && !redact::holds_a_secret(text);
        let sets: Vec<_> = answers
            .iter()
            .filter(|(_, text)| may_leave(text))
            .map(|(key, text)| self.set(key, text))
            .collect();
        if sets.is_empty() {
            return;
        }
        // Commands in flight at once share one round trip, on a cluster too.
        let done = self.call(async |link| {
            let sets = sets.iter().map(|set| {
                let mut link = link.clone();
                async move { set.query_async::<()>(&mut link).await }
            });
            futures::future::try_join_all(sets).await.map(drop)
        });
        // What Redis does not take in is made again one day.
        let _ = done.await;
    }

    fn set(&self, key: &Key, text: &str) -> redis::Cmd {
        let mut command = redis::cmd("SET");
        let ttl = u64::try_from(self.ttl.as_millis()).unwrap_or(u64::MAX);
        command.arg(self.entry(key)).arg(self.seal.close(key, text)).arg("PX").arg(ttl);
        command
    }

    /// The name of an entry. What stands in braces keeps it on one node of a cluster with its lock.
    fn entry(&self, key: &Key) -> String {
        format!("{}:e:{{{}}}", self.prefix, self.seal.name(key))
    }

    fn open(&self, key: &Key, entry: &[u8]) -> Option<String> {
        let text = self.seal.open(key, entry);
        if text.is_none() {
            count(&self.counters.rejected);
        }
        text
    }

    /// Runs one use of Redis within its deadline; `None` where it fails or Redis is given up.
    async fn call<T>(&self, work: impl AsyncFnOnce(Link) -> RedisResult<T>) -> Option<T> {
        let began = Instant::now();
        let deadline = tokio::time::Instant::from_std(began + self.redis.patience);
        let link = self.link(deadline).await?;
        match timeout_at(deadline, work(link)).await {
            Ok(Ok(value)) => {
                self.counters.redis_latency.observe(began.elapsed());
                Some(value)
            }
            Ok(Err(error)) if is_full(&error) => {
                self.tell_full(&error);
                None
            }
            Ok(Err(error)) => {
                self.trip(&sentence(&error));
                None
            }
            Err(_) => {
                self.trip(&format!("it took longer than {} ms", self.redis.patience.as_millis()));
                None
            }
        }
    }

    /// The connection. Only the first caller waits for the first one, and that no longer than its deadline.
    async fn link(&self, deadline: tokio::time::Instant) -> Option<Link> {
        if self.state() == RedisState::Connecting && !self.waited.swap(true, Ordering::Relaxed) {
            self.settled(deadline).await;
        }
        match &*self.state.borrow() {
            State::Up(link) => Some(link.clone()),
            State::Connecting | State::Down => None,
        }
    }

    /// How Redis stands once the first connection was made or failed, or at `deadline`.
    pub(super) async fn settled(&self, deadline: tokio::time::Instant) -> RedisState {
        let mut state = self.state.subscribe();
        let settled = state.wait_for(|state| !matches!(state, State::Connecting));
        // Late or gone: the state says the rest.
        let _ = timeout_at(deadline, settled).await;
        self.state()
    }

    /// Says that Redis is full, once in a while.
    fn tell_full(&self, error: &RedisError) {
        let mut told = self.full.lock();
        if told.is_none_or(|at| at.elapsed() > SILENCE) {
            *told = Some(Instant::now());
            (self.notice)(Notice::Full(sentence(error)));
        }
    }

    /// Gives Redis up for a while; says so the first time.
    fn trip(&self, why: &str) {
        let changed = self.state.send_if_modified(|state| {
            let was_down = matches!(state, State::Down);
            *state = State::Down;
            !was_down
        });
        if changed {
            count(&self.counters.trips);
            (self.notice)(Notice::Down(why.to_owned()));
        }
    }
}

/// Connects, and connects again whenever Redis was given up, for as long as the cache lives.
async fn keep_up(remote: Weak<Remote>) {
    let mut wait = RETRY.0;
    while let Some(strong) = remote.upgrade() {
        match connected(&strong).await {
            Ok(link) => {
                let was_down = matches!(strong.state.send_replace(State::Up(link)), State::Down);
                if was_down {
                    (strong.notice)(Notice::Back);
                }
                wait = RETRY.0;
                let mut state = strong.state.subscribe();
                drop(strong);
                // An error says that the cache is gone.
                if state.wait_for(|state| !matches!(state, State::Up(_))).await.is_err() {
                    return;
                }
            }
            Err(why) => {
                strong.trip(&why);
                drop(strong);
                sleep(wait).await;
                wait = (wait * 2).min(RETRY.1);
            }
        }
    }
}

/// A connection over which Redis has answered in time.
async fn connected(remote: &Remote) -> Result<Link, String> {
    let connecting = timeout(CONNECT, remote.redis.target.connect()).await;
    let mut link = connecting.map_err(|_| "it takes no connection".to_owned())?.map_err(|e| sentence(&e))?;
    let ping = redis::cmd("PING");
    match timeout(remote.redis.patience, ping.query_async::<()>(&mut link)).await {
        Ok(answered) => answered.map(|()| link).map_err(|e| sentence(&e)),
        Err(_) => Err(format!("it took longer than {} ms", remote.redis.patience.as_millis())),
    }
}

/// Whether Redis only has no room for more.
fn is_full(error: &RedisError) -> bool {
    error.code() == Some("OOM") || error.detail().is_some_and(|detail| detail.contains("OOM"))
}

/// What is wrong, without what was sent.
fn sentence(error: &RedisError) -> String {
    if error.is_connection_refusal() {
        return "it refuses connections".to_owned();
    }
    if error.is_connection_dropped() || error.is_io_error() {
        return "the connection broke".to_owned();
    }
    redact::mask(&error.to_string())
}

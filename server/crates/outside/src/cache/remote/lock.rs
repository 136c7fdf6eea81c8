use super::{Found, Key, Remote};
use crate::hex;
use ring::rand::{SecureRandom, SystemRandom};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How long to wait between two looks at what another machine makes: the first wait, and the longest.
const LOOK: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(200));

/// Gives the entry if it is there, else takes the lock: an entry in bytes, 1 for the lock, 0 where another has it.
static FIND_OR_LOCK: LazyLock<redis::Script> = LazyLock::new(|| {
    redis::Script::new(
        "local entry = redis.call('GET', KEYS[1])
         if entry then return entry end
         if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
         return 0",
    )
});

/// Gives the lock back if it still is the caller's.
static RELEASE: LazyLock<redis::Script> = LazyLock::new(|| {
    redis::Script::new(
        "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
         return 0",
    )
});

/// The right to make an answer while other machines wait for it. It runs out by itself.
pub(in crate::cache) struct Lock {
    held: Option<Held>,
}

struct Held {
    remote: Arc<Remote>,
    name: String,
    token: String,
}

impl Remote {
    /// The answer, from an entry or from the machine that is making it; else the right to make it.
    pub(in crate::cache) async fn find_or_lock(self: &Arc<Self>, key: &Key) -> Found {
        let Some(token) = token() else { return Found::Alone };
        let name = format!("{}:l:{{{}}}", self.prefix, self.seal.name(key));
        let until = Instant::now() + self.redis.lock;
        let mut wait = LOOK.0;
        loop {
            let mut invocation = FIND_OR_LOCK.prepare_invoke();
            let lasts = u64::try_from(self.redis.lock.as_millis()).unwrap_or(u64::MAX);
            invocation.key(self.entry(key)).key(&name).arg(&token).arg(lasts);
            let found = self.call(async |mut link| invocation.invoke_async(&mut link).await).await;
            match found {
                Some(redis::Value::BulkString(entry)) => {
                    // An entry that is not ours is as good as none; nobody waits for its place to be taken.
                    return self.open(key, &entry).map_or(Found::Alone, Found::Text);
                }
                Some(redis::Value::Int(1)) => {
                    return Found::Locked(Lock { held: Some(Held { remote: self.clone(), name, token }) });
                }
                Some(_) if Instant::now() < until => {}
                _ => return Found::Alone,
            }
            sleep(wait).await;
            wait = (wait * 2).min(LOOK.1);
        }
    }
}

impl Lock {
    /// Gives it back.
    pub(in crate::cache) async fn release(mut self) {
        if let Some(held) = self.held.take() {
            held.release().await;
        }
    }
}

impl Held {
    async fn release(self) {
        let mut invocation = RELEASE.prepare_invoke();
        invocation.key(&self.name).arg(&self.token);
        // A lock that cannot be given back runs out.
        let _ = self.remote.call(async |mut link| invocation.invoke_async::<()>(&mut link).await).await;
    }
}

impl Drop for Lock {
    /// A caller that gave up or failed keeps nobody waiting.
    fn drop(&mut self) {
        if let (Some(held), Ok(runtime)) = (self.held.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn(held.release());
        }
    }
}

/// What tells one holder from another.
fn token() -> Option<String> {
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(hex::encode(&bytes))
}

//! The cache that the settings ask for.

use crate::config::CacheSettings;
use crate::credentials;
use outside::cache::{Cache, Notice, Redis, Settings, Target};
use std::time::Duration;
use zeroize::Zeroizing;

/// Opens the cache; `tell` hears what a person should know of its Redis.
///
/// A Redis that cannot be used is told of and left out: the cache works without.
pub(crate) fn open(settings: &CacheSettings, tell: impl Fn(String) + Send + Sync + 'static) -> Cache {
    let redis = match redis(settings) {
        Ok(redis) => redis,
        Err(why) => {
            tell(format!("the team's Redis is not used: {why}"));
            None
        }
    };
    let settings = Settings {
        memory: settings.megabytes.saturating_mul(1 << 20),
        ttl: Duration::from_hours(settings.days.clamp(1, 3650) * 24),
        redis,
    };
    Cache::new(settings, move |notice: Notice| tell(notice.to_string()))
}

/// The cache of a command that ends soon: only a team's Redis outlives it, so only with one is there a cache. Call it
/// within the runtime.
pub(crate) fn of_team(settings: &CacheSettings) -> Option<Cache> {
    settings.redis_url.as_ref()?;
    Some(open(settings, |sentence| crate::log::info(&sentence)))
}

fn redis(settings: &CacheSettings) -> Result<Option<Redis>, String> {
    let Some(url) = settings.redis_url.as_deref().filter(|url| !url.trim().is_empty()) else {
        return Ok(None);
    };
    let mut target = Target::parse(url).map_err(|e| e.to_string())?;
    if let Some(path) = &settings.redis_authority {
        target = target.trusting(std::fs::read(path).map_err(|e| format!("{path} cannot be read: {e}"))?);
    }
    let team =
        credentials::variable_or_credential("OMNI_CACHE_KEY").map(|key| Zeroizing::new(key.into_bytes()));
    let team = team.filter(|key| key.len() >= 16).ok_or(
        "a team signs its entries with a key of at least 16 characters: run 'omni-architect credentials set cache-key'",
    )?;
    Ok(Some(Redis::new(target, team)))
}

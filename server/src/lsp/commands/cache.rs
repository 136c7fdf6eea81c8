use super::protocol::{CachePurged, CacheStats};
use crate::cli::count;
use crate::session::Session;
use std::sync::Arc;

/// Says what the cache did since it was first used.
pub(super) async fn stats(session: &Arc<Session>) -> CacheStats {
    let stats = session.cache().stats().await;
    let millis = |seconds: Option<f64>| seconds.filter(|s| s.is_finite()).map(|s| s * 1000.0);
    CacheStats {
        memory_hits: stats.memory_hits,
        redis_hits: stats.redis_hits,
        joined: stats.joined,
        misses: stats.misses,
        saved_calls: stats.saved_calls(),
        evictions: stats.evictions,
        rejected: stats.rejected,
        entries: stats.entries,
        bytes: stats.bytes,
        redis: stats.redis.word(),
        trips: stats.trips,
        redis_p99_ms: millis(stats.redis_latency.at_most(0.99)),
        make_p99_ms: millis(stats.make_latency.at_most(0.99)),
    }
}

/// Forgets every answer, in memory and in the team's Redis.
pub(super) async fn purge(session: &Arc<Session>) -> CachePurged {
    let purged = session.cache().purge().await;
    let answers = |n: u64| count(usize::try_from(n).unwrap_or(usize::MAX), "answer");
    let redis = purged.redis.map_or_else(String::new, |n| format!(" and {} from Redis", answers(n)));
    let message = format!("Removed {} from memory{redis}", answers(purged.memory));
    CachePurged { memory: purged.memory, redis: purged.redis, message }
}

use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};

fn key(request: &str) -> Key {
    Question { request, ..Question::default() }.key()
}

fn memory() -> Cache {
    Cache::new(Settings::in_memory(), |_| {})
}

#[tokio::test]
async fn however_many_ask_at_once_it_is_made_once() {
    let (cache, made) = (memory(), AtomicUsize::new(0));
    let asks = (0..50).map(|_| {
        cache.get_or_make(key("a"), async {
            made.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok::<_, ()>(Made::Keep("answer".to_owned()))
        })
    });
    let answers = futures::future::join_all(asks).await;
    assert!(answers.iter().all(|answer| answer.as_deref() == Ok("answer")));
    assert_eq!(made.load(Ordering::Relaxed), 1);
    let stats = cache.stats().await;
    assert_eq!((stats.misses, stats.joined, stats.saved_calls(), stats.entries), (1, 49, 49, 1));
    assert_eq!(stats.make_latency.count(), 1);
}

#[tokio::test]
async fn what_fails_or_is_not_proven_is_asked_again() {
    let cache = memory();
    let failed = cache.get_or_make(key("a"), async { Err("no") }).await;
    assert_eq!(failed, Err("no"));
    for _ in 0..2 {
        let once = cache.get_or_make(key("a"), async { Ok::<_, ()>(Made::Once("draft".to_owned())) }).await;
        assert_eq!(once.as_deref(), Ok("draft"));
    }
    assert_eq!(cache.get(&[key("a")]).await, [None]);
}

#[tokio::test]
async fn a_caller_that_gives_up_leaves_its_turn_to_the_next() {
    let cache = memory();
    let never = cache.get_or_make(key("a"), std::future::pending::<Result<Made, ()>>());
    assert!(tokio::time::timeout(Duration::from_millis(1), never).await.is_err());
    let next = cache.get_or_make(key("a"), async { Ok::<_, ()>(Made::Keep("answer".to_owned())) }).await;
    assert_eq!(next.as_deref(), Ok("answer"));
}

#[tokio::test]
async fn memory_holds_no_more_bytes_than_it_may() {
    let cache = Cache::new(Settings { memory: 10_000, ..Settings::in_memory() }, |_| {});
    for number in 0..100 {
        cache.put(&[(key(&number.to_string()), "x".repeat(1000).into())]).await;
    }
    let stats = cache.stats().await;
    assert!(stats.bytes <= 10_000 && stats.entries > 0 && stats.evictions >= 90, "{stats:?}");
    assert_eq!(cache.purge().await.redis, None);
    assert_eq!(cache.stats().await.entries, 0);
}

#[tokio::test]
async fn answers_grow_too_old() {
    let cache = Cache::new(Settings { ttl: Duration::ZERO, ..Settings::in_memory() }, |_| {});
    cache.put(&[(key("a"), "x".into())]).await;
    assert_eq!(cache.get(&[key("a")]).await, [None]);
}

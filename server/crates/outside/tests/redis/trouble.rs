//! Shared by a team, and whatever happens to it.

use crate::support::{Server, cache, cache_of, impatient};
use futures::StreamExt;
use omni_outside::cache::{Cache, Key, Made, Notice, Question, RedisState, Target};
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

fn key(request: &str) -> Key {
    Question { provider: "test", request, ..Question::default() }.key()
}

/// Asks for an answer that names its request; `made` counts how often it had to be made.
async fn ask(cache: &Cache, request: &str, made: &AtomicUsize) -> Arc<str> {
    let answer = cache.get_or_make(key(request), async {
        made.fetch_add(1, Ordering::Relaxed);
        Ok::<_, Infallible>(Made::Keep(format!("the answer to {request}")))
    });
    match answer.await {
        Ok(answer) => answer,
        Err(never) => match never {},
    }
}

/// The next notice; one that does not come is a fault.
async fn next(notices: &mut UnboundedReceiver<Notice>) -> Notice {
    timeout(Duration::from_secs(30), notices.recv()).await.expect("a notice comes").expect("the cache lives")
}

#[tokio::test]
async fn what_one_process_learned_another_has_with_one_round_trip() {
    let server = Server::start(&[]);
    let (made, (first, _)) = (AtomicUsize::new(0), cache(&server.url()));
    ask(&first, "a", &made).await;
    let (second, _) = cache(&server.url());
    assert_eq!(&*ask(&second, "a", &made).await, "the answer to a");
    assert_eq!(made.load(Ordering::Relaxed), 1);
    let stats = second.stats().await;
    assert_eq!((stats.redis_hits, stats.misses, stats.saved_calls(), stats.redis), (1, 0, 1, RedisState::Up));
    assert_eq!(stats.redis_latency.count(), 1);

    let many: Vec<(Key, Arc<str>)> =
        (0..500).map(|n| (key(&format!("many {n}")), format!("{n}").into())).collect();
    first.put(&many).await;
    let keys: Vec<Key> = many.iter().map(|(key, _)| *key).chain([key("nobody")]).collect();
    let got = second.get(&keys).await;
    assert!(got.iter().zip(&many).all(|(got, (_, put))| got.as_ref() == Some(put)));
    assert_eq!((got[500].clone(), second.stats().await.redis_latency.count()), (None, 2));
}

#[tokio::test]
async fn two_caches_that_ask_the_same_at_once_have_it_made_once() {
    let server = Server::start(&[]);
    let (made, caches) = (AtomicUsize::new(0), [cache(&server.url()).0, cache(&server.url()).0]);
    let slow = async || {
        made.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(30)).await;
        Ok::<_, Infallible>(Made::Keep("answer".to_owned()))
    };
    let asked = caches.iter().cycle().take(20).map(|cache| cache.get_or_make(key("a"), slow()));
    let answers = futures::future::join_all(asked).await;
    assert!(answers.iter().all(|answer| answer.as_deref() == Ok("answer")));
    assert_eq!(made.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_caller_that_gives_up_keeps_no_other_machine_waiting() {
    let server = Server::start(&[]);
    let (made, (first, _), (second, _)) = (AtomicUsize::new(0), cache(&server.url()), cache(&server.url()));
    let (told, begins) = tokio::sync::oneshot::channel();
    let never = first.get_or_make(key("a"), async move {
        let _ = told.send(());
        std::future::pending::<Result<Made, Infallible>>().await
    });
    tokio::select! {
        _ = never => unreachable!("it is never made"),
        begun = begins => begun.expect("it begins"),
    }
    let began = Instant::now();
    ask(&second, "a", &made).await;
    assert!(began.elapsed() < Duration::from_secs(10), "the lock runs out after a minute only");
}

#[tokio::test]
async fn entries_that_somebody_else_put_in_are_never_used() {
    let server = Server::start(&[]);
    let (made, mut connection) = (AtomicUsize::new(0), server.connection().await);
    let ours = || cache(&server.url()).0;
    let mut entry_of = async |request| {
        redis::cmd("FLUSHALL").query_async::<()>(&mut connection).await.expect("flushed");
        ask(&ours(), request, &made).await;
        let name: Vec<String> =
            redis::cmd("KEYS").arg("omni:*:e:*").query_async(&mut connection).await.expect("keys");
        let entry: Vec<u8> =
            redis::cmd("GET").arg(&name[0]).query_async(&mut connection).await.expect("an entry");
        (name[0].clone(), entry)
    };
    let (_, other) = entry_of("b").await;
    let (name, entry) = entry_of("a").await;
    let changed = [&entry[..entry.len() - 1], b"!"].concat();
    for bad in [other, changed, entry[..20].to_vec(), b"password".to_vec(), Vec::new()] {
        redis::cmd("SET").arg(&name).arg(&bad).query_async::<()>(&mut connection).await.expect("set");
        let before = made.load(Ordering::Relaxed);
        let fresh = ours();
        assert_eq!(&*ask(&fresh, "a", &made).await, "the answer to a");
        assert_eq!((made.load(Ordering::Relaxed), fresh.stats().await.rejected), (before + 1, 1));
    }
    let (theirs, _) = cache_of(Target::parse(&server.url()).expect("a URL"), "another team's secret");
    let before = made.load(Ordering::Relaxed);
    ask(&theirs, "a", &made).await;
    assert_eq!((made.load(Ordering::Relaxed), theirs.stats().await.rejected), (before + 1, 0));
}

#[tokio::test]
async fn a_secret_reaches_memory_alone() {
    let server = Server::start(&[]);
    let (cache, _) = cache(&server.url());
    cache.put(&[(key("a"), "password = \"Xk2-beta-9\"".into()), (key("b"), "plain".into())]).await;
    let mut connection = server.connection().await;
    let names: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut connection).await.expect("keys");
    assert_eq!(names.len(), 1, "{names:?}");
    assert!(!names[0].contains(&format!("{:?}", key("b"))));
}

#[tokio::test]
async fn a_purge_takes_the_teams_entries_and_no_others() {
    let server = Server::start(&[]);
    let (made, (ours, _)) = (AtomicUsize::new(0), cache(&server.url()));
    let (theirs, _) = cache_of(Target::parse(&server.url()).expect("a URL"), "another team's secret");
    for request in ["a", "b", "c"] {
        ask(&ours, request, &made).await;
        ask(&theirs, request, &made).await;
    }
    let purged = ours.purge().await;
    assert_eq!((purged.memory, purged.redis), (3, Some(3)));
    assert_eq!((ours.get(&[key("a")]).await, made.load(Ordering::Relaxed)), (vec![None], 6));
    let (again, _) = cache_of(Target::parse(&server.url()).expect("a URL"), "another team's secret");
    assert!(again.get(&[key("a")]).await[0].is_some());
}

#[tokio::test]
async fn a_redis_that_hangs_costs_its_patience_once() {
    let server = Server::start(&[]);
    let (made, (cache, mut notices)) = (AtomicUsize::new(0), impatient(&server.url()));
    cache.settle().await;
    ask(&cache, "warm", &made).await;
    server.signal("STOP");
    let began = Instant::now();
    ask(&cache, "first", &made).await;
    let first = began.elapsed();
    let began = Instant::now();
    for number in 0..1000 {
        ask(&cache, &format!("then {number}"), &made).await;
    }
    let rest = began.elapsed();
    server.signal("CONT");
    // The budget is 50 ms; the rest is what a busy machine may add.
    assert!(first < Duration::from_millis(150), "{first:?}");
    assert!(rest < Duration::from_secs(1), "{rest:?}");
    assert!(matches!(next(&mut notices).await, Notice::Down(why) if why.contains("longer than")));
    assert_eq!(next(&mut notices).await, Notice::Back);
    assert_eq!((cache.stats().await.trips, cache.stats().await.redis), (1, RedisState::Up));
}

#[tokio::test]
async fn a_redis_that_is_not_there_is_told_once_and_used_when_it_comes() {
    let mut server = Server::start(&[]);
    server.kill();
    let (made, (cache, mut notices)) = (AtomicUsize::new(0), impatient(&server.url()));
    for number in 0..100 {
        ask(&cache, &format!("{number}"), &made).await;
    }
    assert_eq!(next(&mut notices).await, Notice::Down("it refuses connections".to_owned()));
    server.restart();
    assert_eq!(next(&mut notices).await, Notice::Back);
    ask(&cache, "after", &made).await;
    let (other, _) = crate::support::cache(&server.url());
    assert!(other.get(&[key("after")]).await[0].is_some());
    assert!(notices.try_recv().is_err());
}

/// What is done to a server, first and then.
type At = [fn(&mut Server); 2];

/// Asks 1,000 times, 16 at once, and does `at` to the server when a third and two thirds are done.
async fn storm(server: &mut Server, cache: &Cache, at: At) -> Duration {
    cache.settle().await;
    let (made, longest) = (AtomicUsize::new(0), std::sync::Mutex::new(Duration::ZERO));
    let mut asked = futures::stream::iter(0..1000)
        .map(|number| {
            let (made, longest) = (&made, &longest);
            async move {
                let began = Instant::now();
                let answer = ask(cache, &format!("storm {number}"), made).await;
                assert_eq!(*answer, *format!("the answer to storm {number}"));
                let mut longest = longest.lock().expect("no panic holds it");
                *longest = began.elapsed().max(*longest);
            }
        })
        .buffer_unordered(16);
    let mut done = 0;
    while asked.next().await.is_some() {
        done += 1;
        match done {
            333 => at[0](server),
            666 => at[1](server),
            _ => {}
        }
    }
    drop(asked);
    assert_eq!(made.load(Ordering::Relaxed), 1000);
    longest.into_inner().expect("no panic holds it")
}

#[tokio::test]
async fn whatever_happens_to_redis_in_the_middle_no_caller_sees_an_error() {
    let trouble: [(&str, At); 3] = [
        ("killed for good", [Server::kill, |_| {}]),
        ("restarted", [Server::kill, Server::restart]),
        ("paused", [|server| server.signal("STOP"), |server| server.signal("CONT")]),
    ];
    for (what, at) in trouble {
        let mut server = Server::start(&[]);
        let (cache, mut notices) = impatient(&server.url());
        let longest = storm(&mut server, &cache, at).await;
        assert!(longest < Duration::from_secs(2), "{what}: {longest:?}");
        assert!(matches!(next(&mut notices).await, Notice::Down(_)), "{what}");
        if what != "killed for good" {
            assert_eq!(next(&mut notices).await, Notice::Back, "{what}");
        }
    }
}

#[tokio::test]
async fn a_full_redis_gives_what_it_has_and_is_told_once() {
    let mut server = Server::start(&["--maxmemory", "2mb", "--maxmemory-policy", "noeviction"]);
    let (made, (cache, mut notices)) = (AtomicUsize::new(0), cache(&server.url()));
    ask(&cache, "early", &made).await;
    let mut connection = server.connection().await;
    let mut filled = Ok(());
    for number in 0..100 {
        let text = format!("{number}").repeat(50_000);
        filled = redis::cmd("SET").arg(number).arg(text).query_async::<()>(&mut connection).await;
    }
    assert!(filled.is_err(), "it is full");
    storm(&mut server, &cache, [|_| {}, |_| {}]).await;
    assert!(matches!(next(&mut notices).await, Notice::Full(_)));
    assert!(notices.try_recv().is_err());
    let (other, _) = crate::support::cache(&server.url());
    assert!(other.get(&[key("early")]).await[0].is_some());
}

#[tokio::test]
async fn a_user_of_the_access_list_gets_in_and_a_wrong_password_is_told_without_it() {
    let server = Server::start(&[
        "--user",
        "app",
        "on",
        ">s3cret-pass",
        "~omni:*",
        "+@all",
        "--user",
        "default",
        "off",
    ]);
    let (made, at) = (AtomicUsize::new(0), format!("@127.0.0.1:{}", server.port));
    let (right, _) = cache(&format!("redis://app:s3cret-pass{at}"));
    ask(&right, "a", &made).await;
    assert_eq!(right.stats().await.redis, RedisState::Up);
    let (wrong, mut notices) = cache(&format!("redis://app:wr0ng-pass{at}"));
    ask(&wrong, "a", &made).await;
    let Notice::Down(why) = next(&mut notices).await else { panic!("it is told") };
    assert!(!why.contains("wr0ng"), "{why}");
    assert_eq!(made.load(Ordering::Relaxed), 2);
}

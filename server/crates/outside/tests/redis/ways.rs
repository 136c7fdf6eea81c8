//! The ways to a Redis that is more than one plain server: TLS, a cluster of three, a sentinel.

use crate::support::{Server, cache, cache_of, free_port};
use omni_outside::cache::{Cache, Key, Made, Question, RedisState, Target};
use std::convert::Infallible;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

fn key(number: usize) -> Key {
    Question { provider: "test", request: &number.to_string(), ..Question::default() }.key()
}

/// Asks for 100 answers and gives how many had to be made.
async fn ask_hundred(cache: &Cache) -> usize {
    let made = AtomicUsize::new(0);
    for number in 0..100 {
        let answer = cache.get_or_make(key(number), async {
            made.fetch_add(1, Ordering::Relaxed);
            Ok::<_, Infallible>(Made::Keep(format!("answer {number}")))
        });
        let Ok(answer) = answer.await;
        assert_eq!(*answer, *format!("answer {number}"));
    }
    made.into_inner()
}

/// What one cache made, another of the same team has, one by one and together, until it is purged.
async fn is_shared(first: Cache, second: Cache) {
    assert_eq!((first.settle().await, second.settle().await), (RedisState::Up, RedisState::Up));
    assert_eq!((ask_hundred(&first).await, ask_hundred(&second).await), (100, 0));
    let stats = second.stats().await;
    assert_eq!((stats.redis, stats.redis_hits, stats.trips), (RedisState::Up, 100, 0));
    let answers: Vec<_> = (100..200).map(|n| (key(n), format!("answer {n}").into())).collect();
    first.put(&answers).await;
    let keys: Vec<Key> = answers.iter().map(|(key, _)| *key).collect();
    assert!(second.get(&keys).await.iter().all(Option::is_some));
    assert_eq!(second.purge().await.redis, Some(200));
}

#[tokio::test]
async fn tls_is_spoken_with_whom_the_authority_vouches_for_and_nobody_else() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    let (certificate, secret) = (directory.path().join("cert.pem"), directory.path().join("key.pem"));
    fs::write(&certificate, made.cert.pem()).expect("a file");
    fs::write(&secret, made.signing_key.serialize_pem()).expect("a file");
    let tls = free_port();
    let (certificate, secret) = (certificate.display().to_string(), secret.display().to_string());
    let port = tls.to_string();
    let arguments = ["--tls-port", &port, "--tls-cert-file", &certificate, "--tls-key-file", &secret];
    let _server = Server::start(&[arguments.as_slice(), &["--tls-auth-clients", "no"]].concat());
    let url = format!("rediss://localhost:{tls}");
    let target = || Target::parse(&url).expect("a URL");
    let trusting = || cache_of(target().trusting(made.cert.pem().into_bytes()), "the team's own secret").0;
    is_shared(trusting(), trusting()).await;
    let (stranger, mut notices) = cache_of(target(), "the team's own secret");
    assert_eq!(ask_hundred(&stranger).await, 100);
    assert!(notices.recv().await.is_some());
}

#[tokio::test]
async fn a_cluster_of_three_is_one_cache() {
    let nodes = [(); 3].map(|()| Server::start(&["--cluster-enabled", "yes"]));
    let slots = [0, 5461, 10923, 16384];
    for (number, node) in nodes.iter().enumerate() {
        let mut connection = node.connection().await;
        let mut slot = redis::cmd("CLUSTER");
        slot.arg("ADDSLOTSRANGE").arg(slots[number]).arg(slots[number + 1] - 1);
        slot.query_async::<()>(&mut connection).await.expect("slots");
        let mut meet = redis::cmd("CLUSTER");
        meet.arg("MEET").arg("127.0.0.1").arg(nodes[0].port);
        meet.query_async::<()>(&mut connection).await.expect("they meet");
    }
    let until = Instant::now() + Duration::from_secs(30);
    for node in &nodes {
        let mut connection = node.connection().await;
        loop {
            let info: String =
                redis::cmd("CLUSTER").arg("INFO").query_async(&mut connection).await.expect("info");
            if info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3") {
                break;
            }
            assert!(Instant::now() < until, "the cluster does not come up: {info}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let url = format!("redis+cluster://127.0.0.1:{},127.0.0.1:{}", nodes[0].port, nodes[1].port);
    is_shared(cache(&url).0, cache(&url).0).await;
}

#[tokio::test]
async fn a_sentinel_tells_where_the_primary_is() {
    let primary = Server::start(&[]);
    let directory = tempfile::tempdir().expect("a temporary directory");
    let port = free_port();
    let configuration = directory.path().join("sentinel.conf");
    let text = format!("port {port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 {} 1\n", primary.port);
    fs::write(&configuration, text).expect("a file");
    let configuration = configuration.display().to_string();
    let _sentinel = Server::start_at(port, directory, &[&configuration, "--sentinel"]);
    let url = format!("redis+sentinel://127.0.0.1:{port}/main");
    is_shared(cache(&url).0, cache(&url).0).await;
}

//! A real Redis for a test: started on a free port of this machine, gone with its value.

use omni_outside::cache::{Cache, Notice, Redis, Settings, Target};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use zeroize::Zeroizing;

/// A running `redis-server`.
pub(crate) struct Server {
    child: Child,
    arguments: Vec<String>,
    /// Its port.
    pub(crate) port: u16,
    /// Where it keeps its files.
    pub(crate) directory: TempDir,
}

impl Server {
    /// Starts one that keeps nothing on disk, with more `arguments`.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let port = free_port();
        let directory = tempfile::tempdir().expect("a temporary directory");
        Self::start_at(port, directory, arguments)
    }

    /// Starts one at `port` in `directory`.
    pub(crate) fn start_at(port: u16, directory: TempDir, arguments: &[&str]) -> Self {
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        let child = run(port, directory.path(), &arguments);
        Self { child, arguments, port, directory }
    }

    /// Its plain URL.
    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Ends it at once.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// Starts it again, empty, at the same port.
    pub(crate) fn restart(&mut self) {
        self.child = run(self.port, self.directory.path(), &self.arguments);
    }

    /// Stops it from running, or lets it go on.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().expect("kill runs").success());
    }

    /// A connection of the test's own.
    pub(crate) async fn connection(&self) -> redis::aio::MultiplexedConnection {
        let client = redis::Client::open(self.url()).expect("a URL");
        client.get_multiplexed_async_connection().await.expect("it answers")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the server and waits until it says that it is ready.
fn run(port: u16, directory: &Path, arguments: &[String]) -> Child {
    let port = port.to_string();
    let mut command = Command::new("redis-server");
    if arguments.iter().any(|argument| argument == "--sentinel") {
        command.args(arguments);
    } else {
        command
            .args(["--port", &port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .args(arguments);
    }
    let child = command.current_dir(directory).stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = child.expect("redis-server runs: tests/install redis brings it");
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let mut said = Vec::new();
    let ready = lines.by_ref().map_while(Result::ok).any(|line| {
        let ready = line.contains("Ready to accept connections") || line.contains("Sentinel ID is");
        said.push(line);
        ready
    });
    assert!(ready, "redis-server did not start: {}", said.join("\n"));
    // What it says later goes nowhere, but is read, so that it never waits.
    std::thread::spawn(move || lines.for_each(drop));
    child
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("it has an address").port()
}

/// A cache and what it says of its Redis.
pub(crate) type Told = (Cache, UnboundedReceiver<Notice>);

/// A cache in front of the Redis at `url`, with more patience than a busy test machine takes.
pub(crate) fn cache(url: &str) -> Told {
    cache_of(Target::parse(url).expect("a URL"), "the team's own secret")
}

/// The cache of a team.
pub(crate) fn cache_of(target: Target, team: &str) -> Told {
    told(Redis { patience: Duration::from_secs(5), ..redis(target, team) })
}

/// A cache as people have it.
pub(crate) fn impatient(url: &str) -> Told {
    told(redis(Target::parse(url).expect("a URL"), "the team's own secret"))
}

fn redis(target: Target, team: &str) -> Redis {
    Redis::new(target, Zeroizing::new(team.as_bytes().to_vec()))
}

fn told(redis: Redis) -> Told {
    let (say, notices) = unbounded_channel();
    let settings = Settings { redis: Some(redis), ..Settings::in_memory() };
    let cache = Cache::new(settings, move |notice| {
        let _ = say.send(notice);
    });
    (cache, notices)
}

//! Real remotes on this machine: `git http-backend` behind a small server, and sshd.

use super::support::{Scratch, block, git};
use omni_outside::vcs::{CommitOptions, Operation, Pull, Repository, VcsError};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A server of the repositories below a directory, by HTTP. It stops with the test.
struct Server {
    address: String,
    /// Answers are cut off in the middle.
    cut: Arc<AtomicBool>,
}

impl Server {
    fn of(scratch: &Scratch) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (cut, theirs) = (Arc::new(AtomicBool::new(false)), scratch.home.clone());
        let shared = cut.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that goes away is no fault of the server.
                let _ = answer(stream, theirs.as_str(), shared.load(Ordering::Relaxed));
            }
        });
        Self { address, cut }
    }
}

/// One request, by the common gateway interface (RFC 3875), and then the connection ends.
fn answer(stream: TcpStream, root: &str, cut: bool) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split(' ');
    let (method, target) =
        (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default().to_owned());
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let mut command = Command::new("git");
    command.arg("http-backend").env_clear().env("PATH", "/usr/bin:/bin").env("GIT_PROJECT_ROOT", root);
    command.env("GIT_HTTP_EXPORT_ALL", "1").env("REMOTE_USER", "ada").env("REQUEST_METHOD", &method);
    command.env("PATH_INFO", path).env("QUERY_STRING", query).env("HOME", root);
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap_or_default(),
            "content-type" => drop(command.env("CONTENT_TYPE", value)),
            "content-encoding" => drop(command.env("HTTP_CONTENT_ENCODING", value)),
            "git-protocol" => drop(command.env("HTTP_GIT_PROTOCOL", value)),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    command.env("CONTENT_LENGTH", length.to_string());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    child.stdin.take().map(|mut stdin| stdin.write_all(&body)).transpose()?;
    let output = child.wait_with_output()?.stdout;
    let at = output.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or_default();
    let (headers, rest) = output.split_at(at + 4);
    let status = String::from_utf8_lossy(headers);
    let status = status.lines().find_map(|line| line.strip_prefix("Status: ")).unwrap_or("200 OK").to_owned();
    let mut stream = stream;
    write!(stream, "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n", rest.len())?;
    stream.write_all(headers)?;
    stream.write_all(&rest[..if cut { rest.len() / 2 } else { rest.len() }])
}

/// A remote with one commit, and a clone of it that follows it at `url`.
fn clone_of(scratch: &Scratch, url: &str) -> Repository {
    scratch.git(&["remote", "add", "origin", url]);
    let client = git(scratch, &[]);
    block(client.push(&open(scratch), "origin")).unwrap();
    open(scratch)
}

fn with_remote() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("main.tf", "a\n");
    scratch.commit_all("feat: begin");
    let remote = scratch.home.join("remote.git");
    scratch.git(&["init", "-q", "--bare", "-b", "main", remote.as_str()]);
    scratch
}

fn open(scratch: &Scratch) -> Repository {
    Repository::at(&scratch.root).unwrap()
}

/// A commit at the remote that the clone does not know of.
fn someone_pushes(scratch: &Scratch, file: &str) {
    let other = scratch.home.join(format!("other-{file}"));
    scratch.git(&["clone", "-q", scratch.home.join("remote.git").as_str(), other.as_str()]);
    fs::write(other.join(file), "theirs\n").unwrap();
    scratch.git_in(&other, &["add", "-A"]);
    scratch.git_in(&other, &["commit", "-qm", "feat: theirs"]);
    scratch.git_in(&other, &["push", "-q"]);
}

fn commit_ours(scratch: &Scratch, file: &str) {
    scratch.write(file, "ours\n");
    let client = git(scratch, &[]);
    block(client.stage(&open(scratch), &[file.to_owned()])).unwrap();
    block(client.commit(&open(scratch), "feat: ours", &CommitOptions::default())).unwrap();
}

/// The whole round over one address: push, a remote that moved, fetch, pull both ways, conflict.
fn round(scratch: &Scratch, url: &str) {
    let client = git(scratch, &[]);
    let upstream = clone_of(scratch, url).head().unwrap().upstream.unwrap();
    assert_eq!((upstream.name.as_str(), upstream.ahead), ("origin/main", Some(0)));
    someone_pushes(scratch, "theirs.tf");
    commit_ours(scratch, "ours.tf");
    let at_remote = || scratch.git_in(&scratch.home.join("remote.git"), &["rev-parse", "main"]);
    let before = at_remote();
    let rejected = block(client.push(&open(scratch), "origin")).unwrap_err().to_string();
    assert!(
        rejected.contains("has moved at the remote since it was last fetched: nothing was pushed"),
        "{rejected}"
    );
    assert_eq!(at_remote(), before);
    block(client.fetch(&open(scratch), "origin")).unwrap();
    let upstream = open(scratch).head().unwrap().upstream.unwrap();
    assert_eq!((upstream.ahead, upstream.behind), (Some(1), Some(1)));
    let behind = block(client.push(&open(scratch), "origin")).unwrap_err();
    assert_eq!(behind, VcsError::Behind("origin/main".into()));
    let diverged = block(client.pull(&open(scratch), Pull::FastForward)).unwrap_err().to_string();
    assert!(diverged.contains("pull with a rebase"), "{diverged}");
    block(client.pull(&open(scratch), Pull::Rebase)).unwrap();
    block(client.push(&open(scratch), "origin")).unwrap();
    assert_eq!(at_remote(), scratch.git(&["rev-parse", "HEAD"]));
    someone_pushes(scratch, "both.tf");
    commit_ours(scratch, "both.tf");
    let conflict = block(client.pull(&open(scratch), Pull::Rebase)).unwrap_err().to_string();
    assert!(
        conflict.contains("both.tf in conflict: mend, stage, then 'git rebase --continue'"),
        "{conflict}"
    );
    assert_eq!(open(scratch).status().unwrap().operation, Some(Operation::Rebase));
    scratch.git(&["rebase", "--abort"]);
}

#[test]
fn fetch_pull_and_push_go_over_http_and_a_broken_connection_loses_nothing() {
    let scratch = with_remote();
    scratch.git_in(&scratch.home.join("remote.git"), &["config", "http.receivepack", "true"]);
    let server = Server::of(&scratch);
    round(&scratch, &format!("{}/remote.git", server.address));
    someone_pushes(&scratch, "late.tf");
    let before = scratch.git(&["for-each-ref"]);
    server.cut.store(true, Ordering::Relaxed);
    let client = git(&scratch, &[]);
    let cut = block(client.fetch(&open(&scratch), "origin")).unwrap_err().to_string();
    assert!(cut.contains("nothing changed"), "{cut}");
    assert_eq!(scratch.git(&["for-each-ref"]), before);
    scratch.git(&["fsck", "--strict"]);
    server.cut.store(false, Ordering::Relaxed);
    block(client.fetch(&open(&scratch), "origin")).unwrap();
    assert_ne!(scratch.git(&["for-each-ref"]), before);
}

/// sshd on a port of its own, with keys of its own. It stops with the test.
struct Sshd {
    child: Child,
    port: u16,
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Sshd {
    fn start(scratch: &Scratch) -> Self {
        let at = |name: &str| scratch.home.join(name);
        for name in ["host_key", "key"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f", at(name).as_str()])
                .status();
            assert!(made.expect("openssh-client is installed by tests/install").success());
        }
        fs::copy(at("key.pub"), at("authorized_keys")).unwrap();
        // Debian's sshd wants this directory, which its service makes.
        let _ = fs::create_dir_all("/run/sshd");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let config = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nStrictModes no\nUsePAM no\n\
             PasswordAuthentication no\nPermitRootLogin yes\nPidFile none\n",
            at("host_key"),
            at("authorized_keys")
        );
        fs::write(at("sshd_config"), config).unwrap();
        let host = fs::read_to_string(at("host_key.pub")).unwrap();
        fs::write(at("known_hosts"), format!("[127.0.0.1]:{port} {host}")).unwrap();
        let client = format!(
            "IdentityFile {}\nUserKnownHostsFile {}\nIdentitiesOnly yes\n",
            at("key"),
            at("known_hosts")
        );
        fs::write(at("ssh_config"), client).unwrap();
        let command = format!("ssh -F {} -o BatchMode=yes", at("ssh_config"));
        fs::write(
            at(".gitconfig"),
            format!("[user]\n\tname = Ada\n\temail = ada@example.com\n[core]\n\tsshCommand = {command}\n"),
        )
        .unwrap();
        let mut child = Command::new("/usr/sbin/sshd");
        child.args(["-D", "-e", "-f", at("sshd_config").as_str()]).stderr(Stdio::null());
        let child = child.spawn().expect("openssh-server is installed by tests/install");
        let sshd = Self { child, port };
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "sshd does not listen");
            std::thread::yield_now();
        }
        sshd
    }
}

#[test]
fn fetch_pull_and_push_go_over_ssh() {
    let scratch = with_remote();
    let sshd = Sshd::start(&scratch);
    let user = String::from_utf8(Command::new("id").arg("-un").output().unwrap().stdout).unwrap();
    let path = scratch.home.join("remote.git");
    round(&scratch, &format!("ssh://{}@127.0.0.1:{}{path}", user.trim(), sshd.port));
    drop(sshd);
    let gone = block(git(&scratch, &[]).fetch(&open(&scratch), "origin")).unwrap_err().to_string();
    assert!(gone.contains("cannot be reached: nothing changed"), "{gone}");
}

#[test]
fn only_remotes_that_are_configured_by_https_and_ssh_are_used() {
    let scratch = with_remote();
    let client = git(&scratch, &[]);
    let mark = scratch.home.join("mark");
    for url in [
        scratch.home.join("remote.git").to_string(),
        format!("file://{}", scratch.home.join("remote.git")),
        format!("ext::sh -c 'touch {mark}'"),
        "git://example.com/x".to_owned(),
        "http://example.com/x".to_owned(),
        format!("ssh://-oProxyCommand=touch%20{mark}/x"),
    ] {
        scratch.git(&["config", "remote.origin.url", &url]);
        scratch.git(&["config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"]);
        let refused = [
            block(client.fetch(&open(&scratch), "origin")).unwrap_err(),
            block(client.push(&open(&scratch), "origin")).unwrap_err(),
        ];
        for error in refused {
            assert_eq!(error, VcsError::Address("origin".into()), "{url}");
        }
    }
    for name in ["nobody", "--upload-pack=touch x", "https://example.com/x", "."] {
        let error = block(client.fetch(&open(&scratch), name)).unwrap_err();
        assert_eq!(error, VcsError::NoRemote(name.into()));
    }
    assert!(!mark.exists());
}

//! Scratch repositories and the program that they are compared with.

use camino::{Utf8Path, Utf8PathBuf};
use omni_outside::commands::{Places, Runner, Stop};
use omni_outside::vcs::{Git, Person};
use std::fs;
use std::process::{Command, Output};

/// A scratch directory with a repository in it. `git` runs in it with nothing of the machine's configuration.
pub(crate) struct Scratch {
    _dir: tempfile::TempDir,
    pub(crate) home: Utf8PathBuf,
    pub(crate) root: Utf8PathBuf,
    clock: std::cell::Cell<u64>,
}

impl Scratch {
    /// A repository without a commit.
    pub(crate) fn new() -> Self {
        let scratch = Self::bare_home();
        scratch.git(&["init", "-q", "-b", "main", "."]);
        scratch
    }

    /// A directory without a repository.
    pub(crate) fn bare_home() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let home = Utf8PathBuf::from_path_buf(dir.path().canonicalize().unwrap()).unwrap();
        let root = home.join("repository");
        fs::create_dir(&root).unwrap();
        let clock = std::cell::Cell::new(1_700_000_000);
        Self { _dir: dir, home, root, clock }
    }

    /// What `git` prints; it must succeed.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        self.git_in(&self.root, arguments)
    }

    /// The same in another directory.
    pub(crate) fn git_in(&self, directory: &Utf8Path, arguments: &[&str]) -> String {
        let output = self.try_git_in(directory, arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?} in {directory}: {error}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Runs `git`, whether it succeeds or not.
    pub(crate) fn try_git(&self, arguments: &[&str]) -> Output {
        self.try_git_in(&self.root, arguments)
    }

    fn try_git_in(&self, directory: &Utf8Path, arguments: &[&str]) -> Output {
        // Every command has a time of its own, so that no order hangs on how fast the machine is.
        let now = self.clock.get();
        self.clock.set(now + 60);
        let mut command = Command::new("git");
        command.args(arguments).current_dir(directory).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", &self.home).env("GIT_CONFIG_NOSYSTEM", "1").env("LC_ALL", "C");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "Ada").env(format!("GIT_{who}_EMAIL"), "ada@example.com");
            command.env(format!("GIT_{who}_DATE"), format!("{now} +0100"));
        }
        command.output().unwrap()
    }

    /// Writes a file, with the directories above it.
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Commits everything.
    pub(crate) fn commit_all(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }
}

/// Numbers that look random and are the same for the same seed (xorshift64*).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// The program on behalf of a person whose home is the scratch directory, with those hooks allowed.
pub(crate) fn git(scratch: &Scratch, hooks: &[&str]) -> Git {
    let config = scratch.home.join(".gitconfig");
    if !config.exists() {
        fs::write(config, "[user]\n\tname = Ada\n\temail = ada@example.com\n").unwrap();
    }
    let person = Person {
        home: Some(scratch.home.clone()),
        hooks: hooks.iter().map(|&hook| hook.to_owned()).collect(),
        ..Person::default()
    };
    let places = Places::of_system(vec![scratch.root.clone()]);
    Git::find(&places, Runner::with_launcher(None), person, Stop::default()).unwrap()
}

/// Waits for `work`.
pub(crate) fn block<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

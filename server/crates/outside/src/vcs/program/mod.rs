//! Changes to a repository by the `git` program, for what must be as if the person had typed it: staging, commits with
//! hooks and signatures, branches, remotes, stashes.
//!
//! The program goes through the runner of commands. What the repository's own configuration would have it start is
//! overridden key by key or refused; what the person's own configuration says holds. The caller sees to it that the
//! workspace is trusted: this module must never be reached from one that is not.

mod branches;
mod changes;
mod explain;
mod guard;
mod remotes;

pub use changes::CommitOptions;
pub use remotes::Pull;

use super::{Repository, VcsError};
use crate::commands::{Environment, Invocation, Limits, Network, Places, Program, Runner, Stop, Wall, plain};
use camino::Utf8PathBuf;
use std::collections::BTreeSet;
use std::time::Duration;

/// How long the network may take.
const PATIENCE: Duration = Duration::from_mins(10);

/// What of the person's own the program may use.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Their home directory: their git configuration, their keys.
    pub home: Option<Utf8PathBuf>,
    /// The socket of their ssh agent.
    pub ssh_agent: Option<Utf8PathBuf>,
    /// Their time zone in the form of `TZ`; the system's without.
    pub time_zone: Option<String>,
    /// The hooks that they allow to run, such as `pre-commit`.
    pub hooks: BTreeSet<String>,
}

impl Person {
    /// The person that this process runs for; no hooks are allowed.
    pub fn of_process() -> Self {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self {
            home: variable("HOME").map(Utf8PathBuf::from),
            ssh_agent: variable("SSH_AUTH_SOCK").map(Utf8PathBuf::from),
            time_zone: variable("TZ"),
            hooks: BTreeSet::new(),
        }
    }
}

/// The `git` program, and on whose behalf it runs.
#[derive(Clone, Debug)]
pub struct Git {
    runner: Runner,
    program: Program,
    person: Person,
    stop: Stop,
}

/// One run of the program.
#[derive(Debug, Default)]
struct Order {
    arguments: Vec<String>,
    input: Option<Vec<u8>>,
    network: bool,
    /// Over `http`, which `https` and `ssh` do not cover.
    plain_http: bool,
    /// A directory outside of the worktree that it may write to.
    beside: Option<Utf8PathBuf>,
}

impl Order {
    fn new(arguments: &[&str]) -> Self {
        Self { arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(), ..Self::default() }
    }

    /// With `paths` on stdin, each as it is and none as a pattern.
    fn with_paths(mut self, paths: &[String]) -> Self {
        self.arguments.extend(["--pathspec-from-file=-".to_owned(), "--pathspec-file-nul".to_owned()]);
        let mut input = Vec::new();
        for path in paths {
            input.extend_from_slice(path.as_bytes());
            input.push(0);
        }
        self.input = Some(input);
        self
    }
}

impl Git {
    /// Finds the program outside of `places`' workspaces.
    ///
    /// # Errors
    /// Where there is none that may be run.
    pub fn find(places: &Places, runner: Runner, person: Person, stop: Stop) -> Result<Self, VcsError> {
        let program = places.find("git").map_err(|error| VcsError::Program(error.to_string()))?;
        Ok(Self { runner, program, person, stop })
    }

    /// Runs `order` in `repository` and gives what it printed.
    async fn run(&self, repository: &Repository, order: Order) -> Result<String, VcsError> {
        if repository.is_foreign() {
            return Err(VcsError::Foreign(repository.root().to_owned()));
        }
        let hooks = self.hooks(repository)?;
        let settings = guard::settings(repository, hooks.as_ref().and_then(|hooks| hooks.path().to_str()))?;
        let mut arguments = vec!["--no-pager".to_owned(), "--literal-pathspecs".to_owned()];
        arguments.extend(order.arguments.iter().cloned());
        let mut invocation = Invocation::new(self.program.clone(), arguments, repository.root().to_owned());
        invocation.environment = self.environment(&order, &settings);
        invocation.wall = self.wall(repository, &order, hooks.as_ref())?;
        invocation.input = order.input;
        if order.network {
            invocation.limits = Limits { wall: PATIENCE, ..Limits::default() };
        }
        let finished = self.runner.run(&invocation, &self.stop, &mut |_| {}).await;
        let finished = finished.map_err(|error| VcsError::Program(error.to_string()))?;
        if finished.is_success() {
            return Ok(plain(&finished.stdout));
        }
        Err(explain::failure(repository, &order.arguments, &finished))
    }

    /// Settings go by the environment, where a name may hold any sign; on a command line it ends at the first `=`.
    fn environment(&self, order: &Order, settings: &[(String, String)]) -> Environment {
        let zone = self.person.time_zone.as_deref().unwrap_or(":/etc/localtime");
        let mut environment = Environment::default().with("TZ", zone).with("GIT_EDITOR", "true");
        environment = environment.with("GIT_CONFIG_COUNT", settings.len().to_string());
        for (n, (key, value)) in settings.iter().enumerate() {
            environment = environment.with(format!("GIT_CONFIG_KEY_{n}"), key.as_str());
            environment = environment.with(format!("GIT_CONFIG_VALUE_{n}"), value.as_str());
        }
        if let Some(home) = &self.person.home {
            environment = environment.with("HOME", home.as_str());
        }
        if let Some(agent) = self.person.ssh_agent.as_ref().filter(|_| order.network) {
            environment = environment.with("SSH_AUTH_SOCK", agent.as_str());
        }
        if order.plain_http {
            environment = environment.with("GIT_ALLOW_PROTOCOL", "http:https:ssh");
        }
        environment
    }

    fn wall(
        &self,
        repository: &Repository,
        order: &Order,
        hooks: Option<&tempfile::TempDir>,
    ) -> Result<Wall, VcsError> {
        let own = |path: &std::path::Path| super::open::utf8(path.to_owned());
        let mut wall = Wall {
            write: vec![
                repository.root().to_owned(),
                own(repository.git_dir())?,
                own(repository.common_dir())?,
            ],
            network: if order.network { Network::On } else { Network::Local },
            leaves_group: true,
            ..Wall::default()
        };
        wall.read.push("/etc/gitconfig".into());
        wall.write.extend(order.beside.clone());
        if let Some(home) = &self.person.home {
            let readable = [".gitconfig", ".config/git", ".ssh", ".git-credentials", ".netrc"];
            wall.read.extend(readable.map(|name| home.join(name)));
            // Signing keeps its agent's socket and its locks there.
            wall.write.push(home.join(".gnupg"));
        }
        wall.read.extend(self.person.ssh_agent.clone());
        if let Some(hooks) = hooks {
            wall.read.push(own(hooks.path())?);
            wall.execute.extend([own(hooks.path())?, own(&repository.hooks_directory())?]);
        }
        Ok(wall)
    }

    /// A directory with links to those hooks of the repository that the person allows.
    fn hooks(&self, repository: &Repository) -> Result<Option<tempfile::TempDir>, VcsError> {
        let from = repository.hooks_directory();
        let there = |name: &&String| !name.contains('/') && from.join(name).is_file();
        let allowed: Vec<_> = self.person.hooks.iter().filter(there).collect();
        if allowed.is_empty() {
            return Ok(None);
        }
        let unwritten = |error: std::io::Error| VcsError::Unwritten {
            what: "a directory for hooks",
            why: error.to_string(),
        };
        let directory = tempfile::Builder::new().prefix("omni-hooks-").tempdir().map_err(unwritten)?;
        for name in allowed {
            link(&from.join(name), &directory.path().join(name)).map_err(unwritten)?;
        }
        Ok(Some(directory))
    }
}

#[cfg(unix)]
fn link(from: &std::path::Path, to: &std::path::Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(from, to)
}

#[cfg(not(unix))]
fn link(from: &std::path::Path, to: &std::path::Path) -> std::io::Result<()> {
    std::fs::copy(from, to).map(|_| ())
}

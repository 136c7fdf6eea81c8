use super::Secret;
use camino::Utf8PathBuf;
use std::fmt;

/// Why version control could not do what it was asked. The text is one sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VcsError {
    /// There is no repository at a path or above it.
    NoRepository(Utf8PathBuf),
    /// A repository without files to look at.
    Bare(Utf8PathBuf),
    /// The repository's configuration sends its worktree elsewhere.
    WorktreeElsewhere(Utf8PathBuf),
    /// A part of the repository is neither a file nor missing, so that reading it might never end.
    NotAFile(Utf8PathBuf),
    /// A name that stands for no commit.
    NoRevision(String),
    /// A path that is not in the repository, or not at that commit.
    NoPath(String),
    /// A line that a file does not have, counted from one.
    NoLine {
        /// The file, from the worktree's root.
        path: String,
        /// How many lines it has.
        lines: u32,
    },
    /// A name that git does not take for a branch.
    BranchName(String),
    /// There is a branch of that name.
    BranchExists(String),
    /// Nobody is named as the one who commits.
    NoIdentity,
    /// A file is not in the last commit as a change set found it.
    Moved(String),
    /// A file goes through a filter, which is not run here.
    Filtered(String),
    /// What would be committed has secrets.
    Secrets(Vec<Secret>),
    /// A file cannot be searched for secrets, or must not be committed at all.
    Unsearched {
        /// The file.
        path: String,
        /// Why.
        why: String,
    },
    /// The repository belongs to someone else.
    Foreign(Utf8PathBuf),
    /// Something could not be written.
    Unwritten {
        /// What.
        what: &'static str,
        /// The reason.
        why: String,
    },
    /// The `git` program cannot be run; why.
    Program(String),
    /// The repository's own configuration has a setting that could start a program or redirect a connection.
    Setting(String),
    /// The `git` program failed.
    Failed {
        /// Its command, such as `push`.
        command: String,
        /// Why, and what to do.
        why: String,
    },
    /// A file has no such hunk.
    NoHunk(String),
    /// There are no changes to put aside.
    NothingToStash,
    /// There is no branch of that name.
    NoBranch(String),
    /// There is no remote of that name.
    NoRemote(String),
    /// The branch that is checked out follows none.
    NoUpstream,
    /// No branch with a commit is checked out.
    NothingToPush,
    /// The branch at the remote has commits that this one lacks.
    Behind(String),
    /// A remote's address is not one that is connected to.
    Address(String),
    /// A name is not UTF-8, so that no editor could show it.
    NameNotUtf8,
    /// The repository could not be read.
    Unreadable {
        /// What was read.
        what: &'static str,
        /// The reader's reason.
        why: String,
    },
}

/// Results of reading a repository, whatever their error is.
pub(super) trait Reading<T> {
    /// The same with an error that says that `what` could not be read.
    fn reading(self, what: &'static str) -> Result<T, VcsError>;
    /// The same with an error that says that `what` could not be written.
    fn writing(self, what: &'static str) -> Result<T, VcsError>;
}

impl<T, E: fmt::Display> Reading<T> for Result<T, E> {
    fn reading(self, what: &'static str) -> Result<T, VcsError> {
        self.map_err(|error| VcsError::unreadable(what, &error))
    }

    fn writing(self, what: &'static str) -> Result<T, VcsError> {
        self.map_err(|error| VcsError::Unwritten { what, why: first_line(&error) })
    }
}

impl VcsError {
    /// Reading `what` failed of `error`.
    pub(super) fn unreadable(what: &'static str, error: &dyn fmt::Display) -> Self {
        Self::Unreadable { what, why: first_line(error) }
    }
}

fn first_line(error: &dyn fmt::Display) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

impl fmt::Display for VcsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRepository(path) => write!(f, "{path} is not in a git repository"),
            Self::Bare(path) => {
                write!(
                    f,
                    "the git repository at {path} is bare: it has no files to look at; name a worktree of it"
                )
            }
            Self::WorktreeElsewhere(path) => write!(
                f,
                "the configuration of the git repository at {path} sets core.worktree to another directory, which is not followed"
            ),
            Self::NotAFile(path) => write!(f, "{path} is not a file, so the git repository is not read"),
            Self::NoRevision(name) => write!(f, "no commit is called {name}: name a branch, a tag or a hash"),
            Self::NoPath(path) => write!(f, "{path} is not in the git repository"),
            Self::NoLine { path, lines } => write!(f, "{path} has {lines} lines"),
            Self::NameNotUtf8 => f.write_str("the git repository has a name that is not UTF-8"),
            Self::Unreadable { what, why } => write!(f, "{what} of the git repository cannot be read: {why}"),
            change => change.of_a_change(f),
        }
    }
}

impl VcsError {
    /// The sentence for what goes wrong when something is changed.
    fn of_a_change(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BranchName(name) => write!(f, "{name} cannot be the name of a branch"),
            Self::BranchExists(name) => write!(f, "there is a branch {name} already: choose another name"),
            Self::NoIdentity => f.write_str(
                "git does not know who commits: set user.name and user.email with 'git config --global'",
            ),
            Self::Moved(path) => write!(
                f,
                "{path} is not in the last commit as it was when the change was made: commit or stash what changed it"
            ),
            Self::Filtered(path) => {
                write!(f, "{path} goes through a filter of git, which is not run: commit it with git itself")
            }
            Self::Secrets(secrets) => {
                f.write_str("what looks like a secret would be committed: ")?;
                for (n, secret) in secrets.iter().enumerate() {
                    let comma = if n == 0 { "" } else { ", " };
                    write!(f, "{comma}{} at {}:{}", secret.kind, secret.path, secret.line)?;
                }
                f.write_str("; take it out, or say why it may be there")
            }
            Self::Unsearched { path, why } => write!(f, "{path} is not committed: {why}"),
            Self::Foreign(path) => write!(
                f,
                "{path} belongs to someone else: if you trust it, run 'git config --global --add safe.directory {path}'"
            ),
            Self::Unwritten { what, why } => write!(f, "{what} could not be written: {why}"),
            Self::Program(why) => f.write_str(why),
            Self::Setting(key) => write!(
                f,
                "the repository's own configuration sets {key}, which could run something or send it elsewhere: take it out, or use git itself"
            ),
            Self::Failed { command, why } => write!(f, "git {command} failed: {why}"),
            Self::NoHunk(path) => write!(f, "{path} has no such hunk: look at its diff again"),
            Self::NothingToStash => f.write_str("no tracked file has changes to put aside"),
            Self::NoBranch(name) => write!(f, "no branch is called {name}"),
            Self::NoRemote(name) => {
                write!(f, "no remote is called {name}: only remotes that are configured are used")
            }
            Self::NoUpstream => {
                f.write_str("the branch follows no other: push it first, or set its upstream")
            }
            Self::NothingToPush => {
                f.write_str("no branch with a commit is checked out, so there is nothing to push")
            }
            Self::Behind(name) => {
                write!(f, "{name} has commits that this branch lacks: nothing was pushed; pull first")
            }
            Self::Address(remote) => {
                write!(f, "the address of {remote} is neither https nor ssh: nothing was connected to")
            }
            _ => f.write_str("the git repository cannot be read"),
        }
    }
}

impl std::error::Error for VcsError {}

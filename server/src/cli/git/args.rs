//! The grammar of `omni-architect git`.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(in crate::cli) struct Git {
    #[command(subcommand)]
    pub(super) command: Command,
    /// A directory of the repository
    #[arg(long, value_name = "DIR", default_value = ".", global = true)]
    pub(super) at: Utf8PathBuf,
    /// Print JSON
    #[arg(long, global = true)]
    pub(super) json: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Shows what is checked out and what differs
    Status,
    /// Shows changed lines
    Diff(Diff),
    /// Lists commits, the newest first
    Log(Log),
    /// Tells who last changed a line
    Blame {
        /// A file
        path: Utf8PathBuf,
        /// The line, from 1
        line: u32,
    },
    /// Lists branches, and makes, renames and deletes them
    Branch {
        #[command(subcommand)]
        change: Option<BranchChange>,
    },
    /// Lists remotes
    Remote,
    /// Lists tags, and makes and deletes them
    Tag {
        #[command(subcommand)]
        change: Option<TagChange>,
    },
    /// Lists stashes, and puts changes aside and back
    Stash {
        #[command(subcommand)]
        change: Option<StashChange>,
    },
    /// Lists worktrees, and adds and removes them
    Worktree {
        #[command(subcommand)]
        change: Option<WorktreeChange>,
    },
    /// Stages files, or some hunks of one
    Stage(Stage),
    /// Takes files, or some hunks of one, out of the index
    Unstage(Stage),
    /// Commits what is staged
    Commit(Commit),
    /// Switches to a branch
    Switch {
        /// A branch that exists
        name: String,
    },
    /// Fetches the branches of a remote
    Fetch {
        /// A remote that is configured
        #[arg(default_value = "origin")]
        remote: String,
    },
    /// Brings in what is new in the upstream
    Pull {
        /// Put the branch's own commits on top
        #[arg(long)]
        rebase: bool,
    },
    /// Pushes the branch to a remote; never by force
    Push {
        /// A remote that is configured
        #[arg(default_value = "origin")]
        remote: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum BranchChange {
    /// Makes a branch
    Create {
        /// Its name
        name: String,
        /// The commit that it begins at
        #[arg(default_value = "HEAD")]
        start: String,
    },
    /// Gives a branch another name
    Rename {
        /// What it is called
        from: String,
        /// What it is to be called
        to: String,
    },
    /// Deletes a branch whose commits are elsewhere too
    Delete {
        /// Its name
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum TagChange {
    /// Makes a tag at what is checked out
    Create {
        /// Its name
        name: String,
        /// What it says
        #[arg(long, short)]
        message: String,
    },
    /// Deletes a tag
    Delete {
        /// Its name
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum StashChange {
    /// Puts the changes of tracked files aside
    Push {
        /// What to call them
        #[arg(long, short)]
        message: String,
    },
    /// Brings them back
    Pop {
        /// Which, as listed
        #[arg(default_value_t = 0)]
        number: usize,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum WorktreeChange {
    /// Adds a worktree
    Add {
        /// Its directory
        path: Utf8PathBuf,
        /// The branch to check out in it
        branch: String,
    },
    /// Removes a worktree without changes
    Remove {
        /// Its directory
        path: Utf8PathBuf,
    },
}

#[derive(Debug, Args)]
pub(super) struct Stage {
    /// Files and directories
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<Utf8PathBuf>,
    /// Only this hunk of the one file, from 1 as its diff lists them; may be given again
    #[arg(long, value_name = "N")]
    pub(super) hunk: Vec<usize>,
}

#[derive(Debug, Args)]
pub(super) struct Commit {
    /// The message
    #[arg(long, short)]
    pub(super) message: String,
    /// In place of the last commit
    #[arg(long)]
    pub(super) amend: bool,
    /// Hooks that may run, such as pre-commit,commit-msg
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub(super) hooks: Vec<String>,
    /// Why what looks like a secret may be committed
    #[arg(long, value_name = "REASON")]
    pub(super) allow_secrets: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// Only these files and directories
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<Utf8PathBuf>,
    /// What would be committed, not what could be staged
    #[arg(long, conflicts_with_all = ["commit", "from"])]
    pub(super) staged: bool,
    /// What a commit changed
    #[arg(long, value_name = "REVISION", conflicts_with = "from")]
    pub(super) commit: Option<String>,
    /// From this commit
    #[arg(long, value_name = "REVISION")]
    pub(super) from: Option<String>,
    /// To this commit
    #[arg(long, value_name = "REVISION", default_value = "HEAD", requires = "from")]
    pub(super) to: String,
}

#[derive(Debug, Args)]
pub(super) struct Log {
    /// Only commits that change this file or directory
    pub(super) path: Option<Utf8PathBuf>,
    /// The commit to begin with
    #[arg(long, value_name = "REVISION", default_value = "HEAD")]
    pub(super) revision: String,
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(super) limit: usize,
}

//! `omni-architect git`: what the repository holds, and changes to it. Reading starts no program.

mod args;
mod change;
mod text;

pub(super) use args::Git;
pub(super) use change::demand_trust;

use super::load::absolute;
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::exit::ExitCode;
use args::{Command, Diff};
use outside::vcs::{Compared, Repository, VcsError};
use serde::Serialize;
use std::io;

impl From<VcsError> for Failure {
    fn from(error: VcsError) -> Self {
        Self::Said(error.to_string())
    }
}

pub(super) fn run(terminal: &mut Terminal, arguments: &Git) -> Outcome {
    let at = absolute(&arguments.at).map_err(Failure::Said)?;
    let repository = Repository::at(&at)?;
    let below = |path: &camino::Utf8PathBuf| -> Result<String, Failure> {
        Ok(repository.relative(&absolute(&at.join(path)).map_err(Failure::Said)?)?)
    };
    let mut out = Output { terminal, json: arguments.json };
    match &arguments.command {
        Command::Status => out.show(&repository.status()?, text::status)?,
        Command::Diff(arguments) => {
            let paths = arguments.paths.iter().map(below).collect::<Result<Vec<_>, _>>()?;
            out.show(&repository.diff(&compared(arguments), &paths)?, text::diff)?;
        }
        Command::Log(arguments) => {
            let path = arguments.path.as_ref().map(below).transpose()?;
            let commits = repository.log(&arguments.revision, path.as_deref(), arguments.limit)?;
            out.show(&commits, text::log)?;
        }
        Command::Blame { path, line } => out.show(&repository.blame(&below(path)?, *line)?, text::blame)?,
        Command::Branch { change: None } => out.show(&repository.branches()?, text::branches)?,
        Command::Remote => out.show(&repository.remotes(), text::remotes)?,
        Command::Tag { change: None } => out.show(&repository.tags()?, text::tags)?,
        Command::Stash { change: None } => out.show(&repository.stashes()?, text::stashes)?,
        Command::Worktree { change: None } => out.show(&repository.worktrees()?, text::worktrees)?,
        command => out.show(&change::run(&repository, command, &below, &at)?, text::done)?,
    }
    terminal.flush()?;
    Ok(ExitCode::Clean)
}

fn compared(arguments: &Diff) -> Compared {
    match (&arguments.commit, &arguments.from) {
        (Some(commit), _) => Compared::Commit(commit.clone()),
        (None, Some(from)) => Compared::Between(from.clone(), arguments.to.clone()),
        (None, None) if arguments.staged => Compared::Staged,
        (None, None) => Compared::Unstaged,
    }
}

/// How an answer is printed: for a person or for a program.
struct Output<'a> {
    terminal: &'a mut Terminal,
    json: bool,
}

impl Output<'_> {
    fn show<T: Serialize + ?Sized>(
        &mut self,
        answer: &T,
        text: impl FnOnce(&mut Terminal, &T) -> io::Result<()>,
    ) -> Result<(), Failure> {
        if !self.json {
            return Ok(text(self.terminal, answer)?);
        }
        let json = serde_json::to_string_pretty(answer).map_err(|e| Failure::Said(e.to_string()))?;
        Ok(self.terminal.line(&json)?)
    }
}

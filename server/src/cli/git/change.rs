//! Changes to a repository that the person trusts. Asking for one is their consent to it, not to the hooks and settings
//! of the repository: hooks run only by name.

use super::super::{Failure, count, load::absolute};
use super::args::{BranchChange, Command, Commit, Stage, StashChange, TagChange, WorktreeChange};
use camino::{Utf8Path, Utf8PathBuf};
use outside::commands::{Places, Runner, Stop, Trust};
use outside::vcs::{CommitOptions, Git, Person, Pull, Repository, VcsError};
use serde::Serialize;

/// What was done.
#[derive(Debug, Serialize)]
pub(super) struct Done {
    /// One sentence for a person.
    pub(super) message: String,
}

/// A path of the command line, from the worktree's root.
type Below<'a> = &'a dyn Fn(&Utf8PathBuf) -> Result<String, Failure>;

/// Refuses to change a repository that the person does not trust.
pub(in crate::cli) fn demand_trust(repository: &Repository) -> Result<(), Failure> {
    let root = repository.root();
    if Trust::of_person().is_some_and(|trust| trust.covers(&[root.to_owned()])) {
        return Ok(());
    }
    Err(Failure::Said(format!(
        "{root} is not trusted, so git changes nothing in it: run 'omni-architect trust {root}' first"
    )))
}

/// Carries `command` out.
pub(super) fn run(
    repository: &Repository,
    command: &Command,
    below: Below<'_>,
    at: &Utf8Path,
) -> Result<Done, Failure> {
    demand_trust(repository)?;
    let hooks = if let Command::Commit(commit) = command { commit.hooks.clone() } else { Vec::new() };
    let person = Person { hooks: hooks.into_iter().collect(), ..Person::of_process() };
    let places = Places::of_system(vec![repository.root().to_owned()]);
    let git = Git::find(&places, Runner::of_process(), person, Stop::default())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Failure::Said(format!("the process cannot start: {e}")))?;
    let message = runtime.block_on(change(&git, repository, command, below, at))?;
    Ok(Done { message })
}

async fn change(
    git: &Git,
    repository: &Repository,
    command: &Command,
    below: Below<'_>,
    at: &Utf8Path,
) -> Result<String, Failure> {
    Ok(match command {
        Command::Stage(stage) => self::stage(git, repository, stage, below).await?,
        Command::Unstage(stage) => unstage(git, repository, stage, below).await?,
        Command::Commit(commit) => self::commit(git, repository, commit).await?,
        Command::Switch { name } => {
            git.switch(repository, name).await?;
            format!("on branch {name}")
        }
        Command::Fetch { remote } => {
            git.fetch(repository, remote).await?;
            format!("fetched {remote}")
        }
        Command::Pull { rebase } => {
            git.pull(repository, if *rebase { Pull::Rebase } else { Pull::FastForward }).await?;
            "up to date with the upstream".to_owned()
        }
        Command::Push { remote } => {
            git.push(repository, remote).await?;
            format!("pushed to {remote}")
        }
        Command::Branch { change: Some(change) } => branch(git, repository, change).await?,
        Command::Tag { change: Some(change) } => tag(git, repository, change).await?,
        Command::Stash { change: Some(change) } => stash(git, repository, change).await?,
        Command::Worktree { change: Some(change) } => worktree(git, repository, change, at).await?,
        // The others read.
        _ => String::new(),
    })
}

/// The one path and the hunks of it, counted from zero, where hunks are asked for.
fn hunks(stage: &Stage, paths: &[String]) -> Result<Option<(String, Vec<usize>)>, Failure> {
    if stage.hunk.is_empty() {
        return Ok(None);
    }
    let [path] = paths else { return Err(Failure::Said("hunks are of one file: name only that".into())) };
    let numbers = stage.hunk.iter().map(|n| n.checked_sub(1)).collect::<Option<Vec<_>>>();
    let numbers = numbers.ok_or_else(|| Failure::from(VcsError::NoHunk(path.clone())))?;
    Ok(Some((path.clone(), numbers)))
}

async fn stage(
    git: &Git,
    repository: &Repository,
    stage: &Stage,
    below: Below<'_>,
) -> Result<String, Failure> {
    let paths = stage.paths.iter().map(below).collect::<Result<Vec<_>, _>>()?;
    match hunks(stage, &paths)? {
        Some((path, hunks)) => git.stage_hunks(repository, &path, &hunks).await?,
        None => git.stage(repository, &paths).await?,
    }
    Ok(format!("staged {}", paths.join(", ")))
}

async fn unstage(
    git: &Git,
    repository: &Repository,
    stage: &Stage,
    below: Below<'_>,
) -> Result<String, Failure> {
    let paths = stage.paths.iter().map(below).collect::<Result<Vec<_>, _>>()?;
    match hunks(stage, &paths)? {
        Some((path, hunks)) => git.unstage_hunks(repository, &path, &hunks).await?,
        None => git.unstage(repository, &paths).await?,
    }
    Ok(format!("no longer staged: {}", paths.join(", ")))
}

async fn commit(git: &Git, repository: &Repository, commit: &Commit) -> Result<String, Failure> {
    let options = CommitOptions { amend: commit.amend, allow_secrets: commit.allow_secrets.clone() };
    let id = git.commit(repository, &commit.message, &options).await?;
    let id = id.get(..10).unwrap_or(&id);
    let hooks = if commit.hooks.is_empty() {
        "no hook ran".to_owned()
    } else {
        format!("{} allowed", count(commit.hooks.len(), "hook"))
    };
    Ok(format!("committed {id}, {hooks}"))
}

async fn branch(git: &Git, repository: &Repository, change: &BranchChange) -> Result<String, Failure> {
    Ok(match change {
        BranchChange::Create { name, start } => {
            git.create_branch(repository, name, start).await?;
            format!("made branch {name} at {start}")
        }
        BranchChange::Rename { from, to } => {
            git.rename_branch(repository, from, to).await?;
            format!("{from} is called {to} now")
        }
        BranchChange::Delete { name } => {
            git.delete_branch(repository, name).await?;
            format!("deleted branch {name}")
        }
    })
}

async fn tag(git: &Git, repository: &Repository, change: &TagChange) -> Result<String, Failure> {
    Ok(match change {
        TagChange::Create { name, message } => {
            git.create_tag(repository, name, message).await?;
            format!("made tag {name}")
        }
        TagChange::Delete { name } => {
            git.delete_tag(repository, name).await?;
            format!("deleted tag {name}")
        }
    })
}

async fn stash(git: &Git, repository: &Repository, change: &StashChange) -> Result<String, Failure> {
    Ok(match change {
        StashChange::Push { message } => {
            git.stash(repository, message).await?;
            "put the changes aside".to_owned()
        }
        StashChange::Pop { number } => {
            git.unstash(repository, *number).await?;
            "brought the changes back".to_owned()
        }
    })
}

async fn worktree(
    git: &Git,
    repository: &Repository,
    change: &WorktreeChange,
    at: &Utf8Path,
) -> Result<String, Failure> {
    let whole = |path: &Utf8PathBuf| absolute(&at.join(path)).map_err(Failure::Said);
    Ok(match change {
        WorktreeChange::Add { path, branch } => {
            git.add_worktree(repository, &whole(path)?, branch).await?;
            format!("{path} has {branch} checked out")
        }
        WorktreeChange::Remove { path } => {
            git.remove_worktree(repository, &whole(path)?).await?;
            format!("removed {path}")
        }
    })
}

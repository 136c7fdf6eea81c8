//! What a repository holds, for a person.

use super::change::Done;
use crate::cli::output::diff_lines;
use crate::cli::terminal::{Style, Terminal};
use crate::cli::{count, output::plural};
use outside::vcs::{
    Blame, Branch, Commit, Entry, FileDiff, Head, Kind, LinkedWorktree, Operation, Remote, Stash, Status,
    Tag, Upstream,
};
use std::io;

/// Letters of a hash that people read.
const SHORT: usize = 10;

pub(super) fn status(terminal: &mut Terminal, status: &Status) -> io::Result<()> {
    head(terminal, &status.head)?;
    if let Some(operation) = status.operation {
        terminal.line(&unfinished(operation, status.entries.iter().any(|e| e.conflict.is_some())))?;
    }
    if status.locked {
        terminal.line(
            "the index is locked: another git program is at work, or one that ended left index.lock behind",
        )?;
    }
    group(terminal, "in conflict", Style::Red, &status.entries, |e| {
        e.conflict.map(|c| c.words().to_owned())
    })?;
    group(terminal, "staged", Style::Green, &status.entries, |e| e.staged.map(word))?;
    let changed =
        |e: &Entry| e.unstaged.filter(|&kind| kind != Kind::Untracked).map(|kind| unstaged(e, kind));
    group(terminal, "not staged", Style::Yellow, &status.entries, changed)?;
    let untracked = |e: &Entry| e.unstaged.filter(|&kind| kind == Kind::Untracked).map(word);
    group(terminal, "untracked", Style::Cyan, &status.entries, untracked)?;
    if status.entries.is_empty() {
        terminal.line("nothing differs")?;
    }
    if status.stashes > 0 {
        terminal.line(&format!("{} put aside", plural(status.stashes, "stash", "stashes")))?;
    }
    Ok(())
}

fn head(terminal: &mut Terminal, head: &Head) -> io::Result<()> {
    let line = match (&head.branch, &head.commit) {
        (Some(branch), Some(_)) => format!("on branch {branch}"),
        (Some(branch), None) => format!("on branch {branch}, which has no commit yet"),
        (None, Some(commit)) => format!("at commit {} without a branch", short(commit)),
        (None, None) => "nothing is checked out".to_owned(),
    };
    terminal.write(Style::Bold, &line)?;
    let upstream = head.upstream.as_ref().map(|upstream| format!(", {}", against(upstream)));
    terminal.line(&upstream.unwrap_or_default())
}

/// How a branch stands against the one it follows.
fn against(upstream: &Upstream) -> String {
    let name = &upstream.name;
    match (upstream.ahead, upstream.behind) {
        (Some(0), Some(0)) => format!("even with {name}"),
        (Some(ahead), Some(0)) => format!("{} ahead of {name}", count(ahead, "commit")),
        (Some(0), Some(behind)) => format!("{} behind {name}", count(behind, "commit")),
        (Some(ahead), Some(behind)) => format!("{ahead} ahead of {name} and {behind} behind it"),
        _ => format!("its upstream {name} is gone"),
    }
}

fn unfinished(operation: Operation, conflicts: bool) -> String {
    let name = operation.command();
    let next = match operation {
        Operation::Bisect => "'git bisect reset' ends it".to_owned(),
        Operation::Merge if !conflicts => "commit to finish it, or 'git merge --abort'".to_owned(),
        _ if conflicts => {
            format!(
                "mend the files in conflict, stage them, then 'git {name} --continue', or 'git {name} --abort'"
            )
        }
        _ => format!("'git {name} --continue' goes on, 'git {name} --abort' takes it back"),
    };
    format!("a {name} is not finished: {next}")
}

fn group(
    terminal: &mut Terminal,
    title: &str,
    style: Style,
    entries: &[Entry],
    words: impl Fn(&Entry) -> Option<String>,
) -> io::Result<()> {
    let of: Vec<_> = entries.iter().filter_map(|entry| Some((entry, words(entry)?))).collect();
    if of.is_empty() {
        return Ok(());
    }
    terminal.line(&format!("{title}:"))?;
    for (entry, words) in of {
        terminal.write(style, &format!("  {words:16} "))?;
        let from = entry.original.as_ref().filter(|_| title == "staged");
        let from = from.map(|original| format!(" (was {original})")).unwrap_or_default();
        terminal.line(&format!("{}{from}", entry.path))?;
    }
    Ok(())
}

fn word(kind: Kind) -> String {
    let word = match kind {
        Kind::Added => "new",
        Kind::Modified => "changed",
        Kind::Deleted => "deleted",
        Kind::Renamed => "renamed",
        Kind::Copied => "copied",
        Kind::TypeChanged => "of another type",
        Kind::Untracked => "untracked",
    };
    word.to_owned()
}

fn unstaged(entry: &Entry, kind: Kind) -> String {
    match entry.submodule {
        Some(state) if state.commit => "other commit".to_owned(),
        Some(state) if state.modified => "changed inside".to_owned(),
        Some(_) => "untracked inside".to_owned(),
        None if entry.unfiltered => "perhaps changed".to_owned(),
        None => word(kind),
    }
}

pub(super) fn done(terminal: &mut Terminal, done: &Done) -> io::Result<()> {
    terminal.line(&done.message)
}

pub(super) fn diff(terminal: &mut Terminal, diffs: &Vec<FileDiff>) -> io::Result<()> {
    for diff in diffs {
        diff_lines(terminal, &String::from_utf8_lossy(&diff.unified()))?;
    }
    Ok(())
}

pub(super) fn log(terminal: &mut Terminal, commits: &Vec<Commit>) -> io::Result<()> {
    for commit in commits {
        commit_line(terminal, commit)?;
    }
    Ok(())
}

fn commit_line(terminal: &mut Terminal, commit: &Commit) -> io::Result<()> {
    terminal.write(Style::Yellow, short(&commit.id))?;
    terminal.write(Style::Faint, &format!(" {} {}", commit.author.date(), commit.author.name))?;
    terminal.line(&format!("  {}", commit.subject))
}

pub(super) fn blame(terminal: &mut Terminal, blame: &Blame) -> io::Result<()> {
    match &blame.commit {
        None => terminal.line(&format!("line {} is not committed yet", blame.line)),
        Some(commit) => commit_line(terminal, commit),
    }
}

pub(super) fn branches(terminal: &mut Terminal, branches: &Vec<Branch>) -> io::Result<()> {
    let width = branches.iter().map(|b| b.name.chars().count()).max().unwrap_or_default();
    for branch in branches {
        let style = if branch.current { Style::Green } else { Style::Plain };
        let mark = if branch.current { '*' } else { ' ' };
        terminal.write(style, &format!("{mark} {:width$} ", branch.name))?;
        terminal.write(Style::Yellow, short(&branch.commit))?;
        terminal.write(Style::Plain, &format!(" {}", branch.subject))?;
        let upstream = branch.upstream.as_ref().map(|upstream| format!(" ({})", against(upstream)));
        terminal.line(&upstream.unwrap_or_default())?;
    }
    Ok(())
}

pub(super) fn remotes(terminal: &mut Terminal, remotes: &Vec<Remote>) -> io::Result<()> {
    for remote in remotes {
        let push = remote.push_url.as_ref().map(|url| format!(", pushed to {url}")).unwrap_or_default();
        terminal.line(&format!(
            "{} {}{push}",
            remote.name,
            remote.url.as_deref().unwrap_or("without an address")
        ))?;
    }
    Ok(())
}

pub(super) fn tags(terminal: &mut Terminal, tags: &Vec<Tag>) -> io::Result<()> {
    for tag in tags {
        terminal.write(Style::Yellow, short(&tag.commit))?;
        terminal.line(&format!(" {}  {}", tag.name, tag.subject.as_deref().unwrap_or_default()))?;
    }
    Ok(())
}

pub(super) fn stashes(terminal: &mut Terminal, stashes: &Vec<Stash>) -> io::Result<()> {
    for stash in stashes {
        terminal.line(&format!("{}  {}", stash.number, stash.message))?;
    }
    Ok(())
}

pub(super) fn worktrees(terminal: &mut Terminal, worktrees: &Vec<LinkedWorktree>) -> io::Result<()> {
    for worktree in worktrees {
        let mark = if worktree.current { '*' } else { ' ' };
        let branch = worktree.branch.as_deref().unwrap_or("no branch");
        let locked = if worktree.locked { ", locked" } else { "" };
        let missing = if worktree.missing { ", its directory is gone" } else { "" };
        terminal.line(&format!("{mark} {} ({branch}{locked}{missing})", worktree.path))?;
    }
    Ok(())
}

fn short(hash: &str) -> &str {
    hash.get(..SHORT).unwrap_or(hash)
}

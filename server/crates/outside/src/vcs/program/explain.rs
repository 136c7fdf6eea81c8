//! Why the program failed, for a person: what is the matter, that nothing is lost, and what to do next.

use crate::commands::{Ended, Finished, plain};
use crate::vcs::{Repository, VcsError};

/// The failure of a command as an error.
pub(super) fn failure(repository: &Repository, arguments: &[String], finished: &Finished) -> VcsError {
    let said = plain(&finished.stderr);
    let all = format!("{said}{}", plain(&finished.stdout));
    let command = arguments.first().map_or("git", String::as_str).to_owned();
    let why = match finished.ended {
        Ended::Limit(limit) => limit.to_string(),
        Ended::Stopped => "it was stopped".to_owned(),
        Ended::Signal(signal) => format!("it was ended by signal {signal}"),
        Ended::Code(_) => match known(repository, &all) {
            Some(known) => known,
            None => {
                spoken(&said).or_else(|| spoken(&all)).unwrap_or_else(|| "it does not say why".to_owned())
            }
        },
    };
    VcsError::Failed { command, why }
}

/// The first line that says something.
fn spoken(said: &str) -> Option<String> {
    let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("hint:"));
    let told = lines.clone().find(|line| line.starts_with("fatal:") || line.starts_with("error:"));
    let line = told.or_else(|| lines.next())?;
    Some(line.trim_start_matches("fatal:").trim_start_matches("error:").trim().to_owned())
}

/// What git says, by words in it (as of 2.39), and what it means.
fn known(repository: &Repository, said: &str) -> Option<String> {
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let sentence = if has(&["CONFLICT", "could not apply", "Unmerged paths", "unmerged files"]) {
        return Some(conflict(repository));
    } else if has(&[".lock': File exists", "index.lock"]) {
        "the repository is locked: another git program is at work; if none is, remove the file that ends in .lock in .git"
    } else if has(&["stale info", "non-fast-forward", "fetch first", "[rejected]"]) {
        "the branch has moved at the remote since it was last fetched: nothing was pushed; fetch and see what is new"
    } else if has(&["[remote rejected]", "pre-receive hook declined"]) {
        "the remote refused the push: nothing was pushed"
    } else if has(&["Not possible to fast-forward", "Diverging branches"]) {
        "both the branch and its upstream have commits that the other lacks: nothing changed; pull with a rebase"
    } else if has(&["Authentication failed", "Permission denied (publickey", "could not read Username"]) {
        "the remote does not know you: check your key or your credential helper"
    } else if has(&["Host key verification failed"]) {
        "the remote's host key is not the known one: connect once with ssh by yourself"
    } else if has(&[
        "Could not resolve host",
        "Failed to connect",
        "Connection refused",
        "Connection timed out",
    ]) {
        "the remote cannot be reached: nothing changed"
    } else if has(&[
        "early EOF",
        "transfer closed",
        "hung up unexpectedly",
        "Connection reset",
        "RPC failed",
        "unexpected disconnect",
        "Broken pipe",
    ]) {
        "the connection broke: nothing changed here, try again"
    } else if has(&[
        "would be overwritten",
        "commit your changes or stash them",
        "have unstaged changes",
        "contains uncommitted changes",
    ]) {
        "files with changes would be overwritten: commit or stash them first"
    } else if has(&["Please tell me who you are", "empty ident name", "unable to auto-detect email"]) {
        return Some(VcsError::NoIdentity.to_string());
    } else if has(&["failed to sign", "gpg failed"]) {
        "the commit could not be signed: nothing was committed; check your signing key"
    } else if has(&["nothing to commit", "no changes added to commit", "nothing added to commit"]) {
        "there is nothing to commit: stage something first"
    } else if has(&["is not fully merged"]) {
        "the branch has commits that are nowhere else: merge or push it first"
    } else if has(&["dubious ownership"]) {
        return Some(VcsError::Foreign(repository.root().to_owned()).to_string());
    } else {
        return None;
    };
    Some(sentence.to_owned())
}

fn conflict(repository: &Repository) -> String {
    let command = repository.operation().map_or("merge", super::super::Operation::command);
    let entries = repository.entries(0).unwrap_or_default();
    let files: Vec<_> = entries.iter().filter(|e| e.conflict.is_some()).map(|e| e.path.as_str()).collect();
    let files = if files.is_empty() { "files".to_owned() } else { files.join(", ") };
    format!("{files} in conflict: mend, stage, then 'git {command} --continue', or 'git {command} --abort'")
}

use super::args::{Generate, GenerateFormat};
use super::ask::{Told, blocking};
use super::config;
use super::interrupt::Guard;
use super::load::{Loaded, absolute, load, shown};
use super::output::{change_json, change_text, count};
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::asking;
use crate::exit::ExitCode;
use crate::keeping;
use crate::wiring;
use author::{ChangeSet, Refusal, Request};
use camino::Utf8Path;
use outside::files::write;
use outside::vcs::Repository;
use serde_json::json;
use std::collections::BTreeSet;

pub(super) fn run(terminal: &mut Terminal, arguments: &Generate, guard: &Guard) -> Outcome {
    let into = absolute(&arguments.into).map_err(Failure::Said)?;
    if into.exists() && !into.is_dir() {
        return Err(Failure::Said(format!("{} is not a directory to write to", arguments.into)));
    }
    let config = config::settings(terminal)?;
    let chain = arguments.with.choice().within(&config).chain().map_err(Failure::Said)?;
    let loaded = load_into(terminal, &into);
    let request = Request {
        provider: arguments.with.cloud.clone().or_else(|| config.provider.clone()),
        ..Request::new(&arguments.request, &into)
    };
    let outcome = if chain.is_empty() {
        wiring::generate(&loaded.workspace, &request)
    } else {
        let told = Told::new(terminal);
        let outcome = blocking(async {
            let cache = keeping::of_team(&config.cache);
            let tell = |news: asking::News<'_>| told.take(news);
            asking::generate(&chain, cache.as_ref(), &loaded.workspace, &request, &tell).await
        })?;
        drop(told);
        terminal.progress("");
        outcome
    };
    match outcome {
        author::Outcome::Refused(refusal) => refuse(terminal, arguments.format, &refusal),
        author::Outcome::Proposed(changes) => {
            complain_of(terminal, &loaded);
            if let Some(branch) = &arguments.commit {
                if arguments.format == GenerateFormat::Text {
                    change_text(terminal, &changes)?;
                    terminal.flush()?;
                }
                return commit(terminal, arguments, &into, branch, &changes);
            }
            let asked = Asked { dry_run: arguments.dry_run, yes: arguments.yes, format: arguments.format };
            let written = propose(terminal, asked, &into, &changes, guard)?;
            if arguments.format == GenerateFormat::Json {
                let shown = change_json(&changes, &into, &loaded.workspace, written);
                terminal.line(&format!("{shown:#}"))?;
                terminal.flush()?;
            }
            Ok(ExitCode::Clean)
        }
    }
}

fn refuse(terminal: &mut Terminal, format: GenerateFormat, refusal: &Refusal) -> Outcome {
    if format == GenerateFormat::Json {
        let refused = json!({ "message": refusal.message, "suggestions": refusal.suggestions });
        terminal.line(&format!("{:#}", json!({ "refused": refused, "written": false })))?;
        terminal.flush()?;
        return Ok(ExitCode::Failure);
    }
    Err(Failure::Said(wiring::refusal_sentence(refusal)))
}

/// How changes are to be shown and written.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) dry_run: bool,
    pub(super) yes: bool,
    pub(super) format: GenerateFormat,
}

/// Shows changes as text where that is the format, and writes them where that is wanted; whether it did.
pub(super) fn propose(
    terminal: &mut Terminal,
    asked: Asked,
    into: &Utf8Path,
    changes: &ChangeSet,
    guard: &Guard,
) -> Result<bool, Failure> {
    let text = asked.format == GenerateFormat::Text;
    if text {
        change_text(terminal, changes)?;
        terminal.flush()?;
    }
    let files = count(changes.changes.len(), "file");
    let is_empty = changes.changes.is_empty();
    let wanted =
        !is_empty && !asked.dry_run && (asked.yes || !terminal.asks() || ask(terminal, &files, into)?);
    if wanted {
        let _held = guard.hold();
        write(into, &changes.changes).map_err(|e| Failure::Said(e.to_string()))?;
    }
    if is_empty && text {
        terminal.line("nothing to change")?;
        terminal.flush()?;
    } else if text {
        let done = if wanted { "wrote" } else { "would write" };
        terminal.line(&format!("{done} {files} to {}", place(into)))?;
        terminal.flush()?;
    }
    Ok(wanted)
}

/// Says which files were not taken into account.
pub(super) fn complain_of(terminal: &mut Terminal, loaded: &Loaded) {
    for skipped in &loaded.skipped {
        terminal.complain(&format!("not taken into account: {} {}", shown(&skipped.path), skipped.why));
    }
}

/// What lies in the directory to write to, which need not be there yet.
pub(super) fn load_into(terminal: &Terminal, into: &Utf8Path) -> Loaded {
    if into.is_dir() {
        return load(terminal, vec![into.to_owned()], &BTreeSet::new());
    }
    Loaded { workspace: workspace::Workspace::new(vec![into.to_owned()]), skipped: Vec::new() }
}

/// Commits the changes on a branch of their own: the one that is named, or one after what changes.
fn commit(
    terminal: &mut Terminal,
    arguments: &Generate,
    into: &Utf8Path,
    branch: &str,
    changes: &ChangeSet,
) -> Outcome {
    let repository = Repository::at(into)?;
    let draft = wiring::commit_draft(changes, repository.root());
    let branch = if branch.is_empty() { draft.branch() } else { branch.to_owned() };
    let message = wiring::with_trailer(draft.to_string(), arguments.trailer);
    let files = count(changes.changes.len(), "file");
    if arguments.dry_run {
        terminal.line(&format!("would commit {files} on the new branch {branch}: {}", draft.subject))?;
    } else {
        super::git::demand_trust(&repository)?;
        let done = repository.commit_changes(&changes.changes, &branch, &message, false)?;
        match arguments.format {
            GenerateFormat::Text => {
                terminal.line(&format!("committed {files} on the new branch {branch}"))?;
            }
            GenerateFormat::Json => {
                terminal.line(&format!("{:#}", json!({ "committed": done, "message": message })))?;
            }
        }
    }
    terminal.flush()?;
    Ok(ExitCode::Clean)
}

fn ask(terminal: &mut Terminal, files: &str, into: &Utf8Path) -> std::io::Result<bool> {
    terminal.ask(&format!("Write {files} to {}?", place(into)))
}

fn place(into: &Utf8Path) -> &str {
    match shown(into).as_str() {
        "" => ".",
        path => path,
    }
}

use super::args::{Generate, GenerateFormat};
use super::interrupt::Guard;
use super::load::{Loaded, absolute, load, shown};
use super::output::{change_json, change_text, count};
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::exit::ExitCode;
use crate::wiring;
use author::{ChangeSet, Refusal, Request};
use camino::Utf8Path;
use outside::files::write;
use serde_json::json;
use std::collections::BTreeSet;

pub(super) fn run(terminal: &mut Terminal, arguments: &Generate, guard: &Guard) -> Outcome {
    let into = absolute(&arguments.into).map_err(Failure::Said)?;
    if into.exists() && !into.is_dir() {
        return Err(Failure::Said(format!("{} is not a directory to write to", arguments.into)));
    }
    let loaded = if into.is_dir() {
        load(terminal, vec![into.clone()], &BTreeSet::new())
    } else {
        Loaded { workspace: workspace::Workspace::new(vec![into.clone()]), skipped: Vec::new() }
    };
    let request = Request { provider: arguments.provider.clone(), ..Request::new(&arguments.request, &into) };
    match wiring::generate(&loaded.workspace, &request) {
        author::Outcome::Refused(refusal) => refuse(terminal, arguments.format, &refusal),
        author::Outcome::Proposed(changes) => {
            for skipped in &loaded.skipped {
                terminal.complain(&format!(
                    "not taken into account: {} {}",
                    shown(&skipped.path),
                    skipped.why
                ));
            }
            propose(terminal, arguments, &into, &loaded, &changes, guard)
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

fn propose(
    terminal: &mut Terminal,
    arguments: &Generate,
    into: &Utf8Path,
    loaded: &Loaded,
    changes: &ChangeSet,
    guard: &Guard,
) -> Outcome {
    let text = arguments.format == GenerateFormat::Text;
    if text {
        change_text(terminal, changes)?;
        terminal.flush()?;
    }
    let files = count(changes.changes.len(), "file");
    let wanted = !arguments.dry_run && (arguments.yes || !terminal.asks() || ask(terminal, &files, into)?);
    if wanted {
        let _held = guard.hold();
        write(into, &changes.changes).map_err(|e| Failure::Said(e.to_string()))?;
    }
    if text {
        let done = if wanted { "wrote" } else { "would write" };
        terminal.line(&format!("{done} {files} to {}", place(into)))?;
    } else {
        terminal.line(&format!("{:#}", change_json(changes, into, &loaded.workspace, wanted)))?;
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

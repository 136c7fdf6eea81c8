use super::json::finding;
use super::unified;
use crate::cli::load::shown;
use crate::cli::terminal::{Style, Terminal};
use crate::proof;
use crate::session::{Sides, sides};
use author::{ChangeSet, Note, Proof};
use camino::Utf8Path;
use serde_json::{Value, json};
use std::io;
use workspace::Workspace;

/// Prints the changes as a diff, then the proof.
pub(in crate::cli) fn change_text(terminal: &mut Terminal, changes: &ChangeSet) -> io::Result<()> {
    for change in &changes.changes {
        diff(terminal, &sides(change))?;
    }
    for (title, lines) in proof::sections(&changes.proof) {
        terminal.write(Style::Bold, &format!("{title}\n"))?;
        for line in lines {
            terminal.line(&format!("  {line}"))?;
        }
    }
    Ok(())
}

fn diff(terminal: &mut Terminal, sides: &Sides) -> io::Result<()> {
    diff_lines(terminal, &unified(shown(&sides.path).as_str(), sides.before.as_deref(), &sides.after))?;
    terminal.line("")
}

/// Prints a unified diff.
pub(in crate::cli) fn diff_lines(terminal: &mut Terminal, diff: &str) -> io::Result<()> {
    for line in diff.split_inclusive('\n') {
        let style = match line.as_bytes() {
            [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] => Style::Bold,
            [b'+', ..] => Style::Green,
            [b'-', ..] => Style::Red,
            [b'@', ..] => Style::Cyan,
            _ => Style::Plain,
        };
        terminal.write(style, line)?;
    }
    Ok(())
}

/// The changes as one JSON object; `written` says whether they are on disk.
pub(in crate::cli) fn change_json(
    changes: &ChangeSet,
    into: &Utf8Path,
    before: &Workspace,
    written: bool,
) -> Value {
    let file = |sides: Sides| {
        json!({
            "path": shown(&sides.path).as_str(),
            "action": if sides.before.is_some() { "edit" } else { "create" },
            "diff": unified(shown(&sides.path).as_str(), sides.before.as_deref(), &sides.after),
            "text": sides.after,
        })
    };
    let mut after = before.clone();
    for sides in changes.changes.iter().map(sides) {
        after.set(&sides.path, sides.after);
    }
    json!({
        "request": changes.request,
        "into": shown(into).as_str(),
        "files": changes.changes.iter().map(|c| file(sides(c))).collect::<Vec<_>>(),
        "proof": proof_json(&changes.proof, &after),
        "written": written,
    })
}

fn proof_json(proof: &Proof, after: &Workspace) -> Value {
    let notes = |notes: &[Note]| notes.iter().map(|note| note.text.clone()).collect::<Vec<_>>();
    json!({
        "writtenBy": proof.written_by,
        "understood": notes(&proof.understood),
        "assumed": notes(&proof.assumed),
        "notUnderstood": notes(&proof.not_understood),
        "checked": proof.checked,
        "repaired": proof.repaired,
        "notChecked": proof.not_checked,
        "findings": proof.findings.iter().map(|f| finding(f, after)).collect::<Vec<_>>(),
    })
}

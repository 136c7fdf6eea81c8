use super::args::Doctor;
use super::terminal::{Style, Terminal};
use super::{Failure, Outcome};
use crate::exit::ExitCode;
use outside::commands::{Audit, Policy, Protection, Trust};

/// Says what this machine gives: the wall, the tools, the workspace's trust, the audit log. Exit code 1 where
/// something is missing that protects.
pub(super) fn run(terminal: &mut Terminal, arguments: &Doctor) -> Outcome {
    let root = arguments.workspace.canonicalize_utf8();
    let root = root.map_err(|_| Failure::Said(format!("{} is no directory", arguments.workspace)))?;
    let roots = std::slice::from_ref(&root);
    let protection = Protection::of_machine();
    let mut whole = protection.is_whole();
    line(terminal, whole, "wall", &protection.to_string())?;
    let trusted = Trust::of_person().is_some_and(|trust| trust.covers(roots));
    let trust = if trusted { "is trusted" } else { "is not trusted: nothing runs in it" };
    line(terminal, true, "trust", &format!("{root} {trust}"))?;
    match Policy::of(roots) {
        Ok(policy) => {
            let places = policy.places();
            for name in policy.grammar().tools() {
                match places.find(name) {
                    Ok(program) => line(terminal, true, name, program.path().as_str())?,
                    Err(error) => line(terminal, true, name, &error.to_string())?,
                }
            }
        }
        Err(fault) => {
            whole = false;
            line(terminal, false, "rules", &fault)?;
        }
    }
    if let Some(log) = Audit::of_person() {
        let entries = log.entries().unwrap_or_default();
        let fine = entries.iter().all(Result::is_ok);
        whole &= fine;
        let said = if fine { "is whole" } else { "is BROKEN: run 'omni-architect audit'" };
        line(terminal, fine, "audit", &format!("{} {said}", log.path()))?;
    }
    terminal.flush()?;
    Ok(if whole { ExitCode::Clean } else { ExitCode::Findings })
}

fn line(terminal: &mut Terminal, fine: bool, name: &str, text: &str) -> Result<(), Failure> {
    terminal.write(if fine { Style::Faint } else { Style::Red }, &format!("{name:18} "))?;
    Ok(terminal.line(text)?)
}

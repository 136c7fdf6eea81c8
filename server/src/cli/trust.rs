use super::args::Trust;
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::exit::ExitCode;
use outside::commands;

/// Trusts a folder from now on, or no longer.
pub(super) fn run(terminal: &mut Terminal, arguments: &Trust) -> Outcome {
    let trust = commands::Trust::of_person();
    let trust = trust.ok_or_else(|| Failure::Said("there is no home to note it in".to_owned()))?;
    trust.set(&arguments.folder, !arguments.remove).map_err(Failure::Said)?;
    for folder in trust.folders() {
        terminal.line(&format!("trusted: {folder}"))?;
    }
    terminal.flush()?;
    Ok(ExitCode::Clean)
}

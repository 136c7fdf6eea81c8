use super::args::Plan;
use super::run::{Capture, command};
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::exit::ExitCode;
use outside::commands::reports::plan_summary;

/// Shows what a kept plan would change, the risky changes first; exit code 1 where there are some.
pub(super) fn run(terminal: &mut Terminal, arguments: &Plan) -> Outcome {
    let words = ["terraform", "show", "-json", arguments.plan.as_str()].map(str::to_owned);
    let finished = command(terminal, &arguments.place, &words, Capture::Output)?;
    if !finished.is_success() {
        return Err(Failure::Said(format!("terraform cannot show {}: {}", arguments.plan, finished.ended)));
    }
    let summary = plan_summary(&String::from_utf8_lossy(&finished.stdout)).map_err(Failure::Said)?;
    for line in summary.to_string().lines() {
        terminal.line(line)?;
    }
    terminal.flush()?;
    let risky = summary.changes.iter().any(outside::commands::reports::PlannedChange::is_risky);
    Ok(if risky { ExitCode::Findings } else { ExitCode::Clean })
}

use super::args::Validate;
use super::output::count;
use super::run::{Capture, command};
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::exit::ExitCode;
use outside::commands::reports::{Fault, helm_faults, terraform_faults};

/// Has the real tool check a directory: terraform where there are its files, helm where there is a chart. Exit code 1
/// where it finds errors.
pub(super) fn run(terminal: &mut Terminal, arguments: &Validate) -> Outcome {
    let root = &arguments.place.workspace;
    let faults = if root.join("Chart.yaml").is_file() {
        chart(terminal, arguments)?
    } else {
        configuration(terminal, arguments)?
    };
    for fault in &faults {
        let place =
            fault.place.as_ref().map(|at| format!("{}:{}:{}: ", root.join(&at.path), at.line, at.column));
        let severity = if fault.is_error { "error" } else { "warning" };
        terminal.line(&format!("{}{severity}: {}", place.unwrap_or_default(), fault.message))?;
    }
    let errors = faults.iter().filter(|fault| fault.is_error).count();
    terminal.line(&format!("{} by the real tool", count(errors, "error")))?;
    terminal.flush()?;
    Ok(if errors > 0 { ExitCode::Findings } else { ExitCode::Clean })
}

fn configuration(terminal: &mut Terminal, arguments: &Validate) -> Result<Vec<Fault>, Failure> {
    if !arguments.place.workspace.join(".terraform").is_dir() {
        let words = ["terraform", "init", "-backend=false", "-lockfile=readonly"].map(str::to_owned);
        let finished = command(terminal, &arguments.place, &words, Capture::Errors)?;
        if !finished.is_success() {
            return Err(Failure::Said(format!("terraform init did not go well: {}", finished.ended)));
        }
    }
    let words = ["terraform", "validate", "-json"].map(str::to_owned);
    let finished = command(terminal, &arguments.place, &words, Capture::Output)?;
    terraform_faults(&String::from_utf8_lossy(&finished.stdout)).map_err(Failure::Said)
}

fn chart(terminal: &mut Terminal, arguments: &Validate) -> Result<Vec<Fault>, Failure> {
    let words = ["helm", "template", "release", "."].map(str::to_owned);
    let finished = command(terminal, &arguments.place, &words, Capture::Output)?;
    Ok(helm_faults(&String::from_utf8_lossy(&finished.stderr)))
}

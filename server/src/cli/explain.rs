use super::args::Explain;
use super::output::severity_word;
use super::terminal::{Style, Terminal};
use super::{Failure, Outcome};
use crate::exit::ExitCode;

pub(super) fn run(terminal: &mut Terminal, arguments: &Explain) -> Outcome {
    let Some(code) = &arguments.code else { return list(terminal) };
    let Some(rule) = check::explain(code) else {
        let near = check::nearest(code, check::rules().iter().map(|rule| rule.code));
        let near = near.map_or_else(
            || "run 'omni-architect explain' for all of them".to_owned(),
            |near| format!("did you mean {near}?"),
        );
        return Err(Failure::Said(format!("no finding has the code {code}; {near}")));
    };
    terminal.write(Style::Bold, rule.code)?;
    terminal.line(&format!(": {} ({})", rule.title, severity_word(rule.severity)))?;
    terminal.line("")?;
    terminal.line(&rule.page())?;
    terminal.flush()?;
    Ok(ExitCode::Clean)
}

fn list(terminal: &mut Terminal) -> Outcome {
    let width = check::rules().iter().map(|rule| rule.code.len()).max().unwrap_or_default();
    for rule in check::rules() {
        let severity = severity_word(rule.severity);
        terminal.line(&format!("{:width$}  {severity:7}  {}", rule.code, rule.title))?;
    }
    terminal.flush()?;
    Ok(ExitCode::Clean)
}

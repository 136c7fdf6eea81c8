use super::args::Audit;
use super::output::count;
use super::terminal::{Style, Terminal};
use super::{Failure, Outcome};
use crate::exit::ExitCode;
use outside::commands;

/// Shows the last commands that ran and whether the log is whole; exit code 1 where it is not.
pub(super) fn run(terminal: &mut Terminal, arguments: &Audit) -> Outcome {
    let log = commands::Audit::of_person()
        .ok_or_else(|| Failure::Said("there is no home to keep a log in".to_owned()))?;
    let entries = log.entries().map_err(|e| Failure::Said(format!("{} cannot be read: {e}", log.path())))?;
    let first = entries.len().saturating_sub(arguments.last);
    for entry in entries.iter().skip(first).flatten() {
        terminal.write(Style::Faint, &format!("{} ", date(entry.time)))?;
        match &entry.event {
            commands::AuditEvent::Started { program, arguments, directory, .. } => {
                terminal.line(&format!("{program} {} (in {directory})", arguments.join(" ")))?;
            }
            commands::AuditEvent::Ended { program, how, took, .. } => {
                terminal.line(&format!("  {program}: {how} after {took} ms"))?;
            }
        }
    }
    let broken: Vec<_> = entries.iter().filter_map(|entry| entry.as_ref().err()).collect();
    for broken in &broken {
        terminal.complain(&broken.to_string());
    }
    let verdict = if broken.is_empty() { "the chain is whole" } else { "the chain is BROKEN" };
    terminal.line(&format!("{} in {}: {verdict}", count(entries.len(), "line"), log.path()))?;
    terminal.flush()?;
    Ok(if broken.is_empty() { ExitCode::Clean } else { ExitCode::Findings })
}

/// `time` (milliseconds since 1970) as a date in UTC, by the civil calendar.
fn date(time: u64) -> String {
    let seconds = time / 1000;
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Howard Hinnant's days-to-civil: years begin in March, eras have 146,097 days.
    let shifted = days + 719_468;
    let (era, day) = (shifted / 146_097, shifted % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{of_month:02} {hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_are_of_the_civil_calendar() {
        assert_eq!(date(0), "1970-01-01 00:00:00Z");
        assert_eq!(date(951_782_400_000), "2000-02-29 00:00:00Z");
        assert_eq!(date(1_798_761_599_999), "2026-12-31 23:59:59Z");
    }
}

use super::{Report, count, severity_word};
use crate::cli::load::shown;
use crate::cli::terminal::{Style, Terminal};
use camino::Utf8Path;
use check::{Finding, Severity};
use std::io;
use text::{Encoding, Span};
use workspace::File;

/// How much of a line is shown, in characters.
const WIDTH: usize = 120;

/// Prints a report for a person: each finding with the line it is about, then how many there are.
pub(in crate::cli) fn text(terminal: &mut Terminal, report: &Report<'_>) -> io::Result<()> {
    for finding in report.findings {
        one(terminal, report, finding)?;
    }
    for skipped in &report.skipped {
        terminal.write(Style::Faint, "not checked: ")?;
        terminal.line(&format!("{} {}", shown(&skipped.path), skipped.why))?;
    }
    let providers: Vec<_> = report.providers().iter().map(ToString::to_string).collect();
    if !providers.is_empty() {
        terminal.write(Style::Faint, "checked against: ")?;
        terminal.line(&providers.join(", "))?;
    }
    terminal.line(&summary(report))
}

fn one(terminal: &mut Terminal, report: &Report<'_>, finding: &Finding) -> io::Result<()> {
    let file = report.workspace.file(&finding.path);
    terminal.write(Style::Bold, &place(&finding.path, file.map(|f| &**f), finding.span))?;
    terminal.write(Style::Plain, ": ")?;
    terminal.write(colour(finding.severity), severity_word(finding.severity))?;
    terminal.write(Style::Plain, &format!(": {} ", finding.message))?;
    terminal.write(Style::Faint, &format!("[{}]\n", finding.code))?;
    if let Some(file) = file {
        excerpt(terminal, file, finding)?;
    }
    for related in &finding.related {
        let file = report.workspace.file(&related.path);
        let place = place(&related.path, file.map(|f| &**f), related.span);
        terminal.line(&format!("  {place}: {}", related.message))?;
    }
    if let Some(fix) = finding.fixes.first() {
        terminal.write(Style::Green, "  fix: ")?;
        terminal.line(&fix.title)?;
    }
    Ok(())
}

/// `path:line:column`, counted from one, in characters.
fn place(path: &Utf8Path, file: Option<&File>, span: Span) -> String {
    let position = file.map(|f| f.lines.position(&f.text, span.start, Encoding::Utf32)).unwrap_or_default();
    format!("{}:{}:{}", shown(path), position.line + 1, position.column + 1)
}

/// The line of the finding with what is meant underlined.
fn excerpt(terminal: &mut Terminal, file: &File, finding: &Finding) -> io::Result<()> {
    let number = file.lines.line(finding.span.start);
    let line = file.lines.span(&file.text, number);
    let (whole, start) = (line.text(&file.text), finding.span.start.saturating_sub(line.start) as usize);
    let before = whole.get(..start).unwrap_or(whole).replace('\t', " ").chars().count();
    if before >= WIDTH {
        return Ok(());
    }
    let end = (finding.span.end.min(line.end).saturating_sub(line.start) as usize).max(start);
    let marked = whole.get(start..end).unwrap_or_default().chars().count().clamp(1, WIDTH - before);
    let shown: String = whole.replace('\t', " ").chars().take(WIDTH).collect();
    let gutter = (number + 1).to_string();
    terminal.write(Style::Faint, &format!("  {gutter} | "))?;
    terminal.line(&shown)?;
    terminal.write(Style::Faint, &format!("  {} | ", " ".repeat(gutter.len())))?;
    terminal.write(colour(finding.severity), &format!("{}{}\n", " ".repeat(before), "^".repeat(marked)))
}

fn summary(report: &Report<'_>) -> String {
    let of = |severity| report.findings.iter().filter(|f| f.severity == severity).count();
    let nouns = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "remark")];
    let counts = nouns.into_iter().map(|(severity, noun)| (of(severity), noun));
    let counts = counts.chain([(of(Severity::Hint), "hint")]).filter(|(n, _)| *n > 0);
    let counts: Vec<_> = counts.map(|(n, noun)| count(n, noun)).collect();
    let found = if counts.is_empty() { "nothing found".to_owned() } else { counts.join(", ") };
    format!("{found} in {}", count(report.files.len(), "file"))
}

fn colour(severity: Severity) -> Style {
    match severity {
        Severity::Error => Style::Red,
        Severity::Warning => Style::Yellow,
        Severity::Info | Severity::Hint => Style::Cyan,
    }
}

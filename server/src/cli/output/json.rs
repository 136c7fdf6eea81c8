use super::{Report, severity_word};
use crate::cli::load::shown;
use crate::cli::terminal::Terminal;
use check::Finding;
use serde_json::{Value, json};
use std::io;
use text::{Encoding, Span};
use workspace::{Format, UnitKind, Workspace};

/// Prints a report as one JSON object. Positions are as in the protocol: from zero, in UTF-16 code units.
pub(in crate::cli) fn json(terminal: &mut Terminal, report: &Report<'_>) -> io::Result<()> {
    let findings: Vec<_> = report.findings.iter().map(|f| finding(f, report.workspace)).collect();
    let skipped = report.skipped.iter();
    let skipped: Vec<_> =
        skipped.map(|s| json!({ "path": shown(&s.path).as_str(), "reason": s.why.to_string() })).collect();
    let whole = json!({ "findings": findings, "checked": checked(report), "skipped": skipped });
    terminal.line(&format!("{whole:#}"))
}

/// One finding.
pub(super) fn finding(finding: &Finding, workspace: &Workspace) -> Value {
    let related = finding.related.iter().map(|r| {
        json!({ "path": shown(&r.path).as_str(), "range": range(workspace, &r.path, r.span), "message": r.message })
    });
    json!({
        "path": shown(&finding.path).as_str(),
        "range": range(workspace, &finding.path, finding.span),
        "severity": severity_word(finding.severity),
        "code": finding.code,
        "message": finding.message,
        "related": related.collect::<Vec<_>>(),
        "fixable": !finding.fixes.is_empty(),
    })
}

fn range(workspace: &Workspace, path: &camino::Utf8Path, span: Span) -> Value {
    let file = workspace.file(path);
    let range = file.map(|f| f.lines.range(&f.text, span, Encoding::Utf16)).unwrap_or_default();
    let position = |p: text::Position| json!({ "line": p.line, "character": p.column });
    json!({ "start": position(range.start), "end": position(range.end) })
}

/// What the findings are findings of.
fn checked(report: &Report<'_>) -> Value {
    let units =
        || report.files.iter().flat_map(|file| file.units.iter().map(move |u| (file.format, &u.unit.kind)));
    let blocks = units().filter(|(format, _)| *format == Format::Hcl).count();
    let manifests = units().filter(|(_, kind)| matches!(kind, UnitKind::Manifest(_))).count();
    let providers = report.providers().into_iter();
    let providers: Vec<_> = providers
        .map(|p| json!({ "source": p.source, "version": p.version, "locked": p.locked.as_deref() }))
        .collect();
    json!({ "files": report.files.len(), "blocks": blocks, "manifests": manifests, "providers": providers })
}

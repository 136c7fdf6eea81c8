//! Between the core's bytes and paths and the protocol's positions and URLs. The one module that converts.

use super::capabilities::Capabilities;
use crate::session::Snapshot;
use camino::{Utf8Path, Utf8PathBuf};
use check::{Finding, Severity};
use text::{Change, Encoding, LineIndex, Span};
use tower_lsp::lsp_types as lsp;
use tower_lsp::lsp_types::Url;

/// Where findings' codes are explained.
const MANUAL: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/server/manual");

/// The file that `url` names; nothing for another scheme or a name that is not UTF-8.
pub(crate) fn path(url: &Url) -> Option<Utf8PathBuf> {
    if url.scheme() != "file" {
        return None;
    }
    Utf8PathBuf::from_path_buf(url.to_file_path().ok()?).ok()
}

/// The URL of a file; nothing for a relative path.
pub(crate) fn url(path: &Utf8Path) -> Option<Url> {
    Url::from_file_path(path).ok()
}

/// The URL of a file as the client spells it, if it is open.
pub(crate) fn known_url(path: &Utf8Path, snapshot: &Snapshot) -> Option<Url> {
    snapshot.document(path).map(|d| d.url.clone()).or_else(|| url(path))
}

/// A range of the protocol as one of the core.
pub(crate) fn core_range(range: lsp::Range) -> text::Range {
    let position = |p: lsp::Position| text::Position { line: p.line, column: p.character };
    text::Range { start: position(range.start), end: position(range.end) }
}

/// Bytes of `text` as a range of the protocol.
pub(crate) fn range(text: &str, lines: &LineIndex, span: Span, encoding: Encoding) -> lsp::Range {
    let range = lines.range(text, span, encoding);
    let position = |p: text::Position| lsp::Position { line: p.line, character: p.column };
    lsp::Range { start: position(range.start), end: position(range.end) }
}

/// A range of the protocol as bytes of `text`.
pub(crate) fn span(text: &str, lines: &LineIndex, range: lsp::Range, encoding: Encoding) -> Span {
    let range = core_range(range);
    let start = lines.offset(text, range.start, encoding);
    Span::new(start, lines.offset(text, range.end, encoding).max(start))
}

/// The changes of a `didChange`.
pub(crate) fn changes(changes: Vec<lsp::TextDocumentContentChangeEvent>) -> Vec<Change> {
    changes.into_iter().map(|c| Change { range: c.range.map(core_range), text: c.text }).collect()
}

/// Findings, all of one file, as the client takes them.
pub(crate) fn diagnostics(
    findings: &[Finding],
    snapshot: &Snapshot,
    capabilities: &Capabilities,
) -> Vec<lsp::Diagnostic> {
    findings.iter().filter_map(|f| diagnostic(f, snapshot, capabilities)).collect()
}

fn diagnostic(
    finding: &Finding,
    snapshot: &Snapshot,
    capabilities: &Capabilities,
) -> Option<lsp::Diagnostic> {
    let file = snapshot.workspace().file(&finding.path)?;
    let related = finding.related.iter().filter_map(|related| {
        let location = location(&related.path, related.span, snapshot)?;
        Some(lsp::DiagnosticRelatedInformation { location, message: related.message.clone() })
    });
    let related: Vec<_> = related.collect();
    let fixes: Vec<_> = finding.fixes.iter().map(|fix| fix.title.clone()).collect();
    let shown = capabilities.related_information && !related.is_empty();
    Some(lsp::Diagnostic {
        range: range(&file.text, &file.lines, finding.span, snapshot.encoding),
        severity: Some(severity(finding.severity)),
        code: Some(lsp::NumberOrString::String(finding.code.to_owned())),
        code_description: explanation(finding.code)
            .filter(|_| capabilities.code_description)
            .map(|href| lsp::CodeDescription { href }),
        source: Some("omni-architect".to_owned()),
        message: finding.message.clone(),
        related_information: shown.then_some(related),
        tags: None,
        data: (capabilities.diagnostic_data && !fixes.is_empty())
            .then(|| serde_json::json!({ "fixes": fixes })),
    })
}

/// The heading of the manual for the rule `code`; an anchor is the heading in small letters.
fn explanation(code: &str) -> Option<Url> {
    let is_hardening = check::explain(code).is_some_and(|rule| rule.hardening().is_some());
    let page = if is_hardening { "hardening.md" } else { "findings.md" };
    Url::parse(&format!("{MANUAL}/{page}#{}", code.to_lowercase())).ok()
}

/// Bytes of a file as a place that the client can go to.
pub(crate) fn location(path: &Utf8Path, span: Span, snapshot: &Snapshot) -> Option<lsp::Location> {
    let file = snapshot.workspace().file(path)?;
    let range = range(&file.text, &file.lines, span, snapshot.encoding);
    Some(lsp::Location { uri: known_url(path, snapshot)?, range })
}

fn severity(severity: Severity) -> lsp::DiagnosticSeverity {
    match severity {
        Severity::Error => lsp::DiagnosticSeverity::ERROR,
        Severity::Warning => lsp::DiagnosticSeverity::WARNING,
        Severity::Info => lsp::DiagnosticSeverity::INFORMATION,
        Severity::Hint => lsp::DiagnosticSeverity::HINT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_leads_to_its_heading_in_the_manual() {
        let pages = [
            ("findings.md", include_str!("../../manual/findings.md")),
            ("hardening.md", include_str!("../../manual/hardening.md")),
        ];
        for rule in check::rules() {
            let url = explanation(rule.code).expect("a URL");
            let page = pages.iter().find(|(name, _)| url.path().ends_with(&format!("/server/manual/{name}")));
            let (_, page) = page.expect("a page of the manual");
            let heading = format!("### {}", rule.code);
            assert!(page.lines().any(|line| line == heading), "{} has no heading", rule.code);
            assert_eq!(url.fragment(), Some(rule.code.to_lowercase().as_str()));
        }
    }
}

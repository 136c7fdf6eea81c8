use super::{Place, What};
use tower_lsp::lsp_types::{CodeAction, CodeActionKind};

/// Ways to mend the findings that the selection touches.
pub(super) fn list(place: &Place<'_>) -> Vec<CodeAction> {
    let touched = |span: text::Span| span.start <= place.span.end && place.span.start <= span.end;
    let findings = place.findings.iter().filter(|f| touched(f.span));
    let all = findings.flat_map(|finding| finding.fixes.iter().map(move |fix| (finding, fix)));
    let action = |(finding, fix): (&check::Finding, &check::Fix)| {
        let what =
            What::Fix { code: finding.code.to_owned(), start: finding.span.start, title: fix.title.clone() };
        let mut action = place.action(&fix.title, CodeActionKind::QUICKFIX, fix.preferred, what)?;
        action.diagnostics = Some(place.diagnostic(finding));
        Some(action)
    };
    all.filter_map(action).collect()
}

use super::{Place, What};
use check::{Finding, Fix};
use tower_lsp::lsp_types::{CodeAction, CodeActionKind};
use workspace::File;

/// The codes of findings whose fix writes what is required.
const MISSING: [&str; 2] = ["TF-missing-argument", "K8S-missing-field"];

/// Writes everything that the block or object at the cursor requires and lacks.
pub(super) fn offer(place: &Place<'_>) -> Option<CodeAction> {
    let at = place.span.start;
    let missing = fixes(place.findings, place.file, at);
    if missing.is_empty() {
        return None;
    }
    place.action("Fill required arguments", CodeActionKind::REFACTOR_REWRITE, false, What::Fill { at })
}

/// The first fix of each such finding in the unit at byte `at`.
pub(super) fn fixes(findings: &[Finding], file: &File, at: u32) -> Vec<Fix> {
    let Some(unit) = file.unit_at(at) else { return Vec::new() };
    let here = |f: &&Finding| unit.offset <= f.span.start && f.span.start < unit.end().max(unit.offset + 1);
    let missing = findings.iter().filter(|f| MISSING.contains(&f.code)).filter(here);
    missing.filter_map(|f| f.fixes.first().cloned()).collect()
}

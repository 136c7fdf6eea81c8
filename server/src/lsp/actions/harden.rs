use super::{Place, What};
use check::Finding;
use tower_lsp::lsp_types::{CodeAction, CodeActionKind};

/// Mends a whole file at once; what editors run on saving when they are told to.
const FIX_ALL: &str = "source.fixAll.omni";

/// Mends what is risky in the block or document at the cursor, and in the whole file.
pub(super) fn list(place: &Place<'_>) -> Vec<CodeAction> {
    let is_mendable = |f: &&Finding| {
        check::explain(f.code).is_some_and(|rule| rule.hardening().is_some())
            && f.fixes.iter().any(|fix| fix.preferred)
    };
    let mendable: Vec<_> = place.findings.iter().filter(is_mendable).collect();
    let at = place.span.start;
    let Some(unit) = place.file.unit_at(at).filter(|_| !mendable.is_empty()) else { return Vec::new() };
    let is_here = mendable.iter().any(|f| unit.offset <= f.span.start && f.span.start < unit.end());
    let here = || place.action("Harden this", CodeActionKind::QUICKFIX, false, What::Harden { at: Some(at) });
    let file = place.action("Harden file", CodeActionKind::new(FIX_ALL), false, What::Harden { at: None });
    is_here.then(here).flatten().into_iter().chain(file).collect()
}

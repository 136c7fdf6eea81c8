use super::{Place, What};
use crate::wiring;
use author::Complement;
use tower_lsp::lsp_types::{CodeAction, CodeActionKind};
use workspace::UnitKind;

/// Adds what makes sense for the workload at the cursor.
pub(super) fn list(place: &Place<'_>) -> Vec<CodeAction> {
    let at = place.span.start;
    let unit = place.file.unit_at(at).map(|placed| &placed.unit.kind);
    if !matches!(unit, Some(UnitKind::Manifest(_))) {
        return Vec::new();
    }
    let all = wiring::complements(place.snapshot.workspace(), &place.file.path, at);
    all.into_iter().filter_map(|complement| add(place, complement, at)).collect()
}

fn add(place: &Place<'_>, complement: Complement, at: u32) -> Option<CodeAction> {
    let name = complement.name();
    let what = What::Complement { at, name: name.to_owned() };
    place.action(format!("Add {name} for this workload"), CodeActionKind::REFACTOR, false, what)
}

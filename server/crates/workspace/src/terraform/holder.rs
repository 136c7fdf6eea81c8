use crate::{Key, Reference, Symbol, SymbolKind, Unit};

/// The name whose value the reference is part of: the local, the block, or the argument of a module call.
pub fn holder(unit: &Unit, reference: &Reference) -> Option<Key> {
    // Symbols stand in text order; a nested one (a data source in a check) comes after what it stands in.
    let after = unit.symbols.partition_point(|s| s.span.start <= reference.span.start);
    let symbol = unit.symbols.get(..after)?.iter().rev().find(|s| s.span.contains(reference.span))?;
    if symbol.key.kind == SymbolKind::ModuleCall {
        argument(unit, symbol, reference)
    } else {
        Some(symbol.key.clone())
    }
}

fn argument(unit: &Unit, call: &Symbol, reference: &Reference) -> Option<Key> {
    let block = unit.hcl()?.blocks().find(|b| b.span == call.span)?;
    let attribute = block.body.attributes().find(|a| a.span.contains(reference.span))?;
    Some(match attribute.name.text.as_str() {
        "count" | "for_each" | "depends_on" | "providers" | "source" | "version" => call.key.clone(),
        name => Key::new(SymbolKind::Variable, call.key.name.clone(), name),
    })
}

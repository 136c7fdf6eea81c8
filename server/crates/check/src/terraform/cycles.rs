//! The circles in a module's references, through the modules that it calls.

use crate::terraform::graph::{Graph, Inputs};
use rustc_hash::FxHashMap;
use workspace::{Key, Module, Reference, Symbol, SymbolKind, Unit};

/// Names that depend on themselves, each with the number of its circle.
#[derive(Debug, Default)]
pub(crate) struct Cycles {
    circles: FxHashMap<Key, usize>,
}

impl Cycles {
    pub(crate) fn of(module: Module<'_>) -> Self {
        Self { circles: Graph::of(module, &mut Inputs::default()).circles() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.circles.is_empty()
    }

    /// The circle that `key` is on.
    pub(crate) fn circle(&self, key: &Key) -> Option<usize> {
        self.circles.get(key).copied()
    }
}

/// `aws_vpc.main`, `data.aws_ami.x`, `local.a`, `module.net.cidr`
pub(crate) fn address(key: &Key) -> String {
    match key.kind {
        SymbolKind::Local => format!("local.{}", key.name),
        SymbolKind::DataSource => format!("data.{}.{}", key.qualifier, key.name),
        SymbolKind::Ephemeral => format!("ephemeral.{}.{}", key.qualifier, key.name),
        SymbolKind::Output | SymbolKind::Variable => format!("module.{}.{}", key.qualifier, key.name),
        SymbolKind::ModuleCall => format!("module.{}", key.name),
        SymbolKind::Provider => format!("provider \"{}\"", key.qualifier),
        _ => format!("{}.{}", key.qualifier, key.name),
    }
}

/// The name whose value the reference is part of: the local, the block, or the argument of a module call.
pub(crate) fn holder(unit: &Unit, reference: &Reference) -> Option<Key> {
    let symbol = unit.symbols.iter().find(|s| s.span.contains(reference.span))?;
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

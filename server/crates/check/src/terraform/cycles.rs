//! The circles in a module's references, through the modules that it calls.

use crate::terraform::graph::{Graph, Inputs};
use rustc_hash::FxHashMap;
use workspace::{Key, Module, SymbolKind};

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

//! The circles in a module's references.

use rustc_hash::FxHashMap;
use workspace::{Key, Module, Names, SymbolKind};

/// Names that depend on themselves, each with the number of its circle.
#[derive(Debug, Default)]
pub(crate) struct Cycles {
    circles: FxHashMap<Key, usize>,
}

/// Whether `key` names something that is evaluated and that others can refer to.
pub(crate) fn is_node(key: &Key) -> bool {
    matches!(
        key.kind,
        SymbolKind::Resource | SymbolKind::DataSource | SymbolKind::Ephemeral | SymbolKind::Local
    )
}

/// `aws_vpc.main`, `data.aws_ami.x`, `local.a`
pub(crate) fn address(key: &Key) -> String {
    match key.kind {
        SymbolKind::Local => format!("local.{}", key.name),
        SymbolKind::DataSource => format!("data.{}.{}", key.qualifier, key.name),
        SymbolKind::Ephemeral => format!("ephemeral.{}.{}", key.qualifier, key.name),
        _ => format!("{}.{}", key.qualifier, key.name),
    }
}

impl Cycles {
    pub(crate) fn of(module: Module<'_>) -> Self {
        let mut graph = Graph::default();
        for kind in [SymbolKind::Resource, SymbolKind::DataSource, SymbolKind::Ephemeral, SymbolKind::Local] {
            for (key, _) in module.names().of_kind(kind) {
                graph.node(key);
            }
        }
        graph.connect(module.names());
        Self { circles: graph.circles() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.circles.is_empty()
    }

    /// The circle that `key` is on.
    pub(crate) fn circle(&self, key: &Key) -> Option<usize> {
        self.circles.get(key).copied()
    }
}

#[derive(Default)]
struct Graph<'a> {
    keys: Vec<&'a Key>,
    numbers: FxHashMap<&'a Key, usize>,
    edges: Vec<Vec<usize>>,
}

impl<'a> Graph<'a> {
    fn node(&mut self, key: &'a Key) {
        let keys = &mut self.keys;
        self.numbers.entry(key).or_insert_with(|| {
            keys.push(key);
            keys.len() - 1
        });
    }

    fn connect(&mut self, names: &'a Names) {
        self.edges = self.keys.iter().map(|key| self.targets(names, key)).collect();
    }

    /// What the definitions of `key` refer to.
    fn targets(&self, names: &'a Names, key: &Key) -> Vec<usize> {
        let mut out = Vec::new();
        for site in names.definitions(key) {
            let Some(symbol) = site.symbol() else { continue };
            let inside = site.unit.references.iter().filter(|r| symbol.span.contains(r.span));
            out.extend(inside.filter_map(|r| self.numbers.get(&r.key)));
        }
        out
    }

    /// Tarjan's strongly connected components, without recursion: those of more than one node, or with a loop.
    fn circles(&self) -> FxHashMap<Key, usize> {
        let mut search = Search::new(self.keys.len());
        for start in 0..self.keys.len() {
            search.from(start, &self.edges);
        }
        let mut sizes: FxHashMap<usize, usize> = FxHashMap::default();
        for component in &search.component {
            *sizes.entry(*component).or_default() += 1;
        }
        let numbered = self.keys.iter().zip(&search.component).enumerate();
        let on_circle = numbered.filter(|(node, (_, component))| {
            sizes.get(component).is_some_and(|size| *size > 1)
                || self.edges.get(*node).is_some_and(|targets| targets.contains(node))
        });
        on_circle.map(|(_, (key, component))| ((*key).clone(), *component)).collect()
    }
}

struct Search {
    /// The order in which a node was reached; 0 where it was not.
    reached: Vec<usize>,
    lowest: Vec<usize>,
    component: Vec<usize>,
    is_open: Vec<bool>,
    open: Vec<usize>,
    count: usize,
}

impl Search {
    fn new(nodes: usize) -> Self {
        let zeros = vec![0; nodes];
        Self {
            reached: zeros.clone(),
            lowest: zeros.clone(),
            component: zeros,
            is_open: vec![false; nodes],
            open: Vec::new(),
            count: 0,
        }
    }

    fn enter(&mut self, node: usize) {
        self.count += 1;
        (self.reached[node], self.lowest[node], self.is_open[node]) = (self.count, self.count, true);
        self.open.push(node);
    }

    fn from(&mut self, start: usize, edges: &[Vec<usize>]) {
        if self.reached[start] != 0 {
            return;
        }
        self.enter(start);
        let mut path = vec![(start, 0)];
        while let Some((node, next)) = path.last_mut() {
            let node = *node;
            if let Some(&target) = edges[node].get(*next) {
                *next += 1;
                if self.reached[target] == 0 {
                    self.enter(target);
                    path.push((target, 0));
                } else if self.is_open[target] {
                    self.lowest[node] = self.lowest[node].min(self.reached[target]);
                }
                continue;
            }
            path.pop();
            if let Some((parent, _)) = path.last() {
                self.lowest[*parent] = self.lowest[*parent].min(self.lowest[node]);
            }
            if self.lowest[node] == self.reached[node] {
                self.close(node);
            }
        }
    }

    /// Everything opened since `node` is one component.
    fn close(&mut self, node: usize) {
        while let Some(member) = self.open.pop() {
            (self.is_open[member], self.component[member]) = (false, self.reached[node]);
            if member == node {
                break;
            }
        }
    }
}

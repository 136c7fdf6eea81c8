//! What depends on what in a module, as Terraform orders its work: resources, data sources, locals, provider
//! configurations, and of each module call its arguments and outputs one by one.

use camino::Utf8PathBuf;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use workspace::terraform::holder;
use workspace::{Key, Module, Reference, Site, SymbolKind};

/// Calls nested deeper are not followed.
const DEEPEST: usize = 16;

/// Which variables of a module each of its outputs depends on, by the module's directory.
#[derive(Default)]
pub(crate) struct Inputs {
    known: FxHashMap<Utf8PathBuf, FxHashMap<SmolStr, Vec<SmolStr>>>,
    depth: usize,
}

/// The names of a module as numbered nodes, with edges to what each depends on.
#[derive(Default)]
pub(crate) struct Graph {
    keys: Vec<Key>,
    numbers: FxHashMap<Key, usize>,
    edges: Vec<Vec<usize>>,
}

impl Inputs {
    fn of(&mut self, module: Module<'_>) -> FxHashMap<SmolStr, Vec<SmolStr>> {
        if let Some(known) = self.known.get(module.dir()) {
            return known.clone();
        }
        if self.depth >= DEEPEST {
            return FxHashMap::default();
        }
        // A module that calls itself, which Terraform refuses, ends here.
        self.known.insert(module.dir().to_path_buf(), FxHashMap::default());
        self.depth += 1;
        let graph = Graph::of(module, self);
        self.depth -= 1;
        let outputs = graph.keys.iter().filter(|k| k.kind == SymbolKind::Output && k.qualifier.is_empty());
        let inputs: FxHashMap<_, _> =
            outputs.map(|key| (key.name.clone(), graph.variables_behind(key))).collect();
        self.known.insert(module.dir().to_path_buf(), inputs.clone());
        inputs
    }
}

impl Graph {
    pub(crate) fn of(module: Module<'_>, inputs: &mut Inputs) -> Self {
        let mut graph = Self::default();
        let names = module.names();
        for kind in [
            SymbolKind::Resource,
            SymbolKind::DataSource,
            SymbolKind::Ephemeral,
            SymbolKind::Local,
            SymbolKind::Provider,
            SymbolKind::Output,
            SymbolKind::ModuleCall,
        ] {
            for (key, site) in names.of_kind(kind) {
                let from = graph.node(key);
                graph.references(from, site);
            }
        }
        let calls: Vec<SmolStr> =
            names.of_kind(SymbolKind::ModuleCall).map(|(key, _)| key.name.clone()).collect();
        for call in calls {
            graph.call(module, &call, inputs);
        }
        graph
    }

    fn node(&mut self, key: &Key) -> usize {
        if let Some(number) = self.numbers.get(key) {
            return *number;
        }
        let number = self.keys.len();
        self.keys.push(key.clone());
        self.numbers.insert(key.clone(), number);
        self.edges.push(Vec::new());
        number
    }

    fn edge(&mut self, from: usize, to: usize) {
        if let Some(edges) = self.edges.get_mut(from) {
            edges.push(to);
        }
    }

    /// Edges for what stands in the definition `site` of node `from`.
    fn references(&mut self, from: usize, site: &Site) {
        let Some(symbol) = site.symbol() else { return };
        let inside = site.unit.references.iter().filter(|r| symbol.span.contains(r.span));
        for reference in inside.filter(|r| is_dependency(r)) {
            let is_call = symbol.key.kind == SymbolKind::ModuleCall;
            let from = match holder(&site.unit, reference).filter(|_| is_call) {
                Some(argument) => self.node(&argument),
                None => from,
            };
            let to = self.node(&reference.key);
            self.edge(from, to);
        }
        if matches!(symbol.key.kind, SymbolKind::Resource | SymbolKind::DataSource) {
            let local_name = symbol.key.qualifier.split('_').next().unwrap_or_default();
            let to = self.node(&Key::new(SymbolKind::Provider, local_name, ""));
            self.edge(from, to);
        }
    }

    /// An output of a call depends on the arguments that it is made of; both depend on the call's own arguments.
    fn call(&mut self, module: Module<'_>, call: &SmolStr, inputs: &mut Inputs) {
        let whole = self.node(&Key::plain(SymbolKind::ModuleCall, call.clone()));
        let Some(child) = module.child(call) else { return };
        for (output, variables) in inputs.of(child) {
            let from = self.node(&Key::new(SymbolKind::Output, call.clone(), output));
            self.edge(from, whole);
            for variable in variables {
                let to = self.node(&Key::new(SymbolKind::Variable, call.clone(), variable));
                self.edge(from, to);
            }
        }
    }

    /// The module's own variables that `key` depends on.
    fn variables_behind(&self, key: &Key) -> Vec<SmolStr> {
        let mut open: Vec<usize> = self.numbers.get(key).copied().into_iter().collect();
        let mut seen: FxHashSet<usize> = open.iter().copied().collect();
        let mut out = Vec::new();
        while let Some(node) = open.pop() {
            if let Some(key) =
                self.keys.get(node).filter(|k| k.kind == SymbolKind::Variable && k.qualifier.is_empty())
            {
                out.push(key.name.clone());
            }
            open.extend(self.edges.get(node).into_iter().flatten().filter(|next| seen.insert(**next)));
        }
        out
    }

    /// The nodes on circles, each with the number of its circle: strongly connected components of more than one
    /// node, or with a loop, by Tarjan's algorithm without recursion.
    pub(crate) fn circles(self) -> FxHashMap<Key, usize> {
        let mut search = Search::new(self.keys.len());
        for start in 0..self.keys.len() {
            search.from(start, &self.edges);
        }
        let mut sizes: FxHashMap<usize, usize> = FxHashMap::default();
        for component in &search.component {
            *sizes.entry(*component).or_default() += 1;
        }
        let is_on_circle = |node: usize, component: usize| {
            sizes.get(&component).is_some_and(|size| *size > 1)
                || self.edges.get(node).is_some_and(|targets| targets.contains(&node))
        };
        let nodes = self.keys.into_iter().zip(search.component).enumerate();
        nodes
            .filter(|(node, (_, component))| is_on_circle(*node, *component))
            .map(|(_, found)| found)
            .collect()
    }
}

/// Whether Terraform works on what is referred to first. A module's arguments name variables without reading them.
pub(crate) fn is_dependency(reference: &Reference) -> bool {
    let key = &reference.key;
    key.kind != SymbolKind::Variable || key.qualifier.is_empty()
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

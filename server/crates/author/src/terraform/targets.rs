//! Which node an argument refers to where several could be meant, and the companions that are added where
//! there is none.

use super::complete::{Composer, schema_of};
use super::graph::{Graph, Mode, NodeId, Origin, Value};
use super::lexicon::words_of;

/// Types of which each user gets one of its own, because what is in it depends on who uses it.
const OWN: &[&str] =
    &["aws_iam_role", "random_password", "google_service_account", "aws_iam_instance_profile"];

/// Whether each user of the type gets one of its own.
pub(crate) fn is_own(kind: &str) -> bool {
    OWN.contains(&kind)
}

impl Composer<'_> {
    /// The nodes of a type that `id` is to refer to, best first; empty where there is none that it may.
    pub(crate) fn nearest(&self, id: NodeId, kind: &'static str) -> Vec<NodeId> {
        let mut used = Vec::new();
        self.graph.nodes[id].body.references(&mut used);
        let mut found: Vec<NodeId> = self
            .graph
            .of_kind(kind)
            .filter(|n| *n != id && !reaches(&self.graph, *n, id) && self.may_share(*n, id))
            .collect();
        let asked = |n: &NodeId| matches!(self.graph.nodes[*n].origin, Origin::Asked(_));
        let existing = |n: &NodeId| self.graph.nodes[*n].origin == Origin::Existing;
        if found.iter().any(asked) {
            found.retain(asked);
        } else if found.iter().any(existing) {
            found.retain(existing);
        }
        if found.len() > 1 {
            found.sort_by_key(|n| (used.contains(n), self.distance(id, *n), *n));
            if let Some(same) = self.in_step(id, kind, &found) {
                found.sort_by_key(|n| (used.contains(n), *n != same));
            }
        }
        found
    }

    /// Companions that belong to one user are not shared with another kind of user.
    fn may_share(&self, candidate: NodeId, user: NodeId) -> bool {
        let node = &self.graph.nodes[candidate];
        !OWN.contains(&node.kind)
            || matches!(node.origin, Origin::Asked(_))
            || node.purpose.as_deref() == Some(self.purpose_of(user).as_str())
    }

    /// The word for what `id` is about: `lambda`, `eks_cluster`.
    pub(crate) fn purpose_of(&self, id: NodeId) -> String {
        let node = &self.graph.nodes[id];
        node.purpose.clone().unwrap_or_else(|| words_of(node.kind).take(2).collect::<Vec<_>>().join("_"))
    }

    /// Words between the mentions of two nodes; a mention before counts less than one behind.
    fn distance(&self, user: NodeId, target: NodeId) -> usize {
        let places = |id: NodeId| {
            self.items.iter().filter(move |i| i.nodes.contains(&id)).map(|i| i.mention.words.start)
        };
        let mut best = usize::MAX;
        for u in places(user) {
            for t in places(target) {
                let sentence = self.intent.sentence_of(u);
                let apart = usize::from(!sentence.contains(&t)) * 1000;
                // What a thing is joined to stands behind it as a rule: "a bucket in a VPC".
                let distance = if t > u { t - u } else { (u - t) + 6 };
                best = best.min(distance + apart);
            }
        }
        best
    }

    /// The third of three attachments goes to the third of three subnets.
    fn in_step(&self, id: NodeId, kind: &str, found: &[NodeId]) -> Option<NodeId> {
        let own = self.graph.nodes[id].kind;
        let siblings: Vec<NodeId> = self.graph.of_kind(own).collect();
        let place = siblings.iter().position(|n| *n == id)?;
        let all: Vec<NodeId> = self.graph.of_kind(kind).collect();
        (siblings.len() == all.len() && siblings.len() > 1)
            .then(|| all.get(place).copied())
            .flatten()
            .filter(|n| found.contains(n))
    }

    /// A new node of a type for `user` to refer to.
    pub(crate) fn companion(&mut self, user: NodeId, kind: &'static str) -> Option<NodeId> {
        schema_of(kind, Mode::Resource)?;
        if self.depth(user) > 6 {
            return None;
        }
        let purpose = self.purpose_of(user);
        let label = if OWN.contains(&kind) { purpose.clone() } else { self.graph.nodes[user].label.clone() };
        let id = self.graph.add(Mode::Resource, kind, &label, Origin::Companion);
        let alias = self.graph.nodes[user].alias.clone();
        self.graph.nodes[id].purpose = Some(purpose);
        self.graph.nodes[id].alias = alias;
        Some(id)
    }

    /// How many companions stand between a node and what was asked for.
    fn depth(&self, id: NodeId) -> usize {
        let mut depth = 0;
        let mut at = id;
        while depth < 10 && self.graph.nodes[at].origin == Origin::Companion {
            let user = self.graph.nodes.iter().take(at).position(|n| {
                let mut found = Vec::new();
                n.body.references(&mut found);
                found.contains(&at)
            });
            depth += 1;
            let Some(user) = user else { break };
            at = user;
        }
        depth
    }

    /// A generated password for a node.
    pub(crate) fn password(&mut self, user: NodeId) -> Value {
        let label = self.graph.nodes[user].label.clone();
        let purpose = format!("{}.{label}", self.graph.nodes[user].kind);
        let same = self
            .graph
            .of_kind("random_password")
            .find(|n| self.graph.nodes[*n].purpose.as_deref() == Some(&purpose));
        let id = same.unwrap_or_else(|| {
            let id = self.graph.add(Mode::Resource, "random_password", &label, Origin::Companion);
            self.graph.nodes[id].purpose = Some(purpose);
            id
        });
        Value::Ref(id, ".result".to_owned())
    }

    /// The name that a node carries in the cloud.
    pub(crate) fn name_of(&self, id: NodeId) -> String {
        let node = &self.graph.nodes[id];
        if let Some(name) = &node.name {
            return name.clone();
        }
        let label = node.label.replace('_', "-");
        if node.label == "main" || node.label.starts_with("main_") {
            let words: Vec<&str> = words_of(node.kind).collect();
            let tail = words.get(words.len().saturating_sub(2)..).unwrap_or_default().join("-");
            let number = node.label.strip_prefix("main").unwrap_or_default().replace('_', "-");
            return format!("{tail}{number}");
        }
        label
    }
}

/// Whether following references from `from` leads to `to`.
pub(crate) fn reaches(graph: &Graph, from: NodeId, to: NodeId) -> bool {
    let mut seen = vec![false; graph.nodes.len()];
    let mut stack = vec![from];
    while let Some(at) = stack.pop() {
        if at == to {
            return true;
        }
        let Some(flag) = seen.get_mut(at) else { continue };
        if std::mem::replace(flag, true) {
            continue;
        }
        if let Some(node) = graph.nodes.get(at) {
            node.body.references(&mut stack);
        }
    }
    false
}

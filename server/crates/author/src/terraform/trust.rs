//! Who may assume an IAM role: the services whose resources use it.

use super::complete::Composer;
use super::graph::{NodeId, Piece, Value};

/// Who assumes a role of which nothing more is known.
pub(crate) const FALLBACK: &str = "ec2.amazonaws.com";

const PRINCIPALS: &str = include_str!("../../data/lists/principals.txt");

impl Composer<'_> {
    /// Lets a service assume a role that has no policy yet.
    pub(crate) fn trust(&mut self, role: NodeId, service: &str) {
        if self.graph.nodes[role].body.has("assume_role_policy") {
            return;
        }
        let services: Vec<String> = service.split(' ').map(|s| format!("\"{s}\"")).collect();
        let service =
            if services.len() == 1 { services.concat() } else { format!("[{}]", services.join(", ")) };
        let policy = format!(
            "jsonencode({{\n  Version = \"2012-10-17\"\n  Statement = [\n    {{\n      Effect    = \"Allow\"\n      Action    = \"sts:AssumeRole\"\n      Principal = {{ Service = {service} }}\n    }}\n  ]\n}})"
        );
        self.graph.nodes[role].body.set("assume_role_policy", Value::raw(policy));
    }

    /// Whether a role lets a service assume it already.
    pub(crate) fn trusts(&self, role: NodeId, service: &str) -> bool {
        let Some(Value::Expr(pieces)) = self.graph.nodes[role].body.attr("assume_role_policy") else {
            return false;
        };
        let has = |p: &Piece| matches!(p, Piece::Text(text) if text.contains(&format!("\"{service}\"")));
        !service.is_empty() && pieces.iter().any(has)
    }

    /// Gives each role without a policy the principal that its users, or the words around it, ask for.
    pub(crate) fn trust_users(&mut self) {
        let roles: Vec<NodeId> = self.graph.of_kind("aws_iam_role").collect();
        for role in roles {
            if self.graph.nodes[role].body.has("assume_role_policy") {
                continue;
            }
            let user = self.graph.nodes.iter().find_map(|n| {
                let mut found = Vec::new();
                n.body.references(&mut found);
                found.contains(&role).then(|| principal(n.kind)).flatten()
            });
            let service = user.or_else(|| {
                self.graph.nodes[role].purpose.as_deref().and_then(|p| principal(&format!("aws_{p}")))
            });
            let service = service.or_else(|| self.spoken_principal(role)).unwrap_or(FALLBACK);
            self.trust(role, service);
        }
    }

    /// The service whose name stands nearest to the mention of a node.
    pub(crate) fn spoken_principal(&self, role: NodeId) -> Option<&'static str> {
        let at = self.items.iter().find(|i| i.nodes.contains(&role)).map(|i| i.mention.words.start)?;
        let near = |line: &'static str| {
            let (words, principal) = line.split_once("->")?;
            let distance = words
                .split('|')
                .filter_map(|w| self.context.phrase(w.trim()))
                .map(|i| i.abs_diff(at))
                .min()?;
            Some((distance, principal.trim()))
        };
        PRINCIPALS
            .lines()
            .filter(|l| !l.starts_with('#'))
            .filter_map(near)
            .min_by_key(|(d, _)| *d)
            .map(|(_, p)| p)
    }
}

/// The principal of the service that a resource type belongs to.
fn principal(kind: &str) -> Option<&'static str> {
    let name = kind.strip_prefix("aws_")?;
    if name.starts_with("iam_role") {
        return None;
    }
    let fits = |line: &'static str| {
        let (words, principal) = line.split_once("->")?;
        let length = words
            .split('|')
            .map(|w| w.trim().replace(' ', "_"))
            .filter(|w| name == w || name.starts_with(&format!("{w}_")))
            .map(|w| w.len())
            .max()?;
        Some((length, principal.trim()))
    };
    PRINCIPALS
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(fits)
        .max_by_key(|(l, _)| *l)
        .map(|(_, p)| p)
}

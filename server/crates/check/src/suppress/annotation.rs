//! Annotations that people wrote for kube-linter, kube-score and checkov.

use super::{Suppression, What};
use std::cell::Cell;
use syntax::yaml::Node;
use text::Span;
use workspace::File;

const KUBE_LINTER: &str = "ignore-check.kube-linter.io/";

/// Those of the manifests of `file`.
pub(super) fn suppressions(file: &File) -> Vec<Suppression> {
    let text = &*file.text;
    let mut found = Vec::new();
    if !["kube-linter.io/", "kube-score/ignore", "checkov.io/skip"].iter().any(|name| text.contains(name)) {
        return found;
    }
    for placed in &file.units {
        let annotations = placed.unit.yaml().and_then(|root| root.at(&["metadata", "annotations"]));
        for entry in annotations.map(Node::entries).unwrap_or_default() {
            let (key, value) =
                (entry.key.as_str().unwrap_or_default(), entry.value.as_str().unwrap_or_default());
            for what in whats(key, value) {
                found.push(Suppression {
                    what,
                    span: entry.key.span + placed.offset,
                    covers: Span::new(placed.offset, placed.end()),
                    has_reason: true,
                    is_ours: false,
                    used: Cell::default(),
                });
            }
        }
    }
    found
}

/// What an annotation asks to be left out.
fn whats(key: &str, value: &str) -> Vec<What> {
    if let Some(name) = key.strip_prefix(KUBE_LINTER) {
        return vec![What::Mapping(format!("kube-linter:{name}"))];
    }
    if key == "kube-linter.io/ignore-all" {
        return vec![What::All];
    }
    if key == "kube-score/ignore" {
        return value.split(',').map(|name| What::Mapping(format!("kube-score:{}", name.trim()))).collect();
    }
    if key.starts_with("checkov.io/skip") {
        let id = value.split_once('=').map_or(value, |(id, _)| id);
        return vec![What::Mapping(id.trim().to_owned())];
    }
    Vec::new()
}

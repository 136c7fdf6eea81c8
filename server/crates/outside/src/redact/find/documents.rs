use super::Found;
use syntax::yaml::{Node, NodeKind, parse};
use text::Span;

/// The annotation in which `kubectl apply` keeps a copy of the whole manifest.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Adds the values of Kubernetes Secrets and the users of kubeconfigs, in YAML or JSON, alone or in prose.
///
/// A document that seems to hold one and does not parse is kept back whole.
pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    for (start, stretch) in stretches(text) {
        if !seems_to_hold_one(stretch) {
            continue;
        }
        let parsed = parse(stretch);
        let mut spans = Vec::new();
        walk(&parsed.root, 0, &mut spans);
        if spans.is_empty() && !parsed.errors.is_empty() {
            spans.push(("secret_manifest", Span::new(0, stretch.len() as u32)));
        }
        found.extend(spans.into_iter().map(|(kind, span)| {
            let range = span.range();
            Found { span: start + range.start..start + range.end, kind }
        }));
    }
}

/// The stretches of `text` that may be a document of their own: between `---` lines and between fences.
fn stretches(text: &str) -> Vec<(usize, &str)> {
    let mut stretches = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        let next = at + line.len();
        let bare = line.trim();
        if line.starts_with("---") && !line.starts_with("-----")
            || bare.starts_with("```")
            || bare.starts_with("~~~")
        {
            stretches.push((start, &text[start..at]));
            start = next;
        }
        at = next;
    }
    stretches.push((start, &text[start..]));
    stretches
}

/// Whether a line says that a Secret or a kubeconfig follows.
fn seems_to_hold_one(stretch: &str) -> bool {
    let says = |line: &str| {
        let bare: String = line.chars().filter(|c| !matches!(c, ' ' | '\t' | '"' | '\'')).collect();
        bare.contains("kind:Secret") || bare.contains("kind:Config") || bare.contains("client-key-data:")
    };
    stretch.lines().any(says)
}

fn walk(node: &Node, depth: usize, spans: &mut Vec<(&'static str, Span)>) {
    if depth > 100 {
        spans.push(("secret_manifest", node.span));
        return;
    }
    let kind = node.get("kind").and_then(Node::as_str).unwrap_or_default();
    if kind == "Secret" {
        for name in ["data", "stringData"] {
            scalars(node.get(name), "secret_data", spans);
        }
        scalars(node.at(&["metadata", "annotations", LAST_APPLIED]), "secret_data", spans);
    }
    for user in node.get("users").map(Node::items).unwrap_or_default() {
        scalars(user.get("user"), "kubeconfig_user", spans);
    }
    for child in node.entries().iter().map(|entry| &entry.value).chain(node.items()) {
        walk(child, depth + 1, spans);
    }
}

/// Every scalar at and below `node`, without its quotes.
fn scalars(node: Option<&Node>, kind: &'static str, spans: &mut Vec<(&'static str, Span)>) {
    let mut todo: Vec<&Node> = node.into_iter().collect();
    while let Some(node) = todo.pop() {
        if let NodeKind::Scalar(_, style) = &node.kind {
            use syntax::yaml::Style;
            let inner = match style {
                Style::Single | Style::Double => {
                    Span::new(node.span.start + 1, node.span.end.saturating_sub(1))
                }
                Style::Plain | Style::Literal | Style::Folded => node.span,
            };
            spans.push((kind, if inner.start < inner.end { inner } else { node.span }));
        }
        todo.extend(node.items().iter().chain(node.entries().iter().map(|entry| &entry.value)));
    }
}

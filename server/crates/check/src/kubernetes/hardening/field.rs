use super::template::{Container, Pod};
use crate::hardening::Patch;
use crate::report::Sink;
use std::fmt::Write as _;
use syntax::yaml::{Node, NodeKind};

/// What stands at a path.
pub(crate) enum At<'a> {
    /// Nothing, or null.
    Missing,
    /// A value.
    Found(&'a Node),
    /// An alias or a merge, which may bring anything.
    Unknown,
}

/// What stands at `path` below `node`.
pub(crate) fn at<'a>(node: &'a Node, path: &[&str]) -> At<'a> {
    let mut node = node;
    for key in path {
        match &node.kind {
            NodeKind::Alias(_) => return At::Unknown,
            NodeKind::Mapping(entries) => match node.get(key) {
                Some(below) => node = below,
                None if entries.iter().any(|e| e.key.as_str() == Some("<<")) => return At::Unknown,
                None => return At::Missing,
            },
            _ => return At::Missing,
        }
    }
    match &node.kind {
        NodeKind::Alias(_) => At::Unknown,
        NodeKind::Empty => At::Missing,
        NodeKind::Scalar(text, syntax::yaml::Style::Plain) if matches!(&**text, "null" | "~") => At::Missing,
        _ => At::Found(node),
    }
}

impl<'a> At<'a> {
    /// The text of a scalar that is there.
    pub(crate) fn text(&self) -> Option<&'a str> {
        if let Self::Found(node) = self { node.as_str() } else { None }
    }

    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }
}

/// Whose field a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// Each container's.
    Container,
    /// Each pod's.
    Pod,
}

/// What a field must be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Want {
    /// One of these values; nothing is as bad as another value.
    Is(&'static [&'static str]),
    /// None of these values; nothing is good.
    IsNot(&'static [&'static str]),
    /// Anything that is not empty.
    Present,
}

/// A rule about one field of a container or pod: all that the check, the fix and the example need.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) of: Of,
    pub(crate) path: &'static [&'static str],
    pub(crate) want: Want,
    /// The value that the fix gives the field; nothing where a person must choose.
    pub(crate) set: Option<&'static str>,
    /// What follows the container's or object's name in the message.
    pub(crate) says: &'static str,
    /// Whether the field means nothing on Windows.
    pub(crate) linux: bool,
}

impl Field {
    pub(crate) fn check(&self, pod: &Pod<'_>, sink: &mut Sink<'_>) {
        if self.linux && pod.is_windows() {
            return;
        }
        match self.of {
            Of::Pod => self.judge(pod.spec, pod.head(), &pod.title(), pod, sink),
            Of::Container => pod.containers().for_each(|container| {
                let title = format!("container {}", container.name());
                self.judge(container.node, Container::head(&container), &title, pod, sink);
            }),
        }
    }

    fn judge(&self, node: &Node, head: text::Span, title: &str, pod: &Pod<'_>, sink: &mut Sink<'_>) {
        let found = at(node, self.path);
        if self.is_met(&found) {
            return;
        }
        let span = if let At::Found(value) = found { value.span } else { head };
        let message = format!("{title} {}", self.says);
        let finding = sink.report(span, message);
        if let Some(value) = self.set {
            let dotted = self.path.join(".");
            let patch = Patch::new().set(node.span, self.path, value);
            finding.patch(format!("Set {dotted} to {value}"), pod.unit(), patch);
        }
    }

    fn is_met(&self, found: &At<'_>) -> bool {
        match (found, self.want) {
            (At::Unknown, _) | (At::Found(_), Want::Present) => true,
            (At::Missing, want) => matches!(want, Want::IsNot(_)),
            (At::Found(node), Want::Is(values)) => node.as_str().is_none_or(|text| values.contains(&text)),
            (At::Found(node), Want::IsNot(values)) => {
                node.as_str().is_none_or(|text| !values.contains(&text))
            }
        }
    }

    /// A pod with the fault, and the same pod without it.
    pub(crate) fn example(&self) -> (String, String) {
        let bad = match self.want {
            Want::IsNot([value, ..]) => Some(*value),
            _ => None,
        };
        let good = match (self.set, self.want) {
            (Some(value), _) => Some(value),
            (None, Want::Is([value, ..])) => Some(*value),
            (None, Want::Present) => Some("example"),
            _ => None,
        };
        (self.pod(bad), self.pod(good))
    }

    fn pod(&self, value: Option<&str>) -> String {
        let mut lines = String::new();
        let indent = if self.of == Of::Container { 6 } else { 2 };
        if let Some(value) = value {
            for (depth, key) in self.path.iter().enumerate() {
                let last = depth + 1 == self.path.len();
                let tail = if last { format!(" {value}") } else { String::new() };
                let _ = writeln!(lines, "{}{key}:{tail}", " ".repeat(indent + depth * 2));
            }
        }
        let head = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      \
                    image: registry.example/web:1.4\n";
        format!("{head}{lines}")
    }
}

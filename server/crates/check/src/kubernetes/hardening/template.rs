use super::super::ObjectContext;
use super::field::{At, at};
use syntax::yaml::{Node, NodeKind};
use text::Span;
use workspace::Unit;
use workspace::kubernetes::pod_template;

/// Deeper than this no kind keeps its pod templates.
const DEEPEST: usize = 12;

/// A pod template: a Pod itself, or what a workload of any kind makes its pods of.
pub(crate) struct Pod<'a> {
    pub(crate) object: &'a ObjectContext<'a>,
    pub(crate) spec: &'a Node,
}

/// What a container is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Runs as long as the pod.
    Main,
    /// Runs before the main ones and ends.
    Init,
    /// Starts before the main ones and runs as long as they do.
    Sidecar,
}

/// A container of a pod.
pub(crate) struct Container<'a> {
    pub(crate) pod: &'a Pod<'a>,
    pub(crate) node: &'a Node,
    pub(crate) role: Role,
}

impl<'a> Pod<'a> {
    pub(crate) fn unit(&self) -> &'a Unit {
        self.object.unit.unit
    }

    /// The containers, those that run before the main ones included.
    pub(crate) fn containers(&'a self) -> impl Iterator<Item = Container<'a>> {
        let of = |field: &'static str, init: bool| {
            let listed = self.spec.get(field).map(Node::items).unwrap_or_default();
            listed.iter().filter(|node| !node.entries().is_empty()).map(move |node| {
                let restarts = node.get("restartPolicy").and_then(Node::as_str) == Some("Always");
                let role = match (init, restarts) {
                    (false, _) => Role::Main,
                    (true, true) => Role::Sidecar,
                    (true, false) => Role::Init,
                };
                Container { pod: self, node, role }
            })
        };
        of("containers", false).chain(of("initContainers", true))
    }

    /// Whether its containers run on Windows, where much of the security context does not exist.
    pub(crate) fn is_windows(&self) -> bool {
        let named = self.spec.at(&["os", "name"]).and_then(Node::as_str);
        let selected = self.spec.at(&["nodeSelector", "kubernetes.io/os"]).and_then(Node::as_str);
        named.or(selected) == Some("windows")
    }

    /// What a finding about the pod as a whole underlines: the name of the object, else its kind.
    pub(crate) fn head(&self) -> Span {
        head(self.object)
    }

    /// The object's kind and name: `Deployment web`.
    pub(crate) fn title(&self) -> String {
        let name = self.object.object.at(&["metadata", "name"]).and_then(Node::as_str).unwrap_or_default();
        format!("{} {name}", self.object.kind_name).trim_end().to_owned()
    }

    /// Whether its object ends by itself.
    pub(crate) fn is_job(&self) -> bool {
        matches!(self.object.kind_name, "Job" | "CronJob")
    }
}

impl<'a> Container<'a> {
    pub(crate) fn unit(&self) -> &'a Unit {
        self.pod.unit()
    }

    pub(crate) fn name(&self) -> &'a str {
        self.node.get("name").and_then(Node::as_str).unwrap_or("without a name")
    }

    /// What a finding about the container as a whole underlines.
    pub(crate) fn head(&self) -> Span {
        let named = self.node.get("name").filter(|name| !name.span.is_empty());
        named.map_or_else(
            || self.node.entries().first().map_or(self.node.span, |e| e.key.span),
            |name| name.span,
        )
    }

    /// A field of the container's security context, or else of its pod's.
    pub(crate) fn security(&self, field: &'static str) -> At<'a> {
        match at(self.node, &["securityContext", field]) {
            At::Missing => at(self.pod.spec, &["securityContext", field]),
            found => found,
        }
    }
}

/// What a finding about an object as a whole underlines.
pub(crate) fn head(object: &ObjectContext<'_>) -> Span {
    let name = object.object.at(&["metadata", "name"]).filter(|n| !n.span.is_empty());
    name.or_else(|| object.object.get("kind")).map_or(object.object.span, |node| node.span)
}

/// The pod templates of an object. One whose containers have no image is a patch of another, and not judged.
pub(crate) fn pods<'a>(context: &'a ObjectContext<'a>) -> Vec<Pod<'a>> {
    let mut templates = Vec::new();
    match pod_template(context.kind_name, context.object) {
        Some(template) => templates.push(template),
        None if is_of_kubernetes(context.api_version) && context.kind_name != "PodTemplate" => {}
        None => find(context.object, 0, &mut templates),
    }
    let whole = |template: &'a Node| {
        let spec = template.get("spec")?;
        let containers = spec.get("containers")?.items();
        let has_image = |c: &Node| c.get("image").is_some_and(|image| image.as_str() != Some(""));
        let is_whole = !containers.is_empty() && containers.iter().all(has_image);
        is_whole.then_some(Pod { object: context, spec })
    };
    templates.into_iter().filter_map(whole).collect()
}

fn is_of_kubernetes(api_version: &str) -> bool {
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    !group.contains('.') || group.ends_with(".k8s.io")
}

/// Templates that stand under a key which says that it holds one (`template`, `podTemplate`, `serverTemplate`).
fn find<'a>(node: &'a Node, depth: usize, out: &mut Vec<&'a Node>) {
    if depth > DEEPEST {
        return;
    }
    match &node.kind {
        NodeKind::Mapping(entries) => {
            for entry in entries {
                let is_template =
                    entry.key.as_str().is_some_and(|key| key.to_ascii_lowercase().ends_with("template"));
                if is_template && entry.value.at(&["spec", "containers"]).is_some() {
                    out.push(&entry.value);
                } else {
                    find(&entry.value, depth + 1, out);
                }
            }
        }
        NodeKind::Sequence(items) => items.iter().for_each(|item| find(item, depth + 1, out)),
        _ => {}
    }
}

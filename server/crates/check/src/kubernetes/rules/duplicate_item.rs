//! Two items of a list that have the same name, or that are the same where they must differ.
//!
//! Lists of containers, ports, volumes and the like are keyed: the schema says which fields tell their items apart. The
//! API server refuses two items with one key. In four lists it takes them all the same (`env`, `ports` of a container,
//! `imagePullSecrets`, `hostAliases`), and then the last one counts or a later apply fails: there it is a warning.
//!
//! ```yaml
//! containers:
//!   - name: web
//!     image: nginx
//!   - name: web
//!     image: envoy
//! ```
//!
//! Give the second one a name of its own.

use crate::Severity;
use crate::kubernetes::{Hook, ObjectContext, ValueContext, items, pod_spec};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use crate::structure::Reader;
use rustc_hash::FxHashMap;
use syntax::yaml::{Node, NodeKind};
use text::Span;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-duplicate-item",
    title: "item of a list that is there already",
    severity: Severity::Error,
    doc: manual!("duplicate_item.rs"),
    check: Check::Kubernetes(&[Hook::Value(keyed), Hook::Object(named)]),
};

/// Keyed lists whose doubles the API server takes, by the fields around them.
const TAKEN: [(&str, &str); 5] = [
    ("containers", "env"),
    ("initContainers", "env"),
    ("containers", "ports"),
    ("initContainers", "ports"),
    ("spec", "imagePullSecrets"),
];

fn keyed(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    let value = context.value;
    let items = value.node.items();
    if items.len() < 2 {
        return;
    }
    let keys = value.schema.list_map_keys();
    if keys.is_empty() && !value.schema.is_set() {
        return;
    }
    let is_taken = value.reader == Reader::Strict && is_taken(&value.title());
    let mut first: FxHashMap<String, Span> = FxHashMap::default();
    for item in items {
        let Some((key, span)) = key_of(item, &keys) else { continue };
        let Some(earlier) = first.get(&key) else {
            first.insert(key, span);
            continue;
        };
        let found = sink.report(span, format!("{} has {key} already", value.title()));
        found.related(Place::Here, *earlier, "the first one");
        if is_taken {
            found.severity(Severity::Warning);
        }
    }
}

/// Whether the list at `path` takes doubles: `spec.template.spec.containers[0].env`.
fn is_taken(path: &str) -> bool {
    let mut fields = path.rsplit('.');
    let (list, around) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
    let around = around.split('[').next().unwrap_or_default();
    TAKEN.contains(&(around, list)) || list == "hostAliases"
}

/// What tells an item apart, as people would say it, and where it is written.
fn key_of(item: &Node, keys: &[&str]) -> Option<(String, Span)> {
    if keys.is_empty() {
        return Some((format!("\"{}\"", item.as_str()?), item.span));
    }
    if !matches!(item.kind, NodeKind::Mapping(_)) {
        return None;
    }
    let mut parts = Vec::new();
    for key in keys {
        let text = match item.get(key) {
            Some(value) => value.as_str()?.to_owned(),
            // The API server's own defaults stand in no schema.
            None if *key == "protocol" => "TCP".to_owned(),
            // What the server puts there is not known here, or it is missing, which is another fault.
            None => return None,
        };
        parts.push(format!("{key} {text}"));
    }
    let span = keys.iter().find_map(|key| item.get(key)).map_or(item.span, |value| value.span);
    Some((format!("an item with {}", parts.join(" and ")), span))
}

/// Containers of all kinds share their names, and so do the ports of one pod's container.
fn named(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let Some(spec) = pod_spec(context) else { return };
    let [main, init] = ["containers", "initContainers"].map(|list| items(spec.get(list)));
    let mut first: FxHashMap<&str, Span> = FxHashMap::default();
    for name in main.iter().filter_map(|container| container.get("name")) {
        first.extend(name.as_str().map(|text| (text, name.span)));
    }
    for name in init.iter().filter_map(|container| container.get("name")) {
        let Some((text, earlier)) = name.as_str().and_then(|text| Some((text, *first.get(text)?))) else {
            continue;
        };
        let found = sink.report(name.span, format!("the pod has a container named \"{text}\" already"));
        found.related(Place::Here, earlier, "the first one");
    }
    for container in main.iter().chain(init) {
        same_names(container.get("ports"), "the container", sink);
    }
}

/// Reports ports of one list that share a name.
fn same_names(ports: Option<&Node>, owner: &str, sink: &mut Sink<'_>) {
    let mut first: FxHashMap<&str, Span> = FxHashMap::default();
    for name in items(ports).iter().filter_map(|port| port.get("name")) {
        let Some(text) = name.as_str() else { continue };
        if let Some(earlier) = first.get(text) {
            let found = sink.report(name.span, format!("{owner} has a port named \"{text}\" already"));
            found.related(Place::Here, *earlier, "the first one");
        } else {
            first.insert(text, name.span);
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn names_that_are_taken_are_found_in_every_keyed_list() {
        check_rule(
            "K8S-duplicate-item",
            r#"
//- /a.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  initContainers:
    - {name: web, image: busybox}
             ^^^ the pod has a container named "web" already
  containers:
    - name: web
      image: nginx
      env:
        - {name: A, value: "1"}
        - {name: A, value: "2"}
                 ^ spec.containers[0].env has an item with name A already
      ports:
        - {name: http, containerPort: 80}
        - {name: http, containerPort: 81}
                 ^^^^ the container has a port named "http" already
      volumeMounts:
        - {name: a, mountPath: /a}
        - {name: b, mountPath: /a}
                               ^^ spec.containers[0].volumeMounts has an item with mountPath /a already
    - {name: web, image: envoy}
             ^^^ spec.containers has an item with name web already
  volumes:
    - {name: a, emptyDir: {}}
    - {name: b, emptyDir: {}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  ports:
    - {name: a, port: 80}
    - {name: b, port: 80, protocol: TCP}
                      ^^ spec.ports has an item with port 80 and protocol TCP already
    - {name: c, port: 80, protocol: UDP}
"#,
        );
    }
}

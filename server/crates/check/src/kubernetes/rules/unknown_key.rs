//! A key that a ConfigMap or a Secret of the workspace does not have.
//!
//! A pod that asks for such a key never starts, unless it says that the key is optional. Only objects whose data stand
//! in the workspace are judged; those without any data are filled by something else.
//!
//! ```yaml
//! env:
//!   - name: LOG_LEVEL
//!     valueFrom:
//!       configMapKeyRef: {name: web, key: log-levle}
//! ---
//! kind: ConfigMap
//! metadata: {name: web}
//! data:
//!   log-level: debug
//! ```
//!
//! Use a key of the object, or add the key to it.

use crate::context::LinkedContext;
use crate::kubernetes::links::{Target, objects_named};
use crate::kubernetes::{Hook, items, objects};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::{Severity, nearest};
use syntax::yaml::{Entry, Node};
use text::TextEdit;
use workspace::kubernetes::{namespace_of, pod_template};

pub(crate) static RULE: Rule = Rule {
    code: "K8S-unknown-key",
    title: "key that a ConfigMap or Secret does not have",
    severity: Severity::Warning,
    doc: manual!("unknown_key.rs"),
    check: Check::Kubernetes(&[Hook::Linked(check)]),
};

/// Fields that name an object and keys of it: the field, the kind, the field of the name.
const SOURCES: [(&str, &str, &str); 4] = [
    ("configMapKeyRef", "ConfigMap", "name"),
    ("secretKeyRef", "Secret", "name"),
    ("configMap", "ConfigMap", "name"),
    ("secret", "Secret", "secretName"),
];

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    for object in objects(context.unit) {
        let kind = object.get("kind").and_then(Node::as_str).unwrap_or_default();
        let pod = pod_template(kind, object).and_then(|pod| pod.get("spec"));
        if let Some(spec) = pod {
            walk(context, namespace_of(object), spec, sink);
        }
    }
}

fn walk(context: &LinkedContext<'_>, namespace: &str, node: &Node, sink: &mut Sink<'_>) {
    for item in node.items() {
        walk(context, namespace, item, sink);
    }
    for Entry { key, value } in node.entries() {
        let source = SOURCES.iter().find(|(field, ..)| key.as_str() == Some(field));
        if let Some((_, kind, name)) = source {
            // In a projected volume a Secret's name is `name` too.
            let name = value.get(name).or_else(|| value.get("name")).and_then(Node::as_str);
            let is_optional = value.get("optional").and_then(Node::as_bool) == Some(true);
            let name = name.filter(|_| !is_optional);
            let targets = name.map(|name| objects_named(context.workspace, kind, namespace, name));
            let keys = value
                .get("key")
                .into_iter()
                .chain(items(value.get("items")).iter().filter_map(|i| i.get("key")));
            let targets = targets.unwrap_or_default();
            keys.for_each(|key| missing(key, &targets, sink));
        }
        walk(context, namespace, value, sink);
    }
}

fn missing(key: &Node, targets: &[Target<'_>], sink: &mut Sink<'_>) {
    let mut known: Vec<(&Target<'_>, &Entry)> = Vec::new();
    for target in targets {
        let maps =
            ["data", "stringData", "binaryData"].into_iter().filter_map(|name| target.object.get(name));
        known.extend(maps.flat_map(Node::entries).map(|entry| (target, entry)));
    }
    let names = || known.iter().filter_map(|(_, entry)| entry.key.as_str());
    let Some(text) = key.as_str().filter(|text| !known.is_empty() && !names().any(|name| name == *text))
    else {
        return;
    };
    let Some(target) = targets.first() else { return };
    let name = target.object.at(&["metadata", "name"]);
    let title = format!("{} \"{}\"", target.kind(), name.and_then(Node::as_str).unwrap_or_default());
    let meant = nearest(text, names());
    let found = sink.report(key.span, format!("the {title} has no key \"{text}\""));
    found.meant(key.span, meant);
    let near = known.iter().find(|(_, entry)| meant.is_some() && entry.key.as_str() == meant);
    if let Some((target, entry)) = near {
        found.related(target.site, entry.key.span, "the key that is nearest");
        let edit = TextEdit::replace(entry.key.span, text.to_owned());
        found.fix_at(format!("Rename the key to \"{text}\""), vec![(target.site.into(), edit)]);
    } else if let Some(name) = name {
        found.related(target.site, name.span, format!("the {title}"));
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix_titled, check_rule};

    #[test]
    fn keys_are_looked_up_where_the_data_stand_in_the_workspace() {
        check_rule(
            "K8S-unknown-key",
            r#"
//- /config.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data: {log-level: debug, app.yaml: ""}
---
apiVersion: v1
kind: Secret
metadata: {name: injected}
//- /pod.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      env:
        - name: A
          valueFrom: {configMapKeyRef: {name: web, key: log-levle}}
                                                        ^^^^^^^^^ the ConfigMap "web" has no key "log-levle"; did you mean "log-level"?
        - name: B
          valueFrom: {configMapKeyRef: {name: web, key: other, optional: true}}
        - name: C
          valueFrom: {secretKeyRef: {name: injected, key: other}}
        - name: D
          valueFrom: {configMapKeyRef: {name: elsewhere, key: other}}
  volumes:
    - name: config
      configMap:
        name: web
        items:
          - {key: nginx.conf, path: nginx.conf}
                  ^^^^^^^^^^ the ConfigMap "web" has no key "nginx.conf"
          - {key: app.yaml, path: app.yaml}
"#,
        );
    }

    #[test]
    fn the_key_of_the_object_can_be_renamed() {
        let of = |key: &str| {
            format!(
                "//- /c.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: web}}\ndata:\n  {key}: a\n//- /p.yaml\napiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers:\n    - name: web\n      env: [{{name: A, valueFrom: {{configMapKeyRef: {{name: web, key: log-levle}}}}}}]\n"
            )
        };
        check_fix_titled(
            "K8S-unknown-key",
            Some("Rename the key to \"log-levle\""),
            &of("log-level"),
            &of("log-levle"),
        );
    }
}

//! A mount of a volume that the pod does not have.
//!
//! The API server refuses a pod whose container mounts a volume that is neither among the pod's `volumes` nor, in a
//! StatefulSet, among its `volumeClaimTemplates`.
//!
//! ```yaml
//! containers:
//!   - name: web
//!     volumeMounts:
//!       - name: confg
//!         mountPath: /etc/web
//! volumes:
//!   - name: config
//! ```
//!
//! Use the name of the volume, or add the volume.

use crate::kubernetes::{Hook, ObjectContext, containers, items, pod_spec};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use crate::structure::is_placeholder;
use crate::{Severity, nearest};
use syntax::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-unknown-volume",
    title: "mount of a volume that the pod does not have",
    severity: Severity::Error,
    doc: manual!("unknown_volume.rs"),
    check: Check::Kubernetes(&[Hook::Object(check)]),
};

fn check(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let Some(spec) = pod_spec(context) else { return };
    let volumes = items(spec.get("volumes")).iter().filter_map(|volume| volume.get("name"));
    let claims = items(context.object.at(&["spec", "volumeClaimTemplates"]));
    let claims = claims.iter().filter_map(|claim| claim.at(&["metadata", "name"]));
    let known: Vec<&Node> = volumes.chain(claims).collect();
    for container in containers(spec) {
        for mounts in ["volumeMounts", "volumeDevices"] {
            let names = items(container.get(mounts)).iter().filter_map(|mount| mount.get("name"));
            names.for_each(|name| missing(name, &known, sink));
        }
    }
}

fn missing(name: &Node, known: &[&Node], sink: &mut Sink<'_>) {
    let Some(text) = name.as_str().filter(|text| !is_placeholder(text)) else { return };
    let names = || known.iter().filter_map(|node| node.as_str());
    if names().any(|known| known == text) {
        return;
    }
    let meant = nearest(text, names());
    let found = sink.report(name.span, format!("the pod has no volume named \"{text}\""));
    found.meant(name.span, meant);
    if let Some(volume) = known.iter().find(|node| meant.is_some() && node.as_str() == meant) {
        found.related(Place::Here, volume.span, "the nearest volume");
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn volumes_and_claim_templates_count() {
        check_rule(
            "K8S-unknown-volume",
            r#"
//- /a.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
        - name: db
          volumeMounts:
            - {name: data, mountPath: /data}
            - {name: confg, mountPath: /etc/db}
                     ^^^^^ the pod has no volume named "confg"; did you mean "config"?
            - {name: scratch, mountPath: /tmp}
                     ^^^^^^^ the pod has no volume named "scratch"
      volumes:
        - {name: config, configMap: {name: db}}
  volumeClaimTemplates:
    - metadata: {name: data}
"#,
        );
    }
}

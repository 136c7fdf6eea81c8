//! A value of a Helm chart that its schema does not allow.
//!
//! A chart may say in `values.schema.json` what its values may be; `helm install` and `helm lint` refuse others. The
//! `values*.yaml` files beside it are checked. What a file leaves out may come from another one, so missing values are
//! not reported.
//!
//! ```yaml
//! # values.yaml, where the schema says that replicaCount is an integer
//! replicaCount: "2"
//! ```
//!
//! Write `2`.

use crate::Severity;
use crate::context::LinkedContext;
use crate::kubernetes::Hook;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure::{self, Reader, Root, Shape, walk};
use workspace::UnitKind;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-invalid-chart-value",
    title: "value that the chart's schema does not allow",
    severity: Severity::Error,
    doc: manual!("invalid_chart_value.rs"),
    check: Check::Kubernetes(&[Hook::Linked(check)]),
};

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let (UnitKind::HelmValues, Some(node)) = (&context.unit.kind, context.unit.yaml()) else { return };
    let Some(dir) = context.file.path.parent() else { return };
    let is_chart =
        ["Chart.yaml", "Chart.yml"].iter().any(|name| context.workspace.file(&dir.join(name)).is_some());
    let schema = context.workspace.file(&dir.join("values.schema.json"));
    let schema = schema.filter(|_| is_chart).and_then(|file| file.units.first()?.unit.yaml());
    let Some(schema) = schema else { return };
    let root = Root { node, schema: Shape::Written(schema), title: "the file", reader: Reader::JsonSchema };
    walk(root, &mut |value| {
        structure::unknown(value, sink);
        structure::wrong_type(value, sink);
        structure::invalid(value, sink);
        structure::form(value, sink);
    });
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn values_beside_a_schema_are_checked_by_it() {
        check_rule(
            "K8S-invalid-chart-value",
            r##"
//- /chart/Chart.yaml
apiVersion: v2
name: web
version: 1.0.0
//- /chart/values.schema.json
{
  "$schema": "https://json-schema.org/draft-07/schema#",
  "type": "object",
  "required": ["image", "host"],
  "properties": {
    "replicaCount": {"type": "integer", "minimum": 1},
    "host": {"type": ["string", "null"]},
    "service": {
      "type": "object",
      "additionalProperties": false,
      "properties": {"type": {"enum": ["ClusterIP", "NodePort"]}, "port": {"$ref": "#/definitions/port"}}
    }
  }
}
//- /chart/values.yaml
replicaCount: "2"
              ^^^ replicaCount takes an integer, not a string
host: null
service:
  type: ClusterIp
        ^^^^^^^^^ service.type is one of ClusterIP, NodePort, not "ClusterIp"; did you mean "ClusterIP"?
  port: anything
  prot: 80
  ^^^^ service has no field "prot"; did you mean "port"?
extra: {anything: true}
//- /elsewhere/values.yaml
replicaCount: "2"
//- /chart/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicaCount }}
"##,
        );
    }
}

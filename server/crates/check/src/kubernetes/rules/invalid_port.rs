//! A port number that does not exist.
//!
//! Ports go from 1 to 65535. The API server refuses all others wherever a port is named: of containers, Services,
//! probes, Ingresses and network policies.
//!
//! ```yaml
//! ports:
//!   - containerPort: 80800
//! ```
//!
//! Write the port that the program listens on.

use crate::Severity;
use crate::kubernetes::{Hook, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure::{Reader, Step};

pub(crate) static RULE: Rule = Rule {
    code: "K8S-invalid-port",
    title: "port number that does not exist",
    severity: Severity::Error,
    doc: manual!("invalid_port.rs"),
    check: Check::Kubernetes(&[Hook::Value(check)]),
};

/// Fields that hold a port, in every kind that Kubernetes brings.
const FIELDS: [&str; 6] = ["containerPort", "hostPort", "port", "targetPort", "nodePort", "endPort"];

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    let value = context.value;
    let is_port = match value.path {
        // A Service's backend port in an Ingress is `port: {number: 80}`.
        [.., Step::Field("port"), Step::Field("number")] => true,
        [.., Step::Field(name)] => FIELDS.contains(name),
        _ => false,
    };
    let Some(number) = value.node.as_i64().filter(|_| is_port && value.reader == Reader::Strict) else {
        return;
    };
    // A host or node port of 0 is the same as none.
    let zero = matches!(value.path, [.., Step::Field("hostPort" | "nodePort")]) && number == 0;
    if !(1..=65535).contains(&number) && !zero {
        sink.report(value.node.span, format!("{} is between 1 and 65535, not {number}", value.title()));
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn ports_have_sixteen_bits() {
        check_rule(
            "K8S-invalid-port",
            r"
//- /a.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  ports:
    - port: 80800
            ^^^^^ spec.ports[0].port is between 1 and 65535, not 80800
      targetPort: http
      nodePort: 0
    - {name: b, port: 65535, targetPort: 0}
                                         ^ spec.ports[1].targetPort is between 1 and 65535, not 0
",
        );
    }
}

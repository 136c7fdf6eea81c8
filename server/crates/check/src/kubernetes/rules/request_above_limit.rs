//! A request for more of a resource than its limit.
//!
//! A container is promised its requests and may use up to its limits. The API server refuses a request above the limit.
//!
//! ```yaml
//! resources:
//!   requests: {memory: 1Gi}
//!   limits: {memory: 512Mi}
//! ```
//!
//! Lower the request, or raise the limit.

use crate::Severity;
use crate::kubernetes::{Hook, ValueContext};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use crate::structure::{Quantity, Step};
use syntax::yaml::Node;
use text::TextEdit;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-request-above-limit",
    title: "request above the limit",
    severity: Severity::Error,
    doc: manual!("request_above_limit.rs"),
    check: Check::Kubernetes(&[Hook::Value(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    let value = context.value;
    if value.path.last() != Some(&Step::Field("resources")) {
        return;
    }
    let (Some(requests), Some(limits)) = (value.node.get("requests"), value.node.get("limits")) else {
        return;
    };
    let text = &context.object.unit.unit.text;
    for entry in requests.entries() {
        let Some((name, limit)) = entry.key.as_str().and_then(|name| Some((name, limits.get(name)?))) else {
            continue;
        };
        let quantity = |node: &Node| Quantity::parse(node.as_str()?);
        if quantity(&entry.value).zip(quantity(limit)).is_none_or(|(request, limit)| request <= limit) {
            continue;
        }
        let (asked, most) = (entry.value.as_str().unwrap_or_default(), limit.as_str().unwrap_or_default());
        let message = format!("the container requests {asked} of {name}, above its limit of {most}");
        let found = sink.report(entry.value.span, message);
        found.related(Place::Here, limit.span, "the limit");
        let copy = |from: &Node, to: &Node| vec![TextEdit::replace(to.span, from.span.text(text))];
        found.fix(format!("Lower the request to {most}"), copy(limit, &entry.value));
        found.fix(format!("Raise the limit to {asked}"), copy(&entry.value, limit));
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn quantities_are_compared_whatever_their_suffix() {
        check_rule(
            "K8S-request-above-limit",
            r"
//- /a.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      resources:
        requests: {cpu: 1500m, memory: 1Gi}
                        ^^^^^ the container requests 1500m of cpu, above its limit of 1
        limits: {cpu: 1, memory: 1024Mi}
",
        );
    }

    #[test]
    fn the_request_is_lowered() {
        let of = |cpu: &str| {
            format!(
                "//- /a.yaml\napiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers:\n    - name: web\n      resources:\n        requests:\n          cpu: {cpu}\n        limits:\n          cpu: 500m\n"
            )
        };
        check_fix("K8S-request-above-limit", &of("2"), &of("500m"));
    }
}

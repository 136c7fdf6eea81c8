//! A restart policy that the workload does not allow.
//!
//! The pods of a Deployment, StatefulSet, DaemonSet or ReplicaSet always restart; those of a Job end, so their policy
//! is `Never` or `OnFailure` and must be written. The API server refuses anything else.
//!
//! ```yaml
//! kind: Job
//! spec:
//!   template:
//!     spec:
//!       restartPolicy: Always
//! ```
//!
//! Write `OnFailure`, or `Never` where a failed pod should be kept to look at.

use crate::Severity;
use crate::kubernetes::{Hook, ObjectContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure::is_placeholder;
use syntax::yaml::{insert_entry, replace_scalar};
use workspace::kubernetes::pod_template;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-restart-policy",
    title: "restart policy that the workload does not allow",
    severity: Severity::Error,
    doc: manual!("restart_policy.rs"),
    check: Check::Kubernetes(&[Hook::Object(check)]),
};

fn check(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let allowed: &[&str] = match context.kind_name {
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "ReplicationController" => &["Always"],
        "Job" | "CronJob" => &["OnFailure", "Never"],
        _ => return,
    };
    if context.built_in().is_none() {
        return;
    }
    let Some(template) = pod_template(context.kind_name, context.object) else { return };
    let Some(spec) = template.entry("spec").filter(|entry| !entry.value.entries().is_empty()) else { return };
    let text = &context.unit.unit.text;
    let title = format!("the restart policy of a {}'s pods is {}", context.kind_name, allowed.join(" or "));
    match spec.value.get("restartPolicy") {
        Some(policy) => {
            let Some(written) =
                policy.as_str().filter(|p| !p.is_empty() && !is_placeholder(p) && !allowed.contains(p))
            else {
                return;
            };
            let found = sink.report(policy.span, format!("{title}, not {written}"));
            for one in allowed {
                found.fix(format!("Change to \"{one}\""), vec![replace_scalar(text, policy, one)]);
            }
        }
        None if !allowed.contains(&"Always") => {
            let found = sink.report(spec.key.span, format!("{title}, and must be written"));
            for one in allowed {
                let edit = insert_entry(text, &spec.value, "restartPolicy", one);
                found.fix(format!("Add \"restartPolicy: {one}\""), vec![edit]);
            }
        }
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn a_job_ends_and_a_deployment_does_not() {
        check_rule(
            "K8S-restart-policy",
            r"
//- /a.yaml
apiVersion: batch/v1
kind: Job
metadata: {name: a}
spec:
  template:
    spec:
    ^^^^ the restart policy of a Job's pods is OnFailure or Never, and must be written
      containers: [{name: a, image: a}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: b}
spec:
  template:
    spec:
      restartPolicy: Never
                     ^^^^^ the restart policy of a Deployment's pods is Always, not Never
      containers: [{name: a, image: a}]
",
        );
    }

    #[test]
    fn the_policy_is_added() {
        let of = |policy: &str| {
            format!(
                "//- /a.yaml\napiVersion: batch/v1\nkind: Job\nmetadata: {{name: a}}\nspec:\n  template:\n    spec:\n      containers: [{{name: a, image: a}}]\n{policy}"
            )
        };
        check_fix("K8S-restart-policy", &of(""), &of("      restartPolicy: OnFailure\n"));
    }
}

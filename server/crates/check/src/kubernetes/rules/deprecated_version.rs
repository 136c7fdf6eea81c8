//! A version of a kind that Kubernetes still serves but will remove.
//!
//! ```yaml
//! apiVersion: v1
//! kind: Endpoints
//! ```
//!
//! Move to what replaces it before the release that no longer serves it; the release notes say how fields changed.

use crate::Severity;
use crate::kubernetes::{Hook, ObjectContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use schema::kubernetes::lookup_kind;
use text::TextEdit;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-deprecated-version",
    title: "version of a kind that will be removed",
    severity: Severity::Warning,
    doc: manual!("deprecated_version.rs"),
    check: Check::Kubernetes(&[Hook::Object(check)]),
};

fn check(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let Some(kind) = context.kind.filter(|kind| kind.deprecated()) else { return };
    let Some(node) = context.object.get("apiVersion") else { return };
    let of_group = lookup_kind(context.unit.settings.kubernetes, context.kind_name)
        .find(|other| other.group() == kind.group() && !other.deprecated());
    let message = format!("{} {} is deprecated", context.api_version, context.kind_name);
    if let Some(instead) = of_group {
        let version = instead.api_version();
        let found = sink.report(node.span, format!("{message}; {version} replaces it"));
        found.fix(format!("Change to {version}"), vec![TextEdit::replace(node.span, version)]);
    } else {
        sink.report(node.span, message);
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn what_will_go_is_told() {
        check_rule(
            "K8S-deprecated-version",
            "
//- /a.yaml
apiVersion: v1
            ^^ v1 Endpoints is deprecated
kind: Endpoints
metadata: {name: web}
",
        );
    }
}

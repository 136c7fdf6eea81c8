//! A kind, or a version of one, that the chosen Kubernetes release does not serve.
//!
//! The API server refuses objects of kinds that it does not know. Most are slips in `kind` or `apiVersion`, or
//! versions that a newer release no longer serves. Kinds that a CustomResourceDefinition adds are known when it is
//! bundled or stands in the workspace; other groups are not judged.
//!
//! ```yaml
//! apiVersion: extensions/v1beta1
//! kind: Deployment
//! ```
//!
//! Write `apps/v1`.

use crate::Severity;
use crate::kubernetes::{Hook, ObjectContext};
use crate::nearest;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use schema::kubernetes::{Kind, kinds, last_served, lookup_kind};
use syntax::yaml::Node;
use text::TextEdit;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-unknown-kind",
    title: "kind that Kubernetes does not serve",
    severity: Severity::Error,
    doc: manual!("unknown_kind.rs"),
    check: Check::Kubernetes(&[Hook::Object(check)]),
};

fn check(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let (Some(api_version), Some(kind)) = (context.object.get("apiVersion"), context.object.get("kind"))
    else {
        return;
    };
    if context.kind.is_some() || context.kind_name.is_empty() || context.api_version.is_empty() {
        return;
    }
    let release = context.unit.settings.kubernetes;
    let served: Vec<_> = lookup_kind(release, context.kind_name).collect();
    if let Some(older) = last_served(release, context.api_version, context.kind_name) {
        let instead = served.first().map(|k| k.api_version());
        let message = format!(
            "{} {} is not served since Kubernetes {}",
            context.api_version,
            context.kind_name,
            older.name()
        );
        sink.report(api_version.span, message).meant(api_version.span, instead.as_deref());
    } else if !served.is_empty() {
        // Two projects may use one kind; a group that is not bundled is left alone.
        let is_foreign = context.api_version.split('/').next().is_some_and(|group| group.contains('.'))
            && !kinds(release).any(|k| k.group() == group_of(context.api_version));
        if !is_foreign {
            let all: Vec<_> = served.iter().map(|k| k.api_version()).collect();
            let message = format!(
                "{} is served as {}, not as {}",
                context.kind_name,
                all.join(" and "),
                context.api_version
            );
            let found = sink.report(api_version.span, message);
            for version in all {
                found.fix(format!("Change to {version}"), vec![TextEdit::replace(api_version.span, version)]);
            }
        }
    } else {
        unknown(context, kind, sink);
    }
}

fn unknown(context: &ObjectContext<'_>, kind: &Node, sink: &mut Sink<'_>) {
    let group = group_of(context.api_version);
    let known: Vec<_> =
        kinds(context.unit.settings.kubernetes).filter(|k| k.group() == group).map(Kind::kind).collect();
    // A group of which nothing is known cannot be judged, and a List stands for its items.
    if known.is_empty() || context.kind_name.ends_with("List") {
        return;
    }
    let meant = nearest(context.kind_name, known);
    let message = format!("{} has no kind \"{}\"", context.api_version, context.kind_name);
    sink.report(kind.span, message).meant(kind.span, meant);
}

fn group_of(api_version: &str) -> &str {
    api_version.rsplit_once('/').map_or("", |(group, _)| group)
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn kinds_and_versions_are_those_of_the_release() {
        check_rule(
            "K8S-unknown-kind",
            r#"
//- /a.yaml
apiVersion: extensions/v1beta1
            ^^^^^^^^^^^^^^^^^^ Deployment is served as apps/v1, not as extensions/v1beta1
kind: Deployment
metadata: {name: a}
---
apiVersion: apps/v1
kind: Deploymnet
      ^^^^^^^^^^ apps/v1 has no kind "Deploymnet"; did you mean "Deployment"?
metadata: {name: b}
---
apiVersion: example.com/v1
kind: Anything
metadata: {name: c}
"#,
        );
    }
}

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
use crate::context::LinkedContext;
use crate::kubernetes::{Definition, Hook, ObjectContext, objects};
use crate::nearest;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use schema::kubernetes::{Kind, kind, kinds, lookup_kind, removed};
use syntax::yaml::Node;
use text::TextEdit;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-unknown-kind",
    title: "kind that Kubernetes does not serve",
    severity: Severity::Error,
    doc: manual!("unknown_kind.rs"),
    check: Check::Kubernetes(&[Hook::Linked(check)]),
};

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let unit = context.environment.unit(context.unit);
    for object in objects(context.unit) {
        let object = ObjectContext::of(&unit, object);
        let (Some(api_version), Some(kind)) = (object.object.get("apiVersion"), object.object.get("kind"))
        else {
            continue;
        };
        if object.kind.is_some() || object.kind_name.is_empty() || object.api_version.is_empty() {
            continue;
        }
        if let Some(definition) = Definition::of(context.workspace, object.group(), object.kind_name) {
            not_defined(&object, api_version, &definition, sink);
        } else if !removed_version(&object, api_version, sink) && !other_version(&object, api_version, sink) {
            unknown(&object, kind, sink);
        }
    }
}

/// A version that the workspace's own definition of the kind does not have.
fn not_defined(
    context: &ObjectContext<'_>,
    api_version: &Node,
    definition: &Definition<'_>,
    sink: &mut Sink<'_>,
) {
    let versions = definition.versions();
    let (group, version) = context.api_version.rsplit_once('/').unwrap_or(("", context.api_version));
    let names: Vec<_> = versions.iter().map(|(name, _)| *name).collect();
    if names.is_empty() || names.contains(&version) {
        return;
    }
    let message =
        format!("the definition of {} has {}, not {version}", context.kind_name, names.join(" and "));
    let found = sink.report(api_version.span, message);
    for (name, span) in versions {
        found.related(definition.site, span, format!("{name} is defined here"));
        let title = format!("Change to {group}/{name}");
        found.fix(title, vec![TextEdit::replace(api_version.span, format!("{group}/{name}"))]);
    }
}

/// A version that older releases had.
fn removed_version(context: &ObjectContext<'_>, api_version: &Node, sink: &mut Sink<'_>) -> bool {
    let release = context.unit.settings.kubernetes;
    let Some(removed) = removed(release, context.api_version, context.kind_name) else { return false };
    let message = format!(
        "{} {} is not served since Kubernetes {}",
        context.api_version, context.kind_name, removed.release
    );
    let instead = removed.replacement.filter(|version| kind(release, version, context.kind_name).is_some());
    sink.report(api_version.span, message).meant(api_version.span, instead.as_deref());
    true
}

/// A version that the kind does not have, though others.
fn other_version(context: &ObjectContext<'_>, api_version: &Node, sink: &mut Sink<'_>) -> bool {
    let release = context.unit.settings.kubernetes;
    let all: Vec<_> = lookup_kind(release, context.kind_name).map(Kind::api_version).collect();
    // Two projects may use one kind; a group that is not bundled is left alone.
    let is_foreign = context.group().contains('.') && !kinds(release).any(|k| k.group() == context.group());
    if all.is_empty() || is_foreign {
        return !all.is_empty();
    }
    let message =
        format!("{} is served as {}, not as {}", context.kind_name, all.join(" and "), context.api_version);
    let found = sink.report(api_version.span, message);
    for version in all {
        found.fix(format!("Change to {version}"), vec![TextEdit::replace(api_version.span, version)]);
    }
    true
}

fn unknown(context: &ObjectContext<'_>, kind: &Node, sink: &mut Sink<'_>) {
    let release = context.unit.settings.kubernetes;
    let known: Vec<_> = kinds(release).filter(|k| k.group() == context.group()).map(Kind::kind).collect();
    // A group of which nothing is known cannot be judged, and a List stands for its items.
    if known.is_empty() || context.kind_name.ends_with("List") {
        return;
    }
    let meant = nearest(context.kind_name, known);
    let message = format!("{} has no kind \"{}\"", context.api_version, context.kind_name);
    sink.report(kind.span, message).meant(kind.span, meant);
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
            ^^^^^^^^^^^^^^^^^^ extensions/v1beta1 Deployment is not served since Kubernetes 1.16; did you mean "apps/v1"?
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

    #[test]
    fn a_kind_that_the_workspace_defines_has_the_versions_it_says() {
        check_rule(
            "K8S-unknown-kind",
            r"
//- /crd.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  names: {kind: Widget, plural: widgets}
  scope: Namespaced
  versions:
    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
//- /widget.yaml
apiVersion: example.com/v2
            ^^^^^^^^^^^^^^ the definition of Widget has v1, not v2
kind: Widget
metadata: {name: a}
---
apiVersion: example.com/v1
kind: Widget
metadata: {name: b}
",
        );
    }
}

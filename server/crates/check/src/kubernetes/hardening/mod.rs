//! Hardening of Kubernetes objects. Each file holds the rules of one subject: as rows where a rule is about one field,
//! as functions where it is not. A rule joins by its line in [`rules`].

mod field;
mod template;

mod availability;
mod capabilities;
mod environment;
mod images;
mod ingress;
mod isolation;
mod jobs;
mod mounts;
mod network;
mod privileges;
mod probes;
mod rbac;
mod resources;
mod scheduling;
mod secrets;
mod services;

pub(crate) use field::{At, Field, Of, Want, at};
pub(crate) use template::{Container, Pod, Role};

/// A pod of one container for an example, and what follows the container's image.
macro_rules! pod {
    ($rest:literal) => {
        concat!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n",
            "      image: registry.example/web:1.4\n",
            $rest
        )
    };
}
use pod;

use super::ObjectContext;
use crate::Rule;
use crate::context::LinkedContext;
use crate::hardening::Look;
use crate::registry::{hardening_rules, is_asked};
use crate::report::{Found, Sink};

pub(crate) type ObjectRule = fn(&ObjectContext<'_>, &mut Sink<'_>);
pub(crate) type PodRule = fn(&Pod<'_>, &mut Sink<'_>);
pub(crate) type ContainerRule = fn(&Container<'_>, &mut Sink<'_>);
pub(crate) type LinkedRule = fn(&LinkedContext<'_>, &mut Sink<'_>);

/// Every hardening rule on Kubernetes manifests.
pub(crate) fn rules() -> Vec<&'static Rule> {
    let subjects: [&'static [Rule]; 16] = [
        availability::RULES,
        capabilities::RULES,
        environment::RULES,
        images::RULES,
        ingress::RULES,
        isolation::RULES,
        jobs::RULES,
        mounts::RULES,
        network::RULES,
        privileges::RULES,
        probes::RULES,
        rbac::RULES,
        resources::RULES,
        scheduling::RULES,
        secrets::RULES,
        services::RULES,
    ];
    subjects.into_iter().flatten().collect()
}

/// Calls the rules that look at one object.
pub(crate) fn check_object(context: &ObjectContext<'_>, out: &mut Vec<Found>) {
    let pods = template::pods(context);
    for (rule, look) in &hardening_rules().kubernetes {
        if !is_asked(rule, context.unit.settings) {
            continue;
        }
        let sink = &mut Sink { rule, found: out };
        match look {
            Look::Object(check) => check(context, sink),
            Look::Pod(check) => pods.iter().for_each(|pod| check(pod, sink)),
            Look::Container(check) => {
                for pod in &pods {
                    pod.containers().for_each(|container| check(&container, sink));
                }
            }
            Look::Field(row) => pods.iter().for_each(|pod| row.check(pod, sink)),
            _ => {}
        }
    }
}

/// Calls the rules that look at a manifest and the workspace around it.
pub(crate) fn check_linked(context: &LinkedContext<'_>, out: &mut Vec<Found>) {
    for (rule, look) in &hardening_rules().manifests {
        if let Look::Manifest(check) = look
            && is_asked(rule, context.environment.settings)
        {
            check(context, &mut Sink { rule, found: out });
        }
    }
}

/// The metadata of a companion of `object`: its name and namespace.
fn metadata(object: &syntax::yaml::Node) -> String {
    let text = |key: &'static str| object.at(&["metadata", key]).and_then(syntax::yaml::Node::as_str);
    let line =
        |key: &'static str| text(key).map(|value| format!("  {key}: {}\n", syntax::yaml::quote(value)));
    format!("metadata:\n{}{}", line("name").unwrap_or_default(), line("namespace").unwrap_or_default())
}

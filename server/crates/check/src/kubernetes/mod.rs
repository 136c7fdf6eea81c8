//! Checks of Kubernetes manifests: their structure as the API server decodes it, and how objects fit together.
//!
//! A kind that is neither bundled nor defined in the workspace is named, and not judged further.

mod context;
mod custom;
pub(crate) mod hardening;
mod kustomize;
mod links;
mod names;
pub(crate) mod rules;

pub(crate) use context::{
    Hook, ObjectContext, ValueContext, check_linked, check_local, containers, items, objects, pod_spec,
};
pub(crate) use custom::Definition;
pub(crate) use hardening::{ContainerRule, Field, LinkedRule, ObjectRule, PodRule};

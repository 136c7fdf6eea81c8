//! Kubernetes manifests as seen by the graph: which object a document is, what it defines (itself, the labels of
//! its pods) and which objects it refers to.

mod kustomization;
mod references;
mod symbols;
mod units;

pub use symbols::{label_pair, namespace_of, object_name, pod_template};
pub use units::Manifest;

pub(crate) use kustomization::names as kustomization_names;
pub(crate) use symbols::names;
pub(crate) use units::{classify, is_helm_template};

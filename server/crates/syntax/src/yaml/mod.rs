//! YAML as Kubernetes, Prometheus and Alertmanager read it: documents, their trees with spans.

mod tree;

pub use tree::*;

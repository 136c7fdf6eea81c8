//! kubeconform in strict mode, offline, over schemas made of the bundled facts (`tests/oracles/kubernetes`).

use std::path::Path;

use super::{Verdict, judge};

/// Judges files, or folders with all their YAML and JSON, against the newest bundled Kubernetes and the bundled CRDs.
/// A kind that no schema knows is refused; kustomization files in a folder are left out.
pub fn strict(paths: &[impl AsRef<Path>]) -> Vec<Verdict> {
    judge("kubernetes", None, paths)
}

/// [`strict`] against another bundled version of Kubernetes: "1.34" to "1.37".
pub fn strict_for(version: &str, paths: &[impl AsRef<Path>]) -> Vec<Verdict> {
    judge("kubernetes", Some(&format!("--{version}")), paths)
}

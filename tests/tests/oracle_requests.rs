//! What the embedded author writes, judged by the official tools: the reviewed files of every request under
//! `fixtures/requests`, and the README's own request from the binary.

use omni_tests::oracle::{amtool, assert_all_valid, kubeconform, promtool, terraform};
use omni_tests::{Folder, omni};
use std::path::{Path, PathBuf};

/// The files below a directory, in order of their paths.
fn files(below: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![below.to_path_buf()];
    while let Some(directory) = waiting.pop() {
        for entry in std::fs::read_dir(&directory).expect("a directory").flatten() {
            let path = entry.path();
            if path.is_dir() { waiting.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// The reviewed files of all requests.
fn expected() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/requests");
    let all = files(&root.canonicalize().expect("the requests are there"));
    all.into_iter().filter(|path| path.iter().any(|part| part == "expected")).collect()
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "yaml" || e == "yml")
}

/// The Terraform modules among `files`.
fn modules(files: &[PathBuf]) -> Vec<PathBuf> {
    let terraform = files.iter().filter(|path| path.extension().is_some_and(|e| e == "tf"));
    let mut modules: Vec<PathBuf> = terraform.filter_map(|path| Some(path.parent()?.to_path_buf())).collect();
    modules.dedup();
    modules
}

/// The manifests among `files`, but for Kustomize's own.
fn manifests(files: &[PathBuf]) -> Vec<PathBuf> {
    let is_manifest = |path: &&PathBuf| {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        is_yaml(path) && text.contains("apiVersion:") && !text.contains("kustomize.config.k8s.io")
    };
    files.iter().filter(is_manifest).cloned().collect()
}

/// The files among `files` in a directory called `name`.
fn under(files: &[PathBuf], name: &str) -> Vec<PathBuf> {
    let inside = |path: &&PathBuf| is_yaml(path) && path.parent().is_some_and(|d| d.ends_with(name));
    files.iter().filter(inside).cloned().collect()
}

#[test]
fn terraform_accepts_every_reviewed_module() {
    assert_all_valid(&terraform::validate(&modules(&expected())));
}

#[test]
fn kubeconform_accepts_every_reviewed_manifest() {
    assert_all_valid(&kubeconform::strict(&manifests(&expected())));
}

#[test]
fn promtool_accepts_every_reviewed_rule() {
    let files = expected();
    assert_all_valid(&promtool::check_rules(&under(&files, "prometheus/rules")));
    let operator = files.into_iter().filter(|path| path.to_string_lossy().ends_with("prometheusrule.yaml"));
    assert_all_valid(&promtool::check_prometheus_rules(&operator.collect::<Vec<_>>()));
}

#[test]
fn amtool_accepts_every_reviewed_route() {
    assert_all_valid(&amtool::check_config(&under(&expected(), "alertmanager")));
}

#[test]
fn the_readme_request_gives_three_dialects_that_every_tool_accepts() {
    let readme = include_str!("../../README.md");
    let command = readme.lines().find(|line| line.contains("-- generate")).expect("the first command");
    let request = command.split('"').nth(1).expect("the request in quotes");
    let folder = Folder::with(&[]);
    let into = folder.path.to_str().expect("UTF-8");
    let output = omni(["generate", request, "--into", into, "--yes"]).output().expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let files = files(&folder.path);
    assert_all_valid(&terraform::init_and_validate(&modules(&files)));
    assert_all_valid(&kubeconform::strict(&manifests(&files)));
    let rules = files.iter().filter(|path| path.to_string_lossy().ends_with("prometheusrule.yaml"));
    assert_all_valid(&promtool::check_prometheus_rules(&rules.collect::<Vec<_>>()));
    assert!(files.iter().any(|path| path.extension().is_some_and(|e| e == "json")), "a dashboard");
}

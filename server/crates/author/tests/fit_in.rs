//! Requests that refer to what the open workspace has.

#![allow(clippy::unwrap_used, reason = "a test that cannot apply its edits has failed")]

use camino::Utf8Path;
use omni_author::{Change, Outcome, Request, generate};
use workspace::Workspace;

const WEB: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: ghcr.io/acme/web:1.2.3
          ports:
            - name: public
              containerPort: 3000
";

fn made(files: &[(&str, &str)], request: &str) -> Vec<(String, String)> {
    let mut workspace = Workspace::new(vec!["/w".into()]);
    for (path, text) in files {
        workspace.set(Utf8Path::new(path), *text);
    }
    let Outcome::Proposed(set) = generate(&workspace, &Request::new(request, "/w")) else {
        panic!("refused")
    };
    set.changes
        .into_iter()
        .map(|change| match change {
            Change::Create { path, text } => (path.to_string(), text),
            Change::Edit { path, before, edits } => (path.to_string(), text::apply(&before, &edits).unwrap()),
        })
        .collect()
}

#[test]
fn a_policy_for_an_existing_workload_takes_its_labels_ports_and_namespace() {
    let files = made(
        &[("/w/k8s/web-deployment.yaml", WEB)],
        "a network policy for the web deployment, only from the api",
    );
    let (path, text) = &files[0];
    assert_eq!(path, "/w/k8s/web-networkpolicy.yaml");
    for line in ["namespace: shop", "      app: web", "port: public", "app.kubernetes.io/name: api"] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn new_manifests_are_listed_in_the_kustomization_that_is_there_and_nothing_is_doubled() {
    let list = "resources:\n- web-deployment.yaml\n";
    let files = [("/w/k8s/web-deployment.yaml", WEB), ("/w/k8s/kustomization.yaml", list)];
    let made = made(&files, "an HPA for the web deployment between 2 and 6 replicas at 60% cpu");
    let paths: Vec<&str> = made.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["/w/k8s/web-hpa.yaml", "/w/k8s/kustomization.yaml"]);
    assert_eq!(made[1].1, "resources:\n- web-deployment.yaml\n- web-hpa.yaml\n");
}

#[test]
fn a_new_application_goes_to_the_namespace_of_the_workspace() {
    let files = made(
        &[("/w/k8s/web-deployment.yaml", WEB)],
        "a deployment named api with image ghcr.io/acme/api:2.0.0",
    );
    assert!(files.iter().all(|(path, _)| path.starts_with("/w/k8s/")), "{files:?}");
    assert!(
        files.iter().all(|(_, text)| text.contains("namespace: shop") && !text.contains("kind: Namespace"))
    );
}

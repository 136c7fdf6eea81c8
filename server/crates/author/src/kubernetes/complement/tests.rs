use super::*;

const WEB: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 3
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
            - name: web
              containerPort: 3000
";

fn workspace(files: &[(&str, &str)]) -> Workspace {
    let mut workspace = Workspace::new(vec!["/w".into()]);
    for (path, text) in files {
        workspace.set(Utf8Path::new(path), *text);
    }
    workspace
}

fn changes(outcome: Outcome) -> Vec<(String, String)> {
    let Outcome::Proposed(set) = outcome else { panic!("{outcome:?}") };
    set.changes
        .into_iter()
        .map(|change| match change {
            Change::Create { path, text } => (path.to_string(), text),
            Change::Edit { path, before, edits } => (path.to_string(), text::apply(&before, &edits).unwrap()),
        })
        .collect()
}

#[test]
fn an_autoscaler_takes_name_namespace_and_replicas_from_the_workload() {
    let workspace = workspace(&[("/w/k8s/web-deployment.yaml", WEB)]);
    let made =
        changes(complement(&workspace, Utf8Path::new("/w/k8s/web-deployment.yaml"), 40, Complement::Hpa));
    let [(path, text)] = made.as_slice() else { panic!("{made:?}") };
    assert_eq!(path, "/w/k8s/web-hpa.yaml");
    for line in ["namespace: shop", "minReplicas: 3", "name: web", "kind: Deployment"] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn a_service_selects_the_labels_and_port_names_that_are_there() {
    let workspace = workspace(&[("/w/deployment.yaml", WEB)]);
    let made = changes(complement(&workspace, Utf8Path::new("/w/deployment.yaml"), 0, Complement::Service));
    let (path, text) = &made[0];
    assert_eq!(path, "/w/service.yaml");
    assert!(text.contains("selector:\n    app: web") && text.contains("targetPort: web"), "{text}");
}

#[test]
fn a_kustomization_lists_what_is_added_and_a_file_of_several_objects_takes_it() {
    let list = "resources:\n  - deployment.yaml\n";
    let listed = workspace(&[("/w/deployment.yaml", WEB), ("/w/kustomization.yaml", list)]);
    let made = changes(complement(&listed, Utf8Path::new("/w/deployment.yaml"), 0, Complement::Pdb));
    assert_eq!(made[1].1, "resources:\n  - deployment.yaml\n  - pdb.yaml\n");
    let both =
        format!("{WEB}---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  namespace: shop\n");
    let together = workspace(&[("/w/web.yaml", &both)]);
    let made = changes(complement(&together, Utf8Path::new("/w/web.yaml"), 0, Complement::NetworkPolicy));
    assert_eq!(made.len(), 1);
    assert!(made[0].1.starts_with(&both) && made[0].1.contains("kind: NetworkPolicy"), "{}", made[0].1);
}

#[test]
fn monitoring_brings_a_monitor_and_alerts_that_name_the_same_job() {
    let workspace = workspace(&[("/w/deployment.yaml", WEB)]);
    let made =
        changes(complement(&workspace, Utf8Path::new("/w/deployment.yaml"), 0, Complement::Monitoring));
    let kinds: Vec<bool> = ["PodMonitor", "PrometheusRule"]
        .iter()
        .map(|kind| made.iter().any(|(_, text)| text.contains(&format!("kind: {kind}\n"))))
        .collect();
    assert_eq!(kinds, [true, true], "{made:?}");
}

#[test]
fn what_is_there_already_and_what_is_no_workload_are_refused() {
    let config = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n";
    let workspace = workspace(&[("/w/c.yaml", config)]);
    let outcome = complement(&workspace, Utf8Path::new("/w/c.yaml"), 0, Complement::Hpa);
    assert!(matches!(outcome, Outcome::Refused(_)));
    assert!(complements(&workspace, Utf8Path::new("/w/c.yaml"), 0).is_empty());
}

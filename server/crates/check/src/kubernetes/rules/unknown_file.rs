//! A file or directory that a Kustomization names and the workspace does not have.
//!
//! `kustomize build` refuses it. Addresses of repositories and paths that leave the workspace are not looked at; a
//! directory must have a Kustomization of its own.
//!
//! ```yaml
//! # kustomization.yaml
//! resources:
//!   - deploymnet.yaml
//! ```
//!
//! Write the name of the file that is there.

use crate::context::LinkedContext;
use crate::kubernetes::Hook;
use crate::kubernetes::kustomize::kustomization_in;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::{Severity, nearest};
use camino::Utf8Path;
use workspace::{Reference, SymbolKind};

pub(crate) static RULE: Rule = Rule {
    code: "K8S-unknown-file",
    title: "file that the workspace does not have",
    severity: Severity::Warning,
    doc: manual!("unknown_file.rs"),
    check: Check::Kubernetes(&[Hook::Linked(check)]),
};

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    for reference in context.unit.references.iter().filter(|r| r.key.kind == SymbolKind::File) {
        let path = Utf8Path::new(reference.key.name.as_str());
        let workspace = context.workspace;
        let is_inside = workspace.roots().iter().any(|root| path.starts_with(root) && path != root);
        // Without YAML in its name it is a directory, or a file that is not read here.
        let is_file = matches!(path.extension(), Some("yaml" | "yml" | "json"));
        let is_there = workspace.file(path).is_some() || kustomization_in(workspace, path).is_some();
        if is_inside && !is_there && (is_file || path.extension().is_none()) {
            report(context, reference, path, is_file, sink);
        }
    }
}

fn report(
    context: &LinkedContext<'_>,
    reference: &Reference,
    path: &Utf8Path,
    is_file: bool,
    sink: &mut Sink<'_>,
) {
    let written = reference.name_span.text(&context.unit.text).trim_matches(['"', '\'']);
    let Some(name) = path.file_name() else { return };
    let beside = path.parent().map(|dir| context.workspace.files_under(dir)).into_iter().flatten();
    let names = beside.filter(|file| is_file && file.path.parent() == path.parent());
    let names: Vec<_> = names.take(1000).filter_map(|file| file.path.file_name()).collect();
    let meant = nearest(name, names);
    let meant = meant.and_then(|meant| Some(format!("{}{meant}", written.strip_suffix(name)?)));
    let message = if is_file {
        format!("the workspace has no file \"{written}\"")
    } else {
        format!("the workspace has no Kustomization in \"{written}\"")
    };
    sink.report(reference.name_span, message).meant(reference.name_span, meant.as_deref());
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn files_and_directories_are_looked_up_beside_the_kustomization() {
        check_rule(
            "K8S-unknown-file",
            r#"
//- /app/base/kustomization.yaml
resources:
  - deploymnet.yaml
    ^^^^^^^^^^^^^^^ the workspace has no file "deploymnet.yaml"; did you mean "deployment.yaml"?
  - deployment.yaml
//- /app/base/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
//- /app/prod/kustomization.yaml
resources:
  - ../base
  - ../bsae
    ^^^^^^^ the workspace has no Kustomization in "../bsae"
  - https://example.com/x.yaml
  - github.com/example/app//deploy?ref=v1
patches:
  - path: ./patch.yml
          ^^^^^^^^^^^ the workspace has no file "./patch.yml"; did you mean "./patch.yaml"?
  - patch: |-
      - op: remove
        path: /spec/replicas
//- /app/prod/patch.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
"#,
        );
    }
}

//! A patch of a Kustomization that changes none of its resources.
//!
//! `kustomize build` refuses a patch whose kind and name no resource has. It is looked for only where all resources
//! stand in the workspace.
//!
//! ```yaml
//! # kustomization.yaml
//! resources: [deployment.yaml]  # Deployment web
//! patches:
//!   - path: replicas.yaml       # Deployment wbe
//! ```
//!
//! Give the patch the name of the resource.

use crate::context::LinkedContext;
use crate::kubernetes::kustomize::{named, resources};
use crate::kubernetes::{Hook, objects};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use crate::{Severity, nearest};
use camino::Utf8Path;
use std::sync::Arc;
use syntax::yaml::Node;
use text::{Span, TextEdit};
use workspace::{SymbolKind, UnitKind};

pub(crate) static RULE: Rule = Rule {
    code: "K8S-patch-matches-nothing",
    title: "patch that changes no resource",
    severity: Severity::Warning,
    doc: manual!("patch_matches_nothing.rs"),
    check: Check::Kubernetes(&[Hook::Linked(check)]),
};

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let patches = context
        .unit
        .references
        .iter()
        .filter(|r| r.key.kind == SymbolKind::File && r.key.qualifier == "patch");
    let patches: Vec<_> = patches.collect();
    let (UnitKind::Kustomization, Some(node)) = (&context.unit.kind, context.unit.yaml()) else { return };
    if patches.is_empty() {
        return;
    }
    let Some(all) = resources(context.workspace, &context.file.path) else { return };
    let targeted = targeted(node);
    for reference in patches.into_iter().filter(|reference| !targeted.contains(&reference.name_span)) {
        let Some(file) = context.workspace.file(Utf8Path::new(reference.key.name.as_str())) else { continue };
        for placed in &file.units {
            for object in objects(&placed.unit) {
                let Some((kind, name)) = named(object) else { continue };
                if all.iter().any(|(of, is)| of == kind && is == name) {
                    continue;
                }
                let meant = nearest(name, all.iter().filter(|(of, _)| of == kind).map(|(_, is)| is.as_str()));
                let span = object.at(&["metadata", "name"]).map_or(object.span, |node| node.span);
                let message =
                    format!("the patch is for the {kind} \"{name}\", which is none of the resources");
                let found = sink.report(reference.name_span, message);
                let place = || Place::Unit(file.path.clone(), Arc::clone(&placed.unit));
                found.related(place(), span, "the name that the patch is for");
                if let Some(meant) = meant {
                    let edit = (place(), TextEdit::replace(span, meant));
                    found.fix_at(format!("Change the patch's name to \"{meant}\""), vec![edit]);
                }
            }
        }
    }
}

/// Where the files of patches are named that say by `target` what they are for.
fn targeted(kustomization: &Node) -> Vec<Span> {
    let lists = ["patches", "patchesJson6902"].into_iter().filter_map(|list| kustomization.get(list));
    let patches = lists.flat_map(Node::items).filter(|patch| patch.get("target").is_some());
    patches.filter_map(|patch| patch.get("path")).map(|path| path.span).collect()
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn patches_are_for_resources_of_this_and_of_lower_kustomizations() {
        check_rule(
            "K8S-patch-matches-nothing",
            r#"
//- /base/kustomization.yaml
resources: [deployment.yaml]
configMapGenerator: [{name: settings}]
//- /base/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
//- /prod/kustomization.yaml
resources: [../base]
patches:
  - path: right.yaml
  - path: wrong.yaml
          ^^^^^^^^^^ the patch is for the Deployment "wbe", which is none of the resources
  - path: any.yaml
    target: {kind: Deployment}
//- /prod/right.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
//- /prod/wrong.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: wbe}
//- /prod/any.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: anything}
//- /remote/kustomization.yaml
resources: ["https://example.com/all.yaml"]
patches: [{path: wrong.yaml}]
//- /remote/wrong.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: wbe}
"#,
        );
    }
}

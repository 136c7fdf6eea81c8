//! A name of an object that the workspace has nearly.
//!
//! Pods name ConfigMaps, Secrets, claims and service accounts, Ingresses and routes name Services and Gateways,
//! autoscalers name workloads, bindings name roles: all by text, which nothing checks before the cluster does, and often
//! only by never becoming ready. What is in no file may still be in the cluster, so a name is reported only where the
//! workspace has an object of the same kind in the same namespace with nearly the same name. Objects that Terraform
//! makes (`kubernetes_config_map` and the like) and those that Kustomize generates count.
//!
//! ```yaml
//! kind: HorizontalPodAutoscaler
//! spec:
//!   scaleTargetRef: {kind: Deployment, name: chekcout}
//! ---
//! kind: Deployment
//! metadata: {name: checkout}
//! ```
//!
//! Use the name of the object, or give the object this name.

use crate::Severity;
use crate::context::LinkedContext;
use crate::kubernetes::Hook;
use crate::kubernetes::links::{is_defined, nearest_object};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use text::TextEdit;
use workspace::SymbolKind;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-unknown-object",
    title: "name of an object that the workspace has nearly",
    severity: Severity::Warning,
    doc: manual!("unknown_object.rs"),
    check: Check::Kubernetes(&[Hook::Linked(check)]),
};

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let names = context.workspace.index().shared();
    for reference in context.unit.references.iter().filter(|r| r.key.kind == SymbolKind::Object) {
        let kind = &reference.key.qualifier;
        let Some((namespace, name)) = reference.key.name.split_once('/') else { continue };
        if is_defined(names, kind, namespace, name) {
            continue;
        }
        let Some((meant, site)) = nearest_object(names, kind, namespace, name) else { continue };
        let message = format!("the workspace has no {kind} named \"{name}\"");
        let found = sink.report(reference.name_span, message);
        found.meant(reference.name_span, Some(meant));
        if let Some(symbol) = site.symbol() {
            found.related(site, symbol.name_span, format!("the {kind} that is nearest"));
            let edit = TextEdit::replace(symbol.name_span, name.to_owned());
            // In Terraform the name stands in quotes.
            let is_quoted = symbol.name_span.text(&site.unit.text).starts_with('"');
            let edit =
                if is_quoted { TextEdit::replace(symbol.name_span, format!("\"{name}\"")) } else { edit };
            found.fix_at(format!("Rename the {kind} to \"{name}\""), vec![(site.into(), edit)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix_titled, check_rule};

    #[test]
    fn a_slip_in_a_name_is_found_across_files_and_a_name_from_elsewhere_is_not() {
        check_rule(
            "K8S-unknown-object",
            r#"
//- /config.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: checkout-config, namespace: shop}
//- /deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout, namespace: shop}
spec:
  template:
    spec:
      serviceAccountName: builder
      containers:
        - name: web
          envFrom:
            - configMapRef: {name: checkout-confg}
                                   ^^^^^^^^^^^^^^ the workspace has no ConfigMap named "checkout-confg"; did you mean "checkout-config"?
            - configMapRef: {name: checkout-config}
            - secretRef: {name: checkout-config}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: checkout, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: chekcout}
                                                                ^^^^^^^^ the workspace has no Deployment named "chekcout"; did you mean "checkout"?
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: other, namespace: elsewhere}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: chekcout}
"#,
        );
    }

    #[test]
    fn routes_and_bindings_name_objects_too() {
        check_rule(
            "K8S-unknown-object",
            r#"
//- /a.yaml
apiVersion: v1
kind: Service
metadata: {name: payments}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: public}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: payments}
spec:
  parentRefs:
    - name: pubilc
            ^^^^^^ the workspace has no Gateway named "pubilc"; did you mean "public"?
  rules:
    - backendRefs:
        - {name: paymnets, port: 80}
                 ^^^^^^^^ the workspace has no Service named "paymnets"; did you mean "payments"?
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: deployer, namespace: ci}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: pod-reader}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: deploy, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: pod-raeder}
                                                                        ^^^^^^^^^^ the workspace has no ClusterRole named "pod-raeder"; did you mean "pod-reader"?
subjects:
  - {kind: ServiceAccount, name: deploier, namespace: ci}
                                 ^^^^^^^^ the workspace has no ServiceAccount named "deploier"; did you mean "deployer"?
  - {kind: ServiceAccount, name: deployer, namespace: ci}
"#,
        );
    }

    #[test]
    fn what_terraform_and_kustomize_make_counts() {
        check_rule(
            "K8S-unknown-object",
            r#"
//- /main.tf
resource "kubernetes_namespace" "shop" {
  metadata {
    name = "storefront"
  }
}

resource "kubernetes_secret_v1" "db" {
  metadata {
    name      = "database-login"
    namespace = "storefront"
  }
}
//- /kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: storefront
configMapGenerator:
  - name: settings
    literals: [A=b]
//- /a.yaml
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: storefornt}
                               ^^^^^^^^^^ the workspace has no Namespace named "storefornt"; did you mean "storefront"?
---
apiVersion: v1
kind: Pod
metadata: {name: b, namespace: storefront}
spec:
  containers:
    - name: a
      envFrom:
        - configMapRef: {name: settings}
        - configMapRef: {name: setings}
                               ^^^^^^^ the workspace has no ConfigMap named "setings"; did you mean "settings"?
        - secretRef: {name: database-login}
        - secretRef: {name: databse-login}
                            ^^^^^^^^^^^^^ the workspace has no Secret named "databse-login"; did you mean "database-login"?
"#,
        );
    }

    #[test]
    fn the_other_end_can_be_renamed_in_yaml_and_in_terraform() {
        let of = |service: &str, name: &str| {
            format!(
                "//- /i.yaml\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: a}}\nspec:\n  defaultBackend: {{service: {{name: {name}, port: {{number: 80}}}}}}\n//- /s.yaml\napiVersion: v1\nkind: Service\nmetadata: {{name: {service}}}\n"
            )
        };
        let title = Some("Rename the Service to \"storefornt\"");
        check_fix_titled(
            "K8S-unknown-object",
            title,
            &of("storefront", "storefornt"),
            &of("storefornt", "storefornt"),
        );
        let of = |secret: &str| {
            format!(
                "//- /main.tf\nresource \"kubernetes_secret\" \"s\" {{\n  metadata {{\n    name = \"{secret}\"\n  }}\n}}\n//- /p.yaml\napiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  imagePullSecrets: [{{name: registry-logni}}]\n"
            )
        };
        let title = Some("Rename the Secret to \"registry-logni\"");
        check_fix_titled("K8S-unknown-object", title, &of("registry-login"), &of("registry-logni"));
    }
}

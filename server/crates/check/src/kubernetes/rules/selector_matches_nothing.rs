//! A selector that no pod of the workspace matches.
//!
//! A Service sends traffic to the pods whose labels have every pair of its selector, in its own namespace. With a
//! slip in one of them it has no endpoints, and nothing says so.
//!
//! ```yaml
//! kind: Service
//! spec:
//!   selector: {app: wep}
//! ---
//! kind: Deployment
//! spec:
//!   template:
//!     metadata:
//!       labels: {app: web}
//! ```
//!
//! Use the label of the Deployment. A selector whose pods are made elsewhere, by an operator or in another
//! repository, is found only where a workload of the workspace comes near it.

use crate::Severity;
use crate::context::LinkedContext;
use crate::kubernetes::Hook;
use crate::nearest;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use std::collections::BTreeSet;
use syntax::yaml::Entry;
use text::TextEdit;
use workspace::kubernetes::{label_pair, namespace_of};
use workspace::{Key, Names, Site, SymbolKind};

pub(crate) static RULE: Rule = Rule {
    code: "K8S-selector-matches-nothing",
    title: "selector that no pod matches",
    severity: Severity::Warning,
    doc: manual!("selector_matches_nothing.rs"),
    check: Check::Kubernetes(&[Hook::Linked(check)]),
};

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let (Some(manifest), Some(object)) = (context.unit.manifest(), context.unit.yaml()) else { return };
    if manifest.kind != "Service" {
        return;
    }
    let Some(selector) = object.at(&["spec", "selector"]) else { return };
    let names = context.workspace.index().shared();
    let namespace = namespace_of(object);
    let pairs: Vec<_> = selector.entries().iter().filter_map(|e| Some((e, label(e)?))).collect();
    if pairs.is_empty() || matches_some(names, namespace, &pairs) {
        return;
    }
    for (entry, (key, value)) in &pairs {
        let Some((meant, site)) = nearest_value(names, namespace, key, value) else { continue };
        let message = format!("no pod in the workspace has the label {key}: {value}");
        let found = sink.report(entry.value.span, message);
        found.meant(entry.value.span, Some(&meant));
        if let Some(symbol) = site.symbol() {
            found.related(site, symbol.span, "the label of the nearest workload");
            let edit = TextEdit::replace(symbol.name_span, (*value).to_owned());
            found.fix_at(format!("Change the workload's label to \"{value}\""), vec![(site.into(), edit)]);
        }
    }
}

fn label(entry: &Entry) -> Option<(&str, &str)> {
    Some((entry.key.as_str()?, entry.value.as_str()?))
}

/// Whether one unit's pods have every pair.
fn matches_some(names: &Names, namespace: &str, pairs: &[(&Entry, (&str, &str))]) -> bool {
    let units = |(key, value): (&str, &str)| -> BTreeSet<usize> {
        let key = Key::new(SymbolKind::PodLabel, namespace, label_pair(key, value));
        names.definitions(&key).map(|site| std::sync::Arc::as_ptr(&site.unit) as usize).collect()
    };
    let mut all = pairs.iter().map(|(_, pair)| units(*pair));
    let Some(first) = all.next() else { return false };
    !all.fold(first, |left, right| &left & &right).is_empty()
}

/// The value of a workload's label `key` that is nearest to `value` and not the same.
fn nearest_value<'a>(
    names: &'a Names,
    namespace: &str,
    key: &str,
    value: &str,
) -> Option<(String, &'a Site)> {
    let prefix = format!("{key}=");
    let exact = Key::new(SymbolKind::PodLabel, namespace, label_pair(key, value));
    if names.defines(&exact) {
        return None;
    }
    let labels = names.of_qualifier(SymbolKind::PodLabel, namespace);
    let values: Vec<(&str, &Site)> =
        labels.filter_map(|(k, site)| Some((k.name.strip_prefix(&*prefix)?, site))).collect();
    let meant = nearest(value, values.iter().map(|(value, _)| *value))?;
    values.iter().find(|(value, _)| *value == meant).map(|(value, site)| ((*value).to_owned(), *site))
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    const WORKLOAD: &str = r"
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec: {containers: [{name: web, image: nginx}]}
";

    #[test]
    fn a_slip_in_a_label_is_found_across_files() {
        check_rule(
            "K8S-selector-matches-nothing",
            &format!(
                "//- /deploy.yaml{WORKLOAD}//- /service.yaml{}",
                r"
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector:
    app: wep
         ^^^ no pod in the workspace has the label app: wep; did you mean 'web'?
    tier: front
"
            )
            .replace('\'', "\""),
        );
    }

    #[test]
    fn either_end_can_be_changed() {
        check_fix(
            "K8S-selector-matches-nothing",
            &format!(
                "//- /d.yaml{WORKLOAD}//- /s.yaml\nkind: Service\napiVersion: v1\nmetadata: {{name: w, namespace: shop}}\nspec:\n  selector: {{app: wep}}\n"
            ),
            &format!(
                "//- /d.yaml{WORKLOAD}//- /s.yaml\nkind: Service\napiVersion: v1\nmetadata: {{name: w, namespace: shop}}\nspec:\n  selector: {{app: web}}\n"
            ),
        );
    }

    #[test]
    fn another_namespace_or_an_unlike_label_is_no_slip() {
        check_rule(
            "K8S-selector-matches-nothing",
            &format!(
                "//- /d.yaml{WORKLOAD}//- /s.yaml\nkind: Service\napiVersion: v1\nmetadata: {{name: w}}\nspec:\n  selector: {{app: postgres-operator}}\n"
            ),
        );
    }
}

//! A selector that nothing in the workspace matches.
//!
//! A Service sends traffic to the pods whose labels have every pair of its selector, in its own namespace; disruption
//! budgets, network policies and pod monitors choose pods in the same way, service monitors choose Services. With a slip
//! in one label they choose nothing, and nothing says so.
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
//! repository, is found only where a workload of the workspace comes near it: the same key with nearly the same value,
//! or nearly the same key with the same value.

use crate::Severity;
use crate::context::LinkedContext;
use crate::kubernetes::links::selected;
use crate::kubernetes::{Hook, items, objects};
use crate::nearest;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use syntax::yaml::{Entry, Node};
use text::{Span, TextEdit};
use workspace::kubernetes::{label_pair, namespace_of};
use workspace::{Key, Names, Site, SymbolKind};

pub(crate) static RULE: Rule = Rule {
    code: "K8S-selector-matches-nothing",
    title: "selector that nothing matches",
    severity: Severity::Warning,
    doc: manual!("selector_matches_nothing.rs"),
    check: Check::Kubernetes(&[Hook::Linked(check)]),
};

/// More labels are not compared.
const MOST: usize = 1000;

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    for object in objects(context.unit) {
        for (kind, selector) in selectors(object) {
            judge(context, namespace_of(object), kind, selector, sink);
        }
    }
}

/// The label selectors of an object that choose in its own namespace, with what they choose by.
fn selectors(object: &Node) -> Vec<(SymbolKind, &Node)> {
    let kind = object.get("kind").and_then(Node::as_str).unwrap_or_default();
    let is_elsewhere = object.at(&["spec", "namespaceSelector"]).is_some();
    let at = |path: &[&str]| object.at(path).into_iter().collect::<Vec<_>>();
    let matching = ["spec", "selector", "matchLabels"];
    let of = |kind, nodes: Vec<_>| nodes.into_iter().map(|node| (kind, node)).collect();
    match kind {
        "Service" => of(SymbolKind::PodLabel, at(&["spec", "selector"])),
        "PodDisruptionBudget" => of(SymbolKind::PodLabel, at(&matching)),
        "PodMonitor" if !is_elsewhere => of(SymbolKind::PodLabel, at(&matching)),
        "ServiceMonitor" if !is_elsewhere => of(SymbolKind::ServiceLabel, at(&matching)),
        "NetworkPolicy" => {
            let peers = [("ingress", "from"), ("egress", "to")].into_iter().flat_map(|(rules, side)| {
                items(object.at(&["spec", rules])).iter().flat_map(move |rule| items(rule.get(side)))
            });
            let near = peers.filter(|peer| peer.get("namespaceSelector").is_none());
            let near = near.filter_map(|peer| peer.at(&["podSelector", "matchLabels"]));
            let own = at(&["spec", "podSelector", "matchLabels"]);
            of(SymbolKind::PodLabel, own.into_iter().chain(near).collect())
        }
        _ => Vec::new(),
    }
}

fn judge(
    context: &LinkedContext<'_>,
    namespace: &str,
    kind: SymbolKind,
    selector: &Node,
    sink: &mut Sink<'_>,
) {
    let names = context.workspace.index().shared();
    let written: Vec<_> = selector.entries().iter().filter_map(|e| Some((e, label(e)?))).collect();
    let pairs: Vec<_> = written.iter().map(|(_, pair)| *pair).collect();
    if pairs.is_empty() || !selected(context.workspace, kind, namespace, &pairs).is_empty() {
        return;
    }
    let who = if kind == SymbolKind::PodLabel { ("pod", "workload") } else { ("Service", "Service") };
    for (entry, (key, value)) in written {
        if names.defines(&Key::new(kind, namespace, label_pair(key, value))) {
            continue;
        }
        let message = format!("no {} in the workspace has the label {key}: {value}", who.0);
        if let Some((meant, site)) = nearest_value(names, kind, namespace, key, value) {
            let span = entry.value.span;
            let found = sink.report(span, message);
            found.meant(span, Some(&meant));
            other_end(found, site, who.1, value);
        } else if let Some((meant, site)) = nearest_key(names, kind, namespace, key, value) {
            let span: Span = entry.key.span;
            let found = sink.report(span, message);
            found.meant(span, Some(&meant));
            found.related(site, site.symbol().map_or(span, |symbol| symbol.span), nearest_title(who.1));
        }
    }
}

fn nearest_title(who: &str) -> String {
    format!("the label of the nearest {who}")
}

fn other_end(found: &mut crate::report::Found, site: &Site, who: &str, value: &str) {
    let Some(symbol) = site.symbol() else { return };
    found.related(site, symbol.span, nearest_title(who));
    let edit = TextEdit::replace(symbol.name_span, value.to_owned());
    found.fix_at(format!("Change the {who}'s label to \"{value}\""), vec![(site.into(), edit)]);
}

fn label(entry: &Entry) -> Option<(&str, &str)> {
    Some((entry.key.as_str()?, entry.value.as_str()?))
}

/// The value of a label `key` that is nearest to `value`.
fn nearest_value<'a>(
    names: &'a Names,
    kind: SymbolKind,
    namespace: &str,
    key: &str,
    value: &str,
) -> Option<(String, &'a Site)> {
    let prefix = format!("{key}=");
    let labels = names.of_prefix(kind, namespace, &prefix).take(MOST);
    let values: Vec<_> =
        labels.filter_map(|(k, site)| Some((k.name.strip_prefix(prefix.as_str())?, site))).collect();
    let meant = nearest(value, values.iter().map(|(value, _)| *value))?;
    values.iter().find(|(value, _)| *value == meant).map(|(value, site)| ((*value).to_owned(), *site))
}

/// The key of a label with the value `value` that is nearest to `key`, among those that begin alike.
fn nearest_key<'a>(
    names: &'a Names,
    kind: SymbolKind,
    namespace: &str,
    key: &str,
    value: &str,
) -> Option<(String, &'a Site)> {
    let first = key.chars().next()?;
    let labels = names.of_prefix(kind, namespace, first.encode_utf8(&mut [0; 4])).take(MOST);
    let keys: Vec<_> = labels
        .filter_map(|(k, site)| Some((k.name.split_once('=').filter(|(_, v)| *v == value)?.0, site)))
        .collect();
    let meant = nearest(key, keys.iter().map(|(key, _)| *key))?;
    keys.iter().find(|(key, _)| *key == meant).map(|(key, site)| ((*key).to_owned(), *site))
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

    #[test]
    fn budgets_policies_and_monitors_select_too() {
        check_rule(
            "K8S-selector-matches-nothing",
            &format!(
                "//- /deploy.yaml{WORKLOAD}{}",
                r#"
//- /a.yaml
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web, namespace: shop}
spec: {minAvailable: 1, selector: {matchLabels: {teir: front}}}
                                                 ^^^^ no pod in the workspace has the label teir: front; did you mean "tier"?
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
    - from:
        - podSelector: {matchLabels: {app: wbe}}
                                           ^^^ no pod in the workspace has the label app: wbe; did you mean "web"?
        - podSelector: {matchLabels: {app: wbe}}
          namespaceSelector: {}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop, labels: {app: checkout}}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: chekcout}}
                                ^^^^^^^^ no Service in the workspace has the label app: chekcout; did you mean "checkout"?
  endpoints: [{port: http}]
"#
            ),
        );
    }
}

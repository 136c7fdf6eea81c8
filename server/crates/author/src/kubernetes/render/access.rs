//! ServiceAccount, Role and RoleBinding of an application.

use super::super::graph::{Account, App, Right};
use super::super::value::{Map, Value};
use super::{Manifest, metadata};

/// The account and its rights, where the application has them.
pub(super) fn manifests(app: &App, space: Option<&str>) -> Vec<Manifest> {
    let account = &app.account;
    let name = account.name.as_deref().unwrap_or(&app.name);
    let mut out = Vec::new();
    if !account.exists && !account.unset {
        let metadata = metadata(app, name, space, &account.annotations);
        let rest = Map::new().with("automountServiceAccountToken", false);
        out.push(Manifest::new("v1", "ServiceAccount", metadata, rest));
    }
    if !account.rules.is_empty() {
        out.extend(roles(account, name, space, |name, space| metadata(app, name, space, &[])));
    }
    out
}

/// Role and binding of `account` under `name`, cluster-wide where the account says so.
pub(crate) fn roles(
    account: &Account,
    name: &str,
    space: Option<&str>,
    metadata: impl Fn(&str, Option<&str>) -> Map,
) -> [Manifest; 2] {
    let group = "rbac.authorization.k8s.io";
    let version = "rbac.authorization.k8s.io/v1";
    let (role, binding) =
        if account.cluster { ("ClusterRole", "ClusterRoleBinding") } else { ("Role", "RoleBinding") };
    let place = if account.cluster { None } else { space };
    let rules: Vec<Map> = account.rules.iter().map(rule).collect();
    let subject = Map::new().with("kind", "ServiceAccount").with("name", name).with_some(
        "namespace",
        // A binding must say where the account lives; kubectl's own default is the last resort.
        Value::from(space.unwrap_or("default")),
    );
    let reference = Map::new().with("apiGroup", group).with("kind", role).with("name", name);
    let rest = Map::new().with("roleRef", reference).with("subjects", [subject]);
    [
        Manifest::new(version, role, metadata(name, place), Map::new().with("rules", rules)),
        Manifest::new(version, binding, metadata(name, place), rest),
    ]
}

/// A rule of a Role.
pub(crate) fn rule(right: &Right) -> Map {
    Map::new()
        .with("apiGroups", right.groups.clone())
        .with("resources", right.resources.clone())
        .with_some("resourceNames", right.names.clone())
        .with("verbs", right.verbs.clone())
}

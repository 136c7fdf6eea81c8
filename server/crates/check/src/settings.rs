use crate::{Level, Severity};
use schema::kubernetes::Version;
use std::collections::BTreeMap;

/// What the workspace's owner chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The Kubernetes release that manifests are checked against.
    pub kubernetes: Version,
    /// Rules by code whose severity is not their own; `None` turns a rule off.
    pub severities: BTreeMap<String, Option<Severity>>,
    /// How much hardening is asked for. A rule of [`Settings::severities`] is looked for at any level.
    pub level: Level,
}

impl Default for Settings {
    fn default() -> Self {
        Self { kubernetes: Version::latest(), severities: BTreeMap::new(), level: Level::default() }
    }
}

impl Settings {
    /// The severity of findings of `code` whose own one is `severity`; `None` where the rule is off.
    pub fn severity(&self, code: &str, severity: Severity) -> Option<Severity> {
        self.severities.get(code).map_or(Some(severity), |chosen| *chosen)
    }
}

//! What the person can choose. The whole of it is parsed before any of it counts, so that one bad value changes
//! nothing.

mod keys;
mod layers;

pub(crate) use keys::SETTINGS;
pub(crate) use layers::Layers;

use crate::asking::Choice;
use check::{Settings, Severity};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;

/// The section that clients keep the settings under.
pub(crate) const SECTION: &str = "omni-architect";

/// The settings, parsed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Config {
    /// For the checks.
    pub(crate) check: Settings,
    /// The cloud that a request means when it names none, such as `aws`.
    pub(crate) provider: Option<String>,
    /// Which files get diagnostics without being asked.
    pub(crate) scope: Scope,
    /// Who is asked to write; the environment where it is silent.
    pub(crate) models: Choice,
    /// `false` where the settings take the workspace's trust away; they cannot give it.
    pub(crate) trusted: bool,
    /// How answers are kept for the next time.
    pub(crate) cache: CacheSettings,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            check: Settings::default(),
            provider: None,
            scope: Scope::default(),
            models: Choice::default(),
            trusted: true,
            cache: CacheSettings::default(),
        }
    }
}

/// How answers are kept for the next time.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct CacheSettings {
    /// The Redis of the team. It may hold a password.
    pub(crate) redis_url: Option<String>,
    /// A file with the certificates to trust there, in PEM; the machine's own where there is none.
    pub(crate) redis_authority: Option<String>,
    /// How much text memory holds.
    pub(crate) megabytes: u64,
    /// How long an answer counts.
    pub(crate) days: u64,
}

impl Default for CacheSettings {
    fn default() -> Self {
        Self { redis_url: None, redis_authority: None, megabytes: 64, days: 7 }
    }
}

impl fmt::Debug for CacheSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CacheSettings").field("redis", &self.redis_url.is_some()).finish_non_exhaustive()
    }
}

/// Which files get diagnostics without being asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Scope {
    /// Every file of the workspace.
    #[default]
    Workspace,
    /// Those that are open.
    OpenFiles,
}

/// The settings as a client sends them; what is not named here belongs to the client.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Raw {
    check: RawCheck,
    generate: RawGenerate,
    diagnostics: RawDiagnostics,
    models: RawModels,
    trusted: Option<bool>,
    cache: CacheSettings,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawCheck {
    severity: BTreeMap<String, Level>,
    kubernetes_version: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawGenerate {
    provider: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawModels {
    /// One name, several by commas, or a list.
    providers: Names,
    model: Option<String>,
    at_once: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    Many(Vec<String>),
}

impl Default for Names {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl RawModels {
    fn choice(self) -> Choice {
        let names = match self.providers {
            Names::One(names) => names,
            Names::Many(names) => names.join(","),
        };
        let said = |text: String| Some(text).filter(|text| !text.trim().is_empty());
        Choice { providers: said(names), model: self.model.and_then(said), at_once: self.at_once }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawDiagnostics {
    scope: Scope,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Off,
    Hint,
    Info,
    Warning,
    Error,
}

impl Level {
    fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Hint => Some(Severity::Hint),
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

impl Config {
    /// Reads a client's settings; `null` stands for none.
    ///
    /// # Errors
    /// One sentence that says which value is wrong.
    pub(crate) fn parse(value: serde_json::Value) -> Result<Self, String> {
        if value.is_null() {
            return Ok(Self::default());
        }
        let raw: Raw =
            serde_json::from_value(value).map_err(|e| format!("the settings are not valid: {e}"))?;
        let mut check = Settings::default();
        for (code, level) in raw.check.severity {
            let Some(rule) = check::explain(&code) else {
                return Err(format!("the settings are not valid: no check is called {code}"));
            };
            check.severities.insert(rule.code.to_owned(), level.severity());
        }
        if let Some(version) = raw.check.kubernetes_version {
            check.kubernetes = crate::wiring::kubernetes_version(&version)?;
        }
        Ok(Self {
            check,
            provider: raw.generate.provider,
            scope: raw.diagnostics.scope,
            models: raw.models.choice(),
            trusted: raw.trusted.unwrap_or(true),
            cache: raw.cache,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_of_the_client_itself_do_not_matter() {
        let value = json!({ "server": { "path": "x" }, "diagnostics": { "scope": "openFiles" } });
        assert_eq!(Config::parse(value).unwrap().scope, Scope::OpenFiles);
        assert_eq!(Config::parse(serde_json::Value::Null).unwrap(), Config::default());
    }

    #[test]
    fn a_bad_value_is_named() {
        let value = json!({ "check": { "severity": { "TF-nope": "off" } } });
        assert_eq!(
            Config::parse(value).unwrap_err(),
            "the settings are not valid: no check is called TF-nope"
        );
        let value = json!({ "diagnostics": { "scope": "all" } });
        assert!(Config::parse(value).unwrap_err().contains("unknown variant `all`"));
    }
}

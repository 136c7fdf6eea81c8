use serde_json::Value;

/// A setting.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// Its path, with dots, as it is in the files and in the editor.
    pub(crate) key: &'static str,
    /// The environment variable that sets it.
    pub(crate) variable: Option<&'static str>,
    /// What a workspace may do to it.
    pub(super) workspace: Workspace,
    /// What holds where nobody says anything.
    pub(crate) usual: &'static str,
}

/// What the file of a workspace, which others may have written, may do to a setting.
#[derive(Clone, Copy, Debug)]
pub(super) enum Workspace {
    /// Set it.
    Sets,
    /// Only make it stricter: the function says whether a value is, compared with the person's own.
    Narrows(fn(Option<&Value>, &Value) -> bool),
    /// Nothing: it is the person's alone.
    Never,
}

/// All settings.
pub(crate) const SETTINGS: &[Setting] = &[
    setting("check.severity", None, Workspace::Sets, "each check's own"),
    setting("check.kubernetesVersion", Some("OMNI_KUBERNETES_VERSION"), Workspace::Sets, "the newest known"),
    setting("generate.provider", Some("OMNI_CLOUD"), Workspace::Sets, "as the request says"),
    setting("diagnostics.scope", None, Workspace::Sets, "workspace"),
    setting("models.providers", Some("OMNI_PROVIDER"), Workspace::Narrows(is_among), "embedded"),
    setting("models.model", Some("OMNI_MODEL"), Workspace::Never, "the provider's own"),
    setting("models.atOnce", None, Workspace::Never, "3"),
    setting("trusted", None, Workspace::Narrows(is_off), "as noted by omni-architect trust"),
    setting("cache.redisUrl", Some("OMNI_REDIS_URL"), Workspace::Never, "none: memory alone"),
    setting("cache.redisAuthority", Some("OMNI_REDIS_CA"), Workspace::Never, "the machine's"),
    setting("cache.megabytes", Some("OMNI_CACHE_MEGABYTES"), Workspace::Never, "64"),
    setting("cache.days", Some("OMNI_CACHE_DAYS"), Workspace::Never, "7"),
];

const fn setting(
    key: &'static str,
    variable: Option<&'static str>,
    workspace: Workspace,
    usual: &'static str,
) -> Setting {
    Setting { key, variable, workspace, usual }
}

/// The setting at `key`.
pub(super) fn find(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

/// Whether a value turns something off.
fn is_off(_: Option<&Value>, theirs: &Value) -> bool {
    *theirs == Value::Bool(false)
}

/// Whether a chain of providers asks nobody whom the person's own does not; the embedded author asks nobody.
fn is_among(own: Option<&Value>, theirs: &Value) -> bool {
    let own = own.and_then(names).unwrap_or_default();
    names(theirs).is_some_and(|theirs| theirs.iter().all(|name| name == "embedded" || own.contains(name)))
}

/// Names in a list, or in a text with commas; `None` for anything else.
fn names(value: &Value) -> Option<Vec<String>> {
    let texts: Vec<&str> = match value {
        Value::Array(items) => items.iter().map(Value::as_str).collect::<Option<_>>()?,
        other => other.as_str()?.split(',').collect(),
    };
    let names = texts.into_iter().map(|text| text.trim().to_lowercase());
    Some(names.filter(|text| !text.is_empty()).collect())
}

//! The layers that settings come from, the later ones winning: the person's file, the workspace's file, the editor,
//! the environment. A workspace can only narrow what protects the person.

use super::Config;
use super::keys::{self, SETTINGS, Setting, Workspace};
use camino::{Utf8Path, Utf8PathBuf};
use outside::homes;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// The name of the person's file of settings, in the directory of their settings.
const OWN_FILE: &str = "config.toml";

/// The name of the workspace's file of settings.
const WORKSPACE_FILE: &str = "omni-architect.toml";

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A file.
    File(Utf8PathBuf),
    /// The editor's settings.
    Editor,
    /// An environment variable.
    Variable(&'static str),
}

/// Every value that was set, and where.
#[derive(Default)]
pub(crate) struct Layers {
    values: BTreeMap<String, (Value, Source)>,
    /// What was not taken over and why, a sentence each.
    pub(crate) remarks: Vec<String>,
}

impl Layers {
    /// Reads all layers for the workspace at `root`; `editor` is null where there is none.
    ///
    /// # Errors
    /// Where the person's file cannot be read, is no TOML or has a value that does not hold: one sentence. A workspace
    /// cannot cause one: what it says wrong is left out as a whole.
    pub(crate) fn read(
        root: Option<&Utf8Path>,
        editor: &Value,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let mut layers = Self::default();
        if let Some(directory) = homes::settings_by(variable) {
            layers.add_file(&directory.join(OWN_FILE), false)?;
            layers.config()?;
        }
        if let Some(root) = root {
            layers.add_workspace(&root.join(WORKSPACE_FILE));
        }
        for (key, value) in flat(editor) {
            layers.values.insert(key, (value, Source::Editor));
        }
        for setting in SETTINGS {
            let Some(name) = setting.variable else { continue };
            if let Some(text) = variable(name).filter(|text| !text.trim().is_empty()) {
                layers.values.insert(setting.key.to_owned(), (typed(text.trim()), Source::Variable(name)));
            }
        }
        Ok(layers)
    }

    /// What they come to.
    ///
    /// # Errors
    /// One sentence that says which value is wrong.
    pub(crate) fn config(&self) -> Result<Config, String> {
        let mut merged = Map::new();
        for (key, (value, _)) in &self.values {
            insert(&mut merged, key, value.clone());
        }
        Config::parse(Value::Object(merged))
    }

    /// The value of a setting and where it came from; nothing where the usual holds.
    pub(crate) fn get(&self, setting: &Setting) -> Option<&(Value, Source)> {
        self.values.get(setting.key)
    }

    /// Adds what a workspace may say. A fault in it takes nothing of the person's own settings away.
    fn add_workspace(&mut self, path: &Utf8Path) {
        let before = self.values.clone();
        let added = self.add_file(path, true);
        if let Err(why) = added.and_then(|()| self.config().map(drop)) {
            self.values = before;
            self.remarks.push(format!("the settings of the workspace do not count: {why}"));
        }
    }

    fn add_file(&mut self, path: &Utf8Path, of_workspace: bool) -> Result<(), String> {
        if !path.exists() {
            return Ok(());
        }
        // A workspace can put a pipe, a device or anything of any size here.
        let text = outside::files::read(path).map_err(|why| format!("{path} {why}"))?;
        let value: Value = toml::from_str(&text)
            .map_err(|e| format!("{path} is not valid TOML: {}", e.message().trim_end_matches('.')))?;
        for (key, value) in flat(&value) {
            match keys::find(&key) {
                Some(setting) if of_workspace => self.narrow(setting, value, path),
                Some(_) => self.set(key, value, path),
                None => {
                    let near = check::nearest(&key, SETTINGS.iter().map(|setting| setting.key));
                    let near = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
                    self.remarks.push(format!("{path} sets {key}, which is no setting{near}"));
                }
            }
        }
        Ok(())
    }

    fn narrow(&mut self, setting: &Setting, value: Value, path: &Utf8Path) {
        let own = self.values.get(setting.key).map(|(value, _)| value);
        let (may, why) = match setting.workspace {
            Workspace::Sets => (true, ""),
            Workspace::Narrows(is_narrower) => (is_narrower(own, &value), "a workspace can only narrow it"),
            Workspace::Never => (false, "it is set in your own settings alone"),
        };
        if may {
            self.set(setting.key.to_owned(), value, path);
        } else {
            self.remarks.push(format!("{path} may not set {} so: {why}", setting.key));
        }
    }

    fn set(&mut self, key: String, value: Value, path: &Utf8Path) {
        self.values.insert(key, (value, Source::File(path.to_owned())));
    }
}

/// Values may hold a password, so only the names of the settings are told.
impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Layers").field("set", &self.values.keys()).finish_non_exhaustive()
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.write_str(path.as_str()),
            Self::Editor => f.write_str("the editor"),
            Self::Variable(name) => write!(f, "${name}"),
        }
    }
}

/// The values of `value` by their paths, down to settings. A key with `-` is as good as one with capitals.
fn flat(value: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let mut todo = vec![(String::new(), value)];
    while let Some((path, value)) = todo.pop() {
        match value {
            Value::Object(entries) if keys::find(&path).is_none() => {
                for (name, value) in entries {
                    let dot = if path.is_empty() { "" } else { "." };
                    todo.push((format!("{path}{dot}{}", camel(name)), value));
                }
            }
            Value::Null => {}
            other => found.push((path, other.clone())),
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// `redis-url` as `redisUrl`.
fn camel(name: &str) -> String {
    let mut words = name.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |all, word| {
        let mut chars = word.chars();
        all + &chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default() + chars.as_str()
    })
}

/// The text of a variable as what it looks like.
fn typed(text: &str) -> Value {
    match text {
        "true" | "false" => Value::Bool(text == "true"),
        _ => text.parse::<u64>().map_or_else(|_| Value::String(text.to_owned()), Value::from),
    }
}

fn insert(into: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            into.insert(path.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = into.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::fs;

    /// The layers of a person's file, a workspace's file, the editor's settings and one variable.
    fn layers(own: &str, theirs: &str, editor: &Value, variable: (&str, &str)) -> Result<Layers, String> {
        let directory =
            Utf8PathBuf::from_path_buf(tempfile::tempdir().expect("a directory").keep()).expect("UTF-8");
        fs::create_dir_all(directory.join("omni-architect")).expect("a directory");
        fs::write(directory.join("omni-architect/config.toml"), own).expect("a file");
        fs::write(directory.join("omni-architect.toml"), theirs).expect("a file");
        let variables = |name: &str| match name {
            "XDG_CONFIG_HOME" | "HOME" => Some(directory.to_string()),
            name => (name == variable.0).then(|| variable.1.to_owned()),
        };
        let read = Layers::read(Some(&directory), editor, &variables);
        fs::remove_dir_all(&directory).expect("it is ours");
        read
    }

    fn value(layers: &Layers, key: &str) -> Option<Value> {
        layers.get(keys::find(key)?).map(|(value, _)| value.clone())
    }

    #[test]
    fn later_layers_win_and_each_value_knows_where_it_came_from() {
        let own =
            "[check]\nkubernetes-version = '1.34'\n[generate]\nprovider = 'google'\n[cache]\ndays = 1\n";
        let theirs = "[check]\nkubernetesVersion = '1.35'\n";
        let editor = json!({ "generate": { "provider": "aws" }, "server": { "path": "x" } });
        let layers = layers(own, theirs, &editor, ("OMNI_CACHE_DAYS", "3")).expect("they are valid");
        assert_eq!(value(&layers, "check.kubernetesVersion"), Some(json!("1.35")));
        assert_eq!(value(&layers, "generate.provider"), Some(json!("aws")));
        let days = layers.get(keys::find("cache.days").expect("a setting"));
        assert_eq!(days, Some(&(json!(3), Source::Variable("OMNI_CACHE_DAYS"))));
        assert_eq!(layers.remarks, [""; 0]);
        assert_eq!(layers.config().expect("it is valid").provider.as_deref(), Some("aws"));
    }

    #[test]
    fn a_workspace_only_narrows_what_protects_the_person() {
        let own = "[models]\nproviders = ['ollama', 'openai']\n";
        let theirs = "trusted = true\n[models]\nproviders = 'gemini'\n[cache]\nredis-url = 'redis://evil'\n";
        let layers = layers(own, theirs, &Value::Null, ("", "")).expect("they are valid");
        assert_eq!(value(&layers, "models.providers"), Some(json!(["ollama", "openai"])));
        assert_eq!((value(&layers, "cache.redisUrl"), value(&layers, "trusted")), (None, None));
        assert_eq!(layers.remarks.len(), 3, "{:?}", layers.remarks);
        assert!(
            layers.remarks[0]
                .ends_with("may not set cache.redisUrl so: it is set in your own settings alone")
        );
        let narrower =
            self::layers(own, "[models]\nproviders = 'OpenAI, embedded'\n", &Value::Null, ("", ""));
        assert_eq!(value(&narrower.expect("valid"), "models.providers"), Some(json!("OpenAI, embedded")));
    }

    #[test]
    fn a_fault_of_the_workspace_takes_nothing_of_the_persons_own_away() {
        let own = "trusted = false\n[models]\nproviders = 'ollama'\n";
        for theirs in
            ["[", "[check]\nseverity = 5\n", "[models]\nproviders = 5\n", "[models]\nproviders = [5]\n"]
        {
            let layers = layers(own, theirs, &Value::Null, ("", "")).expect("the person's own are valid");
            assert_eq!(layers.remarks.len(), 1, "{theirs}");
            let config = layers.config().expect("the person's own hold");
            assert_eq!(
                (config.trusted, config.models.providers.as_deref()),
                (false, Some("ollama")),
                "{theirs}"
            );
        }
        assert!(layers("[check]\nseverity = 5\n", "", &Value::Null, ("", "")).is_err());
    }

    #[test]
    fn an_unknown_key_gets_the_nearest_name_and_bad_toml_a_sentence() {
        let layers = layers("[cache]\nmegabyte = 1\n", "", &Value::Null, ("", "")).expect("they are valid");
        assert!(
            layers.remarks[0]
                .ends_with("sets cache.megabyte, which is no setting; did you mean cache.megabytes?")
        );
        let bad = self::layers("[cache\n", "", &Value::Null, ("", "")).expect_err("it is no TOML");
        assert!(bad.contains("config.toml is not valid TOML"), "{bad}");
    }
}

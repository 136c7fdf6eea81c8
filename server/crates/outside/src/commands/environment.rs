use camino::Utf8Path;
use std::collections::BTreeMap;

/// Where programs look for other programs, in the form of `PATH`. Nothing that a person or a workspace can write to
/// without being root, unless they name it in their own settings.
pub const SEARCH_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Asked of every tool: no colour, no pager, no question, no word home.
const FIXED: [(&str, &str); 14] = [
    ("PATH", SEARCH_PATH),
    ("LANG", "C.UTF-8"),
    ("LC_ALL", "C.UTF-8"),
    ("TERM", "dumb"),
    ("TZ", "UTC"),
    ("NO_COLOR", "1"),
    ("PAGER", "cat"),
    ("GIT_PAGER", "cat"),
    ("AWS_PAGER", ""),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_ALLOW_PROTOCOL", "https:ssh"),
    ("CHECKPOINT_DISABLE", "1"),
    ("CLOUDSDK_CORE_DISABLE_PROMPTS", "1"),
    ("AZURE_CORE_COLLECT_TELEMETRY", "no"),
];

/// The variables of a process, built from nothing: none is taken over from ours unless it was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment(BTreeMap<String, String>);

impl Default for Environment {
    fn default() -> Self {
        Self(FIXED.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }
}

impl Environment {
    /// Adds a variable, or gives one another value.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }

    /// With a home and a place for temporary files, unless it has its own.
    #[must_use]
    pub fn at_home(mut self, home: &Utf8Path) -> Self {
        for name in ["HOME", "TMPDIR"] {
            self.0.entry(name.to_owned()).or_insert_with(|| home.to_string());
        }
        self
    }

    /// Its variables by name.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

use camino::{Utf8Path, Utf8PathBuf};

/// The name of the workspace's own file of settings.
pub(crate) const WORKSPACE_FILE: &str = "omni-architect.toml";

/// Where things of the person are kept: their settings and credentials, and what the program remembers for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Places {
    /// Settings and credentials.
    pub(crate) settings: Utf8PathBuf,
    /// History.
    pub(crate) state: Utf8PathBuf,
}

impl Places {
    /// By the variables that `variable` reads: the XDG base directories, `%APPDATA%` on Windows.
    pub(crate) fn of(variable: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let set = |name: &str| variable(name).filter(|v| !v.is_empty()).map(Utf8PathBuf::from);
        let home = || set("HOME").or_else(|| set("USERPROFILE"));
        let place = |xdg: &str, windows: &str, below: &str| {
            let base = set(xdg).or_else(|| set(windows)).or_else(|| Some(home()?.join(below)))?;
            Some(base.join("omni-architect"))
        };
        Some(Self {
            settings: place("XDG_CONFIG_HOME", "APPDATA", ".config")?,
            state: place("XDG_STATE_HOME", "LOCALAPPDATA", ".local/state")?,
        })
    }

    /// The person's file of settings.
    pub(crate) fn settings_file(&self) -> Utf8PathBuf {
        self.settings.join("config.toml")
    }

    /// The workspace's file of settings.
    pub(crate) fn workspace_file(root: &Utf8Path) -> Utf8PathBuf {
        root.join(WORKSPACE_FILE)
    }
}

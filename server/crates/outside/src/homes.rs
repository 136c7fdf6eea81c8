//! Where the person's own things lie: settings and what the program remembers. Never in a workspace.

use camino::Utf8PathBuf;

/// The directory of the person's settings.
pub fn settings() -> Option<Utf8PathBuf> {
    home("XDG_CONFIG_HOME", "APPDATA", ".config")
}

/// The directory of what the program remembers between runs.
pub fn state() -> Option<Utf8PathBuf> {
    home("XDG_STATE_HOME", "LOCALAPPDATA", ".local/state")
}

/// As the XDG Base Directory Specification has it: a relative path in the variable does not count.
fn home(variable: &str, windows: &str, below_home: &str) -> Option<Utf8PathBuf> {
    let named =
        |name: &str| std::env::var(name).ok().map(Utf8PathBuf::from).filter(|path| path.is_absolute());
    let base = if cfg!(windows) { named(windows) } else { named(variable) };
    let base = base.or_else(|| named("HOME").map(|home| home.join(below_home)))?;
    Some(base.join("omni-architect"))
}

//! Where the person's own things lie: settings and what the program remembers. Never in a workspace.

use camino::Utf8PathBuf;

/// The directory of the person's settings.
pub fn settings() -> Option<Utf8PathBuf> {
    settings_by(&|name| std::env::var(name).ok())
}

/// The directory of the person's settings by the variables that `variable` reads.
pub fn settings_by(variable: &dyn Fn(&str) -> Option<String>) -> Option<Utf8PathBuf> {
    home(variable, "XDG_CONFIG_HOME", "APPDATA", ".config")
}

/// The directory of what the program remembers between runs.
pub fn state() -> Option<Utf8PathBuf> {
    home(&|name| std::env::var(name).ok(), "XDG_STATE_HOME", "LOCALAPPDATA", ".local/state")
}

/// As the XDG Base Directory Specification has it: a relative path in the variable does not count.
fn home(
    variable: &dyn Fn(&str) -> Option<String>,
    xdg: &str,
    windows: &str,
    below_home: &str,
) -> Option<Utf8PathBuf> {
    let named = |name: &str| variable(name).map(Utf8PathBuf::from).filter(|path| path.is_absolute());
    let base = if cfg!(windows) { named(windows) } else { named(xdg) };
    let home = || named("HOME").or_else(|| named("USERPROFILE"));
    let base = base.or_else(|| home().map(|home| home.join(below_home)))?;
    Some(base.join("omni-architect"))
}

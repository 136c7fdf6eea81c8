use crate::files::reason;
use camino::{Utf8Path, Utf8PathBuf};

/// The folders that the person trusts: without that no process starts there, no provider is asked, git writes nothing
/// and no tool's configuration is read.
#[derive(Clone, Debug)]
pub struct Trust {
    path: Utf8PathBuf,
}

impl Trust {
    /// The person's own list.
    pub fn of_person() -> Option<Self> {
        Some(Self::at(crate::homes::state()?.join("trusted")))
    }

    /// The list at `path`, a folder a line.
    pub fn at(path: Utf8PathBuf) -> Self {
        Self { path }
    }

    /// Whether all of `folders` are trusted, each by itself or with a folder that it lies in. None at all are not.
    pub fn covers(&self, folders: &[Utf8PathBuf]) -> bool {
        let trusted = self.folders();
        let covered = |folder: &Utf8PathBuf| {
            folder
                .canonicalize_utf8()
                .is_ok_and(|real| trusted.iter().any(|trusted| real.starts_with(trusted)))
        };
        !folders.is_empty() && folders.iter().all(covered)
    }

    /// The trusted folders.
    pub fn folders(&self) -> Vec<Utf8PathBuf> {
        let text = crate::files::read(&self.path).unwrap_or_default();
        text.lines().map(Utf8PathBuf::from).filter(|path| path.is_absolute()).collect()
    }

    /// Trusts `folder` from now on, or no longer.
    ///
    /// # Errors
    /// A sentence that says why it cannot be noted.
    pub fn set(&self, folder: &Utf8Path, trusted: bool) -> Result<(), String> {
        let real = folder.canonicalize_utf8().map_err(|e| format!("{folder}: {}", reason(&e)))?;
        if real.as_str().contains(char::is_control) {
            return Err(format!("{folder} has a name that cannot be noted"));
        }
        let mut folders = self.folders();
        folders.retain(|known| *known != real);
        folders.extend(trusted.then_some(real));
        let text = folders.iter().map(|folder| folder.as_str()).collect::<Vec<_>>().join("\n");
        let failed = |e: std::io::Error| format!("{} cannot be written: {}", self.path, reason(&e));
        if let Some(directory) = self.path.parent() {
            std::fs::create_dir_all(directory).map_err(failed)?;
        }
        std::fs::write(&self.path, text).map_err(failed)
    }
}

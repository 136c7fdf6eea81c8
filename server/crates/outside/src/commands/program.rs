use super::CommandError;
use crate::files::reason;
use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::Metadata;

/// Where programs are looked for, and where they must not be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Directories in order, absolute.
    pub directories: Vec<Utf8PathBuf>,
    /// Programs whose path the person named in their own settings.
    pub named: BTreeMap<String, Utf8PathBuf>,
    /// The folders of the workspace: what lies in them is never run.
    pub workspaces: Vec<Utf8PathBuf>,
}

impl Places {
    /// The system's own directories, and `workspaces` to keep away from.
    pub fn of_system(workspaces: Vec<Utf8PathBuf>) -> Self {
        let directories = super::SEARCH_PATH.split(':').map(Utf8PathBuf::from).collect();
        Self { directories, named: BTreeMap::new(), workspaces }
    }

    /// Finds the program called `name`.
    ///
    /// # Errors
    /// Says where it was looked for, or what is wrong with the one there is.
    pub fn find(&self, name: &str) -> Result<Program, CommandError> {
        if let Some(path) = self.named.get(name) {
            return self.at(name, path);
        }
        let plain = !name.is_empty() && !name.contains(['/', '\\', '\0']);
        let found = self.directories.iter().map(|directory| directory.join(name)).find(|path| path.is_file());
        match found.filter(|_| plain) {
            Some(path) => self.at(name, &path),
            None => Err(CommandError::NotFound { name: name.to_owned(), places: self.directories.clone() }),
        }
    }

    fn at(&self, name: &str, called: &Utf8Path) -> Result<Program, CommandError> {
        let unfit = |why| CommandError::Unfit { path: called.to_owned(), why };
        if !called.is_absolute() {
            return Err(unfit("not an absolute path"));
        }
        let path = called
            .canonicalize_utf8()
            .map_err(|e| CommandError::System(format!("{called}: {}", reason(&e))))?;
        let within = |path: &Utf8Path| self.workspaces.iter().any(|workspace| is_within(path, workspace));
        if within(called) || within(&path) {
            return Err(CommandError::InWorkspace { path: called.to_owned() });
        }
        let metadata =
            path.metadata().map_err(|e| CommandError::System(format!("{path}: {}", reason(&e))))?;
        if !metadata.is_file() {
            return Err(unfit("not a file"));
        }
        if path.extension().is_some_and(|e| ["bat", "cmd"].contains(&e.to_lowercase().as_str())) {
            return Err(unfit("a batch file, which splits its arguments anew"));
        }
        if let Some(why) = permissions(&metadata) {
            return Err(unfit(why));
        }
        Ok(Program {
            name: name.to_owned(),
            identity: Identity::of(&metadata),
            path,
            called: called.to_owned(),
        })
    }
}

/// Whether `path` is `directory` or lies in it, both seen through their links too.
fn is_within(path: &Utf8Path, directory: &Utf8Path) -> bool {
    let real = |path: &Utf8Path| path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned());
    path.starts_with(directory) || real(path).starts_with(real(directory))
}

#[cfg(unix)]
fn permissions(metadata: &Metadata) -> Option<&'static str> {
    use std::os::unix::fs::PermissionsExt;
    match metadata.permissions().mode() {
        mode if mode & 0o111 == 0 => Some("not executable"),
        mode if mode & 0o002 != 0 => Some("writable by everyone"),
        _ => None,
    }
}

#[cfg(not(unix))]
fn permissions(_: &Metadata) -> Option<&'static str> {
    None
}

/// A program that was found: an absolute path, and which file that was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    name: String,
    path: Utf8PathBuf,
    called: Utf8PathBuf,
    identity: Identity,
}

impl Program {
    /// What it is called, such as `terraform`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it is, all links followed.
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// Where it was found, links not followed: some programs go by the name that they are called by.
    pub fn called(&self) -> &Utf8Path {
        &self.called
    }

    pub(super) fn identity(&self) -> Identity {
        self.identity
    }

    /// Whether the file is still the one that was found.
    ///
    /// # Errors
    /// Says that it is not.
    pub(super) fn is_same(&self) -> Result<(), CommandError> {
        self.identity.check(&self.path)
    }
}

/// Which file a path led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
    length: u64,
}

impl Identity {
    #[cfg(unix)]
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self { device: metadata.dev(), inode: metadata.ino(), length: metadata.len() }
    }

    #[cfg(not(unix))]
    fn of(metadata: &Metadata) -> Self {
        Self { device: 0, inode: 0, length: metadata.len() }
    }

    /// Whether `path` leads to it.
    pub(super) fn check(self, path: &Utf8Path) -> Result<(), CommandError> {
        match path.metadata() {
            Ok(metadata) if Self::of(&metadata) == self => Ok(()),
            _ => Err(CommandError::Replaced { path: path.to_owned() }),
        }
    }
}

//! Credentials on disk, encrypted: one file of sealed values, and a master key that lies elsewhere.
//!
//! Every change is one rename of a whole new file, so a process that is killed leaves the old state or the new one.
//! This module must never put a value into an error, a log or a `Debug`.

mod master;
mod store;
#[cfg(test)]
mod tests;

pub use master::Master;

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use store::Store;
use zeroize::Zeroizing;

/// The longest value, in bytes.
const LONGEST: usize = 64 << 10;

/// A value that must not be seen. Its memory is wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

/// Credentials by name.
#[derive(Debug)]
pub struct Vault {
    directory: PathBuf,
    master: Master,
}

/// A credential, without its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name, such as `openai`.
    pub name: String,
    /// When it was set or replaced.
    pub changed: SystemTime,
}

/// Why a credential could not be read or kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VaultError {
    /// The name holds something else than small letters, digits and `-`.
    Name(String),
    /// The value is empty or too long.
    Value,
    /// The passphrase is wrong, or the file was changed by somebody else.
    Locked,
    /// The master key is missing.
    NoMaster(String),
    /// Others may read what only the owner should.
    Open(PathBuf),
    /// The file is none of ours, or of a later version.
    Unreadable(PathBuf),
    /// The system refused.
    Refused {
        /// Which file or service.
        what: String,
        /// Its reason.
        why: String,
    },
}

impl Secret {
    /// Keeps `value`, which is moved and not copied.
    pub fn new(value: String) -> Self {
        Self(Zeroizing::new(value))
    }

    /// The value, for the one place that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl Vault {
    /// The credentials in `directory`, which is made when it is needed.
    pub fn new(directory: impl Into<PathBuf>, master: Master) -> Self {
        Self { directory: directory.into(), master }
    }

    /// The value called `name`.
    ///
    /// # Errors
    /// Where the file or its key cannot be read.
    pub fn get(&self, name: &str) -> Result<Option<Secret>, VaultError> {
        let Some(store) = self.read()? else { return Ok(None) };
        if !store.has(name) {
            return Ok(None);
        }
        let key = store.unlock(&*self.master.read(&self.directory, &store.master)?)?;
        store.open(&key, name).map(Some)
    }

    /// Sets `name` to `value`.
    ///
    /// # Errors
    /// Where the name or the value is none, or the file cannot be written; then all is as before.
    pub fn set(&self, name: &str, value: &Secret) -> Result<(), VaultError> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || !name.chars().all(fits) {
            return Err(VaultError::Name(name.to_owned()));
        }
        if value.reveal().is_empty() || value.reveal().len() > LONGEST {
            return Err(VaultError::Value);
        }
        let _alone = self.alone()?;
        let mut store = match self.read()? {
            Some(store) => store,
            None => self.renewed(None)?,
        };
        let key = store.unlock(&*self.master.read(&self.directory, &store.master)?)?;
        store.seal(&key, name, value)?;
        self.write(&store)
    }

    /// Removes `name`; whether it was there.
    ///
    /// # Errors
    /// Where the file cannot be read or written.
    pub fn remove(&self, name: &str) -> Result<bool, VaultError> {
        let _alone = self.alone()?;
        let Some(mut store) = self.read()? else { return Ok(false) };
        let there = store.remove(name);
        if there {
            self.write(&store)?;
        }
        Ok(there)
    }

    /// What there is, by name. It needs no key.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn list(&self) -> Result<Vec<Listed>, VaultError> {
        Ok(self.read()?.map(|store| store.list()).unwrap_or_default())
    }

    /// Whether it opens by a passphrase.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn needs_passphrase(&self) -> Result<bool, VaultError> {
        Ok(self.read()?.is_some_and(|store| store.master.is_passphrase()))
    }

    /// Encrypts everything anew, under a new key of the store and a new master key of the kind that `to` says.
    ///
    /// # Errors
    /// Where a key or the file cannot be read or written; then the old keys still open the old file.
    pub fn rotate(&self, to: &Master) -> Result<(), VaultError> {
        let _alone = self.alone()?;
        let Some(old) = self.read()? else { return Ok(()) };
        let key = old.unlock(&*self.master.read(&self.directory, &old.master)?)?;
        let other = Self { directory: self.directory.clone(), master: to.clone() };
        let mut new = other.renewed(Some(&old))?;
        let new_key = new.unlock(&*to.read(&self.directory, &new.master)?)?;
        for listed in old.list() {
            new.copy(&new_key, &listed, &old.open(&key, &listed.name)?)?;
        }
        self.write(&new)?;
        // From here on nothing needs the old one; if it stays behind, it opens nothing.
        self.master.forget(&self.directory, &old.master);
        Ok(())
    }

    /// An empty store under a new master key, of the version after `old`.
    fn renewed(&self, old: Option<&Store>) -> Result<Store, VaultError> {
        let version = old.map_or(1, |old| old.version() + 1);
        let (kept, master) = self.master.make(&self.directory, version)?;
        Store::new(version, kept, &master)
    }

    fn path(&self) -> PathBuf {
        self.directory.join("credentials.json")
    }

    fn read(&self) -> Result<Option<Store>, VaultError> {
        let path = self.path();
        match fs::read_to_string(&path) {
            Ok(text) => Store::parse(&text).ok_or(VaultError::Unreadable(path)).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(refused(&path, &error)),
        }
    }

    fn write(&self, store: &Store) -> Result<(), VaultError> {
        write_whole(&self.path(), store.text().as_bytes())
    }

    /// Keeps other processes from changing the file until it is dropped.
    fn alone(&self) -> Result<File, VaultError> {
        make_directory(&self.directory)?;
        let path = self.directory.join("credentials.lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|e| refused(&path, &e))?;
        file.lock().map_err(|e| refused(&path, &e))?;
        Ok(file)
    }
}

/// Makes a directory that only its owner can look into.
fn make_directory(directory: &Path) -> Result<(), VaultError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory).map_err(|e| refused(directory, &e))
}

/// Replaces the file at `path`, for its owner alone, by one rename after its bytes are on the disk.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let directory = path.parent().unwrap_or(Path::new("."));
    let written = tempfile::NamedTempFile::new_in(directory).and_then(|mut file| {
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|e| e.error)?;
        // The name is on the disk too once its directory is.
        File::open(directory)?.sync_all()
    });
    written.map_err(|e| refused(path, &e))
}

fn refused(path: &Path, error: &io::Error) -> VaultError {
    VaultError::Refused { what: path.display().to_string(), why: error.to_string() }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Display for VaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => {
                write!(f, "{name:?} names no credential: use small letters, digits and '-', such as openai")
            }
            Self::Value => f.write_str("a credential is neither empty nor longer than 64 KiB"),
            Self::Locked => f.write_str(
                "the credentials do not open: the passphrase is wrong, or their file was changed by something else",
            ),
            Self::NoMaster(place) => write!(f, "the master key of the credentials is not in {place} any more"),
            Self::Open(path) => {
                write!(f, "{} can be read by others: run 'chmod 600' on it, then rotate its keys", path.display())
            }
            Self::Unreadable(path) => {
                write!(f, "{} is not a file of credentials that this version reads", path.display())
            }
            Self::Refused { what, why } => write!(f, "{what} cannot be used: {why}"),
        }
    }
}

impl std::error::Error for VaultError {}

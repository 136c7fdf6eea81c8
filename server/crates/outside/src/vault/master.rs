use super::{Secret, VaultError, refused, write_whole};
use crate::hex;
use ring::pbkdf2;
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use std::fs;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// How often a passphrase is hashed: OWASP's figure for PBKDF2 with HMAC-SHA-256.
const ITERATIONS: NonZeroU32 = NonZeroU32::MIN.saturating_add(599_999);

/// Where the master key comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Master {
    /// A file beside the credentials that only its owner can read.
    File,
    /// What a person types; nothing of it is kept.
    Passphrase(Secret),
}

/// What a store says of its master key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum Kept {
    /// In a file with this number.
    File { version: u32 },
    /// Of a passphrase and this salt.
    Passphrase { salt: String, iterations: NonZeroU32 },
}

impl Kept {
    pub(super) fn is_passphrase(&self) -> bool {
        matches!(self, Self::Passphrase { .. })
    }
}

pub(super) type Key = Zeroizing<[u8; 32]>;

impl Master {
    /// A new master key of version `version`, kept where this kind is kept.
    pub(super) fn make(&self, directory: &Path, version: u32) -> Result<(Kept, Key), VaultError> {
        match self {
            Self::File => {
                let key = random()?;
                write_whole(&file(directory, version), Zeroizing::new(hex::encode(&*key)).as_bytes())?;
                Ok((Kept::File { version }, key))
            }
            Self::Passphrase(passphrase) => {
                let salt = random()?;
                let key = derived(passphrase, &*salt, ITERATIONS);
                Ok((Kept::Passphrase { salt: hex::encode(&*salt), iterations: ITERATIONS }, key))
            }
        }
    }

    /// The master key of a store.
    pub(super) fn read(&self, directory: &Path, kept: &Kept) -> Result<Key, VaultError> {
        match (kept, self) {
            (Kept::File { version }, _) => read_file(&file(directory, *version)),
            (Kept::Passphrase { salt, iterations }, Self::Passphrase(passphrase)) => {
                let salt = hex::decode(salt).ok_or(VaultError::Locked)?;
                Ok(derived(passphrase, &salt, *iterations))
            }
            (Kept::Passphrase { .. }, Self::File) => Err(VaultError::Locked),
        }
    }

    /// Removes what is kept of a master key that nothing needs.
    #[allow(clippy::unused_self, reason = "other kinds keep it elsewhere")]
    pub(super) fn forget(&self, directory: &Path, kept: &Kept) {
        if let Kept::File { version } = kept {
            // One that stays behind opens nothing.
            let _ = fs::remove_file(file(directory, *version));
        }
    }
}

fn file(directory: &Path, version: u32) -> PathBuf {
    directory.join(format!("master-{version}.key"))
}

fn read_file(path: &Path) -> Result<Key, VaultError> {
    let missing = || VaultError::NoMaster(path.display().to_string());
    let metadata = fs::metadata(path).map_err(|_| missing())?;
    if others_may_read(&metadata) {
        return Err(VaultError::Open(path.to_owned()));
    }
    let text = Zeroizing::new(fs::read_to_string(path).map_err(|e| refused(path, &e))?);
    let bytes = Zeroizing::new(hex::decode(text.trim()).ok_or_else(missing)?);
    let mut key = Key::default();
    if bytes.len() != key.len() {
        return Err(missing());
    }
    key.copy_from_slice(&bytes);
    Ok(key)
}

#[cfg(unix)]
fn others_may_read(metadata: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::mode(metadata) & 0o077 != 0
}

/// Elsewhere a file in a person's own directory is theirs by its access list.
#[cfg(not(unix))]
fn others_may_read(_: &fs::Metadata) -> bool {
    false
}

fn derived(passphrase: &Secret, salt: &[u8], iterations: NonZeroU32) -> Key {
    let mut key = Key::default();
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, iterations, salt, passphrase.reveal().as_bytes(), &mut *key);
    key
}

/// Thirty-two bytes that nobody can guess.
pub(super) fn random() -> Result<Key, VaultError> {
    let mut key = Key::default();
    let filled = SystemRandom::new().fill(&mut *key);
    let why = "it gave no random bytes".to_owned();
    filled.map_err(|_| VaultError::Refused { what: "the system".to_owned(), why })?;
    Ok(key)
}

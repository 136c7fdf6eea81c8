use super::master::{Kept, Key, random};
use super::{Listed, Secret, VaultError};
use crate::hex;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};
use zeroize::Zeroizing;

/// The version of the form of the file.
const FORM: u32 = 1;

/// The file: a key of its own, sealed by the master key, and values sealed by that.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Store {
    form: u32,
    version: u32,
    /// Where its master key is.
    pub(super) master: Kept,
    key: String,
    credentials: BTreeMap<String, Sealed>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Sealed {
    value: String,
    /// Seconds since 1970.
    changed: u64,
}

impl Store {
    /// An empty one under `master`.
    pub(super) fn new(version: u32, kept: Kept, master: &Key) -> Result<Self, VaultError> {
        let key = Zeroizing::new(hex::encode(&*random()?));
        let key = seal(master, &about_key(version), key.as_bytes())?;
        Ok(Self { form: FORM, version, master: kept, key, credentials: BTreeMap::new() })
    }

    /// Reads the file's text; `None` where it is none of ours.
    pub(super) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().filter(|store: &Self| store.form == FORM)
    }

    /// The file's text.
    pub(super) fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// How often its keys were made.
    pub(super) fn version(&self) -> u32 {
        self.version
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.credentials.contains_key(name)
    }

    pub(super) fn remove(&mut self, name: &str) -> bool {
        self.credentials.remove(name).is_some()
    }

    pub(super) fn list(&self) -> Vec<Listed> {
        let listed = |(name, sealed): (&String, &Sealed)| Listed {
            name: name.clone(),
            changed: SystemTime::UNIX_EPOCH + Duration::from_secs(sealed.changed),
        };
        self.credentials.iter().map(listed).collect()
    }

    /// Its own key.
    pub(super) fn unlock(&self, master: &[u8; 32]) -> Result<Key, VaultError> {
        let digits = open(master, &about_key(self.version), &self.key)?;
        let bytes = std::str::from_utf8(&digits).ok().and_then(hex::decode).map(Zeroizing::new);
        let mut key = Key::default();
        let bytes = bytes.filter(|bytes| bytes.len() == key.len()).ok_or(VaultError::Locked)?;
        key.copy_from_slice(&bytes);
        Ok(key)
    }

    /// Puts a value in, changed now.
    pub(super) fn seal(&mut self, key: &Key, name: &str, value: &Secret) -> Result<(), VaultError> {
        self.copy(key, &Listed { name: name.to_owned(), changed: SystemTime::now() }, value)
    }

    /// Puts a value in as it was listed.
    pub(super) fn copy(&mut self, key: &Key, listed: &Listed, value: &Secret) -> Result<(), VaultError> {
        let value = seal(key, &self.about(&listed.name), value.reveal().as_bytes())?;
        let since = listed.changed.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        self.credentials.insert(listed.name.clone(), Sealed { value, changed: since.as_secs() });
        Ok(())
    }

    /// The value called `name`.
    pub(super) fn open(&self, key: &Key, name: &str) -> Result<Secret, VaultError> {
        let sealed = self.credentials.get(name).ok_or(VaultError::Locked)?;
        let bytes = open(key, &self.about(name), &sealed.value)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| VaultError::Locked)?;
        Ok(Secret::new(text.to_owned()))
    }

    /// What a value is sealed together with, so that it opens under its own name and version only.
    fn about(&self, name: &str) -> Vec<u8> {
        format!("omni-architect credential {} {name}", self.version).into_bytes()
    }
}

fn about_key(version: u32) -> Vec<u8> {
    format!("omni-architect store key {version}").into_bytes()
}

/// `plain` sealed, in digits: the nonce and then the ciphertext with its tag.
fn seal(key: &[u8; 32], about: &[u8], plain: &[u8]) -> Result<String, VaultError> {
    let random = random()?;
    let mut nonce = [0; NONCE_LEN];
    nonce.copy_from_slice(&random[..NONCE_LEN]);
    let mut bytes = plain.to_vec();
    let sealed = aead(key)?.seal_in_place_append_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::from(about),
        &mut bytes,
    );
    sealed.map_err(|_| VaultError::Value)?;
    Ok(hex::encode(&nonce) + &hex::encode(&bytes))
}

fn open(key: &[u8; 32], about: &[u8], sealed: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let bytes = hex::decode(sealed).ok_or(VaultError::Locked)?;
    let (nonce, rest) = bytes.split_first_chunk::<NONCE_LEN>().ok_or(VaultError::Locked)?;
    let mut rest = Zeroizing::new(rest.to_vec());
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let plain = aead(key)?.open_in_place(nonce, Aad::from(about), &mut rest);
    let length = plain.map_err(|_| VaultError::Locked)?.len();
    rest.truncate(length);
    Ok(rest)
}

fn aead(key: &[u8; 32]) -> Result<LessSafeKey, VaultError> {
    UnboundKey::new(&AES_256_GCM, key).map(LessSafeKey::new).map_err(|_| VaultError::Locked)
}

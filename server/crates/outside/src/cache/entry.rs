use super::Key;
use crate::hex;
use ring::hmac;

/// The version of the form of an entry: its first byte.
const VERSION: u8 = 1;
/// How long a signature is, in bytes (HMAC-SHA-256).
const SIGNATURE: usize = 32;
/// The longest text that is kept, in bytes.
pub(super) const LONGEST: usize = 4 << 20;

/// Signs and reads the entries of one team. An entry is the version, the signature and the compressed text; the
/// signature covers the key too, so that no entry can stand in for another.
pub(super) struct Seal {
    signing: hmac::Key,
    naming: hmac::Key,
}

impl Seal {
    /// Of the team with this secret.
    pub(super) fn new(team: &[u8]) -> Self {
        let team = hmac::Key::new(hmac::HMAC_SHA256, team);
        let derived = |purpose: &[u8]| hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&team, purpose).as_ref());
        Self {
            signing: derived(b"omni-architect cache entry"),
            naming: derived(b"omni-architect cache name"),
        }
    }

    /// The name of an entry, which says nothing to those outside the team.
    pub(super) fn name(&self, key: &Key) -> String {
        hex::encode(hmac::sign(&self.naming, key.bytes()).as_ref())
    }

    /// What the names of the team's entries have in common.
    pub(super) fn namespace(&self) -> String {
        let whole = hex::encode(hmac::sign(&self.naming, b"namespace").as_ref());
        whole.chars().take(12).collect()
    }

    /// `text` as an entry.
    pub(super) fn close(&self, key: &Key, text: &str) -> Vec<u8> {
        let packed = lz4_flex::compress_prepend_size(text.as_bytes());
        let mut entry = vec![VERSION];
        entry.extend_from_slice(self.sign(key, &packed).as_ref());
        entry.extend_from_slice(&packed);
        entry
    }

    /// The text of an entry; `None` where it is not the team's own for this key, whole and unchanged.
    pub(super) fn open(&self, key: &Key, entry: &[u8]) -> Option<String> {
        let (&version, rest) = entry.split_first()?;
        let (signature, packed) = rest.split_at_checked(SIGNATURE)?;
        if version != VERSION {
            return None;
        }
        hmac::verify(&self.signing, &signed(key, packed), signature).ok()?;
        let (length, _) = packed.split_first_chunk::<4>()?;
        if u32::from_le_bytes(*length) as usize > LONGEST {
            return None;
        }
        String::from_utf8(lz4_flex::decompress_size_prepended(packed).ok()?).ok()
    }

    fn sign(&self, key: &Key, packed: &[u8]) -> hmac::Tag {
        hmac::sign(&self.signing, &signed(key, packed))
    }
}

/// What is signed: the version, the key and the compressed text.
fn signed(key: &Key, packed: &[u8]) -> Vec<u8> {
    [&[VERSION], key.bytes().as_slice(), packed].concat()
}

#[cfg(test)]
mod tests {
    use super::super::Question;
    use super::*;

    #[test]
    fn an_entry_opens_only_whole_for_its_own_key_and_team() {
        let (ours, theirs) = (Seal::new(b"ours"), Seal::new(b"theirs"));
        let key = Question { request: "a", ..Question::default() }.key();
        let other = Question { request: "b", ..Question::default() }.key();
        let text = "resource ".repeat(100);
        let entry = ours.close(&key, &text);
        assert!(entry.len() < 200, "it is compressed: {}", entry.len());
        assert_eq!(ours.open(&key, &entry).as_deref(), Some(text.as_str()));
        assert_eq!((ours.open(&other, &entry), theirs.open(&key, &entry)), (None, None));
        for at in 0..entry.len() {
            let mut changed = entry.clone();
            changed[at] ^= 1;
            assert_eq!(ours.open(&key, &changed), None, "byte {at}");
            assert_eq!(ours.open(&key, &entry[..at]), None);
        }
        assert_ne!((ours.name(&key), ours.namespace()), (theirs.name(&key), theirs.namespace()));
    }
}

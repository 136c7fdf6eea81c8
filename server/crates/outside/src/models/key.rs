use std::fmt;
use zeroize::Zeroizing;

/// A provider's key. Nothing prints it, and its memory is wiped when it is dropped.
#[derive(Clone)]
pub struct ApiKey(Zeroizing<String>);

impl ApiKey {
    /// Takes over a key; blanks round it come from files and shells.
    pub fn new(key: &str) -> Self {
        Self(Zeroizing::new(key.trim().to_owned()))
    }

    /// The key itself, for the header that carries it and nothing else.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    /// `text` without the key, should a server have sent it back.
    pub(super) fn struck_from(&self, text: &str) -> String {
        if self.0.is_empty() { text.to_owned() } else { text.replace(self.reveal(), "(key)") }
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_not_shown() {
        let key = ApiKey::new(" sk-abc\n");
        assert_eq!(format!("{key:?}"), "ApiKey(..)");
        assert_eq!(key.struck_from("bad key sk-abc!"), "bad key (key)!");
    }
}

use crate::hex;
use ring::digest;
use std::fmt;

/// All that an answer depends on. Two questions with one key have the same answer.
///
/// Texts are given as they leave the machine, with placeholders for secrets.
#[derive(Clone, Copy, Debug, Default)]
pub struct Question<'a> {
    /// Who answers, such as `openai`.
    pub provider: &'a str,
    /// Which model.
    pub model: &'a str,
    /// Temperature, limits and the like, in one fixed order.
    pub parameters: &'a str,
    /// All that was asked, with what of the workspace was sent along: blanks count, since they do in YAML.
    pub request: &'a str,
    /// The version of the program, which its schemas and the wording of its prompts belong to.
    pub version: &'a str,
}

/// The name of an answer: SHA-256 of its question.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key([u8; 32]);

impl Question<'_> {
    /// The key of its answer.
    pub fn key(&self) -> Key {
        let Self { provider, model, parameters, request, version } = *self;
        let mut context = digest::Context::new(&digest::SHA256);
        for part in [provider, model, parameters, request, version] {
            // Lengths keep what one part ends with apart from what the next begins with.
            context.update(&(part.len() as u64).to_le_bytes());
            context.update(part.as_bytes());
        }
        let mut key = [0; 32];
        key.copy_from_slice(context.finish().as_ref());
        Key(key)
    }
}

impl Key {
    /// Its bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}…)", hex::encode(&self.0[..4]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_counts_to_the_last_blank() {
        let base = Question { provider: "ab", model: "c", request: "an s3 bucket", ..Question::default() };
        assert_eq!(base.key(), { base }.key());
        let others = [
            Question { provider: "a", model: "bc", ..base },
            Question { parameters: "t=1", ..base },
            Question { request: "a bucket", ..base },
            Question { request: "an  s3 bucket", ..base },
            Question { version: "x", ..base },
        ];
        for other in others {
            assert_ne!(base.key(), other.key(), "{other:?}");
        }
    }
}

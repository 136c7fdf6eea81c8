//! The syntax of names, labels and keys.
//!
//! Source: `k8s.io/apimachinery/pkg/util/validation` and the validation of the kinds that use it.

/// What a name must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameForm {
    /// Lower-case letters, digits and `-`, at most 63.
    Label,
    /// Labels with dots between them, at most 253 characters.
    Subdomain,
    /// Anything that can stand in a URL path.
    PathSegment,
}

impl NameForm {
    /// The form of the names of objects of a kind.
    pub(crate) fn of_kind(group: &str, kind: &str) -> Self {
        match (group, kind) {
            ("", "Namespace" | "Service") => Self::Label,
            ("rbac.authorization.k8s.io", _) => Self::PathSegment,
            _ => Self::Subdomain,
        }
    }

    /// What is wrong with `name`; `None` where nothing is.
    pub(crate) fn fault(self, name: &str) -> Option<String> {
        let most = if self == Self::Label { 63 } else { 253 };
        match self {
            Self::Label | Self::Subdomain if name.len() > most => {
                Some(format!("has at most {most} characters, not {}", name.len()))
            }
            Self::Label if !is_label(name) => Some(
                "takes lower-case letters, digits and \"-\", with a letter or digit at both ends".to_owned(),
            ),
            Self::Subdomain if !name.split('.').all(is_label) => Some(
                "takes lower-case letters, digits, \"-\" and \".\", with a letter or digit at both ends of each part"
                    .to_owned(),
            ),
            Self::PathSegment if matches!(name, "" | "." | "..") || name.contains(['/', '%']) => {
                Some("takes neither \"/\" nor \"%\", and is not \".\" or \"..\"".to_owned())
            }
            _ => None,
        }
    }

    /// The name of this form that is nearest to `name`, if changing case and separators is enough.
    pub(crate) fn repaired(self, name: &str) -> Option<String> {
        let keeps_dots = self == Self::Subdomain;
        let letter = |c: char| match c {
            'a'..='z' | '0'..='9' => c,
            'A'..='Z' => c.to_ascii_lowercase(),
            '.' if keeps_dots => c,
            _ => '-',
        };
        let repaired: String = name.trim().chars().map(letter).collect();
        let repaired = repaired.trim_matches(['-', '.']).to_owned();
        (name.is_ascii() && !repaired.is_empty() && self.fault(&repaired).is_none()).then_some(repaired)
    }
}

/// A part of a DNS name, whatever its length.
fn is_label(text: &str) -> bool {
    let is_end = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let bytes = text.as_bytes();
    is_end(bytes.first())
        && is_end(bytes.last())
        && bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
}

/// What is wrong with the key of a label or an annotation.
pub(crate) fn key_fault(key: &str) -> Option<&'static str> {
    let (prefix, name) = key.rsplit_once('/').map_or((None, key), |(prefix, name)| (Some(prefix), name));
    if name.is_empty() || name.len() > 63 || !is_qualified(name) {
        return Some(
            "its name has up to 63 letters, digits, \"-\", \"_\" and \".\", with a letter or digit at both ends",
        );
    }
    let prefix = prefix?;
    NameForm::Subdomain.fault(&prefix.to_lowercase()).map(|_| "before the slash stands a DNS name")
}

/// What is wrong with the value of a label.
pub(crate) fn label_value_fault(value: &str) -> Option<&'static str> {
    if value.len() > 63 {
        return Some("it has at most 63 characters");
    }
    (!value.is_empty() && !is_qualified(value))
        .then_some("it takes letters, digits, \"-\", \"_\" and \".\", with a letter or digit at both ends")
}

fn is_qualified(text: &str) -> bool {
    let is_end = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    is_end(bytes.first())
        && is_end(bytes.last())
        && bytes.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

/// What is wrong with the name of a container's port (an IANA service name).
pub(crate) fn port_name_fault(name: &str) -> Option<&'static str> {
    if name.is_empty() || name.len() > 15 {
        return Some("has 1 to 15 characters");
    }
    if !is_label(name) || name.contains("--") || !name.bytes().any(|b| b.is_ascii_lowercase()) {
        return Some("takes lower-case letters, digits and single \"-\", with at least one letter");
    }
    None
}

/// What is wrong with a key of a ConfigMap or a Secret.
pub(crate) fn data_key_fault(key: &str) -> Option<&'static str> {
    if key.len() > 253 || matches!(key, "" | "." | "..") || key.starts_with("..") {
        return Some("has 1 to 253 characters and does not begin with \"..\"");
    }
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    (!key.bytes().all(is_letter)).then_some("takes letters, digits, \"-\", \"_\" and \".\"")
}

#[cfg(test)]
mod tests {
    use super::{NameForm, key_fault, label_value_fault, port_name_fault};

    #[test]
    fn names_are_repaired_where_letters_and_separators_are_enough() {
        assert_eq!(NameForm::Label.repaired("My_App"), Some("my-app".to_owned()));
        assert_eq!(NameForm::Subdomain.repaired("Web.example_"), Some("web.example".to_owned()));
        assert_eq!(NameForm::Label.repaired("é"), None);
        assert_eq!(NameForm::PathSegment.fault("system:Node"), None);
    }

    #[test]
    fn labels_and_ports_have_their_own_syntax() {
        for key in ["app", "app.kubernetes.io/name", "A_b"] {
            assert_eq!(key_fault(key), None, "{key}");
        }
        for key in ["", "a/b/c d", "-a", "a b", "/a", "Under_score/a"] {
            assert!(key_fault(key).is_some(), "{key}");
        }
        assert!(label_value_fault("").is_none() && label_value_fault("v1.2_3").is_none());
        assert!(label_value_fault("a b").is_some() && label_value_fault(&"a".repeat(64)).is_some());
        assert!(port_name_fault("http-web").is_none() && port_name_fault("Http").is_some());
        assert!(port_name_fault("80").is_some() && port_name_fault("a--b").is_some());
    }
}

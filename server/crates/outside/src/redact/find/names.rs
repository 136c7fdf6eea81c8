/// Words that make a name sensitive wherever they stand in it.
const SENSITIVE: &[&str] = &[
    "password",
    "passwords",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "secrets",
    "token",
    "tokens",
    "credential",
    "credentials",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "accountkey",
    "authkey",
    "bearer",
    "htpasswd",
    "dockerconfigjson",
    "dockercfg",
    "pgpassword",
    "connectionstring",
];

/// Words that are sensitive before `key` or `keys`.
const BEFORE_KEY: &[&str] = &[
    "api",
    "access",
    "private",
    "secret",
    "account",
    "auth",
    "routing",
    "service",
    "integration",
    "signing",
    "encryption",
    "license",
    "shared",
    "master",
    "app",
    "application",
    "instrumentation",
    "admin",
    "ssh",
    "webhook",
    "deploy",
    "storage",
    "primary",
    "secondary",
    "ingest",
    "sas",
];

/// Last words that say that a name does not hold the secret itself, but what it is called, where it is or how it
/// is handled.
const ABOUT: &[&str] = &[
    "name",
    "names",
    "arn",
    "arns",
    "ref",
    "refs",
    "enabled",
    "enable",
    "disabled",
    "type",
    "types",
    "policy",
    "length",
    "ttl",
    "version",
    "versions",
    "count",
    "path",
    "paths",
    "file",
    "files",
    "url",
    "uri",
    "endpoint",
    "expiry",
    "expiration",
    "duration",
    "days",
    "seconds",
    "minutes",
    "hours",
    "rotation",
    "provider",
    "providers",
    "audience",
    "issuer",
    "scheme",
    "class",
    "store",
    "format",
    "size",
    "prefix",
    "suffix",
    "label",
    "labels",
    "description",
    "required",
    "manager",
    "mount",
    "mode",
    "kind",
    "limit",
    "window",
    "id",
    "ids",
    "validity",
    "stores",
    "usage",
    "alias",
    "region",
    "algorithm",
    "source",
    "optional",
    "annotations",
    "selector",
    "namespace",
];

/// Whether what stands under `name` is to be kept back.
pub(super) fn is_sensitive(name: &str) -> bool {
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let about = words.last().is_some_and(|last| ABOUT.contains(last)) && !words.ends_with(&["secret", "id"]);
    if about || (matches!(words.first(), Some(&"max" | &"min")) && words.contains(&"tokens")) {
        return false;
    }
    let pair = |w: &[&str]| match w {
        [first, "key" | "keys"] => BEFORE_KEY.contains(first),
        ["connection", "string" | "strings"] | ["smtp" | "db", "pass"] => true,
        _ => false,
    };
    words.iter().any(|word| SENSITIVE.contains(word)) || words.windows(2).any(pair) || words == ["pass"]
}

/// The words of a name, lower case: `dbPassword`, `DB_PASSWORD` and `db-password` have the same.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut last = ' ';
    for c in name.chars() {
        let breaks =
            !c.is_alphanumeric() || (c.is_uppercase() && (last.is_lowercase() || last.is_ascii_digit()));
        if breaks {
            words.push(String::new());
        }
        if c.is_alphanumeric() {
            words.last_mut().into_iter().for_each(|word| word.extend(c.to_lowercase()));
        }
        last = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_by_their_words_in_every_spelling() {
        for name in [
            "password",
            "dbPassword",
            "DB_PASSWORD",
            "client-secret",
            "API_KEY",
            "aws_secret_access_key",
            "routing_key",
            "bearer_token",
            "AccountKey",
            "vault.secret_id",
            "apikey",
            "PGPASSWORD",
        ] {
            assert!(is_sensitive(name), "{name}");
        }
    }

    #[test]
    fn names_of_what_is_about_a_secret_are_not_sensitive() {
        for name in [
            "secretName",
            "password_length",
            "secret_arn",
            "max_tokens",
            "key",
            "kms_key_id",
            "keyboard",
            "password_file",
            "token_url",
            "secret_key_ref",
            "author",
            "sort_key",
            "compass",
        ] {
            assert!(!is_sensitive(name), "{name}");
        }
    }
}

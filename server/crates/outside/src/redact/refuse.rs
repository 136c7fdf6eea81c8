use super::{Part, Refused};

/// The longest text that is searched, in bytes. A longer one cannot be meant for a model.
const MAX_BYTES: usize = 4 << 20;

/// Ends of names of files that hold nothing but secrets.
const PRIVATE_ENDS: &[&str] =
    &[".env", ".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".ppk", ".asc", ".gpg", ".age"];

/// Names of such files.
const PRIVATE_NAMES: &[&str] = &[
    "id_rsa",
    "id_dsa",
    "id_ecdsa",
    "id_ed25519",
    ".netrc",
    ".pgpass",
    ".npmrc",
    ".pypirc",
    ".terraformrc",
    "credentials",
    "credentials.tfrc.json",
    ".git-credentials",
    ".htpasswd",
    ".dockerconfigjson",
];

/// Refuses texts that must not leave even in part.
pub(super) fn check(part: &Part<'_>) -> Result<(), Refused> {
    let place = part.place();
    let name = part.path.and_then(|path| path.file_name()).unwrap_or_default();
    if part.text.len() > MAX_BYTES {
        return Err(Refused::TooLong { place, bytes: part.text.len() });
    }
    if name.contains(".tfstate") || part.path.is_some_and(|path| path.as_str().contains(".tfstate.d/")) {
        return Err(Refused::State(place));
    }
    let env = name.starts_with(".env.");
    if env || PRIVATE_NAMES.contains(&name) || PRIVATE_ENDS.iter().any(|end| name.ends_with(end)) {
        return Err(Refused::Private(place));
    }
    let has = |words: &[&str]| words.iter().all(|word| part.text.contains(word));
    let state = has(&["\"lineage\"", "\"serial\"", "\"terraform_version\""]);
    if state || has(&["\"planned_values\"", "\"resource_changes\""]) {
        return Err(Refused::State(place));
    }
    Ok(())
}

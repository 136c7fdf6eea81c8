use super::*;
use std::process::{Command, Stdio};

const VALUE: &str = "sk-a-key-of-a-provider-0123456789";

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn vault(directory: &Path) -> Vault {
    Vault::new(directory, Master::File)
}

/// Every byte of every file below `directory`.
fn all_bytes(directory: &Path) -> Vec<u8> {
    let files = fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path());
    files.flat_map(|path| fs::read(path).expect("a file")).collect()
}

#[test]
fn values_come_back_and_are_nowhere_in_the_clear() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let vault = vault(directory.path());
    assert_eq!((vault.get("openai"), vault.list()), (Ok(None), Ok(Vec::new())));
    vault.set("openai", &secret(VALUE)).expect("it is set");
    vault.set("gemini", &secret("other")).expect("it is set");
    assert_eq!(vault.get("openai"), Ok(Some(secret(VALUE))));
    let bytes = all_bytes(directory.path());
    assert!(memchr::memmem::find(&bytes, VALUE.as_bytes()).is_none());
    assert!(!format!("{vault:?} {:?}", vault.get("openai")).contains("sk-a"));
    let names: Vec<_> = vault.list().expect("a list").into_iter().map(|listed| listed.name).collect();
    assert_eq!(names, ["gemini", "openai"]);
    assert_eq!((vault.remove("openai"), vault.remove("openai")), (Ok(true), Ok(false)));
    assert_eq!(vault.get("openai"), Ok(None));
}

#[test]
fn bad_names_and_values_are_refused() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let vault = vault(directory.path());
    assert_eq!(vault.set("../x", &secret("a")), Err(VaultError::Name("../x".to_owned())));
    assert_eq!(vault.set("openai", &secret("")), Err(VaultError::Value));
}

#[cfg(unix)]
#[test]
fn files_are_for_their_owner_alone_and_a_key_that_others_can_read_is_not_used() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let directory = tempfile::tempdir().expect("a temporary directory");
    let inner = directory.path().join("made/by/us");
    let vault = vault(&inner);
    vault.set("openai", &secret(VALUE)).expect("it is set");
    for name in ["credentials.json", "master-1.key"] {
        assert_eq!(fs::metadata(inner.join(name)).expect("a file").mode() & 0o777, 0o600, "{name}");
    }
    assert_eq!(fs::metadata(&inner).expect("a directory").mode() & 0o777, 0o700);
    let key = inner.join("master-1.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).expect("modes");
    assert_eq!(vault.get("openai"), Err(VaultError::Open(key)));
}

#[test]
fn what_was_changed_or_moved_does_not_open() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let vault = vault(directory.path());
    vault.set("openai", &secret(VALUE)).expect("it is set");
    vault.set("gemini", &secret("other")).expect("it is set");
    let path = directory.path().join("credentials.json");
    let text = fs::read_to_string(&path).expect("a file");
    let swapped = text
        .replace("\"openai\"", "\"x\"")
        .replace("\"gemini\"", "\"openai\"")
        .replace("\"x\"", "\"gemini\"");
    for bad in [swapped, text.replace("\"version\": 1,\n  \"master\"", "\"version\": 2,\n  \"master\"")] {
        assert_ne!(bad, text);
        fs::write(&path, bad).expect("a file");
        assert_eq!(vault.get("openai"), Err(VaultError::Locked));
    }
    fs::write(&path, "{}").expect("a file");
    assert_eq!(vault.get("openai"), Err(VaultError::Unreadable(path)));
}

#[test]
fn keys_rotate_between_a_file_and_a_passphrase() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let (file, words) = (vault(directory.path()), Master::Passphrase(secret("correct horse")));
    file.set("openai", &secret(VALUE)).expect("it is set");
    let before = fs::read_to_string(directory.path().join("credentials.json")).expect("a file");
    file.rotate(&Master::File).expect("it rotates");
    let after = fs::read_to_string(directory.path().join("credentials.json")).expect("a file");
    assert!(before != after && !directory.path().join("master-1.key").exists());
    assert_eq!(file.get("openai"), Ok(Some(secret(VALUE))));
    file.rotate(&words).expect("it rotates");
    let (right, wrong) = (words, Master::Passphrase(secret("wrong horse")));
    assert_eq!(Vault::new(directory.path(), right).get("openai"), Ok(Some(secret(VALUE))));
    assert_eq!(Vault::new(directory.path(), wrong).get("openai"), Err(VaultError::Locked));
    assert_eq!(file.get("openai"), Err(VaultError::Locked));
    assert!(!directory.path().join("master-2.key").exists());
}

/// The variable that makes the test below the victim of the one after it.
const VICTIM: &str = "OMNI_TEST_VAULT";

#[test]
fn rotates_and_sets_until_it_is_killed_where_it_is_told_to() {
    let Some(directory) = std::env::var_os(VICTIM) else { return };
    let vault = vault(Path::new(&directory));
    for number in 0_u64.. {
        vault.rotate(&Master::File).expect("it rotates");
        vault.set("gemini", &secret(&format!("value {number}"))).expect("it is set");
    }
}

#[test]
fn whenever_it_is_killed_nothing_is_lost() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let vault = vault(directory.path());
    vault.set("openai", &secret(VALUE)).expect("it is set");
    vault.set("gemini", &secret("value")).expect("it is set");
    let name = "vault::tests::rotates_and_sets_until_it_is_killed_where_it_is_told_to";
    for round in 0..40 {
        let before = fs::read(vault.path()).expect("a file");
        let mut victim = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", name])
            .env(VICTIM, directory.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        // From its first change on it is somewhere between two others.
        while fs::read(vault.path()).expect("a file") == before {
            assert_eq!(victim.try_wait().expect("it can be asked"), None, "it ended by itself");
            std::thread::yield_now();
        }
        std::thread::sleep(std::time::Duration::from_micros(round * 97));
        victim.kill().expect("it runs");
        victim.wait().expect("it ends");
        assert_eq!(vault.get("openai"), Ok(Some(secret(VALUE))), "round {round}");
        let other = vault.get("gemini").expect("it opens").expect("it is there");
        assert!(other.reveal().starts_with("value"), "round {round}");
    }
}

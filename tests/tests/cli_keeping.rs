//! `omni-architect config`, `credentials` and `cache` as a person uses them.

use omni_tests::{Folder, binary, omni};
use std::io::Write;
use std::process::{Command, Output, Stdio};

const VALUE: &str = "sk-a-key-of-a-provider-0123456789";

/// Runs the program at home in `folder`, with `typed` on stdin.
fn run(folder: &Folder, arguments: &[&str], typed: &str, variables: &[(&str, &str)]) -> Output {
    let mut command = omni(arguments.iter().copied());
    for name in ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "OPENAI_API_KEY", "OMNI_REDIS_URL", "OMNI_PASSPHRASE"] {
        command.env_remove(name);
    }
    command.env("HOME", &folder.path).envs(variables.iter().copied()).current_dir(&folder.path);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    // A program that needs nothing may be gone before it was told.
    let _ = child.stdin.take().expect("it is piped").write_all(typed.as_bytes());
    child.wait_with_output().expect("it ends")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&*output.stdout, &*output.stderr].concat()).into_owned()
}

#[cfg(target_os = "linux")]
#[test]
fn settings_that_are_a_pipe_or_a_device_hold_nobody_up() {
    let folder = Folder::with(&[]);
    let path = folder.path.join("omni-architect.toml");
    let run = || omni(["config", "show"]).current_dir(&folder.path).output().expect("it runs");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo").success());
    for _ in 0..2 {
        let output = run();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(said.contains("omni-architect.toml is neither a file nor a directory"), "{said}");
        std::fs::remove_file(&path).expect("it was there");
        std::os::unix::fs::symlink("/dev/zero", &path).expect("a link");
    }
}

#[test]
fn what_the_settings_show_holds_for_commands() {
    let folder = Folder::with(&[
        ("main.tf", "resource \"aws_instance\" \"a\" {\n  nope = 1\n}\n"),
        (
            ".config/omni-architect/config.toml",
            "[check.severity]\nTF-unknown-attribute = 'off'\n[generate]\nprovider = 'google'\n",
        ),
    ]);
    let checked = run(&folder, &["check", "main.tf", "--level", "off"], "", &[]);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
    let made = run(&folder, &["generate", "a storage bucket called logs", "--dry-run"], "", &[]);
    assert!(said(&made).contains("google_storage_bucket"), "{}", said(&made));
}

#[test]
fn credentials_are_set_listed_rotated_and_removed_and_never_shown() {
    let folder = Folder::with(&[]);
    let steps: [(&[&str], &str, &str); 6] = [
        (&["credentials", "set", "openai"], VALUE, "openai is set\n"),
        (&["credentials", "list"], "", "openai        set 0 days ago\n"),
        (&["credentials", "rotate"], "", "all credentials are encrypted anew, under new keys\n"),
        (&["credentials", "rotate", "openai"], "sk-another-0123456789", "openai has a new value\n"),
        (&["credentials", "remove", "openai"], "", "openai is removed\n"),
        (&["credentials", "remove", "openai"], "", "openai was not set\n"),
    ];
    for (arguments, typed, expected) in steps {
        let output = run(&folder, arguments, typed, &[]);
        assert!(
            output.status.success() && said(&output).starts_with(expected),
            "{arguments:?}: {}",
            said(&output)
        );
        assert!(!said(&output).contains("sk-"), "{arguments:?}");
    }
}

#[test]
fn a_passphrase_opens_what_was_encrypted_with_it_and_nothing_else_does() {
    let folder = Folder::with(&[]);
    run(&folder, &["credentials", "set", "openai"], VALUE, &[]);
    let to = run(&folder, &["credentials", "rotate", "--to", "passphrase"], "correct horse\n", &[]);
    assert!(to.status.success(), "{}", said(&to));
    let without = run(&folder, &["credentials", "set", "gemini"], VALUE, &[]);
    assert_eq!(said(&without), "omni-architect: the credentials open by a passphrase: set OMNI_PASSPHRASE\n");
    let wrong = run(&folder, &["credentials", "set", "gemini"], VALUE, &[("OMNI_PASSPHRASE", "x")]);
    assert!(said(&wrong).contains("the passphrase is wrong"), "{}", said(&wrong));
    let right =
        run(&folder, &["credentials", "set", "gemini"], VALUE, &[("OMNI_PASSPHRASE", "correct horse")]);
    assert_eq!(said(&right), "gemini is set\n");
}

#[test]
fn an_environment_variable_wins_and_is_told_to() {
    let folder = Folder::with(&[]);
    let output = run(&folder, &["credentials", "set", "openai"], VALUE, &[("OPENAI_API_KEY", "sk-x")]);
    assert!(
        said(&output).ends_with("omni-architect: $OPENAI_API_KEY is set too, and wins\n"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_value_that_is_typed_at_a_terminal_is_not_shown() {
    let folder = Folder::with(&[]);
    let typed = format!(
        "(until grep -q Value {log} 2>/dev/null; do :; done; printf '{VALUE}\\n') | \
         script --quiet --flush --return --command '{binary} credentials set openai' {log}",
        log = folder.path.join("log").display(),
        binary = binary().display()
    );
    let output = Command::new("bash")
        .args(["-c", &typed])
        .env("HOME", &folder.path)
        .current_dir(&folder.path)
        .output();
    let output = output.expect("bash runs");
    assert!(said(&output).contains("openai is set"), "{}", said(&output));
    assert!(!said(&output).contains(VALUE), "{}", said(&output));
}

#[test]
fn each_setting_is_shown_with_its_source_and_passwords_are_not() {
    let own = "[cache]\nredis-url = 'redis://app:s3cret-pass@localhost'\nmegabyte = 3\n";
    let theirs = "[check]\nkubernetes-version = '1.35'\n[cache]\ndays = 1\n";
    let folder =
        Folder::with(&[(".config/omni-architect/config.toml", own), ("omni-architect.toml", theirs)]);
    let output =
        run(&folder, &["config", "show"], "", &[("OMNI_CLOUD", "google"), ("OPENAI_API_KEY", VALUE)]);
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    let shown = |key: &str| {
        let line = said.lines().find(|line| line.starts_with(key)).expect("it is shown");
        line.replace(&folder.path.display().to_string(), "~").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(shown("check.kubernetesVersion"), "check.kubernetesVersion 1.35 (~/omni-architect.toml)");
    assert_eq!(shown("generate.provider"), "generate.provider google ($OMNI_CLOUD)");
    assert_eq!(shown("cache.days"), "cache.days 7 (usual)");
    assert!(shown("cache.redisUrl").starts_with("cache.redisUrl redis://app:<secret>@localhost"));
    assert!(
        said.contains("did you mean cache.megabytes?") && said.contains("may not set cache.days"),
        "{said}"
    );
    assert!(!said.contains("s3cret-pass") && !said.contains(VALUE), "{said}");
}

#[test]
fn the_cache_says_how_its_redis_stands() {
    let folder = Folder::with(&[]);
    let output = run(&folder, &["cache", "stats"], "", &[]);
    assert!(said(&output).contains("redis   none is set"), "{}", said(&output));
    let output = run(&folder, &["cache", "purge"], "", &[]);
    assert!(
        output.status.success() && said(&output).contains("nothing is kept outside"),
        "{}",
        said(&output)
    );
    let unsigned = run(&folder, &["cache", "stats"], "", &[("OMNI_REDIS_URL", "redis://127.0.0.1:1")]);
    assert!(said(&unsigned).contains("is not used: a team signs its entries"), "{}", said(&unsigned));
    let gone = [("OMNI_REDIS_URL", "redis://127.0.0.1:1"), ("OMNI_CACHE_KEY", "a key of the whole team")];
    let output = run(&folder, &["cache", "stats"], "", &gone);
    assert!(said(&output).contains("redis   down") && output.status.code() == Some(2), "{}", said(&output));
}

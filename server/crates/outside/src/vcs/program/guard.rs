//! What goes along with every command: settings that hold whatever a repository's configuration says.

use crate::vcs::{Repository, VcsError};

/// What nothing may change.
const FIXED: [(&str, &str); 22] = [
    ("core.fsmonitor", "false"),
    ("core.pager", "cat"),
    ("core.editor", "true"),
    ("sequence.editor", "true"),
    ("core.askPass", ""),
    ("diff.external", ""),
    ("protocol.ext.allow", "never"),
    ("protocol.fd.allow", "never"),
    ("safe.bareRepository", "explicit"),
    ("submodule.recurse", "false"),
    ("fetch.recurseSubmodules", "false"),
    ("push.recurseSubmodules", "no"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("fetch.writeCommitGraph", "false"),
    ("advice.detachedHead", "false"),
    ("rebase.autoStash", "false"),
    ("merge.autoStash", "false"),
    ("push.followTags", "false"),
    ("color.ui", "false"),
    ("log.showSignature", "false"),
    ("core.alternateRefsCommand", ""),
];

/// The settings for a command in `repository`, with hooks from `hooks` alone.
///
/// # Errors
/// Where its configuration names a program, or a place to send things to, in a way that no setting overrides.
pub(super) fn settings(
    repository: &Repository,
    hooks: Option<&str>,
) -> Result<Vec<(String, String)>, VcsError> {
    let own = repository.own_settings();
    if own.includes {
        return Err(VcsError::Setting("include.path".to_owned()));
    }
    let fixed = FIXED.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    let mut settings: Vec<_> = fixed.collect();
    settings.push(("core.hooksPath".to_owned(), hooks.unwrap_or("/dev/null").to_owned()));
    for key in &own.keys {
        let theirs = own.persons.get(key).map(Vec::as_slice).unwrap_or_default();
        match verdict(key) {
            Verdict::Harmless => {}
            Verdict::Refused => return Err(VcsError::Setting(key.clone())),
            Verdict::Overridden(default) => {
                // A list of helpers begins anew after an empty value.
                if theirs.is_empty() || key.starts_with("credential.") {
                    settings.push((key.clone(), default.to_owned()));
                }
                settings.extend(theirs.iter().map(|value| (key.clone(), value.clone())));
            }
        }
    }
    Ok(settings)
}

enum Verdict {
    Harmless,
    /// It is given the person's own value, or this one.
    Overridden(&'static str),
    Refused,
}

/// What is done about a key that the repository's own configuration sets.
fn verdict(key: &str) -> Verdict {
    let (section, name) =
        (key.split('.').next().unwrap_or_default(), key.rsplit('.').next().unwrap_or_default());
    match (section, name) {
        ("filter", "required") | ("commit" | "tag" | "push", "gpgsign") => Verdict::Overridden("false"),
        ("filter", "clean" | "smudge" | "process")
        | ("diff", "command" | "textconv")
        | ("core", "gitproxy")
        | ("credential", "helper")
        | ("gpg", "defaultkeycommand") => Verdict::Overridden(""),
        ("core", "sshcommand") => Verdict::Overridden("ssh -o BatchMode=yes"),
        ("gpg", "program") => Verdict::Overridden(if key.contains(".ssh.") { "ssh-keygen" } else { "gpg" }),
        ("remote", "uploadpack" | "receivepack" | "vcs" | "proxy")
        | ("merge", "driver")
        | ("url" | "http" | "include" | "includeif" | "ssh", _) => Verdict::Refused,
        _ => Verdict::Harmless,
    }
}

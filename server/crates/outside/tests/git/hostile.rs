//! A repository that wants to run something as soon as it is looked at.

use super::support::Scratch;
use omni_outside::vcs::{Compared, Repository, VcsError};
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

/// Configuration keys that name a program, with `%` in place of the marker script.
const KEYS: [(&str, &str); 30] = [
    ("core.fsmonitor", "%"),
    ("core.hooksPath", "hooks"),
    ("core.pager", "%"),
    ("pager.status", "%"),
    ("core.editor", "%"),
    ("core.sshCommand", "%"),
    ("core.askPass", "%"),
    ("core.gitProxy", "%"),
    ("core.alternateRefsCommand", "%"),
    ("diff.external", "%"),
    ("diff.evil.command", "%"),
    ("diff.evil.textconv", "%"),
    ("filter.evil.clean", "%"),
    ("filter.evil.smudge", "%"),
    ("filter.evil.required", "true"),
    ("filter.evil2.process", "%"),
    ("merge.evil.driver", "%"),
    ("gpg.program", "%"),
    ("gpg.ssh.program", "%"),
    ("commit.gpgSign", "true"),
    ("log.showSignature", "true"),
    ("credential.helper", "!%"),
    ("alias.status", "!%"),
    ("alias.st", "!%"),
    ("interactive.diffFilter", "%"),
    ("remote.origin.uploadpack", "%"),
    ("remote.origin.vcs", "evil"),
    ("remote.origin.url", "ext::sh -c %"),
    ("url.ext::sh -c % .insteadOf", "https://"),
    ("sequence.editor", "%"),
];

/// Makes the repository hostile; the marker script writes a file whenever it runs.
pub(crate) fn arm(scratch: &Scratch) {
    let marker = scratch.home.join("marker");
    let script = format!("#!/bin/sh\necho \"$0 $*\" >>{}\ncat\n", scratch.home.join("ran"));
    fs::write(&marker, &script).unwrap();
    fs::set_permissions(&marker, fs::Permissions::from_mode(0o755)).unwrap();
    let hooks = scratch.root.join(".git/hooks");
    fs::create_dir_all(&hooks).unwrap();
    for hook in
        ["pre-commit", "post-checkout", "post-index-change", "fsmonitor-watchman", "reference-transaction"]
    {
        fs::copy(&marker, hooks.join(hook)).unwrap();
    }
    let include = scratch.home.join("included");
    fs::write(&include, format!("[core]\n\tfsmonitor = {marker}\n[filter \"evil\"]\n\tclean = {marker}\n"))
        .unwrap();
    let mut config = fs::read_to_string(scratch.root.join(".git/config")).unwrap();
    for (key, value) in KEYS {
        let (section, name) = key.rsplit_once('.').unwrap();
        let value = value.replace('%', marker.as_str());
        let header = match section.split_once('.') {
            Some((section, subsection)) => {
                format!("[{section} \"{}\"]", subsection.replace('%', marker.as_str()))
            }
            None => format!("[{section}]"),
        };
        write!(config, "{header}\n\t{name} = \"{value}\"\n").unwrap();
    }
    write!(
        config,
        "[include]\n\tpath = {include}\n[submodule \"lib\"]\n\turl = \"ext::sh -c {marker}\"\n\tupdate = !{marker}\n"
    )
    .unwrap();
    fs::write(scratch.root.join(".git/config"), config).unwrap();
    let attributes = "*.tf filter=evil diff=evil merge=evil\n*.yaml filter=evil2\n*.md filter=lfs\n";
    fs::write(scratch.root.join(".git/info/attributes"), attributes).unwrap();
    scratch.write(".gitattributes", attributes);
    scratch.write(
        ".gitmodules",
        format!("[submodule \"lib\"]\n\tpath = lib\n\turl = ext::sh -c {marker}\n\tupdate = !{marker}\n"),
    );
}

/// A hostile repository with something to see.
fn hostile() -> Scratch {
    let scratch = Scratch::new();
    for name in ["main.tf", "gone.tf", "a.yaml", "b.md"] {
        scratch.write(name, "a\nb\n");
    }
    scratch.commit_all("feat: begin");
    scratch.git(&["tag", "-a", "v1", "-m", "one"]);
    scratch.write("main.tf", "a\nx\n");
    scratch.git(&["stash", "-q"]);
    scratch.write("staged.tf", "s\n");
    scratch.git(&["add", "staged.tf"]);
    arm(&scratch);
    // The same size at another time, so that only the content tells.
    scratch.write("main.tf", "b\na\n");
    scratch.write("a.yaml", "b\na\n");
    scratch.write("b.md", "longer than it was\n");
    fs::remove_file(scratch.root.join("gone.tf")).unwrap();
    scratch.write("untracked.tf", "u\n");
    scratch
}

#[test]
fn reading_a_hostile_repository_starts_nothing() {
    let scratch = hostile();
    let repository = Repository::at(&scratch.root.join("main.tf")).unwrap();
    let status = repository.status().unwrap();
    assert!(status.entries.iter().any(|e| e.path == "main.tf" && e.unfiltered));
    for compared in [
        Compared::Unstaged,
        Compared::Staged,
        Compared::Commit("HEAD".into()),
        Compared::Between("HEAD".into(), "stash".into()),
    ] {
        repository.diff(&compared, &[]).unwrap();
    }
    assert_eq!(repository.log("HEAD", None, 10).unwrap().len(), 1);
    repository.log("HEAD", Some("main.tf"), 10).unwrap();
    repository.blame("main.tf", 1).unwrap();
    repository.branches().unwrap();
    repository.remotes();
    repository.tags().unwrap();
    repository.stashes().unwrap();
    repository.worktrees().unwrap();
    assert!(!scratch.home.join("ran").exists());
    // The trap is a real one: git itself runs it.
    scratch.try_git(&["diff"]);
    assert!(scratch.home.join("ran").exists());
}

#[test]
fn a_hostile_submodule_starts_nothing_either() {
    let inner = hostile();
    let outer = Scratch::new();
    outer.write("a", "a\n");
    outer.commit_all("feat: begin");
    fs::rename(&inner.root, outer.root.join("lib")).unwrap();
    outer.git(&["-c", "advice.addEmbeddedRepo=false", "add", "lib"]);
    let ran = inner.home.join("ran");
    let _ = fs::remove_file(&ran);
    let status = Repository::at(&outer.root).unwrap().status().unwrap();
    assert!(status.entries.iter().any(|e| e.path == "lib" && e.submodule.is_some()));
    assert!(!ran.exists());
}

#[test]
fn a_repository_cannot_send_its_worktree_elsewhere() {
    let scratch = Scratch::new();
    scratch.git(&["config", "core.worktree", scratch.home.as_str()]);
    let error = Repository::at(&scratch.root).unwrap_err();
    assert_eq!(error, VcsError::WorktreeElsewhere(scratch.root.clone()));
}

#[test]
fn files_that_would_be_read_for_ever_are_refused() {
    for (name, refused) in [("config", true), ("included", false), ("excludes", false)] {
        let scratch = Scratch::new();
        match name {
            "config" => {
                fs::remove_file(scratch.root.join(".git/config")).unwrap();
                symlink("/dev/zero", scratch.root.join(".git/config")).unwrap();
            }
            "included" => {
                scratch.git(&["config", "include.path", "/dev/zero"]);
            }
            _ => {
                scratch.git(&["config", "core.excludesFile", "/dev/zero"]);
                scratch.git(&["config", "core.attributesFile", "/dev/zero"]);
            }
        }
        let status = Repository::at(&scratch.root).and_then(|repository| repository.status());
        assert_eq!(status.is_err(), refused, "{name}");
    }
}

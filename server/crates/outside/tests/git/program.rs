//! Changes by the program: they are what git itself would have done, and nothing of the repository's own runs.

use super::hostile::arm;
use super::support::{Scratch, block, git};
use omni_outside::vcs::{CommitOptions, Git, Repository, VcsError};
use std::fs;
use std::os::unix::fs::PermissionsExt;

fn begun() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("main.tf", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
    scratch.write("other.tf", "x\n");
    scratch.commit_all("feat: begin");
    scratch
}

fn open(scratch: &Scratch) -> Repository {
    Repository::at(&scratch.root).unwrap()
}

fn commit(git: &Git, scratch: &Scratch, message: &str) -> Result<String, VcsError> {
    block(git.commit(&open(scratch), message, &CommitOptions::default()))
}

#[test]
fn files_are_staged_unstaged_committed_and_amended() {
    let scratch = begun();
    let git = git(&scratch, &[]);
    scratch.write("main.tf", "new\n");
    scratch.write("-odd name*.tf", "odd\n");
    fs::remove_file(scratch.root.join("other.tf")).unwrap();
    let all = ["main.tf", "-odd name*.tf", "other.tf"].map(str::to_owned);
    block(git.stage(&open(&scratch), &all)).unwrap();
    assert_eq!(
        scratch.git(&["diff", "--cached", "--name-status"]),
        "A\t-odd name*.tf\nM\tmain.tf\nD\tother.tf\n"
    );
    block(git.unstage(&open(&scratch), &all[1..])).unwrap();
    assert_eq!(scratch.git(&["diff", "--cached", "--name-status"]), "M\tmain.tf\n");
    let id = commit(&git, &scratch, "feat: new\n\nWith a body.\n").unwrap();
    assert_eq!(
        scratch.git(&["log", "-1", "--format=%H %an %s|%b"]),
        format!("{id} Ada feat: new|With a body.\n\n")
    );
    let amend = CommitOptions { amend: true, allow_secrets: None };
    block(git.commit(&open(&scratch), "feat: newer", &amend)).unwrap();
    assert_eq!(scratch.git(&["log", "--format=%s"]), "feat: newer\nfeat: begin\n");
    let nothing = commit(&git, &scratch, "feat: nothing").unwrap_err().to_string();
    assert_eq!(nothing, "git commit failed: there is nothing to commit: stage something first");
}

#[test]
fn hunks_are_staged_and_unstaged_one_by_one() {
    let scratch = begun();
    let git = git(&scratch, &[]);
    scratch.write("main.tf", "A\nb\nc\nd\ne\nf\ng\nh\ni\nJ\nk");
    block(git.stage_hunks(&open(&scratch), "main.tf", &[1])).unwrap();
    assert_eq!(scratch.git(&["show", ":main.tf"]), "a\nb\nc\nd\ne\nf\ng\nh\ni\nJ\nk");
    block(git.stage_hunks(&open(&scratch), "main.tf", &[0])).unwrap();
    assert_eq!(scratch.git(&["diff", "--name-only"]), "");
    block(git.unstage_hunks(&open(&scratch), "main.tf", &[1])).unwrap();
    assert_eq!(scratch.git(&["show", ":main.tf"]), "A\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
    let none = block(git.stage_hunks(&open(&scratch), "main.tf", &[7])).unwrap_err();
    assert_eq!(none, VcsError::NoHunk("main.tf".into()));
}

#[test]
fn branches_tags_stashes_and_worktrees_come_and_go() {
    let scratch = begun();
    let git = git(&scratch, &[]);
    block(git.create_branch(&open(&scratch), "topic", "HEAD")).unwrap();
    block(git.switch(&open(&scratch), "topic")).unwrap();
    scratch.write("main.tf", "topic\n");
    block(git.stash(&open(&scratch), "later")).unwrap();
    assert_eq!(block(git.stash(&open(&scratch), "again")).unwrap_err(), VcsError::NothingToStash);
    block(git.unstash(&open(&scratch), 0)).unwrap();
    block(git.stage(&open(&scratch), &["main.tf".to_owned()])).unwrap();
    commit(&git, &scratch, "feat: topic").unwrap();
    block(git.rename_branch(&open(&scratch), "topic", "subject")).unwrap();
    block(git.switch(&open(&scratch), "main")).unwrap();
    let lost = block(git.delete_branch(&open(&scratch), "subject")).unwrap_err().to_string();
    assert!(lost.ends_with("commits that are nowhere else: merge or push it first"), "{lost}");
    scratch.write("main.tf", "mine\n");
    let overwritten = block(git.switch(&open(&scratch), "subject")).unwrap_err().to_string();
    assert!(overwritten.ends_with("would be overwritten: commit or stash them first"), "{overwritten}");
    assert_eq!(fs::read_to_string(scratch.root.join("main.tf")).unwrap(), "mine\n");
    block(git.create_tag(&open(&scratch), "v1", "The first\n")).unwrap();
    assert_eq!(open(&scratch).tags().unwrap()[0].subject.as_deref(), Some("The first"));
    block(git.delete_tag(&open(&scratch), "v1")).unwrap();
    let beside = scratch.home.join("beside");
    block(git.add_worktree(&open(&scratch), &beside, "subject")).unwrap();
    assert_eq!(open(&scratch).worktrees().unwrap().len(), 2);
    block(git.remove_worktree(&open(&scratch), &beside)).unwrap();
    assert!(!beside.exists());
    assert_eq!(
        block(git.switch(&open(&scratch), "--detach")).unwrap_err(),
        VcsError::NoBranch("--detach".into())
    );
}

#[test]
fn a_secret_stops_a_commit_until_there_is_a_reason() {
    let scratch = begun();
    let git = git(&scratch, &[]);
    scratch.write("aws.tf", "provider \"aws\" {\n  access_key = \"AKIAQ3EGRIP7LZ4XWJ5N\"\n}\n");
    block(git.stage(&open(&scratch), &["aws.tf".to_owned()])).unwrap();
    let error = commit(&git, &scratch, "feat: aws").unwrap_err().to_string();
    assert!(error.contains("at aws.tf:2;") && !error.contains("AKIA"), "{error}");
    let reason = CommitOptions { amend: false, allow_secrets: Some("an example key".into()) };
    block(git.commit(&open(&scratch), "feat: aws", &reason)).unwrap();
}

#[test]
fn a_lock_that_was_left_behind_stops_a_change_and_is_explained() {
    let scratch = begun();
    let git = git(&scratch, &[]);
    scratch.write("main.tf", "x\n");
    fs::write(scratch.root.join(".git/index.lock"), "").unwrap();
    let error = block(git.stage(&open(&scratch), &["main.tf".to_owned()])).unwrap_err().to_string();
    assert!(error.contains("remove the file that ends in .lock"), "{error}");
}

#[test]
fn a_hostile_repository_is_changed_without_running_anything_of_it() {
    let scratch = begun();
    arm(&scratch);
    let config = scratch.root.join(".git/config");
    let text = fs::read_to_string(&config).unwrap();
    // What no setting overrides is refused first, by its name.
    scratch.write("main.tf", "x\n");
    let git = git(&scratch, &[]);
    let error = block(git.stage(&open(&scratch), &["main.tf".to_owned()])).unwrap_err();
    assert!(matches!(error, VcsError::Setting(_) | VcsError::Filtered(_)), "{error}");
    let kept = text.split("\n[").filter(|section| {
        !["include]", "merge ", "remote ", "url "].iter().any(|start| section.starts_with(start))
    });
    fs::write(&config, kept.collect::<Vec<_>>().join("\n[")).unwrap();
    let error = block(git.stage(&open(&scratch), &["main.tf".to_owned()])).unwrap_err();
    assert_eq!(error, VcsError::Filtered("main.tf".into()));
    scratch.write("plain.txt", "x\n");
    block(git.stage(&open(&scratch), &["plain.txt".to_owned()])).unwrap();
    commit(&git, &scratch, "feat: plain").unwrap();
    block(git.create_branch(&open(&scratch), "topic", "HEAD")).unwrap();
    block(git.unstage(&open(&scratch), &["plain.txt".to_owned()])).unwrap();
    block(git.create_tag(&open(&scratch), "v1", "one")).unwrap();
    assert!(
        !scratch.home.join("ran").exists(),
        "{}",
        fs::read_to_string(scratch.home.join("ran")).unwrap_or_default()
    );
}

#[test]
fn a_filter_with_a_sign_in_its_name_that_ends_a_setting_is_overridden_too() {
    let scratch = begun();
    let ran = scratch.home.join("ran");
    let mut config = fs::read_to_string(scratch.root.join(".git/config")).unwrap();
    config += &["[filter \"a=b\"]\n\tclean = \"touch ", ran.as_str(), "; cat\"\n"].concat();
    fs::write(scratch.root.join(".git/config"), config).unwrap();
    fs::write(scratch.root.join(".git/info/attributes"), "other.tf filter=a=b\n").unwrap();
    scratch.write("other.tf", "y\n");
    scratch.write("main.tf", "y\n");
    let git = git(&scratch, &[]);
    block(git.stage(&open(&scratch), &["main.tf".to_owned()])).unwrap();
    block(git.stash(&open(&scratch), "later")).unwrap();
    assert!(!ran.exists());
}

#[test]
fn only_the_hooks_that_the_person_allows_run() {
    let scratch = begun();
    let hook = |name: &str, ends: &str| {
        let path = scratch.root.join(".git/hooks").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, format!("#!/bin/sh\necho {name} >>{}\n{ends}\n", scratch.home.join("ran"))).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    hook("pre-commit", "exit 0");
    hook("commit-msg", "exit 0");
    hook("post-commit", "exit 0");
    scratch.write("main.tf", "1\n");
    scratch.git(&["-c", "core.hooksPath=/dev/null", "add", "-A"]);
    commit(&git(&scratch, &["pre-commit"]), &scratch, "feat: one").unwrap();
    assert_eq!(fs::read_to_string(scratch.home.join("ran")).unwrap(), "pre-commit\n");
    hook("pre-commit", "echo 'no tabs please' >&2; exit 1");
    scratch.write("main.tf", "2\n");
    scratch.git(&["-c", "core.hooksPath=/dev/null", "add", "-A"]);
    let error = commit(&git(&scratch, &["pre-commit"]), &scratch, "feat: two").unwrap_err().to_string();
    assert_eq!(error, "git commit failed: no tabs please");
}

//! A change set becomes a commit on a branch of its own, and nothing else moves.

use super::support::Scratch;
use author::Change;
use omni_outside::vcs::{Repository, VcsError};
use std::fs;
use std::sync::Arc;
use text::{Span, TextEdit};

fn begun() -> Scratch {
    let scratch = Scratch::new();
    scratch.git(&["config", "user.name", "Ada"]);
    scratch.git(&["config", "user.email", "ada@example.com"]);
    scratch.write("main.tf", "a\nb\n");
    scratch.commit_all("feat: begin");
    scratch
}

fn create(scratch: &Scratch, path: &str, text: &str) -> Change {
    Change::Create { path: scratch.root.join(path), text: text.into() }
}

/// `b` of `main.tf` becomes `c`.
fn edit(scratch: &Scratch) -> Change {
    let edits = vec![TextEdit::replace(Span::new(2, 3), "c")];
    Change::Edit { path: scratch.root.join("main.tf"), before: Arc::from("a\nb\n"), edits }
}

#[test]
fn a_change_set_is_committed_beside_what_the_person_is_doing() {
    let scratch = begun();
    scratch.write("staged.tf", "s\n");
    scratch.git(&["add", "staged.tf"]);
    scratch.write("untracked.tf", "u\n");
    let before = (
        scratch.git(&["status", "--porcelain=v2", "--branch"]),
        fs::read(scratch.root.join(".git/index")).unwrap(),
    );
    let repository = Repository::at(&scratch.root).unwrap();
    let changes = [create(&scratch, "modules/s3/main.tf", "x\n"), edit(&scratch)];
    let done = repository.commit_changes(&changes, "omni/add-x", "feat: add x\n", false).unwrap();
    let after = (
        scratch.git(&["status", "--porcelain=v2", "--branch"]),
        fs::read(scratch.root.join(".git/index")).unwrap(),
    );
    assert_eq!(before, after);
    assert_eq!(scratch.git(&["rev-parse", "omni/add-x"]).trim(), done.commit);
    assert_eq!(
        scratch.git(&["show", "--format=%s|%an", "--name-status", "omni/add-x"]),
        "feat: add x|Ada\n\nM\tmain.tf\nA\tmodules/s3/main.tf\n"
    );
    assert_eq!(scratch.git(&["show", "omni/add-x:main.tf"]), "a\nc\n");
    scratch.git(&["fsck", "--strict"]);
    let again = repository.commit_changes(&changes, "omni/add-x", "feat: add x\n", false);
    assert_eq!(again.unwrap_err(), VcsError::BranchExists("omni/add-x".into()));
}

#[test]
fn the_first_commit_of_a_repository_may_be_a_change_set() {
    let scratch = Scratch::new();
    scratch.git(&["config", "user.name", "Ada"]);
    scratch.git(&["config", "user.email", "ada@example.com"]);
    let repository = Repository::at(&scratch.root).unwrap();
    let done =
        repository.commit_changes(&[create(&scratch, "a.tf", "a\n")], "omni/a", "feat: a\n", false).unwrap();
    assert_eq!(done.base, None);
    assert_eq!(scratch.git(&["ls-tree", "--name-only", "omni/a"]), "a.tf\n");
}

#[test]
fn a_file_that_was_changed_and_not_committed_is_not_swept_along() {
    let scratch = begun();
    scratch.write("main.tf", "mine\n");
    let repository = Repository::at(&scratch.root).unwrap();
    let edits = vec![TextEdit::replace(Span::new(0, 4), "ours")];
    let change = Change::Edit { path: scratch.root.join("main.tf"), before: Arc::from("mine\n"), edits };
    let error = repository.commit_changes(&[change], "omni/x", "feat: x\n", false).unwrap_err();
    assert_eq!(error, VcsError::Moved("main.tf".into()));
    let exists = repository.commit_changes(&[create(&scratch, "main.tf", "x\n")], "omni/x", "x", false);
    assert_eq!(exists.unwrap_err(), VcsError::Moved("main.tf".into()));
    assert!(!scratch.git(&["branch", "--list"]).contains("omni"));
}

#[test]
fn a_secret_is_told_with_its_place_and_can_be_allowed() {
    let scratch = begun();
    let text = "provider \"aws\" {\n  access_key = \"AKIAQ3EGRIP7LZ4XWJ5N\"\n}\n";
    let repository = Repository::at(&scratch.root).unwrap();
    let changes = [create(&scratch, "aws.tf", text)];
    let error = repository.commit_changes(&changes, "omni/x", "feat: x\n", false).unwrap_err();
    let VcsError::Secrets(found) = &error else { panic!("{error}") };
    assert_eq!((found[0].path.as_str(), found[0].line), ("aws.tf", 2));
    assert!(!error.to_string().contains("AKIA"), "{error}");
    repository.commit_changes(&changes, "omni/x", "feat: x\n", true).unwrap();
}

#[test]
fn names_that_are_no_branch_are_refused() {
    let scratch = begun();
    let repository = Repository::at(&scratch.root).unwrap();
    for name in ["-x", "a..b", "a b", "", "a.lock", "HEAD", "a~1"] {
        let error = repository.commit_changes(&[edit(&scratch)], name, "feat: x\n", false).unwrap_err();
        assert_eq!(error, VcsError::BranchName(name.into()), "{name}");
    }
}

#[test]
fn line_ends_are_stored_as_git_stores_them() {
    let scratch = begun();
    scratch.git(&["config", "core.autocrlf", "true"]);
    scratch.write("main.tf", "a\r\nb\r\n");
    let edits = vec![TextEdit::replace(Span::new(3, 4), "c")];
    let change = Change::Edit { path: scratch.root.join("main.tf"), before: Arc::from("a\r\nb\r\n"), edits };
    let repository = Repository::at(&scratch.root).unwrap();
    repository.commit_changes(&[change], "omni/x", "feat: x\n", false).unwrap();
    assert_eq!(scratch.git(&["show", "omni/x:main.tf"]), "a\nc\n");
}

//! The kinds of repository that people have beside the plain one.

use super::support::Scratch;
use camino::Utf8Path;
use omni_outside::vcs::{Compared, Kind, Operation, Repository, Status, VcsError};
use std::fs;

fn status(at: &Utf8Path) -> Status {
    Repository::at(at).unwrap().status().unwrap()
}

fn begun() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("main.tf", "a\nb\n");
    scratch.commit_all("feat: begin");
    scratch
}

#[test]
fn a_branch_without_a_commit_is_told_as_such() {
    let scratch = Scratch::new();
    scratch.write("a.tf", "a\n");
    let status = status(&scratch.root);
    assert_eq!((status.head.branch.as_deref(), status.head.commit), (Some("main"), None));
    assert_eq!(status.entries[0].unstaged, Some(Kind::Untracked));
    let repository = Repository::at(&scratch.root).unwrap();
    assert!(repository.log("HEAD", None, 5).unwrap().is_empty());
    assert!(repository.branches().unwrap().is_empty());
}

#[test]
fn a_linked_worktree_of_a_bare_repository_is_read_and_knows_its_siblings() {
    let scratch = begun();
    let bare = scratch.home.join("bare.git");
    scratch.git(&["clone", "-q", "--bare", ".", bare.as_str()]);
    assert_eq!(Repository::at(&bare).unwrap_err(), VcsError::Bare(bare.clone()));
    let linked = scratch.home.join("linked");
    scratch.git_in(&bare, &["worktree", "add", "-q", "-b", "topic", linked.as_str()]);
    fs::write(linked.join("main.tf"), "c\n").unwrap();
    let status = status(&linked);
    assert_eq!(status.head.branch.as_deref(), Some("topic"));
    assert_eq!(status.entries[0].unstaged, Some(Kind::Modified));
    let worktrees = Repository::at(&linked).unwrap().worktrees().unwrap();
    assert_eq!(worktrees.iter().map(|w| (w.path.clone(), w.current)).collect::<Vec<_>>(), [(linked, true)]);
}

#[test]
fn a_submodule_tells_what_differs_in_it() {
    let inner = begun();
    let outer = begun();
    let allow = ["-c", "protocol.file.allow=always"];
    outer.git(&[&allow[..], &["submodule", "--quiet", "add", inner.root.as_str(), "lib"]].concat());
    outer.commit_all("feat: with a submodule");
    assert!(status(&outer.root).entries.is_empty());
    fs::write(outer.root.join("lib/main.tf"), "x\n").unwrap();
    fs::write(outer.root.join("lib/new.tf"), "x\n").unwrap();
    let entry = status(&outer.root).entries.remove(0);
    let state = entry.submodule.unwrap();
    assert_eq!(
        (entry.path.as_str(), state.commit, state.modified, state.untracked),
        ("lib", false, true, true)
    );
    let theirs = outer.git(&["diff", "--full-index"]);
    let ours = Repository::at(&outer.root).unwrap().diff(&Compared::Unstaged, &[]).unwrap();
    assert_eq!(ours[0].unified().to_string(), theirs);
    outer.git_in(&outer.root.join("lib"), &["commit", "-qam", "feat: inside"]);
    assert!(status(&outer.root).entries[0].submodule.unwrap().commit);
    assert_eq!(Repository::at(&outer.root.join("lib/main.tf")).unwrap().root(), outer.root.join("lib"));
}

#[test]
fn a_sparse_checkout_misses_nothing_that_it_was_told_to_leave_out() {
    let scratch = begun();
    scratch.write("k8s/a.yaml", "a: 1\n");
    scratch.write("tf/b.tf", "b\n");
    scratch.commit_all("feat: directories");
    scratch.git(&["sparse-checkout", "set", "--sparse-index", "tf"]);
    assert!(!scratch.root.join("k8s").exists());
    assert!(status(&scratch.root).entries.is_empty());
    scratch.write("tf/b.tf", "c\n");
    assert_eq!(status(&scratch.root).entries.len(), 1);
}

#[test]
fn a_shallow_clone_ends_where_it_was_cut() {
    let scratch = begun();
    scratch.commit_all("feat: second");
    let url = format!("file://{}", scratch.root);
    let clone = scratch.home.join("clone");
    scratch.git(&["clone", "-q", "--depth", "1", &url, clone.as_str()]);
    let repository = Repository::at(&clone).unwrap();
    assert_eq!(repository.log("HEAD", None, 10).unwrap().len(), 1);
    let upstream = repository.head().unwrap().upstream.unwrap();
    assert_eq!((upstream.name.as_str(), upstream.ahead, upstream.behind), ("origin/main", Some(0), Some(0)));
    assert_eq!(repository.blame("main.tf", 1).unwrap().commit.unwrap().subject, "feat: second");
}

#[test]
fn a_repository_with_long_hashes_is_read_or_refused_in_a_sentence() {
    let scratch = Scratch::bare_home();
    scratch.git(&["init", "-q", "-b", "main", "--object-format=sha256", "."]);
    scratch.write("a.tf", "a\n");
    scratch.commit_all("feat: begin");
    scratch.write("a.tf", "b\n");
    let repository = Repository::at(&scratch.root).unwrap();
    assert_eq!(repository.status().unwrap().head.commit.unwrap().len(), 64);
    let ours = repository.diff(&Compared::Unstaged, &[]).unwrap();
    assert_eq!(ours[0].unified().to_string(), scratch.git(&["diff", "--full-index"]));
    assert_eq!(repository.log("HEAD", None, 3).unwrap().len(), 1);
}

#[test]
fn line_ends_that_git_converts_are_no_change() {
    let scratch = Scratch::new();
    scratch.git(&["config", "core.autocrlf", "true"]);
    scratch.write("a.tf", "a\r\nb\r\n");
    scratch.commit_all("feat: begin");
    scratch.write("a.tf", "a\r\nc\r\n");
    let repository = Repository::at(&scratch.root).unwrap();
    let ours = repository.diff(&Compared::Unstaged, &[]).unwrap();
    assert_eq!(ours[0].unified().to_string(), scratch.git(&["diff", "--full-index"]));
    scratch.write("a.tf", "a\r\nb\r\n");
    assert!(repository.status().unwrap().entries.is_empty());
}

#[test]
fn a_large_file_is_compared_by_its_pointer_without_the_filter() {
    let scratch = begun();
    scratch.git(&["config", "filter.lfs.clean", "touch marker-that-must-not-be; cat"]);
    scratch.git(&["config", "filter.lfs.required", "true"]);
    scratch.write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
    let pointer = "version https://git-lfs.github.com/spec/v1\n\
                   oid sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\nsize 5\n";
    fs::write(scratch.home.join("pointer"), pointer).unwrap();
    let blob = scratch.git(&["hash-object", "-w", "--no-filters", scratch.home.join("pointer").as_str()]);
    scratch.git(&["update-index", "--add", "--cacheinfo", &format!("100644,{},large.bin", blob.trim())]);
    scratch.git(&["add", ".gitattributes"]);
    scratch.git(&["commit", "-qm", "feat: large"]);
    scratch.write("large.bin", "hello");
    assert_eq!(status(&scratch.root).entries, []);
    scratch.write("large.bin", "hello!");
    assert_eq!(status(&scratch.root).entries[0].unstaged, Some(Kind::Modified));
    assert!(!scratch.root.join("marker-that-must-not-be").exists());
}

#[test]
fn a_merge_and_a_rebase_in_conflict_are_told_with_their_files() {
    for operation in [Operation::Merge, Operation::Rebase, Operation::CherryPick] {
        let scratch = begun();
        scratch.git(&["checkout", "-qb", "side"]);
        scratch.write("main.tf", "theirs\n");
        scratch.commit_all("feat: theirs");
        scratch.git(&["checkout", "-q", "main"]);
        scratch.write("main.tf", "ours\n");
        scratch.commit_all("feat: ours");
        assert!(!scratch.try_git(&[operation.command(), "side"]).status.success());
        let status = status(&scratch.root);
        assert_eq!(status.operation, Some(operation));
        assert_eq!(status.entries[0].conflict.unwrap().letters(), "UU");
    }
}

#[test]
fn a_lock_that_was_left_behind_is_told_and_does_not_stop_a_read() {
    let scratch = begun();
    fs::write(scratch.root.join(".git/index.lock"), "").unwrap();
    assert!(status(&scratch.root).locked);
}

#[test]
fn names_that_differ_in_case_alone_are_one_file_where_git_says_so() {
    let scratch = begun();
    scratch.git(&["config", "core.ignoreCase", "true"]);
    fs::rename(scratch.root.join("main.tf"), scratch.root.join("Main.tf")).unwrap();
    let untracked = status(&scratch.root).entries.iter().any(|e| e.unstaged == Some(Kind::Untracked));
    assert!(!untracked);
}

#[test]
fn a_repository_of_someone_else_is_read_and_marked() {
    let scratch = begun();
    assert!(!Repository::at(&scratch.root).unwrap().is_foreign());
    let other = Some(12_345);
    // Only the superuser can give a file away; for everyone else there is nothing to see here.
    if std::os::unix::fs::chown(scratch.root.join(".git"), other, other).is_err() {
        return;
    }
    std::os::unix::fs::chown(&scratch.root, other, other).unwrap();
    let repository = Repository::at(&scratch.root).unwrap();
    assert!(repository.is_foreign());
    assert!(repository.status().unwrap().entries.is_empty());
}

#[test]
fn a_stash_a_tag_and_a_remote_are_listed_without_passwords() {
    let scratch = begun();
    scratch.git(&["tag", "-a", "v1", "-m", "The first"]);
    scratch.git(&["remote", "add", "origin", "https://ada:secret@example.com/x.git"]);
    scratch.write("main.tf", "x\n");
    scratch.git(&["stash", "push", "-q", "-m", "later"]);
    let repository = Repository::at(&scratch.root).unwrap();
    assert_eq!(repository.tags().unwrap()[0].subject.as_deref(), Some("The first"));
    assert_eq!(repository.remotes()[0].url.as_deref(), Some("https://ada@example.com/x.git"));
    assert_eq!(repository.stashes().unwrap()[0].message, "On main: later");
}

#[test]
fn blame_follows_a_line_through_changes_that_are_not_committed() {
    let scratch = begun();
    scratch.write("main.tf", "a\nb\nc\n");
    scratch.commit_all("feat: second");
    scratch.write("main.tf", "new\na\nb\nc\n");
    let repository = Repository::at(&scratch.root).unwrap();
    let subject = |line| repository.blame("main.tf", line).unwrap().commit.map(|commit| commit.subject);
    assert_eq!(subject(1), None);
    assert_eq!(subject(2).as_deref(), Some("feat: begin"));
    assert_eq!(subject(4).as_deref(), Some("feat: second"));
    let beyond = VcsError::NoLine { path: "main.tf".into(), lines: 4 };
    assert_eq!(repository.blame("main.tf", 9).unwrap_err(), beyond);
}

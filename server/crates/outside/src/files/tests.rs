use super::stage::Staged;
use super::write::Target;
use super::{Rules, Skip, WriteError, read, walk, write};
use author::Change;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::sync::Arc;
use text::{Span, TextEdit};

/// A directory of its own for one test, with some files in it.
struct Home {
    _dir: tempfile::TempDir,
    root: Utf8PathBuf,
}

impl Home {
    fn with(files: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::from_path_buf(dir.path().canonicalize().unwrap()).unwrap();
        for (name, text) in files {
            fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            fs::write(root.join(name), text).unwrap();
        }
        Self { _dir: dir, root }
    }

    fn path(&self, name: &str) -> Utf8PathBuf {
        self.root.join(name)
    }

    fn create(&self, name: &str, text: &str) -> Change {
        Change::Create { path: self.path(name), text: text.into() }
    }

    fn edit(&self, name: &str, before: &str, span: Span, new: &str) -> Change {
        let edits = vec![TextEdit::replace(span, new)];
        Change::Edit { path: self.path(name), before: Arc::from(before), edits }
    }

    /// Every file below the root with its text, and directories that are empty.
    fn tree(&self) -> BTreeMap<String, String> {
        fn visit(root: &Utf8Path, dir: &Utf8Path, out: &mut BTreeMap<String, String>) {
            let entries: Vec<_> = dir.read_dir_utf8().unwrap().map(Result::unwrap).collect();
            if entries.is_empty() && dir != root {
                out.insert(format!("{}/", dir.strip_prefix(root).unwrap()), String::new());
            }
            for entry in entries {
                if entry.file_type().unwrap().is_dir() {
                    visit(root, entry.path(), out);
                } else {
                    let text = fs::read_to_string(entry.path()).unwrap();
                    out.insert(entry.path().strip_prefix(root).unwrap().to_string(), text);
                }
            }
        }
        let mut out = BTreeMap::new();
        visit(&self.root, &self.root, &mut out);
        out
    }
}

fn walk_all(home: &Home) -> super::Walk {
    let rules = Rules {
        wanted: |path| path.extension() == Some("tf"),
        is_skipped: |name| matches!(name, ".terraform" | ".git"),
        depth: None,
        cancelled: Arc::default(),
    };
    walk(std::slice::from_ref(&home.root), &rules)
}

fn names(home: &Home, walk: &super::Walk) -> Vec<String> {
    walk.found.iter().map(|f| f.path.strip_prefix(&home.root).unwrap().to_string()).collect()
}

#[test]
fn changes_of_several_files_are_written_together() {
    let home = Home::with(&[("a.tf", "one two")]);
    let changes = [home.edit("a.tf", "one two", Span::new(0, 3), "1"), home.create("k8s/b/c.yaml", "x: 1\n")];
    write(&home.root, &changes).unwrap();
    let expected = [("a.tf", "1 two"), ("k8s/b/c.yaml", "x: 1\n")].map(|(a, b)| (a.into(), b.into()));
    assert_eq!(home.tree(), BTreeMap::from(expected));
}

#[test]
fn a_directory_that_is_not_there_yet_is_made() {
    let home = Home::with(&[]);
    let root = home.path("new/demo");
    let change = Change::Create { path: root.join("main.tf"), text: "x = 1\n".into() };
    write(&root, &[change]).unwrap();
    assert_eq!(home.tree().keys().collect::<Vec<_>>(), ["new/demo/main.tf"]);
}

#[test]
fn an_edited_file_keeps_its_mode_and_a_new_one_is_readable() {
    let home = Home::with(&[("run.tf", "a")]);
    fs::set_permissions(home.path("run.tf"), fs::Permissions::from_mode(0o750)).unwrap();
    write(&home.root, &[home.edit("run.tf", "a", Span::at(0), "b"), home.create("new.tf", "")]).unwrap();
    let mode = |name| fs::metadata(home.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("run.tf"), 0o750);
    assert_eq!(mode("new.tf") & 0o600, 0o600);
}

#[test]
fn one_refusal_leaves_every_file_as_it_was() {
    let home = Home::with(&[("a.tf", "a"), ("there.tf", "old"), ("locked.tf", "l")]);
    fs::set_permissions(home.path("locked.tf"), fs::Permissions::from_mode(0o444)).unwrap();
    let before = home.tree();
    let good = home.edit("a.tf", "a", Span::at(0), "b");
    let refusals = [
        (home.create("there.tf", "new"), WriteError::Exists(home.path("there.tf"))),
        (home.edit("gone.tf", "x", Span::at(0), "y"), WriteError::Missing(home.path("gone.tf"))),
        (home.edit("there.tf", "older", Span::at(0), "y"), WriteError::Moved(home.path("there.tf"))),
        (home.edit("locked.tf", "l", Span::at(0), "y"), WriteError::ReadOnly(home.path("locked.tf"))),
        (home.create("../out.tf", ""), WriteError::Outside(home.path("../out.tf"))),
        (home.create(".git/config", ""), WriteError::Protected(home.path(".git/config"))),
        (home.create("a.tf/b.tf", ""), refused_not_a_directory(&home)),
        (home.edit("a.tf", "a", Span::at(0), "c"), WriteError::Overlap(home.path("a.tf"))),
    ];
    for (bad, error) in refusals {
        let result = write(&home.root, &[good.clone(), home.create("x/y.tf", ""), bad]);
        assert_eq!(result, Err(error));
        assert_eq!(home.tree(), before);
    }
}

fn refused_not_a_directory(home: &Home) -> WriteError {
    WriteError::Refused { path: home.path("a.tf/b.tf"), why: "not a directory".into() }
}

#[test]
fn a_failure_while_files_are_replaced_puts_the_earlier_ones_back() {
    let home = Home::with(&[("a.tf", "old")]);
    let target = |name: &str, edits| Target {
        path: home.path(name),
        real: home.path(name).into(),
        text: "new".into(),
        edits,
    };
    let mut staged = Staged::default();
    for (name, edits) in [("a.tf", true), ("deep/er/b.tf", false), ("c.tf", false)] {
        staged.prepare(target(name, edits)).unwrap();
    }
    fs::write(home.path("c.tf"), "someone else's").unwrap();
    assert_eq!(staged.commit(), Err(WriteError::Exists(home.path("c.tf"))));
    let expected = [("a.tf", "old"), ("c.tf", "someone else's")].map(|(a, b)| (a.into(), b.into()));
    assert_eq!(home.tree(), BTreeMap::from(expected));
}

#[test]
fn a_link_that_leads_out_is_neither_written_nor_read() {
    let outside = Home::with(&[("secret.tf", "s")]);
    let home = Home::with(&[("a.tf", "a")]);
    symlink(&outside.root, home.path("away")).unwrap();
    symlink(outside.path("secret.tf"), home.path("secret.tf")).unwrap();
    let out = Err(WriteError::Outside(home.path("away/x.tf")));
    assert_eq!(write(&home.root, &[home.create("away/x.tf", "")]), out);
    let out = Err(WriteError::Outside(home.path("secret.tf")));
    assert_eq!(write(&home.root, &[home.edit("secret.tf", "s", Span::at(0), "")]), out);
    let walk = walk_all(&home);
    assert_eq!(names(&home, &walk), ["a.tf"]);
    assert_eq!(walk.skipped, [super::Skipped { path: home.path("secret.tf"), why: Skip::Outside }]);
}

#[test]
fn a_link_inside_is_written_through_and_stays_a_link() {
    let home = Home::with(&[("shared/a.tf", "a")]);
    symlink("shared/a.tf", home.path("a.tf")).unwrap();
    write(&home.root, &[home.edit("a.tf", "a", Span::at(1), "b")]).unwrap();
    assert!(fs::symlink_metadata(home.path("a.tf")).unwrap().file_type().is_symlink());
    assert_eq!(fs::read_to_string(home.path("shared/a.tf")).unwrap(), "ab");
}

#[test]
fn a_walk_leaves_out_what_is_not_ours_and_survives_a_link_loop() {
    let files = [".terraform/m.tf", ".git/g.tf", "sub/b.tf", "a.tf", "a.txt", ".gitignore", "ignored/i.tf"];
    let home = Home::with(&files.map(|name| (name, if name == ".gitignore" { "ignored/\n" } else { "" })));
    symlink(&home.root, home.path("sub/loop")).unwrap();
    let walk = walk_all(&home);
    assert_eq!(names(&home, &walk), ["a.tf", "sub/b.tf"]);
    assert_eq!(walk.skipped, [super::Skipped { path: home.path("sub/loop"), why: Skip::Loop }]);
}

#[test]
fn a_huge_file_is_left_out_unread() {
    let home = Home::with(&[("big.tf", "")]);
    fs::File::options().write(true).open(home.path("big.tf")).unwrap().set_len(1 << 30).unwrap();
    let walk = walk_all(&home);
    assert!(walk.found.is_empty());
    let said = walk.skipped[0].to_string();
    assert_eq!(said, format!("{} is 1024 MiB, more than the 5 MiB that are read", home.path("big.tf")));
    assert_eq!(read(&home.path("big.tf")), Err(Skip::TooLarge { bytes: 1 << 30 }));
}

#[test]
fn reading_says_why_a_file_has_no_text() {
    let home = Home::with(&[]);
    fs::write(home.path("latin1.tf"), b"caf\xe9").unwrap();
    assert_eq!(read(&home.path("latin1.tf")), Err(Skip::NotUtf8 { offset: 3 }));
    assert_eq!(read(&home.root), Err(Skip::Special));
    assert_eq!(read(&home.path("no")), Err(Skip::Unreadable("no such file or directory".into())));
}

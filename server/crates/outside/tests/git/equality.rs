use super::support::{Random, Scratch};
use omni_outside::vcs::{Compared, Entry, Kind, Repository};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

/// How many random repositories are compared.
const STATES: u64 = 200;

const NAMES: [&str; 10] = [
    "main.tf",
    "variables.tf",
    "modules/net/main.tf",
    "k8s/app.yaml",
    "k8s/deep/svc.yaml",
    "with space.txt",
    "größe.md",
    "alerts.yml",
    "bin/run.sh",
    "new/dir/file.txt",
];

#[test]
fn status_diff_log_and_blame_are_those_of_git_in_random_repositories() {
    same_as_git(0..STATES / 2);
}

#[test]
fn status_diff_log_and_blame_are_those_of_git_in_more_random_repositories() {
    same_as_git(STATES / 2..STATES);
}

fn same_as_git(seeds: std::ops::Range<u64>) {
    let mut differing = Vec::new();
    for seed in seeds {
        let scratch = random_state(seed);
        let found = [
            status_differs(&scratch),
            diffs_differ(&scratch),
            log_differs(&scratch),
            blame_differs(&scratch),
        ];
        differing.extend(found.concat().into_iter().map(|what| format!("seed {seed}: {what}")));
    }
    let shown = differing.iter().take(5).cloned().collect::<Vec<_>>().join("\n\n");
    assert!(differing.is_empty(), "{} of {STATES} differ:\n{shown}", differing.len());
}

/// Says how ours is not theirs.
fn compare<T: PartialEq + std::fmt::Debug>(
    what: impl std::fmt::Display,
    ours: &T,
    theirs: &T,
) -> Option<String> {
    (ours != theirs).then(|| format!("{what}\n  ours:   {ours:?}\n  theirs: {theirs:?}"))
}

/// A repository that some random things were done to.
fn random_state(seed: u64) -> Scratch {
    let scratch = Scratch::new();
    let mut random = Random::seeded(seed + 1);
    if random.below(4) == 0 {
        scratch
            .write(".gitattributes", "*.md text eol=crlf\n*.sh -text\n*.yml text=auto\nalerts.yml -diff\n");
    }
    if random.below(4) == 0 {
        scratch.write(".gitignore", "*.log\nignored/\n");
    }
    if random.below(20) != 0 {
        for name in NAMES {
            if random.below(3) > 0 {
                scratch.write(name, text(&mut random));
            }
        }
        scratch.commit_all("feat: begin\n\nThe body of it.");
    }
    for step in 0..4 + random.below(8) {
        act(&scratch, &mut random, step);
    }
    scratch
}

fn act(scratch: &Scratch, random: &mut Random, step: usize) {
    let name = *random.pick(&NAMES);
    let path = scratch.root.join(name);
    let present = path.is_file() && !path.is_symlink();
    match random.below(22) {
        0..=4 if present => scratch.write(name, edited(&fs::read(&path).unwrap(), random)),
        5 => scratch.write(name, text(random)),
        6 if present => fs::remove_file(&path).unwrap(),
        7 if present => {
            scratch.try_git(&["mv", name, &format!("moved-{step}.txt")]);
        }
        8 if present => fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap(),
        9 if present => {
            fs::remove_file(&path).unwrap();
            symlink("main.tf", &path).unwrap();
        }
        10 => scratch.write(&format!("untracked/{step}/{name}"), "x\n"),
        11 => scratch.write("ignored/x.log", "x\n"),
        12 => {
            scratch.write(&format!("later-{step}.txt"), text(random));
            scratch.git(&["add", "-N", &format!("later-{step}.txt")]);
        }
        13 if present => {
            scratch.try_git(&["rm", "-q", "--cached", "--", name]);
        }
        14 | 15 => {
            scratch.git(&["add", "-A"]);
        }
        16 => scratch.commit_all("fix: more"),
        17 => merge(scratch, random, step),
        18 => {
            scratch.try_git(&["stash", "push", "-q"]);
        }
        19 => {
            scratch.try_git(&["checkout", "-q", "--detach"]);
        }
        20 if present => scratch.write(name, b"\x00\x01binary\x00"),
        _ if path.parent().unwrap().is_dir() || !path.exists() => {
            scratch.try_git(&["add", "--", name]);
        }
        _ => {}
    }
}

/// A branch with changes of its own comes together with this one; often in conflict.
fn merge(scratch: &Scratch, random: &mut Random, step: usize) {
    if !scratch.try_git(&["rev-parse", "-q", "--verify", "HEAD"]).status.success() {
        return;
    }
    scratch.try_git(&["merge", "--abort"]);
    scratch.commit_all("chore: before the merge");
    let branch = format!("side-{step}");
    scratch.git(&["branch", &branch, "HEAD"]);
    let name = *random.pick(&NAMES);
    let path = scratch.root.join(name);
    if path.is_symlink() || path.is_dir() {
        return;
    }
    scratch.write(name, text(random));
    scratch.commit_all("feat: ours");
    scratch.git(&["checkout", "-q", &branch]);
    if random.below(4) == 0 && path.exists() {
        fs::remove_file(&path).unwrap();
    } else {
        scratch.write(name, text(random));
    }
    scratch.commit_all("feat: theirs");
    scratch.git(&["checkout", "-q", "-"]);
    scratch.try_git(&["merge", "-q", "--no-edit", &branch]);
}

fn text(random: &mut Random) -> String {
    let words = [
        "resource \"aws_s3_bucket\" \"b\" {",
        "  bucket = \"x\"",
        "}",
        "",
        "  tags = {}",
        "kind: Service",
        "  - a",
    ];
    let mut text = String::new();
    for n in 0..random.below(40) {
        text += random.pick::<&str>(&words);
        if n % 3 == 0 {
            text += &n.to_string();
        }
        text += "\n";
    }
    text
}

/// The text with a few lines other, gone or new; sometimes without its last line break.
fn edited(old: &[u8], random: &mut Random) -> String {
    let old = String::from_utf8_lossy(old).into_owned();
    let mut lines: Vec<_> = old.split_inclusive('\n').map(str::to_owned).collect();
    for n in 0..=random.below(3) {
        let at = random.below(lines.len() + 1);
        match random.below(3) {
            0 => lines.insert(at, format!("added {n}\n")),
            1 if at < lines.len() => {
                lines.remove(at);
            }
            _ if at < lines.len() => lines[at] = format!("changed {n}\n"),
            _ => {}
        }
    }
    let whole = lines.concat();
    if random.below(8) == 0 { whole.trim_end().to_owned() } else { whole }
}

/// One line of `git status --porcelain=v2`: path, original name, the letters of both columns.
type Row = (String, Option<String>, String);

fn status_differs(scratch: &Scratch) -> Vec<String> {
    let theirs = scratch.git(&["status", "--porcelain=v2", "-z", "--branch", "--untracked-files=normal"]);
    let status = Repository::at(&scratch.root).unwrap().status().unwrap();
    let ours: BTreeSet<Row> = status.entries.iter().flat_map(entry_rows).collect();
    let said = |name: &str| {
        let header = format!("# branch.{name} ");
        theirs.split('\0').find_map(|line| line.strip_prefix(&header)).map(str::to_owned)
    };
    let merging = scratch.root.join(".git/MERGE_HEAD").exists();
    let found = [
        compare("status", &ours, &rows(&theirs)),
        compare("commit", &status.head.commit, &said("oid").filter(|oid| oid != "(initial)")),
        compare("branch", &status.head.branch, &said("head").filter(|name| name != "(detached)")),
        compare("operation", &status.operation.is_some(), &merging),
    ];
    found.into_iter().flatten().collect()
}

/// The lines for an entry: a path that was deleted from the index and lies in the worktree has two.
fn entry_rows(entry: &Entry) -> Vec<Row> {
    let letter = |kind: Option<Kind>| kind.filter(|&kind| kind != Kind::Untracked).map_or('.', Kind::letter);
    let row = |letters: String| (entry.path.clone(), entry.original.clone(), letters);
    if let Some(conflict) = entry.conflict {
        return vec![row(conflict.letters().to_owned())];
    }
    let tracked: String = [letter(entry.staged), letter(entry.unstaged)].iter().collect();
    let untracked = entry.unstaged == Some(Kind::Untracked);
    let mut rows = Vec::from_iter((tracked != "..").then(|| row(tracked)));
    rows.extend(untracked.then(|| row("??".to_owned())));
    rows
}

fn rows(porcelain: &str) -> BTreeSet<Row> {
    let mut rows = BTreeSet::new();
    let mut fields = porcelain.split('\0');
    while let Some(field) = fields.next() {
        let part = |n: usize| field.splitn(n, ' ').last().unwrap_or_default().to_owned();
        let letters = field.split(' ').nth(1).unwrap_or_default().to_owned();
        match field.chars().next() {
            Some('1') => rows.insert((part(9), None, letters)),
            Some('2') => rows.insert((part(10), fields.next().map(str::to_owned), letters)),
            Some('u') => rows.insert((part(11), None, letters)),
            Some('?') => rows.insert((part(2), None, "??".to_owned())),
            _ => false,
        };
    }
    rows
}

fn diffs_differ(scratch: &Scratch) -> Vec<String> {
    let conflicts = !scratch.git(&["ls-files", "-u"]).is_empty();
    let plain = ["diff", "--full-index", "--no-ext-diff", "--no-textconv", "--no-color"];
    let mut kinds: Vec<(_, Vec<&str>)> = vec![(Compared::Staged, vec!["--cached"])];
    if !conflicts {
        kinds.push((Compared::Unstaged, vec![]));
    }
    let commits = scratch.try_git(&["rev-list", "--no-merges", "-n", "3", "HEAD"]).stdout;
    let commits = String::from_utf8(commits).unwrap();
    let shown: Vec<_> = commits.lines().collect();
    if let [new, .., old] = shown.as_slice() {
        kinds.push((Compared::Between((*old).into(), (*new).into()), vec![*old, *new]));
    }
    let mut found = Vec::new();
    for (compared, arguments) in kinds {
        let theirs = scratch.git(&[&plain[..], &arguments].concat());
        let diffs = Repository::at(&scratch.root).unwrap().diff(&compared, &[]).unwrap();
        let ours: String = diffs.iter().map(|diff| diff.unified().to_string()).collect();
        found.extend(compare(format!("{compared:?}"), &ours, &comparable(&theirs)));
    }
    found
}

/// Without what we leave out: the percentage of a rename, and a word on paths in conflict.
fn comparable(diff: &str) -> String {
    let left_out = |line: &&str| line.starts_with("similarity index") || line.starts_with("* Unmerged path");
    diff.split_inclusive('\n').filter(|line| !left_out(line)).collect()
}

fn log_differs(scratch: &Scratch) -> Vec<String> {
    let format = "--format=%H%x00%P%x00%an%x00%ae%x00%at%x00%s%x00%b%x01";
    let repository = Repository::at(&scratch.root).unwrap();
    let mut found = Vec::new();
    for path in [None, Some("main.tf"), Some("k8s")] {
        let mut arguments = vec!["log", format];
        arguments.extend(path.iter().flat_map(|path| ["--", *path]));
        let theirs = String::from_utf8(scratch.try_git(&arguments).stdout).unwrap();
        let theirs: Vec<_> =
            theirs.split('\u{1}').map(|one| one.trim_start_matches('\n').to_owned()).collect();
        let ours = repository.log("HEAD", path, 1000).unwrap();
        let one = |commit: omni_outside::vcs::Commit| {
            let body = if commit.body.is_empty() { String::new() } else { format!("{}\n", commit.body) };
            let who = commit.author;
            let parents = commit.parents.join(" ");
            format!(
                "{}\0{parents}\0{}\0{}\0{}\0{}\0{body}",
                commit.id, who.name, who.email, who.seconds, commit.subject
            )
        };
        let ours: Vec<_> = ours.into_iter().map(one).chain([String::new()]).collect();
        found.extend(compare(format!("log of {path:?}"), &ours, &theirs));
    }
    found
}

fn blame_differs(scratch: &Scratch) -> Vec<String> {
    let repository = Repository::at(&scratch.root).unwrap();
    let text = fs::read(scratch.root.join("main.tf")).unwrap_or_default();
    let lines = String::from_utf8_lossy(&text).lines().count() as u32;
    let mut found = Vec::new();
    for line in (1..=lines).step_by(7) {
        let range = format!("-L{line},{line}");
        let theirs = scratch.try_git(&["blame", "--porcelain", &range, "--", "main.tf"]);
        if theirs.status.success() {
            let theirs = String::from_utf8_lossy(&theirs.stdout).split(' ').next().unwrap().to_owned();
            let theirs = Some(theirs).filter(|id| id.bytes().any(|b| b != b'0'));
            let ours = repository.blame("main.tf", line).unwrap().commit.map(|commit| commit.id);
            found.extend(compare(format!("blame of line {line}"), &ours, &theirs));
        }
    }
    found
}

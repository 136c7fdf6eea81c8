//! The rules that the crates and files of this repository keep, held by a test: the direction of dependencies,
//! the purity of the core, the length of files, and the docs and lints that each crate carries.
//! It reads `cargo metadata` and the files that git knows, and never the network.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Which crate stands on which, lower on the right. What follows from these arrows is allowed, nothing else.
const ARROWS: [(&str, &[&str]); 10] = [
    ("omni-text", &[]),
    ("omni-syntax", &["omni-text"]),
    ("omni-schema", &[]),
    ("omni-workspace", &["omni-syntax", "omni-schema"]),
    ("omni-check", &["omni-workspace"]),
    ("omni-assist", &["omni-check"]),
    ("omni-author", &["omni-check"]),
    ("omni-outside", &["omni-author", "omni-text"]),
    ("omni-architect", &["omni-outside", "omni-assist"]),
    ("omni-testkit", &["omni-architect"]),
];

/// The crates that only compute: no IO, no runtime, no editor protocol.
const PURE: [&str; 7] =
    ["omni-text", "omni-syntax", "omni-schema", "omni-workspace", "omni-check", "omni-assist", "omni-author"];

/// What no pure crate may reach through normal dependencies, however deep; a name ending in `*` stands for a family.
const IMPURE: [&str; 14] = [
    "tokio",
    "tokio-*",
    "async-std",
    "reqwest",
    "hyper",
    "redis",
    "gix",
    "gix-*",
    "git2",
    "ring",
    "rustls",
    "tower-lsp",
    "lsp-types",
    "clap",
];

/// What no pure crate may name outside its tests and maintainers' programs (`src/bin`): files, network, processes,
/// environment, clock.
const OUTSIDE: [&str; 9] = [
    "std::fs",
    "TcpStream",
    "UdpSocket",
    "std::process",
    "std::env",
    "std::io::std",
    "SystemTime",
    "Instant::now",
    "thread::sleep",
];

/// The longest file that we write by hand, in lines, tests in the file included.
const LONGEST_FILE: usize = 500;

/// Files whose length says nothing about us, each with its reason.
const LENGTH_EXEMPT: [(&str, &str); 0] = [];

#[test]
fn dependencies_point_down_the_tower() {
    let packages = Packages::read();
    let allowed = closure();
    let mut faults = Vec::new();
    for (name, below) in &allowed {
        for dependency in packages.ours_below(name) {
            if !below.contains(dependency.as_str()) {
                faults.push(format!("{name} depends on {dependency}, which the design does not allow"));
            }
        }
    }
    for name in packages.names() {
        if !allowed.contains_key(name.as_str()) && name != "omni-tests" {
            faults.push(format!("{name} has no place in ARROWS: give it one"));
        }
    }
    assert_none(&faults);
}

#[test]
fn pure_crates_reach_no_runtime_network_or_editor_protocol() {
    let packages = Packages::read();
    let mut faults = Vec::new();
    for name in PURE {
        for path in packages.paths_from(name) {
            let last = path.last().map_or("", String::as_str);
            if IMPURE.iter().any(|bad| matches(bad, last)) {
                faults.push(format!("{name} is pure but reaches {last} by {}", path.join(" -> ")));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn pure_crates_touch_no_file_clock_or_environment() {
    let mut faults = Vec::new();
    for name in PURE {
        let sources = format!("server/crates/{}/src/*.rs", name.trim_start_matches("omni-"));
        let in_program = |file: &Path| file.components().any(|part| part.as_os_str() == "bin");
        for file in our_files(&[&sources]).iter().filter(|f| !is_test_module(f) && !in_program(f)) {
            let text = read(file);
            let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            for (number, line) in product.lines().enumerate() {
                if OUTSIDE.iter().any(|word| line.contains(word)) {
                    faults.push(format!(
                        "{}:{}: a pure crate does no IO: {line}",
                        file.display(),
                        number + 1
                    ));
                }
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn no_file_of_ours_is_longer_than_a_reader_holds() {
    let mut faults = Vec::new();
    for file in
        our_files(&["*.rs", "*.ts", "*.mjs", "*.lua", "*.go", "*.py", "tests/run", "tests/install", ".ci/*"])
    {
        let exempt = LENGTH_EXEMPT.iter().any(|(path, _)| Path::new(path) == file);
        let lines = read(&file).lines().count();
        if lines > LONGEST_FILE && !exempt {
            faults.push(format!("{} has {lines} lines, more than {LONGEST_FILE}", file.display()));
        }
    }
    assert_none(&faults);
}

#[test]
fn every_module_root_says_what_it_is_for() {
    let files = our_files(&["*.rs"]);
    let folders: BTreeSet<PathBuf> = files.iter().filter_map(|f| f.parent().map(Path::to_path_buf)).collect();
    let is_root = |file: &Path| {
        let name = file.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let has_children = folders.contains(&file.with_extension(""));
        !is_test_module(file) && (matches!(name, "lib.rs" | "main.rs" | "mod.rs") || has_children)
    };
    let faults: Vec<String> = files
        .iter()
        .filter(|file| is_root(file) && !read(file).starts_with("//!"))
        .map(|file| format!("{} is a module root and does not begin with //!", file.display()))
        .collect();
    assert_none(&faults);
}

#[test]
fn every_crate_takes_the_shared_lints_and_none_may_be_unsafe() {
    let shared = read(Path::new("Cargo.toml"));
    let denied = ["unsafe_code = \"deny\"", "unsafe_code = \"forbid\""];
    assert!(denied.iter().any(|line| shared.contains(line)), "the workspace must deny unsafe code");
    let mut faults = Vec::new();
    for manifest in our_files(&["*Cargo.toml"]).iter().filter(|m| *m != Path::new("Cargo.toml")) {
        if !read(manifest).contains("[lints]\nworkspace = true") {
            faults.push(format!("{} does not take the workspace's lints", manifest.display()));
        }
    }
    for file in our_files(&["*.rs"]).iter().filter(|f| !f.ends_with("architecture.rs")) {
        if read(file).contains("allow(unsafe_code") {
            faults.push(format!("{} allows unsafe code", file.display()));
        }
    }
    assert_none(&faults);
}

/// For each crate, all that the arrows let it stand on.
fn closure() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let direct: BTreeMap<_, _> = ARROWS.into_iter().collect();
    let below = |name: &'static str| {
        let mut seen = BTreeSet::new();
        let mut todo = direct[name].to_vec();
        while let Some(next) = todo.pop() {
            if seen.insert(next) {
                todo.extend(direct[next]);
            }
        }
        seen
    };
    direct.keys().map(|name| (*name, below(name))).collect()
}

/// `pattern` as in [`IMPURE`].
fn matches(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |family| name.starts_with(family))
}

/// The resolved dependency graph: what `cargo metadata` says, by package id.
struct Packages {
    names: BTreeMap<String, String>,
    members: BTreeSet<String>,
    below: BTreeMap<String, Vec<String>>,
}

impl Packages {
    fn read() -> Self {
        let out = run("cargo", &["metadata", "--format-version", "1", "--locked"]);
        let metadata: Value = serde_json::from_slice(&out).expect("cargo metadata prints JSON");
        let text = |v: &Value| v.as_str().expect("a string in cargo metadata").to_owned();
        let list = |v: &Value| v.as_array().expect("a list in cargo metadata").clone();
        let names = list(&metadata["packages"]).iter().map(|p| (text(&p["id"]), text(&p["name"]))).collect();
        let members = list(&metadata["workspace_members"]).iter().map(text).collect();
        let mut below = BTreeMap::new();
        for node in list(&metadata["resolve"]["nodes"]) {
            let normal = list(&node["deps"])
                .iter()
                .filter(|dep| list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()))
                .map(|dep| text(&dep["pkg"]))
                .collect();
            below.insert(text(&node["id"]), normal);
        }
        Self { names, members, below }
    }

    fn names(&self) -> impl Iterator<Item = &String> {
        self.members.iter().map(|id| &self.names[id])
    }

    fn id(&self, name: &str) -> &String {
        self.members
            .iter()
            .find(|id| self.names[*id] == name)
            .unwrap_or_else(|| panic!("{name} is a workspace member"))
    }

    /// The workspace members that `name` depends on directly, development dependencies aside.
    fn ours_below(&self, name: &str) -> Vec<String> {
        let ids = self.below[self.id(name)].iter().filter(|id| self.members.contains(*id));
        ids.map(|id| self.names[id].clone()).collect()
    }

    /// One path of names to each package that `name` reaches through normal dependencies.
    fn paths_from(&self, name: &str) -> Vec<Vec<String>> {
        let mut seen = BTreeSet::new();
        let mut todo = vec![(self.id(name), vec![name.to_owned()])];
        let mut paths = Vec::new();
        while let Some((id, path)) = todo.pop() {
            for next in &self.below[id] {
                if seen.insert(next) {
                    let mut longer = path.clone();
                    longer.push(self.names[next].clone());
                    paths.push(longer.clone());
                    todo.push((next, longer));
                }
            }
        }
        paths
    }
}

/// The files that git tracks, and those it would, that match a pattern, relative to the repository.
fn our_files(patterns: &[&str]) -> Vec<PathBuf> {
    let mut args = vec!["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"];
    args.extend(patterns);
    let out = String::from_utf8(run("git", &args)).expect("our paths are UTF-8");
    let files = out.split('\0').filter(|f| !f.is_empty()).map(PathBuf::from);
    let files: Vec<PathBuf> = files.filter(|f| root().join(f).is_file()).collect();
    assert!(!files.is_empty(), "git knows no file like {patterns:?}");
    files
}

/// Whether a file holds only the tests of a module beside it.
fn is_test_module(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == "tests.rs")
        || file.components().any(|part| part.as_os_str() == "tests" && !file.starts_with("tests"))
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(root().join(file))
        .unwrap_or_else(|e| panic!("{} can't be read: {e}", file.display()))
}

fn run(program: &str, args: &[&str]) -> Vec<u8> {
    let out = Command::new(program).args(args).current_dir(root()).output();
    let out = out.unwrap_or_else(|e| panic!("{program} can't be started: {e}"));
    assert!(out.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&out.stderr));
    out.stdout
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

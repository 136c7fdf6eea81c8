//! End-to-end tests of the `omni-architect` binary; the helpers they share.

pub mod links;
pub mod models;
pub mod oracle;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use tempfile::TempDir;

/// The binary under test: what `OMNI_ARCHITECT` names, else this tree's, built now if it is not.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| std::env::var_os("OMNI_ARCHITECT").map_or_else(build, PathBuf::from))
}

/// A command that runs the binary with `arguments`, without the colours and settings of whoever runs the tests.
pub fn omni<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new(binary());
    command.args(arguments).env_remove("NO_COLOR");
    // Nobody's own models and keys.
    let chosen = ["OMNI_", "OPENAI_", "OLLAMA_", "GEMINI_", "GOOGLE_", "WATSONX_", "ANTHROPIC_"];
    for (name, _) in std::env::vars_os() {
        if chosen.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    command
}

/// A directory with `files` in it that goes away with the value. Its path has no links in it.
pub struct Folder {
    _directory: TempDir,
    /// Where it is.
    pub path: PathBuf,
}

impl Folder {
    /// Makes one.
    ///
    /// # Panics
    /// If the system has no room for it.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = directory.path().canonicalize().expect("it exists");
        let folder = Self { _directory: directory, path };
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    /// Writes a file, its directories too.
    ///
    /// # Panics
    /// If the system refuses.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path.join(name);
        std::fs::create_dir_all(path.parent().expect("a file is in a directory")).expect("directories");
        std::fs::write(path, text).expect("a file");
    }

    /// The text of a file; `None` if it is not there.
    pub fn read(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.path.join(name)).ok()
    }

    /// The URI of a file.
    pub fn uri(&self, name: &str) -> String {
        testkit::lsp::uri(&self.path.join(name))
    }
}

fn build() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    let built = cargo
        .args(["build", "--package", "omni-architect", "--locked", "--quiet", "--message-format", "json"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .expect("cargo runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let messages = String::from_utf8_lossy(&built.stdout);
    let executable = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut executable = executable.filter_map(|m| m["executable"].as_str().map(PathBuf::from));
    executable.next().expect("cargo says where the binary is")
}

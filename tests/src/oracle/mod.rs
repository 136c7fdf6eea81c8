//! The official tools as judges: real terraform, kubeconform, promtool and amtool, run in batches by the programs under
//! `tests/oracles`. A tool that is not installed fails the test with what to run; no verdict is ever made up.
//!
//! Tests that ask an oracle live in `tests/tests/oracle_*.rs`, so that `tests/run oracles` finds them.

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

pub mod amtool;
pub mod kubeconform;
pub mod promtool;
pub mod terraform;

/// What a tool says about one file or folder.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Verdict {
    /// The file or folder judged, as an absolute path.
    pub input: PathBuf,
    /// Whether the tool accepts it. Warnings don't count.
    pub valid: bool,
    /// What the tool refuses; empty exactly when `valid`.
    pub errors: Vec<Fault>,
}

/// One error of a tool, in the tool's own words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Fault {
    /// The tool's message, perhaps over several lines.
    pub message: String,
    /// The file it is in, if the tool says, as the tool writes it.
    pub file: Option<String>,
    /// Its line, counted from 1, if the tool says.
    pub line: Option<u32>,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.input.display(), if self.valid { "valid" } else { "refused" })?;
        for fault in &self.errors {
            let file = fault.file.as_deref().unwrap_or("-");
            let line = fault.line.map(|n| format!(":{n}")).unwrap_or_default();
            write!(f, "\n  {file}{line}: {}", fault.message)?;
        }
        Ok(())
    }
}

/// Fails a test unless every verdict is good, showing the first ten that are not.
///
/// # Panics
/// When a verdict is not valid, or there is none at all: an oracle that judged nothing proves nothing.
pub fn assert_all_valid(verdicts: &[Verdict]) {
    assert!(!verdicts.is_empty(), "the oracle was given nothing to judge");
    let refused: Vec<String> = verdicts.iter().filter(|v| !v.valid).map(ToString::to_string).collect();
    let shown = refused.iter().take(10).cloned().collect::<Vec<_>>().join("\n");
    assert!(refused.is_empty(), "{} of {} refused:\n{shown}", refused.len(), verdicts.len());
}

/// Runs `tests/oracles/NAME/validate` with an option on all inputs at once; the verdicts come in the order of the inputs.
fn judge(name: &str, option: Option<&str>, inputs: &[impl AsRef<Path>]) -> Vec<Verdict> {
    if inputs.is_empty() {
        return Vec::new();
    }
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracles").join(name).join("validate");
    let paths: Vec<String> = inputs.iter().map(|path| path.as_ref().display().to_string()).collect();
    let mut command = Command::new(&program);
    command.args(option);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|e| panic!("{} can't be started: {e}", program.display()));
    // The program reads all its input before it judges anything, so neither side waits for the other.
    child
        .stdin
        .take()
        .expect("stdin is piped")
        .write_all(paths.join("\n").as_bytes())
        .expect("the oracle reads its input");
    let out = child.wait_with_output().expect("the oracle ends");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let verdicts: Vec<Verdict> = String::from_utf8_lossy(&out.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("not a verdict: {line}: {e}")))
        .collect();
    assert_eq!(verdicts.len(), inputs.len(), "one verdict for each input");
    verdicts
}

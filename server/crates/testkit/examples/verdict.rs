//! Reads cases, one JSON object a line (`{"name": ..., "files": {"main.tf": ...}}`), and prints for each what the
//! checks find, as a line of JSON. A script compares that with what the official tools say.

#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use check::{Cache, Settings, Severity, check_all};
use serde_json::{Value, json};
use std::io::BufRead as _;
use workspace::Workspace;

fn main() {
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let Ok(case) = serde_json::from_str::<Value>(&line) else { continue };
        let files = case["files"].as_object().into_iter().flatten();
        let files =
            files.map(|(name, text)| (format!("/w/{name}").into(), text.as_str().unwrap_or_default().into()));
        let workspace = Workspace::load(vec!["/w".into()], files.collect());
        let findings = check_all(&workspace, &Settings::default(), &Cache::new());
        let errors = findings.iter().filter(|f| f.severity == Severity::Error);
        let errors: Vec<_> = errors
            .map(|f| {
                let text = workspace.file(&f.path).map(|file| f.span.text(&file.text)).unwrap_or_default();
                let line = workspace.file(&f.path).map(|file| file.lines.line(f.span.start) + 1);
                json!({"line": line, "file": f.path.as_str(), "code": f.code, "message": f.message, "text": text})
            })
            .collect();
        println!("{}", json!({"name": case["name"], "valid": errors.is_empty(), "errors": errors}));
    }
}

//! Prints random Kubernetes manifests, one JSON object a line: `kubernetes_cases COUNT [SEED]`. Every second one has
//! one fault, whose class is its name; `version` is the release that it is for. With what the checks find in each.

#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use omni_testkit::manifests::{cases, structure_faults};
use serde_json::json;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|a| a.parse::<u64>().ok());
    let (count, seed) = (numbers.next().unwrap_or(10), numbers.next().unwrap_or(1));
    for case in cases(count, seed) {
        let name = case.fault.map_or_else(|| "valid".to_owned(), |fault| format!("{fault:?}"));
        let text = case.manifest.text();
        let version = case.manifest.version;
        let found = structure_faults(version, &text);
        let found: Vec<_> = found.iter().map(|f| format!("{}: {}", f.code, f.message)).collect();
        println!("{}", json!({"name": name, "version": version.name(), "text": text, "errors": found}));
    }
}

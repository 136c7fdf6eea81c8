//! The checks against the real terraform: random configurations, each once valid and once with one fault.
//!
//! `CASES="COUNT SEED" cargo test -p omni-tests --test oracle_terraform -- --nocapture` judges a larger sample and shows
//! the confusion matrix; with `RECORD=1` the verdicts become `fixtures/terraform/verdicts.jsonl.zst`.

use check::{Cache, Settings, Severity, check_all};
use omni_tests::Folder;
use omni_tests::oracle::terraform;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use testkit::generate::{Case, cases};
use workspace::Workspace;

/// How many configurations a plain run judges, and from which seed: one that nothing was tuned on.
const SAMPLE: (usize, u64) = (150, 26_11_24);

/// How often both accept, both refuse, only terraform accepts, only the checks accept.
#[derive(Default)]
struct Row([usize; 4]);

impl Row {
    fn add(&mut self, accepted: bool, ours: bool) {
        let at = match (accepted, ours) {
            (true, true) => 0,
            (false, false) => 1,
            (true, false) => 2,
            (false, true) => 3,
        };
        self.0[at] += 1;
    }
}

fn asked_for() -> (usize, u64) {
    let text = std::env::var("CASES").unwrap_or_default();
    let mut numbers = text.split_whitespace().map(|n| n.parse::<u64>().expect("CASES is COUNT SEED"));
    numbers.next().map_or(SAMPLE, |count| (count as usize, numbers.next().unwrap_or(SAMPLE.1)))
}

/// Whether the checks find no error in `case`, and what they find.
fn found(case: &Case) -> Vec<String> {
    let files = case.files.iter().map(|(path, text)| (format!("/w/{path}").into(), text.as_str().into()));
    let workspace = Workspace::load(vec!["/w".into()], files.collect());
    let findings = check_all(&workspace, &Settings::default(), &Cache::new());
    let errors = findings.into_iter().filter(|f| f.severity == Severity::Error);
    errors.map(|f| format!("{}: {}", f.code, f.message)).collect()
}

fn as_line(case: &Case, is_valid: bool) -> String {
    let files: Map<String, Value> =
        case.files.iter().map(|(path, text)| (path.clone(), text.as_str().into())).collect();
    json!({"class": case.class, "valid": is_valid, "files": files}).to_string()
}

fn record(lines: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/terraform/verdicts.jsonl.zst");
    let packed = zstd::encode_all(lines.as_bytes(), 19).expect("it can be packed");
    std::fs::write(path, packed).expect("the fixture can be written");
}

#[test]
fn the_checks_refuse_what_terraform_refuses_and_nothing_else() {
    let (count, seed) = asked_for();
    let all: Vec<Case> = cases(count, seed).collect();
    let folders: Vec<Folder> = all
        .iter()
        .map(|case| {
            let files: Vec<_> =
                case.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
            Folder::with(&files)
        })
        .collect();
    let paths: Vec<_> = folders.iter().map(|folder| &folder.path).collect();
    let verdicts = terraform::validate(&paths);
    let mut matrix: BTreeMap<&str, Row> = BTreeMap::new();
    let (mut differences, mut lines) = (String::new(), String::new());
    for (case, verdict) in all.iter().zip(&verdicts) {
        let ours = found(case);
        let row = matrix.entry(case.class.as_str()).or_default();
        row.add(verdict.valid, ours.is_empty());
        matrix.entry("~ all").or_default().add(verdict.valid, ours.is_empty());
        if verdict.valid != ours.is_empty() {
            let _ = writeln!(
                differences,
                "{}: {verdict}\n  the checks find {ours:?}\n{}",
                case.class, case.files[0].1
            );
        }
        lines.push_str(&as_line(case, verdict.valid));
        lines.push('\n');
    }
    println!("{:28}{:>9}{:>9}{:>13}{:>9}", "class", "both ok", "both bad", "false alarm", "missed");
    for (class, Row([ok, bad, alarm, missed])) in &matrix {
        println!("{class:28}{ok:9}{bad:9}{alarm:13}{missed:9}");
    }
    if std::env::var_os("RECORD").is_some() {
        record(&lines);
    }
    let Row([ok, bad, alarms, missed]) = &matrix["~ all"];
    assert_eq!(*alarms, 0, "false alarms:\n{differences}");
    assert!(missed * 200 <= ok + bad + missed, "more than one in 200 missed:\n{differences}");
}

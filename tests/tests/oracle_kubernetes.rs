//! The structure of manifests, judged by the checks and by kubeconform.
//!
//! `RECORD_VERDICTS=1 cargo test -p omni-tests --test oracle_kubernetes` writes what kubeconform says of 2,000 manifests
//! into `fixtures/verdicts/kubernetes.jsonl.zst`, which a test of the checks replays.

use omni_tests::oracle::kubeconform;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;
use testkit::manifests::{Case, cases, difference};

const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/verdicts/kubernetes.jsonl.zst");

/// Whether kubeconform accepts each case.
fn verdicts(cases: &[Case]) -> Vec<bool> {
    let folder = TempDir::new().expect("a temporary folder");
    let mut by_version: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (number, case) in cases.iter().enumerate() {
        by_version.entry(case.manifest.version).or_default().push(number);
    }
    let mut valid = vec![false; cases.len()];
    for (version, numbers) in by_version {
        let write = |number: &usize| {
            let path = folder.path().join(format!("{number}.yaml"));
            std::fs::write(&path, cases[*number].manifest.text()).expect("the file can be written");
            path
        };
        let paths: Vec<_> = numbers.iter().map(write).collect();
        for (number, verdict) in numbers.iter().zip(kubeconform::strict_for(version.name(), &paths)) {
            valid[*number] = verdict.valid;
        }
    }
    valid
}

#[test]
fn random_manifests_are_judged_as_kubeconform_judges_them() {
    let recorded = std::env::var_os("RECORD_VERDICTS").is_some();
    let cases: Vec<Case> = if recorded { cases(2000, 1) } else { cases(400, 7) }.collect();
    let valid = verdicts(&cases);
    let refused = valid.iter().filter(|valid| !**valid).count();
    assert!(refused * 3 > cases.len() && refused * 3 < cases.len() * 2, "{refused} of {}", cases.len());
    let all = cases.iter().zip(&valid);
    let different: Vec<_> = all
        .filter_map(|(case, valid)| difference(case.manifest.version, &case.manifest.text(), *valid))
        .collect();
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
    if recorded {
        let line = |(case, valid): (&Case, &bool)| {
            let (version, text) = (case.manifest.version.name(), case.manifest.text());
            json!({"version": version, "valid": valid, "text": text}).to_string() + "\n"
        };
        let lines: String = cases.iter().zip(&valid).map(line).collect();
        let packed = zstd::encode_all(lines.as_bytes(), 19).expect("it can be packed");
        std::fs::create_dir_all(Path::new(RECORDED).parent().expect("it is in a folder"))
            .expect("the folder");
        std::fs::write(RECORDED, packed).expect("the file can be written");
    }
}

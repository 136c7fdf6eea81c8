//! Rule files, manifests of rules, `prometheus.yml` and `alertmanager.yml`, judged by the checks and by promtool and amtool.
//!
//! `RECORD_VERDICTS=1 cargo test -p omni-tests --test oracle_monitoring` writes what the tools say of 1,000 of them into
//! `fixtures/verdicts/monitoring.jsonl.zst`, which a test of the checks replays.

use omni_tests::oracle::{Verdict, amtool, promtool};
use serde_json::json;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use testkit::generate::monitoring::{Case, Format, case, difference};

const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/verdicts/monitoring.jsonl.zst");

fn judge(format: Format, paths: &[PathBuf]) -> Vec<Verdict> {
    match format {
        Format::Rules => promtool::check_rules(paths),
        Format::PrometheusRule => promtool::check_prometheus_rules(paths),
        Format::Prometheus => promtool::check_config(paths),
        Format::Alertmanager => amtool::check_config(paths),
    }
}

/// Whether the tool of each case accepts it.
fn verdicts(cases: &[Case]) -> Vec<bool> {
    let folder = TempDir::new().expect("a temporary folder");
    let mut valid = vec![false; cases.len()];
    for format in Format::ALL {
        let numbers: Vec<_> = (0..cases.len()).filter(|number| cases[*number].format == format).collect();
        let write = |number: &usize| {
            let path = folder.path().join(format!("{number}.yml"));
            std::fs::write(&path, &cases[*number].text).expect("the file can be written");
            path
        };
        let paths: Vec<_> = numbers.iter().map(write).collect();
        for (number, verdict) in numbers.iter().zip(judge(format, &paths)) {
            valid[*number] = verdict.valid;
        }
    }
    valid
}

#[test]
fn random_configuration_is_judged_as_promtool_and_amtool_judge_it() {
    let recorded = std::env::var_os("RECORD_VERDICTS").is_some();
    let (count, seed) = if recorded { (1000, 1) } else { (200, 7) };
    let cases: Vec<Case> = (0..count).map(|number| case(seed, number)).collect();
    let valid = verdicts(&cases);
    let refused = valid.iter().filter(|valid| !**valid).count();
    assert!(refused * 4 > cases.len() && refused * 3 < cases.len() * 2, "{refused} of {}", cases.len());
    let all = cases.iter().zip(&valid);
    let different: Vec<_> =
        all.filter_map(|(case, valid)| difference(case.format, &case.text, *valid)).collect();
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
    if recorded {
        let line = |(case, valid): (&Case, &bool)| {
            json!({"format": case.format.name(), "valid": valid, "text": case.text}).to_string() + "\n"
        };
        let lines: String = cases.iter().zip(&valid).map(line).collect();
        let packed = zstd::encode_all(lines.as_bytes(), 19).expect("it can be packed");
        std::fs::create_dir_all(Path::new(RECORDED).parent().expect("it is in a folder"))
            .expect("the folder");
        std::fs::write(RECORDED, packed).expect("the file can be written");
    }
}

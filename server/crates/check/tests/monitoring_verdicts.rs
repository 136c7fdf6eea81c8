//! What promtool and amtool said of 1,000 rule files, manifests of rules and configurations, half of them broken, is what
//! the checks say.
//!
//! `tests/tests/oracle_monitoring.rs` records it.

use serde_json::Value;
use testkit::generate::monitoring::{Format, difference};

const RECORDED: &[u8] = include_bytes!("../../../../fixtures/verdicts/monitoring.jsonl.zst");

#[test]
fn recorded_verdicts_are_those_of_the_checks() {
    let lines = zstd::decode_all(RECORDED).expect("it is packed with zstd");
    let cases: Vec<Value> = lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).expect("a line is JSON"))
        .collect();
    assert_eq!(cases.len(), 1000);
    let different: Vec<_> = cases
        .iter()
        .filter_map(|case| {
            let format = Format::of_name(case["format"].as_str()?)?;
            difference(format, case["text"].as_str()?, case["valid"].as_bool()?)
        })
        .collect();
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
}

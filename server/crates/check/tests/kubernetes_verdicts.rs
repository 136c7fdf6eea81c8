//! What kubeconform said of 2,000 manifests over all kinds, half of them broken, is what the checks say.
//!
//! `tests/tests/oracle_kubernetes.rs` records it.

use schema::kubernetes::Version;
use serde_json::Value;
use testkit::manifests::difference;

const RECORDED: &[u8] = include_bytes!("../../../../fixtures/verdicts/kubernetes.jsonl.zst");

#[test]
fn recorded_verdicts_are_those_of_the_checks() {
    let lines = zstd::decode_all(RECORDED).expect("it is packed with zstd");
    let cases: Vec<Value> = lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).expect("a line is JSON"))
        .collect();
    assert_eq!(cases.len(), 2000);
    let different: Vec<_> = cases
        .iter()
        .filter_map(|case| {
            let version = Version::find(case["version"].as_str()?)?;
            difference(version, case["text"].as_str()?, case["valid"].as_bool()?)
        })
        .collect();
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
}

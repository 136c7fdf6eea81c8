use super::faults;
use serde_json::Value;

/// A JSON line each: a query of random pieces or a mutated one, and what Prometheus' parser (v3.16) says against it,
/// or null.
const RECORDED: &str = include_str!("prometheus.jsonl");

#[test]
fn the_verdict_is_that_of_prometheus() {
    let mut compared = 0;
    for line in RECORDED.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let (text, refused) = (case[0].as_str().unwrap(), case[1].as_str());
        let faults = faults(text);
        assert_eq!(!faults.is_empty(), refused.is_some(), "{text:?}: {refused:?}, {faults:?}");
        compared += 1;
    }
    assert_eq!(compared, 453);
}

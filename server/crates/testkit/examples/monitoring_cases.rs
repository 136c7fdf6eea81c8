//! Prints random monitoring configuration, one JSON object a line: `monitoring_cases COUNT [SEED]`. Every second one
//! has one fault, whose class is in its name. `examples/verdict.rs` says what the checks find in them.

#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use omni_testkit::generate::monitoring::case;
use serde_json::json;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|a| a.parse::<u64>().ok());
    let (count, seed) = (numbers.next().unwrap_or(10), numbers.next().unwrap_or(1));
    for number in 0..count {
        let case = case(seed, number);
        let class = case.fault.map_or_else(|| "valid".to_owned(), |fault| format!("{fault:?}"));
        let name = format!("{} {class}", case.format.name());
        println!("{}", json!({"name": name, "files": {case.format.file(): case.text}}));
    }
}

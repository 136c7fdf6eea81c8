//! Prints random Terraform configurations, one JSON object a line: `terraform_cases COUNT [SEED]`. Every second one
//! is the one before it with one fault, whose class is its name. `examples/verdict.rs` says what the checks find.

#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use omni_testkit::generate::cases;
use serde_json::{Map, Value, json};

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|a| a.parse::<usize>().ok());
    let (count, seed) = (numbers.next().unwrap_or(10), numbers.next().unwrap_or(1));
    for case in cases(count, seed as u64) {
        let files: Map<String, Value> =
            case.files.into_iter().map(|(path, text)| (path, text.into())).collect();
        println!("{}", json!({"name": case.class, "files": files}));
    }
}

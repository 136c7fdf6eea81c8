//! Prints random Terraform configurations, one JSON object a line: `terraform_cases COUNT [SEED]`. Every second one
//! has one fault, whose class is its name. `examples/verdict.rs` says what the checks find in them.

#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use omni_testkit::generate::{Config, FaultClass, Random, break_one};
use serde_json::json;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|a| a.parse::<u64>().ok());
    let (count, seed) = (numbers.next().unwrap_or(10), numbers.next().unwrap_or(1));
    for number in 0..count {
        let mut random = Random::new(seed * 1_000_003 + number);
        let config = Config::random(&mut random);
        let class = FaultClass::ALL[(number / 2) as usize % FaultClass::ALL.len()];
        let broken = if number % 2 == 1 { break_one(&config, class, &mut random) } else { None };
        let name = if broken.is_some() { format!("{class:?}") } else { "valid".to_owned() };
        let text = broken.unwrap_or(config).text();
        println!("{}", json!({"name": name, "files": {"main.tf": text}}));
    }
}

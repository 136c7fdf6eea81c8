//! Verdicts of Terraform 1.11 that were recorded, and those of the checks on the same texts. The tests that ask the real
//! terraform are `tests/tests/oracle_terraform.rs`.

use omni_check::{Cache, Finding, Settings, Severity, check_all};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use workspace::Workspace;

/// What the expressions of `expressions.txt` refer to.
const NAMES: &str = r#"variable "s" { type = string }
variable "n" { type = number }
variable "b" { type = bool }
variable "ls" { type = list(string) }
variable "ss" { type = set(string) }
variable "ms" { type = map(string) }
variable "o" { type = object({ a = string, b = optional(number, 3) }) }
variable "lo" { type = list(object({ a = string, p = optional(object({ q = number })) })) }
variable "mo" { type = map(object({ a = string })) }
variable "t" { type = tuple([string, number]) }
variable "any" { type = any }
locals { lk = { a = "one", n = 2, deep = { z = [1, 2] } } }
locals { ll = [var.s, "y"] }
resource "random_id" "r" { byte_length = 2 }
resource "random_id" "c" {
  count = 2
  byte_length = 2
}
module "m" { source = "./m" }
module "mc" {
  source = "./m"
  count = 2
}
"#;

const MODULE: &str = "output \"text\" { value = \"x\" }\noutput \"rule\" { value = { open = true } }\n";

fn errors(files: Vec<(String, String)>) -> (Workspace, Vec<Finding>) {
    let files = files.into_iter().map(|(path, text)| (format!("/w/{path}").into(), text.into()));
    let workspace = Workspace::load(vec!["/w".into()], files.collect());
    let findings = check_all(&workspace, &Settings::default(), &Cache::new());
    let errors = findings.into_iter().filter(|f| f.severity == Severity::Error).collect();
    (workspace, errors)
}

#[test]
fn whole_configurations_are_judged_as_terraform_judged_them() {
    let packed = include_bytes!("../../../../fixtures/terraform/verdicts.jsonl.zst");
    let lines = String::from_utf8(zstd::decode_all(&packed[..]).expect("a frame")).expect("text");
    let (mut judged, mut differences) = (0, Vec::new());
    for line in lines.lines() {
        let case: Value = serde_json::from_str(line).expect("a case");
        let files = case["files"].as_object().expect("files").iter();
        let files = files.map(|(path, text)| (path.clone(), text.as_str().expect("a text").to_owned()));
        let (_, errors) = errors(files.collect());
        judged += 1;
        if errors.is_empty() != case["valid"].as_bool().expect("a verdict") {
            differences.push(format!("{} {}: {errors:#?}", case["class"], case["files"]["main.tf"]));
        }
    }
    assert!(judged >= 600, "only {judged} cases");
    // One in 200 may be missed; each is shown.
    assert!(
        differences.len() * 200 <= judged,
        "{} of {judged}:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

/// Each line is a verdict and an expression: what terraform says of it, `missed` where it refuses what the checks let
/// pass.
#[test]
fn expressions_are_judged_as_terraform_judged_them() {
    let recorded = include_str!("../../../../fixtures/terraform/expressions.txt");
    let expressions = recorded.lines().filter(|line| !line.starts_with('#'));
    let expressions: Vec<(&str, &str)> = expressions.filter_map(|line| line.split_once(' ')).collect();
    let mut text = NAMES.to_owned();
    for (number, (_, expression)) in expressions.iter().enumerate() {
        let _ = writeln!(text, "output \"o{number}\" {{ value = {expression} }}");
    }
    let (workspace, errors) = errors(vec![("main.tf".into(), text), ("m/main.tf".into(), MODULE.into())]);
    let first = NAMES.lines().count() as u32;
    let file = workspace.file("/w/main.tf".into()).expect("it was read");
    let refused: BTreeSet<u32> = errors.iter().map(|f| file.lines.line(f.span.start)).collect();
    let different = expressions
        .iter()
        .zip(first..)
        .filter(|((verdict, _), line)| refused.contains(line) != (*verdict == "refused"));
    let different: Vec<_> = different.map(|(expression, _)| expression).collect();
    assert!(different.is_empty(), "{different:#?}");
}

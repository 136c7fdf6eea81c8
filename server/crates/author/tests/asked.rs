//! The requests of `fixtures/asked/DIALECT.txt`, each with what its answer must hold. The file says how it is read.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its fixtures has failed")]

use omni_author::{Change, Outcome, Request, generate};
use std::path::Path;
use workspace::Workspace;

const ROOT: &str = "/fixture";

/// A request and the lines under it.
struct Asked {
    request: String,
    expectations: Vec<String>,
}

fn asked(dialect: &str) -> Vec<Asked> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../../fixtures/asked/{dialect}.txt"));
    let text = std::fs::read_to_string(&path).unwrap();
    let mut out: Vec<Asked> = Vec::new();
    for line in text.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
        match line.strip_prefix("? ") {
            Some(request) => out.push(Asked { request: request.to_owned(), expectations: Vec::new() }),
            None => out.last_mut().unwrap().expectations.push(line.to_owned()),
        }
    }
    out
}

/// The text of all files that a request gives, blanks run together.
fn answer(request: &str) -> String {
    let workspace = Workspace::new(vec![ROOT.into()]);
    let Outcome::Proposed(set) = generate(&workspace, &Request::new(request, ROOT)) else {
        return String::new();
    };
    let texts = set.changes.into_iter().filter_map(|change| match change {
        Change::Create { text, .. } => Some(text),
        Change::Edit { .. } => None,
    });
    texts.collect::<Vec<_>>().join("\n").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many blocks of a resource type, or of `data.TYPE`, the text declares.
fn declared(text: &str, kind: &str) -> usize {
    let header = match kind.strip_prefix("data.") {
        Some(kind) => format!("data \"{kind}\""),
        None => format!("resource \"{kind}\""),
    };
    text.matches(&header).count()
}

fn holds(text: &str, expectation: &str) -> bool {
    let (sign, rest) = expectation.split_at(2);
    match sign {
        "+ " => match rest.split_once(" x") {
            Some((kind, count)) => declared(text, kind) == count.parse::<usize>().unwrap(),
            None => declared(text, rest) > 0,
        },
        "- " => declared(text, rest) == 0,
        "~ " => rest.split(" || ").any(|wanted| text.contains(wanted)),
        _ => panic!("{expectation} is no expectation"),
    }
}

#[test]
fn terraform_answers_hold_what_was_asked() {
    let cases = asked("terraform");
    let mut failed: Vec<String> = Vec::new();
    for Asked { request, expectations } in &cases {
        let text = answer(request);
        let faults: Vec<&String> = expectations.iter().filter(|e| !holds(&text, e)).collect();
        if !faults.is_empty() {
            let faults: Vec<String> = faults.into_iter().map(|f| format!("  {f}")).collect();
            failed.push(format!("? {request}\n{}", faults.join("\n")));
        }
    }
    assert!(failed.is_empty(), "{} of {} miss something\n{}", failed.len(), cases.len(), failed.join("\n"));
}

//! Writes what the embedded author makes of a request: `generate REQUEST --into DIR`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use omni_author::{Change, Outcome, Request, generate};
use workspace::Workspace;

fn main() -> std::process::ExitCode {
    let mut text = String::new();
    let mut into = camino::Utf8PathBuf::from(".");
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--into" => into = args.next().unwrap_or_default().into(),
            "--yes" => {}
            _ => text = arg,
        }
    }
    let workspace = Workspace::new(vec![into.clone()]);
    match generate(&workspace, &Request::new(text, into)) {
        Outcome::Refused(refusal) => {
            eprintln!("{} {:?}", refusal.message, refusal.suggestions);
            std::process::ExitCode::from(2)
        }
        Outcome::Proposed(set) => {
            for change in &set.changes {
                let Change::Create { path, text } = change else { continue };
                if let Err(error) = std::fs::write(path, text) {
                    eprintln!("{path}: {error}");
                    return std::process::ExitCode::from(2);
                }
            }
            for note in &set.proof.not_understood {
                println!("not understood: {}", note.text);
            }
            std::process::ExitCode::SUCCESS
        }
    }
}

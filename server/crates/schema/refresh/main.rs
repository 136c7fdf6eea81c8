//! The maintainer's command: turns public schema documents into the fact files that the crate is built from.
//!
//! ```text
//! refresh-schema terraform providers.json [.terraform.lock.hcl]   of `terraform providers schema -json`
//! refresh-schema swagger swagger.json VERSION                     of a Kubernetes release, such as 1.37.2
//! refresh-schema crds DIRECTORY                                   with CustomResourceDefinitions in YAML
//! refresh-schema wiring PROVIDER                                  prints what arguments are wired to, for review
//! ```
//!
//! Only names, types and flags are kept, no prose. A provider or kind that is read replaces what was known of it;
//! all others stay. Build the crate anew afterwards.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to its terminal")]

mod crds;
#[allow(dead_code, reason = "the build step uses the rest")]
#[path = "../build/facts.rs"]
mod facts;
#[allow(dead_code, reason = "the build step uses the rest")]
#[path = "../build/read.rs"]
mod read;
mod swagger;
mod terraform;
mod wiring;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use serde::Serialize;

/// What the commands return; the message goes to the terminal.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: refresh-schema terraform providers.json [.terraform.lock.hcl]
       refresh-schema swagger swagger.json VERSION
       refresh-schema crds DIRECTORY
       refresh-schema wiring PROVIDER";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(done) => {
            println!("{done}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("refresh-schema: {error}");
            ExitCode::from(2)
        }
    }
}

/// Carries out a command and says what was done.
fn run(arguments: &[&str]) -> Result<String> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    match *arguments {
        ["terraform", providers] => terraform::refresh(&data, &text(providers)?, ""),
        ["terraform", providers, lock] => terraform::refresh(&data, &text(providers)?, &text(lock)?),
        ["swagger", swagger, version] => swagger::refresh(&data, &text(swagger)?, version),
        ["crds", directory] => crds::refresh(&data, Path::new(directory)),
        ["wiring", provider] => wiring::list(provider),
        _ => Err(USAGE.into()),
    }
}

fn text(path: &str) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("{path}: {error}").into())
}

/// Writes a fact file whole or not at all.
fn write(path: &Path, facts: &impl Serialize) -> Result<()> {
    let json = serde_json::to_vec(facts)?;
    let packed = zstd::encode_all(io::Cursor::new(json), 19)?;
    let draft: PathBuf = path.with_extension("new");
    fs::write(&draft, packed)?;
    fs::rename(&draft, path)?;
    Ok(())
}

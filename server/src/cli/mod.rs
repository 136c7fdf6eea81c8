//! The command line: one file a subcommand, over the same core as the language server.
//!
//! Nothing is asked and nothing coloured unless a person sits at a terminal; what goes wrong is one sentence on
//! stderr; a reader that goes away is no fault.

mod args;
mod ask;
mod audit;
mod batch;
mod cache;
mod check;
mod config;
mod credentials;
mod doctor;
mod explain;
mod generate;
mod git;
mod harden;
mod interrupt;
mod launch;
mod load;
mod lsp;
mod models;
mod output;
mod plan;
mod run;
mod schema;
mod terminal;
mod trust;
mod validate;

use crate::exit::ExitCode;
use args::{Arguments, Command};
use clap::Parser;
pub(crate) use output::{count, unified};
use std::ffi::OsString;
use terminal::Terminal;

/// The version: the package's, or what the build was told (`OMNI_VERSION=0.1.0+3f2a9c1`, with the commit).
pub(crate) const VERSION: &str = match option_env!("OMNI_VERSION") {
    Some(version) => version,
    None => env!("CARGO_PKG_VERSION"),
};

/// Runs what `arguments` ask for.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<_> = arguments.collect();
    if arguments.get(1).is_some_and(|first| first == outside::commands::LAUNCH) {
        launch::run(arguments.into_iter().skip(2));
    }
    let mut terminal = Terminal::of_process();
    let command = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments.command,
        Err(error) => return usage(&error),
    };
    let done = match command {
        Command::Lsp(arguments) => return lsp::run(&arguments),
        Command::Generate(arguments) => {
            interrupt::watched(move |guard| generate::run(&mut terminal, &arguments, guard))
        }
        Command::Batch(arguments) => {
            interrupt::watched(move |guard| batch::run(&mut terminal, &arguments, guard))
        }
        Command::Models(arguments) => interrupt::watched(move |_| models::run(&mut terminal, &arguments)),
        Command::Check(arguments) => interrupt::watched(move |_| check::run(&mut terminal, &arguments)),
        Command::Harden(arguments) => {
            interrupt::watched(move |guard| harden::run(&mut terminal, &arguments, guard))
        }
        Command::Explain(arguments) => explain::run(&mut terminal, &arguments),
        Command::Schema(arguments) => schema::run(&mut terminal, &arguments),
        Command::Run(arguments) => run::run(&mut terminal, &arguments),
        Command::Validate(arguments) => validate::run(&mut terminal, &arguments),
        Command::Plan(arguments) => plan::run(&mut terminal, &arguments),
        Command::Audit(arguments) => audit::run(&mut terminal, &arguments),
        Command::Trust(arguments) => trust::run(&mut terminal, &arguments),
        Command::Doctor(arguments) => doctor::run(&mut terminal, &arguments),
        Command::Git(arguments) => git::run(&mut terminal, &arguments),
        Command::Config(args::Config { action: args::ConfigAction::Show }) => config::run(&mut terminal),
        Command::Credentials(arguments) => credentials::run(&mut terminal, &arguments.action),
        Command::Cache(arguments) => cache::run(&mut terminal, &arguments.action),
    };
    match done {
        Ok(code) => code,
        Err(Failure::Closed) => ExitCode::Clean,
        Err(Failure::Said(sentence)) => {
            Terminal::of_process().complain(&sentence);
            ExitCode::Failure
        }
    }
}

/// Why a subcommand ended early.
#[derive(Debug)]
enum Failure {
    /// Whoever read the output went away.
    Closed,
    /// One sentence for the person.
    Said(String),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Said(format!("the output cannot be written: {error}")),
        }
    }
}

type Outcome = Result<ExitCode, Failure>;

/// Prints clap's own help, version or complaint.
fn usage(error: &clap::Error) -> ExitCode {
    // Where it goes has closed: there is nobody to tell.
    let _ = error.print();
    if error.use_stderr() { ExitCode::Failure } else { ExitCode::Clean }
}

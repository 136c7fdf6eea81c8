//! `omni-architect`: the language server and the command line, one core under both.
//!
//! This crate alone knows LSP, clap and JSON-RPC. It takes snapshots, converts, calls the crates below and converts
//! back. It must never hold product logic: what is right, what is wrong and what is written is decided below.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod asking;
mod batch;
mod cli;
mod config;
mod credentials;
mod exit;
mod harden;
mod keeping;
mod log;
mod lsp;
mod proof;
mod session;
mod wire;
mod wiring;

fn main() -> exit::ExitCode {
    log::hook_panics();
    cli::run(std::env::args_os())
}

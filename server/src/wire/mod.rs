//! The wire between client and server: framing, the gate that makes tower-lsp keep order and end, the ways in
//! (stdio, a socket), and the ways out (exit, end of input, death of the parent).
//!
//! What is here knows JSON-RPC but no method of the language server protocol beyond its lifecycle. It must never
//! let a message that tower-lsp cannot decode reach it (tower-lsp 0.20 stops serving at the first one), and never
//! write anything but frames to stdout.

mod client;
mod frames;
mod gate;
mod life;
pub(crate) mod listen;
pub(crate) mod parent;

pub(crate) use client::Client;
pub(crate) use life::Life;

use crate::exit::ExitCode;
use crate::lsp;
use frames::Frames;
use gate::Gate;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tower_lsp::Server;

/// How many messages tower-lsp may hold at once. Less than this and a cancel waits behind what it cancels; what
/// bounds the work is the session.
const MESSAGES: usize = 65536;

/// Serves one client until it exits, its input ends or its process dies.
pub(crate) async fn serve<I, O>(input: I, output: O) -> ExitCode
where
    I: AsyncRead + Unpin + Send + 'static,
    O: AsyncWrite + Send + 'static,
{
    let life = Arc::new(Life::default());
    let (service, socket) = lsp::service(life.clone());
    let server = Server::new(Frames::new(input, life.clone()), output, socket).concurrency_level(MESSAGES);
    let gate = Gate::new(service, life.clone());
    tokio::select! {
        () = server.serve(gate) => {}
        () = life.orphaned() => {}
    }
    life.exit_code()
}

/// Serves the client at the other end of stdin and stdout.
pub(crate) async fn stdio() -> ExitCode {
    serve(tokio::io::stdin(), tokio::io::stdout()).await
}

//! The language server on a socket, for editors that cannot start a process and for looking into it.

use crate::exit::ExitCode;
use crate::log;
use std::io;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// Serves every client that connects to `address`, each with a session of its own, until the process is ended.
///
/// # Errors
/// The address is not one of this machine and `remote` is not set, or cannot be bound.
pub(crate) async fn listen(address: SocketAddr, remote: bool) -> io::Result<ExitCode> {
    if !address.ip().is_loopback() && !remote {
        let message = format!(
            "{address} can be reached from other machines, and the server writes files for whoever connects; \
             use 127.0.0.1, or add --allow-remote if that is what you want"
        );
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    let listener = TcpListener::bind(address).await?;
    log::info(&format!("listening on {}", listener.local_addr()?));
    loop {
        let (stream, peer) = listener.accept().await?;
        log::info(&format!("{peer} connected"));
        tokio::spawn(async move {
            let (input, output) = stream.into_split();
            super::serve(input, output).await;
            log::info(&format!("{peer} left"));
        });
    }
}

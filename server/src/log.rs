//! The process' own log: lines on stderr, because stdout belongs to the protocol.

use std::io::Write;

/// Says `message` on stderr. A closed stderr is no reason to fail.
pub(crate) fn info(message: &str) {
    let _ = writeln!(std::io::stderr().lock(), "omni-architect: {message}");
}

/// Logs panics as one line; the gate answers the request that met one.
pub(crate) fn hook_panics() {
    std::panic::set_hook(Box::new(|panic| info(&format!("a fault of the server: {panic}"))));
}

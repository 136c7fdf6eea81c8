use outside::commands;
use std::ffi::OsString;
use std::io::Write;

/// Becomes another program, as the runner of commands ordered; see [`commands::launch`].
pub(super) fn run(arguments: impl Iterator<Item = OsString>) -> ! {
    let (why, code) = commands::launch(arguments);
    // Whoever started it reads that; if nobody does, nobody is to be told.
    let _ = writeln!(std::io::stderr(), "{why}");
    std::process::exit(code)
}

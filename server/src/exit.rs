use std::process::Termination;

/// What the process says by ending; the numbers are part of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExitCode {
    /// Done, and nothing found. For the language server: `shutdown` came before `exit`.
    Clean = 0,
    /// Findings at or above the threshold. For the language server: `exit` without `shutdown`.
    Findings = 1,
    /// Failed or refused.
    Failure = 2,
    /// Interrupted by the person.
    Interrupted = 130,
}

impl ExitCode {
    /// As the system takes it.
    pub(crate) fn number(self) -> i32 {
        self as i32
    }
}

impl Termination for ExitCode {
    fn report(self) -> std::process::ExitCode {
        std::process::ExitCode::from(self as u8)
    }
}

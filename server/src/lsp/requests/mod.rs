//! One file a request. Each takes its snapshot before the first `.await`.

pub(super) mod code_action;
pub(super) mod code_action_resolve;
pub(super) mod diagnostic;
pub(super) mod execute_command;
pub(super) mod initialize;
pub(super) mod text;
pub(super) mod trust;
pub(super) mod workspace_diagnostic;

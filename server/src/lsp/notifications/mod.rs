//! One file a notification. Each changes the state before it returns; what takes time is spawned.

pub(super) mod did_change;
pub(super) mod did_change_configuration;
pub(super) mod did_change_watched_files;
pub(super) mod did_change_workspace_folders;
pub(super) mod did_close;
pub(super) mod did_open;
pub(super) mod did_save;
pub(super) mod initialized;
pub(super) mod work_done_progress_cancel;

//! Paths as files write them: relative to the directory that they stand in.

use camino::{Utf8Path, Utf8PathBuf};

/// `relative` seen from `dir`, with `.` and `..` resolved by name.
pub(crate) fn join(dir: &Utf8Path, relative: &str) -> Utf8PathBuf {
    let mut path = dir.to_path_buf();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            name => path.push(name),
        }
    }
    path
}

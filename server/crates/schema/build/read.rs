//! Reads fact files. Panics on what it can't read: the build shall stop.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

/// Every fact file of a directory by its stem.
pub(crate) fn read_all<T: DeserializeOwned>(directory: &Path) -> BTreeMap<String, T> {
    files(directory).into_iter().map(|path| (stem(&path), read(&path))).collect()
}

/// The files of a directory, sorted.
pub(crate) fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
}

/// `aws` of `aws.json.zst`.
pub(crate) fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.strip_suffix(".json.zst").unwrap_or(&name).to_owned()
}

/// A fact file: JSON, compressed with zstd when its name says so.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> T {
    let fail = |error: &dyn std::fmt::Display| -> ! { panic!("{}: {error}", path.display()) };
    let mut bytes = fs::read(path).unwrap_or_else(|error| fail(&error));
    if path.extension().is_some_and(|extension| extension == "zst") {
        let mut decoder =
            ruzstd::decoding::StreamingDecoder::new(bytes.as_slice()).unwrap_or_else(|error| fail(&error));
        let mut plain = Vec::new();
        std::io::Read::read_to_end(&mut decoder, &mut plain).unwrap_or_else(|error| fail(&error));
        bytes = plain;
    }
    serde_json::from_slice(&bytes).unwrap_or_else(|error| fail(&error))
}

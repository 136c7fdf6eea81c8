//! Turns the facts under `data/` into the two files that the crate embeds.

#![allow(clippy::print_stdout, reason = "cargo reads it")]

mod blob;
mod facts;
mod hints;
mod kubernetes;
#[allow(dead_code, reason = "some words are only read, by the crate")]
#[path = "../src/layout.rs"]
mod layout;
mod monitoring;
mod node;
mod read;
mod terraform;
mod wiring;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::blob::Blob;
use crate::read::{files, read, read_all, stem};
use crate::wiring::Rules;

fn main() {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/layout.rs");
    let data = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("data");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));

    let mut blob = Blob::new();
    let providers = read_all(&data.join("terraform"));
    terraform::write(&mut blob, &providers);
    hints::write(&mut blob, &providers, read_all(&data.join("hints")), &rules(&data.join("wiring")));
    let mut releases = BTreeMap::new();
    for path in files(&data.join("kubernetes")) {
        if let Some(release) = stem(&path).strip_prefix("kubernetes-") {
            releases.insert(minor(release), read(&path));
        }
    }
    let customs = read(&data.join("kubernetes/crds.json.zst"));
    let removed = fs::read_to_string(data.join("kubernetes/removed.txt")).expect("the file is there");
    kubernetes::write(&mut blob, &releases, &customs, &removed);
    monitoring::write(&mut blob, &data.join("monitoring"));
    blob.write(&out).expect("the build directory can be written");
}

/// `1.34` of `1.34.4`.
fn minor(release: &str) -> String {
    release.splitn(3, '.').take(2).collect::<Vec<_>>().join(".")
}

/// The wiring rules of each provider.
fn rules(directory: &Path) -> BTreeMap<String, Rules> {
    let read =
        |path: &Path| fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let name = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    files(directory).iter().map(|path| (name(path), Rules::parse(&read(path)))).collect()
}

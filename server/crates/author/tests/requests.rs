//! The requests under `fixtures/requests/DIALECT/NAME`: each gives the files under `expected`, byte for byte.
//!
//! `UPDATE_REQUESTS=1 cargo test -p omni-author --test requests` writes them anew; look at the difference by eye.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its fixtures has failed")]

use omni_author::{Change, Outcome, Request, generate};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use workspace::Workspace;

/// Where generated paths are rooted.
const ROOT: &str = "/fixture";

fn fixtures(dialect: &str) -> Vec<PathBuf> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures/requests").join(dialect);
    let mut found: Vec<PathBuf> = fs::read_dir(&home)
        .unwrap_or_else(|error| panic!("{}: {error}", home.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("request.txt").exists())
        .collect();
    found.sort();
    found
}

/// The files that a request gives, by path under the root.
fn generated(text: &str) -> BTreeMap<String, String> {
    let workspace = Workspace::new(vec![ROOT.into()]);
    let Outcome::Proposed(set) = generate(&workspace, &Request::new(text.trim(), ROOT)) else {
        panic!("nothing was made of: {text}")
    };
    let files = set.changes.into_iter().filter_map(|change| match change {
        Change::Create { path, text } => Some((path.strip_prefix(ROOT).unwrap().to_string(), text)),
        Change::Edit { .. } => None,
    });
    files.collect()
}

fn expected(home: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut open = vec![home.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(home).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

fn holds(dialect: &str) {
    let update = std::env::var_os("UPDATE_REQUESTS").is_some();
    let found = fixtures(dialect);
    assert!(!found.is_empty(), "no fixtures of {dialect}");
    for fixture in found {
        let text = fs::read_to_string(fixture.join("request.txt")).unwrap();
        let (files, again) = (generated(&text), generated(&text));
        assert_eq!(files, again, "{}: not the same bytes each time", fixture.display());
        let home = fixture.join("expected");
        if update {
            let _ = fs::remove_dir_all(&home);
            for (name, text) in &files {
                let path = home.join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
        }
        let expected = expected(&home);
        let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&files), names(&expected), "{}", fixture.display());
        for (name, text) in &files {
            assert_eq!(text, &expected[name], "{}: {name}", fixture.display());
        }
    }
}

#[test]
fn kubernetes_requests_give_the_files_that_were_reviewed() {
    holds("kubernetes");
}

#[test]
fn monitoring_requests_give_the_files_that_were_reviewed() {
    holds("monitoring");
}

#[test]
fn terraform_requests_give_the_files_that_were_reviewed() {
    holds("terraform");
}

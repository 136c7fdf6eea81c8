//! Checking after an edit gives what checking from scratch gives, whatever the edit and the state before it.

use omni_check::{Cache, Finding, Settings, check_all, check_file};
use proptest::prelude::*;
use std::collections::BTreeMap;
use workspace::Workspace;

const FILES: [(&str, &str); 6] = [
    (
        "/w/main.tf",
        r#"variable "cidr" {
  type = string
}

locals {
  name = "web-${var.cidr}"
  zone = local.name
}

resource "aws_vpc" "main" {
  cidr_block = var.cidr
  tags       = { Name = local.name }
}

resource "aws_subnet" "a" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet(var.cidr, 8, count.index)
}
"#,
    ),
    (
        "/w/net.tf",
        r#"module "net" {
  source = "./net"
  vpc    = aws_vpc.main.id
}

output "ids" {
  value = [module.net.ids, aws_subnet.a[0].id]
}
"#,
    ),
    ("/w/net/main.tf", "variable \"vpc\" {}\n\noutput \"ids\" {\n  value = [var.vpc]\n}\n"),
    (
        "/w/web.yaml",
        r"apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nginx}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
",
    ),
    (
        "/w/rules.yaml",
        "groups:\n  - name: a\n    rules:\n      - record: x\n        expr: up\n  - name: b\n    rules: []\n",
    ),
    (
        "/w/alertmanager.yml",
        "route:\n  receiver: team\n  routes:\n    - receiver: other\nreceivers:\n  - name: team\n  - name: other\n",
    ),
];

/// What an edit puts into a text: parts that break and mend, name and rename.
const PIECES: [&str; 16] = [
    "",
    "\n",
    "}",
    "{",
    "\"",
    "x",
    "web",
    "aws_vpc.main.id",
    "var.cidr",
    "local.zone",
    "---\n",
    "name: a\n",
    "variable \"cidr\" {}\n",
    "resource \"aws_vpc\" \"main\" {}\n",
    "app: wep",
    "$${",
];

#[derive(Clone, Debug)]
struct Edit {
    file: usize,
    at: usize,
    length: usize,
    piece: usize,
    whole: u8,
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = (0..FILES.len(), 0usize..600, 0usize..30, 0..PIECES.len(), 0u8..30);
    let edit = edit.prop_map(|(file, at, length, piece, whole)| Edit { file, at, length, piece, whole });
    proptest::collection::vec(edit, 1..25)
}

/// The nearest place at or before `at` where `text` can be cut.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn scratch(files: &BTreeMap<&str, String>) -> Vec<Finding> {
    let all = files.iter().map(|(path, text)| ((*path).into(), text.as_str().into()));
    let workspace = Workspace::load(vec!["/w".into()], all.collect());
    check_all(&workspace, &Settings::default(), &Cache::new())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn findings_after_each_edit_equal_those_from_scratch(script in edits()) {
        let mut files: BTreeMap<&str, String> = FILES.iter().map(|(p, t)| (*p, (*t).to_owned())).collect();
        let (settings, cache) = (Settings::default(), Cache::new());
        let mut workspace = Workspace::new(vec!["/w".into()]);
        for (path, text) in &files {
            workspace.set((*path).into(), text.as_str());
        }
        for edit in script {
            let (path, original) = FILES[edit.file];
            match edit.whole {
                0 => drop(files.remove(path)),
                1 => drop(files.insert(path, original.to_owned())),
                _ => {
                    let text = files.entry(path).or_default();
                    let start = boundary(text, edit.at);
                    let end = boundary(text, start + edit.length).max(start);
                    text.replace_range(start..end, PIECES[edit.piece]);
                }
            }
            match files.get(path) {
                Some(text) => workspace.set(path.into(), text.as_str()),
                None => workspace.remove(path.into()),
            }
            let expected = scratch(&files);
            prop_assert_eq!(&check_all(&workspace, &settings, &cache), &expected);
            let of_file: Vec<_> = expected.into_iter().filter(|f| f.path == path).collect();
            prop_assert_eq!(check_file(&workspace, path.into(), &settings, &cache), of_file);
        }
    }
}

//! `omni-architect harden` as a person and a program use it.

use omni_tests::{Folder, omni};
use std::process::Output;

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n    name: web   # the shop\n    namespace: shop\nspec:\n    hostPID: true # for htop\n    containers:\n    -   name: web\n        image: nginx:1.29\n        args: ['-g', \"daemon off;\"]\n";
const BUCKET: &str = "# Reports of each night.\nresource \"aws_s3_bucket\" \"reports\" {\n  bucket = \"reports\" # by hand\n}\n";

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    omni(arguments.iter().copied()).current_dir(&folder.path).output().expect("it runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

#[test]
fn a_dry_run_shows_the_difference_and_writes_nothing() {
    let folder = Folder::with(&[("k8s/pod.yaml", POD), ("main.tf", BUCKET)]);
    let output = run(&folder, &["harden", "--dry-run"]);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(stdout(&output));
    assert_eq!(folder.read("k8s/pod.yaml").as_deref(), Some(POD));
    assert_eq!(folder.read("main.tf").as_deref(), Some(BUCKET));
}

#[test]
fn what_is_mended_is_found_no_more_and_a_second_run_changes_nothing() {
    let folder = Folder::with(&[("k8s/pod.yaml", POD), ("main.tf", BUCKET)]);
    assert_eq!(run(&folder, &["harden", "--yes"]).status.code(), Some(0));
    let pod = folder.read("k8s/pod.yaml").unwrap_or_default();
    assert!(pod.contains("hostPID: false # for htop\n") && pod.contains("name: web   # the shop\n"), "{pod}");
    assert!(folder.read("main.tf").is_some_and(|text| text.starts_with(BUCKET)));
    let again = stdout(&run(&folder, &["harden", "--yes"]));
    assert!(again.ends_with("nothing to change\n"), "{again}");
    let found = stdout(&run(&folder, &["check", "main.tf"]));
    assert!(found.contains("nothing found in 1 file"), "{found}");
}

#[test]
fn a_level_asks_for_more_or_less() {
    let folder = Folder::with(&[("main.tf", BUCKET)]);
    assert!(stdout(&run(&folder, &["check", "--level", "off"])).contains("nothing found"));
    assert!(stdout(&run(&folder, &["check"])).contains("TF-AWS-bucket-public-access"));
    assert!(stdout(&run(&folder, &["check", "--level", "strict"])).contains("TF-AWS-bucket-logging"));
}

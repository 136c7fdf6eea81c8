use crate::{Change, Outcome, Request, generate};
use workspace::Workspace;

/// The texts of all files after a request, by name.
fn after(files: &[(&str, &str)], request: &str) -> Vec<(String, String)> {
    let mut workspace = Workspace::new(vec!["/w".into()]);
    for (name, text) in files {
        workspace.set(&camino::Utf8PathBuf::from(format!("/w/{name}")), *text);
    }
    let Outcome::Proposed(set) = generate(&workspace, &Request::new(request, "/w")) else {
        panic!("refused")
    };
    let name = |p: &camino::Utf8Path| p.file_name().unwrap().to_owned();
    set.changes
        .iter()
        .map(|change| match change {
            Change::Create { path, text } => (name(path), text.clone()),
            Change::Edit { path, before, edits } => (name(path), text::apply(before, edits).unwrap()),
        })
        .collect()
}

const VERSIONS: &str = "terraform {\n  required_providers {\n    aws = {\n      source  = \"hashicorp/aws\"\n      version = \"~> 6.0\"\n    }\n  }\n}\n\nprovider \"aws\" {\n  region = \"eu-west-1\"\n}\n";
const MAIN: &str = "resource \"aws_vpc\" \"core\" {\n  cidr_block = \"10.9.0.0/16\"\n}\n";

#[test]
fn an_empty_directory_gets_resources_and_versions() {
    let files = after(&[], "an SQS queue called jobs");
    let names: Vec<&str> = files.iter().map(|(n, _)| n.as_str()).collect();
    assert_eq!(names, ["main.tf", "versions.tf"]);
    assert!(
        files[1].1.contains("source  = \"hashicorp/aws\"") && files[1].1.contains("region = \"us-east-1\"")
    );
}

#[test]
fn what_the_module_has_is_referred_to_and_not_written_again() {
    let files = after(&[("versions.tf", VERSIONS), ("main.tf", MAIN)], "add a security group called web");
    assert_eq!(files.len(), 1, "{files:?}");
    assert!(files[0].1.starts_with(MAIN));
    assert!(files[0].1.contains("vpc_id      = aws_vpc.core.id"), "{}", files[0].1);
    assert_eq!(files[0].1.matches("resource \"aws_vpc\"").count(), 1);
}

#[test]
fn a_new_provider_goes_into_the_list_that_is_there() {
    let files = after(&[("versions.tf", VERSIONS), ("main.tf", MAIN)], "add a postgres database");
    let versions = &files.iter().find(|(n, _)| n == "versions.tf").unwrap().1;
    assert_eq!(versions.matches("required_providers").count(), 1);
    assert!(versions.contains("    random = {\n"), "{versions}");
    assert_eq!(versions.matches("provider \"aws\"").count(), 1);
}

#[test]
fn a_label_that_is_taken_is_never_used_again() {
    let main = "resource \"aws_sqs_queue\" \"main\" {\n  name = \"a\"\n}\n";
    let files = after(&[("versions.tf", VERSIONS), ("main.tf", main)], "create another SQS queue");
    assert!(files[0].1.contains("resource \"aws_sqs_queue\" \"main_2\""), "{}", files[0].1);
}

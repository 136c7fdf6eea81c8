use crate::{Cache, Settings, check_all};
use camino::Utf8Path;
use workspace::Workspace;

/// The codes that are found in one file, by line.
fn found(name: &str, text: &str) -> Vec<String> {
    let path = Utf8Path::new("/w").join(name);
    let mut workspace = Workspace::new(vec!["/w".into()]);
    workspace.set(&path, text);
    let lines = |at: u32| text[..at as usize].matches('\n').count() + 1;
    let all = check_all(&workspace, &Settings::default(), &Cache::new());
    all.iter().map(|f| format!("{} {}", lines(f.span.start), f.code)).collect()
}

const VOLUME: &str = "resource \"aws_ebs_volume\" \"a\" {\n  availability_zone = \"x\"\n  size = 1\n";

#[test]
fn a_comment_above_a_block_hides_what_is_found_in_it() {
    assert_eq!(found("a.tf", &format!("{VOLUME}}}\n")), ["1 TF-AWS-volume-unencrypted"]);
    let text =
        format!("# omni:ignore TF-AWS-volume-unencrypted scratch space\n{VOLUME}  encrypted = false\n}}\n");
    assert_eq!(found("a.tf", &text), Vec::<String>::new());
}

#[test]
fn a_comment_at_the_end_of_a_line_hides_what_is_found_on_that_line() {
    let text =
        format!("{VOLUME}  encrypted = false # omni:ignore TF-AWS-volume-unencrypted scratch space\n}}\n");
    assert_eq!(found("a.tf", &text), Vec::<String>::new());
    let elsewhere = format!(
        "{VOLUME}  encrypted = false\n  type = \"gp3\" # omni:ignore TF-AWS-volume-unencrypted x\n}}\n"
    );
    assert_eq!(found("a.tf", &elsewhere), ["4 TF-AWS-volume-unencrypted", "5 stale-suppression"]);
}

#[test]
fn one_for_the_file_covers_all_of_it() {
    let text = format!("{VOLUME}}}\n\n# omni:ignore-file TF-AWS-volume-unencrypted a test bench\n");
    assert_eq!(found("a.tf", &text), Vec::<String>::new());
}

#[test]
fn what_other_scanners_were_told_counts_here_too() {
    let text = format!("{VOLUME}  #checkov:skip=CKV_AWS_3:scratch space\n}}\n");
    assert_eq!(found("a.tf", &text), Vec::<String>::new());
    let named = format!("# omni:ignore CKV_AWS_3 scratch space\n{VOLUME}}}\n");
    assert_eq!(found("a.tf", &named), Vec::<String>::new());
    let pod = |annotations: &str| {
        let text = format!(
            "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: a\n{annotations}spec:\n  selector: {{matchLabels: {{a: b}}}}\n  template:\n    metadata: {{labels: {{a: b}}}}\n    spec:\n      hostPID: true\n      containers: [{{name: a, image: \"a:1\"}}]\n"
        );
        found("a.yaml", &text).iter().any(|line| line.ends_with("K8S-host-pid"))
    };
    assert!(pod(""));
    assert!(!pod("  annotations: {ignore-check.kube-linter.io/host-pid: measures processes}\n"));
    assert!(!pod("  annotations: {checkov.io/skip1: CKV_K8S_17=measures processes}\n"));
    assert!(!pod("  annotations: {kube-linter.io/ignore-all: a demonstration}\n"));
}

#[test]
fn a_field_of_a_manifest_is_covered_with_what_stands_in_it() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n# omni:ignore K8S-secret-in-config-map made up for the demonstration\ndata:\n  DB_PASSWORD: hunter2\n";
    assert_eq!(found("a.yaml", text), Vec::<String>::new());
}

#[test]
fn a_suppression_without_a_use_or_a_reason_is_found() {
    let text = format!("# omni:ignore TF-AWS-volume-unencrypted\n{VOLUME}}}\n");
    assert_eq!(found("a.tf", &text), ["1 suppression-without-reason"]);
    let stale = format!("# omni:ignore TF-AWS-volume-unencrypted x\n{VOLUME}  encrypted = true\n}}\n");
    assert_eq!(found("a.tf", &stale), ["1 stale-suppression"]);
    let unknown = format!("# omni:ignore TF-AWS-volume-unencripted x\n{VOLUME}  encrypted = true\n}}\n");
    assert_eq!(found("a.tf", &unknown), ["1 stale-suppression"]);
}

#[test]
fn what_the_official_tool_refuses_is_never_hidden() {
    let text = "# omni:ignore TF-unknown-attribute later\nresource \"aws_sns_topic\" \"a\" {\n  nam = \"a\"\n  kms_master_key_id = \"k\"\n}\n";
    assert_eq!(found("a.tf", text), ["1 stale-suppression", "3 TF-unknown-attribute"]);
}

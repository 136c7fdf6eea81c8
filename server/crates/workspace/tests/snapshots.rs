//! A workspace shares what did not change, forgets what went, and knows its names at every step.

use omni_workspace::{Key, SymbolKind, TerraformBlock, UnitKind, Workspace, terraform};
use std::sync::Arc;

const MAIN: &str = r#"variable "a" {}

resource "aws_vpc" "main" {
  cidr_block = var.a
}

output "id" {
  value = aws_vpc.main.id
}
"#;

fn workspace(files: &[(&str, &str)]) -> Workspace {
    Workspace::load(
        vec!["/w".into()],
        files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect(),
    )
}

fn resource(name: &str) -> Key {
    Key::new(SymbolKind::Resource, "aws_vpc", name)
}

#[test]
fn an_edit_reads_only_its_unit_again() {
    let before = workspace(&[("/w/main.tf", MAIN)]);
    let mut after = before.clone();
    after.set("/w/main.tf".into(), MAIN.replace("var.a", "var.b"));
    let (old, new) = (before.file("/w/main.tf".into()).unwrap(), after.file("/w/main.tf".into()).unwrap());
    let shared: Vec<bool> =
        old.units.iter().zip(&new.units).map(|(a, b)| Arc::ptr_eq(&a.unit, &b.unit)).collect();
    assert_eq!(shared, [true, false, true]);
}

#[test]
fn an_overlay_leaves_what_it_lies_on_alone() {
    let before = workspace(&[("/w/main.tf", MAIN)]);
    let mut overlay = before.clone();
    overlay.set("/w/main.tf".into(), MAIN.replace("\"main\"", "\"other\""));
    let defines = |w: &Workspace, name| w.module("/w".into()).unwrap().names().defines(&resource(name));
    assert_eq!((defines(&before, "main"), defines(&before, "other")), (true, false));
    assert_eq!((defines(&overlay, "main"), defines(&overlay, "other")), (false, true));
}

#[test]
fn names_go_with_their_file_and_the_module_with_its_last_one() {
    let mut workspace =
        workspace(&[("/w/main.tf", MAIN), ("/w/a.yaml", "kind: Pod\napiVersion: v1\nmetadata: {name: p}\n")]);
    let pod = Key::new(SymbolKind::Object, "Pod", "/p");
    assert!(workspace.index().shared().defines(&pod));
    workspace.remove("/w/a.yaml".into());
    workspace.remove("/w/main.tf".into());
    assert!(!workspace.index().shared().defines(&pod));
    assert!(workspace.module("/w".into()).is_none());
    assert_eq!(workspace.index().interface(), Workspace::new(Vec::new()).index().interface());
}

#[test]
fn references_and_definitions_find_each_other() {
    let workspace = workspace(&[("/w/main.tf", MAIN)]);
    let module = workspace.module("/w".into()).unwrap();
    let site = module.definition(&resource("main")).unwrap();
    let offset = workspace.offset_of(site).unwrap();
    let span = site.symbol().unwrap().name_span + offset;
    assert_eq!(span.text(MAIN), "\"main\"");
    let reference = module.names().references(&resource("main")).next().unwrap();
    let span = reference.reference().unwrap().span + workspace.offset_of(reference).unwrap();
    assert_eq!(span.text(MAIN), "aws_vpc.main");
}

#[test]
fn what_stands_inside_a_resource_concerns_nobody_else() {
    let before = workspace(&[("/w/main.tf", MAIN)]);
    let after = |text: String| workspace(&[("/w/main.tf", &text)]).index().interface();
    let same = before.index().interface();
    assert_eq!(after(MAIN.replace("cidr_block = var.a", "cidr_block = \"10.0.0.0/16\"")), same);
    assert_ne!(after(MAIN.replace("cidr_block", "count = 2\n  cidr_block")), same);
    assert_ne!(after(MAIN.replace("variable \"a\" {}", "variable \"a\" { type = string }")), same);
}

#[test]
fn a_module_call_leads_to_the_directory_of_its_source() {
    let workspace = workspace(&[
        ("/w/env/main.tf", "module \"net\" {\n  source = \"../modules/./net\"\n}\n"),
        ("/w/modules/net/main.tf", "output \"id\" {\n  value = 1\n}\n"),
    ]);
    let module = workspace.module("/w/env".into()).unwrap();
    assert_eq!(module.child("net").unwrap().dir(), "/w/modules/net");
}

#[test]
fn documents_are_told_apart_by_name_and_content() {
    let kind = |path: &str, text: &str| {
        let workspace = workspace(&[(path, text)]);
        workspace.file(path.into()).unwrap().units[0].unit.kind.clone()
    };
    assert_eq!(kind("/w/main.tf", "locals {}\n"), UnitKind::Terraform(TerraformBlock::Locals));
    assert_eq!(kind("/w/a.tfvars", "a = 1\n"), UnitKind::TerraformValues);
    assert_eq!(kind("/w/r.yaml", "groups:\n  - name: a\n    rules: []\n"), UnitKind::RuleFile);
    assert_eq!(
        kind("/w/am.yml", "route: {receiver: a}\nreceivers: [{name: a}]\n"),
        UnitKind::AlertmanagerConfig
    );
    assert_eq!(kind("/w/p.yml", "scrape_configs: []\n"), UnitKind::PrometheusConfig);
    assert_eq!(kind("/w/d.json", "{\"panels\": [], \"title\": \"x\"}"), UnitKind::Dashboard);
    assert_eq!(kind("/w/chart/templates/a.yaml", "kind: {{ .Values.kind }}\n"), UnitKind::HelmTemplate);
    assert_eq!(kind("/w/kustomization.yaml", "resources: [a.yaml]\n"), UnitKind::Kustomization);
    assert_eq!(kind("/w/compose.yaml", "services: {}\n"), UnitKind::Other);
}

#[test]
fn the_lock_file_says_which_version_is_used() {
    let lock = "provider \"registry.terraform.io/hashicorp/aws\" {\n  version = \"6.2.0\"\n}\n";
    let workspace = workspace(&[("/w/.terraform.lock.hcl", lock)]);
    let locked = terraform::locked_provider(&workspace, "/w".into(), "hashicorp/aws").unwrap();
    assert_eq!(locked.version, "6.2.0");
}

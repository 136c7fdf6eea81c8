//! The oracles themselves: each accepts what is right, refuses what is not, and says where.

use std::fs;
use std::path::{Path, PathBuf};

use omni_tests::oracle::{Verdict, amtool, assert_all_valid, kubeconform, promtool, terraform};
use tempfile::TempDir;

/// A folder with one subfolder or file for each text, in order, and their paths.
struct Inputs(TempDir);

impl Inputs {
    fn new() -> Self {
        Self(TempDir::new().expect("a temporary folder"))
    }

    fn file(&self, path: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
        fs::write(&path, text).expect("the file can be written");
        path
    }

    fn folder(&self, name: &str, main: &str) -> PathBuf {
        self.file(&format!("{name}/main.tf"), main);
        self.0.path().join(name)
    }
}

/// Each provider of the bundled schemas, by its namespace and name, with its version.
fn mirrored_providers() -> Vec<(String, String, String)> {
    let mirror = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/terraform/mirror/registry.terraform.io");
    let names = |folder: &Path| -> Vec<String> {
        let entries =
            fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}: run tests/install", folder.display()));
        entries.map(|e| e.expect("an entry").file_name().into_string().expect("UTF-8")).collect()
    };
    let mut found = Vec::new();
    for namespace in names(&mirror) {
        for name in names(&mirror.join(&namespace)) {
            for version in names(&mirror.join(&namespace).join(&name)) {
                found.push((namespace.clone(), name.clone(), version));
            }
        }
    }
    found
}

/// The block that requires one provider.
fn requirement(source: &str, version: &str) -> String {
    let name = source.split('/').next_back().unwrap_or(source);
    format!(
        r#"
terraform {{
  required_providers {{
    {name} = {{
      source  = "{source}"
      version = "{version}"
    }}
  }}
}}
"#
    )
}

fn assert_refused(verdict: &Verdict, words: &str, line: Option<u32>) {
    assert!(!verdict.valid, "{verdict}");
    let said = verdict.errors.iter().any(|fault| fault.message.contains(words) && fault.line == line);
    assert!(said, "expected {words:?} on line {line:?}, got {verdict}");
}

#[test]
fn terraform_accepts_each_provider_whole() {
    let providers = mirrored_providers();
    assert_eq!(providers.len(), 30);
    let inputs = Inputs::new();
    // A module outside the folder has the provider serve its whole schema, which terraform then checks.
    let module = "module \"m\" {\n  source = \"../module\"\n}\n";
    inputs.folder("module", "");
    let folders: Vec<PathBuf> = providers
        .iter()
        .map(|(namespace, name, version)| {
            inputs.folder(name, &(requirement(&format!("{namespace}/{name}"), version) + module))
        })
        .collect();
    assert_all_valid(&terraform::init_and_validate(&folders));
}

#[test]
fn terraform_judges_types_arguments_references_and_modules() {
    let inputs = Inputs::new();
    let verdicts = terraform::validate(&[
        inputs.folder("right", "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"x\"\n}\n"),
        inputs.folder("argument", "resource \"aws_s3_bucket\" \"b\" {\n  bukcet = \"x\"\n}\n"),
        inputs.folder("type", "resource \"aws_s3_bukcet\" \"b\" {\n}\n"),
        inputs.folder("missing", "resource \"aws_subnet\" \"s\" {\n}\n"),
        inputs.folder("reference", "output \"o\" {\n  value = aws_s3_bucket.b.arn\n}\n"),
        inputs.folder("module", "module \"m\" {\n  source = \"../argument\"\n}\n"),
        inputs.folder("syntax", "resource \"aws_s3_bucket\" {\n"),
    ]);
    assert_all_valid(&verdicts[..1]);
    assert_refused(&verdicts[1], "Unsupported argument", Some(2));
    assert_refused(&verdicts[2], "Invalid resource type", Some(1));
    assert_refused(&verdicts[3], "Missing required argument", Some(1));
    assert_refused(&verdicts[4], "Reference to undeclared resource", Some(2));
    assert_refused(&verdicts[5], "Unsupported argument", Some(2));
    assert!(!verdicts[6].valid);
}

#[test]
fn terraform_init_sees_versions_that_no_provider_has_and_leaves_nothing_behind() {
    let provider = |version: &str| {
        format!(
            "terraform {{\n  required_providers {{\n    aws = {{\n      source  = \"hashicorp/aws\"\n      version = \"{version}\"\n    }}\n  }}\n}}\n"
        )
    };
    let inputs = Inputs::new();
    let right = inputs.folder("right", &provider(">= 5.0"));
    let verdicts =
        terraform::init_and_validate(&[right.clone(), inputs.folder("wrong", &provider("~> 1.0"))]);
    assert_all_valid(&verdicts[..1]);
    assert_refused(&verdicts[1], "no available releases match", None);
    assert_eq!(fs::read_dir(right).expect("the folder is there").count(), 1);
}

#[test]
fn terraform_plans_with_unknowns_where_only_a_provider_knows() {
    let inputs = Inputs::new();
    let network = r#"
data "aws_availability_zones" "all" {}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  availability_zone = data.aws_availability_zones.all.names[count.index]
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
}
"#;
    let unplannable = r#"
resource "random_id" "r" {
  byte_length = 2
}

resource "null_resource" "n" {
  count = length(random_id.r.hex)
}
"#;
    let verdicts = terraform::plan(&[inputs.folder("right", network), inputs.folder("wrong", unplannable)]);
    assert_all_valid(&verdicts[..1]);
    assert_refused(&verdicts[1], "Invalid count argument", Some(7));
}

#[test]
fn kubeconform_judges_fields_types_and_kinds_of_built_ins_and_crds() {
    let inputs = Inputs::new();
    let service = "\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
    - port: 80
";
    let monitor = "\
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: web
spec:
  selector: {}
  endpoints:
    - port: http
";
    let verdicts = kubeconform::strict(&[
        inputs.file("service.yaml", service),
        inputs.file("monitor.yaml", monitor),
        inputs.file("field.yaml", &service.replace("port: 80", "prot: 80")),
        inputs.file("type.yaml", &service.replace("port: 80", "port: \"80\"")),
        inputs
            .file("twice.yaml", &service.replace("  ports:", "  type: NodePort\n  type: NodePort\n  ports:")),
        inputs.file("kind.yaml", &service.replace("Service", "Servise")),
        inputs.file("crd.yaml", &monitor.replace("port: http", "prot: http")),
        inputs.file("nothing/notes.txt", "no manifest").parent().expect("a folder").to_path_buf(),
    ]);
    assert_all_valid(&verdicts[..2]);
    assert_refused(&verdicts[2], "'prot' not allowed", None);
    assert_refused(&verdicts[3], "got string, want integer", None);
    assert_refused(&verdicts[4], "already set in map", None);
    assert_refused(&verdicts[5], "could not find schema for Servise", None);
    assert_refused(&verdicts[6], "'prot' not allowed", None);
    assert_refused(&verdicts[7], "there is no manifest in it", None);
}

#[test]
fn kubeconform_judges_by_the_version_asked_for() {
    let inputs = Inputs::new();
    let kind_that_1_34_has_not = inputs.file(
        "binding.yaml",
        "\
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicyBinding
metadata:
  name: binding
spec:
  policyName: policy
",
    );
    assert_all_valid(&kubeconform::strict_for("1.37", &[&kind_that_1_34_has_not]));
    assert_refused(
        &kubeconform::strict_for("1.34", &[&kind_that_1_34_has_not])[0],
        "could not find schema",
        None,
    );
}

#[test]
fn promtool_judges_expressions_fields_templates_and_scrape_configs() {
    let inputs = Inputs::new();
    let rules = r#"groups:
  - name: web
    rules:
      - alert: Down
        expr: up == 0
        for: 5m
        annotations:
          summary: "{{ $labels.job }} is down"
"#;
    let verdicts = promtool::check_rules(&[
        inputs.file("right.yml", rules),
        inputs.file("expression.yml", &rules.replace("up == 0", "summ(up) == 0")),
        inputs.file("field.yml", &rules.replace("for:", "fro:")),
        inputs.file("template.yml", &rules.replace("$labels", "$lables")),
    ]);
    assert_all_valid(&verdicts[..1]);
    assert_refused(&verdicts[1], "unknown function with name \"summ\"", Some(5));
    assert_refused(&verdicts[2], "field fro not found", Some(6));
    assert_refused(&verdicts[3], "undefined variable", None);

    let manifest = |rules: &str| {
        let spec = rules.replace('\n', "\n  ");
        format!(
            "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: web\nspec:\n  {spec}\n"
        )
    };
    let verdicts = promtool::check_prometheus_rules(&[
        inputs.file("right.yaml", &manifest(rules)),
        inputs.file("wrong.yaml", &manifest(&rules.replace("up == 0", "up =="))),
    ]);
    assert_all_valid(&verdicts[..1]);
    assert_refused(&verdicts[1], "unexpected end of input", Some(5));

    let scrape = "scrape_configs:\n  - job_name: pods\n    kubernetes_sd_configs:\n      - role: pod\n";
    let verdicts = promtool::check_config(&[
        inputs.file("prometheus.yml", scrape),
        inputs.file(
            "machines/prometheus.yml",
            &scrape.replace("kubernetes", "ec2").replace("role: pod", "region: eu-west-1"),
        ),
        inputs.file("wrong/prometheus.yml", &scrape.replace("role: pod", "role: pods")),
    ]);
    assert_all_valid(&verdicts[..2]);
    assert_refused(&verdicts[2], "unknown Kubernetes SD role", None);
}

#[test]
fn amtool_judges_routes_and_receivers() {
    let inputs = Inputs::new();
    let config = "\
route:
  receiver: team
receivers:
  - name: team
    webhook_configs:
      - url: http://localhost/hook
";
    let verdicts = amtool::check_config(&[
        inputs.file("right.yml", config),
        inputs.file("wrong.yml", &config.replace("receiver: team", "receiver: teem")),
    ]);
    assert_all_valid(&verdicts[..1]);
    assert_refused(&verdicts[1], "undefined receiver \"teem\"", None);
}

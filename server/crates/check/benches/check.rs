//! What checking costs: whole workspaces of one dialect, and one keystroke in a long file.
//! Budgets (two cores): 10,000 blocks or manifests or 6,000 rules under 1 s, a keystroke under 10 ms.

#![allow(missing_docs, reason = "a benchmark has no readers of its interface")]

use criterion::{Criterion, criterion_group, criterion_main};
use omni_check::{Cache, Settings, check_all, check_file};
use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;
use workspace::Workspace;

/// Ten lines of Terraform that refer to their neighbours, as the `n`th of a file.
fn blocks(n: usize) -> String {
    let mut out = String::new();
    let before = n.saturating_sub(1);
    let _ = write!(
        out,
        r#"resource "aws_instance" "web_{n}" {{
  ami                    = var.ami
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.web.id]
  user_data              = "echo ${{aws_instance.web_{before}.private_ip}}"
  tags                   = {{ Name = "web-{n}", Env = local.env }}

  root_block_device {{ volume_size = {n} }}
}}
"#
    );
    out
}

const HEAD: &str = r#"variable "ami" { type = string }
locals { env = "prod" }
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "main" { vpc_id = aws_vpc.main.id }
resource "aws_security_group" "web" { vpc_id = aws_vpc.main.id }
"#;

fn hcl_file(from: usize, count: usize) -> String {
    (from..from + count).map(blocks).collect()
}

fn manifest(n: usize) -> String {
    format!(
        r"apiVersion: apps/v1
kind: Deployment
metadata: {{name: web-{n}, labels: {{app: web-{n}}}}}
spec:
  replicas: 2
  selector: {{matchLabels: {{app: web-{n}}}}}
  template:
    metadata: {{labels: {{app: web-{n}}}}}
    spec:
      containers:
        - name: web
          image: nginx:1.27
          ports: [{{name: http, containerPort: 8080}}]
          resources: {{requests: {{cpu: 100m, memory: 64Mi}}, limits: {{memory: 64Mi}}}}
---
apiVersion: v1
kind: Service
metadata: {{name: web-{n}}}
spec:
  selector: {{app: web-{n}}}
  ports: [{{port: 80, targetPort: http}}]
---
"
    )
}

/// Three alerts and a recording rule, the first of which refers to it.
fn rule_group(n: usize) -> String {
    format!(
        r#"  - name: service-{n}
    interval: 30s
    rules:
      - record: service{n}:errors:ratio_rate5m
        expr: sum by (job) (rate(errors_total{{service="{n}"}}[5m])) / sum by (job) (rate(requests_total{{service="{n}"}}[5m]))
      - alert: Service{n}Errors
        expr: service{n}:errors:ratio_rate5m > 0.05
        for: 10m
        labels: {{severity: critical, team: core}}
        annotations: {{summary: "{{{{ $labels.job }}}} fails {{{{ $value | humanizePercentage }}}} of its requests"}}
      - alert: Service{n}Slow
        expr: histogram_quantile(0.99, sum by (le, job) (rate(latency_seconds_bucket{{service="{n}"}}[5m]))) > 1.5
        for: 10m
        labels: {{severity: warning}}
        annotations: {{summary: "{{{{ $labels.job }}}} is slow"}}
      - alert: Service{n}Memory
        expr: container_memory_working_set_bytes{{container="web", pod=~"service-{n}-.+"}} > 1e9
        labels: {{severity: warning}}
        annotations: {{summary: "{{{{ $labels.pod }}}} needs much memory"}}
"#
    )
}

fn load(files: Vec<(String, String)>) -> Workspace {
    let files = files.into_iter().map(|(path, text)| (path.into(), Arc::from(text)));
    Workspace::load(vec!["/w".into()], files.collect())
}

fn whole_workspaces(c: &mut Criterion) {
    let settings = Settings::default();
    let mut group = c.benchmark_group("whole");
    group.sample_size(10);
    for scale in [1, 2, 4] {
        let hcl: Vec<_> = (0..25 * scale).map(|i| (format!("/w/f{i}.tf"), hcl_file(i * 100, 100))).collect();
        let hcl: Vec<_> = hcl.into_iter().chain([("/w/head.tf".to_owned(), HEAD.to_owned())]).collect();
        group.bench_function(format!("load and check {} HCL blocks", 2500 * scale), |b| {
            b.iter(|| check_all(&load(hcl.clone()), &settings, &Cache::new()).len());
        });
        let yaml: Vec<_> = (0..1250 * scale).map(|i| (format!("/w/k{i}.yaml"), manifest(i))).collect();
        group.bench_function(format!("load and check {} manifests", 2500 * scale), |b| {
            b.iter(|| check_all(&load(yaml.clone()), &settings, &Cache::new()).len());
        });
        let rules = |file: usize| {
            "groups:\n".to_owned() + &(file * 25..file * 25 + 25).map(rule_group).collect::<String>()
        };
        let rules: Vec<_> = (0..15 * scale).map(|i| (format!("/w/r{i}.yaml"), rules(i))).collect();
        group.bench_function(format!("load and check {} rules", 1500 * scale), |b| {
            b.iter(|| check_all(&load(rules.clone()), &settings, &Cache::new()).len());
        });
    }
}

fn keystrokes(c: &mut Criterion) {
    let settings = Settings::default();
    let hcl = HEAD.to_owned() + &hcl_file(0, 1000);
    let yaml: String = (0..480).map(manifest).collect();
    let mut group = c.benchmark_group("keystroke");
    for (name, path, text, needle) in [
        ("HCL", "/w/main.tf", hcl.clone(), "Name = \"web-500"),
        ("HCL, in a local that all read,", "/w/main.tf", hcl, "env = \"prod"),
        ("YAML", "/w/main.yaml", yaml, "replicas: 2"),
    ] {
        let lines = text.lines().count();
        let at = text.find(needle).map_or(0, |i| i + needle.len());
        let mut typed = text.clone();
        typed.insert(at, '1');
        let texts: [Arc<str>; 2] = [text.into(), typed.into()];
        let cache = Cache::new();
        let mut workspace = load(vec![(path.to_owned(), texts[0].to_string())]);
        check_file(&workspace, path.into(), &settings, &cache);
        let mut turn = 0;
        group.bench_function(format!("{name} file of {lines} lines"), |b| {
            b.iter(|| {
                turn += 1;
                workspace.set(path.into(), texts[turn % 2].clone());
                black_box(check_file(&workspace, path.into(), &settings, &cache).len())
            });
        });
        group.bench_function(format!("{name} workspace part"), |b| {
            b.iter(|| {
                turn += 1;
                workspace.set(path.into(), texts[turn % 2].clone());
            });
        });
    }
}

criterion_group!(benches, whole_workspaces, keystrokes);
criterion_main!(benches);

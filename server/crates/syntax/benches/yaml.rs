//! How fast documents are cut and read, on manifests as people write them.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use omni_syntax::{json, yaml};
use std::fmt::Write;
use std::hint::black_box;

const DEPLOYMENT: &str = include_str!("deployment.yaml");
const SERVICE: &str = include_str!("service.yaml");

/// `pairs` Deployments with a Service each, in one file.
fn manifests(pairs: usize) -> String {
    let mut text = String::new();
    for i in 0..pairs {
        for manifest in [DEPLOYMENT, SERVICE] {
            let _ = write!(text, "---\n{}", manifest.replace("NAME", &format!("web-{i}")));
        }
    }
    text
}

fn yaml(c: &mut Criterion) {
    let text = manifests(500);
    let mut group = c.benchmark_group("yaml");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("units", |b| b.iter(|| yaml::units(black_box(&text))));
    let units: Vec<&str> = yaml::units(&text).iter().map(|unit| unit.text(&text)).collect();
    group.bench_function("parse 1,000 manifests", |b| {
        b.iter(|| units.iter().map(|unit| yaml::parse(black_box(unit)).errors.len()).sum::<usize>());
    });
    group.finish();
}

fn json(c: &mut Criterion) {
    let row = r#"{"id": 1, "title": "Requests per second", "targets": [{"expr": "sum(rate(http_requests_total[5m]))"}]}"#;
    let text = format!(r#"{{"panels": [{}]}}"#, vec![row; 5_000].join(",\n"));
    let mut group = c.benchmark_group("json");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("parse", |b| b.iter(|| json::parse(black_box(&text)).errors.len()));
    group.finish();
}

criterion_group!(benches, yaml, json);
criterion_main!(benches);

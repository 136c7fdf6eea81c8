//! How fast queries are read and checked, on those that alerts are made of.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use omni_syntax::promql::{self, Features};
use std::hint::black_box;

const QUERIES: [&str; 5] = [
    "up{job=\"node\"} == 0",
    "sum by (job) (rate(http_requests_total{code=~\"5..\"}[5m])) / sum by (job) (rate(http_requests_total[5m])) > 0.05",
    "histogram_quantile(0.99, sum by (le, job) (rate(http_request_duration_seconds_bucket{job!=\"\"}[5m]))) > 1",
    "(node_filesystem_avail_bytes{fstype!~\"tmpfs|overlay\"} / node_filesystem_size_bytes) * 100 < 10 \
     and on (instance, device) predict_linear(node_filesystem_avail_bytes[6h], 24 * 3600) < 0",
    "absent(up{job=\"api\"}) or max_over_time(kube_pod_container_status_restarts_total[1h:5m] offset 1d) > 3",
];

fn promql(c: &mut Criterion) {
    let mut group = c.benchmark_group("promql");
    group.throughput(Throughput::Elements(QUERIES.len() as u64));
    group.bench_function("parse and check", |b| {
        b.iter(|| {
            let faults = QUERIES.iter().map(|query| {
                let parsed = promql::parse(black_box(query));
                parsed.errors.len() + promql::check(&parsed.root, Features::default()).len()
            });
            faults.sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, promql);
criterion_main!(benches);

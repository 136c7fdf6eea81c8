//! Units and trees of 10,000 blocks (4.9 MB), whose check has a second in all.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use omni_syntax::hcl::{format, parse, tokens, units};
use std::hint::black_box;

fn block(i: usize) -> String {
    format!(
        r##"# The web server number {i}.
resource "aws_instance" "web_{i}" {{
  ami                    = data.aws_ami.ubuntu.id
  instance_type          = var.instance_types[{i}]
  vpc_security_group_ids = [aws_security_group.web.id, aws_security_group.ssh.id]
  count                  = var.enabled ? 1 : 0
  user_data              = "#!/bin/sh\necho ${{var.name}}-{i}"

  root_block_device {{
    volume_size = 20
    encrypted   = true
  }}

  tags = merge(local.tags, {{ Name = "web-${{count.index}}" }})
}}

"##
    )
}

fn hcl(c: &mut Criterion) {
    let text: String = (0..10_000).map(block).collect();
    let mut group = c.benchmark_group("hcl");
    group.sample_size(10).throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("tokens", |b| b.iter(|| tokens(black_box(&text)).len()));
    group.bench_function("units", |b| b.iter(|| units(black_box(&text)).len()));
    group.bench_function("units and parse", |b| {
        b.iter(|| {
            units(black_box(&text)).iter().map(|u| parse(u.text(&text)).root.items.len()).sum::<usize>()
        });
    });
    group.bench_function("format", |b| b.iter(|| format(black_box(&text)).len()));
    group.finish();
}

criterion_group!(benches, hcl);
criterion_main!(benches);

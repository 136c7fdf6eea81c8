use super::Random;

const METRICS: &[&str] =
    &["http_requests_total", "up", "node_cpu_seconds_total", "queue_length", "app:errors:rate5m"];
const LABELS: &[&str] = &["job", "instance", "code", "team"];

/// A random PromQL expression that Prometheus takes.
pub(super) fn query(random: &mut Random) -> String {
    let left = vector(random, 3);
    if random.chance(60) {
        let op = random.pick(&[">", "<", ">=", "==", "!="]);
        return format!("{left} {op} {}", random.pick(&["0", "0.5", "1e3", "0x10", "-1", "(3 * 2)"]));
    }
    left
}

fn vector(random: &mut Random, depth: usize) -> String {
    if depth == 0 {
        return selector(random);
    }
    match random.below(10) {
        0 | 1 => {
            let function = random.pick(&["rate", "increase", "irate", "delta", "avg_over_time", "changes"]);
            format!("{function}({}[{}]{})", selector(random), duration(random), offset(random))
        }
        2 | 3 => {
            let op = random.pick(&["sum", "avg", "max", "count", "group", "stddev"]);
            let (keyword, labels) = (random.pick(&["by", "without"]), labels(random));
            if random.chance(50) {
                format!("{op} {keyword} ({labels}) ({})", vector(random, depth - 1))
            } else {
                format!("{op}({}) {keyword}({labels})", vector(random, depth - 1))
            }
        }
        4 => {
            let op = random.pick(&["+", "-", "*", "/", "%", "^"]);
            let (left, right) = (vector(random, depth - 1), vector(random, depth - 1));
            format!("({left}) {op} {}({right})", matching(random))
        }
        5 => {
            let op = random.pick(&["and", "or", "unless"]);
            format!("({}) {op} ({})", vector(random, depth - 1), vector(random, depth - 1))
        }
        6 => format!("topk({}, {})", random.between(1, 9), vector(random, depth - 1)),
        7 => format!(
            "histogram_quantile(0.{}, sum by (le) (rate(latency_seconds_bucket[{}])))",
            random.between(5, 99),
            duration(random)
        ),
        8 => format!("max_over_time({}[{}:{}])", selector(random), duration(random), duration(random)),
        _ => selector(random),
    }
}

fn selector(random: &mut Random) -> String {
    let metric = random.pick(METRICS);
    if random.chance(40) {
        return (*metric).to_owned();
    }
    let matchers: Vec<String> = (0..random.between(1, 3))
        .map(|_| {
            let (label, op) = (random.pick(LABELS), random.pick(&["=", "!=", "=~", "!~"]));
            format!("{label}{op}\"{}\"", random.pick(&["api", "a.*", "5..", "web|api", "x"]))
        })
        .collect();
    format!("{metric}{{{}}}", matchers.join(", "))
}

fn labels(random: &mut Random) -> String {
    let first = random.below(LABELS.len());
    LABELS[first..(first + random.below(3)).min(LABELS.len())].join(", ")
}

fn matching(random: &mut Random) -> String {
    let labels = labels(random);
    match random.below(6) {
        0 => format!("on ({labels}) "),
        1 => format!("ignoring ({labels}) "),
        2 => format!("on ({labels}) group_left (version) "),
        3 => format!("ignoring ({labels}) group_right "),
        _ => String::new(),
    }
}

pub(super) fn duration(random: &mut Random) -> String {
    (*random.pick(&["30s", "1m", "5m", "1h", "1h30m", "1d", "2w", "500ms"])).to_owned()
}

fn offset(random: &mut Random) -> &'static str {
    const OFFSETS: &[&str] = &["", "", "", " offset 5m", " @ 1609746000", " offset -1h", " @ end()"];
    OFFSETS[random.below(OFFSETS.len())]
}

/// A query with one fault that Prometheus refuses.
pub(super) fn broken(query: &str, random: &mut Random) -> String {
    match random.below(14) {
        0 => format!("{query} >"),
        1 => format!("({query}"),
        2 => format!("summ({query})"),
        3 => "rate(http_requests_total)".to_owned(),
        4 => "sum(rate(up[5m])) by".to_owned(),
        5 => "up[5m] > 1".to_owned(),
        6 => "{job=~\".*\"}".to_owned(),
        7 => "up{job=~\"a(\"}".to_owned(),
        8 => "up and 1".to_owned(),
        9 => "rate(up[5 minutes])".to_owned(),
        10 => "up > bool".to_owned(),
        11 => "topk(up, 3)".to_owned(),
        12 => "sum(up) on (job) group_left sum(up)".to_owned(),
        _ => "a / on (job) group_left (job) b".to_owned(),
    }
}

//! A range that holds less than two samples.
//!
//! `rate` and its kin need two samples in their range. Where the range is shorter than twice the interval of scrapes, one late
//! scrape is enough and the result has gaps. Four intervals are a good range.
//!
//! ```yaml
//! global:
//!   scrape_interval: 1m
//! ```
//! ```yaml
//! expr: rate(errors_total[1m]) > 0
//! ```
//!
//! Write `rate(errors_total[4m])`.

use crate::Severity;
use crate::context::LinkedContext;
use crate::monitoring::{Hook, QueryContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use syntax::promql::{Expr, ExprKind, MatchOp, Selector, parse_duration, walk};
use syntax::yaml::Node;
use text::Span;
use workspace::{Key, Names, Site, SymbolKind};

pub(crate) static RULE: Rule = Rule {
    code: "MON-short-range",
    title: "range that holds less than two samples",
    severity: Severity::Warning,
    doc: manual!("short_range.rs"),
    check: Check::Monitoring(&[Hook::LinkedQuery(check)]),
};

/// More jobs than that are not asked for their interval.
const MOST: usize = 100;

fn check(context: &LinkedContext<'_>, query: &QueryContext<'_>, sink: &mut Sink<'_>) {
    let names = context.workspace.index().shared();
    walk(query.expr, &mut |expr| {
        let ExprKind::Call { name, args } = &expr.kind else { return };
        let needs_two = ["rate", "irate", "increase", "delta", "idelta", "deriv", "predict_linear"];
        if !needs_two.contains(&name.text.as_str()) {
            return;
        }
        let Some((selector, range)) = args.iter().find_map(ranged) else { return };
        let ExprKind::Number { value: seconds, .. } = range.unwrapped().kind else { return };
        if !query.is_literal_at(range.span) {
            return;
        }
        let Some((interval, place)) =
            interval(names, selector).filter(|(interval, _)| seconds < 2.0 * interval)
        else {
            return;
        };
        let message = format!(
            "a range of {} holds less than two samples, since scrapes come every {}: take {} at least",
            shown(seconds),
            shown(interval),
            shown(4.0 * interval)
        );
        let found = sink.report(query.span(range.span), message);
        if let Some((site, span)) = place {
            found.related(site, span, "the interval");
        }
    });
}

fn ranged(expr: &Expr) -> Option<(&Selector, &Expr)> {
    match &expr.unwrapped().kind {
        ExprKind::Matrix { expr, range } => match &expr.unwrapped().kind {
            ExprKind::Selector(selector) => Some((selector, range)),
            _ => None,
        },
        ExprKind::Modified { expr, .. } => ranged(expr),
        _ => None,
    }
}

type Interval<'a> = (f64, Option<(&'a Site, Span)>);

/// The seconds between the scrapes of a selector's job, or where it names none, of the job that is scraped most often.
fn interval<'a>(names: &'a Names, selector: &Selector) -> Option<Interval<'a>> {
    let job = selector.label_matchers().find(|m| m.label.text == "job" && m.op == MatchOp::Equal);
    let key = job.map(|m| Key::plain(SymbolKind::Job, m.value.text.as_str()));
    if let Some(site) = key.as_ref().and_then(|key| names.definitions(key).next()) {
        return of_job(site);
    }
    let all = names.of_kind(SymbolKind::Job).take(MOST).filter_map(|(_, site)| of_job(site));
    all.min_by(|a, b| a.0.total_cmp(&b.0))
}

fn of_job(site: &Site) -> Option<Interval<'_>> {
    let root = site.unit.yaml()?;
    let span = site.symbol()?.span;
    let job = root.get("scrape_configs")?.items().iter().find(|job| job.span == span)?;
    let own = job.get("scrape_interval").or_else(|| root.at(&["global", "scrape_interval"]));
    let written = own.and_then(|node| Some((node, node.as_str().and_then(parse_duration)?)));
    Some(
        written
            .filter(|(_, seconds)| *seconds > 0.0)
            .map_or((60.0, None), |(node, seconds): (&Node, f64)| (seconds, Some((site, node.span)))),
    )
}

/// `90s`, `2m`
fn shown(seconds: f64) -> String {
    if seconds >= 60.0 && seconds % 60.0 == 0.0 {
        format!("{}m", seconds / 60.0)
    } else {
        format!("{seconds}s")
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn ranges_hold_two_samples() {
        check_rule(
            "MON-short-range",
            r#"
//- /prometheus.yml
global:
  scrape_interval: 1m
scrape_configs:
  - job_name: slow
  - job_name: fast
    scrape_interval: 15s
//- /rules.yaml
groups:
  - name: a
    rules:
      - record: a:b
        expr: rate(x_total{job="slow"}[1m]) + rate(x_total{job="fast"}[1m]) + rate(x_total[20s])
                                       ^^ a range of 1m holds less than two samples, since scrapes come every 1m: take 4m at least
                                                                                           ^^^ a range of 20s holds less than two samples, since scrapes come every 15s: take 1m at least
"#,
        );
    }
}

//! A query for a metric that nobody exports.
//!
//! Such a query is right to Prometheus and has no result, so that its alert never fires and its panel stays empty. The
//! names are those of common exporters and of the workspace's own recording rules; names that are near neither are taken
//! for metrics of applications.
//!
//! ```yaml
//! - alert: DiskFull
//!   expr: node_filesystem_avail_byte / node_filesystem_size_bytes < 0.1
//! ```
//!
//! Write `node_filesystem_avail_bytes`.

use crate::Severity;
use crate::context::LinkedContext;
use crate::monitoring::{Hook, QueryContext, catalogue};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use schema::monitoring::{Metric, metric};
use syntax::promql::{ExprKind, Ident, walk};
use text::{Span, TextEdit};
use workspace::{Key, Names, Site, SymbolKind};

pub(crate) static RULE: Rule = Rule {
    code: "MON-unknown-metric",
    title: "query for a metric that nobody exports",
    severity: Severity::Warning,
    doc: manual!("unknown_metric.rs"),
    check: Check::Monitoring(&[Hook::LinkedQuery(check)]),
};

/// More recorded metrics than that are not compared with a name.
const MOST_RECORDED: usize = 2000;

fn check(context: &LinkedContext<'_>, query: &QueryContext<'_>, sink: &mut Sink<'_>) {
    let shared = context.workspace.index().shared();
    walk(query.expr, &mut |expr| {
        let ExprKind::Selector(selector) = &expr.kind else { return };
        for name in selector.metrics().filter(|name| query.is_literal(name)) {
            if metric(&name.text).is_none()
                && !shared.defines(&Key::plain(SymbolKind::Metric, name.text.as_str()))
            {
                unknown(shared, query, name, sink);
            }
        }
    });
}

fn unknown(shared: &Names, query: &QueryContext<'_>, name: &Ident, sink: &mut Sink<'_>) {
    let span = query.span(name.span);
    let written = if name.span.len() as usize == name.text.len() { span } else { inside_quotes(query, name) };
    if let Some((key, site)) = recorded(shared, &name.text) {
        let message = format!("no rule records a metric \"{}\"", name.text);
        let found = sink.report(span, message).meant(written, Some(&key.name));
        if let Some(symbol) = site.symbol() {
            found.related(site, symbol.name_span, "the recording rule");
            let edit = TextEdit::replace(symbol.name_span, name.text.as_str());
            found.fix_at(format!("Record it as \"{}\"", name.text), vec![(site.into(), edit)]);
        }
    } else if let Some(known) = catalogue::misspelled(&name.text) {
        let exporter = metric(known).map(Metric::exporter).unwrap_or_default();
        let message = format!("nobody exports a metric \"{}\", but {exporter} has \"{known}\"", name.text);
        sink.report(span, message).meant(written, Some(known));
    }
}

/// A name in quotes, without them.
fn inside_quotes(query: &QueryContext<'_>, name: &Ident) -> Span {
    query.span(Span::new(name.span.start + 1, name.span.end.saturating_sub(1).max(name.span.start + 1)))
}

/// The recorded metric that a name, which has a colon as theirs do, misspells.
fn recorded<'a>(shared: &'a Names, name: &str) -> Option<(&'a Key, &'a Site)> {
    if !name.contains(':') {
        return None;
    }
    let all = shared.of_kind(SymbolKind::Metric).take(MOST_RECORDED);
    let near = all.filter(|(key, _)| {
        key.name.len().abs_diff(name.len()) <= 2 && !catalogue::is_sibling(name, &key.name)
    });
    let near = near.map(|(key, site)| (strsim::osa_distance(&key.name, name), key, site));
    let best = near
        .filter(|(distance, ..)| *distance <= catalogue::limit(name))
        .min_by_key(|(distance, ..)| *distance);
    best.map(|(_, key, site)| (key, site))
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn names_near_a_known_one_are_told() {
        check_rule(
            "MON-unknown-metric",
            r#"
//- /rules.yaml
groups:
  - name: a
    rules:
      - record: job:errors:rate5m
        expr: sum by (job) (rate(errors_total[5m]))
      - alert: A
        expr: job:erors:rate5m > 1 and node_lod1 > 5 and my_own_metric > 2
              ^^^^^^^^^^^^^^^^ no rule records a metric "job:erors:rate5m"; did you mean "job:errors:rate5m"?
                                       ^^^^^^^^^ nobody exports a metric "node_lod1", but node_exporter has "node_load1"; did you mean "node_load1"?
      - alert: B
        expr: node_filesystem_avail_byte == 0 or {"kube_pod_inf"} or node_load5 > 1
              ^^^^^^^^^^^^^^^^^^^^^^^^^^ nobody exports a metric "node_filesystem_avail_byte", but node_exporter has "node_filesystem_avail_bytes"; did you mean "node_filesystem_avail_bytes"?
                                                  ^^^^^^^^^^^^^^ nobody exports a metric "kube_pod_inf", but kube-state-metrics has "kube_pod_info"; did you mean "kube_pod_info"?
"#,
        );
    }
}

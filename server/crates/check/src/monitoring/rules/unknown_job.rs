//! A query for a job that is nearly one which is scraped.
//!
//! Jobs have the names of the scrape configuration, or under the Prometheus operator those of the Services that a
//! ServiceMonitor selects.
//!
//! ```yaml
//! scrape_configs:
//!   - job_name: payments
//! ```
//! ```yaml
//! expr: up{job="paymnets"} == 0
//! ```
//!
//! Write `payments`.

use crate::Severity;
use crate::context::LinkedContext;
use crate::monitoring::{Hook, QueryContext, catalogue};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use syntax::promql::{ExprKind, MatchOp, walk};
use text::Span;
use workspace::{Names, Site, SymbolKind};

pub(crate) static RULE: Rule = Rule {
    code: "MON-unknown-job",
    title: "query for a job that is not scraped",
    severity: Severity::Warning,
    doc: manual!("unknown_job.rs"),
    check: Check::Monitoring(&[Hook::LinkedQuery(check)]),
};

/// More jobs than that are not compared with one.
const MOST: usize = 2000;

fn check(context: &LinkedContext<'_>, query: &QueryContext<'_>, sink: &mut Sink<'_>) {
    let names = context.workspace.index().shared();
    walk(query.expr, &mut |expr| {
        let ExprKind::Selector(selector) = &expr.kind else { return };
        for matcher in selector.label_matchers().filter(|m| m.label.text == "job" && m.op == MatchOp::Equal) {
            let (name, span) = (matcher.value.text.as_str(), matcher.value.span);
            let is_plain = span.len() as usize == name.len() + 2 && query.is_literal_at(span);
            if let Some((meant, site)) = misspelled(names, name).filter(|_| is_plain) {
                let inner = query.span(Span::new(span.start + 1, span.end - 1));
                let found =
                    sink.report(inner, format!("no job \"{name}\" is scraped")).meant(inner, Some(meant));
                if let Some(symbol) = site.symbol() {
                    found.related(site, symbol.name_span, "the job that is");
                }
            }
        }
    });
}

/// The job that a name misspells; `None` where it is one, or is far from all.
fn misspelled<'a>(names: &'a Names, name: &str) -> Option<(&'a str, &'a Site)> {
    let has_monitors = names.of_qualifier(SymbolKind::Object, "ServiceMonitor").next().is_some();
    let jobs = || {
        let of_config = names.of_kind(SymbolKind::Job).map(|(key, site)| (key.name.as_str(), site));
        let services = names.of_qualifier(SymbolKind::Object, "Service").filter(|_| has_monitors);
        of_config.chain(services.filter_map(|(key, site)| Some((key.name.split_once('/')?.1, site))))
    };
    // The search for the name itself has no bound: a job must never be told to be none.
    if name.len() <= 3 || jobs().any(|(known, _)| known == name) {
        return None;
    }
    let limit = catalogue::limit(name);
    let near = jobs().filter(|(known, _)| known.len().abs_diff(name.len()) <= limit).take(MOST);
    let mut best: Option<(usize, &str, &Site)> = None;
    for (known, site) in near {
        let distance = strsim::osa_distance(known, name);
        let is_near = distance <= limit && !catalogue::is_sibling(name, known);
        if is_near && best.is_none_or(|(least, ..)| distance < least) {
            best = Some((distance, known, site));
        }
    }
    best.map(|(_, name, site)| (name, site))
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn the_last_of_many_jobs_is_one_too() {
        let others: String =
            (0..3000).map(|n| ["  - job_name: aebra-", &n.to_string(), "\n"].concat()).collect();
        let fixture = [
            "//- /prometheus.yml\nscrape_configs:\n",
            &others,
            "  - job_name: zebra-1\n//- /rules.yaml\ngroups:\n  - name: a\n    rules:\n      - record: a:up\n        expr: up{job=\"zebra-1\"}\n",
        ];
        check_rule("MON-unknown-job", &fixture.concat());
    }

    #[test]
    fn slips_in_the_names_of_jobs_are_told() {
        check_rule(
            "MON-unknown-job",
            r#"
//- /prometheus.yml
scrape_configs:
  - job_name: payments
  - job_name: api-1
//- /rules.yaml
groups:
  - name: a
    rules:
      - alert: A
        expr: up{job="paymnts"} == 0 or up{job="payments"} == 0 or up{job="api-2"} == 0 or up{job="node"} == 0
                      ^^^^^^^ no job "paymnts" is scraped; did you mean "payments"?
"#,
        );
    }
}

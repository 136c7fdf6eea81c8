//! A pattern where plain text would do, or plain text where a pattern was meant.
//!
//! Patterns of matchers are anchored at both ends, so `^` and `$` around them say nothing. A pattern without special
//! characters is slower than `=` and says the same; `.*` also matches series without the label, so it is no condition. And `=`
//! takes `.*` and `|` literally.
//!
//! ```yaml
//! expr: up{job=~"api", instance="web.*"}
//! ```
//!
//! Write `up{job="api", instance=~"web.*"}`.

use crate::Severity;
use crate::monitoring::{Hook, QueryContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use syntax::promql::{ExprKind, MatchOp, Matcher, walk};
use text::{Span, TextEdit};

pub(crate) static RULE: Rule = Rule {
    code: "MON-regex-matcher",
    title: "pattern that is plain text, or text that is a pattern",
    severity: Severity::Hint,
    doc: manual!("regex_matcher.rs"),
    check: Check::Monitoring(&[Hook::Query(check)]),
};

fn check(context: &QueryContext<'_>, sink: &mut Sink<'_>) {
    walk(context.expr, &mut |expr| {
        let ExprKind::Selector(selector) = &expr.kind else { return };
        for matcher in selector.label_matchers().filter(|matcher| context.is_literal_at(matcher.span)) {
            one(context, matcher, sink);
        }
    });
}

fn one(context: &QueryContext<'_>, matcher: &Matcher, sink: &mut Sink<'_>) {
    let value = matcher.value.text.as_str();
    let span = context.span(matcher.value.span);
    let is_negative = matches!(matcher.op, MatchOp::NotEqual | MatchOp::NotRegex);
    let is_pattern = matches!(matcher.op, MatchOp::Regex | MatchOp::NotRegex);
    if !is_pattern {
        if value.contains(".*") || value.contains(".+") {
            let (now, meant) = if is_negative { ("!=", "!~") } else { ("=", "=~") };
            let message = format!("\"{now}\" takes \"{value}\" literally: \"{meant}\" reads it as a pattern");
            let found = sink.report(span, message).severity(Severity::Warning);
            found.fix(format!("Change to {meant}"), operator_edit(context, matcher, meant));
        }
        return;
    }
    let anchored = value.strip_prefix('^').unwrap_or(value);
    let bare = anchored.strip_suffix('$').filter(|bare| !bare.ends_with('\\')).unwrap_or(anchored);
    if value == ".*" && !is_negative {
        sink.report(
            span,
            format!("\".*\" also matches series without \"{}\", so this is no condition", matcher.label.text),
        );
    } else if bare.len() < value.len() && !bare.contains('|') {
        let found = sink.report(span, "a matcher's pattern is anchored at both ends already");
        if let Some(at) = plain_span(context, matcher) {
            found.fix("Remove the anchors", vec![TextEdit::replace(at, bare)]);
        }
    } else if !value.is_empty() && !value.contains(|c| "\\.+*?()|[]{}^$".contains(c)) {
        let plain = if is_negative { "!=" } else { "=" };
        let found = sink.report(span, format!("\"{value}\" is no pattern: \"{plain}\" says the same"));
        found.fix(format!("Change to {plain}"), operator_edit(context, matcher, plain));
    }
}

/// Writes another operator between the label and the value.
fn operator_edit(context: &QueryContext<'_>, matcher: &Matcher, operator: &str) -> Vec<TextEdit> {
    let between = Span::new(matcher.label.span.end, matcher.value.span.start);
    vec![TextEdit::replace(context.span(between), operator)]
}

/// Where the value stands inside its quotes, where that is the same text.
fn plain_span(context: &QueryContext<'_>, matcher: &Matcher) -> Option<Span> {
    let span = matcher.value.span;
    let is_plain = span.len() as usize == matcher.value.text.len() + 2;
    is_plain.then(|| context.span(Span::new(span.start + 1, span.end - 1)))
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn patterns_and_texts_are_told_apart() {
        check_rule(
            "MON-regex-matcher",
            r#"
//- /rules.yaml
groups:
  - name: a
    rules:
      - record: a:b
        expr: up{a=~"api", b="web.*", c=~".*", d=~"^x.+$", e=~"x|y", f="a.b", g=~"a\\.b", h!~"5.."}
                    ^^^^^ "api" is no pattern: "=" says the same
                             ^^^^^^^ "=" takes "web.*" literally: "=~" reads it as a pattern
                                         ^^^^ ".*" also matches series without "c", so this is no condition
                                                  ^^^^^^^ a matcher's pattern is anchored at both ends already
"#,
        );
        let rule = |matcher: &str| {
            format!(
                "//- /r.yaml\ngroups:\n  - name: a\n    rules:\n      - record: x\n        expr: up{{{matcher}}}\n"
            )
        };
        check_fix("MON-regex-matcher", &rule("a=~\"api\""), &rule("a=\"api\""));
        check_fix("MON-regex-matcher", &rule("a=~\"^b.$\""), &rule("a=~\"b.\""));
    }
}

use super::Report;
use crate::cli::load::shown;
use crate::cli::terminal::Terminal;
use camino::Utf8Path;
use check::{Finding, Severity};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io;
use text::{Encoding, Span};
use workspace::Workspace;

/// Prints a report as SARIF 2.1.0 (OASIS standard, March 2020).
pub(in crate::cli) fn sarif(terminal: &mut Terminal, report: &Report<'_>) -> io::Result<()> {
    let codes: BTreeSet<_> = report.findings.iter().map(|f| f.code).collect();
    let rules: Vec<_> = codes.iter().filter_map(|code| rule(code)).collect();
    let results: Vec<_> = report.findings.iter().map(|f| result(f, report.workspace)).collect();
    let skipped = report.skipped.iter();
    let skipped = skipped.map(|s| {
        let text = format!("{} {}", shown(&s.path), s.why);
        json!({ "level": "note", "message": { "text": text } })
    });
    let whole = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": crate::cli::VERSION,
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": skipped.collect::<Vec<_>>(),
            }],
            "results": results,
        }],
    });
    terminal.line(&format!("{whole:#}"))
}

fn rule(code: &str) -> Option<Value> {
    let rule = check::explain(code)?;
    let page = rule.page();
    let hardening = rule.hardening().map(|hardening| {
        let names = hardening.mappings.iter().map(|name| format!("external/{name}"));
        std::iter::once("security".to_owned()).chain(names)
    });
    let tags: Vec<_> = hardening.into_iter().flatten().collect();
    Some(json!({
        "id": rule.code,
        "shortDescription": { "text": rule.title },
        "help": { "text": page, "markdown": page },
        "properties": { "tags": tags },
        "defaultConfiguration": { "level": level(rule.severity) },
    }))
}

fn result(finding: &Finding, workspace: &Workspace) -> Value {
    let related = finding.related.iter().map(|related| {
        let mut location = location(workspace, &related.path, related.span);
        location["message"] = json!({ "text": related.message });
        location
    });
    json!({
        "ruleId": finding.code,
        "level": level(finding.severity),
        "message": { "text": finding.message },
        "locations": [location(workspace, &finding.path, finding.span)],
        "relatedLocations": related.collect::<Vec<_>>(),
    })
}

fn location(workspace: &Workspace, path: &Utf8Path, span: Span) -> Value {
    let file = workspace.file(path);
    let range = file.map(|f| f.lines.range(&f.text, span, Encoding::Utf32)).unwrap_or_default();
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(shown(path)) },
        "region": {
            "startLine": range.start.line + 1,
            "startColumn": range.start.column + 1,
            "endLine": range.end.line + 1,
            "endColumn": range.end.column + 1,
        },
    } })
}

/// A path as a URI reference: what may not stand in one is percent-encoded (RFC 3986, section 3.3).
fn uri(path: &Utf8Path) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&b);
    let encode = |b: u8| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    path.as_str().bytes().map(encode).collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_uri_reference() {
        assert_eq!(uri(Utf8Path::new("a b/ü#.tf")), "a%20b/%C3%BC%23.tf");
    }
}

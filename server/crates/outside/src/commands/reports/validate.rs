use super::{Fault, FaultPlace};
use serde::Deserialize;

/// `terraform validate -json` (format 1.0): what is read of it.
#[derive(Deserialize)]
struct Answer {
    diagnostics: Vec<Diagnostic>,
}

#[derive(Deserialize)]
struct Diagnostic {
    severity: String,
    summary: String,
    #[serde(default)]
    detail: String,
    range: Option<Range>,
}

#[derive(Deserialize)]
struct Range {
    filename: String,
    start: Position,
    end: Position,
}

#[derive(Deserialize)]
struct Position {
    line: u32,
    column: u32,
}

/// The faults that `terraform validate -json` told of.
///
/// # Errors
/// If `output` is no such answer.
pub fn terraform_faults(output: &str) -> Result<Vec<Fault>, String> {
    let answer: Answer =
        serde_json::from_str(output).map_err(|e| format!("terraform's answer cannot be read: {e}"))?;
    let fault = |diagnostic: Diagnostic| {
        let place = diagnostic.range.map(|range| FaultPlace {
            path: range.filename.into(),
            line: range.start.line,
            column: range.start.column,
            end_line: range.end.line,
            end_column: range.end.column,
        });
        let detail = diagnostic.detail.split_whitespace().collect::<Vec<_>>().join(" ");
        let message =
            if detail.is_empty() { diagnostic.summary } else { format!("{}: {detail}", diagnostic.summary) };
        Fault { place, is_error: diagnostic.severity == "error", message }
    };
    Ok(answer.diagnostics.into_iter().map(fault).collect())
}

use super::{Fault, FaultPlace};

/// The faults that `helm template` or `helm lint` wrote to stderr. A template is named as
/// `CHART/templates/FILE:LINE:COLUMN`, a manifest that is no YAML as `error on CHART/templates/FILE: ... line N`.
pub fn helm_faults(errors: &str) -> Vec<Fault> {
    let told = errors
        .lines()
        .filter_map(|line| line.strip_prefix("Error: ").or_else(|| line.strip_prefix("[ERROR] ")));
    told.map(|message| Fault {
        place: template(message).or_else(|| manifest(message)),
        is_error: true,
        message: message.to_owned(),
    })
    .collect()
}

/// The innermost template that `message` names: helm tells of those that include it first.
fn template(message: &str) -> Option<FaultPlace> {
    let words = message.split(|c: char| c.is_whitespace() || "()<>\"".contains(c));
    let mut places = words.filter_map(|word| {
        let mut parts = word.trim_end_matches(':').split(':');
        let path = parts.next().filter(|path| path.contains("/templates/"))?;
        let line = parts.next()?.parse().ok()?;
        let column = parts.next().and_then(|column| column.parse().ok()).unwrap_or(1);
        Some(at(path, line, column))
    });
    places.next_back()
}

fn manifest(message: &str) -> Option<FaultPlace> {
    let (_, after) = message.split_once("error on ")?;
    let (path, after) = after.split_once(':')?;
    let line = after.split_once("line ").and_then(|(_, number)| {
        let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    });
    Some(at(path, line.unwrap_or(1), 1))
}

/// A place in the chart itself: the path without the chart's name.
fn at(path: &str, line: u32, column: u32) -> FaultPlace {
    let path = path.split_once('/').map_or(path, |(_, path)| path);
    FaultPlace { path: path.into(), line, column, end_line: line, end_column: column + 1 }
}

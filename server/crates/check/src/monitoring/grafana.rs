//! Variables in a dashboard's queries: `$name`, `${name}`, `${name:format}`, `[[name]]`.

/// A query with its variables replaced by words of the same length, so that every byte keeps its place: a duration
/// where a range is wanted, a name elsewhere. The flag says whether a name stands where anything could, outside of
/// quotes.
pub(crate) fn without_variables(query: &str) -> (String, bool) {
    let mut out = String::with_capacity(query.len());
    let (mut rest, mut is_open) = (query, false);
    let mut quote: Option<char> = None;
    while let Some(c) = rest.chars().next() {
        if let Some(length) = variable(rest) {
            let wants_duration = quote.is_none() && is_before_duration(&out);
            is_open |= quote.is_none() && !wants_duration;
            if wants_duration && length > 1 {
                out.extend(std::iter::repeat_n('0', length - 2));
                out.push_str("5m");
            } else {
                out.extend(std::iter::repeat_n('v', length));
            }
            rest = &rest[length..];
            continue;
        }
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            _ => {}
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    (out, is_open)
}

/// The variables of a query: where each name stands, and the name.
pub(crate) fn variables(query: &str) -> Vec<(text::Span, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = query.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(length) = variable(rest) else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let start = if rest.starts_with("${") || rest.starts_with("[[") { 2 } else { 1 };
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let name = rest.get(start..length).unwrap_or_default();
        let name = name.get(..name.find(|c| !is_name(c)).unwrap_or(name.len())).unwrap_or_default();
        found.push((text::Span::from(at + start..at + start + name.len()), name));
        at += length;
    }
    found
}

/// Whether any byte of `span` belongs to a variable of the query.
pub(crate) fn is_variable_at(query: &str, span: text::Span) -> bool {
    let part = query.get(span.start as usize..span.end as usize).unwrap_or_default();
    part.char_indices().any(|(at, _)| variable(&part[at..]).is_some())
}

/// Bytes of the variable that `text` starts with.
fn variable(text: &str) -> Option<usize> {
    let word = |s: &str| s.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    if let Some(inner) = text.strip_prefix("${") {
        return inner.find('}').map(|end| end + 3);
    }
    if let Some(inner) = text.strip_prefix("[[") {
        let length = word(inner);
        return (length > 0 && inner[length..].starts_with("]]")).then_some(length + 4);
    }
    let length = word(text.strip_prefix('$')?);
    (length > 0).then_some(length + 1)
}

/// Whether a range, a subquery's step or an offset comes next.
fn is_before_duration(before: &str) -> bool {
    let before = before.trim_end();
    before.ends_with('[') || before.ends_with("offset") || before.ends_with(':') && before.contains('[')
}

#[cfg(test)]
mod tests {
    use super::without_variables;

    #[test]
    fn every_byte_keeps_its_place() {
        let (query, is_open) = without_variables("rate(x{job=\"$job\"}[$__rate_interval])");
        assert_eq!((query.as_str(), is_open), ("rate(x{job=\"vvvv\"}[000000000000005m])", false));
        let (query, is_open) = without_variables("topk($n, sum by (${by:csv}) (x))");
        assert_eq!((query.len(), is_open), (32, true));
    }
}

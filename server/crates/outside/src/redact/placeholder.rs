use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// What every placeholder starts with.
pub(super) const OPEN: &str = "<<SECRET:";

static FORM: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"<<SECRET:[a-z_]{1,32}:[0-9]{1,9}>>").ok());

/// The placeholder of the secret of a kind with a number.
pub(super) fn named(kind: &str, number: usize) -> String {
    format!("{OPEN}{kind}:{number}>>")
}

/// Where `text` has placeholders, known ones or not.
pub(super) fn spans(text: &str) -> impl Iterator<Item = Range<usize>> {
    FORM.iter().flat_map(move |form| form.find_iter(text).map(|found| found.range()))
}

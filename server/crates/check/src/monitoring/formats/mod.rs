//! What a text must be to be read as what its field stands for: the formats that `schema::monitoring` names.

mod address;
mod duration;
mod interval;

use crate::nearest;
use duration::{go_duration, is_bytes};
pub(crate) use interval::minutes;
use syntax::matcher;
use syntax::promql::{check_regex, parse_duration};
use syntax::template::{self, Dialect};
use text::Span;

/// A fault in a text: its place in it, what is wrong, and what was probably meant in place of the whole text.
pub(crate) type Fault = (Span, String, Option<&'static str>);

/// The faults of a text in a format that needs no more than the text. Queries and templates of rules are not among them.
pub(crate) fn faults(format: &str, text: &str) -> Vec<Fault> {
    if format == "matcher" {
        return matcher::parse(text).errors.into_iter().map(|e| (e.span, e.message, None)).collect();
    }
    if format == "time-zone" {
        return interval::zone_fault(text)
            .into_iter()
            .map(|(message, meant)| (whole(text), message, meant))
            .collect();
    }
    fault(format, text).into_iter().map(|message| (whole(text), message, None)).collect()
}

fn whole(text: &str) -> Span {
    Span::new(0, text.len() as u32)
}

fn fault(format: &str, text: &str) -> Option<String> {
    match format {
        "duration" => parse_duration(text)
            .is_none()
            .then(|| format!("\"{text}\" is no duration, such as 30s, 5m or 1h30m")),
        "go-duration" | "go-duration-text" => {
            go_duration(text).is_none().then(|| format!("\"{text}\" is no duration, such as 10s or 1.5m"))
        }
        "bytes" => (!is_bytes(text)).then(|| format!("\"{text}\" is no size, such as 512MB or 10GiB")),
        "regex" => check_regex(text).err(),
        "label-name" => text.is_empty().then(|| "a label's name cannot be empty".to_owned()),
        "uri" => address::uri_fault(text),
        "url" => address::url_fault(text),
        "secret-url" if text != "<secret>" => address::url_fault(text),
        "template-url" if !text.is_empty() && text != "<secret>" => template_url_fault(text),
        "host-port" if !text.is_empty() => address::host_port_fault(text),
        "time-of-day" if !text.is_empty() => interval::time_fault(text),
        "weekday-range" => interval::weekday_fault(text),
        "day-range" => interval::day_fault(text),
        "month-range" => interval::month_fault(text),
        "year-range" => interval::year_fault(text),
        _ => None,
    }
}

/// A URL, unless a template makes it when it is needed.
fn template_url_fault(text: &str) -> Option<String> {
    if !text.contains("{{") {
        return address::url_fault(text);
    }
    template::parse(text, Dialect::Alertmanager).errors.into_iter().next().map(|e| e.message)
}

/// The zone whose name is nearest.
fn nearest_zone(name: &str) -> Option<&'static str> {
    nearest(name, interval::zones())
}

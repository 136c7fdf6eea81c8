use super::Provider;
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::time::{Duration, SystemTime};

/// A wait longer than this is not worth it: the person is told instead.
const LONGEST: Duration = Duration::from_mins(2);

/// What a server says of when to come back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hint {
    /// After this long.
    pub(super) wait: Option<Duration>,
    /// Whether to come back at all, where it says so itself.
    pub(super) again: Option<bool>,
}

/// Reads the hints that servers give: `retry-after-ms`, `retry-after` (seconds or an HTTP date), `x-should-retry`,
/// and `RetryInfo.retryDelay` in the body of Google's errors.
pub(super) fn hint(provider: Provider, headers: &HeaderMap, body: &Value, now: SystemTime) -> Hint {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let wait = match provider {
        Provider::Gemini => retry_info(body).or_else(|| header("retry-after").and_then(|v| after(v, now))),
        // watsonx counts requests: none left means that its bucket fills again within the second.
        Provider::Watsonx if header("x-requests-limit-remaining") == Some("0") => {
            let rate = header("x-requests-limit-rate").and_then(|rate| rate.parse::<f64>().ok());
            seconds(1.0 / rate.filter(|rate| *rate > 0.0).unwrap_or(8.0))
        }
        _ => {
            let milliseconds = header("retry-after-ms").and_then(|v| v.parse::<f64>().ok());
            let milliseconds = milliseconds.and_then(|ms| seconds(ms / 1000.0));
            milliseconds.or_else(|| header("retry-after").and_then(|v| after(v, now)))
        }
    };
    let again = header("x-should-retry").and_then(|v| v.parse().ok());
    Hint { wait, again }
}

/// `retry-after`: seconds, whole or not, or the date to wait for.
fn after(value: &str, now: SystemTime) -> Option<Duration> {
    if let Ok(number) = value.parse::<f64>() {
        return seconds(number);
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

fn retry_info(body: &Value) -> Option<Duration> {
    let details = body.pointer("/error/details")?.as_array()?;
    let delay = details.iter().find_map(|d| d.get("retryDelay")?.as_str())?;
    seconds(delay.strip_suffix('s')?.parse().ok()?)
}

fn seconds(number: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(number).ok()
}

/// How long to wait before the try after `tried` ones; `None` where it is not worth it. `chance` is from 0 to 1.
pub(super) fn wait(hint: Hint, tried: u32, first: Duration, chance: f64) -> Option<Duration> {
    if hint.again == Some(false) || hint.wait.is_some_and(|wait| wait > LONGEST) {
        return None;
    }
    let doubled = first.saturating_mul(2_u32.saturating_pow(tried)).min(first.saturating_mul(16));
    // A quarter less at most, so that those who were turned away together do not come back together.
    Some(hint.wait.unwrap_or_else(|| doubled.mul_f64(1.0 - chance.clamp(0.0, 1.0) / 4.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::time::UNIX_EPOCH;

    fn hinted(provider: Provider, pairs: &[(&'static str, &'static str)], body: &Value) -> Hint {
        let pairs = pairs.iter().map(|(k, v)| (k.parse().unwrap(), v.parse().unwrap()));
        hint(provider, &pairs.collect(), body, UNIX_EPOCH + Duration::from_secs(784_111_777))
    }

    #[test]
    fn every_form_of_a_hint_is_read() {
        let wait = |pairs: &[_]| hinted(Provider::OpenAi, pairs, &Value::Null).wait;
        assert_eq!(wait(&[("retry-after", "2")]), Some(Duration::from_secs(2)));
        assert_eq!(wait(&[("retry-after", "0.5")]), Some(Duration::from_millis(500)));
        assert_eq!(wait(&[("retry-after-ms", "30"), ("retry-after", "9")]), Some(Duration::from_millis(30)));
        let date = wait(&[("retry-after", "Sun, 06 Nov 1994 08:49:40 GMT")]);
        assert_eq!(date, Some(Duration::from_secs(3)));
        assert_eq!(wait(&[("retry-after", "soon")]), None);
        assert_eq!(wait(&[("retry-after", "-1")]), None);
        let body = json!({ "error": { "details": [{ "@type": "x" }, { "retryDelay": "37s" }] } });
        assert_eq!(hinted(Provider::Gemini, &[], &body).wait, Some(Duration::from_secs(37)));
        let left = [("x-requests-limit-remaining", "0"), ("x-requests-limit-rate", "4")];
        assert_eq!(hinted(Provider::Watsonx, &left, &Value::Null).wait, Some(Duration::from_millis(250)));
    }

    #[test]
    fn a_server_may_forbid_a_second_try_and_a_long_wait_is_not_made() {
        let no = hinted(Provider::OpenAi, &[("x-should-retry", "false")], &Value::Null);
        assert_eq!(wait(no, 0, Duration::from_secs(1), 0.0), None);
        let long = Hint { wait: Some(Duration::from_hours(1)), again: None };
        assert_eq!(wait(long, 0, Duration::from_secs(1), 0.0), None);
    }

    #[test]
    fn waits_double_up_to_a_limit_and_are_spread() {
        let half = Duration::from_millis(500);
        let waits: Vec<_> =
            (0..7).filter_map(|n| wait(Hint::default(), n, half, 0.0)).map(|d| d.as_millis()).collect();
        assert_eq!(waits, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
        assert_eq!(wait(Hint::default(), 0, half, 1.0), Some(Duration::from_millis(375)));
    }
}

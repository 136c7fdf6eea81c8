/// What Go's `url.Parse` refuses in `text`.
pub(super) fn uri_fault(text: &str) -> Option<String> {
    if text.chars().any(char::is_control) {
        return Some("a URL cannot have control characters".to_owned());
    }
    let text = text.split('#').next().unwrap_or_default();
    let scheme = scheme(text);
    if text.starts_with(':') {
        return Some(format!("\"{text}\" has no scheme before the colon, such as https"));
    }
    let rest = scheme.map_or(text, |scheme| &text[scheme.len() + 1..]);
    if scheme.is_none() && text.split(['/', '?']).next().is_some_and(|first| first.contains(':')) {
        return Some(format!("\"{text}\" needs a scheme, such as https://"));
    }
    let authority = rest.strip_prefix("//").map(|rest| rest.split(['/', '?']).next().unwrap_or_default());
    authority.and_then(authority_fault).or_else(|| escape_fault(rest))
}

/// What Alertmanager refuses in `text`: a URL with a host, by HTTP.
pub(super) fn url_fault(text: &str) -> Option<String> {
    if let Some(fault) = uri_fault(text) {
        return Some(fault);
    }
    let scheme = scheme(text).map(str::to_ascii_lowercase);
    if !matches!(scheme.as_deref(), Some("http" | "https")) {
        return Some(format!("\"{text}\" is no URL that starts with http:// or https://"));
    }
    let has_host = text.split_once("://").is_some_and(|(_, rest)| {
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !authority.rsplit('@').next().unwrap_or_default().is_empty()
    });
    (!has_host).then(|| format!("\"{text}\" has no host"))
}

/// The scheme that `text` starts with, without its colon.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let is_rest = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    (scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(is_rest)).then_some(scheme)
}

fn authority_fault(authority: &str) -> Option<String> {
    let host = authority.rsplit('@').next().unwrap_or_default();
    if let Some(c) = host
        .chars()
        .find(|c| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\\' | '^' | '`' | '{' | '}' | '|'))
    {
        return Some(format!("a host cannot have `{c}` in it"));
    }
    let port = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((_, port)) => port.strip_prefix(':'),
            None => return Some("the `]` behind the address is missing".to_owned()),
        },
        None => host.rsplit_once(':').map(|(_, port)| port),
    };
    let port = port.filter(|port| !port.chars().all(|c| c.is_ascii_digit()));
    port.map(|port| format!("\"{port}\" is no port: a port is a number"))
}

/// `%` that two hexadecimal digits do not follow.
fn escape_fault(text: &str) -> Option<String> {
    let path = text.split('?').next().unwrap_or_default();
    let is_escape =
        |part: &str| part.as_bytes().get(..2).is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit));
    let bad = path.split('%').skip(1).any(|part| !is_escape(part));
    bad.then(|| "two hexadecimal digits must follow a `%`".to_owned())
}

/// What Go's `net.SplitHostPort` refuses, and a port that is empty.
pub(super) fn host_port_fault(text: &str) -> Option<String> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']').map(|(host, rest)| (host, rest.strip_prefix(':'))) {
            Some((host, Some(port))) => (host, port),
            _ => return Some(format!("\"{text}\" needs a port, such as mail:587")),
        },
        None => match text.rsplit_once(':') {
            Some(parts) => parts,
            None => return Some(format!("\"{text}\" needs a port, such as {text}:587")),
        },
    };
    if port.is_empty() {
        return Some(format!("\"{text}\" needs a port behind the colon"));
    }
    let is_bad = !text.starts_with('[') && host.contains(':')
        || host.contains(['[', ']'])
        || port.contains([':', '[', ']']);
    is_bad.then(|| format!("\"{text}\" is no host and port, such as mail:587"))
}

#[cfg(test)]
mod tests {
    use super::{host_port_fault, uri_fault, url_fault};

    #[test]
    fn urls_need_a_scheme_and_a_host() {
        for url in ["http://a", "https://u:p@a.b:80/c?d=e#f", "HTTP://a", "http://[::1]:80/"] {
            assert_eq!(url_fault(url), None, "{url}");
        }
        for url in ["a/b", "ftp://a", "http://", "http://a b", "://x", "http://x:port/", "", "http://a/%zz"] {
            assert!(url_fault(url).is_some(), "{url}");
        }
        assert_eq!(uri_fault("a/b"), None);
        assert!(uri_fault("http://x:port/").is_some());
    }

    #[test]
    fn a_host_needs_its_port() {
        assert!(host_port_fault("mail:587").or_else(|| host_port_fault(":587")).is_none());
        assert!(host_port_fault("[::1]:25").is_none());
        assert!(
            ["mail", "mail:", "a:b:c", "http://mail:25"].iter().all(|text| host_port_fault(text).is_some())
        );
    }
}

use super::names::is_sensitive;
use super::value::{Written, unquoted, values};
use super::{Found, Part};
use regex::Regex;
use std::sync::LazyLock;

/// The ways in which a text says that something has a name and a value.
struct Forms {
    /// `name = `, `name: `, `"name": `, `"name" => `.
    assigned: Regex,
    /// `name: NAME` and then `value: `, as containers and task definitions write variables.
    named: Regex,
    /// The same with the value first.
    named_behind: Regex,
    /// `--name value` and `"--name", "value"`.
    flag: Regex,
}

/// A name that may be sensitive; [`is_sensitive`] decides.
const NAME: &str = r"[A-Za-z0-9_.\-]{0,80}(?i:pass|pwd|secret|token|cred|key|auth|connection|bearer|docker)[A-Za-z0-9_.\-]{0,40}";

static FORMS: LazyLock<Option<Forms>> = LazyLock::new(|| {
    let compiled = |form: &str| Regex::new(&form.replace("NAME", NAME)).ok();
    Some(Forms {
        assigned: compiled(r#"(?P<n>NAME)(?:\\?["'])?\]?[ \t]*(?P<o>=>|:=|=|:)"#)?,
        named: compiled(
            r#"(?i:\b(?:name|key))\\?["']?[ \t]*[:=][ \t]*\\?["']?(?P<n>NAME)\\?["']?[,;\s]*\\?["']?(?i:\bvalue)\\?["']?[ \t]*(?P<o>[:=])"#,
        )?,
        named_behind: compiled(
            r#"(?i:\bvalue)\\?["']?[ \t]*[:=][ \t]*(?P<v>"[^"\n]*"|'[^'\n]*'|[^\s,}"']+)[,;\s]*["']?(?i:\b(?:name|key))["']?[ \t]*[:=][ \t]*["']?(?P<n>NAME)\b"#,
        )?,
        flag: compiled(r#"--(?P<n>NAME)(?:[ \t]+|["'][ \t]*,[ \t]*)(?P<v>"[^"\n]*"|'[^'\n]*'|[^\s"',\]]+)"#)?,
    })
});

/// Adds the values that stand under sensitive names; false where the forms themselves do not work.
pub(super) fn find(part: &Part<'_>, found: &mut Vec<Found>) -> bool {
    let Some(forms) = &*FORMS else { return false };
    let text = part.text;
    let hcl = part.path.map(|path| matches!(path.extension(), Some("tf" | "tofu" | "tfvars" | "hcl")));
    for form in [&forms.assigned, &forms.named] {
        for captures in form.captures_iter(text) {
            let (Some(name), Some(operator)) = (captures.name("n"), captures.name("o")) else { continue };
            if is_sensitive(name.as_str()) {
                let values = values(text, operator.end(), Written { colon: operator.as_str() == ":", hcl });
                found.extend(values.into_iter().map(|span| Found { span, kind: kind(name.as_str()) }));
            }
        }
    }
    for form in [&forms.named_behind, &forms.flag] {
        for captures in form.captures_iter(text) {
            let (Some(name), Some(value)) = (captures.name("n"), captures.name("v")) else { continue };
            if is_sensitive(name.as_str()) && !value.as_str().starts_with("--") {
                found.push(Found { span: unquoted(text, value.range()), kind: kind(name.as_str()) });
            }
        }
    }
    true
}

/// What to call a secret that only its name tells.
fn kind(name: &str) -> &'static str {
    let name = name.to_ascii_lowercase();
    let kinds = ["password", "token", "key", "secret"];
    let fits = |kind: &&&str| name.contains(**kind);
    kinds.iter().find(fits).copied().unwrap_or("credential")
}

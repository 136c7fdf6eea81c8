use super::Found;
use regex::{Regex, RegexSet};
use std::sync::LazyLock;

/// A secret that shows by its own form: the label for its placeholders, and the form. Where the form has a group
/// `s`, only that is secret.
///
/// The forms are those that the issuers document for their tokens.
const RULES: &[(&str, &str)] = &[
    (
        "private_key",
        r"(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\z)",
    ),
    // The rest of a key whose beginning was cut off.
    ("private_key", r"(?s)\A[A-Za-z0-9+/=\s\\]+-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----"),
    ("jwt", r"(?-u)\bey[A-Za-z0-9_-]{8,}\.ey[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?"),
    ("url_password", r#"[A-Za-z][A-Za-z0-9+.-]*://[^/\s:@"'<>]*:(?P<s>[^\s"']+)@"#),
    ("url_token", r#"[A-Za-z][A-Za-z0-9+.-]*://(?P<s>[^/\s:@"'<>?#]{8,})@"#),
    (
        "authorization",
        r#"(?i)\bauthorization\\?["']?[ \t]*[:=][ \t]*\\?["']?(?:(?:bearer|basic|token|digest|apikey|negotiate)[ \t]+)?(?P<s>[^\s"'\\,]+)"#,
    ),
    ("authorization", r"(?i-u)\b(?:bearer|basic)[ \t]+(?P<s>[A-Za-z0-9._~+/-]{16,}=*)"),
    ("user_password", r#"(?:^|\s)(?:-u|--user)[ =]["']?[^\s:"']+:(?P<s>[^\s"']+)"#),
    ("aws_key", r"(?-u)\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"),
    ("github_token", r"(?-u)\b(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{22,255})"),
    ("gitlab_token", r"(?-u)\bgl(?:pat|dt|rt|ptt|ft|imt|agent|oas|cbt|soat)-[A-Za-z0-9_.-]{20,}"),
    ("slack_token", r"(?-u)\b(?:xox[abeoprs]|xapp|xwfp)-[A-Za-z0-9-]{10,}"),
    ("webhook", r"(?-u)hooks\.slack\.com/(?:services|workflows|triggers)/(?P<s>[A-Za-z0-9/_-]{10,})"),
    ("webhook", r"(?-u)discord(?:app)?\.com/api/webhooks/(?P<s>[0-9]+/[A-Za-z0-9_-]+)"),
    ("webhook", r"(?-u)webhook\.office\.com/webhookb2/(?P<s>[A-Za-z0-9@/_-]+)"),
    ("google_key", r"(?-u)\bAIza[A-Za-z0-9_-]{35}|\bya29\.[A-Za-z0-9_-]{20,}|\bGOCSPX-[A-Za-z0-9_-]{28}"),
    (
        "model_key",
        r"(?-u)\b(?:sk-[A-Za-z0-9_-]{20,}|gsk_[A-Za-z0-9]{20,}|xai-[A-Za-z0-9]{20,}|pplx-[A-Za-z0-9]{20,}|hf_[A-Za-z0-9]{30,}|r8_[A-Za-z0-9]{30,})",
    ),
    ("stripe_key", r"(?-u)\b(?:[rs]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{20,})"),
    ("sendgrid_key", r"(?-u)\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}"),
    ("twilio_key", r"(?-u)\bSK[0-9a-f]{32}\b"),
    (
        "package_token",
        r"(?-u)\b(?:npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{50,}|cio[A-Za-z0-9]{32}\b|dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,})",
    ),
    ("terraform_token", r"(?-u)\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,}"),
    ("vault_token", r"(?-u)\bhv[sbr]\.[A-Za-z0-9_-]{20,}"),
    ("digitalocean_token", r"(?-u)\bdo[opr]_v1_[0-9a-f]{64}"),
    ("azure_secret", r"(?-u)\b[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}"),
    ("azure_signature", r"(?-u)[?&]sig=(?P<s>[A-Za-z0-9%+/=_-]{20,})"),
    ("grafana_token", r"(?-u)\b(?:glc_[A-Za-z0-9+/=]{32,}|glsa_[A-Za-z0-9]{32}_[0-9a-f]{8})"),
    ("newrelic_key", r"(?-u)\bNR(?:AK|JS|II|RA)-[A-Za-z0-9_-]{19,}"),
    ("databricks_token", r"(?-u)\bdapi[0-9a-f]{32}"),
    ("doppler_token", r"(?-u)\bdp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._-]{40,}"),
    ("age_key", r"(?-u)\bAGE-SECRET-KEY-1[0-9A-Z]{50,}"),
    ("pulumi_token", r"(?-u)\bpul-[0-9a-f]{40}"),
    ("telegram_token", r"(?-u)\b[0-9]{8,10}:A[A-Za-z0-9_-]{34}\b"),
    ("linear_key", r"(?-u)\blin_api_[A-Za-z0-9]{40}"),
    ("shopify_token", r"(?-u)\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    ("postman_key", r"(?-u)\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
];

/// Every rule of the table compiled, and the set that says in one pass which of them to run.
struct Compiled {
    set: RegexSet,
    rules: Vec<Regex>,
}

static COMPILED: LazyLock<Option<Compiled>> = LazyLock::new(|| {
    let forms = RULES.iter().map(|(_, form)| *form);
    let set = RegexSet::new(forms.clone()).ok()?;
    let rules = forms.map(Regex::new).collect::<Result<_, _>>().ok()?;
    Some(Compiled { set, rules })
});

/// Adds what `text` has of secrets with a form of their own; false where the rules themselves do not work.
pub(super) fn find(text: &str, found: &mut Vec<Found>) -> bool {
    let Some(compiled) = &*COMPILED else { return false };
    for number in compiled.set.matches(text) {
        let (Some(rule), Some((kind, _))) = (compiled.rules.get(number), RULES.get(number)) else {
            return false;
        };
        for captures in rule.captures_iter(text) {
            let secret = captures.name("s").or_else(|| captures.get(0));
            found.extend(secret.map(|secret| Found { span: secret.range(), kind }));
        }
    }
    true
}

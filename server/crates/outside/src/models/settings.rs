use super::{ApiKey, Fault, ModelError};
use std::path::PathBuf;
use std::time::Duration;

/// Where OpenAI itself answers.
pub(super) const OPENAI: &str = "https://api.openai.com/v1";

/// Whose wire format is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provider {
    /// A local Ollama, or its cloud.
    Ollama,
    /// OpenAI, or any server that speaks its chat completions.
    OpenAi,
    /// Google's Gemini.
    Gemini,
    /// IBM watsonx.ai.
    Watsonx,
    /// Anthropic.
    Anthropic,
}

impl Provider {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 5] = [Self::Ollama, Self::OpenAi, Self::Gemini, Self::Watsonx, Self::Anthropic];

    /// Its name in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ollama => "ollama",
            Self::OpenAi => "openai",
            Self::Gemini => "gemini",
            Self::Watsonx => "watsonx",
            Self::Anthropic => "anthropic",
        }
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Ollama => "Ollama",
            Self::OpenAi => "OpenAI",
            Self::Gemini => "Gemini",
            Self::Watsonx => "watsonx",
            Self::Anthropic => "Anthropic",
        }
    }

    /// The provider called `name`.
    pub fn called(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.name().eq_ignore_ascii_case(name))
    }

    /// The variable that its key is read from.
    pub fn key_variable(self) -> &'static str {
        match self {
            Self::Ollama => "OLLAMA_API_KEY",
            Self::OpenAi => "OPENAI_API_KEY",
            Self::Gemini => "GEMINI_API_KEY",
            Self::Watsonx => "WATSONX_APIKEY",
            Self::Anthropic => "ANTHROPIC_API_KEY",
        }
    }
}

/// How long each part of a call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until there is a connection.
    pub connect: Duration,
    /// From the request to the first byte of the answer: a local server loads the model then.
    pub first: Duration,
    /// Between two pieces of the answer.
    pub idle: Duration,
    /// The whole call.
    pub whole: Duration,
}

/// All that a provider needs to be asked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whose wire format.
    pub provider: Provider,
    /// The address that paths are appended to, without a slash at its end.
    pub base: String,
    /// The model; empty where none was chosen.
    pub model: String,
    /// What proves who asks.
    pub key: Option<ApiKey>,
    /// watsonx: the project that pays.
    pub project: Option<String>,
    /// watsonx: the deployment space, where there is no project.
    pub space: Option<String>,
    /// watsonx: where keys are exchanged for tokens.
    pub token_url: String,
    /// The version of the protocol: a path segment, a date or a header, as the provider has it.
    pub version: String,
    /// How many calls run at once; 1 asks one after the other.
    pub at_once: usize,
    /// How many calls may begin in a second.
    pub rate: Option<f64>,
    /// How often a call is made in all before it counts as failed.
    pub tries: u32,
    /// The wait before the second try; it doubles from there.
    pub first_wait: Duration,
    /// How long each part may take.
    pub timeouts: Timeouts,
    /// Have answers sent as they are written.
    pub streamed: bool,
    /// The most bytes that an answer may have.
    pub longest: usize,
    /// Certificates to trust besides the system's, in PEM.
    pub certificates: Option<PathBuf>,
    /// The most tokens of question and answer together.
    pub context_tokens: u32,
    /// The most tokens of the answer.
    pub answer_tokens: u32,
}

impl Settings {
    /// The usual settings of `provider`, with what its usual variables say; `variable` reads one of them.
    ///
    /// # Errors
    /// Where a key or an address is missing or wrong: one sentence.
    pub fn of(provider: Provider, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, ModelError> {
        let get = |names: &[&str]| read(variable, names);
        let wrong = |sentence: String| ModelError { provider, fault: Fault::Settings(sentence) };
        let base = base(provider, &get).map_err(wrong)?;
        let key = match provider {
            Provider::Gemini => get(&["GEMINI_API_KEY", "GOOGLE_API_KEY"]),
            _ => get(&[provider.key_variable()]),
        };
        check_key(provider, &base, key.is_some()).map_err(wrong)?;
        let project = get(&["WATSONX_PROJECT_ID"]);
        let space = get(&["WATSONX_SPACE_ID"]);
        if provider == Provider::Watsonx && project.is_none() && space.is_none() {
            return Err(wrong(
                "watsonx needs a project: set WATSONX_PROJECT_ID, or WATSONX_SPACE_ID".to_owned(),
            ));
        }
        Ok(Self {
            provider,
            base: base.trim_end_matches('/').to_owned(),
            model: get(&["OMNI_MODEL"]).unwrap_or_default(),
            key: key.as_deref().map(ApiKey::new),
            project,
            space,
            token_url: get(&["WATSONX_IAM_URL"])
                .unwrap_or_else(|| "https://iam.cloud.ibm.com/identity/token".to_owned()),
            version: get(version_variable(provider)).unwrap_or_else(|| default_version(provider).to_owned()),
            at_once: 3,
            rate: (provider == Provider::Watsonx).then_some(8.0),
            tries: 3,
            first_wait: Duration::from_millis(500),
            timeouts: usual_timeouts(provider),
            streamed: true,
            longest: 4 << 20,
            certificates: get(&["OMNI_CA_FILE", "SSL_CERT_FILE"]).map(PathBuf::from),
            context_tokens: if provider == Provider::Ollama { 16_384 } else { 32_768 },
            answer_tokens: 8_192,
        })
    }
}

/// The first of the variables called `names` that says something.
fn read(variable: &dyn Fn(&str) -> Option<String>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| variable(name)).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty())
}

/// Where a provider answers.
fn base(provider: Provider, get: &dyn Fn(&[&str]) -> Option<String>) -> Result<String, String> {
    let or = |names: &[&str], usual: &str| get(names).unwrap_or_else(|| usual.to_owned());
    let base = match provider {
        Provider::Ollama => ollama_host(&get(&["OLLAMA_HOST"]).unwrap_or_default()),
        Provider::OpenAi => or(&["OPENAI_BASE_URL", "OPENAI_API_BASE"], OPENAI),
        Provider::Gemini => {
            or(&["GEMINI_BASE_URL", "GOOGLE_GEMINI_BASE_URL"], "https://generativelanguage.googleapis.com")
        }
        Provider::Watsonx => get(&["WATSONX_URL"]).ok_or(
            "watsonx has an address a region: set WATSONX_URL, such as https://us-south.ml.cloud.ibm.com",
        )?,
        Provider::Anthropic => or(&["ANTHROPIC_BASE_URL"], "https://api.anthropic.com"),
    };
    if base.starts_with("http://") || base.starts_with("https://") {
        return Ok(base);
    }
    Err(format!("{base} is no address of {}: it must begin with https:// or http://", provider.title()))
}

/// Whether there is a key where one is needed, and none where it would be seen on its way.
fn check_key(provider: Provider, base: &str, has_key: bool) -> Result<(), String> {
    // Servers that one runs oneself take no key.
    let needed = match provider {
        Provider::Ollama => false,
        Provider::OpenAi => base == OPENAI,
        _ => true,
    };
    let who = provider.title();
    if needed && !has_key {
        return Err(format!("{who} needs a key: set {}", provider.key_variable()));
    }
    if has_key && base.starts_with("http://") && !is_local(base) {
        return Err(format!(
            "the key of {who} would leave the machine unencrypted: {base} must begin with https://"
        ));
    }
    Ok(())
}

fn version_variable(provider: Provider) -> &'static [&'static str] {
    match provider {
        Provider::Gemini => &["GEMINI_API_VERSION"],
        Provider::Watsonx => &["WATSONX_API_VERSION"],
        Provider::Anthropic => &["ANTHROPIC_VERSION"],
        Provider::Ollama | Provider::OpenAi => &[],
    }
}

fn default_version(provider: Provider) -> &'static str {
    match provider {
        Provider::Gemini => "v1beta",
        Provider::Watsonx => "2026-10-14",
        Provider::Anthropic => "2023-06-01",
        Provider::Ollama | Provider::OpenAi => "",
    }
}

fn usual_timeouts(provider: Provider) -> Timeouts {
    let seconds = Duration::from_secs;
    // The first call loads the model.
    let first = if provider == Provider::Ollama { Duration::from_mins(5) } else { Duration::from_mins(2) };
    Timeouts { connect: seconds(10), first, idle: seconds(30), whole: Duration::from_mins(10) }
}

/// `OLLAMA_HOST` as its own clients read it: a whole address, a host, a port, or nothing.
fn ollama_host(host: &str) -> String {
    if host.starts_with("http://") || host.starts_with("https://") {
        return host.to_owned();
    }
    match host {
        "" => "http://127.0.0.1:11434".to_owned(),
        _ if host.starts_with(':') => format!("http://127.0.0.1{host}"),
        _ if host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok()) => {
            format!("http://{host}")
        }
        _ => format!("http://{host}:11434"),
    }
}

/// Whether an address leads nowhere but to this machine.
fn is_local(base: &str) -> bool {
    let host =
        reqwest::Url::parse(base).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let ip = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(provider: Provider, pairs: &[(&str, &str)]) -> Result<Settings, String> {
        let get = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        Settings::of(provider, &get).map_err(|e| e.to_string())
    }

    #[test]
    fn an_ollama_host_is_read_in_all_its_forms() {
        let forms = [
            ("", "http://127.0.0.1:11434"),
            (":99", "http://127.0.0.1:99"),
            ("box", "http://box:11434"),
            ("box:99", "http://box:99"),
            ("https://box/", "https://box"),
        ];
        for (host, base) in forms {
            assert_eq!(of(Provider::Ollama, &[("OLLAMA_HOST", host)]).unwrap().base, base);
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(of(Provider::OpenAi, &[]).unwrap_err(), "OpenAI needs a key: set OPENAI_API_KEY");
        assert!(of(Provider::OpenAi, &[("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")]).is_ok());
        assert!(of(Provider::Watsonx, &[("WATSONX_APIKEY", "k")]).unwrap_err().contains("WATSONX_URL"));
        let no_project = [("WATSONX_APIKEY", "k"), ("WATSONX_URL", "https://x")];
        assert!(of(Provider::Watsonx, &no_project).unwrap_err().contains("WATSONX_PROJECT_ID"));
        assert!(of(Provider::OpenAi, &[("OPENAI_BASE_URL", "ftp://x")]).unwrap_err().contains("https://"));
    }

    #[test]
    fn a_key_does_not_leave_the_machine_unencrypted() {
        let key = ("OPENAI_API_KEY", "k");
        let open = of(Provider::OpenAi, &[key, ("OPENAI_BASE_URL", "http://example.com/v1")]);
        assert!(open.unwrap_err().contains("unencrypted"));
        assert!(of(Provider::OpenAi, &[key, ("OPENAI_BASE_URL", "http://[::1]:8080/v1")]).is_ok());
    }

    #[test]
    fn no_key_is_shown_by_debug() {
        let shown = format!("{:?}", of(Provider::Gemini, &[("GOOGLE_API_KEY", "very-secret")]).unwrap());
        assert!(!shown.contains("very-secret"));
    }
}

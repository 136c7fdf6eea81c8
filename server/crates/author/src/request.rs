use crate::ChangeSet;
use camino::Utf8PathBuf;

/// What a person asked for, and where the answer goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// In plain language, as it was typed.
    pub text: String,
    /// The absolute directory that new files go to; the workspace may have files there.
    pub into: Utf8PathBuf,
    /// The dialects to write; empty leaves it to the words.
    pub dialects: Vec<Dialect>,
    /// The Terraform provider to take where the words leave it open, such as `google`.
    pub provider: Option<String>,
}

impl Request {
    /// A request that leaves dialect and provider to its words.
    pub fn new(text: impl Into<String>, into: impl Into<Utf8PathBuf>) -> Self {
        Self { text: text.into(), into: into.into(), ..Self::default() }
    }
}

/// A family of config files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// `*.tf`
    Terraform,
    /// Manifests.
    Kubernetes,
    /// Prometheus rules, Alertmanager configuration, Grafana dashboards.
    Monitoring,
}

/// What became of a request.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Changes that were checked, with their proof.
    Proposed(ChangeSet),
    /// Nothing was made of it.
    Refused(Refusal),
}

/// Why nothing was made of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// One sentence without a full stop.
    pub message: String,
    /// The nearest things that can be asked for, best first.
    pub suggestions: Vec<String>,
}

//! Hardening: what production asks of configuration that is valid already, and the smallest edits that give it.
//!
//! A hardening rule is a [`Rule`](crate::Rule) with a [`Hardening`]: from which level on it counts, what other
//! scanners call it, an example before and after its fix, and where it looks. Its edits are told as a [`Patch`], so
//! that those of many rules are laid over one tree at once and never write the same key twice. This module must never
//! guess: what would change behaviour, such as the path of a probe, is said and left to the person.

mod apply;
mod hcl_patch;
mod patch;
mod yaml_patch;

pub use apply::{Hardened, harden};
pub(crate) use hcl_patch::hcl_edits;
pub(crate) use patch::{Patch, Step};
pub(crate) use yaml_patch::yaml_edits;

use crate::{kubernetes, monitoring, terraform};

/// How much is asked. Each level asks what those before it ask, and more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing.
    Off,
    /// What an attacker uses first, and what nobody runs without on purpose.
    Essential,
    /// What a system in production should have.
    #[default]
    Production,
    /// What only some organisations ask for, or what needs knowledge that the files do not hold.
    Strict,
}

impl Level {
    /// Every level, the least first.
    pub const ALL: [Self; 4] = [Self::Off, Self::Essential, Self::Production, Self::Strict];

    /// The word that settings have for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Essential => "essential",
            Self::Production => "production",
            Self::Strict => "strict",
        }
    }

    /// The level called `name`.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// What makes a rule one of hardening.
#[derive(Debug)]
pub struct Hardening {
    /// From which level on it is found.
    pub level: Level,
    /// What others call it: `CKV_K8S_16`, `kube-linter:privileged-container`, `CIS-Kubernetes:5.2.2` ...
    pub mappings: &'static [&'static str],
    /// How it looks wrong, and right.
    pub(crate) example: Example,
    /// Where it looks.
    pub(crate) look: Look,
}

/// A configuration before and after a rule's fix.
#[derive(Debug)]
pub(crate) enum Example {
    /// Both texts; the second is what the fix makes of the first.
    Fixed(&'static str, &'static str),
    /// Both texts, where only a person can make the second of the first.
    Advice(&'static str, &'static str),
    /// As the row that the rule looks by says.
    Row,
}

/// Where a hardening rule is called.
#[derive(Debug)]
pub(crate) enum Look {
    /// On each Kubernetes object.
    Object(kubernetes::ObjectRule),
    /// On each pod template of a Kubernetes object.
    Pod(kubernetes::PodRule),
    /// On each container of each pod template.
    Container(kubernetes::ContainerRule),
    /// At a field of a container or a pod.
    Field(&'static kubernetes::Field),
    /// On each manifest, with the whole workspace.
    Manifest(kubernetes::LinkedRule),
    /// At an argument of a Terraform resource.
    Argument(&'static terraform::Argument),
    /// At a companion that a Terraform resource should have.
    Companion(&'static terraform::Companion),
    /// On each Terraform resource of these types.
    Resource(&'static [&'static str], terraform::ResourceRule),
    /// On each document of monitoring configuration.
    Document(monitoring::DocumentRule),
}

/// A rule's example as people and tests read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// With the risk.
    pub bad: String,
    /// Without it.
    pub good: String,
    /// Whether the rule's fix makes the second of the first.
    pub is_fixed: bool,
    /// `hcl` or `yaml`.
    pub language: &'static str,
}

impl Hardening {
    /// The rule's example.
    pub fn example(&self) -> Shown {
        let language = match self.look {
            Look::Argument(_) | Look::Companion(_) | Look::Resource(..) => "hcl",
            _ => "yaml",
        };
        let shown = |bad: &str, good: &str, is_fixed| Shown {
            bad: bad.trim_start_matches('\n').to_owned(),
            good: good.trim_start_matches('\n').to_owned(),
            is_fixed,
            language,
        };
        match (&self.example, &self.look) {
            (Example::Fixed(bad, good), _) => shown(bad, good, true),
            (Example::Advice(bad, good), _) => shown(bad, good, false),
            (Example::Row, Look::Field(row)) => {
                let (bad, good) = row.example();
                shown(&bad, &good, row.set.is_some())
            }
            (Example::Row, Look::Argument(row)) => {
                let (bad, good) = row.example();
                shown(&bad, &good, row.set.is_some())
            }
            (Example::Row, Look::Companion(row)) => {
                let (bad, good) = row.example();
                shown(&bad, &good, true)
            }
            (Example::Row, _) => shown("", "", false),
        }
    }
}

/// A hardening rule: its code, severity, level and title, what others call it, its page of the manual, its example and
/// where it looks.
macro_rules! hardening {
    (
        $code:literal, $severity:ident, $level:ident, $title:literal,
        [$($mapping:literal),* $(,)?], $doc:expr, $example:expr, $look:expr $(,)?
    ) => {
        $crate::Rule {
            code: $code,
            title: $title,
            severity: $crate::Severity::$severity,
            doc: $doc,
            check: $crate::rule::Check::Hardening(&$crate::hardening::Hardening {
                level: $crate::Level::$level,
                mappings: &[$($mapping),*],
                example: $example,
                look: $look,
            }),
        }
    };
}
pub(crate) use hardening;

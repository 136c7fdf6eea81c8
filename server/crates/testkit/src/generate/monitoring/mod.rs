//! Random monitoring configuration: rule files, `PrometheusRule` manifests, `prometheus.yml` and `alertmanager.yml`,
//! valid ones and such with one fault. What promtool and amtool say of them is what the checks must say.

mod alertmanager;
mod faults;
mod notifier;
mod prometheus;
mod query;
mod rules;
mod tree;

pub use faults::Fault;

use super::Random;
use check::{Cache, Settings, Severity, check_all};
use workspace::Workspace;

/// What a case is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A Prometheus rule file.
    Rules,
    /// A `PrometheusRule` manifest.
    PrometheusRule,
    /// `prometheus.yml`
    Prometheus,
    /// `alertmanager.yml`
    Alertmanager,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Rules, Self::PrometheusRule, Self::Prometheus, Self::Alertmanager];

    /// Its name, short.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::PrometheusRule => "prometheus-rule",
            Self::Prometheus => "prometheus",
            Self::Alertmanager => "alertmanager",
        }
    }

    /// The format of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The name of a file in which such text is recognised.
    pub fn file(self) -> &'static str {
        match self {
            Self::Rules => "rules.yml",
            Self::PrometheusRule => "prometheusrule.yaml",
            Self::Prometheus => "prometheus.yml",
            Self::Alertmanager => "alertmanager.yml",
        }
    }
}

/// One case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it is written for.
    pub format: Format,
    /// What was broken; `None` where nothing was.
    pub fault: Option<Fault>,
    /// The file.
    pub text: String,
}

/// The case of a number: every second one has a fault. The same for the same seed and number.
pub fn case(seed: u64, number: u64) -> Case {
    let mut random = Random::new(seed.wrapping_mul(1_000_003).wrapping_add(number));
    let format = Format::ALL[(number / 2) as usize % Format::ALL.len()];
    let mut tree = match format {
        Format::Rules | Format::PrometheusRule => rules::file(&mut random),
        Format::Prometheus => prometheus::file(&mut random),
        Format::Alertmanager => alertmanager::file(&mut random),
    };
    let fault = if number % 2 == 1 { faults::break_one(&mut tree, &mut random) } else { None };
    let body = tree.text();
    let text = if format == Format::PrometheusRule { manifest(&body) } else { body };
    Case { format, fault, text }
}

/// What the checks say of a text other than a tool that found it `valid` or not; `None` where they agree.
///
/// promtool reads the spec of a `PrometheusRule` with go-yaml, which takes any scalar for a string and cuts fractions off;
/// the API server refuses both, so that a finding of a wrong type is no difference there.
pub fn difference(format: Format, text: &str, valid: bool) -> Option<String> {
    let path = format!("/w/{}", format.file());
    let workspace = Workspace::load(vec!["/w".into()], vec![(path.into(), text.into())]);
    let mut found = check_all(&workspace, &Settings::default(), &Cache::new());
    found.retain(|f| f.severity == Severity::Error);
    let is_beyond = |code: &str| valid && format == Format::PrometheusRule && code == "K8S-wrong-type";
    found.retain(|f| !is_beyond(f.code));
    if found.is_empty() == valid {
        return None;
    }
    let verdict = if valid { "valid" } else { "refused" };
    let said: Vec<_> = found.iter().map(|f| format!("{}: {}", f.code, f.message)).collect();
    Some(format!("{verdict} by the tool, but found: {said:?}\n{text}"))
}

/// A `PrometheusRule` whose spec is a rule file.
fn manifest(spec: &str) -> String {
    let spec: Vec<_> = spec.lines().map(|line| format!("  {line}\n")).collect();
    let spec = spec.concat();
    format!(
        "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: rules\nspec:\n{spec}"
    )
}

#[cfg(test)]
mod tests {
    use super::case;

    #[test]
    fn a_case_is_the_same_for_the_same_seed() {
        assert_eq!(case(7, 11), case(7, 11));
        assert_ne!(case(7, 11).text, case(8, 11).text);
    }

    #[test]
    fn every_second_case_is_broken() {
        let broken = (0..200).filter(|number| case(1, *number).fault.is_some()).count();
        assert!((95..=100).contains(&broken), "{broken}");
    }
}

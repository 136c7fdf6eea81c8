use crate::hardening::Look;
use crate::rule::{Check, Rule};
use crate::{Settings, kubernetes, monitoring, suppress, syntax_error, terraform};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Every rule, by code.
pub fn rules() -> &'static [&'static Rule] {
    static RULES: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
        let dialects = [terraform::rules::RULES, kubernetes::rules::RULES, monitoring::rules::RULES];
        let hardening =
            [terraform::hardening::rules(), kubernetes::hardening::rules(), monitoring::hardening::rules()];
        let mut rules: Vec<_> = dialects
            .into_iter()
            .flatten()
            .copied()
            .chain([&syntax_error::RULE, &suppress::stale::RULE, &suppress::unreasoned::RULE])
            .collect();
        rules.extend(hardening.into_iter().flatten());
        rules.sort_by_key(|rule| rule.code);
        rules
    });
    &RULES
}

/// The rule called `code`, whatever the case of its letters.
pub fn explain(code: &str) -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.code.eq_ignore_ascii_case(code)).copied()
}

macro_rules! hooks {
    ($name:ident, $variant:ident, $hook:ty) => {
        /// The hooks of one dialect with their rules, by code.
        pub(crate) fn $name() -> &'static [(&'static Rule, $hook)] {
            static HOOKS: LazyLock<Vec<(&'static Rule, $hook)>> = LazyLock::new(|| {
                let of = |rule: &&'static Rule| match rule.check {
                    Check::$variant(hooks) => hooks.iter().map(|hook| (*rule, *hook)).collect(),
                    _ => Vec::new(),
                };
                rules().iter().flat_map(of).collect()
            });
            &HOOKS
        }
    };
}

hooks!(terraform_hooks, Terraform, terraform::Hook);
hooks!(kubernetes_hooks, Kubernetes, kubernetes::Hook);
hooks!(monitoring_hooks, Monitoring, monitoring::Hook);

/// The hardening rules of a dialect with where they look, by code.
pub(crate) type Looks = Vec<(&'static Rule, &'static Look)>;

/// The hardening rules of one dialect's files.
pub(crate) struct HardeningRules {
    /// Those that look at Kubernetes objects, pods and containers.
    pub(crate) kubernetes: Looks,
    /// Those that look at Kubernetes manifests beside others.
    pub(crate) manifests: Looks,
    /// Those that look at Terraform resources, by the resource's type.
    pub(crate) terraform: FxHashMap<&'static str, Looks>,
    /// Those that look at documents of monitoring configuration.
    pub(crate) monitoring: Looks,
}

/// Every hardening rule, by where it looks.
pub(crate) fn hardening_rules() -> &'static HardeningRules {
    static RULES: LazyLock<HardeningRules> = LazyLock::new(|| {
        let mut all = HardeningRules {
            kubernetes: Vec::new(),
            manifests: Vec::new(),
            terraform: FxHashMap::default(),
            monitoring: Vec::new(),
        };
        for rule in rules() {
            let Some(hardening) = rule.hardening() else { continue };
            let entry = (*rule, &hardening.look);
            match &hardening.look {
                Look::Object(_) | Look::Pod(_) | Look::Container(_) | Look::Field(_) => {
                    all.kubernetes.push(entry);
                }
                Look::Manifest(_) => all.manifests.push(entry),
                Look::Document(_) => all.monitoring.push(entry),
                Look::Argument(row) => {
                    row.resources.iter().for_each(|of| all.terraform.entry(of).or_default().push(entry));
                }
                Look::Companion(row) => all.terraform.entry(row.owner).or_default().push(entry),
                Look::Resource(types, _) => {
                    types.iter().for_each(|of| all.terraform.entry(of).or_default().push(entry));
                }
            }
        }
        all
    });
    &RULES
}

/// Whether `settings` ask for what `rule` finds: by its level, or by its code.
pub(crate) fn is_asked(rule: &Rule, settings: &Settings) -> bool {
    let Some(hardening) = rule.hardening() else { return true };
    hardening.level <= settings.level || settings.severities.contains_key(rule.code)
}

use crate::rule::{Check, Rule};
use crate::{kubernetes, monitoring, syntax_error, terraform};
use std::sync::LazyLock;

/// Every rule, by code.
pub fn rules() -> &'static [&'static Rule] {
    static RULES: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
        let dialects = [terraform::rules::RULES, kubernetes::rules::RULES, monitoring::rules::RULES];
        let mut rules: Vec<_> =
            dialects.into_iter().flatten().copied().chain([&syntax_error::RULE]).collect();
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

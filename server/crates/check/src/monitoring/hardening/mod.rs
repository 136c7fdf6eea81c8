//! Hardening of monitoring configuration. Each file holds the rules of one subject; a rule joins by its line in
//! [`rules`].

mod alerts;
mod secrets;

use super::DocumentContext;
use crate::Rule;
use crate::context::UnitContext;
use crate::hardening::Look;
use crate::registry::{hardening_rules, is_asked};
use crate::report::{Found, Sink};

pub(crate) type DocumentRule = fn(&Document<'_>, &mut Sink<'_>);

/// A document of monitoring configuration with its unit.
pub(crate) struct Document<'a> {
    pub(crate) unit: &'a UnitContext<'a>,
    pub(crate) document: &'a DocumentContext<'a>,
}

/// Every hardening rule on monitoring configuration.
pub(crate) fn rules() -> Vec<&'static Rule> {
    let subjects: [&'static [Rule]; 2] = [alerts::RULES, secrets::RULES];
    subjects.into_iter().flatten().collect()
}

/// Calls the rules that look at one document.
pub(crate) fn check_document(unit: &UnitContext<'_>, document: &DocumentContext<'_>, out: &mut Vec<Found>) {
    let context = Document { unit, document };
    for (rule, look) in &hardening_rules().monitoring {
        if let Look::Document(check) = look
            && is_asked(rule, unit.settings)
        {
            check(&context, &mut Sink { rule, found: out });
        }
    }
}

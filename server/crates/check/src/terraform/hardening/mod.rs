//! Hardening of Terraform resources. Each file holds the rules of one provider's subject: rows where a rule is about one
//! argument or one companion resource, functions where it is not. A rule joins by its file's line in [`rules`].
//!
//! Values are seen through variables, locals, `for_each` and calls of the module; a value that cannot be seen is good.

mod argument_rule;
mod companion;
mod value;

mod aws;
mod azure;
mod google;

pub(crate) use argument_rule::{Argument, ROW, Scope, Want};
pub(crate) use companion::Companion;
pub(crate) use value::{Origin, Values};

/// A rule about one argument: its code, severity, level, title, what others call it, its page of the manual, and the
/// fields of its [`Argument`].
macro_rules! argument {
    (
        $code:literal, $severity:ident, $level:ident, $title:literal, [$($mapping:literal),* $(,)?], $doc:expr,
        $($field:ident: $value:expr),* $(,)?
    ) => {
        $crate::hardening::hardening! {
            $code, $severity, $level, $title, [$($mapping),*], $doc,
            $crate::hardening::Example::Row,
            $crate::hardening::Look::Argument(&$crate::terraform::Argument {
                $($field: $value,)*
                ..$crate::terraform::hardening::ROW
            }),
        }
    };
}
use argument;

use crate::Rule;
use crate::context::LinkedContext;
use crate::hardening::Look;
use crate::registry::{hardening_rules, is_asked};
use crate::report::{Found, Sink};
use syntax::hcl::{Block, Expr, ExprKind};
use workspace::{Module, TerraformBlock};

pub(crate) type ResourceRule = fn(&Resource<'_>, &mut Sink<'_>);

/// A resource block, or a data source's, in its module.
pub(crate) struct Resource<'a> {
    pub(crate) context: &'a LinkedContext<'a>,
    pub(crate) module: Module<'a>,
    pub(crate) block: &'a Block,
    /// Its type, such as `aws_s3_bucket`.
    pub(crate) kind: &'a str,
    /// Its name in the module.
    pub(crate) name: &'a str,
}

/// Every hardening rule on Terraform files.
pub(crate) fn rules() -> Vec<&'static Rule> {
    [aws::rules(), google::rules(), azure::rules()].into_iter().flatten().collect()
}

/// Calls the rules that look at resources of this unit's type.
pub(crate) fn check_linked(context: &LinkedContext<'_>, out: &mut Vec<Found>) {
    let (Some(module), Some(body)) = (context.module, context.unit.hcl()) else { return };
    for block in body.blocks() {
        let is_resource = matches!(
            TerraformBlock::of(&block.keyword.text),
            TerraformBlock::Resource | TerraformBlock::Data
        );
        let (Some(kind), Some(name)) = (block.label(0), block.label(1)) else { continue };
        let Some(rules) = hardening_rules().terraform.get(kind).filter(|_| is_resource) else { continue };
        let resource = Resource { context, module, block, kind, name };
        if resource.is_never_made() {
            continue;
        }
        for (rule, look) in rules {
            if !is_asked(rule, context.environment.settings) {
                continue;
            }
            let sink = &mut Sink { rule, found: out };
            match look {
                Look::Argument(row) => row.check(&resource, sink),
                Look::Companion(row) => row.check(&resource, sink),
                Look::Resource(_, check) => check(&resource, sink),
                _ => {}
            }
        }
    }
}

impl<'a> Resource<'a> {
    /// The expressions of the module, as far as their values can be seen.
    pub(crate) fn values(&self) -> Values<'a> {
        Values::new(self.context.workspace, self.module, self.block)
    }

    /// What messages call it: `aws_s3_bucket.logs`.
    pub(crate) fn address(&self) -> String {
        format!("{}.{}", self.kind, self.name)
    }

    /// The value of the argument `name`, where it is one text that can be seen.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let expr = &self.block.body.attribute(name)?.value;
        match self.values().of(expr).as_slice() {
            [one] => one.text.clone(),
            _ => None,
        }
    }

    /// Whether `count` says that there is none.
    fn is_never_made(&self) -> bool {
        let count = self.block.body.attribute("count").map(|a| &a.value.kind);
        matches!(count, Some(ExprKind::Number(n)) if n == "0")
    }
}

/// The items of a list that is written out; the expression itself where it is no list.
pub(crate) fn items(expr: &Expr) -> &[Expr] {
    match &expr.kind {
        ExprKind::List(items) => items,
        _ => std::slice::from_ref(expr),
    }
}

//! An address in `moved`, `import` or `removed` that names no resource or module.
//!
//! `from` and `to` are addresses such as `aws_vpc.main`, `aws_vpc.main[0]` or `module.net`, without quotes and without
//! attributes. Both ends of a move are of one sort, and only managed resources can be imported.
//!
//! ```hcl
//! moved {
//!   from = "aws_vpc.old"
//!   to   = aws_vpc.new
//! }
//! ```
//!
//! Write `from = aws_vpc.old`.

use crate::Severity;
use crate::context::LinkedContext;
use crate::nearest;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::{BlockContext, Hook};
use smol_str::SmolStr;
use syntax::hcl::{Attribute, ExprKind, Step};
use text::TextEdit;
use workspace::{SymbolKind, TerraformBlock, UnitKind};

pub(crate) static RULE: Rule = Rule {
    code: "TF-address",
    title: "address that names no resource or module",
    severity: Severity::Error,
    doc: manual!("address.rs"),
    check: Check::Terraform(&[Hook::Block(check), Hook::Linked(check_target)]),
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Resource { has_index: bool },
    Data,
    Module { has_index: bool },
    Deeper,
}

fn check(context: &BlockContext<'_>, sink: &mut Sink<'_>) {
    let find = |name| context.block.body.attribute(name);
    match context.kind {
        TerraformBlock::Moved => {
            let ends = [find("from"), find("to")].map(|end| end.and_then(|a| Some((a, sort(a, sink)?))));
            if let [Some((_, from)), Some((to, sort))] = ends
                && is_module(from) != is_module(sort)
            {
                sink.report(to.value.span, "a resource moves to a resource and a module to a module");
            }
        }
        TerraformBlock::Import => {
            let Some(to) = find("to") else { return };
            match sort(to, sink) {
                Some(Sort::Data | Sort::Module { .. }) => {
                    sink.report(to.value.span, "only managed resources can be imported");
                }
                Some(Sort::Resource { .. } | Sort::Deeper) | None => {}
            }
        }
        TerraformBlock::Removed => {
            let Some(from) = find("from") else { return };
            match sort(from, sink) {
                Some(Sort::Data) => {
                    sink.report(from.value.span, "only managed resources and modules can be removed");
                }
                Some(Sort::Resource { has_index: true } | Sort::Module { has_index: true }) => {
                    sink.report(
                        from.value.span,
                        "a whole resource or module is removed: take the index away",
                    );
                }
                _ => {}
            }
        }
        _ => {}
    }
}

fn is_module(sort: Sort) -> bool {
    matches!(sort, Sort::Module { .. })
}

/// What the address names; a fault is reported.
fn sort(attribute: &Attribute, sink: &mut Sink<'_>) -> Option<Sort> {
    let name = attribute.name.text.as_str();
    let value = &attribute.value;
    let ExprKind::Traversal { root, steps } = &value.kind else {
        let found = sink.report(value.span, format!("\"{name}\" takes an address, such as aws_vpc.main"));
        if let Some(text) = value.as_str() {
            found.fix("Remove the quotes", vec![TextEdit::replace(value.span, text)]);
        }
        return None;
    };
    let is_attr = |at: usize| matches!(steps.get(at), Some(Step::Attr(_)));
    let rest = |from: usize| steps.get(from..).unwrap_or_default();
    let (rest, resource) = match root.text.as_str() {
        "module" if is_attr(0) => (rest(1), false),
        "data" if is_attr(0) && is_attr(1) => return Some(Sort::Data),
        "module" | "data" | "var" | "local" | "each" | "count" | "path" | "terraform" | "self" => {
            sink.report(value.span, format!("\"{name}\" takes the address of a resource or module"));
            return None;
        }
        _ if is_attr(0) => (rest(1), true),
        _ => {
            sink.report(value.span, format!("\"{name}\" takes an address, such as aws_vpc.main"));
            return None;
        }
    };
    match rest {
        [] if resource => Some(Sort::Resource { has_index: false }),
        [Step::Index(..)] if resource => Some(Sort::Resource { has_index: true }),
        [] => Some(Sort::Module { has_index: false }),
        [Step::Index(..)] => Some(Sort::Module { has_index: true }),
        _ if !resource => Some(Sort::Deeper),
        _ => {
            sink.report(
                value.span,
                format!("\"{name}\" takes the address of a whole resource, without an attribute"),
            );
            None
        }
    }
}

/// What is imported must be declared by the time of the plan; validation alone does not ask for it.
fn check_target(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let (Some(module), UnitKind::Terraform(TerraformBlock::Import)) = (context.module, &context.unit.kind)
    else {
        return;
    };
    for reference in
        context.unit.references.iter().filter(|r| !r.required && r.key.kind == SymbolKind::Resource)
    {
        if module.names().defines(&reference.key) {
            continue;
        }
        let names: Vec<SmolStr> = module
            .names()
            .of_qualifier(SymbolKind::Resource, &reference.key.qualifier)
            .map(|(k, _)| k.name.clone())
            .collect();
        let message = format!(
            "no resource {}.{} is declared to import into",
            reference.key.qualifier, reference.key.name
        );
        let meant = nearest(&reference.key.name, names.iter().map(SmolStr::as_str));
        sink.report(reference.span, message).severity(Severity::Warning).meant(reference.name_span, meant);
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn addresses_name_whole_resources_and_modules() {
        check_rule(
            "TF-address",
            r#"
//- /main.tf
moved {
  from = "aws_vpc.a"
         ^^^^^^^^^^^ "from" takes an address, such as aws_vpc.main
  to   = aws_vpc.b
}
moved {
  from = module.a
  to   = aws_vpc.b
         ^^^^^^^^^ a resource moves to a resource and a module to a module
}
import {
  to = aws_vpc.b.id
       ^^^^^^^^^ no resource aws_vpc.b is declared to import into
       ^^^^^^^^^^^^ "to" takes the address of a whole resource, without an attribute
  id = "vpc-1"
}
import {
  to = aws_vpc.gone
       ^^^^^^^^^^^^ no resource aws_vpc.gone is declared to import into
  id = "vpc-1"
}
removed {
  from = aws_vpc.c[0]
         ^^^^^^^^^^^^ a whole resource or module is removed: take the index away
}
"#,
        );
    }
}

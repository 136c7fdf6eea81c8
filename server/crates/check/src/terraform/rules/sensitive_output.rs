//! An output of the root module that shows a sensitive value.
//!
//! What depends on a sensitive variable is sensitive itself. Terraform prints the outputs of the root module, so it
//! asks that such an output says that it is sensitive.
//!
//! ```hcl
//! variable "password" {
//!   sensitive = true
//! }
//! output "url" {
//!   value = "postgres://app:${var.password}@db"
//! }
//! ```
//!
//! Add `sensitive = true` to the output, or take the value out of it.

use crate::Severity;
use crate::context::LinkedContext;
use crate::edits::{indent_at, insert_in_block};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::Hook;
use rustc_hash::FxHashSet;
use syntax::hcl::{Expr, ExprKind, Step};
use workspace::terraform::ModuleSource;
use workspace::{Key, Module, SymbolKind, TerraformBlock};

pub(crate) static RULE: Rule = Rule {
    code: "TF-sensitive-output",
    title: "output that shows a sensitive value",
    severity: Severity::Error,
    doc: manual!("sensitive_output.rs"),
    check: Check::Terraform(&[Hook::Linked(check)]),
};

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let (Some(module), Some(body)) = (context.module, context.unit.hcl()) else { return };
    for block in body.blocks().filter(|b| TerraformBlock::of(&b.keyword.text) == TerraformBlock::Output) {
        let Some(value) = block.body.attribute("value") else { continue };
        let says_so =
            block.body.attribute("sensitive").is_some_and(|a| a.value.kind != ExprKind::Bool(false));
        if says_so {
            continue;
        }
        let Some(source) = sensitive(module, &value.value, &mut FxHashSet::default()) else { continue };
        if is_called(context, module) {
            continue;
        }
        let message =
            format!("the value depends on {source}, which is sensitive; the output must say so too");
        let text = &context.unit.text;
        let outer = indent_at(text, block.span.start);
        let edits = insert_in_block(text, block.body.span, outer, "sensitive = true\n");
        sink.report(value.value.span, message).fix("Add sensitive = true", edits);
    }
}

/// The sensitive variable, or call of `sensitive`, that `expr` depends on, through locals too.
fn sensitive(module: Module<'_>, expr: &Expr, seen: &mut FxHashSet<Key>) -> Option<String> {
    let mut found = None;
    visit(expr, &mut |root, name| {
        if found.is_some() {
            return;
        }
        let kind = match root {
            "sensitive" => {
                found = Some("sensitive(...)".to_owned());
                return;
            }
            "var" => SymbolKind::Variable,
            "local" => SymbolKind::Local,
            _ => return,
        };
        let key = Key::plain(kind, name);
        if !seen.insert(key.clone()) {
            return;
        }
        let Some(site) = module.definition(&key) else { return };
        if kind == SymbolKind::Local {
            found = site.attribute().and_then(|a| sensitive(module, &a.value, seen));
        } else if site.block().and_then(|b| b.body.attribute("sensitive")).is_some_and(|a| is_true(&a.value))
        {
            found = Some(format!("var.{name}"));
        }
    });
    found
}

fn is_true(expr: &Expr) -> bool {
    expr.kind == ExprKind::Bool(true) || expr.as_str() == Some("true")
}

/// Calls `each` on the first two words of every traversal in `expr`, and on the word `sensitive` for its calls, but for
/// what `nonsensitive` shows on purpose.
fn visit(expr: &Expr, each: &mut dyn FnMut(&str, &str)) {
    let mut shown: Vec<text::Span> = Vec::new();
    workspace::terraform::walk_expression(expr, &mut Vec::new(), &mut |inner, bound| match &inner.kind {
        ExprKind::Call { name, .. } if matches!(name.text.as_str(), "nonsensitive" | "issensitive") => {
            shown.push(inner.span);
        }
        ExprKind::Call { name, .. }
            if name.text == "sensitive" && !shown.iter().any(|s| s.contains(inner.span)) =>
        {
            each("sensitive", "");
        }
        ExprKind::Traversal { root, steps } if !bound.contains(&root.text) => {
            if let Some(Step::Attr(name)) = steps.first()
                && !shown.iter().any(|s| s.contains(inner.span))
            {
                each(&root.text, &name.text);
            }
        }
        _ => {}
    });
}

/// Whether another module of the workspace calls this one, so that its outputs are not printed.
fn is_called(context: &LinkedContext<'_>, module: Module<'_>) -> bool {
    context.workspace.modules().any(|other| {
        let mut calls = other.names().of_kind(SymbolKind::ModuleCall);
        calls.any(|(key, _)| {
            matches!(other.source_of_call(&key.name), Some(ModuleSource::Local(dir)) if dir == module.dir())
        })
    })
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn sensitivity_is_followed_through_locals() {
        check_rule(
            "TF-sensitive-output",
            r#"
//- /main.tf
variable "password" {
  sensitive = true
}
locals {
  url = "postgres://app:${var.password}@db"
}
output "url" {
  value = [local.url]
          ^^^^^^^^^^^ the value depends on var.password, which is sensitive; the output must say so too
}
output "shown" {
  value = nonsensitive(local.url)
}
module "m" {
  source = "./m"
}
//- /m/main.tf
variable "key" {
  sensitive = true
  default   = ""
}
output "key" {
  value = var.key
}
"#,
        );
        check_fix(
            "TF-sensitive-output",
            "variable \"p\" {\n  sensitive = true\n}\noutput \"p\" {\n  value = var.p\n}\n",
            "variable \"p\" {\n  sensitive = true\n}\noutput \"p\" {\n  value = var.p\n  sensitive = true\n}\n",
        );
    }
}

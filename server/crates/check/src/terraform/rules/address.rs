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
use crate::terraform::scope::Repetition;
use crate::terraform::{BlockContext, Hook};
use smol_str::SmolStr;
use syntax::hcl::{Attribute, Block, Expr, ExprKind, Ident, Step};
use text::{Span, TextEdit};
use workspace::{Key, Reference, Site, SymbolKind, TerraformBlock, UnitKind};

pub(crate) static RULE: Rule = Rule {
    code: "TF-address",
    title: "address that names no resource or module",
    severity: Severity::Error,
    doc: manual!("address.rs"),
    check: Check::Terraform(&[Hook::Block(check), Hook::Linked(check_target)]),
};

/// First words of references to what is no resource.
const RESERVED: [&str; 7] = ["var", "local", "each", "count", "path", "terraform", "self"];

/// What an address names.
#[derive(Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Target {
    is_module: bool,
    is_managed: bool,
    /// Whether the word `resource` stands before the type.
    has_word: bool,
    /// Whether one instance of it is chosen.
    has_index: bool,
    /// Whether one instance of a module around it is.
    has_module_index: bool,
}

fn check(context: &BlockContext<'_>, sink: &mut Sink<'_>) {
    let find = |name| context.block.body.attribute(name);
    match context.kind {
        TerraformBlock::Moved => {
            let ends =
                [find("from"), find("to")].map(|end| end.and_then(|a| Some((a, target(a, false, sink)?))));
            for (end, _) in ends.iter().flatten() {
                if let Some(index) = open_index(&end.value) {
                    sink.report(index, "an index in a move is written out: a number or a string");
                }
            }
            if let [Some((_, from)), Some((to, end))] = ends
                && from.is_module != end.is_module
            {
                sink.report(to.value.span, "a resource moves to a resource and a module to a module");
            }
        }
        TerraformBlock::Import => {
            if let Some(id) = find("id").filter(|id| id.value.kind == ExprKind::Null) {
                sink.report(id.value.span, "an import needs the ID of what is there, and null is none");
            }
            let Some(to) = find("to") else { return };
            if target(to, false, sink).is_some_and(|t| !t.is_managed || t.is_module) {
                sink.report(to.value.span, "only managed resources can be imported");
            }
        }
        TerraformBlock::Removed => {
            let Some(from) = find("from") else { return };
            removed(from, sink);
        }
        _ => {}
    }
}

fn removed(from: &Attribute, sink: &mut Sink<'_>) {
    let Some(target) = target(from, true, sink) else { return };
    let message = if !target.is_managed {
        "only managed resources and modules can be removed"
    } else if target.has_word {
        "what is removed is written without the word resource"
    } else if target.has_index || target.has_module_index {
        "a whole resource or module is removed: take the index away"
    } else {
        return;
    };
    sink.report(from.value.span, message);
}

/// What the address names; a fault is reported.
fn target(attribute: &Attribute, is_removed: bool, sink: &mut Sink<'_>) -> Option<Target> {
    let name = attribute.name.text.as_str();
    let value = &attribute.value;
    let ExprKind::Traversal { root, steps } = &value.kind else {
        let found = sink.report(value.span, format!("\"{name}\" takes an address, such as aws_vpc.main"));
        if let Some(text) = value.as_str() {
            found.fix("Remove the quotes", vec![TextEdit::replace(value.span, text)]);
        }
        return None;
    };
    let found = read(root, steps);
    if found.is_none() {
        let takes =
            "takes the address of a whole resource or module, such as aws_vpc.main, without an attribute";
        let finding = sink.report(value.span, format!("\"{name}\" {takes}"));
        // Validation takes these words for the type of a resource that is gone.
        if is_removed && RESERVED.contains(&root.text.as_str()) && steps.len() == 1 {
            finding.severity(Severity::Warning);
        }
    }
    found
}

/// Reads `module.NAME[INDEX]...` and perhaps `data.TYPE.NAME[INDEX]` or `TYPE.NAME[INDEX]` after it.
fn read(root: &Ident, steps: &[Step]) -> Option<Target> {
    let mut target = Target {
        is_module: true,
        is_managed: true,
        has_word: false,
        has_index: false,
        has_module_index: false,
    };
    let mut rest = steps;
    let mut word = root.text.as_str();
    while word == "module" {
        let [Step::Attr(_), after @ ..] = rest else { return None };
        let (index, after) = indexed(after);
        let [Step::Attr(next), deeper @ ..] = after else {
            target.has_index = index;
            return after.is_empty().then_some(target);
        };
        target.has_module_index |= index;
        (word, rest) = (&next.text, deeper);
    }
    target.is_module = false;
    if RESERVED.contains(&word) {
        return None;
    }
    if matches!(word, "data" | "resource" | "ephemeral") {
        (target.is_managed, target.has_word) = (word == "resource", true);
        let [Step::Attr(_), after @ ..] = rest else { return None };
        rest = after;
    }
    let [Step::Attr(_), after @ ..] = rest else { return None };
    let (index, after) = indexed(after);
    target.has_index = index;
    after.is_empty().then_some(target)
}

fn indexed(steps: &[Step]) -> (bool, &[Step]) {
    match steps {
        [Step::Index(..) | Step::LegacyIndex(..), after @ ..] => (true, after),
        _ => (false, steps),
    }
}

/// The first index that is not written out.
fn open_index(address: &Expr) -> Option<Span> {
    let ExprKind::Traversal { steps, .. } = &address.kind else { return None };
    steps.iter().find_map(|step| match step {
        Step::Index(_, key) if !matches!(key.kind, ExprKind::Number(_) | ExprKind::String(_)) => {
            Some(key.span)
        }
        _ => None,
    })
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
        if let Some(block) = module.definition(&reference.key).and_then(Site::block) {
            instance(context, reference, block, sink);
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

/// Whether the import chooses an instance of `block` where there are several, and none where there is one.
fn instance(context: &LinkedContext<'_>, reference: &Reference, block: &Block, sink: &mut Sink<'_>) {
    let import = context.unit.hcl().into_iter().flat_map(syntax::hcl::Body::blocks);
    let mut targets = import.filter_map(|b| b.body.attribute("to")).map(|a| &a.value);
    let Some(to) = targets.find(|to| to.span.contains(reference.span)) else { return };
    let ExprKind::Traversal { root, steps } = &to.kind else { return };
    let after = if root.text == "resource" { 2 } else { 1 };
    let index = match steps.get(after) {
        Some(Step::Index(_, key)) => match key.kind {
            ExprKind::Number(_) => Some(Repetition::Count),
            ExprKind::String(_) => Some(Repetition::ForEach),
            _ => return,
        },
        Some(Step::LegacyIndex(..)) => Some(Repetition::Count),
        _ => None,
    };
    let Key { qualifier, name, .. } = &reference.key;
    let address = format!("{qualifier}.{name}");
    let message = match (Repetition::of(block), index) {
        (Repetition::Single, None)
        | (Repetition::Count, Some(Repetition::Count))
        | (Repetition::ForEach, Some(Repetition::ForEach)) => return,
        (Repetition::Single, Some(_)) => format!("{address} is one instance: take the index away"),
        (Repetition::Count, _) => format!("{address} sets count: choose an instance, such as {address}[0]"),
        (Repetition::ForEach, _) => {
            format!("{address} sets for_each: choose an instance, such as {address}[\"KEY\"]")
        }
    };
    sink.report(to.span, message);
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
       ^^^^^^^^^^^^ "to" takes the address of a whole resource or module, such as aws_vpc.main, without an attribute
  id = "vpc-1"
}
import {
  to = aws_vpc.gone
       ^^^^^^^^^^^^ no resource aws_vpc.gone is declared to import into
  id = "vpc-1"
}
moved {
  from = module.a.module.b
  to   = module.c[var.x]
                  ^^^^^ an index in a move is written out: a number or a string
}
removed {
  from = module.a[0].aws_vpc.c
         ^^^^^^^^^^^^^^^^^^^^^ a whole resource or module is removed: take the index away
}
removed {
  from = aws_vpc.c[0]
         ^^^^^^^^^^^^ a whole resource or module is removed: take the index away
}
"#,
        );
    }
}

//! Evaluates every expression of a unit against what its place takes.

use super::convert::convert;
use super::evaluate::{Evaluator, first_reference, is_repeatable, literal};
use super::fault::{Fault, FaultKind};
use super::language::Takes;
use super::providers::Providers;
use super::schema::{Argument, BodySchema};
use super::scope::{Scope, Types};
use super::statics::{Around, judge};
use super::types::{Field, Ty};
use crate::context::LinkedContext;
use smol_str::SmolStr;
use std::cell::Cell;
use syntax::hcl::{Attribute, Block, Body, Expr, ExprKind};
use workspace::terraform::{dynamic_iterator, is_expression, walk_body};
use workspace::{Key, Module, Site, SymbolKind, TerraformBlock, UnitKind};

/// What the expressions of the context's unit do wrong, and of each fault whether `terraform validate` sees it, too:
/// it takes resources for values of any type, and leaves to the plan what follows from theirs.
pub(crate) fn faults(context: &LinkedContext<'_>, types: &Types) -> Vec<(Fault, bool)> {
    let (Some(body), Some(module)) = (context.unit.hcl(), context.module) else { return Vec::new() };
    let scope = Scope { module, providers: &context.environment.providers, types, is_strict: false };
    let mut out = Vec::new();
    if context.unit.kind == UnitKind::TerraformValues {
        // Validation does not read values, the plan does.
        out.extend(body.attributes().filter_map(|a| Some((value_fault(&scope, a)?, false))));
        return out;
    }
    for block in body.blocks() {
        let kind = TerraformBlock::of(&block.keyword.text);
        let certain = statics(&scope, block, kind, kind == TerraformBlock::Module);
        if kind == TerraformBlock::Module {
            // Validation does not ask whether a call that reads count or each sets it.
            let left = statics(&scope, block, kind, false).into_iter().filter(|f| !certain.contains(f));
            out.extend(left.map(|fault| (fault, false)));
        }
        out.extend(certain.into_iter().map(|fault| (fault, true)));
        let found = evaluate(scope, block, kind);
        if !found.is_empty() {
            let strict = evaluate(Scope { types: &Types::default(), is_strict: true, ..scope }, block, kind);
            out.extend(found.into_iter().map(|fault| {
                let is_strict = strict.iter().any(|s| s.span == fault.span && s.kind == fault.kind);
                (fault, is_strict)
            }));
        }
    }
    out
}

/// What is wrong with the value that a `*.tfvars` file gives a variable.
fn value_fault(scope: &Scope<'_>, attribute: &Attribute) -> Option<Fault> {
    let (name, expr) = (&attribute.name.text, &attribute.value);
    if let Some(culprit) = first_reference(expr) {
        let message = format!("\"{name}\" takes a literal value here");
        return Some(Fault::new(FaultKind::Type, culprit.span, message));
    }
    let mismatch = convert(&literal(expr), &scope.variable(name)).err()?;
    let colon = if mismatch.path.is_empty() { "" } else { ":" };
    Some(Fault::new(FaultKind::Type, mismatch.span(expr), format!("\"{name}\"{colon} {mismatch}")))
}

fn evaluate(scope: Scope<'_>, block: &Block, kind: TerraformBlock) -> Vec<Fault> {
    let mut typing = Typing { scope, evaluator: Evaluator::new(Some(scope)) };
    typing.block(block, kind);
    typing.evaluator.faults
}

/// Judges every traversal of `block`, evaluated or not. Where it `is_repeated`, count and each are known in it.
fn statics(scope: &Scope<'_>, block: &Block, kind: TerraformBlock, is_repeated: bool) -> Vec<Fault> {
    let mut out = Vec::new();
    if matches!(kind, TerraformBlock::Terraform | TerraformBlock::Unknown) {
        return out;
    }
    let repeats = matches!(
        kind,
        TerraformBlock::Resource
            | TerraformBlock::Data
            | TerraformBlock::Ephemeral
            | TerraformBlock::Module
            | TerraformBlock::Import
    );
    let has = |name| is_repeated || repeats && block.body.attribute(name).is_some();
    let (count, each) = (has("count"), has("for_each"));
    let this_body = scope.providers.body(block, kind, block.label(0).unwrap_or_default());
    let around = Cell::new(Around::default());
    let enter = |path: &[&str], attribute: &Attribute| {
        let name = attribute.name.text.as_str();
        let is_repetition = path.is_empty() && matches!(name, "count" | "for_each");
        let this = path.iter().any(|p| matches!(*p, "provisioner" | "connection" | "postcondition"));
        around.set(Around { count: count && !is_repetition, each: each && !is_repetition, this, this_body });
        is_expression(kind, path, name) && !(path == ["provisioner"] && matches!(name, "when" | "on_failure"))
    };
    walk_body(&block.body, &mut Vec::new(), &mut Vec::new(), &enter, &mut |expr, bound| {
        if let ExprKind::Traversal { root, steps } = &expr.kind
            && !bound.contains(&root.text)
        {
            judge(scope, around.get(), root, steps, expr.span, &mut out);
        }
    });
    out
}

struct Typing<'a> {
    scope: Scope<'a>,
    evaluator: Evaluator<'a>,
}

impl Typing<'_> {
    fn block(&mut self, block: &Block, kind: TerraformBlock) {
        match kind {
            TerraformBlock::Terraform
            | TerraformBlock::Moved
            | TerraformBlock::Removed
            | TerraformBlock::Unknown => {}
            TerraformBlock::Locals => {
                for attribute in block.body.attributes() {
                    self.evaluator.value(&attribute.value);
                }
            }
            TerraformBlock::Module => self.call(block),
            _ => {
                let this = self.scope.providers.body(block, kind, block.label(0).unwrap_or_default());
                self.evaluator.this = this.map_or(Ty::Any, |body| Ty::Body { body, nested: false });
                if kind == TerraformBlock::Variable {
                    self.variable_default(block);
                }
                let schema = BodySchema::of_block(block, kind, self.scope.providers);
                self.body(&block.body, schema);
            }
        }
    }

    fn body(&mut self, body: &Body, schema: BodySchema) {
        for attribute in body.attributes() {
            self.argument(attribute, schema);
        }
        for block in body.blocks() {
            if block.keyword.text == "dynamic" {
                self.dynamic(block, schema);
            } else if let Some(nested) = schema.block(&block.keyword.text) {
                let inner = nested.body(block, self.scope.providers);
                self.body(&block.body, inner);
            }
        }
    }

    fn argument(&mut self, attribute: &Attribute, schema: BodySchema) {
        let (name, value) = (attribute.name.text.as_str(), &attribute.value);
        match schema.argument(name) {
            Some(Argument::Language(argument)) => match argument.takes {
                // A message is made when its condition fails.
                Takes::String if name == "error_message" && self.evaluator.value(value) != Ty::Null => {}
                Takes::String => drop(self.convert(name, value, &Ty::STRING)),
                Takes::Number => self.count(name, value),
                Takes::Bool if name == "condition" => self.condition(value),
                Takes::Bool => drop(self.convert(name, value, &Ty::BOOL)),
                Takes::Anything if name == "for_each" => self.for_each(value),
                Takes::Anything => drop(self.evaluator.value(value)),
                _ => {}
            },
            Some(Argument::Provider(attr)) => drop(self.convert(name, value, &Ty::of_attr(attr))),
            Some(Argument::ObjectBlock(block)) => {
                self.convert(name, value, &Ty::of_blocks(block.nesting(), block.body()));
            }
            None if schema.open => drop(self.evaluator.value(value)),
            None => {}
        }
    }

    fn convert(&mut self, name: &str, expr: &Expr, wanted: &Ty) -> Ty {
        let value = self.evaluator.value(expr);
        if let Err(mismatch) = convert(&value, wanted) {
            let colon = if mismatch.path.is_empty() { "" } else { ":" };
            let message = format!("\"{name}\"{colon} {mismatch}");
            self.evaluator.fault(FaultKind::Type, mismatch.span(expr), message);
        }
        value
    }

    /// What a condition gives is judged when it is known.
    fn condition(&mut self, expr: &Expr) {
        let value = self.evaluator.value(expr);
        if value.is_known()
            && let Err(mismatch) = convert(&value, &Ty::BOOL)
        {
            self.evaluator.fault(FaultKind::Type, expr.span, format!("\"condition\" {mismatch}"));
        }
    }

    fn count(&mut self, name: &str, expr: &Expr) {
        if name != "count" {
            self.convert(name, expr, &Ty::NUMBER);
            return;
        }
        let value = self.convert(name, expr, &Ty::NUMBER);
        let problem = match value {
            Ty::Null => "\"count\" cannot be null",
            Ty::Number(Some(text)) if text.starts_with('-') => "\"count\" cannot be negative",
            Ty::Number(Some(text)) if text.parse::<f64>().is_ok_and(|n| n.fract() != 0.0) => {
                "\"count\" is a whole number"
            }
            _ => return,
        };
        self.evaluator.fault(FaultKind::Type, expr.span, problem);
    }

    fn for_each(&mut self, expr: &Expr) {
        let value = self.evaluator.value(expr);
        let message = match &value {
            Ty::Null => "for_each cannot be null".to_owned(),
            value if !is_repeatable(value) => {
                let advice =
                    if matches!(value, Ty::List(_) | Ty::Tuple { .. }) { "; write toset(...)" } else { "" };
                format!("for_each takes a map or a set of strings, not a {}{advice}", value.title())
            }
            _ => return,
        };
        self.evaluator.fault(FaultKind::Iteration, expr.span, message);
    }

    fn dynamic(&mut self, block: &Block, schema: BodySchema) {
        let (Some(iterator), Some(nested)) =
            (dynamic_iterator(block), block.label(0).and_then(|l| schema.block(l)))
        else {
            return;
        };
        let Some(for_each) = block.body.attribute("for_each") else { return };
        let collection = self.evaluator.value(&for_each.value);
        let elements: Vec<(Ty, Ty)> = match &collection {
            Ty::Tuple { items, known: true } => items.iter().map(|item| (Ty::NUMBER, item.clone())).collect(),
            Ty::Object { fields, known: true } => {
                fields.iter().map(|f| (Ty::String(Some(f.name.clone())), f.ty.clone())).collect()
            }
            Ty::Null => return self.not_iterable(&for_each.value, &collection),
            other if other.element().is_none() => return self.not_iterable(&for_each.value, other),
            // Terraform does not evaluate the content before it knows the collection.
            _ => return,
        };
        for (key, value) in elements.into_iter().take(16) {
            let field = |name: &str, ty| Field { name: SmolStr::new(name), ty, optional: false };
            let fields = [field("key", key), field("value", value)].into();
            self.evaluator.bound.push((iterator.clone(), Ty::Object { fields, known: true }));
            for content in block.body.blocks_named("content") {
                let inner = nested.body(content, self.scope.providers);
                self.body(&content.body, inner);
            }
            self.evaluator.bound.pop();
        }
    }

    fn not_iterable(&mut self, expr: &Expr, value: &Ty) {
        let message = format!("for_each of a dynamic block takes a list, set or map, not {}", value.title());
        self.evaluator.fault(FaultKind::Iteration, expr.span, message);
    }

    fn variable_default(&mut self, block: &Block) {
        let Some(default) = block.body.attribute("default") else { return };
        if default.value.kind == ExprKind::Null && !takes_null(block) {
            let message = "\"default\" cannot be null where nullable is false";
            self.evaluator.fault(FaultKind::Type, default.value.span, message);
        }
        let constraint = block.body.attribute("type");
        let wanted = constraint.map_or(Ty::Any, |a| super::constraint::parse(&a.value).0);
        self.convert("default", &default.value, &wanted);
    }

    fn call(&mut self, block: &Block) {
        let child = block.label(0).and_then(|name| self.scope.module.child(name));
        let schema = BodySchema::of_block(block, TerraformBlock::Module, self.scope.providers);
        for attribute in block.body.attributes() {
            let name = attribute.name.text.as_str();
            match (child, schema.argument(name)) {
                (Some(child), None) => {
                    let wanted = variable_of(child, name, self.scope.types);
                    let value = self.convert(name, &attribute.value, &wanted);
                    if value == Ty::Null && !is_nullable(child, name) {
                        let message =
                            format!("\"{name}\" cannot be null: the variable says nullable = false");
                        self.evaluator.fault(FaultKind::Type, attribute.value.span, message);
                    }
                }
                _ => self.argument(attribute, schema),
            }
        }
    }
}

fn variable_of(child: Module<'_>, name: &str, types: &Types) -> Ty {
    let providers = Providers::default();
    Scope { module: child, providers: &providers, types, is_strict: false }.variable(name)
}

fn is_nullable(child: Module<'_>, variable: &str) -> bool {
    let site = child.definition(&Key::plain(SymbolKind::Variable, variable));
    site.and_then(Site::block).is_none_or(takes_null)
}

/// Whether a variable's block lets it be null.
fn takes_null(variable: &Block) -> bool {
    variable.body.attribute("nullable").is_none_or(|a| a.value.kind != ExprKind::Bool(false))
}

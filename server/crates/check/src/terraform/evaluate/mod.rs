//! Expressions to types, with as much of the value as is written, as `terraform validate` evaluates them: variables
//! and resources are unknown values of their types, so that what depends on them is judged by type alone.

mod access;
mod call;
mod constant;
mod operators;
mod references;
mod returns;

use super::convert::convert;
use super::fault::{Fault, FaultKind};
use super::scope::Scope;
use super::types::{Field, Ty};
pub(crate) use access::judge_steps;
pub(crate) use constant::canonical_network;
use operators::number_text;
pub(crate) use references::is_static;
use smol_str::SmolStr;
use syntax::hcl::{Expr, ExprKind, For, Ident, ObjectEntry, ObjectKey, TemplatePart};
use workspace::Key;
use workspace::terraform::walk_expression;

/// Deeper expressions and longer chains of locals are taken for anything.
const DEEPEST: usize = 64;
/// More elements of a written-out collection are not walked one by one.
const MOST_ELEMENTS: usize = 64;

/// Evaluates expressions of one block.
pub(crate) struct Evaluator<'a> {
    scope: Option<Scope<'a>>,
    /// Names bound around the expression, the innermost last.
    pub(crate) bound: Vec<(SmolStr, Ty)>,
    /// What `self` is.
    pub(crate) this: Ty,
    /// What was found.
    pub(crate) faults: Vec<Fault>,
    /// Names being evaluated, to stop at cycles.
    pending: Vec<(camino::Utf8PathBuf, Key)>,
    /// Whether a cycle or the depth limit cut an evaluation short, so that its result must not be kept.
    is_cut: std::cell::Cell<bool>,
    depth: usize,
}

/// The value of an expression without references.
pub(crate) fn literal(expr: &Expr) -> Ty {
    Evaluator::new(None).value(expr)
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(scope: Option<Scope<'a>>) -> Self {
        let (bound, faults, pending) = (Vec::new(), Vec::new(), Vec::new());
        Self { scope, bound, this: Ty::Any, faults, pending, is_cut: false.into(), depth: 0 }
    }

    /// The value of `expr`, the definition of `key` in `scope`, and whether it may be kept. Its faults are reported
    /// where it is written, not here.
    pub(crate) fn elsewhere(&self, scope: Scope<'_>, key: &Key, expr: &Expr) -> (Ty, bool) {
        let at = (scope.module.dir().to_path_buf(), key.clone());
        if self.pending.contains(&at) || self.pending.len() >= DEEPEST {
            self.is_cut.set(true);
            return (Ty::Any, false);
        }
        let mut pending = self.pending.clone();
        pending.push(at);
        let mut other = Evaluator { pending, ..Evaluator::new(Some(scope)) };
        let ty = other.value(expr);
        let is_cut = other.is_cut.get();
        if is_cut {
            self.is_cut.set(true);
        }
        (ty, !is_cut)
    }

    pub(crate) fn fault(&mut self, kind: FaultKind, span: text::Span, message: impl Into<String>) {
        self.faults.push(Fault::new(kind, span, message));
    }

    /// The value of `expr`, as far as it is known.
    pub(crate) fn value(&mut self, expr: &Expr) -> Ty {
        if self.depth >= DEEPEST * 4 {
            self.is_cut.set(true);
            return Ty::Any;
        }
        self.depth += 1;
        let ty = self.kind(expr);
        self.depth -= 1;
        ty
    }

    fn kind(&mut self, expr: &Expr) -> Ty {
        match &expr.kind {
            ExprKind::Null => Ty::Null,
            ExprKind::Bool(value) => Ty::Bool(Some(*value)),
            ExprKind::Number(text) => Ty::Number(Some(text.clone())),
            ExprKind::String(text) | ExprKind::Heredoc(text) => Ty::String(Some(text.clone())),
            ExprKind::Template(parts) => self.template(parts),
            ExprKind::List(items) => {
                Ty::Tuple { items: items.iter().map(|item| self.value(item)).collect(), known: true }
            }
            ExprKind::Object(entries) => self.object(entries),
            ExprKind::Traversal { root, steps } => self.traversal(root, steps),
            ExprKind::Access { base, steps } => {
                let base = self.value(base);
                self.steps(base, steps)
            }
            ExprKind::Call { name, args, expand } => self.call(name, args, *expand),
            ExprKind::Unary { op, operand } => self.unary(op, operand),
            ExprKind::Binary { op, left, right } => self.binary(op, left, right),
            ExprKind::Conditional { test, then, otherwise } => {
                self.conditional(expr.span, test, then, otherwise)
            }
            ExprKind::For(inner) => self.for_expression(inner),
            ExprKind::Paren(inner) => self.value(inner),
            ExprKind::Invalid => Ty::Any,
        }
    }

    fn object(&mut self, entries: &[ObjectEntry]) -> Ty {
        let mut fields: Vec<Field> = Vec::with_capacity(entries.len());
        let mut known = true;
        for entry in entries {
            let name = match &entry.key {
                ObjectKey::Ident(name) => Some(name.text.clone()),
                ObjectKey::Expr(key) => self.key(key),
            };
            let ty = self.value(&entry.value);
            match name {
                // A later entry of the same name wins.
                Some(name) => match fields.iter_mut().find(|f| f.name == name) {
                    Some(field) => field.ty = ty,
                    None => fields.push(Field { name, ty, optional: false }),
                },
                None => known = false,
            }
        }
        if known { Ty::Object { fields: fields.into(), known: true } } else { Ty::Any }
    }

    /// The text of an object's key, where it is known.
    fn key(&mut self, key: &Expr) -> Option<SmolStr> {
        let ty = self.value(key);
        if ty == Ty::Null {
            self.fault(FaultKind::Type, key.span, "null cannot be a key");
        } else if ty != Ty::Any && !ty.is_primitive() {
            self.fault(
                FaultKind::Type,
                key.span,
                format!("a {} cannot be a key, which is a string", ty.title()),
            );
        }
        primitive_text(&ty)
    }

    fn template(&mut self, parts: &[TemplatePart]) -> Ty {
        // A lone interpolation gives the value itself, not a string.
        if let [TemplatePart::Interpolation(inner)] = parts {
            return self.value(inner);
        }
        self.parts(parts);
        Ty::STRING
    }

    fn parts(&mut self, parts: &[TemplatePart]) {
        for part in parts {
            match part {
                TemplatePart::Literal(_) => {}
                TemplatePart::Interpolation(inner) => {
                    let ty = self.value(inner);
                    if ty == Ty::Null {
                        self.fault(FaultKind::Operand, inner.span, "null cannot stand in a string");
                    } else if ty != Ty::Any && !ty.is_primitive() && !self.is_left_to_plan(&ty) {
                        let message = format!(
                            "a {} cannot stand in a string; take a part of it or use jsonencode",
                            ty.title()
                        );
                        self.fault(FaultKind::Operand, inner.span, message);
                    }
                }
                TemplatePart::Directive { locals, exprs, parts, .. } if locals.is_empty() => {
                    self.conditions(exprs);
                    self.parts(parts);
                }
                TemplatePart::Directive { locals, exprs, parts, .. } => self.loop_parts(locals, exprs, parts),
            }
        }
    }

    /// Whether validation lets a value pass because it is not known yet.
    fn is_left_to_plan(&self, ty: &Ty) -> bool {
        !ty.is_known() && self.scope.is_some_and(|scope| scope.is_strict)
    }

    /// The expressions of `%{if ...}`.
    fn conditions(&mut self, exprs: &[Expr]) {
        let Some((test, rest)) = exprs.split_first() else { return };
        let value = self.value(test);
        if value == Ty::Null || (!self.is_left_to_plan(&value) && convert(&value, &Ty::BOOL).is_err()) {
            let message = format!("the condition needs a bool, not a {}", value.title());
            self.fault(FaultKind::Operand, test.span, message);
        }
        for inner in rest {
            self.value(inner);
        }
    }

    /// `%{for ...}`, whose parts are evaluated for each element where the collection is known.
    fn loop_parts(&mut self, locals: &[Ident], exprs: &[Expr], parts: &[TemplatePart]) {
        let Some((collection, rest)) = exprs.split_first() else { return };
        for inner in rest {
            self.value(inner);
        }
        let value = self.value(collection);
        let Some(elements) = self.elements(&value, collection) else { return };
        let Some((last, keys)) = locals.split_last() else { return };
        for (key, element) in elements {
            let outer = self.bound.len();
            self.bound.extend(keys.iter().map(|name| (name.text.clone(), key.clone())));
            self.bound.push((last.text.clone(), element));
            self.parts(parts);
            self.bound.truncate(outer);
        }
    }

    /// The keys and values of a known collection; `None` where it is not known. What cannot be walked is reported.
    fn elements(&mut self, collection: &Ty, expr: &Expr) -> Option<Vec<(Ty, Ty)>> {
        match collection {
            Ty::Tuple { items, known: true } if items.len() <= MOST_ELEMENTS => {
                let numbered = items.iter().enumerate();
                Some(numbered.map(|(at, ty)| (Ty::Number(Some(number_text(at))), ty.clone())).collect())
            }
            Ty::Object { fields, known: true } if fields.len() <= MOST_ELEMENTS => {
                let named = fields.iter();
                Some(named.map(|f| (Ty::String(Some(f.name.clone())), f.ty.clone())).collect())
            }
            other if *other == Ty::Null || other.element().is_none() => {
                let message =
                    format!("for cannot walk a {}; it takes a list, set, map or object", other.title());
                self.fault(FaultKind::Iteration, expr.span, message);
                Some(Vec::new())
            }
            // Terraform does not look into the loop before it knows what it walks.
            _ => None,
        }
    }

    fn for_expression(&mut self, inner: &For) -> Ty {
        let collection = self.value(&inner.collection);
        match self.elements(&collection, &inner.collection) {
            Some(elements) => self.for_elements(inner, elements),
            None => Ty::Any,
        }
    }

    fn for_elements(&mut self, inner: &For, elements: Vec<(Ty, Ty)>) -> Ty {
        let (mut items, mut fields, mut known) = (Vec::new(), Vec::<Field>::new(), true);
        for (key, value) in elements {
            let outer = self.bound.len();
            if let Some(name) = &inner.key {
                self.bound.push((name.text.clone(), key));
            }
            self.bound.push((inner.value.text.clone(), value));
            let keep =
                inner.condition.as_ref().map_or(Ty::Bool(Some(true)), |c| self.boolean(c, "the condition"));
            known &= matches!(keep, Ty::Bool(Some(_)));
            if keep != Ty::Bool(Some(false)) {
                let name = inner.key_expr.as_ref().map(|key| self.key(key));
                let ty = self.value(&inner.value_expr);
                match name {
                    None => items.push(ty),
                    Some(Some(name)) if !inner.grouping => {
                        if fields.iter().any(|f| f.name == name) {
                            let message = format!(
                                "two elements have the key \"{name}\"; write ... after the value to group them"
                            );
                            let span = inner.key_expr.as_ref().map_or(inner.value.span, |key| key.span);
                            self.fault(FaultKind::Type, span, message);
                        }
                        fields.push(Field { name, ty, optional: false });
                    }
                    Some(_) => known = false,
                }
            }
            self.bound.truncate(outer);
        }
        match (known, &inner.key_expr) {
            (false, _) => Ty::Any,
            (true, None) => Ty::Tuple { items: items.into(), known: true },
            (true, Some(_)) => Ty::Object { fields: fields.into(), known: true },
        }
    }
}

/// The text of a known string, number or boolean.
pub(crate) fn primitive_text(ty: &Ty) -> Option<SmolStr> {
    match ty {
        Ty::String(text) | Ty::Number(text) => text.clone(),
        Ty::Bool(value) => value.map(|v| if v { "true".into() } else { "false".into() }),
        _ => None,
    }
}

/// Whether `for_each` of a resource takes `ty`: a map, an object or a set of strings.
pub(crate) fn is_repeatable(ty: &Ty) -> bool {
    match ty {
        Ty::Any | Ty::Map(_) | Ty::Object { .. } | Ty::Body { .. } => true,
        Ty::Set(element) => matches!(**element, Ty::Any | Ty::String(_)),
        _ => false,
    }
}

/// The first part of `expr` that is a reference or a call.
pub(crate) fn first_reference(expr: &Expr) -> Option<&Expr> {
    let mut found = None;
    walk_expression(expr, &mut Vec::new(), &mut |inner, bound| {
        let is_reference = match &inner.kind {
            ExprKind::Traversal { root, .. } => !bound.contains(&root.text),
            ExprKind::Call { .. } => true,
            _ => false,
        };
        if is_reference && found.is_none() {
            found = Some(inner);
        }
    });
    found
}

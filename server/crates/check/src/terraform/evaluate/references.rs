use super::Evaluator;
use crate::nearest;
use crate::terraform::fault::{Fault, FaultKind};
use crate::terraform::scope::Repetition;
use crate::terraform::types::Ty;
use smol_str::SmolStr;
use syntax::hcl::{ExprKind, Ident, Step};
use workspace::{Key, SymbolKind};

impl Evaluator<'_> {
    /// What a traversal reads. What can be told without evaluating anything (that something is declared, that a
    /// resource has an attribute) is reported elsewhere, for traversals that are never evaluated too.
    pub(super) fn traversal(&mut self, root: &Ident, steps: &[Step]) -> Ty {
        if let Some((_, ty)) = self.bound.iter().rev().find(|(name, _)| *name == root.text) {
            let ty = ty.clone();
            return self.steps(ty, steps);
        }
        let Some(scope) = self.scope else { return Ty::Any };
        let named = |at: usize| match steps.get(at) {
            Some(Step::Attr(name)) => Some(&name.text),
            _ => None,
        };
        let rest = |from: usize| steps.get(from..).unwrap_or_default();
        match (root.text.as_str(), named(0), named(1)) {
            ("var", Some(name), _) => {
                let ty = scope.variable(name);
                self.steps(ty, rest(1))
            }
            ("local", Some(name), _) => {
                let ty = scope.local(name, self);
                self.steps(ty, rest(1))
            }
            ("module", Some(call), _) => self.module(call, rest(1)),
            ("data", Some(of), Some(name)) => self.resource(SymbolKind::DataSource, of, name, rest(2)),
            ("resource", Some(of), Some(name)) => self.resource(SymbolKind::Resource, of, name, rest(2)),
            ("path" | "terraform", Some(_), _) => self.steps(Ty::STRING, rest(1)),
            ("count", Some(_), _) => self.steps(Ty::NUMBER, rest(1)),
            ("each", Some(name), _) if name == "key" => self.steps(Ty::STRING, rest(1)),
            ("self", ..) => {
                let fixed = steps.iter().take_while(|s| is_static(s)).count();
                self.after_static(self.this.clone(), steps, fixed)
            }
            ("each" | "ephemeral" | "var" | "local" | "module" | "data" | "resource", ..) => Ty::Any,
            (_, Some(name), _) => self.resource(SymbolKind::Resource, &root.text, name, rest(1)),
            _ => Ty::Any,
        }
    }

    fn resource(&mut self, kind: SymbolKind, of: &SmolStr, name: &SmolStr, rest: &[Step]) -> Ty {
        if self.scope.is_none_or(|scope| scope.is_strict) {
            return Ty::Any;
        }
        let key = Key::new(kind, of.clone(), name.clone());
        let found = self.scope.and_then(|scope| scope.resource(&key));
        let Some((body, repetition)) = found.and_then(|r| Some((r.body?, r.repetition))) else {
            return Ty::Any;
        };
        let value = repetition.of_instances(Ty::Body { body, nested: false });
        self.after_static(value, rest, rest.iter().take_while(|s| is_static(s)).count())
    }

    fn module(&mut self, call: &str, rest: &[Step]) -> Ty {
        let Some(scope) = self.scope else { return Ty::Any };
        let value = scope.call(call, self);
        let repetition = scope.call_repetition(call);
        let output = match (repetition, rest) {
            (Repetition::Single, [Step::Attr(output), ..]) => Some(output),
            (Repetition::Count | Repetition::ForEach, [Step::Index(..), Step::Attr(output), ..]) => {
                Some(output)
            }
            _ => None,
        };
        if let (Ty::Object { .. }, Some(output)) = (&value, output)
            && value.field(&output.text).is_none()
        {
            let meant = nearest(&output.text, value.field_names()).map(str::to_owned);
            let message = format!("module \"{call}\" has no output \"{}\"", output.text);
            let fault = Fault::new(FaultKind::Attribute, output.span, message);
            self.faults.push(fault.meant(output.span, meant.as_deref()));
            return Ty::Any;
        }
        self.steps(repetition.of_instances(value), rest)
    }

    /// The steps after the first `skip`, which are judged elsewhere.
    fn after_static(&mut self, value: Ty, steps: &[Step], skip: usize) -> Ty {
        let known = self.faults.len();
        let (before, after) = steps.split_at(skip.min(steps.len()));
        // A splat takes the steps after it along.
        if before.iter().any(|s| matches!(s, Step::AttrSplat(_) | Step::FullSplat(_))) {
            return self.steps(value, steps);
        }
        let value = self.steps(value, before);
        self.faults.truncate(known);
        self.steps(value, after)
    }
}

/// Whether a step is part of a reference that can be judged without evaluating anything.
pub(crate) fn is_static(step: &Step) -> bool {
    match step {
        Step::Attr(_) | Step::LegacyIndex(..) => true,
        Step::Index(_, key) => matches!(key.kind, ExprKind::Number(_) | ExprKind::String(_)),
        Step::AttrSplat(_) | Step::FullSplat(_) => false,
    }
}

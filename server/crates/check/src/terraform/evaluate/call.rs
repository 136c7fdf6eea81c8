use super::{Evaluator, constant, returns::returned};
use crate::terraform::convert::convert;
use crate::terraform::fault::FaultKind;
use crate::terraform::function_table::{Function, ParameterType, find};
use crate::terraform::types::Ty;
use syntax::hcl::{Expr, ExprKind, Ident};

impl Evaluator<'_> {
    /// The value of a call. Unknown functions and wrong numbers of arguments are reported elsewhere.
    pub(super) fn call(&mut self, name: &Ident, args: &[Expr], expand: bool) -> Ty {
        let Some(function) = find(&name.text) else {
            for arg in args {
                self.value(arg);
            }
            return Ty::Any;
        };
        let reported = self.faults.len();
        let values: Vec<Ty> = args.iter().map(|arg| self.value(arg)).collect();
        if matches!(function.name, "try" | "can") {
            // They exist to catch what their arguments do wrong.
            self.faults.truncate(reported);
            return if function.name == "can" { Ty::BOOL } else { Ty::Any };
        }
        if expand {
            if let (Some(arg), Some(value)) = (args.last(), values.last())
                && !matches!(value, Ty::Any | Ty::List(_) | Ty::Set(_) | Ty::Tuple { .. })
            {
                let message = format!("only a list can be spread out by ..., not {}", value.title());
                self.fault(FaultKind::Call, arg.span, message);
            }
            return match function.returns.ty() {
                Ty::List(_) | Ty::Set(_) | Ty::Map(_) => Ty::Any,
                ty => ty,
            };
        }
        let before = self.faults.len();
        for (at, (arg, value)) in args.iter().zip(&values).enumerate() {
            let Some((parameter, wanted)) = function.parameter(at) else { break };
            self.argument(function, parameter, wanted, arg, value);
        }
        if self.faults.len() > before {
            return function.returns.ty();
        }
        let refused = Self::is_template_written_out(function, args.first());
        // Terraform calls a function when all of its arguments are known.
        let is_called = values.iter().all(Ty::is_known) || self.scope.is_none_or(|scope| !scope.is_strict);
        let refused =
            refused.or_else(|| if is_called { constant::refused(function.name, &values) } else { None });
        let outcome = match refused {
            Some(refusal) => Err(refusal),
            None => returned(function, &values).map_err(|message| (0, message)),
        };
        outcome.unwrap_or_else(|(at, message)| {
            let span = args.get(at).map_or(name.span, |arg| arg.span);
            self.fault(FaultKind::Call, span, format!("{}: {message}", function.name));
            Ty::Any
        })
    }

    /// `templatestring` is for templates that something else gives.
    fn is_template_written_out(function: &Function, first: Option<&Expr>) -> Option<constant::Refusal> {
        let is_written = function.name == "templatestring"
            && !matches!(first?.kind, ExprKind::Traversal { .. } | ExprKind::Access { .. });
        is_written.then(|| (0, "the template is written out; write it in quotes without the function".into()))
    }

    fn argument(
        &mut self,
        function: &Function,
        parameter: &str,
        wanted: ParameterType,
        arg: &Expr,
        value: &Ty,
    ) {
        // The template is looked at when it is known.
        if function.name == "templatestring" && parameter == "template" {
            return;
        }
        let takes_null = function.nullable && parameter != "format";
        if *value == Ty::Null && !takes_null {
            let message = format!("the argument \"{parameter}\" of {} cannot be null", function.name);
            self.fault(FaultKind::Call, arg.span, message);
        } else if let Err(mismatch) = convert(value, &wanted.ty()) {
            let message = format!("the argument \"{parameter}\" of {} {mismatch}", function.name);
            self.fault(FaultKind::Call, arg.span, message);
        }
    }
}

impl Function {
    /// Name and type of the parameter that argument `at` is for.
    pub(crate) fn parameter(&self, at: usize) -> Option<(&'static str, ParameterType)> {
        self.parameters.get(at).copied().or(self.variadic)
    }

    /// What is wrong with giving it `given` arguments, the last of which is perhaps spread out.
    pub(crate) fn arity_fault(&self, given: usize, expand: bool) -> Option<String> {
        let (least, most) = self.arity();
        let plural = |n: usize| if n == 1 { "1 argument".to_owned() } else { format!("{n} arguments") };
        let name = self.name;
        if given < least && !expand {
            let missing = self.parameters.get(given).map(|(name, _)| format!("; \"{name}\" is missing"));
            let at_least = if most == Some(least) { "" } else { "at least " };
            Some(format!(
                "{name} takes {at_least}{}, not {given}{}",
                plural(least),
                missing.unwrap_or_default()
            ))
        } else if most.is_some_and(|most| given > most) {
            let at_most = if most == Some(least) { "" } else { "at most " };
            Some(format!("{name} takes {at_most}{}, not {given}", plural(most.unwrap_or_default())))
        } else {
            None
        }
    }

    /// The fewest and the most arguments. Some functions with any number of them look at it themselves.
    fn arity(&self) -> (usize, Option<usize>) {
        let fixed = self.parameters.len();
        match self.name {
            "coalesce" | "max" | "min" | "try" | "coalescelist" => (1, None),
            "range" => (1, Some(3)),
            "lookup" => (2, Some(3)),
            _ => (fixed, self.variadic.is_none().then_some(fixed)),
        }
    }
}

impl ParameterType {
    pub(crate) fn ty(self) -> Ty {
        match self {
            Self::Any => Ty::Any,
            Self::String => Ty::STRING,
            Self::Number => Ty::NUMBER,
            Self::Bool => Ty::BOOL,
            Self::List(element) => Ty::list(element.ty()),
            Self::Set(element) => Ty::set(element.ty()),
            Self::Map(element) => Ty::map(element.ty()),
        }
    }
}

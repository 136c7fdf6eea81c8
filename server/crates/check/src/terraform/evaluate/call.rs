use super::{Evaluator, returns::returned};
use crate::terraform::convert::convert;
use crate::terraform::fault::FaultKind;
use crate::terraform::function_table::{Function, ParameterType, find};
use crate::terraform::types::Ty;
use syntax::hcl::{Expr, Ident};

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
        for (at, (arg, value)) in args.iter().zip(&values).enumerate() {
            let Some((parameter, wanted)) = function.parameter(at) else { break };
            self.argument(function, parameter, wanted, arg, value);
        }
        match returned(function, &values) {
            Ok(ty) => ty,
            Err(message) => {
                let span = args.first().map_or(name.span, |first| first.span);
                self.fault(FaultKind::Call, span, format!("{}: {message}", function.name));
                Ty::Any
            }
        }
    }

    fn argument(
        &mut self,
        function: &Function,
        parameter: &str,
        wanted: ParameterType,
        arg: &Expr,
        value: &Ty,
    ) {
        if *value == Ty::Null && !function.nullable {
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
            "setproduct" | "join" => (2, None),
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

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
        let wanted = self.parameters.len();
        let plural = |n: usize| if n == 1 { "1 argument".to_owned() } else { format!("{n} arguments") };
        let name = self.name;
        if given < wanted && !expand {
            let missing = self.parameters.get(given).map(|(name, _)| *name).unwrap_or_default();
            let at_least = if self.variadic.is_some() { "at least " } else { "" };
            Some(format!("{name} takes {at_least}{}, not {given}; \"{missing}\" is missing", plural(wanted)))
        } else if given > wanted && self.variadic.is_none() {
            Some(format!("{name} takes {}, not {given}", plural(wanted)))
        } else {
            None
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

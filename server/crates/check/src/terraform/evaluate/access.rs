use super::{Evaluator, primitive_text};
use crate::nearest;
use crate::terraform::convert::is_number;
use crate::terraform::fault::{Fault, FaultKind};
use crate::terraform::types::{Ty, unify_all};
use schema::terraform::Attr;
use std::sync::Arc;
use syntax::hcl::{Expr, Ident, Step};
use text::Span;

impl Evaluator<'_> {
    /// What `steps` from a value of type `ty` give.
    pub(super) fn steps(&mut self, mut ty: Ty, steps: &[Step]) -> Ty {
        for (at, step) in steps.iter().enumerate() {
            ty = match step {
                Step::Attr(name) => self.attribute(&ty, name),
                Step::LegacyIndex(span, text) => self.index(&ty, &Ty::Number(Some(text.clone())), *span),
                Step::Index(span, key) => self.index_by(&ty, key, *span),
                Step::AttrSplat(_) | Step::FullSplat(_) => {
                    let rest = steps.get(at + 1..).unwrap_or_default();
                    let is_full = matches!(step, Step::FullSplat(_));
                    // An attribute-only splat ends where something else than attributes follows.
                    let ends = |s: &Step| !is_full && !matches!(s, Step::Attr(_));
                    let inside = rest.iter().position(ends).unwrap_or(rest.len());
                    let (inside, after) = rest.split_at(inside);
                    let all = self.splat(&ty, inside);
                    return self.steps(all, after);
                }
            };
        }
        ty
    }

    fn attribute(&mut self, ty: &Ty, name: &Ident) -> Ty {
        let message = match ty {
            Ty::Any => return Ty::Any,
            Ty::Map(element) => return (**element).clone(),
            Ty::Object { .. } | Ty::Body { .. } => {
                if let Some(field) = ty.field(&name.text) {
                    return field;
                }
                let meant = nearest(&name.text, ty.field_names()).map(str::to_owned);
                let fault = Fault::new(
                    FaultKind::Attribute,
                    name.span,
                    format!("the object has no attribute \"{}\"", name.text),
                );
                self.faults.push(fault.meant(name.span, meant.as_deref()));
                return Ty::Any;
            }
            Ty::Null => "null has no attributes".to_owned(),
            Ty::List(_) | Ty::Set(_) | Ty::Tuple { .. } => format!(
                "a {} has no attributes; read \"{}\" from one element by [0], or from each by [*]",
                ty.title(),
                name.text
            ),
            Ty::String(_) | Ty::Number(_) | Ty::Bool(_) => format!("a {} has no attributes", ty.title()),
        };
        self.fault(FaultKind::Attribute, name.span, message);
        Ty::Any
    }

    fn index_by(&mut self, ty: &Ty, key: &Expr, span: Span) -> Ty {
        let key = self.value(key);
        self.index(ty, &key, span)
    }

    fn index(&mut self, ty: &Ty, key: &Ty, span: Span) -> Ty {
        let is_numeric = match key {
            Ty::String(Some(text)) => is_number(text),
            key => matches!(key, Ty::Any | Ty::Number(_) | Ty::String(None)),
        };
        let found = match ty {
            Ty::Any => Ok(Ty::Any),
            _ if *key == Ty::Null => Err("null cannot be an index".to_owned()),
            _ if *key == Ty::Any && *ty != Ty::Null => Ok(Ty::Any),
            Ty::Object { .. } if key.is_primitive() && self.is_left_to_plan(ty) => Ok(Ty::Any),
            Ty::List(element) if is_numeric => Ok((**element).clone()),
            Ty::Tuple { items, .. } if is_numeric => element_of(items, key),
            Ty::List(_) | Ty::Tuple { .. } => Err(format!("a {} is indexed by a number", ty.title())),
            Ty::Map(element) if key.is_primitive() => Ok((**element).clone()),
            Ty::Object { .. } | Ty::Body { .. } if key.is_primitive() => match primitive_text(key) {
                Some(name) => {
                    ty.field(&name).ok_or_else(|| format!("the object has no attribute \"{name}\""))
                }
                None => Ok(Ty::Any),
            },
            Ty::Map(_) | Ty::Object { .. } | Ty::Body { .. } => {
                Err(format!("a {} is indexed by a string", ty.title()))
            }
            Ty::Set(_) => {
                Err("a set has no index; make it a list by tolist(...) or walk it by for".to_owned())
            }
            Ty::Null => Err("null has no index".to_owned()),
            Ty::String(_) | Ty::Number(_) | Ty::Bool(_) => Err(format!("a {} has no index", ty.title())),
        };
        found.unwrap_or_else(|message| {
            self.fault(FaultKind::Attribute, span, message);
            Ty::Any
        })
    }

    /// `inside` of each element of `ty`. A value that is no list is taken for a list of one.
    fn splat(&mut self, ty: &Ty, inside: &[Step]) -> Ty {
        match ty {
            Ty::Null => Ty::Tuple { items: Arc::new([]), known: true },
            Ty::List(element) | Ty::Set(element) => {
                let inner = self.steps((**element).clone(), inside);
                if inner == Ty::Any { Ty::Any } else { Ty::list(inner) }
            }
            Ty::Tuple { items, known } => {
                let items = items.iter().map(|item| self.steps(item.clone(), inside)).collect();
                Ty::Tuple { items, known: *known }
            }
            Ty::Object { known: true, .. }
            | Ty::String(Some(_))
            | Ty::Number(Some(_))
            | Ty::Bool(Some(_)) => {
                let items = Arc::new([self.steps(ty.clone(), inside)]);
                Ty::Tuple { items, known: true }
            }
            // Whether it is null, and the result empty, is not known; Terraform looks at what follows all the same.
            _ => {
                if *ty != Ty::Any {
                    self.steps(ty.clone(), inside);
                }
                Ty::Any
            }
        }
    }
}

fn element_of(items: &[Ty], key: &Ty) -> Result<Ty, String> {
    let Some(text) = primitive_text(key) else { return Ok(unify_all(items).unwrap_or(Ty::Any)) };
    let found = text.parse::<usize>().ok().and_then(|index| items.get(index));
    found.cloned().ok_or_else(|| format!("there is no element {text}; the list has {}", items.len()))
}

/// Judges static steps from an attribute that a schema describes.
pub(crate) fn judge_steps(attr: Attr, steps: &[Step], out: &mut Vec<Fault>) {
    let mut evaluator = Evaluator::new(None);
    evaluator.steps(Ty::of(attr.ty()), steps);
    out.append(&mut evaluator.faults);
}

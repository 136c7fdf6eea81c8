use super::{Arguments, Refusal, primitive_text};
use crate::terraform::convert::is_number;
use crate::terraform::types::Ty;

/// Terraform's limit on what `range` makes.
const LONGEST_RANGE: f64 = 1024.0;

pub(super) fn refused(name: &str, args: &Arguments<'_>) -> Option<Refusal> {
    match name {
        "slice" => slice(args),
        "chunklist" => {
            args.number(1).filter(|size| *size < 0).map(|_| (1, "the size cannot be negative".into()))
        }
        "range" => range(args),
        "coalescelist" => coalesced(args.0),
        "index" => missing(args.0),
        "sum" => summed(args.0.first()?),
        "flatten" | "contains" => {
            let list = args.0.first()?;
            let is_wrong = list.is_known() && !matches!(list, Ty::Tuple { .. } | Ty::Null);
            is_wrong.then(|| (0, format!("needs a list, not a {}", list.title())))
        }
        _ => None,
    }
}

fn slice(args: &Arguments<'_>) -> Option<Refusal> {
    let Ty::Tuple { items, known: true } = args.0.first()? else { return None };
    let length = i64::try_from(items.len()).ok()?;
    let end = args.number(2);
    if let Some(end) = end.filter(|end| *end > length || *end < 0) {
        return Some((2, format!("the end is {end}, but the list has {length} elements")));
    }
    let start = args.number(1)?;
    let most = end.unwrap_or(length);
    (start < 0 || start > most).then(|| (1, format!("the start is {start}, but the end is {most}")))
}

fn range(args: &Arguments<'_>) -> Option<Refusal> {
    let number = |at: usize| args.text(at)?.parse::<f64>().ok();
    let (start, end) = if args.0.len() == 1 { (0.0, number(0)?) } else { (number(0)?, number(1)?) };
    let step = match args.0.get(2) {
        Some(_) => number(2)?,
        None if end < start => -1.0,
        None => 1.0,
    };
    let last = args.0.len() - 1;
    if step == 0.0 {
        return start.total_cmp(&end).is_ne().then(|| (last, "the step cannot be 0".into()));
    }
    if (end - start) * step < 0.0 {
        return Some((last, format!("a step of {step} never leads from {start} to {end}")));
    }
    ((end - start) / step > LONGEST_RANGE).then(|| (last, "the range has more than 1024 numbers".into()))
}

fn coalesced(args: &[Ty]) -> Option<Refusal> {
    for (at, arg) in args.iter().enumerate() {
        match arg {
            Ty::Null => return Some((at, "needs lists, not null".into())),
            Ty::Tuple { items, known: true } if items.is_empty() => {}
            Ty::Tuple { .. } => return None,
            other if other.is_known() => return Some((at, format!("needs lists, not a {}", other.title()))),
            _ => return None,
        }
    }
    Some((0, "every list is empty".into()))
}

/// Whether a list of known values lacks the one looked for.
fn missing(args: &[Ty]) -> Option<Refusal> {
    let [Ty::Tuple { items, known: true }, wanted] = args else {
        let list = args.first()?;
        let is_wrong = list.is_known() && !matches!(list, Ty::Tuple { .. } | Ty::Null);
        return is_wrong.then(|| (0, format!("needs a list, not a {}", list.title())));
    };
    let wanted = primitive_text(wanted)?;
    let all: Vec<_> = items.iter().map(primitive_text).collect::<Option<_>>()?;
    (!all.contains(&wanted)).then(|| (1, format!("the list has no \"{wanted}\"")))
}

fn summed(list: &Ty) -> Option<Refusal> {
    match list {
        Ty::Tuple { items, known: true } if items.is_empty() => {
            Some((0, "there is nothing to sum up".into()))
        }
        Ty::Tuple { items, known: true } => {
            let is_wrong = |item: &&Ty| match item {
                Ty::Any | Ty::Number(_) | Ty::String(None) => false,
                Ty::String(Some(text)) => !is_number(text),
                _ => true,
            };
            let wrong = items.iter().find(is_wrong)?;
            Some((0, format!("only numbers can be summed up, not a {}", wrong.title())))
        }
        Ty::Any | Ty::Null => None,
        other if other.is_known() => Some((0, format!("needs a list of numbers, not a {}", other.title()))),
        _ => None,
    }
}

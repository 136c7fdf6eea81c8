//! What schemas lack, for Terraform resource types: what an argument refers to and which values it takes.
//!
//! Paths name the blocks and the argument with dots between: `vpc_config.subnet_ids`. Sources: the examples and
//! argument notes of the providers' public documentation, mined by program, and reviewed rules. These are hints
//! for composing and for warnings, never verdicts.

use crate::data::{List, text, text_at, word};
use crate::layout;

/// A reference that examples show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The resource type referred to.
    pub target_type: &'static str,
    /// Its attribute: `arn`.
    pub target_attr: &'static str,
    /// In how many examples.
    pub count: u32,
}

/// What an argument is to be wired to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Wiring {
    /// The resource type to refer to.
    pub target_type: &'static str,
    /// Its attribute as a reference writes it: `arn`, `metadata[0].name`.
    pub target_attr: &'static str,
    /// Why.
    pub basis: Basis,
}

/// Where a [`Wiring`] comes from, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// A rule that a person reviewed.
    Reviewed,
    /// Examples that agree.
    Mined,
    /// The argument's name spells a resource type that has the attribute.
    Inferred,
}

/// What an argument takes: reviewed rules first, then examples that agree, then its name. `None` when nothing
/// is known, or when it takes no reference.
pub fn wiring(resource_type: &str, path: &str) -> Option<Wiring> {
    let at = find(3, resource_type, path)?;
    let basis = match word(at + 2) {
        0 => Basis::Reviewed,
        1 => Basis::Mined,
        _ => Basis::Inferred,
    };
    Some(Wiring { target_type: text_at(at), target_attr: text_at(at + 1), basis })
}

/// The references that examples show for an argument, the most frequent first.
pub fn references(resource_type: &str, path: &str) -> impl ExactSizeIterator<Item = Reference> + Clone {
    counted(0, resource_type, path).map(|(reference, count)| {
        let (target_type, target_attr) = reference.split_once('.').unwrap_or((reference, "id"));
        Reference { target_type, target_attr, count }
    })
}

/// Literals that examples show for an argument with their number, the most frequent first. There are sample
/// names and passwords among them: never use one as a default without a look at what it means.
pub fn values(resource_type: &str, path: &str) -> impl ExactSizeIterator<Item = (&'static str, u32)> + Clone {
    counted(1, resource_type, path)
}

/// The values that the documentation lists for an argument, in its order; empty when it lists none.
pub fn allowed(resource_type: &str, path: &str) -> impl ExactSizeIterator<Item = &'static str> + Clone {
    find(2, resource_type, path).map_or(List::new(0, 0, 1), |at| List::at(at, 1)).texts()
}

fn counted(
    part: u32,
    resource_type: &str,
    path: &str,
) -> impl ExactSizeIterator<Item = (&'static str, u32)> + Clone + use<> {
    let list = find(part, resource_type, path).map_or(List::new(0, 0, 2), |at| List::at(at, 2));
    list.items().map(|item| (text(word(item)), word(item + 1)))
}

/// The fact that a table holds for an argument.
fn find(part: u32, resource_type: &str, path: &str) -> Option<u32> {
    let tables = word(layout::HINTS);
    let paths = List::at(word(tables + part), 2).find(resource_type, text_at)?;
    let item = List::at(word(paths + 1), 2).find(path, text_at)?;
    Some(word(item + 1))
}

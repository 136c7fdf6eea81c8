//! What functions say against arguments of the right type whose value they refuse, where it is written out. A value
//! that is not known is never judged.
//!
//! Source: the functions' pages in the Terraform language documentation, each tried on Terraform 1.11.

mod collections;
mod encoding;
mod network;
mod pattern;
mod time;
mod verbs;

#[cfg(test)]
mod tests;

pub(crate) use network::canonical as canonical_network;

use super::primitive_text;
use crate::terraform::types::Ty;
use smol_str::SmolStr;

/// Which argument is refused, and why.
pub(super) type Refusal = (usize, String);

/// The arguments of a call as far as they are known.
struct Arguments<'a>(&'a [Ty]);

impl Arguments<'_> {
    /// The text of argument `at`, where it is known.
    fn text(&self, at: usize) -> Option<SmolStr> {
        self.0.get(at).and_then(primitive_text)
    }

    /// The whole number that argument `at` is, where it is known.
    fn number(&self, at: usize) -> Option<i64> {
        self.text(at)?.parse().ok()
    }

    /// What `judge` says against the text of argument `at`, where it is known.
    fn judged(&self, at: usize, judge: fn(&str) -> Result<(), String>) -> Option<Refusal> {
        judge(&self.text(at)?).err().map(|message| (at, message))
    }
}

/// What the function called `name` says against the values of `args`.
pub(super) fn refused(name: &str, args: &[Ty]) -> Option<Refusal> {
    let known = Arguments(args);
    match name {
        "cidrhost" | "cidrnetmask" | "cidrsubnet" | "cidrsubnets" => network::refused(name, &known),
        "regex" | "regexall" => known.judged(0, pattern::judge),
        "replace" => {
            let pattern = known.text(1)?;
            let inner = pattern.strip_prefix('/')?.strip_suffix('/')?;
            pattern::judge(inner).err().map(|message| (1, message))
        }
        "formatdate" => known.judged(1, time::timestamp).or_else(|| known.judged(0, time::layout)),
        "timeadd" => known.judged(0, time::timestamp).or_else(|| known.judged(1, time::duration)),
        "timecmp" => known.judged(0, time::timestamp).or_else(|| known.judged(1, time::timestamp)),
        "base64decode" => known.judged(0, encoding::base64),
        "jsondecode" => known.judged(0, encoding::json),
        "yamldecode" => known.judged(0, encoding::yaml),
        "csvdecode" => known.judged(0, encoding::csv),
        "uuidv5" => known.judged(0, encoding::namespace),
        "parseint" => encoding::integer(&known),
        "format" => verbs::refused(args),
        "join" if args.len() == 1 && known.text(0).is_some() => Some((0, "there is no list to join".into())),
        _ => collections::refused(name, &known),
    }
}

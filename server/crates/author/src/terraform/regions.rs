//! The regions that a request speaks of: the default provider's, and aliases where there are several.

use super::context::Context;
use super::graph::{Alias, Graph};
use super::instances::Item;
use crate::intent::{Intent, Shape};

/// Sets regions and aliases; returns what was decided.
pub(crate) fn read(
    intent: &Intent,
    context: &Context,
    items: &[Item],
    graph: &mut Graph,
    used: &mut [bool],
) -> Vec<String> {
    let _ = items;
    let mut regions: Vec<String> = Vec::new();
    for (at, word) in intent.words.words.iter().enumerate() {
        let region = match word.shape {
            Shape::Region => word.text.to_string(),
            Shape::Zone => zone_region(&word.text),
            _ => continue,
        };
        used[at] = true;
        let region = if context.default == "aws" { with_hyphen(&region) } else { region };
        if !regions.contains(&region) {
            regions.push(region);
        }
    }
    graph.region = regions.first().cloned().or(graph.region.take());
    for region in regions.iter().skip(1) {
        graph.aliases.push(Alias { name: region.replace('-', "_"), region: region.clone() });
    }
    Vec::new()
}

/// `us-east-1a` lies in `us-east-1`, `europe-west1-b` in `europe-west1`.
fn zone_region(zone: &str) -> String {
    let cut = zone.trim_end_matches(|c: char| c.is_ascii_lowercase());
    cut.strip_suffix('-').unwrap_or(cut).to_owned()
}

/// `us-east1` as AWS writes it.
fn with_hyphen(region: &str) -> String {
    match region.rfind('-') {
        Some(at) if !region[at + 1..].starts_with(|c: char| c.is_ascii_digit()) => {
            let digits = region.len() - region.chars().rev().take_while(char::is_ascii_digit).count();
            if digits < region.len() {
                format!("{}-{}", &region[..digits], &region[digits..])
            } else {
                region.to_owned()
            }
        }
        _ => region.to_owned(),
    }
}

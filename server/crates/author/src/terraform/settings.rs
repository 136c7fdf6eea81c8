//! Arguments that the request sets.

use super::complete::Composer;

/// Reads settings into the nodes.
pub(crate) fn read(composer: &mut Composer, used: &mut [bool]) {
    let _ = used;
    for item in composer.items {
        for id in &item.nodes {
            for (name, value) in item.mention.implies {
                composer.graph.nodes[*id]
                    .body
                    .set_default(name, super::graph::Value::Text((*value).to_owned()));
            }
        }
    }
}

//! Lists what a provider's arguments are wired to, for review.

use omni_schema::hints;
use omni_schema::terraform::{self, Body, Type};

use crate::Result;

/// One line for each argument that takes a reference: the basis, the resource type, the path, the target.
pub(crate) fn list(provider: &str) -> Result<String> {
    let provider = terraform::provider(provider).ok_or_else(|| format!("no bundled provider {provider}"))?;
    let mut lines = Vec::new();
    for (resource, body) in provider.resources() {
        walk(resource, body, "", &mut lines);
    }
    Ok(lines.join("\n"))
}

fn walk(resource: &str, body: Body, prefix: &str, lines: &mut Vec<String>) {
    for attr in body.attrs().filter(|attr| !attr.read_only()) {
        let path = format!("{prefix}{}", attr.name());
        let ty = match attr.ty() {
            Type::List(element) | Type::Set(element) => element.get(),
            other => other,
        };
        if let Type::Object(body) = ty {
            walk(resource, body, &format!("{path}."), lines);
        } else if let Some(wiring) = hints::wiring(resource, &path) {
            let target = format!("{}.{}", wiring.target_type, wiring.target_attr);
            lines.push(format!("{:?}\t{resource}\t{path}\t{target}", wiring.basis));
        }
    }
    for block in body.blocks() {
        walk(resource, block.body(), &format!("{prefix}{}.", block.name()), lines);
    }
}

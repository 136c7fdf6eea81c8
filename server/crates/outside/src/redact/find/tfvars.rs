use super::{Found, Part};
use std::collections::BTreeMap;
use syntax::hcl::{Block, Expr, ExprKind, parse};

/// The variables that the parts of a text declare, and whether each is sensitive.
#[derive(Debug, Default)]
pub(in crate::redact) struct Declared(BTreeMap<String, bool>);

impl Declared {
    /// Reads the declarations of `parts` too. A variable that any of them calls sensitive is.
    pub(in crate::redact) fn add(&mut self, parts: &[Part<'_>]) {
        for part in parts.iter().filter(|part| part.has_extension("tf")) {
            for block in parse(part.text).root.blocks_named("variable") {
                let sensitive = self.0.entry(block.label(0).unwrap_or_default().to_owned()).or_default();
                *sensitive |= is_sensitive(block);
            }
        }
    }

    /// Whether the value of `name` may be shown: it is declared, and not as sensitive.
    fn shows(&self, name: &str) -> bool {
        self.0.get(name) == Some(&false)
    }
}

/// Adds what a Terraform file sets sensitive variables to: values in `.tfvars`, defaults in `.tf`.
///
/// A `.tfvars` file that does not parse is kept back whole, and so is the value of a variable that no part declares.
pub(super) fn find(part: &Part<'_>, declared: &Declared, found: &mut Vec<Found>) {
    if part.has_extension("tf") {
        let root = parse(part.text).root;
        let sensitive = root.blocks_named("variable").filter(|block| is_sensitive(block));
        let defaults = sensitive.filter_map(|block| block.body.attribute("default"));
        found.extend(defaults.flat_map(|default| literals(&default.value, part.text)));
    } else if part.has_extension("tfvars") {
        let parsed = parse(part.text);
        if !parsed.errors.is_empty() {
            found.push(Found { span: 0..part.text.len(), kind: "variable" });
            return;
        }
        let hidden = parsed.root.attributes().filter(|attribute| !declared.shows(&attribute.name.text));
        found.extend(hidden.flat_map(|attribute| literals(&attribute.value, part.text)));
    } else if part.path.is_some_and(|path| path.as_str().ends_with(".tfvars.json")) {
        let parsed = syntax::yaml::parse(part.text);
        let hidden =
            parsed.root.entries().iter().filter(|e| !declared.shows(e.key.as_str().unwrap_or_default()));
        found.extend(hidden.map(|e| Found {
            span: super::value::unquoted(part.text, e.value.span.range()),
            kind: "variable",
        }));
        if !parsed.errors.is_empty() {
            found.push(Found { span: 0..part.text.len(), kind: "variable" });
        }
    }
}

fn is_sensitive(block: &Block) -> bool {
    // Anything but a plain `false` may turn out to be true.
    block.body.attribute("sensitive").is_some_and(|a| !matches!(a.value.kind, ExprKind::Bool(false)))
}

/// The literals of a value: the whole where it is one, or more than lists and objects of them.
fn literals(value: &Expr, text: &str) -> Vec<Found> {
    match &value.kind {
        ExprKind::Null | ExprKind::Bool(_) => Vec::new(),
        ExprKind::List(items) => items.iter().flat_map(|item| literals(item, text)).collect(),
        ExprKind::Object(entries) => entries.iter().flat_map(|entry| literals(&entry.value, text)).collect(),
        _ => vec![Found { span: super::value::unquoted(text, value.span.range()), kind: "variable" }],
    }
}

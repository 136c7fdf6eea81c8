use crate::{Key, Reference, SymbolKind, terraform::TerraformBlock};
use smol_str::SmolStr;
use syntax::hcl::{Attribute, Block, Expr, ExprKind, Ident, Item, Step};
use text::Span;

use super::walk::walk_body;

/// First words of a traversal that name no resource type.
pub(crate) const RESERVED_ROOTS: [&str; 11] =
    ["count", "data", "each", "ephemeral", "local", "module", "path", "resource", "self", "terraform", "var"];

/// Everything that a top-level block refers to, in text order.
pub(crate) fn of_block(block: &Block, kind: TerraformBlock, out: &mut Vec<Reference>) {
    match kind {
        TerraformBlock::Terraform | TerraformBlock::Unknown => return,
        // What moves or goes need not exist, and what came need not be declared before it is imported.
        TerraformBlock::Moved | TerraformBlock::Import | TerraformBlock::Removed => addresses(block, out),
        _ => {}
    }
    let first = out.len();
    let enter = |path: &[&str], attribute: &Attribute| is_expression(kind, path, &attribute.name.text);
    walk_body(&block.body, &mut Vec::new(), &mut Vec::new(), &enter, &mut |expr, bound| {
        if let ExprKind::Traversal { root, steps } = &expr.kind {
            of_traversal(root, steps, bound, out);
        }
    });
    match kind {
        TerraformBlock::Resource
        | TerraformBlock::Data
        | TerraformBlock::Ephemeral
        | TerraformBlock::Import => {
            let provider = block.body.attribute("provider");
            out.extend(provider.and_then(|a| provider_reference(&a.value)));
        }
        TerraformBlock::Module => of_call(block, out),
        _ => {}
    }
    if let Some(fresh) = out.get_mut(first..) {
        fresh.sort_by_key(|r| r.span);
    }
}

/// Whether an attribute holds an expression over the module's values, rather than a name, a type or an address. `path`
/// has the keywords of the blocks between the top-level block and the attribute.
pub fn is_expression(kind: TerraformBlock, path: &[&str], name: &str) -> bool {
    let is_meta = match (kind, path) {
        (TerraformBlock::Variable, []) => name == "type",
        (TerraformBlock::Moved, _) => true,
        (TerraformBlock::Import, []) => matches!(name, "to" | "provider"),
        (TerraformBlock::Removed, []) => name == "from",
        (TerraformBlock::Module, []) => matches!(name, "providers" | "source" | "version"),
        (TerraformBlock::Resource | TerraformBlock::Data | TerraformBlock::Ephemeral, [])
        | (TerraformBlock::Check, ["data"]) => name == "provider",
        (_, ["lifecycle"]) => name == "ignore_changes",
        _ => false,
    };
    !is_meta
}

/// What `root.steps` refers to, unless `root` is bound around it.
pub(crate) fn of_traversal(root: &Ident, steps: &[Step], bound: &[SmolStr], out: &mut Vec<Reference>) {
    if bound.contains(&root.text) {
        return;
    }
    let named = |at: usize| match steps.get(at) {
        Some(Step::Attr(name)) => Some(name),
        _ => None,
    };
    let push = |out: &mut Vec<Reference>, key: Key, name: &Ident| {
        let span = root.span.cover(name.span);
        out.push(Reference { key, name_span: name.span, span, required: true });
    };
    let typed = |out: &mut Vec<Reference>, kind, kind_name: &Ident, name: &Ident| {
        push(out, Key::new(kind, kind_name.text.clone(), name.text.clone()), name);
    };
    match (root.text.as_str(), named(0), named(1)) {
        ("var", Some(name), _) => push(out, Key::plain(SymbolKind::Variable, name.text.clone()), name),
        ("local", Some(name), _) => push(out, Key::plain(SymbolKind::Local, name.text.clone()), name),
        ("module", Some(call), _) => {
            push(out, Key::plain(SymbolKind::ModuleCall, call.text.clone()), call);
            // An index may stand between the call and its output.
            let output = (1..steps.len()).find_map(named);
            if let Some(output) = output {
                push(out, Key::new(SymbolKind::Output, call.text.clone(), output.text.clone()), output);
            }
        }
        ("data", Some(of), Some(name)) => typed(out, SymbolKind::DataSource, of, name),
        ("ephemeral", Some(of), Some(name)) => typed(out, SymbolKind::Ephemeral, of, name),
        ("resource", Some(of), Some(name)) => typed(out, SymbolKind::Resource, of, name),
        (word, Some(name), _) if !RESERVED_ROOTS.contains(&word) => {
            typed(out, SymbolKind::Resource, root, name);
        }
        _ => {}
    }
}

/// An address as it is written, without blanks: `aws_vpc.main["a"]`. `None` where an index is not written out.
pub fn address_text(value: &Expr) -> Option<SmolStr> {
    let ExprKind::Traversal { root, steps } = &value.kind else { return None };
    let mut out = root.text.to_string();
    for step in steps {
        match step {
            Step::Attr(name) => out.extend([".", &name.text]),
            Step::LegacyIndex(_, number) => out.extend(["[", number, "]"]),
            Step::Index(_, key) => match &key.kind {
                ExprKind::Number(number) => out.extend(["[", number, "]"]),
                ExprKind::String(text) => out.extend(["[\"", text, "\"]"]),
                _ => return None,
            },
            Step::AttrSplat(_) | Step::FullSplat(_) => return None,
        }
    }
    Some(out.into())
}

/// `from` and `to` of `moved`, `import` and `removed`.
fn addresses(block: &Block, out: &mut Vec<Reference>) {
    for attribute in block.body.attributes().filter(|a| matches!(a.name.text.as_str(), "from" | "to")) {
        if let ExprKind::Traversal { root, steps } = &attribute.value.kind {
            let first = out.len();
            of_traversal(root, steps, &[], out);
            for reference in out.iter_mut().skip(first) {
                reference.required = false;
            }
        }
    }
}

/// `aws` or `aws.west`, as the `provider` argument takes it.
pub(crate) fn provider_reference(value: &Expr) -> Option<Reference> {
    let (provider, steps) = configuration_name(value)?;
    let (alias, name_span) = match steps.first() {
        Some(Step::Attr(alias)) => (alias.text.clone(), alias.span),
        _ => (SmolStr::default(), value.span),
    };
    // The default configuration of a provider exists without being written.
    let required = !alias.is_empty();
    let key = Key::new(SymbolKind::Provider, provider, alias);
    Some(Reference { key, name_span, span: value.span, required })
}

/// The name of a provider, without quotes, and the steps after it. `null` is a provider's name, too.
pub fn configuration_name(value: &Expr) -> Option<(SmolStr, &[Step])> {
    let is_null = |kind: &ExprKind| *kind == ExprKind::Null;
    match &value.kind {
        ExprKind::Traversal { root, steps } => Some((root.text.clone(), steps)),
        ExprKind::Access { base, steps } if is_null(&base.kind) => Some(("null".into(), steps)),
        ExprKind::Null => Some(("null".into(), &[])),
        _ => None,
    }
}

/// The arguments of a module call name variables of the module, and `providers` names configurations.
fn of_call(block: &Block, out: &mut Vec<Reference>) {
    let call = block.label(0).unwrap_or_default();
    for item in &block.body.items {
        let Item::Attribute(attribute) = item else { continue };
        match attribute.name.text.as_str() {
            "providers" => {
                if let ExprKind::Object(entries) = &attribute.value.kind {
                    out.extend(entries.iter().filter_map(|e| provider_reference(&e.value)));
                }
            }
            "source" | "version" | "count" | "for_each" | "depends_on" => {}
            name => {
                let span: Span = attribute.name.span;
                let key = Key::new(SymbolKind::Variable, call, name);
                out.push(Reference { key, name_span: span, span, required: true });
            }
        }
    }
}

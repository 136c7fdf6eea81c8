use super::{references, units::TerraformBlock};
use crate::{Key, Reference, Symbol, SymbolKind};
use syntax::hcl::{Attribute, Block, Body};

/// What the blocks of `body` define and refer to.
pub(crate) fn names(body: &Body) -> (Vec<Symbol>, Vec<Reference>) {
    let (mut symbols, mut found) = (Vec::new(), Vec::new());
    for block in body.blocks() {
        let kind = TerraformBlock::of(&block.keyword.text);
        of_block(block, kind, &mut symbols);
        references::of_block(block, kind, &mut found);
    }
    (symbols, found)
}

/// A `*.tfvars` file defines nothing and gives values to variables.
pub(crate) fn value_names(body: &Body) -> (Vec<Symbol>, Vec<Reference>) {
    let mut found = Vec::new();
    for attribute in body.attributes() {
        let span = attribute.name.span;
        let key = Key::plain(SymbolKind::Variable, attribute.name.text.clone());
        found.push(Reference { key, name_span: span, span, required: true });
    }
    (Vec::new(), found)
}

fn of_block(block: &Block, kind: TerraformBlock, out: &mut Vec<Symbol>) {
    let plain = |kind| labelled(block, kind, None);
    match kind {
        TerraformBlock::Resource => {
            out.extend(labelled(block, SymbolKind::Resource, Some(1)));
            out.extend(super::cluster::object_of(block));
        }
        TerraformBlock::Data => out.extend(labelled(block, SymbolKind::DataSource, Some(1))),
        TerraformBlock::Ephemeral => out.extend(labelled(block, SymbolKind::Ephemeral, Some(1))),
        TerraformBlock::Variable => out.extend(plain(SymbolKind::Variable)),
        TerraformBlock::Output => out.extend(plain(SymbolKind::Output)),
        TerraformBlock::Module => out.extend(plain(SymbolKind::ModuleCall)),
        TerraformBlock::Check => {
            out.extend(plain(SymbolKind::CheckBlock));
            // A data source may be written inside a check; it is known in the whole module.
            for data in block.body.blocks_named("data") {
                out.extend(labelled(data, SymbolKind::DataSource, Some(1)));
            }
        }
        TerraformBlock::Locals => {
            out.extend(block.body.attributes().map(|a| of_attribute(a, SymbolKind::Local)));
        }
        TerraformBlock::Provider => out.extend(provider(block)),
        TerraformBlock::Terraform => {
            for required in block.body.blocks_named("required_providers") {
                let entries = required.body.attributes();
                out.extend(entries.map(|a| of_attribute(a, SymbolKind::RequiredProvider)));
            }
        }
        TerraformBlock::Import => out.extend(import(block)),
        TerraformBlock::Moved | TerraformBlock::Removed | TerraformBlock::Unknown => {}
    }
}

/// A block whose name is its first label, or its second after a type.
fn labelled(block: &Block, kind: SymbolKind, name_at: Option<usize>) -> Option<Symbol> {
    let name = block.labels.get(name_at.unwrap_or(0))?;
    let qualifier = if name_at.is_some() { block.label(0)? } else { "" };
    let key = Key::new(kind, qualifier, name.text.clone());
    Some(Symbol { key, name_span: name.span, span: block.span })
}

fn of_attribute(attribute: &Attribute, kind: SymbolKind) -> Symbol {
    let key = Key::plain(kind, attribute.name.text.clone());
    Symbol { key, name_span: attribute.name.span, span: attribute.span }
}

fn provider(block: &Block) -> Option<Symbol> {
    let local_name = block.labels.first()?;
    let alias = block.body.attribute("alias");
    let text = alias.and_then(|a| a.value.as_str()).unwrap_or_default();
    let key = Key::new(SymbolKind::Provider, local_name.text.clone(), text);
    let name_span = alias.map_or(local_name.span, |a| a.value.span);
    Some(Symbol { key, name_span, span: block.span })
}

fn import(block: &Block) -> Option<Symbol> {
    let target = block.body.attribute("to")?;
    let key = Key::plain(SymbolKind::Import, references::address_text(&target.value)?);
    Some(Symbol { key, name_span: target.value.span, span: block.span })
}

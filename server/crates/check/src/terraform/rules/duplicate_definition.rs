//! Two definitions of one name in a module.
//!
//! All `*.tf` files of a directory are one module, in which each resource (by type and name), variable, local, output,
//! module call and provider configuration stands once.
//!
//! ```hcl
//! variable "name" {}
//! variable "name" {}
//! ```
//!
//! Rename one of them, or take it away.

use crate::Severity;
use crate::context::LinkedContext;
use crate::edits::whole_lines;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::Hook;
use std::sync::Arc;
use text::TextEdit;
use workspace::{Key, Module, Reach, SymbolKind};

pub(crate) static RULE: Rule = Rule {
    code: "TF-duplicate-definition",
    title: "two definitions of one name",
    severity: Severity::Error,
    doc: manual!("duplicate_definition.rs"),
    check: Check::Terraform(&[Hook::Linked(check)]),
};

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let Some(module) = context.module else { return };
    for (item, symbol) in context.unit.symbols.iter().enumerate() {
        if symbol.key.kind.reach() != Reach::Module || !is_repeated(module, &symbol.key) {
            continue;
        }
        let sites = module.definitions(&symbol.key);
        let is_here = |s: &workspace::Site| Arc::ptr_eq(&s.unit, context.unit) && s.item == item as u32;
        let Some(first) = sites.first().filter(|first| !is_here(first)) else { continue };
        // An override file is meant to define again.
        if is_override(&context.file.path) || is_override(&first.path) || is_twice_in_locals(context, item) {
            continue;
        }
        let message = format!("{} is defined in this module already", title(&symbol.key));
        let found = sink.report(symbol.name_span, message);
        if let Some(other) = first.symbol() {
            found.related(*first, other.name_span, "the first definition");
        }
        if symbol.key.kind != SymbolKind::RequiredProvider {
            let edit = TextEdit::delete(whole_lines(&context.unit.text, symbol.span));
            found.fix("Remove this definition", vec![edit]);
        }
    }
}

fn is_repeated(module: Module<'_>, key: &Key) -> bool {
    module.names().definitions(key).nth(1).is_some()
}

/// Whether the local has a namesake in its own block, which is reported as an argument written twice.
fn is_twice_in_locals(context: &LinkedContext<'_>, item: usize) -> bool {
    let Some(symbol) = context.unit.symbols.get(item) else { return false };
    let mut earlier = context.unit.symbols.iter().take(item);
    matches!(symbol.key.kind, SymbolKind::Local | SymbolKind::RequiredProvider)
        && earlier.any(|other| other.key == symbol.key)
}

/// Whether the file overrides what others define (Terraform, "Override Files").
fn is_override(path: &camino::Utf8Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    let stem = name.trim_end_matches(".json").trim_end_matches(".tf");
    stem == "override" || stem.ends_with("_override")
}

/// `resource "aws_vpc" "main"`, `variable "name"`.
fn title(key: &Key) -> String {
    let what = key.kind.title();
    match (key.kind, key.qualifier.as_str(), key.name.as_str()) {
        (SymbolKind::Provider, provider, "") => {
            format!("the default configuration of provider \"{provider}\"")
        }
        (SymbolKind::Provider, provider, alias) => format!("provider configuration {provider}.{alias}"),
        (SymbolKind::Import, _, address) => format!("the import into {address}"),
        (_, "", name) => format!("{what} \"{name}\""),
        (_, qualifier, name) => format!("{what} \"{qualifier}\" \"{name}\""),
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn the_later_definition_is_underlined_across_the_files_of_a_module() {
        check_rule(
            "TF-duplicate-definition",
            r#"
//- /a.tf
variable "name" {}
resource "aws_vpc" "main" {}
locals {
  x = 1
}
//- /b.tf
variable "name" {}
         ^^^^^^ variable "name" is defined in this module already
resource "aws_vpc" "main" {}
                   ^^^^^^ resource "aws_vpc" "main" is defined in this module already
data "aws_vpc" "main" {}
locals {
  x = 2
  ^ local value "x" is defined in this module already
}
//- /sub/a.tf
variable "name" {}
"#,
        );
        check_fix(
            "TF-duplicate-definition",
            "variable \"a\" {}\nvariable \"a\" {\n  default = 1\n}\nvariable \"b\" {}\n",
            "variable \"a\" {}\nvariable \"b\" {}\n",
        );
    }
}

//! A reference to what the module does not declare.
//!
//! A module knows the variables, locals, resources, data sources and calls of its own directory, and of the modules
//! it calls their outputs.
//!
//! ```hcl
//! output "vpc" {
//!   value = aws_vpc.mian.id
//! }
//! ```
//!
//! Write `aws_vpc.main.id`, or declare what is missing.

use crate::context::LinkedContext;
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use crate::terraform::Hook;
use crate::{Severity, nearest};
use smol_str::SmolStr;
use std::sync::Arc;
use syntax::hcl::{ExprKind, Step};
use text::TextEdit;
use workspace::{Key, Module, Reference, SymbolKind, UnitKind};

pub(crate) static RULE: Rule = Rule {
    code: "TF-undeclared-reference",
    title: "reference to what is not declared",
    severity: Severity::Error,
    doc: manual!("undeclared_reference.rs"),
    check: Check::Terraform(&[Hook::Linked(check)]),
};

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let Some(module) = context.module else { return };
    for reference in context.unit.references.iter().filter(|r| r.required) {
        let key = &reference.key;
        match (key.kind, key.qualifier.as_str()) {
            // What a module's arguments name is another rule's.
            (SymbolKind::Variable, call) if !call.is_empty() => continue,
            // Whether a module has an output is known when the expression is evaluated.
            (SymbolKind::Output, _) => continue,
            (SymbolKind::Provider, _) if has_configuration_alias(module, key) => continue,
            _ => {}
        }
        if !module.names().defines(key) {
            report(context, module, reference, key, sink);
        }
    }
}

fn report(
    context: &LinkedContext<'_>,
    module: Module<'_>,
    reference: &Reference,
    key: &Key,
    sink: &mut Sink<'_>,
) {
    let is_value = context.unit.kind == UnitKind::TerraformValues;
    let (span, message) = match (key.kind, key.qualifier.as_str(), key.name.as_str()) {
        (SymbolKind::Provider, provider, alias) => {
            (reference.span, format!("no provider configuration {provider}.{alias} is declared"))
        }
        (SymbolKind::Resource, of, name) => {
            (reference.span, format!("no resource {of}.{name} is declared in this module"))
        }
        (SymbolKind::DataSource, of, name) => {
            (reference.span, format!("no data source {of}.{name} is declared in this module"))
        }
        (kind, _, name) => {
            (reference.span, format!("no {} \"{name}\" is declared in this module", kind.title()))
        }
    };
    let names = candidates(module, key);
    let meant = nearest(&key.name, names.iter().map(SmolStr::as_str));
    let found = sink.report(span, message);
    if is_value || is_trigger(context, reference) {
        // Terraform ignores the value, and says so; what replaces a resource is looked for by the plan.
        found.severity(Severity::Warning);
    }
    found.meant(reference.name_span, meant);
    if meant.is_none() && key.kind == SymbolKind::Resource && is_data_source(module, key) {
        found.fix("Read the data source", vec![TextEdit::insert(reference.span.start, "data.")]);
    }
    if key.kind == SymbolKind::Variable && !is_value {
        declare_variable(context, module, &key.name, found);
    }
}

/// Whether the reference stands in `replace_triggered_by`.
fn is_trigger(context: &LinkedContext<'_>, reference: &Reference) -> bool {
    let blocks = context.unit.hcl().into_iter().flat_map(syntax::hcl::Body::blocks);
    let mut lifecycles = blocks.flat_map(|b| b.body.blocks_named("lifecycle"));
    lifecycles.any(|lifecycle| {
        let triggers = lifecycle.body.attribute("replace_triggered_by");
        triggers.is_some_and(|a| a.span.contains(reference.span))
    })
}

fn candidates(module: Module<'_>, key: &Key) -> Vec<SmolStr> {
    module.names().of_qualifier(key.kind, &key.qualifier).map(|(key, _)| key.name.clone()).collect()
}

fn is_data_source(module: Module<'_>, key: &Key) -> bool {
    module.names().defines(&Key { kind: SymbolKind::DataSource, ..key.clone() })
}

/// Offers to declare the variable where the module's variables stand.
fn declare_variable(
    context: &LinkedContext<'_>,
    module: Module<'_>,
    name: &str,
    found: &mut crate::report::Found,
) {
    let declared = |f: &&Arc<workspace::File>| f.path.file_name() == Some("variables.tf");
    let block = format!("variable \"{name}\" {{\n}}\n");
    let (path, at, text) = match module.files().find(declared) {
        Some(file) => (file.path.clone(), file.text.len() as u32, format!("\n{block}")),
        None => (context.file.path.clone(), context.file.text.len() as u32, format!("\n{block}")),
    };
    found.fix_at(
        format!("Declare variable \"{name}\""),
        vec![(Place::File(path), TextEdit::insert(at, text))],
    );
}

/// Whether `required_providers` says that the configuration is handed in by the caller.
fn has_configuration_alias(module: Module<'_>, key: &Key) -> bool {
    let required = Key::plain(SymbolKind::RequiredProvider, key.qualifier.clone());
    module.definitions(&required).into_iter().filter_map(workspace::Site::attribute).any(|entry| {
        let ExprKind::Object(fields) = &entry.value.kind else { return false };
        let aliases = fields.iter().find(|f| f.key.name() == Some("configuration_aliases"));
        let Some(ExprKind::List(items)) = aliases.map(|a| &a.value.kind) else { return false };
        items.iter().any(|item| match &item.kind {
            ExprKind::Traversal { root, steps } => {
                root.text == key.qualifier
                    && matches!(steps.as_slice(), [Step::Attr(alias)] if alias.text == key.name)
            }
            _ => false,
        })
    })
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn every_kind_of_name_is_looked_up_in_the_module() {
        check_rule(
            "TF-undeclared-reference",
            r#"
//- /main.tf
variable "cidr" {}
resource "aws_vpc" "main" {
  cidr_block = var.cdir
               ^^^^^^^^ no variable "cdir" is declared in this module; did you mean "cidr"?
}
output "a" {
  value = [aws_vpc.mian.id, local.nothing, data.aws_ami.x.id]
           ^^^^^^^^^^^^ no resource aws_vpc.mian is declared in this module; did you mean "main"?
                            ^^^^^^^^^^^^^ no local value "nothing" is declared in this module
                                           ^^^^^^^^^^^^^^ no data source aws_ami.x is declared in this module
}
module "net" {
  source = "./net"
}
output "b" {
  value = [module.net.ids, module.nat.id, aws_vpc.main.id, [for var in [1] : var]]
                           ^^^^^^^^^^ no module "nat" is declared in this module; did you mean "net"?
}
resource "aws_vpc" "west" {
  provider = aws.west
             ^^^^^^^^ no provider configuration aws.west is declared
}
//- /net/main.tf
output "ids" {
  value = []
}
//- /terraform.tfvars
cidr = "10.0.0.0/16"
zone = "a"
^^^^ no variable "zone" is declared in this module
"#,
        );
    }

    #[test]
    fn a_variable_can_be_declared_where_the_others_are() {
        check_fix(
            "TF-undeclared-reference",
            "//- /main.tf\noutput \"x\" {\n  value = var.size\n}\n//- /variables.tf\nvariable \"name\" {\n}\n",
            "//- /main.tf\noutput \"x\" {\n  value = var.size\n}\n//- /variables.tf\nvariable \"name\" {\n}\n\nvariable \"size\" {\n}\n",
        );
    }
}

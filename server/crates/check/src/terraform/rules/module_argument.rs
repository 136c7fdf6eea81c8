//! An argument that a module has no variable for, or a variable that it needs a value for.
//!
//! The arguments of a `module` block are the variables of the module that it calls. A variable without a default must
//! be given a value. Modules from a registry or a repository are not looked into.
//!
//! ```hcl
//! module "net" {
//!   source = "./net"
//!   cird   = "10.0.0.0/16"
//! }
//! ```
//!
//! Write `cidr`.

use crate::context::LinkedContext;
use crate::edits::{indent_at, insert_in_block};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::{Hook, constraint, fill};
use crate::{Severity, nearest};
use std::fmt::Write as _;
use syntax::hcl::{Block, Expr, ExprKind, ObjectEntry, ObjectKey, Step};
use workspace::terraform::ModuleSource;
use workspace::{Key, Module, SymbolKind, TerraformBlock};

pub(crate) static RULE: Rule = Rule {
    code: "TF-module-argument",
    title: "unknown or missing argument of a module",
    severity: Severity::Error,
    doc: manual!("module_argument.rs"),
    check: Check::Terraform(&[Hook::Linked(check)]),
};

/// Arguments that belong to the block, not to the module (Terraform 1.11, `configs.moduleBlockSchema`).
const OWN: [&str; 6] = ["source", "version", "providers", "count", "for_each", "depends_on"];

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let (Some(module), Some(body)) = (context.module, context.unit.hcl()) else { return };
    for block in body.blocks().filter(|b| TerraformBlock::of(&b.keyword.text) == TerraformBlock::Module) {
        let Some(name) = block.label(0) else { continue };
        let Some(ModuleSource::Local(dir)) = module.source_of_call(name) else { continue };
        if let Some(child) = module.child(name) {
            unknown(block, name, child, sink);
            missing(context, block, name, child, sink);
            providers(block, name, child, sink);
        } else if let Some(source) = block.body.attribute("source") {
            sink.report(source.value.span, format!("{dir} has no Terraform files"));
        }
    }
}

fn unknown(block: &Block, call: &str, child: Module<'_>, sink: &mut Sink<'_>) {
    for attribute in block.body.attributes().filter(|a| !OWN.contains(&a.name.text.as_str())) {
        let name = attribute.name.text.as_str();
        if child.names().defines(&Key::plain(SymbolKind::Variable, name)) {
            continue;
        }
        let known: Vec<_> =
            child.names().of_kind(SymbolKind::Variable).map(|(key, _)| key.name.clone()).collect();
        let meant = nearest(name, known.iter().map(smol_str::SmolStr::as_str));
        let message = format!("module \"{call}\" has no variable \"{name}\"");
        sink.report(attribute.name.span, message).meant(attribute.name.span, meant);
    }
}

/// The provider configurations that the module says it must be handed, and those that it has itself.
fn providers(block: &Block, call: &str, child: Module<'_>, sink: &mut Sink<'_>) {
    for alias in configuration_aliases(child) {
        let Some(given) = block.body.attribute("providers") else {
            sink.report(block.header(), format!("module \"{call}\" needs providers = {{ {alias} = ... }}"));
            continue;
        };
        let ExprKind::Object(entries) = &given.value.kind else { continue };
        if !entries.iter().any(|e| e.key.name() == Some(&alias) || dotted_key(e) == Some(alias.clone())) {
            sink.report(
                given.name.span,
                format!("module \"{call}\" needs the provider configuration {alias}"),
            );
        }
    }
    let has_own = child.names().of_kind(SymbolKind::Provider).any(|(_, site)| {
        site.block()
            .is_some_and(|b| b.body.attributes().any(|a| a.name.text != "version" && a.name.text != "alias"))
    });
    if let Some(repeated) =
        ["count", "for_each", "depends_on"].iter().find_map(|name| block.body.attribute(name))
        && has_own
    {
        let message = format!(
            "module \"{call}\" configures providers itself, so it takes no \"{}\"",
            repeated.name.text
        );
        sink.report(repeated.name.span, message);
    }
    if let Some(version) = block.body.attribute("version") {
        sink.report(version.name.span, "a module from a local directory takes no version");
    }
}

/// `aws.x` for each configuration that `required_providers` of `module` lists as handed in.
fn configuration_aliases(module: Module<'_>) -> Vec<String> {
    let required = module.names().of_kind(SymbolKind::RequiredProvider);
    let lists = required.filter_map(|(_, site)| match &site.attribute()?.value.kind {
        ExprKind::Object(fields) => {
            let aliases = fields.iter().find(|f| f.key.name() == Some("configuration_aliases"))?;
            if let ExprKind::List(items) = &aliases.value.kind { Some(items) } else { None }
        }
        _ => None,
    });
    lists.flatten().filter_map(dotted).collect()
}

fn dotted_key(entry: &ObjectEntry) -> Option<String> {
    if let ObjectKey::Expr(key) = &entry.key { dotted(key) } else { None }
}

/// `aws.x`, as written.
fn dotted(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Traversal { root, steps } => match steps.as_slice() {
            [] => Some(root.text.to_string()),
            [Step::Attr(alias)] => Some(format!("{}.{}", root.text, alias.text)),
            _ => None,
        },
        _ => None,
    }
}

fn missing(context: &LinkedContext<'_>, block: &Block, call: &str, child: Module<'_>, sink: &mut Sink<'_>) {
    let mut lines = String::new();
    let mut names = Vec::new();
    for (key, site) in child.names().of_kind(SymbolKind::Variable) {
        let Some(variable) = site.block() else { continue };
        if variable.body.attribute("default").is_some() || block.body.attribute(&key.name).is_some() {
            continue;
        }
        let ty = variable.body.attribute("type").map(|a| constraint::parse(&a.value).0);
        let value = fill::placeholder(&ty.unwrap_or(crate::terraform::types::Ty::STRING), 0);
        let _ = writeln!(lines, "{} = {value}", key.name);
        names.push(format!("\"{}\"", key.name));
    }
    names.dedup();
    if names.is_empty() {
        return;
    }
    let plural = if names.len() == 1 { "a value" } else { "values" };
    let message = format!("module \"{call}\" needs {plural} for {}", names.join(", "));
    let outer = indent_at(&context.unit.text, block.span.start);
    let edits = insert_in_block(&context.unit.text, block.body.span, outer, &lines);
    sink.report(block.header(), message).fix("Add what the module needs", edits);
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn arguments_are_the_variables_of_the_module() {
        check_rule(
            "TF-module-argument",
            r#"
//- /main.tf
module "net" {
^^^^^^^^^^^^ module "net" needs a value for "zones"
  source = "./net"
  cird   = "10.0.0.0/16"
  ^^^^ module "net" has no variable "cird"; did you mean "cidr"?
}
module "gone" {
  source = "./gone"
           ^^^^^^^^ /gone has no Terraform files
}
module "far" {
  source = "terraform-aws-modules/vpc/aws"
  any    = 1
}
//- /net/main.tf
variable "cidr" {
  default = null
}
variable "zones" {
  type = list(string)
}
"#,
        );
        check_fix(
            "TF-module-argument",
            "//- /main.tf\nmodule \"net\" {\n  source = \"./net\"\n}\n//- /net/main.tf\nvariable \"zones\" {\n  type = list(string)\n}\n",
            "//- /main.tf\nmodule \"net\" {\n  source = \"./net\"\n  zones = []\n}\n//- /net/main.tf\nvariable \"zones\" {\n  type = list(string)\n}\n",
        );
    }
}

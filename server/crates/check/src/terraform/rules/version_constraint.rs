//! A version, source or entry of `required_providers` that Terraform cannot read.
//!
//! A version constraint is a list such as `>= 1.5, < 2.0` or `~> 6.0`. An entry of `required_providers` has `source`,
//! `version` and perhaps `configuration_aliases`, and a source is `[HOST/]NAMESPACE/NAME`.
//!
//! ```hcl
//! terraform {
//!   required_version = "latest"
//! }
//! ```
//!
//! Write `">= 1.5"`.

use crate::Severity;
use crate::nearest;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::{BlockContext, Hook};
use syntax::hcl::{Expr, ExprKind, ObjectEntry};
use workspace::TerraformBlock;

pub(crate) static RULE: Rule = Rule {
    code: "TF-version-constraint",
    title: "version, source or provider requirement that cannot be read",
    severity: Severity::Error,
    doc: manual!("version_constraint.rs"),
    check: Check::Terraform(&[Hook::Block(check)]),
};

fn check(context: &BlockContext<'_>, sink: &mut Sink<'_>) {
    let body = &context.block.body;
    match context.kind {
        TerraformBlock::Terraform => {
            if let Some(version) = body.attribute("required_version") {
                constraint(&version.value, sink);
            }
            for required in body.blocks_named("required_providers") {
                for entry in required.body.attributes() {
                    requirement(&entry.value, sink);
                }
                for block in required.body.blocks() {
                    let name = &block.keyword.text;
                    sink.report(
                        block.keyword.span,
                        format!("a provider is required by {name} = {{ ... }}, not by a block"),
                    );
                }
            }
        }
        TerraformBlock::Module | TerraformBlock::Provider => {
            if let Some(version) = body.attribute("version") {
                constraint(&version.value, sink);
            }
        }
        _ => {}
    }
}

fn requirement(value: &Expr, sink: &mut Sink<'_>) {
    match &value.kind {
        ExprKind::Object(fields) => fields.iter().for_each(|field| requirement_field(field, sink)),
        _ => constraint(value, sink),
    }
}

fn requirement_field(field: &ObjectEntry, sink: &mut Sink<'_>) {
    const KNOWN: [&str; 3] = ["configuration_aliases", "source", "version"];
    match field.key.name() {
        Some("version") => constraint(&field.value, sink),
        Some("source") => source(&field.value, sink),
        Some("configuration_aliases") | None => {}
        Some(name) => {
            let message =
                format!("a required provider has source, version and configuration_aliases, not \"{name}\"");
            sink.report(field.key.span(), message).meant(field.key.span(), nearest(name, KNOWN));
        }
    }
}

fn constraint(value: &Expr, sink: &mut Sink<'_>) {
    let Some(text) = value.as_str() else { return };
    if !text.split(',').all(is_constraint) {
        sink.report(
            value.span,
            format!("\"{text}\" is no version constraint, such as \">= 1.5, < 2.0\" or \"~> 6.0\""),
        );
    }
}

/// One constraint: an operator and a version (HashiCorp's go-version).
fn is_constraint(text: &str) -> bool {
    let text = text.trim();
    let version =
        ["~>", ">=", "<=", "!=", "=", ">", "<"].iter().find_map(|op| text.strip_prefix(op)).unwrap_or(text);
    let version = version.trim();
    let version = version.strip_prefix('v').unwrap_or(version);
    let (version, build) = version.split_once('+').unwrap_or((version, "0"));
    let (numbers, release) = version.split_once('-').unwrap_or((version, "0"));
    let is_word = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '~'))
    };
    numbers.split('.').all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
        && is_word(release)
        && is_word(build)
}

fn source(value: &Expr, sink: &mut Sink<'_>) {
    let Some(text) = value.as_str() else { return };
    let parts: Vec<&str> = text.split('/').collect();
    let is_part = |part: &&str| {
        !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
    };
    if parts.len() > 3 || !parts.iter().all(is_part) {
        sink.report(value.span, format!("\"{text}\" is no provider source: [HOST/]NAMESPACE/NAME"));
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn versions_and_sources_are_read_as_terraform_reads_them() {
        check_rule(
            "TF-version-constraint",
            r#"
//- /main.tf
terraform {
  required_version = "latest"
                     ^^^^^^^^ "latest" is no version constraint, such as ">= 1.5, < 2.0" or "~> 6.0"
  required_providers {
    aws = {
      source = "hashicorp/aws"
      verson = "~> 6.0"
      ^^^^^^ a required provider has source, version and configuration_aliases, not "verson"; did you mean "version"?
    }
    google = {
      source  = "a/b/c/d"
                ^^^^^^^^^ "a/b/c/d" is no provider source: [HOST/]NAMESPACE/NAME
      version = ">= 1.0, != 1.5.0-beta.1, < 2"
    }
    random {
    ^^^^^^ a provider is required by random = { ... }, not by a block
      source = "hashicorp/random"
    }
  }
}
"#,
        );
    }
}

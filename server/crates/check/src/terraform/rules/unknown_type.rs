//! A resource type or data source that the provider does not have.
//!
//! The bundled schemas say which types a provider has. Where the module names a provider that is not bundled, or a
//! fork of one that is, its types are not checked at all.
//!
//! ```hcl
//! resource "aws_instances" "web" {
//! }
//! ```
//!
//! Write `aws_instance`.

use crate::Severity;
use crate::nearest;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::{BlockContext, Hook};
use std::fmt::Write as _;
use text::TextEdit;
use workspace::TerraformBlock;

pub(crate) static RULE: Rule = Rule {
    code: "TF-unknown-type",
    title: "type that the provider does not have",
    severity: Severity::Error,
    doc: manual!("unknown_type.rs"),
    check: Check::Terraform(&[Hook::Block(check)]),
};

fn check(context: &BlockContext<'_>, sink: &mut Sink<'_>) {
    let Some(label) = context.block.labels.first() else { return };
    let (what, other) = match context.kind {
        TerraformBlock::Resource => ("resource type", "data source"),
        TerraformBlock::Data => ("data source", "resource type"),
        _ => return,
    };
    let Some(provider) = context.providers.of_type(context.block, &label.text) else { return };
    let is_data = context.kind == TerraformBlock::Data;
    let has = |data: bool| {
        if data {
            provider.data_source(&label.text).is_some()
        } else {
            provider.resource(&label.text).is_some()
        }
    };
    // The provider that every Terraform has built in brings one resource of its own.
    if has(is_data) || label.text == "terraform_data" {
        return;
    }
    let mut message =
        format!("{} {} has no {what} \"{}\"", provider.source(), provider.version(), label.text);
    if has(!is_data) {
        let _ = write!(message, ", only a {other} of that name");
    }
    let names = |data: bool| -> Vec<&str> {
        if data {
            provider.data_sources().map(|(name, _)| name).collect()
        } else {
            provider.resources().map(|(name, _)| name).collect()
        }
    };
    let meant = if has(!is_data) { None } else { nearest(&label.text, names(is_data)) };
    if let Some(meant) = meant {
        let _ = write!(message, "; did you mean \"{meant}\"?");
    }
    let found = sink.report(label.span, message);
    if let Some(meant) = meant {
        let quoted = format!("\"{meant}\"");
        found.fix(format!("Change to {quoted}"), vec![TextEdit::replace(label.span, quoted)]);
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn a_type_is_looked_up_in_the_provider_that_the_module_names() {
        check_rule(
            "TF-unknown-type",
            r#"
//- /main.tf
terraform {
  required_providers {
    other = { source = "acme/other" }
  }
}
resource "aws_instnce" "web" {
         ^^^^^^^^^^^^^ hashicorp/aws 6.25.0 has no resource type "aws_instnce"; did you mean "aws_instance"?
}
data "aws_s3_bucket_versioning" "b" {
     ^^^^^^^^^^^^^^^^^^^^^^^^^^ hashicorp/aws 6.25.0 has no data source "aws_s3_bucket_versioning", only a resource type of that name
}
resource "other_thing" "x" {
}
resource "unheard_of" "x" {
}
"#,
        );
        check_fix(
            "TF-unknown-type",
            "resource \"aws_vcp\" \"v\" {\n}\n",
            "resource \"aws_vpc\" \"v\" {\n}\n",
        );
    }
}

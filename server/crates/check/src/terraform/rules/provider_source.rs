//! A provider whose source the module does not say.
//!
//! Terraform takes a provider that is not in `required_providers` for one of HashiCorp's. Providers of others must be
//! named with their source, in every module that uses them.
//!
//! ```hcl
//! resource "datadog_monitor" "cpu" {
//!   # ...
//! }
//! ```
//!
//! Add `datadog = { source = "datadog/datadog" }` to `required_providers`.

use crate::Severity;
use crate::context::LinkedContext;
use crate::edits::{indent_at, insert_in_block};
use crate::report::{Found, Place, Sink};
use crate::rule::{Check, Rule, manual};
use crate::terraform::{Hook, Providers};
use schema::terraform::Provider;
use text::TextEdit;
use workspace::{Module, SymbolKind, TerraformBlock};

pub(crate) static RULE: Rule = Rule {
    code: "TF-provider-source",
    title: "provider whose source the module does not say",
    severity: Severity::Error,
    doc: manual!("provider_source.rs"),
    check: Check::Terraform(&[Hook::Linked(check)]),
};

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let (Some(module), Some(body)) = (context.module, context.unit.hcl()) else { return };
    let providers = &context.environment.providers;
    for block in body.blocks() {
        let Some(label) = block.labels.first() else { continue };
        let (name, provider) = match TerraformBlock::of(&block.keyword.text) {
            TerraformBlock::Resource | TerraformBlock::Data => {
                let name = Providers::name_of_type(block, &label.text);
                let provider = providers.named(&name);
                (name, provider)
            }
            TerraformBlock::Provider => (label.text.clone(), providers.named(&label.text)),
            _ => continue,
        };
        let Some(provider) = provider.filter(|p| !p.source().starts_with("hashicorp/")) else { continue };
        if providers.source(&name).is_some() {
            continue;
        }
        let message = format!(
            "the module must say that provider {name} is {}; Terraform looks for hashicorp/{name} otherwise",
            provider.source()
        );
        let found = sink.report(label.span, message);
        require(context, module, &name, provider, found);
    }
}

/// Offers to add the provider to the module's `required_providers`, or to this file where it has none.
fn require(
    context: &LinkedContext<'_>,
    module: Module<'_>,
    name: &str,
    provider: Provider,
    found: &mut Found,
) {
    let entry = format!("{name} = {{\n  source = \"{}\"\n}}\n", provider.source());
    let title = format!("Require {}", provider.source());
    let known = module.names().of_kind(SymbolKind::RequiredProvider).find(|(key, _)| key.name != name);
    let blocks = known.and_then(|(_, site)| {
        let mut blocks = site.unit.hcl()?.blocks().flat_map(|b| b.body.blocks_named("required_providers"));
        Some((site, blocks.next()?))
    });
    if let Some((site, required)) = blocks {
        let text = &site.unit.text;
        let edits = insert_in_block(text, required.body.span, indent_at(text, required.span.start), &entry);
        found.fix_at(title, edits.into_iter().map(|edit| (site.into(), edit)).collect());
    } else {
        let source = provider.source();
        let block = format!(
            "terraform {{\n  required_providers {{\n    {name} = {{\n      source = \"{source}\"\n    }}\n  }}\n}}\n\n"
        );
        let path = context.file.path.clone();
        found.fix_at(title, vec![(Place::File(path), TextEdit::insert(0, block))]);
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn providers_of_others_than_hashicorp_are_required_by_name() {
        check_rule(
            "TF-provider-source",
            r#"
//- /main.tf
resource "datadog_monitor" "cpu" {
         ^^^^^^^^^^^^^^^^^ the module must say that provider datadog is datadog/datadog; Terraform looks for hashicorp/datadog otherwise
}
resource "aws_vpc" "main" {}
resource "cloudflare_zone" "z" {}
//- /versions.tf
terraform {
  required_providers {
    cloudflare = { source = "cloudflare/cloudflare" }
  }
}
"#,
        );
    }

    #[test]
    fn the_fix_adds_to_the_requirements_that_are_there() {
        check_fix(
            "TF-provider-source",
            "//- /main.tf\nresource \"datadog_monitor\" \"c\" {}\n//- /versions.tf\nterraform {\n  required_providers {\n    aws = { source = \"hashicorp/aws\" }\n  }\n}\n",
            "//- /main.tf\nresource \"datadog_monitor\" \"c\" {}\n//- /versions.tf\nterraform {\n  required_providers {\n    aws = { source = \"hashicorp/aws\" }\n    datadog = {\n      source = \"datadog/datadog\"\n    }\n  }\n}\n",
        );
    }
}

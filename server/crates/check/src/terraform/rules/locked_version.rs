//! A provider version in the lock file that is not the one checked against.
//!
//! `.terraform.lock.hcl` says which release `terraform init` installs. The checks know one release of each provider;
//! what was added, renamed or removed between the two is judged by the release that they know.
//!
//! ```hcl
//! provider "registry.terraform.io/hashicorp/aws" {
//!   version = "5.80.0"
//! }
//! ```
//!
//! Run `terraform init -upgrade` to move to a newer release, or leave it and have `terraform validate` judge what is
//! found in doubt.

use crate::Severity;
use crate::context::UnitContext;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::bundled;
use workspace::UnitKind;

pub(crate) static RULE: Rule = Rule {
    code: "TF-locked-version",
    title: "locked provider version that is not the one checked against",
    severity: Severity::Hint,
    doc: manual!("locked_version.rs"),
    check: Check::Unit(check),
};

fn check(context: &UnitContext<'_>, sink: &mut Sink<'_>) {
    if context.unit.kind != UnitKind::TerraformLock {
        return;
    }
    let Some(block) = context.unit.block() else { return };
    let Some(provider) = block.label(0).and_then(bundled) else { return };
    let Some(version) = block.body.attribute("version") else { return };
    if let Some(locked) = version.value.as_str().filter(|locked| *locked != provider.version()) {
        let message = format!(
            "{} is locked to {locked}, and checked here against {}",
            provider.source(),
            provider.version()
        );
        sink.report(version.value.span, message);
    }
}

#[cfg(test)]
mod tests {
    use schema::terraform::{Provider, provider};
    use testkit::check_rule;

    fn bundled() -> &'static str {
        provider("aws").map(Provider::version).unwrap_or_default()
    }

    #[test]
    fn another_release_than_the_bundled_one_is_told() {
        let text = r#"
//- /.terraform.lock.hcl
provider "registry.terraform.io/hashicorp/aws" {
  version     = "0.1.0"
                ^^^^^^^ hashicorp/aws is locked to 0.1.0, and checked here against BUNDLED
  constraints = ">= 0.1.0"
}
"#;
        check_rule("TF-locked-version", &text.replace("BUNDLED", bundled()));
    }

    #[test]
    fn the_bundled_release_and_providers_that_are_not_bundled_are_left_alone() {
        let text = r#"
//- /.terraform.lock.hcl
provider "registry.opentofu.org/hashicorp/aws" {
  version = "BUNDLED"
}

provider "registry.terraform.io/acme/aws" {
  version = "0.1.0"
}
"#;
        check_rule("TF-locked-version", &text.replace("BUNDLED", bundled()));
    }
}

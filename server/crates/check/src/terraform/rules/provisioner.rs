//! A provisioner or connection that Terraform cannot run.
//!
//! Terraform has three provisioners: `file`, `local-exec` and `remote-exec`. `file` copies `source` or writes `content`,
//! `remote-exec` runs `inline`, `script` or `scripts`, each exactly one of them. A connection needs a `host`. What runs
//! when a resource is destroyed can refer to the resource by `self` only.
//!
//! ```hcl
//! resource "aws_instance" "web" {
//!   provisioner "local-exec" {
//!     when    = destroy
//!     command = "drain ${aws_lb.web.name}"
//!   }
//! }
//! ```
//!
//! Write what is needed into the resource's own arguments and read it from `self`.

use crate::Severity;
use crate::nearest;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::language::PROVISIONERS;
use crate::terraform::{BlockContext, Hook};
use syntax::hcl::{Block, Body, ExprKind};
use workspace::TerraformBlock;
use workspace::terraform::walk_body;

pub(crate) static RULE: Rule = Rule {
    code: "TF-provisioner",
    title: "provisioner or connection that cannot run",
    severity: Severity::Error,
    doc: manual!("provisioner.rs"),
    check: Check::Terraform(&[Hook::Block(check)]),
};

fn check(context: &BlockContext<'_>, sink: &mut Sink<'_>) {
    let body = &context.block.body;
    if !matches!(context.kind, TerraformBlock::Resource | TerraformBlock::Removed) {
        return;
    }
    let provisioners: Vec<&Block> = body.blocks_named("provisioner").collect();
    if !provisioners.is_empty() {
        connections(body, sink);
    }
    for block in provisioners {
        connections(&block.body, sink);
        let Some(label) = block.labels.first() else { continue };
        let one_of: &[&str] = match label.text.as_str() {
            "remote-exec" => &["inline", "script", "scripts"],
            "file" => &["source", "content"],
            "local-exec" => &[],
            name => {
                let meant =
                    nearest(name, PROVISIONERS.iter().map(|(name, _)| *name)).map(|m| format!("\"{m}\""));
                let message =
                    format!("there is no provisioner \"{name}\", only file, local-exec and remote-exec");
                let found = sink.report(label.span, message);
                if let Some(meant) = meant {
                    found.fix(format!("Change to {meant}"), vec![text::TextEdit::replace(label.span, meant)]);
                }
                continue;
            }
        };
        let given = one_of.iter().filter(|name| block.body.attribute(name).is_some()).count();
        if !one_of.is_empty() && given != 1 {
            sink.report(block.header(), format!("{} takes exactly one of {}", label.text, one_of.join(", ")));
        }
        if is_for_destroy(block) {
            outside_references(block, sink);
        }
    }
}

fn connections(body: &Body, sink: &mut Sink<'_>) {
    for connection in body.blocks_named("connection") {
        if connection.body.attribute("host").is_none() {
            sink.report(connection.keyword.span, "the connection needs a \"host\"");
        }
    }
}

fn is_for_destroy(block: &Block) -> bool {
    block.body.attribute("when").is_some_and(|when| match &when.value.kind {
        ExprKind::Traversal { root, .. } => root.text == "destroy",
        ExprKind::String(text) => text == "destroy",
        _ => false,
    })
}

fn outside_references(block: &Block, sink: &mut Sink<'_>) {
    let enter = |_: &[&str], attribute: &syntax::hcl::Attribute| {
        !matches!(attribute.name.text.as_str(), "when" | "on_failure")
    };
    walk_body(&block.body, &mut Vec::new(), &mut Vec::new(), &enter, &mut |expr, bound| {
        if let ExprKind::Traversal { root, .. } = &expr.kind
            && !bound.contains(&root.text)
            && !matches!(root.text.as_str(), "self" | "count" | "each" | "path" | "terraform")
        {
            sink.report(
                expr.span,
                "what runs on destruction can refer to self, count.index and each.key only",
            );
        }
    });
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn provisioners_have_what_they_need_and_no_more() {
        check_rule(
            "TF-provisioner",
            r#"
//- /main.tf
resource "aws_instance" "web" {
  connection {
  ^^^^^^^^^^ the connection needs a "host"
    user = "root"
  }
  provisioner "local-exce" {
              ^^^^^^^^^^^^ there is no provisioner "local-exce", only file, local-exec and remote-exec
  }
  provisioner "remote-exec" {
  ^^^^^^^^^^^^^^^^^^^^^^^^^ remote-exec takes exactly one of inline, script, scripts
  }
  provisioner "local-exec" {
    when    = destroy
    command = "drain ${aws_lb.web.name} ${self.id}"
                       ^^^^^^^^^^^^^^^ what runs on destruction can refer to self, count.index and each.key only
  }
}
"#,
        );
    }
}

//! A meta-argument that is not used as the language says.
//!
//! `count` and `for_each` exclude each other; `depends_on` takes a list of references; `provider` takes a name or
//! `NAME.ALIAS`; the lifecycle of a data source has conditions only; `when` of a provisioner is `create` or `destroy`.
//!
//! ```hcl
//! resource "aws_instance" "web" {
//!   count    = 2
//!   for_each = toset(["a"])
//! }
//! ```
//!
//! Keep one of the two.

use crate::Severity;
use crate::edits::whole_lines;
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use crate::terraform::evaluate::is_static;
use crate::terraform::language::Takes;
use crate::terraform::schema::Argument;
use crate::terraform::statics::in_body;
use crate::terraform::{BodyContext, Hook};
use syntax::hcl::{Attribute, Expr, ExprKind, Ident, Step, is_identifier};
use text::{Span, TextEdit};
use workspace::TerraformBlock;
use workspace::terraform::configuration_name;

pub(crate) static RULE: Rule = Rule {
    code: "TF-meta-argument",
    title: "meta-argument that is not used as the language says",
    severity: Severity::Error,
    doc: manual!("meta_argument.rs"),
    check: Check::Terraform(&[Hook::Body(check)]),
};

fn check(context: &BodyContext<'_>, sink: &mut Sink<'_>) {
    if let (Some(count), Some(for_each)) = (own(context, "count"), own(context, "for_each")) {
        let found = sink.report(for_each.name.span, "count and for_each exclude each other");
        found.related(Place::Here, count.name.span, "count is set here");
        let text = &context.top.unit.unit.text;
        found.fix("Remove for_each", vec![TextEdit::delete(whole_lines(text, for_each.span))]);
        found.fix("Remove count", vec![TextEdit::delete(whole_lines(text, count.span))]);
    }
    for attribute in context.attributes() {
        match context.schema.argument(&attribute.name.text).and_then(Argument::takes) {
            Some(Takes::References) => references(attribute, sink),
            Some(Takes::Name) => name(context, attribute, sink),
            _ => {}
        }
    }
    if context.top.kind == TerraformBlock::Check && context.block.keyword.text == "data" {
        for attribute in context.attributes().filter(|a| matches!(a.name.text.as_str(), "count" | "for_each"))
        {
            let message = format!("a data source in a check block takes no \"{}\"", attribute.name.text);
            sink.report(attribute.name.span, message);
        }
    }
    if context.top.kind == TerraformBlock::Data && context.block.keyword.text == "lifecycle" {
        for attribute in context.attributes() {
            let message = format!(
                "the lifecycle of a data source takes no \"{}\", only conditions",
                attribute.name.text
            );
            sink.report(attribute.name.span, message);
        }
    }
}

/// The language's own argument `name`, where it is written.
fn own<'a>(context: &BodyContext<'a>, name: &str) -> Option<&'a Attribute> {
    let attribute = context.body.attribute(name)?;
    context.schema.argument(name)?.takes().map(|_| attribute)
}

fn references(attribute: &Attribute, sink: &mut Sink<'_>) {
    let name = &attribute.name.text;
    let ExprKind::List(items) = &attribute.value.kind else {
        sink.report(attribute.value.span, format!("\"{name}\" takes a list of references: [aws_vpc.main]"));
        return;
    };
    for item in items {
        match &item.kind {
            ExprKind::Traversal { root, steps } if name == "depends_on" => {
                dependency(item, root, steps, sink);
            }
            ExprKind::Traversal { root, .. } => {
                let message = "\"replace_triggered_by\" takes managed resources and their attributes only";
                match root.text.as_str() {
                    "var" | "local" | "module" | "path" | "self" => drop(sink.report(item.span, message)),
                    // Validation lets it pass; the plan does not.
                    "data" => drop(sink.report(item.span, message).severity(Severity::Warning)),
                    _ => {}
                }
            }
            _ => {
                let message = format!("\"{name}\" takes references, such as aws_vpc.main, and nothing else");
                let found = sink.report(item.span, message);
                if let Some(text) = item.as_str() {
                    found
                        .severity(Severity::Warning)
                        .fix("Remove the quotes", vec![TextEdit::replace(item.span, text)]);
                }
            }
        }
    }
}

/// An entry of `depends_on`: a whole object, chosen without evaluating anything.
fn dependency(item: &Expr, root: &Ident, steps: &[Step], sink: &mut Sink<'_>) {
    let whole = match root.text.as_str() {
        "each" | "count" | "self" | "path" | "terraform" => {
            sink.report(
                item.span,
                "\"depends_on\" takes whole resources, data sources, modules, variables and locals",
            );
            return;
        }
        "module" | "data" | "resource" | "ephemeral" => 2,
        _ => 1,
    };
    if !steps.iter().all(is_static) {
        sink.report(item.span, "\"depends_on\" takes plain references, whose indices are written out");
        return;
    }
    let attributes: Vec<_> =
        steps.iter().filter_map(|s| if let Step::Attr(name) = s { Some(name) } else { None }).collect();
    if let Some(extra) = attributes.get(whole) {
        let message = "\"depends_on\" takes whole objects, not their attributes";
        let cut = Span::new(extra.span.start.saturating_sub(1), item.span.end);
        sink.report(extra.span, message).fix("Remove the attribute", vec![TextEdit::delete(cut)]);
    }
}

fn name(context: &BodyContext<'_>, attribute: &Attribute, sink: &mut Sink<'_>) {
    let value = &attribute.value;
    let message = match attribute.name.text.as_str() {
        "provider" if !is_provider(value) => "\"provider\" takes the name of a provider, or NAME.ALIAS",
        "when" if !is_word(value, &["create", "destroy"]) => "\"when\" is create or destroy",
        "on_failure" if !is_word(value, &["continue", "fail"]) => "\"on_failure\" is continue or fail",
        "ignore_changes" if context.top.kind == TerraformBlock::Resource => {
            return ignored(context, value, sink);
        }
        "providers" if !matches!(value.kind, ExprKind::Object(_)) => {
            "\"providers\" takes { NAME = NAME.ALIAS }"
        }
        _ => return,
    };
    sink.report(value.span, message);
}

fn is_provider(value: &Expr) -> bool {
    value.as_str().is_some_and(|text| text.split('.').count() < 3 && text.split('.').all(is_identifier))
        || matches!(configuration_name(value), Some((_, [] | [Step::Attr(_)])))
}

fn is_word(value: &Expr, words: &[&str]) -> bool {
    match &value.kind {
        ExprKind::Traversal { root, steps } => steps.is_empty() && words.contains(&root.text.as_str()),
        ExprKind::String(text) => words.contains(&text.as_str()),
        _ => false,
    }
}

fn ignored(context: &BodyContext<'_>, value: &Expr, sink: &mut Sink<'_>) {
    if is_word(value, &["all"]) {
        return;
    }
    let ExprKind::List(items) = &value.kind else {
        sink.report(value.span, "\"ignore_changes\" takes a list of arguments, or all");
        return;
    };
    let schema = crate::terraform::schema::BodySchema::of_block(
        context.top.block,
        context.top.kind,
        context.top.providers,
    );
    for item in items {
        let (name, steps) = match &item.kind {
            ExprKind::Traversal { root, steps } => (root.text.clone(), steps.as_slice()),
            ExprKind::String(text) => (text.split(['.', '[']).next().unwrap_or_default().into(), &[][..]),
            _ => {
                sink.report(item.span, "\"ignore_changes\" takes names of arguments");
                continue;
            }
        };
        let Some(body) = schema.provider else { continue };
        if body.attr(&name).is_none() && body.block(&name).is_none() {
            let meant = crate::nearest(&name, schema.argument_names().chain(schema.block_names()));
            let message = format!("the resource has no argument \"{name}\" to ignore changes of");
            sink.report(item.span, message).meant(item.span, meant);
        } else if !steps.is_empty() {
            let whole: Vec<Step> = [Step::Attr(Ident { span: item.span, text: name })]
                .into_iter()
                .chain(steps.iter().cloned())
                .collect();
            let mut faults = Vec::new();
            in_body(body, &whole, "the resource", &mut faults);
            for fault in faults {
                sink.report(fault.span, fault.message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn each_meta_argument_is_checked() {
        check_rule(
            "TF-meta-argument",
            r#"
//- /main.tf
resource "aws_instance" "web" {
  count      = 2
  for_each   = toset(["a"])
  ^^^^^^^^ count and for_each exclude each other
  depends_on = aws_vpc.main
               ^^^^^^^^^^^^ "depends_on" takes a list of references: [aws_vpc.main]
  provider   = aws.west.two
               ^^^^^^^^^^^^ "provider" takes the name of a provider, or NAME.ALIAS
  lifecycle {
    ignore_changes = [tags, amy, root_block_device[0].volume_size]
                            ^^^ the resource has no argument "amy" to ignore changes of; did you mean "ami"?
  }
  provisioner "local-exec" {
    when    = delete
              ^^^^^^ "when" is create or destroy
    command = "true"
  }
}
data "aws_ami" "a" {
  lifecycle {
    prevent_destroy = true
    ^^^^^^^^^^^^^^^ the lifecycle of a data source takes no "prevent_destroy", only conditions
  }
}
"#,
        );
        check_fix(
            "TF-meta-argument",
            "resource \"aws_instance\" \"web\" {\n  count = 2\n  for_each = {}\n}\n",
            "resource \"aws_instance\" \"web\" {\n  count = 2\n}\n",
        );
    }
}

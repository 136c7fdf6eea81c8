//! Curated blocks: what an expert writes for a type beyond its required arguments, kept as HCL in `data/blocks`.
//!
//! ```hcl
//! type "aws_lambda_function" {
//!   function_name = self.name
//!   role          = aws_iam_role.lambda.arn
//!
//!   companion "aws_iam_role" "lambda" {
//!     principal = "lambda.amazonaws.com"
//!   }
//!   when "vpc" {
//!     vpc_config { ... }
//!   }
//! }
//! ```
//! `self` is the resource itself: `self.name`, `self.zone`. A `companion` is another resource or (with a first label `data`)
//! data source: one that is asked for already is taken, otherwise it is added. `when` holds what goes in only
//! where the request speaks of one of its labels (phrases or types); `unless` is its opposite.

use syntax::hcl::{self, Block, ExprKind, Item};

const FILES: &[&str] = &[
    include_str!("../../data/blocks/aws/compute.hcl"),
    include_str!("../../data/blocks/aws/network.hcl"),
    include_str!("../../data/blocks/aws/storage.hcl"),
    include_str!("../../data/blocks/aws/database.hcl"),
    include_str!("../../data/blocks/aws/integration.hcl"),
    include_str!("../../data/blocks/aws/delivery.hcl"),
    include_str!("../../data/blocks/aws/identity.hcl"),
    include_str!("../../data/blocks/google/core.hcl"),
    include_str!("../../data/blocks/azurerm/core.hcl"),
];

/// The curated block of one type, as parsed.
#[derive(Debug)]
pub(crate) struct Template {
    /// The text that all spans are in.
    pub(crate) text: &'static str,
    /// What stands between the braces of `type`.
    pub(crate) body: hcl::Body,
}

/// The text of a type's curated block, if there is one.
pub(crate) fn source(kind: &str) -> Option<&'static str> {
    let header = format!("type \"{kind}\" {{");
    FILES.iter().find_map(|file| {
        let rest = file.get(find_line(file, &header)?..)?;
        let end = rest.find("\n}").map_or(rest.len(), |i| i + 2);
        rest.get(..end)
    })
}

/// The curated block of a type, parsed.
pub(crate) fn template(kind: &str) -> Option<Template> {
    let text = source(kind)?;
    let parsed = hcl::parse(text);
    debug_assert!(parsed.errors.is_empty(), "{kind}: {:?}", parsed.errors);
    let block =
        parsed.root.items.into_iter().find_map(|i| if let Item::Block(b) = i { Some(b) } else { None })?;
    Some(Template { text, body: block.body })
}

fn find_line(file: &str, line: &str) -> Option<usize> {
    if file.starts_with(line) { Some(0) } else { file.find(&format!("\n{line}")).map(|i| i + 1) }
}

/// The labels of a `when` or `unless`.
pub(crate) fn labels(block: &Block) -> impl Iterator<Item = &str> {
    block.labels.iter().map(|l| l.text.as_str())
}

/// Whether the block is one of the words of this format and no nested block of the resource.
pub(crate) fn is_directive(block: &Block) -> bool {
    matches!(block.keyword.text.as_str(), "when" | "unless" | "companion")
}

/// The whole text of an expression with its lines moved left by the indentation of the line it begins on.
pub(crate) fn dedented(text: &str, span: text::Span) -> String {
    let raw = span.text(text);
    if !raw.contains('\n') {
        return raw.to_owned();
    }
    let before = text.get(..span.start as usize).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let indent = line.len() - line.trim_start_matches(' ').len();
    let pad = " ".repeat(indent);
    raw.split('\n').map(|l| l.strip_prefix(pad.as_str()).unwrap_or(l)).collect::<Vec<_>>().join("\n")
}

/// A literal string of a directive's attribute.
pub(crate) fn string<'a>(body: &'a hcl::Body, name: &str) -> Option<&'a str> {
    body.attribute(name).and_then(|a| a.value.as_str())
}

/// Whether a literal attribute is `true`.
pub(crate) fn flag(body: &hcl::Body, name: &str) -> bool {
    body.attribute(name).is_some_and(|a| a.value.kind == ExprKind::Bool(true))
}

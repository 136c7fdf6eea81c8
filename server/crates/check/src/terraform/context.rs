use super::fault::FaultKind;
use super::fill;
use super::hardening;
use super::providers::Providers;
use super::schema::{BodySchema, Nested};
use super::typing::faults;
use crate::Severity;
use crate::context::{LinkedContext, UnitContext};
use crate::registry::terraform_hooks;
use crate::report::{Found, Sink};
use syntax::hcl::{Attribute, Block, Body};
use workspace::{TerraformBlock, UnitKind};

/// Where a rule on Terraform files is called. All but the last see their unit only.
#[derive(Clone, Copy)]
pub(crate) enum Hook {
    /// On each top-level block.
    Block(fn(&BlockContext<'_>, &mut Sink<'_>)),
    /// On each body, nested ones included, with what may stand in it.
    Body(fn(&BodyContext<'_>, &mut Sink<'_>)),
    /// On each kind of fault that the evaluation of expressions finds; the engine reports it.
    Fault(FaultKind),
    /// On each unit of a module whose references run in circles.
    Circles(fn(&LinkedContext<'_>, &mut Sink<'_>)),
    /// On each unit, with the whole workspace.
    Linked(fn(&LinkedContext<'_>, &mut Sink<'_>)),
}

/// A top-level block.
pub(crate) struct BlockContext<'a> {
    pub(crate) unit: &'a UnitContext<'a>,
    pub(crate) block: &'a Block,
    pub(crate) kind: TerraformBlock,
    pub(crate) providers: &'a Providers,
}

/// A body and what may stand in it.
pub(crate) struct BodyContext<'a> {
    pub(crate) top: &'a BlockContext<'a>,
    /// The block whose body it is.
    pub(crate) block: &'a Block,
    pub(crate) body: &'a Body,
    pub(crate) schema: BodySchema,
    /// Whether Terraform knows how often the blocks around it stand: all `dynamic` ones among them are written out.
    pub(crate) is_counted: bool,
}

/// Calls the rules that look at one unit alone.
pub(crate) fn check_local(unit: &UnitContext<'_>, providers: &Providers, out: &mut Vec<Found>) {
    let Some(body) = unit.unit.hcl() else { return };
    if !matches!(unit.unit.kind, UnitKind::Terraform(_)) {
        return;
    }
    for block in body.blocks() {
        let kind = TerraformBlock::of(&block.keyword.text);
        let top = BlockContext { unit, block, kind, providers };
        for (rule, hook) in terraform_hooks() {
            if let Hook::Block(check) = hook {
                check(&top, &mut Sink { rule, found: out });
            }
        }
        let schema = BodySchema::of_block(block, kind, providers);
        let context = BodyContext { top: &top, block, body: &block.body, schema, is_counted: true };
        walk(&context, out);
    }
}

fn walk(context: &BodyContext<'_>, out: &mut Vec<Found>) {
    for (rule, hook) in terraform_hooks() {
        if let Hook::Body(check) = hook {
            check(context, &mut Sink { rule, found: out });
        }
    }
    for block in context.body.blocks() {
        if let Some((nested, inner)) = context.nested(block) {
            let schema = nested.body(block, context.top.providers);
            let is_counted =
                context.is_counted && (block.keyword.text != "dynamic" || fill::is_written_out(block));
            walk(&BodyContext { top: context.top, block, body: inner, schema, is_counted }, out);
        }
    }
}

/// Calls the rules that look at a unit and what it refers to.
pub(crate) fn check_linked(context: &LinkedContext<'_>, out: &mut Vec<Found>) {
    hardening::check_linked(context, out);
    for (rule, hook) in terraform_hooks() {
        if let Hook::Linked(check) = hook {
            check(context, &mut Sink { rule, found: out });
        }
    }
    for (fault, is_certain) in faults(context, context.environment.types) {
        let rule = terraform_hooks()
            .iter()
            .find(|(_, hook)| matches!(hook, Hook::Fault(kind) if *kind == fault.kind));
        let Some((rule, _)) = rule else { continue };
        let found = Sink { rule, found: out }.report_owned(fault.span, fault.message);
        if !is_certain {
            found.severity(Severity::Warning);
        }
        if let Some((span, name)) = fault.meant {
            found.meant(span, Some(&name));
        }
    }
}

/// Calls the rules that look at circles of references.
pub(crate) fn check_circles(context: &LinkedContext<'_>, out: &mut Vec<Found>) {
    for (rule, hook) in terraform_hooks() {
        if let Hook::Circles(check) = hook {
            check(context, &mut Sink { rule, found: out });
        }
    }
}

impl<'a> BodyContext<'a> {
    /// What `block`, written in this body, is: its schema, the body to check against it (`content` of a `dynamic`
    /// block).
    pub(crate) fn nested(&self, block: &'a Block) -> Option<(Nested, &'a Body)> {
        if block.keyword.text != "dynamic" {
            // A connection that no provisioner uses is not read.
            let is_unused = block.keyword.text == "connection"
                && self.top.block.body.blocks_named("provisioner").next().is_none();
            let nested = self.schema.block(&block.keyword.text).filter(|_| !is_unused)?;
            return Some((nested, &block.body));
        }
        let nested = self.schema.block(block.label(0)?)?;
        let content = block.body.blocks().find(|b| b.keyword.text == "content")?;
        matches!(nested, Nested::Provider(_)).then_some((nested, &content.body))
    }

    /// The arguments written in it.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = &'a Attribute> {
        self.body.attributes()
    }

    /// What the message calls it: `resource "aws_instance"`, `block "ingress"`.
    pub(crate) fn title(&self) -> String {
        let is_top = std::ptr::eq(self.block, self.top.block);
        let label = self.block.label(0);
        match (is_top, self.top.kind, label) {
            (true, TerraformBlock::Resource | TerraformBlock::Data | TerraformBlock::Ephemeral, Some(of)) => {
                format!("{} \"{of}\"", self.block.keyword.text)
            }
            (true, ..) => format!("a {} block", self.block.keyword.text),
            (false, _, Some(name)) if self.block.keyword.text == "dynamic" => format!("block \"{name}\""),
            (false, ..) => format!("block \"{}\"", self.block.keyword.text),
        }
    }
}

use super::{Block, Random};
use schema::terraform::{Attr, Body, Type};
use std::fmt::Write as _;

/// What has been written so far, to refer to.
#[derive(Debug, Default)]
pub(super) struct Values {
    addresses: Vec<String>,
    strings: Vec<String>,
}

impl Values {
    /// Lets later values refer to `block`.
    pub(super) fn add(&mut self, block: &Block, is_data: bool, body: Body) {
        let prefix = if is_data { "data." } else { "" };
        let address = format!("{prefix}{}.{}", block.labels[0], block.labels[1]);
        let instance = super::faults::address(block);
        let strings =
            body.attrs().filter(|a| a.ty() == Type::String).map(|a| format!("{instance}.{}", a.name()));
        self.strings.extend(strings);
        self.addresses.push(address);
    }

    /// The address of something written before.
    pub(super) fn address(&self, random: &mut Random) -> Option<String> {
        (!self.addresses.is_empty()).then(|| random.pick(&self.addresses).clone())
    }

    /// A reference to a string attribute of something written before.
    pub(super) fn string(&self, random: &mut Random) -> Option<String> {
        (!self.strings.is_empty()).then(|| random.pick(&self.strings).clone())
    }

    /// A value that an argument takes.
    pub(super) fn of_attr(&self, attr: Attr, random: &mut Random, depth: usize) -> String {
        match attr.ty() {
            Type::Object(body) => self.nested(body, random, depth),
            Type::List(element) | Type::Set(element) => match element.get() {
                Type::Object(body) => format!("[{}]", self.nested(body, random, depth)),
                _ => self.of(attr.ty(), random),
            },
            Type::Map(element) => match element.get() {
                Type::Object(body) => format!("{{ k = {} }}", self.nested(body, random, depth)),
                _ => self.of(attr.ty(), random),
            },
            ty => self.of(ty, random),
        }
    }

    /// An object that may leave out what is optional.
    fn nested(&self, body: Body, random: &mut Random, depth: usize) -> String {
        let mut out = String::from("{ ");
        for attr in body.attrs() {
            if attr.required() || attr.optional() && depth < 2 && random.chance(15) {
                let _ = write!(out, "{} = {}, ", attr.name(), self.of_attr(attr, random, depth + 1));
            }
        }
        out.push('}');
        out
    }

    fn of(&self, ty: Type, random: &mut Random) -> String {
        match ty {
            Type::String => self.text(random),
            Type::Number => {
                (*random.pick(&["3", "var.n", "\"4\"", "local.ln", "length(var.ls)", "max(1, var.n)"])).into()
            }
            Type::Bool => {
                (*random.pick(&["true", "var.b", "\"false\"", "!var.b", "var.n > 2", "var.s == \"x\""]))
                    .into()
            }
            Type::Any => (*random.pick(&["\"x\"", "null", "{ a = 1 }", "var.o"])).into(),
            Type::List(element) | Type::Set(element) => match random.below(4) {
                0 if element.get() == Type::String => (*random.pick(&[
                    "var.ls",
                    "local.ll",
                    "[for s in var.ls : upper(s)]",
                    "concat(var.ls, [\"z\"])",
                    "toset(var.ls)",
                    "keys(var.ms)",
                ]))
                .into(),
                1 => "[]".into(),
                _ => format!("[{}]", self.of(element.get(), random)),
            },
            Type::Map(element) => match random.below(4) {
                0 if element.get() == Type::String => (*random.pick(&[
                    "var.ms",
                    "{ for k, v in var.ms : k => v }",
                    "merge(var.ms, { a = \"b\" })",
                ]))
                .into(),
                1 => "{}".into(),
                _ => format!("{{ k = {} }}", self.of(element.get(), random)),
            },
            Type::Object(body) => {
                let fields = body.attrs().map(|a| format!("{} = {}", a.name(), self.of(a.ty(), random)));
                let all: Vec<String> =
                    fields.chain(body.blocks().map(|b| format!("{} = null", b.name()))).collect();
                format!("{{ {} }}", all.join(", "))
            }
        }
    }

    fn text(&self, random: &mut Random) -> String {
        if random.chance(30)
            && let Some(reference) = self.string(random)
        {
            return reference;
        }
        let plain = [
            "\"x\"",
            "var.s",
            "local.ls",
            "\"a-${var.s}\"",
            "upper(var.s)",
            "var.b ? var.s : \"y\"",
            "12",
            "true",
            "var.ls[0]",
            "var.o.a",
            "var.ms[\"a\"]",
            "join(\",\", var.ls)",
            "jsonencode({ a = var.n })",
            "try(var.o.b, \"z\")",
            "\"%{ if var.b }on%{ else }off%{ endif }\"",
            "one(var.ls[*])",
        ];
        (*random.pick(&plain)).into()
    }
}

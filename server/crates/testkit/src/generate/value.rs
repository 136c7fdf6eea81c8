use super::{Block, Random};
use schema::terraform::{Attr, BlockType, Body, Nesting, Type};
use std::fmt::Write as _;

/// Calls of functions that are right, for any place.
pub(super) const CALLS: &[&str] = &[
    "cidrsubnet(\"10.0.0.0/16\", 8, 2)",
    "cidrhost(\"10.0.0.0/24\", var.n)",
    "cidrsubnets(\"10.0.0.0/16\", 4, 4, 8)",
    "regex(\"^([a-z]+)-(\\\\d+)$\", \"ab-12\")",
    "regexall(\"[a-z]\", var.s)",
    "format(\"%s-%03d\", var.s, 7)",
    "formatlist(\"%s.local\", var.ls)",
    "formatdate(\"YYYY-MM-DD\", \"2024-01-02T03:04:05Z\")",
    "timeadd(\"2024-01-02T03:04:05Z\", \"10m\")",
    "jsondecode(\"{\\\"a\\\": 1}\").a",
    "yamldecode(\"a: 1\").a",
    "base64decode(\"aGk=\")",
    "parseint(\"ff\", 16)",
    "substr(\"hello\", 1, 2)",
    "element(var.ls, 1)",
    "slice([1, 2, 3], 0, 2)",
    "chunklist(var.ls, 2)",
    "range(0, 10, 2)",
    "flatten([[1], [2, [3]]])",
    "zipmap([\"a\", \"b\"], [1, 2]).a",
    "lookup(var.ms, \"a\", \"z\")",
    "lookup({ a = 1 }, \"a\")",
    "merge({ a = 1 }, { b = \"x\" }).b",
    "concat(var.ls, [\"z\"])[0]",
    "coalesce(var.s, \"z\")",
    "coalescelist(var.ls, [\"a\"])",
    "try(var.any.deep.thing, null)",
    "can(regex(\"a\", var.s))",
    "setproduct(var.ls, [\"a\"])",
    "setunion(var.ss, [\"a\"])",
    "tolist(var.ss)[0]",
    "toset([\"a\", \"a\"])",
    "tomap({ a = \"b\" })",
    "tonumber(\"12\")",
    "tobool(\"true\")",
    "replace(\"a-b\", \"/-/\", \"_\")",
    "split(\",\", \"a,b\")[1]",
    "trimsuffix(var.s, \"x\")",
    "title(var.s)",
    "max(1, 2, var.n)",
    "sum([1, 2])",
    "one(toset([\"x\"]))",
    "alltrue([true, var.b])",
    "transpose({ a = [\"b\"] })",
    "keys(local.lk)",
    "values(var.ms)",
    "nonsensitive(sensitive(\"a\"))",
    "templatestring(var.s, { a = 1 })",
    "uuidv5(\"dns\", \"example.com\")",
    "sha256(\"a\")",
    "path.module",
    "terraform.workspace",
    "local.lk.deep.z[1]",
    "local.lg[\"a\"][0].p",
    "var.lo[*].a",
    "var.lo[0].p.q",
    "var.mo[\"k\"].a",
    "var.t[1]",
    "var.any.what[0].ever",
    "[for i, x in var.lo : \"${i}-${x.a}\" if x.p != null]",
    "{ for k, v in var.mo : k => v.a... }",
    "var.b ? [var.s] : []",
    "var.n % 2 == 0 ? \"even\" : \"odd\"",
    "-var.n / 2",
    "<<-EOT\n    a ${var.s}\n    %{ for x in var.ls ~}\n    ${x}\n    %{ endfor ~}\n  EOT",
];

/// What has been written so far, to refer to.
#[derive(Debug)]
pub(super) struct Values {
    addresses: Vec<String>,
    strings: Vec<String>,
    lists: Vec<String>,
    plain: &'static [&'static str],
    pub(super) is_root: bool,
}

impl Default for Values {
    fn default() -> Self {
        let (addresses, strings, lists) = (Vec::new(), Vec::new(), Vec::new());
        Self { addresses, strings, lists, plain: ROOT_STRINGS, is_root: true }
    }
}

const ROOT_STRINGS: &[&str] = &[
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
    "var.o.b",
    "var.ms[\"a\"]",
    "var.lo[0].a",
    "var.mo[\"k\"].a",
    "var.t[0]",
    "local.lk.a",
    "local.lm[\"a\"]",
    "join(\",\", var.ls)",
    "jsonencode({ a = var.n })",
    "try(var.o.b, \"z\")",
    "\"%{ if var.b }on%{ else }off%{ endif }\"",
    "one(var.ls[*])",
    "tolist(var.ss)[0]",
];

impl Values {
    /// What a called module has.
    pub(super) fn of_module() -> Self {
        Self {
            plain: &["\"x\"", "var.name", "local.joined", "var.zones[0]"],
            is_root: false,
            ..Self::default()
        }
    }

    /// Lets later values refer to `block`, as deep as its schema goes.
    pub(super) fn add(&mut self, block: &Block) {
        let prefix = if block.keyword == "data" { "data." } else { "" };
        let address = format!("{prefix}{}.{}", block.labels[0], block.labels[1]);
        if let Some(body) = block.schema {
            self.add_body(&super::faults::address(block), body, 0);
        }
        self.addresses.push(address);
    }

    fn add_body(&mut self, place: &str, body: Body, depth: usize) {
        for attr in body.attrs() {
            let name = format!("{place}.{}", attr.name());
            match attr.ty() {
                Type::String => self.strings.push(name),
                Type::List(of) if of.get() == Type::String => {
                    self.strings.push(format!("{name}[0]"));
                    self.lists.push(name);
                }
                Type::Map(of) if of.get() == Type::String => self.strings.push(format!("{name}[\"a\"]")),
                Type::Object(inner) if depth < 2 => self.add_body(&name, inner, depth + 1),
                _ => {}
            }
        }
        for block in body.blocks().filter(|_| depth < 2) {
            let name = format!("{place}.{}", block.name());
            match block.nesting() {
                Nesting::Single => self.add_body(&name, block.body(), depth + 1),
                Nesting::List => self.add_body(&format!("{name}[0]"), block.body(), depth + 1),
                Nesting::Set => self.add_set(&name, block),
                Nesting::Map => {}
            }
        }
    }

    fn add_set(&mut self, name: &str, block: BlockType) {
        let text = block.body().attrs().find(|a| a.ty() == Type::String);
        if let Some(attr) = text {
            self.strings.push(format!("one({name}).{}", attr.name()));
            self.lists.push(format!("{name}[*].{}", attr.name()));
        }
    }

    /// What a `dynamic` block walks.
    pub(super) fn walked(&self) -> &'static str {
        if self.is_root { "var.ls" } else { "var.zones" }
    }

    /// Lets later values refer to a string.
    pub(super) fn add_string(&mut self, reference: String) {
        self.strings.push(reference);
    }

    /// Lets later values refer to a list of strings.
    pub(super) fn add_list(&mut self, reference: String) {
        self.lists.push(reference);
    }

    /// Lets nothing written so far be referred to.
    pub(super) fn forget(&mut self) {
        self.strings.clear();
        self.lists.clear();
    }

    /// The address of something written before.
    pub(super) fn address(&self, random: &mut Random) -> Option<String> {
        (!self.addresses.is_empty()).then(|| random.pick(&self.addresses).clone())
    }

    /// The address of a managed resource written before.
    pub(super) fn resource(&self, random: &mut Random) -> Option<String> {
        self.address(random).filter(|a| !a.starts_with("data."))
    }

    /// A reference to a string attribute of something written before.
    pub(super) fn string(&self, random: &mut Random) -> Option<String> {
        (!self.strings.is_empty()).then(|| random.pick(&self.strings).clone())
    }

    /// A reference to a list of strings written before.
    pub(super) fn list(&self, random: &mut Random) -> Option<String> {
        (!self.lists.is_empty()).then(|| random.pick(&self.lists).clone())
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
        let root = |random: &mut Random, all: &[&str], alone: &str| {
            if self.is_root { (*random.pick(all)).to_owned() } else { alone.to_owned() }
        };
        match ty {
            Type::String => self.text(random),
            Type::Number => root(
                random,
                &[
                    "3",
                    "var.n",
                    "\"4\"",
                    "local.ln",
                    "length(var.ls)",
                    "max(1, var.n)",
                    "local.lk.n",
                    "var.t[1]",
                ],
                "var.size",
            ),
            Type::Bool => root(
                random,
                &["true", "var.b", "\"false\"", "!var.b", "var.n > 2", "var.s == \"x\""],
                "false",
            ),
            Type::Any => root(random, &["\"x\"", "null", "{ a = 1 }", "var.o", "var.any"], "null"),
            Type::List(element) | Type::Set(element) => match random.below(4) {
                0 if element.get() == Type::String => self.texts(random),
                1 => "[]".into(),
                _ => format!("[{}]", self.of(element.get(), random)),
            },
            Type::Map(element) => match random.below(4) {
                0 if element.get() == Type::String => root(
                    random,
                    &[
                        "var.ms",
                        "{ for k, v in var.ms : k => v }",
                        "merge(var.ms, { a = \"b\" })",
                        "local.lm",
                    ],
                    "var.tags",
                ),
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

    fn texts(&self, random: &mut Random) -> String {
        if random.chance(40)
            && let Some(list) = self.list(random)
        {
            return list;
        }
        let known = [
            "var.ls",
            "local.ll",
            "[for s in var.ls : upper(s)]",
            "concat(var.ls, [\"z\"])",
            "toset(var.ls)",
            "keys(var.ms)",
            "var.lo[*].a",
            "var.ss",
        ];
        if self.is_root { (*random.pick(&known)).into() } else { "var.zones".into() }
    }

    fn text(&self, random: &mut Random) -> String {
        if random.chance(30)
            && let Some(reference) = self.string(random)
        {
            return reference;
        }
        (*random.pick(self.plain)).into()
    }
}

//! Random Terraform configurations made from the bundled schemas: valid ones, and such with one fault of a known
//! class. What the official tool says of them is what the checks must say.

mod faults;
mod random;
mod value;

pub use faults::{FaultClass, break_one};
pub use random::Random;

use schema::terraform::{Attr, BlockType, Body, Nesting, Provider, providers};
use std::fmt::Write as _;
use value::Values;

/// A configuration of one module as blocks that can still be changed.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// In the order they are written.
    pub blocks: Vec<Block>,
}

/// A block that can still be changed.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// `resource`, `variable` ... or the name of a nested block.
    pub keyword: String,
    /// Without quotes.
    pub labels: Vec<String>,
    /// Names with expressions as text.
    pub arguments: Vec<(String, String)>,
    /// Nested blocks.
    pub blocks: Vec<Block>,
    /// What the provider takes in it.
    pub schema: Option<Body>,
}

impl Block {
    fn new(keyword: &str, labels: &[&str]) -> Self {
        let labels = labels.iter().map(|l| (*l).to_owned()).collect();
        Self { keyword: keyword.to_owned(), labels, ..Self::default() }
    }

    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.arguments.push((name.to_owned(), value.into()));
        self
    }

    fn write(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        let _ = write!(out, "{indent}{}", self.keyword);
        for label in &self.labels {
            let _ = write!(out, " \"{label}\"");
        }
        out.push_str(" {\n");
        for (name, value) in &self.arguments {
            let _ = writeln!(out, "{indent}  {name} = {value}");
        }
        for block in &self.blocks {
            block.write(out, depth + 1);
        }
        let _ = writeln!(out, "{indent}}}");
    }
}

impl Config {
    /// As a Terraform file.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for block in &self.blocks {
            block.write(&mut out, 0);
            out.push('\n');
        }
        out
    }

    /// A valid configuration over one provider.
    pub fn random(random: &mut Random) -> Self {
        let all: Vec<Provider> = providers().collect();
        let provider = *random.pick(&all);
        let mut config = Self { blocks: scaffold(provider) };
        let mut values = Values::default();
        for number in 0..random.between(1, 4) {
            let name = format!("r{number}");
            let is_data = random.chance(15) && provider.data_sources().len() > 0;
            let (keyword, found) = if is_data {
                ("data", random.pick_from(provider.data_sources()))
            } else {
                ("resource", random.pick_from(provider.resources()))
            };
            let Some((of, body)) = found else { continue };
            let mut block = filled(Block::new(keyword, &[of, &name]), body, random, &values, 0);
            meta(&mut block, random, &values, is_data);
            values.add(&block, is_data, body);
            config.blocks.push(block);
        }
        if let Some(reference) = values.string(random) {
            config.blocks.push(Block::new("output", &["o"]).with("value", reference));
        }
        config
    }
}

/// The provider's source, and variables and locals of each type for values to refer to.
fn scaffold(provider: Provider) -> Vec<Block> {
    let source = format!("{{ source = \"{}\" }}", provider.source());
    let mut terraform = Block::new("terraform", &[]);
    terraform.blocks.push(Block::new("required_providers", &[]).with(provider.name(), source));
    let variable = |name: &str, ty: &str| Block::new("variable", &[name]).with("type", ty);
    vec![
        terraform,
        variable("s", "string"),
        variable("n", "number"),
        variable("b", "bool"),
        variable("ls", "list(string)"),
        variable("ms", "map(string)"),
        variable("o", "object({ a = string, b = optional(number) })"),
        Block::new("locals", &[])
            .with("ls", "\"${var.s}-x\"")
            .with("ln", "var.n + 1")
            .with("ll", "[var.s, \"y\"]"),
    ]
}

/// `block` with everything that `body` requires and some of what it lets be.
fn filled(mut block: Block, body: Body, random: &mut Random, values: &Values, depth: usize) -> Block {
    block.schema = Some(body);
    for attr in body.attrs() {
        if !is_written(attr, random) {
            continue;
        }
        let value = values.of_attr(attr, random, 0);
        block.arguments.push((attr.name().to_owned(), value));
    }
    for nested in body.blocks() {
        let least = nested.min().unwrap_or(0);
        let most = if nested.nesting() == Nesting::Single { 1 } else { nested.max().unwrap_or(2).min(2) };
        let extra = depth < 3 && random.chance(8);
        for _ in 0..least.max(u32::from(extra).min(most.max(1))) {
            add_nested(&mut block, nested, random, values, depth);
        }
    }
    block
}

fn is_written(attr: Attr, random: &mut Random) -> bool {
    attr.required() || attr.optional() && random.chance(12)
}

fn add_nested(block: &mut Block, nested: BlockType, random: &mut Random, values: &Values, depth: usize) {
    if nested.nesting() == Nesting::Map {
        return;
    }
    let plain = Block::new(nested.name(), &[]);
    let inner = filled(plain, nested.body(), random, values, depth + 1);
    let is_only = !block.blocks.iter().any(|b| b.keyword == nested.name());
    if random.chance(20) && is_only && nested.nesting() != Nesting::Single && !nested.is_attribute() {
        let mut dynamic = Block::new("dynamic", &[nested.name()]).with("for_each", "var.ls");
        dynamic.blocks.push(Block { keyword: "content".to_owned(), ..inner });
        block.blocks.push(dynamic);
    } else {
        block.blocks.push(inner);
    }
}

/// Some of the language's own arguments.
fn meta(block: &mut Block, random: &mut Random, values: &Values, is_data: bool) {
    let has = |block: &Block, name: &str| block.arguments.iter().any(|(n, _)| n == name);
    if random.chance(15) && !has(block, "count") {
        block.arguments.push(("count".to_owned(), "2".to_owned()));
    } else if random.chance(15) && !has(block, "for_each") {
        block.arguments.push(("for_each".to_owned(), "var.ms".to_owned()));
    }
    if random.chance(10)
        && let Some(address) = values.address(random)
    {
        block.arguments.push(("depends_on".to_owned(), format!("[{address}]")));
    }
    if random.chance(10) && !is_data {
        block.blocks.push(Block::new("lifecycle", &[]).with("create_before_destroy", "true"));
    }
}

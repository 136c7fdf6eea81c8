//! Random Terraform configurations made from the bundled schemas: valid ones, and such with one fault of a known
//! class. What the official tool says of them is what the checks must say.

mod child;
mod faults;
pub mod monitoring;
mod random;
mod scaffold;
mod value;

pub use faults::{FaultClass, break_one};
pub use random::Random;

use schema::terraform::{Attr, BlockType, Body, Nesting, Provider, Type, providers};
use std::fmt::Write as _;
use value::Values;

/// A configuration as blocks that can still be changed.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Of the root module, in the order they are written.
    pub blocks: Vec<Block>,
    /// The modules that it calls, directly or not.
    pub modules: Vec<Module>,
    /// The local name of its provider.
    pub provider: String,
}

/// A module in a directory below the root.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// Its directory.
    pub dir: String,
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
    /// Its files by path, the root module's first.
    pub fn files(&self) -> Vec<(String, String)> {
        let root = ("main.tf".to_owned(), written(&self.blocks));
        let modules = self.modules.iter().map(|m| (format!("{}/main.tf", m.dir), written(&m.blocks)));
        std::iter::once(root).chain(modules).collect()
    }

    /// A valid configuration over one provider.
    pub fn random(random: &mut Random) -> Self {
        let all: Vec<Provider> = providers().collect();
        let provider = *random.pick(&all);
        let mut config = Self {
            blocks: scaffold::root(provider),
            provider: provider.name().to_owned(),
            ..Self::default()
        };
        let mut values = Values::default();
        if random.chance(40) {
            child::add(&mut config, provider, &mut values, random);
        }
        let alias = random.chance(30).then(|| scaffold::alias(provider, random, &values));
        for number in 0..random.between(1, 4) {
            let Some(mut block) = declared(provider, &format!("r{number}"), random, &values) else {
                continue;
            };
            if alias.is_some() && random.chance(40) {
                block.arguments.push(("provider".to_owned(), format!("{}.alt", provider.name())));
            }
            values.add(&block);
            config.blocks.push(block);
        }
        config.blocks.extend(alias);
        scaffold::extras(&mut config, random, &values);
        if let Some(reference) = values.string(random) {
            config.blocks.push(Block::new("output", &["o"]).with("value", reference));
        }
        config
    }
}

/// A configuration to judge.
#[derive(Clone, Debug)]
pub struct Case {
    /// The class of its one fault, or `valid`.
    pub class: String,
    /// Paths with texts.
    pub files: Vec<(String, String)>,
}

/// `count` configurations, the classes in turn: each a valid one and then the same with one fault.
pub fn cases(count: usize, seed: u64) -> impl Iterator<Item = Case> {
    let pairs = (0..count.div_ceil(2)).flat_map(move |number| {
        let class = FaultClass::ALL[number % FaultClass::ALL.len()];
        let mut random = Random::new(seed.wrapping_mul(1_000_003).wrapping_add(number as u64));
        // Few configurations have a place for the rarer faults.
        let pair = (0..400).find_map(|_| {
            let config = Config::random(&mut random);
            let broken = break_one(&config, class, &mut random)?;
            Some([("valid".to_owned(), config), (format!("{class:?}"), broken)])
        });
        pair.into_iter().flatten().map(|(class, config)| Case { class, files: config.files() })
    });
    pairs.take(count)
}

fn written(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        block.write(&mut out, 0);
        out.push('\n');
    }
    out
}

/// A resource or data source called `name`.
fn declared(provider: Provider, name: &str, random: &mut Random, values: &Values) -> Option<Block> {
    let is_data = random.chance(15) && provider.data_sources().len() > 0;
    let (keyword, (of, body)) = if is_data {
        ("data", random.pick_from(provider.data_sources())?)
    } else {
        ("resource", random.pick_from(provider.resources())?)
    };
    let mut block = filled(Block::new(keyword, &[of, name]), body, random, values, 0);
    if values.is_root {
        meta(&mut block, random, values, is_data);
    }
    Some(block)
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
        if nested.is_attribute() && !takes_object_blocks(body) {
            continue;
        }
        let least = nested.min().unwrap_or(0);
        let most = if nested.nesting() == Nesting::Single { 1 } else { nested.max().unwrap_or(2).min(2) };
        let extra = depth < 3 && random.chance(8);
        for _ in 0..least.max(u32::from(extra).min(most.max(1))) {
            add_nested(&mut block, nested, random, values, depth);
        }
    }
    block
}

/// Whether attributes of objects may be written as blocks: not where one beside them is a single object.
fn takes_object_blocks(body: Body) -> bool {
    !body.attrs().any(|a| matches!(a.ty(), Type::Object(_)))
        && !body.blocks().any(|b| b.is_attribute() && b.nesting() == Nesting::Single)
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
        let mut dynamic = Block::new("dynamic", &[nested.name()]).with("for_each", values.walked());
        dynamic.blocks.push(Block { keyword: "content".to_owned(), ..inner });
        block.blocks.push(dynamic);
    } else {
        block.blocks.push(inner);
    }
}

/// Some of the language's own arguments and blocks.
fn meta(block: &mut Block, random: &mut Random, values: &Values, is_data: bool) {
    let has = |block: &Block, name: &str| block.arguments.iter().any(|(n, _)| n == name);
    if random.chance(15) && !has(block, "count") {
        let count = *random.pick(&["2", "var.n", "var.b ? 1 : 0", "length(var.ls)", "\"3\""]);
        block.arguments.push(("count".to_owned(), count.to_owned()));
    } else if random.chance(15) && !has(block, "for_each") {
        let each =
            *random.pick(&["var.ms", "toset(var.ls)", "toset([\"a\", \"b\"])", "{ a = \"b\" }", "var.mo"]);
        block.arguments.push(("for_each".to_owned(), each.to_owned()));
    }
    if random.chance(10)
        && let Some(address) = values.address(random)
    {
        block.arguments.push(("depends_on".to_owned(), format!("[{address}]")));
    }
    if random.chance(15) {
        let lifecycle = scaffold::lifecycle(block, random, values, is_data);
        block.blocks.push(lifecycle);
    }
    if random.chance(6) && !is_data {
        let exec = Block::new("provisioner", &["local-exec"]).with("command", "\"echo ${var.s}\"");
        block.blocks.push(exec);
    }
}

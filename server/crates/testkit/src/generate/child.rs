use super::value::Values;
use super::{Block, Config, Module, Random, declared, scaffold};
use schema::terraform::Provider;

/// Variables of a called module: name, type, default, values that convert.
const INPUTS: [(&str, &str, Option<&str>, &[&str]); 6] = [
    ("name", "string", None, &["\"x\"", "var.s", "local.ls", "12"]),
    ("size", "number", Some("1"), &["3", "var.n", "\"4\"", "local.ln"]),
    ("zones", "list(string)", Some("[]"), &["var.ls", "local.ll", "[\"a\"]", "toset(var.ls)", "[]"]),
    ("tags", "map(string)", Some("{}"), &["var.ms", "{ a = \"b\" }", "{ a = 1 }", "local.lm"]),
    (
        "rule",
        "object({ port = number, open = optional(bool, false) })",
        None,
        &["{ port = 80 }", "{ port = \"80\", open = true }", "{ port = var.n, open = var.b, more = 1 }"],
    ),
    ("rules", "list(object({ a = string }))", Some("[]"), &["var.lo", "[{ a = \"x\" }]", "[]", "[var.o]"]),
];

/// Lets `config` call a module, which sometimes calls another.
pub(super) fn add(config: &mut Config, provider: Provider, values: &mut Values, random: &mut Random) {
    let deeper = random.chance(25);
    if deeper {
        config.modules.push(module("m/inner", provider, random));
    }
    let mut outer = module("m", provider, random);
    if deeper {
        let call = Block::new("module", &["inner"]).with("source", "\"./inner\"");
        outer.blocks.push(call.with("name", "var.name").with("rule", "var.rule"));
        outer.blocks.push(Block::new("output", &["inner"]).with("value", "module.inner.text"));
        values.add_string("module.m.inner".to_owned());
    }
    config.modules.push(outer);
    let mut call = Block::new("module", &["m"]).with("source", "\"./m\"");
    for (name, _, default, given) in INPUTS {
        if default.is_none() || random.chance(40) {
            call.arguments.push((name.to_owned(), (*random.pick(given)).to_owned()));
        }
    }
    let index = match random.below(6) {
        0 => {
            call.arguments.push(("count".to_owned(), "2".to_owned()));
            "[0]"
        }
        1 => {
            call.arguments.push(("for_each".to_owned(), "var.ms".to_owned()));
            "[\"a\"]"
        }
        _ => "",
    };
    if !index.is_empty() {
        values.forget();
    }
    config.blocks.push(call);
    for output in ["text", "rule.open", "many[0]", "object.deep.a"] {
        values.add_string(format!("module.m{index}.{output}"));
    }
    values.add_list(format!("module.m{index}.many"));
}

/// A module with variables and outputs of several types round a resource.
fn module(dir: &str, provider: Provider, random: &mut Random) -> Module {
    let mut terraform = Block::new("terraform", &[]);
    terraform.blocks.push(scaffold::required(provider));
    let mut blocks = vec![terraform];
    for (name, ty, default, _) in INPUTS {
        let mut variable = Block::new("variable", &[name]).with("type", ty);
        variable.arguments.extend(default.map(|d| ("default".to_owned(), d.to_owned())));
        blocks.push(variable);
    }
    blocks.push(Block::new("locals", &[]).with("joined", "join(\",\", var.zones)"));
    let output = |name: &str, value: &str| Block::new("output", &[name]).with("value", value);
    blocks.push(output("text", "\"${var.name}-${local.joined}\""));
    blocks.push(output("many", "[for zone in var.zones : upper(zone)]"));
    blocks.push(output("rule", "var.rule"));
    blocks.push(output("object", "{ deep = { a = var.name }, n = var.size }"));
    let values = Values::of_module();
    blocks.extend(declared(provider, "inside", random, &values));
    Module { dir: dir.to_owned(), blocks }
}

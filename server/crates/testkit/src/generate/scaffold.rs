use super::value::Values;
use super::{Block, Config, Random, filled};
use schema::terraform::{Attr, Provider};

/// What every module needs to be about `provider`, and variables and locals of each type for values to refer to.
pub(super) fn root(provider: Provider) -> Vec<Block> {
    let mut terraform = Block::new("terraform", &[]).with("required_version", "\">= 1.5\"");
    terraform.blocks.push(required(provider));
    let variable = |name: &str, ty: &str| Block::new("variable", &[name]).with("type", ty);
    vec![
        terraform,
        variable("s", "string").with("default", "\"d\""),
        variable("n", "number").with("description", "\"a number\""),
        variable("b", "bool").with("nullable", "false"),
        variable("ls", "list(string)").with("default", "[\"a\", \"b\"]"),
        variable("ss", "set(string)"),
        variable("ms", "map(string)"),
        variable("o", "object({ a = string, b = optional(number, 3) })").with("default", "{ a = \"x\" }"),
        variable("lo", "list(object({ a = string, p = optional(object({ q = number })) }))"),
        variable("mo", "map(object({ a = string }))"),
        variable("t", "tuple([string, number])"),
        variable("any", "any"),
        Block::new("locals", &[])
            .with("ls", "\"${var.s}-x\"")
            .with("ln", "var.n + 1")
            .with("ll", "[var.s, \"y\"]")
            .with("lm", "{ for k, v in var.ms : k => upper(v) if v != \"\" }")
            .with("lk", "{ a = \"one\", n = 2, deep = { z = [1, 2] } }")
            .with("lg", "{ for x in var.lo : x.a => x... }"),
    ]
}

/// Where the provider comes from.
pub(super) fn required(provider: Provider) -> Block {
    let source = format!("{{ source = \"{}\" }}", provider.source());
    Block::new("required_providers", &[]).with(provider.name(), source)
}

/// A second configuration of the provider.
pub(super) fn alias(provider: Provider, random: &mut Random, values: &Values) -> Block {
    let block = Block::new("provider", &[provider.name()]);
    let mut block = filled(block, provider.config(), random, values, 1);
    block.schema = None;
    block.arguments.retain(|(name, value)| name != "alias" && name != "version" && !value.contains('_'));
    block.with("alias", "\"alt\"")
}

/// A `lifecycle` block for `block`.
pub(super) fn lifecycle(block: &Block, random: &mut Random, values: &Values, is_data: bool) -> Block {
    let lifecycle = Block::new("lifecycle", &[]);
    let own: Vec<&str> =
        block.schema.into_iter().flat_map(schema::terraform::Body::attrs).map(Attr::name).collect();
    match random.below(if is_data { 1 } else { 4 }) {
        0 => {
            let mut lifecycle = lifecycle;
            let assert = Block::new("precondition", &[]);
            let condition =
                *random.pick(&["var.n > 1", "length(var.s) > 0", "var.b", "contains(var.ls, \"a\")"]);
            lifecycle
                .blocks
                .push(assert.with("condition", condition).with("error_message", "\"Too few: ${var.n}\""));
            lifecycle
        }
        1 if !own.is_empty() => {
            let name = *random.pick(&own);
            lifecycle.with("ignore_changes", format!("[{name}]"))
        }
        2 => match values.resource(random) {
            Some(address) => lifecycle.with("replace_triggered_by", format!("[{address}]")),
            None => lifecycle.with("ignore_changes", "all"),
        },
        _ => lifecycle.with("create_before_destroy", "true").with("prevent_destroy", "false"),
    }
}

/// Blocks of the language round the resources.
pub(super) fn extras(config: &mut Config, random: &mut Random, values: &Values) {
    let resource = config.blocks.iter().find(|b| b.keyword == "resource");
    let target = resource.map(|b| (b.labels[0].clone(), b.labels[1].clone(), is_repeated(b)));
    if let Some((of, name, is_repeated)) = target {
        if random.chance(15) {
            let moved = Block::new("moved", &[]);
            config.blocks.push(moved.with("from", format!("{of}.old")).with("to", format!("{of}.{name}")));
        }
        if random.chance(12) && !is_repeated {
            let import = Block::new("import", &[]).with("to", format!("{of}.{name}"));
            config.blocks.push(import.with("id", *random.pick(&["\"id-1\"", "var.s", "\"a-${var.n}\""])));
        }
        if random.chance(8) {
            let mut removed = Block::new("removed", &[]).with("from", format!("{of}.gone"));
            removed.blocks.push(Block::new("lifecycle", &[]).with("destroy", "false"));
            config.blocks.push(removed);
        }
    }
    if random.chance(12) {
        let assert = Block::new("assert", &[]).with("condition", "var.n > 0");
        let assert = assert.with("error_message", "\"no ${var.s}\"");
        config.blocks.push(Block { blocks: vec![assert], ..Block::new("check", &["health"]) });
    }
    if random.chance(20) {
        config.blocks.push(validated(random));
    }
    if random.chance(40) {
        let value = *random.pick(super::value::CALLS);
        config.blocks.push(Block::new("output", &["call"]).with("value", value));
    }
    if random.chance(20)
        && let Some(list) = values.list(random)
    {
        let value = format!("[for x in {list} : x]");
        config.blocks.push(Block::new("output", &["walked"]).with("value", value));
    }
}

fn validated(random: &mut Random) -> Block {
    let (ty, default, condition) = *random.pick(&[
        ("string", "\"a\"", "length(var.checked) < 9"),
        ("number", "4", "var.checked > 0 && var.checked < 10"),
        ("list(number)", "[1, 2]", "alltrue([for n in var.checked : n > 0])"),
        (
            "object({ a = optional(string, \"z\"), n = optional(list(string), []) })",
            "{}",
            "var.checked.a != \"\"",
        ),
        ("map(object({ a = bool }))", "{ x = { a = true } }", "length(var.checked) == 1"),
        ("tuple([string, bool])", "[\"a\", true]", "var.checked[1]"),
        ("any", "null", "var.checked == null"),
    ]);
    let mut block = Block::new("variable", &["checked"]).with("type", ty).with("default", default);
    let validation = Block::new("validation", &[]).with("condition", condition);
    block.blocks.push(validation.with("error_message", "\"It is wrong.\""));
    block
}

fn is_repeated(block: &Block) -> bool {
    block.arguments.iter().any(|(name, _)| name == "count" || name == "for_each")
}

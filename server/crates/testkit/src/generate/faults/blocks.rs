use super::{Block, Config, FaultClass, Random, address, has, is_declared};

/// Puts a fault of `class` into a block of the language, or into what a resource takes from the language.
pub(super) fn break_one(config: &mut Config, class: FaultClass, random: &mut Random) -> Option<()> {
    match class {
        FaultClass::DuplicateDefinition => {
            let named = |b: &&Block| {
                !matches!(b.keyword.as_str(), "moved" | "import" | "removed" | "check" | "terraform")
            };
            let all: Vec<Block> = config.blocks.iter().filter(named).cloned().collect();
            config.blocks.push(random.pick(&all).clone());
        }
        FaultClass::Cycle => cycle(config, random)?,
        FaultClass::ModuleArgument => module_argument(config, random)?,
        FaultClass::ProviderNotRequired => provider_not_required(config, random)?,
        FaultClass::NotLiteral => not_literal(config, random)?,
        FaultClass::WrongVariable => wrong_variable(config, random),
        FaultClass::WrongMoved | FaultClass::WrongImport | FaultClass::WrongRemoved => {
            let target = config.blocks.iter().find(|b| b.keyword == "resource")?.clone();
            config.blocks.retain(|b| !matches!(b.keyword.as_str(), "moved" | "import" | "removed"));
            config.blocks.push(wrong_target(&target, class, random));
        }
        FaultClass::CountWithForEach => {
            let block = repeatable(config, random)?;
            block.arguments.retain(|(n, _)| n != "count" && n != "for_each");
            block.arguments.push(("count".into(), "1".into()));
            block.arguments.push(("for_each".into(), (*random.pick(&["{}", "var.ms", "toset([])"])).into()));
        }
        FaultClass::BadMetaArgument => bad_meta(config, random)?,
        _ => return None,
    }
    Some(())
}

/// A resource, data source or module call.
fn repeatable<'a>(config: &'a mut Config, random: &mut Random) -> Option<&'a mut Block> {
    let found: Vec<usize> = (0..config.blocks.len())
        .filter(|at| is_declared(&config.blocks[*at]) || config.blocks[*at].keyword == "module")
        .collect();
    if found.is_empty() { None } else { config.blocks.get_mut(*random.pick(&found)) }
}

fn cycle(config: &mut Config, random: &mut Random) -> Option<()> {
    let locals = |pairs: &[(&str, &str)]| {
        pairs.iter().fold(Block::new("locals", &[]), |block, (name, value)| block.with(name, *value))
    };
    let found = config.blocks.iter().position(|b| b.keyword == "resource")?;
    let address = address(&config.blocks[found]);
    let call =
        config.blocks.iter().position(|b| b.keyword == "module" && !has(b, "count") && !has(b, "for_each"));
    match (random.below(6), call) {
        (0, _) => config.blocks.push(locals(&[("ca", "local.cb"), ("cb", "[local.ca]")])),
        (1, _) => {
            config.blocks.push(locals(&[("ca", "local.cb"), ("cb", "local.cc"), ("cc", "upper(local.ca)")]));
        }
        (2, _) => config.blocks.push(locals(&[("ca", "[for x in [1] : local.ca]")])),
        (3, _) => config.blocks.push(locals(&[("ca", "{ a = local.cb, b = 1 }"), ("cb", "local.ca.a")])),
        (4, Some(call)) => {
            config.blocks[call].arguments.retain(|(n, _)| n != "name");
            config.blocks[call].arguments.push(("name".into(), "module.m.text".into()));
        }
        _ => {
            config.blocks[found].arguments.retain(|(n, _)| n != "depends_on");
            config.blocks[found].arguments.push(("depends_on".into(), "[null_resource.cycle]".into()));
            let other = Block::new("resource", &["null_resource", "cycle"]);
            config.blocks.push(other.with("triggers", format!("{{ a = jsonencode({address}) }}")));
        }
    }
    let block = &config.blocks[found];
    (block.arguments.iter().filter(|(n, _)| n == "depends_on").count() < 2).then_some(())
}

fn module_argument(config: &mut Config, random: &mut Random) -> Option<()> {
    let call = config.blocks.iter_mut().find(|b| b.keyword == "module")?;
    let set = |call: &mut Block, name: &str, value: &str| {
        call.arguments.retain(|(n, _)| n != name);
        call.arguments.push((name.to_owned(), value.to_owned()));
    };
    match random.below(8) {
        0 => set(call, "zz", "1"),
        1 => set(call, "nmae", "\"x\""),
        2 => call.arguments.retain(|(n, _)| n != "name"),
        3 => call.arguments.retain(|(n, _)| n != "rule"),
        4 => call.blocks.push(Block::new("rule", &[])),
        5 => set(call, "source", "\"./nowhere\""),
        6 => set(call, "version", "\"1.0.0\""),
        _ => {
            let (name, value) = *random.pick(&[
                ("name", "var.ls"),
                ("name", "{}"),
                ("size", "\"big\""),
                ("size", "var.b"),
                ("zones", "\"a\""),
                ("zones", "var.ms"),
                ("zones", "[[\"a\"]]"),
                ("tags", "[]"),
                ("tags", "{ a = [1] }"),
                ("rule", "{}"),
                ("rule", "{ port = \"http\" }"),
                ("rule", "{ port = 80, open = \"maybe\" }"),
                ("rule", "[]"),
                ("rules", "[{}]"),
                ("rules", "[{ a = [] }]"),
                ("rules", "var.o"),
            ]);
            set(call, name, value);
        }
    }
    Some(())
}

fn provider_not_required(config: &mut Config, random: &mut Random) -> Option<()> {
    let provider = config.provider.clone();
    let call = config.blocks.iter().position(|b| b.keyword == "module");
    if let Some(call) = call.filter(|_| random.chance(30)) {
        config.blocks[call].arguments.push(("providers".into(), format!("{{ {provider} = {provider}.zz }}")));
        return Some(());
    }
    let block = config.blocks.iter_mut().find(|b| is_declared(b))?;
    block.arguments.retain(|(n, _)| n != "provider");
    block.arguments.push(("provider".into(), format!("{provider}.{}", random.pick(&["zz", "al", "west"]))));
    if random.chance(30) {
        let source = Block::new("required_providers", &[]).with("other", "{ source = \"example/other\" }");
        config.blocks[0].blocks = vec![source];
    }
    Some(())
}

fn not_literal(config: &mut Config, random: &mut Random) -> Option<()> {
    let plain = |keyword: &str, labels: &[&str], name: &str, value: &str| {
        Block::new(keyword, labels).with(name, value)
    };
    let lifecycle = |name: &str, value: &str| Block::new("lifecycle", &[]).with(name, value);
    let provider = config.provider.clone();
    let choice = random.below(14);
    let block = match choice {
        0 => plain(
            "variable",
            &["lit"],
            "default",
            random.pick::<&str>(&["var.s", "upper(\"a\")", "[local.ll]", "\"${var.s}\""]),
        ),
        1 => plain("variable", &["lit"], "description", "var.s"),
        2 => plain("variable", &["lit"], "sensitive", "var.b"),
        3 => plain("variable", &["lit"], "nullable", "!true || var.b"),
        4 => plain(
            "variable",
            &["lit"],
            "type",
            random.pick::<&str>(&["var.s", "local.ls", "list(var.s)", "upper(\"string\")"]),
        ),
        5 => plain("output", &["lit"], "value", "1").with("sensitive", "var.b"),
        6 => plain("output", &["lit"], "value", "1").with("description", "\"a ${var.s}\""),
        7 => plain("provider", &[&provider], "alias", "var.s"),
        8 => plain("module", &["lit"], "source", "\"./${var.s}\""),
        9 => plain("terraform", &[], "required_version", "var.s"),
        10 => {
            let mut terraform = Block::new("terraform", &[]);
            terraform.blocks.push(Block::new("backend", &["local"]).with("path", "var.s"));
            terraform
        }
        11 => plain("output", &["lit"], "value", "1").with("depends_on", "var.ls"),
        _ => {
            let at = config.blocks.iter().position(|b| b.keyword == "resource")?;
            config.blocks[at].blocks.retain(|b| b.keyword != "lifecycle");
            let wrong = *random.pick(&[
                ("prevent_destroy", "var.b"),
                ("create_before_destroy", "var.n > 1"),
                ("ignore_changes", "var.ls"),
                ("ignore_changes", "[upper(\"a\")]"),
                ("replace_triggered_by", "[var.s]"),
                ("replace_triggered_by", "[\"a\"]"),
            ]);
            config.blocks[at].blocks.push(lifecycle(wrong.0, wrong.1));
            return Some(());
        }
    };
    config.blocks.push(block);
    Some(())
}

fn wrong_variable(config: &mut Config, random: &mut Random) {
    let (ty, default) = *random.pick(&[
        ("list", "\"a\""),
        ("strng", "\"a\""),
        ("list(string, number)", "[]"),
        ("object({ a = optional })", "{}"),
        ("object({ a = optional(string, []) })", "{}"),
        ("optional(string)", "null"),
        ("number", "\"a\""),
        ("bool", "1"),
        ("list(number)", "[\"a\"]"),
        ("map(bool)", "{ a = \"no\" }"),
        ("object({ a = string })", "{}"),
        ("object({ a = string, b = optional(number) })", "{ a = \"x\", b = \"y\" }"),
        ("tuple([string, number])", "[\"a\"]"),
        ("set(string)", "{}"),
        ("map", "[]"),
        ("object", "{}"),
        ("\"string\"", "\"a\""),
        ("list(object({ a = number }))", "[{ a = 1 }, { a = [] }]"),
        ("any(string)", "1"),
        ("tuple(string)", "[]"),
    ]);
    let block = Block::new("variable", &["wrong"]).with("type", ty);
    config.blocks.push(match random.below(6) {
        0 => Block::new("variable", &["wrong"]).with("default", "null").with("nullable", "false"),
        1 => {
            let mut block = Block::new("variable", &[*random.pick(&["source", "count", "1a", "providers"])]);
            block.arguments.push(("default".into(), "1".into()));
            block
        }
        2 => {
            let mut block = Block::new("variable", &["wrong"]);
            let (condition, message) = *random.pick(&[
                ("true", "\"Never.\""),
                ("var.wrong", "null"),
                ("var.wrong > 1 && var.zz", "\"It.\""),
                ("upper(1, 2)", "\"It.\""),
            ]);
            let validation = Block::new("validation", &[]).with("condition", condition);
            block.blocks.push(validation.with("error_message", message));
            block
        }
        _ => block.with("default", default),
    });
}

fn wrong_target(target: &Block, class: FaultClass, random: &mut Random) -> Block {
    let (of, name) = (&target.labels[0], &target.labels[1]);
    let address = format!("{of}.{name}");
    let quoted = format!("\"{address}\"");
    let deeper = format!("{address}.id");
    let data = format!("data.{address}");
    let fixed = |text: &str| text.to_owned();
    match class {
        FaultClass::WrongMoved => {
            let moved = Block::new("moved", &[]);
            let (from, to) = random
                .pick(&[
                    (fixed("module.a"), address.clone()),
                    (address.clone(), fixed("module.a")),
                    (quoted, address.clone()),
                    (deeper, address.clone()),
                    (data, address.clone()),
                    (fixed("var.s"), address.clone()),
                    (format!("{of}.old[var.n]"), address.clone()),
                    (fixed("local.ls"), fixed("local.lk")),
                    (fixed("upper(\"a\")"), address.clone()),
                ])
                .clone();
            if random.chance(10) { moved.with("from", from) } else { moved.with("from", from).with("to", to) }
        }
        FaultClass::WrongImport => {
            let import = Block::new("import", &[]);
            let to = random
                .pick(&[data, quoted, deeper, fixed("module.m"), fixed("var.s"), fixed("local.ls")])
                .clone();
            match random.below(6) {
                0 => import.with("to", address),
                1 => import.with("id", "\"a\""),
                2 => import.with("to", address).with("id", *random.pick(&["null", "var.ls", "var.zz", "{}"])),
                3 => import.with("to", address).with("id", "\"a\"").with("zz", "1"),
                _ => import.with("to", to).with("id", "\"a\""),
            }
        }
        _ => {
            let from = random
                .pick(&[format!("{of}.gone[0]"), data, quoted, deeper, fixed("var.s"), address.clone()])
                .clone();
            let mut removed = Block::new("removed", &[]).with("from", from);
            removed.blocks.push(Block::new("lifecycle", &[]).with("destroy", "false"));
            if random.chance(15) { Block::new("removed", &[]) } else { removed }
        }
    }
}

fn bad_meta(config: &mut Config, random: &mut Random) -> Option<()> {
    let at = config.blocks.iter().position(|b| b.keyword == "resource")?;
    let block = &mut config.blocks[at];
    if random.chance(40) {
        block.blocks.retain(|b| b.keyword != "lifecycle");
        block.blocks.push(bad_block(random));
        return Some(());
    }
    block.arguments.retain(|(n, _)| !matches!(n.as_str(), "count" | "for_each" | "depends_on" | "provider"));
    let (name, value) = *random.pick(&[
        ("depends_on", "null_resource.zz"),
        ("depends_on", "[null_resource.zz]"),
        ("depends_on", "[upper(\"a\")]"),
        ("depends_on", "[1]"),
        ("depends_on", "\"x\""),
        ("for_each", "[\"a\"]"),
        ("for_each", "var.ls"),
        ("for_each", "5"),
        ("for_each", "var.s"),
        ("for_each", "toset([1, 2])"),
        ("for_each", "null"),
        ("for_each", "toset([null])"),
        ("count", "\"x\""),
        ("count", "var.ls"),
        ("count", "-1"),
        ("count", "null"),
        ("count", "1.5"),
        ("count", "count.index"),
        ("for_each", "each.value"),
        ("provider", "aws[0]"),
        ("provider", "var.s"),
        ("provider", "\"a b\""),
    ]);
    block.arguments.push((name.to_owned(), value.to_owned()));
    Some(())
}

fn bad_block(random: &mut Random) -> Block {
    let lifecycle = |name: &str, value: &str| Block::new("lifecycle", &[]).with(name, value);
    match random.below(10) {
        0 => lifecycle("zz", "1"),
        1 => lifecycle("ignore_changes", "[zz_unknown]"),
        2 => lifecycle("ignore_changes", "zz"),
        3 => lifecycle("prevent_destroy", "\"x\""),
        4 => lifecycle("replace_triggered_by", "[null_resource.zz]"),
        5 => Block::new("provisioner", &["nosuch"]),
        6 => Block::new("provisioner", &["local-exec"]),
        7 => Block::new("provisioner", &["local-exec"]).with("command", "1").with("when", "\"never\""),
        8 => {
            let mut lifecycle = Block::new("lifecycle", &[]);
            lifecycle.blocks.push(Block::new("precondition", &[]).with("condition", "var.b"));
            lifecycle
        }
        _ => {
            let mut lifecycle = Block::new("lifecycle", &[]);
            let wrong = Block::new("precondition", &[]).with("condition", "var.zz");
            lifecycle.blocks.push(wrong.with("error_message", "\"x\""));
            lifecycle
        }
    }
}

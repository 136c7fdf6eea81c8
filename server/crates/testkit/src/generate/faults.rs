use super::{Block, Config, Random};
use schema::terraform::{Attr, Nesting, Type};

/// A class of faults, as the confusion matrix counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum FaultClass {
    UnknownType,
    UnknownArgument,
    UnknownBlock,
    MissingArgument,
    MissingBlock,
    BlockForArgument,
    ArgumentForBlock,
    TooManyBlocks,
    WrongType,
    UndeclaredVariable,
    UndeclaredLocal,
    UndeclaredResource,
    UndeclaredModule,
    UnknownReferenceAttribute,
    UnknownFunction,
    FunctionArity,
    FunctionArgument,
    DuplicateDefinition,
    DuplicateArgument,
    Cycle,
    CountWithForEach,
    EachOutside,
    CountOutside,
    BadMetaArgument,
    NotLiteral,
    WrongMoved,
    BadOperand,
}

impl FaultClass {
    /// Every class.
    pub const ALL: [Self; 27] = [
        Self::UnknownType,
        Self::UnknownArgument,
        Self::UnknownBlock,
        Self::MissingArgument,
        Self::MissingBlock,
        Self::BlockForArgument,
        Self::ArgumentForBlock,
        Self::TooManyBlocks,
        Self::WrongType,
        Self::UndeclaredVariable,
        Self::UndeclaredLocal,
        Self::UndeclaredResource,
        Self::UndeclaredModule,
        Self::UnknownReferenceAttribute,
        Self::UnknownFunction,
        Self::FunctionArity,
        Self::FunctionArgument,
        Self::DuplicateDefinition,
        Self::DuplicateArgument,
        Self::Cycle,
        Self::CountWithForEach,
        Self::EachOutside,
        Self::CountOutside,
        Self::BadMetaArgument,
        Self::NotLiteral,
        Self::WrongMoved,
        Self::BadOperand,
    ];
}

/// Puts one fault of `class` into `config`; `None` where the configuration has no place for it.
pub fn break_one(config: &Config, class: FaultClass, random: &mut Random) -> Option<Config> {
    let mut config = config.clone();
    if let Some(expressions) = wrong_expressions(class) {
        let wrong = *random.pick(expressions);
        config.blocks.push(Block::new("output", &["fault"]).with("value", wrong));
        return Some(config);
    }
    let at = config.blocks.iter().position(|b| matches!(b.keyword.as_str(), "resource" | "data"))?;
    match class {
        FaultClass::UnknownReferenceAttribute => {
            let wrong = format!("{}.zz", address(&config.blocks[at]));
            config.blocks.push(Block::new("output", &["fault"]).with("value", wrong));
        }
        FaultClass::DuplicateDefinition => {
            let copy = config.blocks[random.below(config.blocks.len())].clone();
            config.blocks.push(copy);
        }
        FaultClass::Cycle => {
            config.blocks.push(Block::new("locals", &[]).with("ca", "local.cb").with("cb", "[local.ca]"));
        }
        FaultClass::NotLiteral => {
            config.blocks.push(Block::new("variable", &["lit"]).with("default", "var.s"));
        }
        FaultClass::WrongMoved => {
            let moved = Block::new("moved", &[]).with("from", "module.a").with("to", "null_resource.b");
            config.blocks.push(moved);
        }
        _ => break_block(&mut config.blocks[at], class, random)?,
    }
    Some(config)
}

/// Expressions that are wrong wherever they stand.
fn wrong_expressions(class: FaultClass) -> Option<&'static [&'static str]> {
    Some(match class {
        FaultClass::UndeclaredVariable => &["var.zz"],
        FaultClass::UndeclaredLocal => &["local.zz"],
        FaultClass::UndeclaredResource => &["aws_vpc.zz.id", "data.aws_ami.zz"],
        FaultClass::UndeclaredModule => &["module.zz.id"],
        FaultClass::UnknownFunction => &["uppper(var.s)"],
        FaultClass::FunctionArity => &["upper(var.s, 1)", "replace(var.s, \"a\")", "join(\",\")"],
        FaultClass::FunctionArgument => {
            &["upper(var.ls)", "length(5)", "join(var.ls, \",\")", "abs(\"x\")", "merge(var.ls)"]
        }
        FaultClass::EachOutside => &["each.key"],
        FaultClass::CountOutside => &["count.index"],
        FaultClass::BadOperand => &[
            "var.ls + 1",
            "!var.ls",
            "\"a${var.ls}\"",
            "var.b ? var.ls : var.s",
            "[for x in var.s : x]",
            "var.s.x",
            "var.n[0]",
        ],
        _ => return None,
    })
}

fn break_block(block: &mut Block, class: FaultClass, random: &mut Random) -> Option<()> {
    match class {
        FaultClass::UnknownType => block.labels[0].push_str("_zz"),
        FaultClass::UnknownArgument => block.arguments.push(("zz_unknown".into(), "1".into())),
        FaultClass::UnknownBlock => block.blocks.push(Block::new("zz_unknown", &[])),
        FaultClass::MissingArgument => remove_required(block)?,
        FaultClass::MissingBlock => remove_required_block(block)?,
        FaultClass::BlockForArgument => argument_as_block(block)?,
        FaultClass::ArgumentForBlock => block_as_argument(block)?,
        FaultClass::TooManyBlocks => too_many(block)?,
        FaultClass::WrongType => wrong_type(block, random)?,
        FaultClass::DuplicateArgument => {
            let argument = block.arguments.first()?.clone();
            block.arguments.push(argument);
        }
        FaultClass::CountWithForEach => {
            block.arguments.retain(|(n, _)| n != "count" && n != "for_each");
            block.arguments.push(("count".into(), "1".into()));
            block.arguments.push(("for_each".into(), "{}".into()));
        }
        _ => bad_meta(block, random),
    }
    Some(())
}

/// How one instance of what `block` declares is referred to.
pub(super) fn address(block: &Block) -> String {
    let prefix = if block.keyword == "data" { "data." } else { "" };
    let index = match (has(block, "count"), has(block, "for_each")) {
        (true, _) => "[0]",
        (_, true) => "[\"a\"]",
        _ => "",
    };
    format!("{prefix}{}.{}{index}", block.labels[0], block.labels[1])
}

fn has(block: &Block, name: &str) -> bool {
    block.arguments.iter().any(|(n, _)| n == name)
}

fn remove_required(block: &mut Block) -> Option<()> {
    let body = block.schema?;
    let name = body.attrs().find(|a| a.required()).map(Attr::name)?;
    block.arguments.retain(|(n, _)| n != name);
    Some(())
}

fn remove_required_block(block: &mut Block) -> Option<()> {
    let body = block.schema?;
    let counted = |n: Nesting| matches!(n, Nesting::List | Nesting::Set);
    let required = body.blocks().find(|b| b.required() && counted(b.nesting()) && !b.is_attribute())?;
    block.blocks.retain(|b| b.keyword != required.name() && !b.labels.iter().any(|l| l == required.name()));
    Some(())
}

fn argument_as_block(block: &mut Block) -> Option<()> {
    let body = block.schema?;
    let at = block.arguments.iter().position(|(n, _)| body.attr(n).is_some() && body.block(n).is_none())?;
    let (name, _) = block.arguments.remove(at);
    block.blocks.push(Block::new(&name, &[]));
    Some(())
}

fn block_as_argument(block: &mut Block) -> Option<()> {
    let body = block.schema?;
    let nested = body.blocks().find(|b| !b.is_attribute())?;
    block.blocks.retain(|b| b.keyword != nested.name() && !b.labels.iter().any(|l| l == nested.name()));
    block.arguments.push((nested.name().to_owned(), "{}".into()));
    Some(())
}

fn too_many(block: &mut Block) -> Option<()> {
    let body = block.schema?;
    let at = block.blocks.iter().position(|b| {
        body.block(&b.keyword).is_some_and(|of| {
            !of.is_attribute() && (of.nesting() == Nesting::Single || of.max().is_some_and(|max| max > 0))
        })
    })?;
    let of = body.block(&block.blocks[at].keyword)?;
    for _ in 0..of.max().unwrap_or(1) {
        let copy = block.blocks[at].clone();
        block.blocks.push(copy);
    }
    Some(())
}

fn wrong_type(block: &mut Block, random: &mut Random) -> Option<()> {
    let body = block.schema?;
    let mut places: Vec<(usize, &str)> = Vec::new();
    for (at, (name, _)) in block.arguments.iter().enumerate() {
        let Some(attr) = body.attr(name) else { continue };
        let wrong: &[&str] = match attr.ty() {
            Type::String => &["[\"x\"]", "{ a = 1 }", "var.ls", "var.o", "local.ll"],
            Type::Number => &["\"x\"", "true", "[]", "var.b", "var.ls"],
            Type::Bool => &["\"yes\"", "1", "[]", "var.n", "{}"],
            Type::List(_) | Type::Set(_) => &["\"x\"", "3", "var.s", "var.ms", "{ a = 1 }"],
            Type::Map(_) => &["\"x\"", "[]", "var.ls", "var.b"],
            Type::Any | Type::Object(_) => continue,
        };
        places.push((at, *random.pick(wrong)));
    }
    if places.is_empty() {
        return None;
    }
    let (at, wrong) = *random.pick(&places);
    wrong.clone_into(&mut block.arguments[at].1);
    Some(())
}

fn bad_meta(block: &mut Block, random: &mut Random) {
    block.arguments.retain(|(n, _)| !matches!(n.as_str(), "count" | "for_each" | "depends_on"));
    let (name, value) = *random.pick(&[
        ("depends_on", "null_resource.zz"),
        ("depends_on", "[null_resource.zz]"),
        ("depends_on", "[upper(\"a\")]"),
        ("for_each", "[\"a\"]"),
        ("for_each", "var.ls"),
        ("count", "\"x\""),
        ("count", "var.ls"),
        ("count", "-1"),
        ("provider", "aws[0]"),
    ]);
    block.arguments.push((name.to_owned(), value.to_owned()));
}

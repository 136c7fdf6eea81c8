use super::{Block, Config, FaultClass, Random, is_declared};
use schema::terraform::{Attr, Nesting, Type};

/// Puts a fault of `class` into the body of a resource, a data source or a block in one.
pub(super) fn break_one(config: &mut Config, class: FaultClass, random: &mut Random) -> Option<()> {
    let mut paths = Vec::new();
    for (at, block) in config.blocks.iter().enumerate().filter(|(_, b)| is_declared(b)) {
        collect(block, &mut vec![at], &mut paths);
    }
    if class == FaultClass::UnknownType {
        paths.retain(|path| path.len() == 1);
    }
    // Inner bodies as often as outer ones, in an order that the seed decides.
    while !paths.is_empty() {
        let path = paths.swap_remove(random.below(paths.len()));
        if let Some(block) = at_path(&mut config.blocks, &path)
            && break_block(block, class, random).is_some()
        {
            return Some(());
        }
    }
    None
}

fn collect(block: &Block, path: &mut Vec<usize>, out: &mut Vec<Vec<usize>>) {
    if block.schema.is_some() {
        out.push(path.clone());
    }
    for (at, inner) in block.blocks.iter().enumerate() {
        path.push(at);
        collect(inner, path, out);
        path.pop();
    }
}

fn at_path<'a>(blocks: &'a mut [Block], path: &[usize]) -> Option<&'a mut Block> {
    let (first, rest) = path.split_first()?;
    let block = blocks.get_mut(*first)?;
    if rest.is_empty() { Some(block) } else { at_path(&mut block.blocks, rest) }
}

fn break_block(block: &mut Block, class: FaultClass, random: &mut Random) -> Option<()> {
    match class {
        FaultClass::UnknownType => block.labels[0].push_str("_zz"),
        FaultClass::UnknownArgument => block.arguments.push(("zz_unknown".into(), "1".into())),
        FaultClass::UnknownBlock => unknown_block(block, random),
        FaultClass::MissingArgument => remove_required(block, random)?,
        FaultClass::MissingBlock => remove_required_block(block)?,
        FaultClass::BlockForArgument => argument_as_block(block, random)?,
        FaultClass::ArgumentForBlock => block_as_argument(block, random)?,
        FaultClass::TooManyBlocks => too_many(block, random)?,
        FaultClass::WrongType => wrong_type(block, random)?,
        _ => {
            let argument = block.arguments.first()?.clone();
            block.arguments.push(argument);
        }
    }
    Some(())
}

fn unknown_block(block: &mut Block, random: &mut Random) {
    let unknown = Block::new("zz_unknown", &[]);
    block.blocks.push(if random.chance(30) {
        let content = Block::new("content", &[]);
        Block { blocks: vec![content], ..Block::new("dynamic", &["zz_unknown"]).with("for_each", "var.ls") }
    } else {
        unknown
    });
}

fn remove_required(block: &mut Block, random: &mut Random) -> Option<()> {
    let required: Vec<&str> = block.schema?.attrs().filter(|a| a.required()).map(Attr::name).collect();
    if required.is_empty() {
        return None;
    }
    let name = *random.pick(&required);
    block.arguments.retain(|(n, _)| n != name);
    Some(())
}

fn remove_required_block(block: &mut Block) -> Option<()> {
    let counted = |n: Nesting| matches!(n, Nesting::List | Nesting::Set);
    let required =
        block.schema?.blocks().find(|b| b.required() && counted(b.nesting()) && !b.is_attribute())?;
    block.blocks.retain(|b| b.keyword != required.name() && !b.labels.iter().any(|l| l == required.name()));
    Some(())
}

fn argument_as_block(block: &mut Block, random: &mut Random) -> Option<()> {
    let body = block.schema?;
    let known = |name: &str| body.attr(name).is_some() && body.block(name).is_none();
    let places: Vec<usize> = (0..block.arguments.len()).filter(|at| known(&block.arguments[*at].0)).collect();
    if places.is_empty() {
        return None;
    }
    let (name, _) = block.arguments.remove(*random.pick(&places));
    block.blocks.push(Block::new(&name, &[]));
    Some(())
}

fn block_as_argument(block: &mut Block, random: &mut Random) -> Option<()> {
    let nested: Vec<&str> = block
        .schema?
        .blocks()
        .filter(|b| !b.is_attribute())
        .map(schema::terraform::BlockType::name)
        .collect();
    if nested.is_empty() {
        return None;
    }
    let name = *random.pick(&nested);
    block.blocks.retain(|b| b.keyword != name && !b.labels.iter().any(|l| l == name));
    let value = *random.pick(&["{}", "[]", "[{}]", "null", "var.lo"]);
    block.arguments.push((name.to_owned(), value.into()));
    Some(())
}

fn too_many(block: &mut Block, random: &mut Random) -> Option<()> {
    let body = block.schema?;
    let limited = |name: &str| {
        body.block(name).filter(|of| {
            !of.is_attribute() && (of.nesting() == Nesting::Single || of.max().is_some_and(|max| max > 0))
        })
    };
    let places: Vec<usize> =
        (0..block.blocks.len()).filter(|at| limited(&block.blocks[*at].keyword).is_some()).collect();
    if places.is_empty() {
        return None;
    }
    let at = *random.pick(&places);
    let of = limited(&block.blocks[at].keyword)?;
    for _ in 0..of.max().unwrap_or(1) {
        let copy = block.blocks[at].clone();
        block.blocks.push(copy);
    }
    Some(())
}

fn wrong_type(block: &mut Block, random: &mut Random) -> Option<()> {
    let body = block.schema?;
    let mut places: Vec<(usize, String)> = Vec::new();
    for (at, (name, value)) in block.arguments.iter().enumerate() {
        let Some(attr) = body.attr(name) else { continue };
        if let Some(wrong) = wrong_value(attr.ty(), value, random) {
            places.push((at, wrong));
        }
    }
    if places.is_empty() {
        return None;
    }
    let (at, wrong) = random.pick(&places).clone();
    block.arguments[at].1 = wrong;
    Some(())
}

/// A value that `ty` does not take, in the place of `right` or deep in it.
fn wrong_value(ty: Type, right: &str, random: &mut Random) -> Option<String> {
    let plain: &[&str] = match ty {
        Type::String => {
            &["[\"x\"]", "{ a = 1 }", "var.ls", "var.o", "local.ll", "local.lk", "var.lo[*].a", "[]"]
        }
        Type::Number => &["\"x\"", "true", "[]", "var.b", "var.ls", "local.lk.deep", "\"\"", "\"1px\""],
        Type::Bool => &["\"yes\"", "1", "[]", "var.n", "{}", "\"True\"", "var.mo"],
        Type::List(_) | Type::Set(_) => &["\"x\"", "3", "var.s", "var.ms", "{ a = 1 }", "local.lk"],
        Type::Map(_) => &["\"x\"", "[]", "var.ls", "var.b", "[{ a = 1 }]"],
        Type::Object(_) => &["\"x\"", "[]", "3", "var.ls"],
        Type::Any => return None,
    };
    let inside = match ty {
        Type::List(of) | Type::Set(of) => wrong_value(of.get(), "", random).map(|inner| format!("[{inner}]")),
        Type::Map(of) => wrong_value(of.get(), "", random).map(|inner| format!("{{ k = {inner} }}")),
        Type::Object(_) if right.ends_with(", }") => {
            let (before, _) = right.trim_end_matches(", }").rsplit_once(" = ")?;
            Some(format!("{before} = {{ zz = [[1]] }} }}")).filter(|v| balanced(v))
        }
        _ => None,
    };
    match inside {
        Some(inside) if random.chance(50) => Some(inside),
        _ => Some((*random.pick(plain)).to_owned()),
    }
}

fn balanced(text: &str) -> bool {
    let count = |open: char, close: char| text.matches(open).count() == text.matches(close).count();
    count('{', '}') && count('[', ']') && count('(', ')') && text.matches('"').count().is_multiple_of(2)
}

use super::{Block, Config, FaultClass, Random, address, has, is_declared};
use schema::terraform::{Attr, Body, Nesting, Type};

/// An expression with a fault of `class`; `None` where the class is none of expressions, or has no place here.
pub(super) fn wrong(config: &Config, class: FaultClass, random: &mut Random) -> Option<String> {
    let fixed: &[&str] = match class {
        FaultClass::UndeclaredVariable => &["var.zz", "var.zz.deep[0]", "var.S", "var.ls2"],
        FaultClass::UndeclaredLocal => &["local.zz", "local.zz[0].a", "local.l"],
        FaultClass::UndeclaredResource => {
            &["aws_vpc.zz.id", "data.aws_ami.zz", "null_resource.zz[0].id", "data.http.zz.body", "zz_b.c"]
        }
        FaultClass::UndeclaredModule => &["module.zz.id", "module.mm", "module.zz[0].id"],
        FaultClass::UnknownFunction => {
            &["uppper(var.s)", "len(var.ls)", "strlen(\"a\")", "core::upperr(var.s)"]
        }
        FaultClass::FunctionArity => ARITY,
        FaultClass::FunctionArgument => ARGUMENT,
        FaultClass::FunctionValue => VALUE,
        FaultClass::EachOutside => &["each.key", "each.value", "each.value.a"],
        FaultClass::CountOutside => &["count.index", "count.index + 1"],
        FaultClass::BadOperand => OPERAND,
        FaultClass::UndeclaredOutput => return undeclared_output(config, random),
        FaultClass::UnknownReferenceAttribute => return unknown_attribute(config, random),
        _ => return None,
    };
    Some((*random.pick(fixed)).to_owned())
}

const ARITY: &[&str] = &[
    "upper(var.s, 1)",
    "upper()",
    "replace(var.s, \"a\")",
    "join(\",\")",
    "cidrsubnet(\"10.0.0.0/8\", 8)",
    "lookup(var.ms)",
    "lookup(var.ms, \"a\", \"b\", \"c\")",
    "element(var.ls)",
    "max()",
    "range()",
    "format()",
    "substr(\"a\", 1)",
    "timestamp(1)",
    "coalesce()",
    "slice(var.ls, 0)",
    "length(var.ls, 1)",
    "contains(var.ls)",
    "regex(\"a\")",
    "zipmap([\"a\"])",
    "setproduct()",
];

const ARGUMENT: &[&str] = &[
    "upper(var.ls)",
    "length(5)",
    "join(var.ls, \",\")",
    "abs(\"x\")",
    "merge(var.ls)",
    "concat(var.s)",
    "keys(var.ls)",
    "values(var.s)",
    "lookup(var.ls, \"a\")",
    "element(var.ms, 0)",
    "flatten(var.s)",
    "sum(var.s)",
    "sort(var.o)",
    "split(var.ls, \"a\")",
    "ceil(var.ls)",
    "zipmap(var.ls, var.s)",
    "setunion(var.s)",
    "tomap(var.ls)",
    "toset(var.s)",
    "tolist(var.ms)",
    "alltrue(var.s)",
    "cidrsubnet(var.ls, 1, 1)",
    "format(var.ls)",
    "index(var.s, \"a\")",
    "reverse(var.s)",
    "slice(var.ms, 0, 1)",
    "chunklist(var.s, 2)",
    "contains(var.s, \"a\")",
    "coalescelist(var.s)",
    "transpose(var.ls)",
    "upper(null)",
    "length(null)",
    "trimspace([\"a\"])",
    "tonumber([])",
];

/// Arguments of the right type whose value the function refuses.
const VALUE: &[&str] = &[
    "cidrsubnet(\"10.0.0.0/33\", 8, 1)",
    "cidrsubnet(\"10.0.0.0/16\", 20, 1)",
    "cidrsubnet(\"10.0.0.0/16\", 2, 9)",
    "cidrhost(\"10.0.0.0/30\", 10)",
    "cidrhost(\"10.0.0\", 1)",
    "cidrnetmask(\"fe80::/10\")",
    "cidrsubnets(\"10.0.0.0/30\", 4)",
    "regex(\"[\", \"a\")",
    "regexall(\"(\", \"a\")",
    "replace(\"a\", \"/(/\", \"b\")",
    "tonumber(\"x\")",
    "tobool(\"yes\")",
    "format(\"%d\", \"x\")",
    "format(\"%s\")",
    "format(\"%s\", \"a\", \"b\")",
    "format(\"%z\", \"a\")",
    "formatdate(\"QQ\", \"2024-01-02T03:04:05Z\")",
    "formatdate(\"YYYY\", \"2024\")",
    "timeadd(\"yesterday\", \"1h\")",
    "timeadd(\"2024-01-02T03:04:05Z\", \"1x\")",
    "timecmp(\"2024-01-02\", \"2024-01-02T03:04:05Z\")",
    "jsondecode(\"{\")",
    "yamldecode(\"a: [\")",
    "base64decode(\"%%\")",
    "parseint(\"zz\", 10)",
    "parseint(\"1\", 99)",
    "element([], 0)",
    "slice([1, 2], 1, 5)",
    "slice([1], 1, 0)",
    "chunklist([1], -1)",
    "range(0, 10, 0)",
    "range(0, 10, -1)",
    "lookup({ a = 1 }, \"b\")",
    "one([1, 2])",
    "zipmap([\"a\"], [1, 2])",
    "coalesce(\"\", null)",
    "coalescelist([], [])",
    "index([\"a\"], \"b\")",
    "sum([])",
    "sum([\"a\"])",
    "merge({ a = 1 }, \"b\")",
    "uuidv5(\"nope\", \"a\")",
    "csvdecode(\"a,b\\n1\")",
    "[1, 2][5]",
    "{ a = 1 }.b",
    "{ a = 1 }[\"b\"]",
    "local.lk.zz",
    "local.lk.deep.z[7]",
    "setproduct([1])",
];

const OPERAND: &[&str] = &[
    "var.ls + 1",
    "!var.ls",
    "\"a${var.ls}\"",
    "\"a${var.o}\"",
    "var.b ? var.ls : var.s",
    "[for x in var.s : x]",
    "{ for k, v in var.n : k => v }",
    "var.s.x",
    "var.n[0]",
    "-var.ls",
    "var.b && var.ls",
    "1 + \"a\"",
    "null + 1",
    "var.ms > 1",
    "var.lo[0].zz",
    "var.lo[0].p.zz",
    "var.o.zz",
    "var.mo[\"k\"].zz",
    "var.ls.x",
    "var.ss[0]",
    "var.t[5]",
    "var.t.a",
    "var.ls[\"a\"]",
    "var.o[0]",
    "var.s ? 1 : 2 && \"x\"",
    "path.zz",
    "terraform.zz",
    "self.id",
    "\"%{ for x in var.n }${x}%{ endfor }\"",
    "{ for x in [1] : [x] => x }",
    "{ for x in [1, 1] : \"a\" => x }",
    "local.ll.a",
    "local.lk.n.x",
    "var.s[0]",
    "[for x in [1, 2] : x.a]",
    "var.lo.a",
    "bare",
];

fn undeclared_output(config: &Config, random: &mut Random) -> Option<String> {
    let call = config.blocks.iter().find(|b| b.keyword == "module")?;
    let index = match (has(call, "count"), has(call, "for_each")) {
        (true, _) => "[0]",
        (_, true) => "[\"a\"]",
        _ => "",
    };
    let wrong = *random.pick(&["zz", "txt", "tex", "inputs", "text_", "id", "object.zz"]);
    Some(match (index, random.below(5)) {
        ("", 0) => "module.m[0].text".to_owned(),
        (_, 0) => "module.m.text".to_owned(),
        _ => format!("module.m{index}.{wrong}"),
    })
}

/// A reference that goes wrong after one to four right steps.
fn unknown_attribute(config: &Config, random: &mut Random) -> Option<String> {
    let declared: Vec<&Block> = config.blocks.iter().filter(|b| is_declared(b)).collect();
    if declared.is_empty() {
        return None;
    }
    let block = *random.pick(&declared);
    let mut places = Vec::new();
    let whole = address(block);
    let plain = whole.split('[').next().unwrap_or(&whole).to_owned();
    collect(&whole, block.schema?, 0, &mut places);
    places.push(format!("{whole}.zz"));
    places.push(if plain == whole { format!("{plain}[0].id") } else { format!("{plain}.id") });
    Some(random.pick(&places).clone())
}

fn collect(place: &str, body: Body, depth: usize, out: &mut Vec<String>) {
    let attrs: Vec<Attr> = body.attrs().collect();
    for attr in attrs {
        let name = format!("{place}.{}", attr.name());
        match attr.ty() {
            Type::List(of) if matches!(of.get(), Type::Object(_)) => out.push(format!("{name}[0].zz")),
            Type::Map(of) if matches!(of.get(), Type::Object(_)) => out.push(format!("{name}[\"k\"].zz")),
            Type::Map(_) | Type::Any => {}
            _ => out.push(format!("{name}.zz")),
        }
    }
    for block in body.blocks().filter(|_| depth < 3) {
        let name = format!("{place}.{}", block.name());
        match block.nesting() {
            Nesting::Single => collect(&name, block.body(), depth + 1, out),
            Nesting::List => collect(&format!("{name}[0]"), block.body(), depth + 1, out),
            Nesting::Set => out.push(format!("{name}.zz")),
            Nesting::Map => {}
        }
        out.push(format!("{name}.zz"));
    }
}

/// Writes `expression` somewhere in `config`. What is refused before anything is evaluated may stand in places that
/// are never evaluated, too.
pub(super) fn place(config: &mut Config, class: FaultClass, expression: &str, random: &mut Random) {
    let is_static = matches!(
        class,
        FaultClass::UndeclaredVariable
            | FaultClass::UndeclaredLocal
            | FaultClass::UndeclaredResource
            | FaultClass::UndeclaredModule
            | FaultClass::EachOutside
            | FaultClass::CountOutside
    );
    let lazy = [
        format!("try({expression}, 1)"),
        format!("[for x in var.ls : {expression}]"),
        format!("var.b ? jsonencode({expression}) : \"\""),
        format!("\"a-${{jsonencode({expression})}}\""),
    ];
    let eager = [
        expression.to_owned(),
        expression.to_owned(),
        format!("[{expression}]"),
        format!("{{ a = {expression} }}"),
        format!("({expression})"),
        format!("jsonencode({expression})"),
    ];
    let written =
        if is_static && random.chance(40) { random.pick(&lazy) } else { random.pick(&eager) }.clone();
    let is_open =
        |b: &Block| !matches!(class, FaultClass::EachOutside | FaultClass::CountOutside) || !is_repeated(b);
    match random.below(4) {
        0 => config.blocks.push(Block::new("locals", &[]).with("fault", written)),
        1 => {
            if let Some(call) = config.blocks.iter_mut().find(|b| b.keyword == "module" && is_open(b)) {
                call.arguments.retain(|(name, _)| name != "name");
                call.arguments.push(("name".to_owned(), format!("jsonencode({expression})")));
            } else {
                config.blocks.push(Block::new("output", &["fault"]).with("value", written));
            }
        }
        2 => {
            let precondition =
                Block::new("precondition", &[]).with("condition", format!("{expression} != null"));
            let mut output = Block::new("output", &["fault"]).with("value", "1");
            output.blocks.push(precondition.with("error_message", "\"It is null.\""));
            config.blocks.push(output);
        }
        _ => config.blocks.push(Block::new("output", &["fault"]).with("value", written)),
    }
}

fn is_repeated(block: &Block) -> bool {
    has(block, "count") || has(block, "for_each")
}

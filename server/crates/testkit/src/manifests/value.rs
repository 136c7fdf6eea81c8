use super::Tree;
use crate::generate::Random;
use regex::Regex;
use schema::{Schema, SchemaType};

/// Optional fields below this depth are left out.
const DEEP: usize = 7;

/// Strings to try against a pattern.
const WORDS: [&str; 26] = [
    "a",
    "web",
    "a.example",
    "A",
    "a1b2",
    "https://a.example/b",
    "a/b",
    "a.example/b",
    "10s",
    "1h",
    "100m",
    "1Gi",
    "1",
    "0.5",
    "10.0.0.1",
    "10.0.0.0/8",
    "*",
    "true",
    "2026-01-31T12:00:00Z",
    "sha256:0123abcd",
    "aGVsbG8=",
    "50%",
    "http://a.example",
    "Ready",
    "/a",
    "abcdefghijklmnopqrst",
];

/// A value of `schema` with all that it requires and some of what it lets be.
pub(super) fn filled(schema: Schema, random: &mut Random, depth: usize) -> Tree {
    let enums: Vec<_> = schema.enums().collect();
    if !enums.is_empty() && schema.ty() != SchemaType::Object {
        let one = *random.pick(&enums);
        return if schema.ty() == SchemaType::Integer { Tree::plain(one) } else { Tree::text(one) };
    }
    if schema.quantity() {
        return Tree::text(random.pick::<&str>(&["100m", "1Gi", "2", "1e3"]));
    }
    if schema.int_or_string() {
        return if random.chance(50) { Tree::plain(80) } else { word(schema, random) };
    }
    match schema.ty() {
        SchemaType::Object => object(schema, random, depth),
        SchemaType::Array => {
            let least = schema.min_items().unwrap_or(0) as usize;
            let count = if depth > DEEP { least } else { least.max(1) };
            let items = schema.items();
            Tree::List((0..count).filter_map(|_| Some(filled(items?, random, depth + 1))).collect())
        }
        SchemaType::String => word(schema, random),
        SchemaType::Integer | SchemaType::Number => number(schema, random),
        SchemaType::Boolean => Tree::plain(random.chance(50)),
        SchemaType::Any => Tree::Map(Vec::new()),
    }
}

fn object(schema: Schema, random: &mut Random, depth: usize) -> Tree {
    let mut fields = Vec::new();
    let chosen = choice(schema, random);
    let percent = if depth > DEEP { 0 } else { 34_usize.saturating_sub(depth * 4) };
    for (name, property) in schema.properties() {
        let is_other = chosen.others.contains(&name);
        let is_written = schema.is_required(name) || chosen.wanted.contains(&name);
        if is_written || !is_other && random.chance(percent) {
            fields.push((name.to_owned(), filled(property, random, depth + 1)));
        }
    }
    if let Some(free) = schema.additional()
        && random.chance(60)
    {
        fields.push(("key".to_owned(), filled(free, random, depth + 1)));
    }
    Tree::Map(fields)
}

/// Fields to write, and fields to leave out, by the schema's alternatives.
struct Choice {
    wanted: Vec<&'static str>,
    others: Vec<&'static str>,
}

fn choice(schema: Schema, random: &mut Random) -> Choice {
    let (mut wanted, mut others) = (Vec::new(), Vec::new());
    let groups = [schema.one_of().collect::<Vec<_>>(), schema.any_of().collect()];
    let nested = schema.all_of().map(|part| part.one_of().collect::<Vec<_>>());
    for group in groups.into_iter().chain(nested).filter(|group| !group.is_empty()) {
        let one = random.below(group.len());
        for (index, part) in group.iter().enumerate() {
            if index == one { wanted.extend(part.required()) } else { others.extend(part.required()) }
        }
    }
    Choice { wanted, others }
}

fn number(schema: Schema, random: &mut Random) -> Tree {
    let least = schema.minimum().map_or(1.0, |(n, out)| if out { n + 1.0 } else { n });
    let most = schema.maximum().map_or(least + 100.0, |(n, out)| if out { n - 1.0 } else { n });
    let span = (most - least).clamp(0.0, 100.0);
    #[allow(clippy::cast_sign_loss, reason = "it was clamped")]
    let more = random.below(span as usize + 1);
    #[allow(clippy::cast_precision_loss, reason = "it is at most 100")]
    Tree::plain(least + more as f64)
}

/// A string that fits the schema where one of [`WORDS`] does.
fn word(schema: Schema, random: &mut Random) -> Tree {
    let by_format = match schema.format() {
        Some("date-time") => Some("2026-01-31T12:00:00Z"),
        Some("byte") => Some("aGVsbG8="),
        Some("duration") => Some("1h30m"),
        Some("ipv4") => Some("10.0.0.1"),
        Some("ipv6") => Some("fe80::1"),
        _ => None,
    };
    if let Some(text) = by_format {
        return Tree::text(text);
    }
    let pattern = schema.pattern().and_then(|pattern| Regex::new(pattern).ok());
    let fits = |text: &&str| {
        let length = text.chars().count();
        pattern.as_ref().is_none_or(|pattern| pattern.is_match(text))
            && length >= schema.min_length().unwrap_or(0) as usize
            && length <= schema.max_length().unwrap_or(u32::MAX) as usize
    };
    let fitting: Vec<_> = WORDS.into_iter().filter(fits).collect();
    Tree::text(fitting.get(random.below(fitting.len())).unwrap_or(&"a"))
}

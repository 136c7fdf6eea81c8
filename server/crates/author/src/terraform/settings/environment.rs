//! Environment variables (`with environment variables STAGE=prod and DEBUG=false`) and sizes that grow and shrink
//! (`2 to 5 nodes`, `between 1 and 4 instances`).

use super::{Reader, tags};
use crate::intent::Shape;
use crate::terraform::graph::{Body, Value};
use crate::terraform::settings::values::plain;

/// Reads both.
pub(super) fn read(reader: &mut Reader) {
    let intent = reader.composer.intent;
    for at in 0..intent.words.len() {
        let says = intent.words.get(at).is_some_and(|w| w.is("environment"))
            && intent.words.get(at + 1).is_some_and(|w| w.is_any(&["variable", "variables"]));
        if says {
            variables(reader, at);
        }
        range(reader, at);
    }
}

fn variables(reader: &mut Reader, at: usize) {
    let end = reader.composer.intent.sentence_of(at).end;
    let pairs = tags::pairs(reader, at + 2, end);
    if pairs.is_empty() {
        return;
    }
    for owner in reader.owners(at) {
        let item = &reader.composer.items[owner];
        let (kind, nodes) = (item.mention.kind, item.nodes.clone());
        if !matches!(kind, "aws_lambda_function" | "aws_codebuild_project") {
            continue;
        }
        for node in nodes {
            let body = &mut reader.composer.graph.nodes[node].body;
            let environment = body.at_mut(&["environment"]);
            if kind == "aws_lambda_function" {
                let map = pairs.iter().map(|(k, v, _)| (k.clone(), Value::Text(v.clone()))).collect();
                environment.set("variables", Value::Map(map));
            } else {
                for (name, value, _) in &pairs {
                    let mut variable = Body::default();
                    variable.set("name", Value::Text(name.clone()));
                    variable.set("value", Value::Text(value.clone()));
                    environment.blocks.push(("environment_variable".to_owned(), variable));
                }
            }
        }
        for word in pairs.iter().flat_map(|(_, _, words)| words) {
            reader.spent.push(*word);
            reader.mark(*word..*word + 1);
        }
        reader.mark(at..at + 2);
        return;
    }
}

/// A number, "to" or "and", and another number, in front of what is counted.
fn range(reader: &mut Reader, at: usize) {
    let words = &reader.composer.intent.words;
    let number = |i: usize| match words.get(i)?.shape {
        Shape::Number(n) if n.fract() == 0.0 && (0.0..1000.0).contains(&n) => Some(n),
        _ => None,
    };
    let (Some(low), Some(high)) = (number(at), number(at + 2)) else { return };
    let between =
        at.checked_sub(1).and_then(|i| words.get(i)).is_some_and(|w| w.is_any(&["between", "from"]));
    let joined = words.get(at + 1).is_some_and(|w| w.is("to") || w.is("and") && between);
    if !joined || low > high || reader.spent.contains(&at) {
        return;
    }
    for owner in reader.owners(at) {
        let least = reader.slot(owner, &["min_size", "min_capacity"]);
        let most = reader.slot(owner, &["max_size", "max_capacity"]);
        let (Some(least), Some(most)) = (least, most) else { continue };
        let nodes = reader.composer.items[owner].nodes.clone();
        if reader.is_set(&least, &nodes) {
            continue;
        }
        reader.put(&least, &Value::Number(plain(low)), &nodes);
        reader.put(&most, &Value::Number(plain(high)), &nodes);
        if let Some(desired) = reader.slot(owner, &["desired_size", "desired_capacity"]) {
            reader.put(&desired, &Value::Number(plain(low.max(1.0))), &nodes);
        }
        reader.spent.extend([at, at + 2]);
        reader.mark(at..at + 3);
        return;
    }
}

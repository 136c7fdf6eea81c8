//! Against other readers: go-yaml v3.0.1, whose trees and verdicts are recorded, and saphyr-parser.

use super::{clean, show};
use crate::yaml::{Node, NodeKind, Style, parse, units};
use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::Value;

/// A JSON line each: a text of random pieces or a mutated configuration file, and the tree that go-yaml reads, or
/// null where it refuses the text.
const RECORDED: &str = include_str!("go_yaml.jsonl");

/// The tree as it was recorded: scalars that are not plain in JSON's quotes, no tags.
fn recorded_form(node: &Node) -> String {
    let shown = match &node.kind {
        NodeKind::Scalar(text, Style::Plain) => text.to_string(),
        NodeKind::Scalar(text, _) => Value::from(text.as_str()).to_string(),
        NodeKind::Sequence(items) => {
            format!("[{}]", items.iter().map(recorded_form).collect::<Vec<_>>().join(", "))
        }
        NodeKind::Mapping(entries) => {
            let entry =
                |e: &crate::yaml::Entry| format!("{}: {}", recorded_form(&e.key), recorded_form(&e.value));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        NodeKind::Empty | NodeKind::Alias(_) => show(&Node::new(node.span, node.kind.clone())),
    };
    node.anchor().map_or(shown.clone(), |anchor| format!("&{anchor} {shown}"))
}

#[test]
fn trees_and_verdicts_are_those_of_go_yaml() {
    let mut compared = 0;
    for line in RECORDED.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let (text, expected) = (case[0].as_str().unwrap(), case[1].as_str());
        let parsed = parse(text);
        if let Some(expected) = expected {
            assert_eq!(parsed.errors, [], "{text:?}");
            assert_eq!(recorded_form(&parsed.root), expected, "{text:?}");
        } else {
            assert_ne!(parsed.errors, [], "go-yaml refuses {text:?}, read as {}", show(&parsed.root));
        }
        compared += 1;
    }
    assert_eq!(compared, 360);
}

/// The events of saphyr-parser as a tree, in the form of [`show`].
fn saphyr(text: &str) -> String {
    let mut open: Vec<(char, Vec<String>)> = vec![('d', Vec::new())];
    for event in Parser::new_from_str(text) {
        let (event, _) = event.unwrap();
        let done = match event {
            Event::MappingStart(..) => {
                open.push(('{', Vec::new()));
                continue;
            }
            Event::SequenceStart(..) => {
                open.push(('[', Vec::new()));
                continue;
            }
            Event::MappingEnd => {
                let (_, parts) = open.pop().unwrap();
                let pairs = parts.chunks(2).map(|pair| format!("{}: {}", pair[0], pair[1]));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
            }
            Event::SequenceEnd => format!("[{}]", open.pop().unwrap().1.join(", ")),
            Event::Scalar(value, ScalarStyle::Plain, ..) => {
                if value.is_empty() {
                    "~".to_owned()
                } else {
                    value.into_owned()
                }
            }
            Event::Scalar(value, ..) => format!("{value:?}"),
            _ => continue,
        };
        open.last_mut().unwrap().1.push(done);
    }
    open.remove(0).1.join("")
}

#[test]
fn trees_are_those_of_saphyr() {
    let files = [
        include_str!("../../../benches/deployment.yaml"),
        include_str!("../../../benches/service.yaml"),
        include_str!("corpus.yaml"),
    ];
    for text in files {
        for unit in units(text) {
            let unit = unit.text(text);
            assert_eq!(show(&clean(unit)), saphyr(unit), "{unit}");
        }
    }
}

//! Managed policies of AWS that a request names: `attach the ReadOnlyAccess policy to the group`. They are known by
//! the form of their names; it must never take a word for one that could be anything else.

use super::graph::{Graph, Mode, Origin, Value};
use super::instances::Item;
use super::mark;
use crate::intent::{Intent, Word};

/// Endings of the names that AWS gives its policies.
const ENDINGS: &[&str] =
    &["Access", "ReadOnly", "Role", "Policy", "Administrator", "ExecutionRolePolicy", "Core"];

/// Policies that a name's form does not tell.
const OTHERS: &[&str] = &["SecurityAudit", "Billing", "SystemAdministrator", "DataScientist", "SupportUser"];

/// Policies under `job-function/`.
const JOBS: &[&str] = &[
    "ViewOnlyAccess",
    "Billing",
    "DatabaseAdministrator",
    "NetworkAdministrator",
    "SupportUser",
    "SystemAdministrator",
    "DataScientist",
];

/// What a policy can be attached to: type, attaching type, its argument for the target.
const TARGETS: &[(&str, &str, &str)] = &[
    ("aws_iam_role", "aws_iam_role_policy_attachment", "role"),
    ("aws_iam_group", "aws_iam_group_policy_attachment", "group"),
    ("aws_iam_user", "aws_iam_user_policy_attachment", "user"),
];

/// Attaches the policies that are named to the role, group or user they are named with.
pub(crate) fn attach(intent: &Intent, items: &[Item], graph: &mut Graph, used: &mut [bool]) {
    for (at, word) in intent.words.words.iter().enumerate() {
        if word.quoted && !word.text.starts_with("Amazon") && !word.text.starts_with("AWS")
            || !is_policy(word)
        {
            continue;
        }
        let Some((item, attachment, argument)) = target(intent, items, at) else { continue };
        let label = label(&word.text);
        for node in &item.nodes {
            let span = intent.words.get(at).map(|w| w.span).unwrap_or_default();
            let id = graph.add(Mode::Resource, attachment, &label, Origin::Asked(span));
            let body = &mut graph.nodes[id].body;
            body.set(argument, Value::Ref(*node, ".name".to_owned()));
            body.set("policy_arn", Value::Text(arn(&word.text)));
        }
        mark(used, at..at + 1);
    }
}

/// The role, group or user that stands nearest; what stands behind the policy in its sentence comes first.
fn target<'i>(
    intent: &Intent,
    items: &'i [Item],
    at: usize,
) -> Option<(&'i Item, &'static str, &'static str)> {
    let sentence = intent.sentence_of(at);
    let fits = |item: &'i Item| {
        let (_, kind, argument) = TARGETS.iter().find(|(kind, _, _)| *kind == item.mention.kind)?;
        Some((item, *kind, *argument))
    };
    let near = |item: &&Item| {
        let start = item.mention.words.start;
        let outside = usize::from(!sentence.contains(&start)) * 1000;
        if start > at { start - at + outside } else { (at - start) * 2 + outside }
    };
    let mut found: Vec<&Item> = items.iter().filter(|i| fits(i).is_some() && !i.nodes.is_empty()).collect();
    found.sort_by_key(near);
    found.first().copied().and_then(fits)
}

/// Whether a word is the name of a managed policy: several capitals run together and an ending that AWS uses.
fn is_policy(word: &Word) -> bool {
    let name = word.text.as_str();
    let letters = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let humps = name.chars().filter(char::is_ascii_uppercase).count() >= 2;
    let small = name.chars().any(|c| c.is_ascii_lowercase());
    let starts = name.starts_with(|c: char| c.is_ascii_uppercase());
    letters
        && starts
        && small
        && (OTHERS.contains(&name) || humps && name.len() > 8 && ENDINGS.iter().any(|e| name.ends_with(e)))
}

fn arn(name: &str) -> String {
    let service_role = name.ends_with("Role")
        || name.starts_with("AWSLambda") && name.ends_with("ExecutionRole")
        || name == "AmazonECSTaskExecutionRolePolicy";
    let path = if JOBS.contains(&name) {
        "job-function/"
    } else if service_role {
        "service-role/"
    } else {
        ""
    };
    format!("arn:aws:iam::aws:policy/{path}{name}")
}

/// `AmazonS3ReadOnlyAccess` as `amazon_s3_read_only_access`.
fn label(name: &str) -> String {
    let mut out = String::new();
    let mut before = '_';
    for c in name.chars() {
        if c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
        before = c;
    }
    out
}

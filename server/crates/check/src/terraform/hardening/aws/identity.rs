//! Identities and keys on AWS: IAM, KMS, secrets, queues and topics that are encrypted by them.

use super::{Resource, Scope, Want, argument, items};
use crate::Rule;
use crate::hardening::{Example, Look, hardening};
use crate::report::Sink;
use syntax::hcl::{Body, Expr, ExprKind, ObjectKey};
use text::Span;

const POLICIES: &[&str] = &[
    "aws_iam_policy",
    "aws_iam_role_policy",
    "aws_iam_user_policy",
    "aws_iam_group_policy",
    "aws_iam_policy_document",
];
const RESOURCE_POLICIES: &[&str] = &[
    "aws_s3_bucket_policy",
    "aws_sqs_queue_policy",
    "aws_sns_topic_policy",
    "aws_ecr_repository_policy",
    "aws_secretsmanager_secret_policy",
    "aws_lambda_permission",
    "aws_iam_role",
];

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "TF-AWS-policy-allows-all", Warning, Essential, "policy that allows everything",
        ["CKV_AWS_1", "CKV_AWS_49", "CKV_AWS_62", "CKV_AWS_63", "trivy:AVD-AWS-0057", "CIS-AWS:1.16"],
        "Whoever has a policy with the action `*` on the resource `*` has the account. Name the actions that are used.",
        Example::Advice(
            "data \"aws_iam_policy_document\" \"app\" {\n  statement {\n    actions   = [\"*\"]\n    resources = [\"*\"]\n  }\n}\n",
            "data \"aws_iam_policy_document\" \"app\" {\n  statement {\n    actions   = [\"s3:GetObject\"]\n    resources = [\"arn:aws:s3:::data/*\"]\n  }\n}\n",
        ),
        Look::Resource(POLICIES, allows_all),
    },
    hardening! {
        "TF-AWS-policy-service-wildcard", Info, Strict, "policy that allows all actions of a service",
        ["CKV_AWS_111", "CKV_AWS_108", "trivy:AVD-AWS-0345"],
        "`s3:*` holds deleting too. Name the actions that are used.",
        Example::Advice(
            "data \"aws_iam_policy_document\" \"app\" {\n  statement {\n    actions   = [\"s3:*\"]\n    resources = [\"arn:aws:s3:::data/*\"]\n  }\n}\n",
            "data \"aws_iam_policy_document\" \"app\" {\n  statement {\n    actions   = [\"s3:GetObject\"]\n    resources = [\"arn:aws:s3:::data/*\"]\n  }\n}\n",
        ),
        Look::Resource(POLICIES, service_wildcard),
    },
    hardening! {
        "TF-AWS-policy-for-everybody", Warning, Essential, "policy for everybody",
        ["CKV_AWS_70", "CKV_AWS_168", "CKV_AWS_169", "CKV_AWS_283", "CKV_AWS_60", "CKV_AWS_301"],
        "The principal `*` is everybody with an AWS account, or without one. Name the accounts or services that are meant, or \
         say in a condition who is.",
        Example::Advice(
            "resource \"aws_sqs_queue_policy\" \"jobs\" {\n  queue_url = \"https://sqs.example/jobs\"\n  policy = jsonencode({\n    Statement = [{ Effect = \"Allow\", Principal = \"*\", Action = \"sqs:SendMessage\", Resource = \"arn\" }]\n  })\n}\n",
            "resource \"aws_sqs_queue_policy\" \"jobs\" {\n  queue_url = \"https://sqs.example/jobs\"\n  policy = jsonencode({\n    Statement = [{ Effect = \"Allow\", Principal = { Service = \"sns.amazonaws.com\" }, Action = \"sqs:SendMessage\", Resource = \"arn\" }]\n  })\n}\n",
        ),
        Look::Resource(RESOURCE_POLICIES, for_everybody),
    },
    argument! {
        "TF-AWS-root-key", Warning, Essential, "access key of the root user",
        ["CKV_AWS_348", "CIS-AWS:1.4"],
        "A key of the root user can do everything, and nothing can be taken from it.",
        resources: &["aws_iam_access_key"],
        name: "user",
        want: Want::IsNot(&["root"]),
        says: "is a key of the root user",
    },
    argument! {
        "TF-AWS-key-rotation", Info, Production, "key that is never rotated",
        ["CKV_AWS_7", "trivy:AVD-AWS-0065", "CIS-AWS:3.6"],
        "With `enable_key_rotation` KMS makes new key material each year and keeps the old for what it encrypted.",
        resources: &["aws_kms_key"],
        name: "enable_key_rotation",
        want: Want::Is(&["true"]),
        set: Some("true"),
        says: "is never rotated",
        when: is_symmetric,
    },
    argument! {
        "TF-AWS-topic-unencrypted", Info, Production, "topic that is not encrypted",
        ["CKV_AWS_26", "trivy:AVD-AWS-0095"],
        "Messages wait in the topic unencrypted unless it has a key. AWS's own key costs nothing; services of AWS that publish \
         need a key of yours.",
        resources: &["aws_sns_topic"],
        name: "kms_master_key_id",
        want: Want::Present,
        set: Some("\"alias/aws/sns\""),
        says: "is not encrypted",
    },
    hardening! {
        "TF-AWS-queue-unencrypted", Info, Production, "queue that is not encrypted",
        ["CKV_AWS_27", "trivy:AVD-AWS-0096"],
        "Messages wait in the queue unencrypted where `sqs_managed_sse_enabled` is false and no key is named.",
        Example::Advice(
            "resource \"aws_sqs_queue\" \"jobs\" {\n  sqs_managed_sse_enabled = false\n}\n",
            "resource \"aws_sqs_queue\" \"jobs\" {\n  sqs_managed_sse_enabled = true\n}\n",
        ),
        Look::Resource(&["aws_sqs_queue"], queue_unencrypted),
    },
    argument! {
        "TF-AWS-stream-unencrypted", Warning, Production, "stream that is not encrypted",
        ["CKV_AWS_43", "trivy:AVD-AWS-0064"],
        "Records stay in a stream for a day at least, unencrypted unless it has a key.",
        resources: &["aws_kinesis_stream"],
        name: "encryption_type",
        want: Want::IsNot(&["NONE"]),
        set: Some("\"KMS\""),
        says: "is not encrypted",
    },
    argument! {
        "TF-AWS-secret-key", Info, Strict, "secret under AWS's own key",
        ["CKV_AWS_149", "trivy:AVD-AWS-0098"],
        "With a key of yours who may read the secret is said in one more place, also for other accounts.",
        resources: &["aws_secretsmanager_secret"],
        name: "kms_key_id",
        want: Want::Present,
        says: "names no key of yours",
    },
    argument! {
        "TF-AWS-parameter-key", Info, Strict, "parameter under AWS's own key",
        ["CKV_AWS_337"],
        "With a key of yours who may read the parameter is said in one more place.",
        resources: &["aws_ssm_parameter"],
        name: "key_id",
        want: Want::Present,
        says: "names no key of yours",
    },
    argument! {
        "TF-AWS-password-length", Info, Production, "accounts with short passwords",
        ["CKV_AWS_10", "trivy:AVD-AWS-0063", "CIS-AWS:1.8"],
        "Fourteen characters are what CIS asks for.",
        resources: &["aws_iam_account_password_policy"],
        name: "minimum_password_length",
        want: Want::AtLeast(14),
        set: Some("14"),
        says: "takes short passwords",
    },
    argument! {
        "TF-AWS-password-reuse", Info, Production, "accounts with old passwords",
        ["CKV_AWS_13", "trivy:AVD-AWS-0056", "CIS-AWS:1.9"],
        "A password that was used before may be in somebody's list.",
        resources: &["aws_iam_account_password_policy"],
        name: "password_reuse_prevention",
        want: Want::AtLeast(24),
        set: Some("24"),
        says: "lets old passwords be used again",
    },
    argument! {
        "TF-AWS-guest-identities", Warning, Production, "identity pool for guests",
        ["CKV_AWS_366"],
        "`allow_unauthenticated_identities` gives credentials of the account to everybody.",
        resources: &["aws_cognito_identity_pool"],
        name: "allow_unauthenticated_identities",
        want: Want::IsNot(&["true"]),
        says: "gives credentials to everybody",
    },
    argument! {
        "TF-AWS-document-public", Warning, Essential, "document that is shared with everybody",
        ["CKV_AWS_303"],
        "Anybody with an AWS account reads it.",
        resources: &["aws_ssm_document"],
        path: &["permissions"],
        name: "account_ids",
        want: Want::IsNot(&["All"]),
        scope: Scope::WhereWritten,
        says: "is shared with everybody",
    },
];

fn is_symmetric(resource: &Resource<'_>) -> bool {
    let symmetric = resource.text("customer_master_key_spec").is_none_or(|spec| spec == "SYMMETRIC_DEFAULT");
    let encrypts = resource.text("key_usage").is_none_or(|usage| usage == "ENCRYPT_DECRYPT");
    symmetric && encrypts && resource.block.body.attribute("custom_key_store_id").is_none()
}

fn queue_unencrypted(resource: &Resource<'_>, sink: &mut Sink<'_>) {
    let body = &resource.block.body;
    let Some(managed) = body.attribute("sqs_managed_sse_enabled") else { return };
    if resource.text("sqs_managed_sse_enabled").as_deref() == Some("false")
        && body.attribute("kms_master_key_id").is_none()
    {
        sink.report(managed.value.span, format!("{} is not encrypted", resource.address()));
    }
}

/// A statement of a policy, as far as it is written out.
struct Statement<'a> {
    allows: bool,
    has_condition: bool,
    actions: Vec<&'a str>,
    resources: Vec<&'a str>,
    is_for_everybody: bool,
    span: Span,
}

fn allows_all(resource: &Resource<'_>, sink: &mut Sink<'_>) {
    for statement in statements(resource) {
        let all = |list: &[&str]| list.iter().any(|text| matches!(*text, "*" | "*:*"));
        if statement.allows
            && !statement.has_condition
            && all(&statement.actions)
            && all(&statement.resources)
        {
            sink.report(statement.span, format!("{} allows everything on everything", resource.address()));
        }
    }
}

fn service_wildcard(resource: &Resource<'_>, sink: &mut Sink<'_>) {
    for statement in statements(resource).iter().filter(|s| s.allows) {
        if let Some(action) =
            statement.actions.iter().find(|action| action.ends_with(":*") && **action != "*:*")
        {
            sink.report(statement.span, format!("{} allows {action}", resource.address()));
        }
    }
}

fn for_everybody(resource: &Resource<'_>, sink: &mut Sink<'_>) {
    if resource.kind == "aws_lambda_permission" {
        let open = resource.text("principal").as_deref() == Some("*");
        let narrowed = ["source_arn", "source_account", "principal_org_id"];
        if let Some(principal) = resource.block.body.attribute("principal")
            && open
            && narrowed.iter().all(|name| resource.block.body.attribute(name).is_none())
        {
            sink.report(principal.value.span, format!("{} is for everybody", resource.address()));
        }
        return;
    }
    for statement in statements(resource) {
        if statement.allows && !statement.has_condition && statement.is_for_everybody {
            sink.report(statement.span, format!("{} is for everybody", resource.address()));
        }
    }
}

/// The statements of a policy that is written in place: in blocks, in `jsonencode`, or as JSON.
fn statements<'a>(resource: &Resource<'a>) -> Vec<Statement<'a>> {
    let body: &'a Body = &resource.block.body;
    if resource.kind == "aws_iam_policy_document" {
        return body.blocks_named("statement").map(|b| of_block(b.header(), &b.body)).collect();
    }
    let policy = ["policy", "assume_role_policy"].into_iter().find_map(|name| body.attribute(name));
    let Some(ExprKind::Call { name, args, .. }) = policy.map(|a| &a.value.kind) else { return Vec::new() };
    match (&*name.text, args.first()) {
        ("jsonencode", Some(document)) => {
            let listed = entry(document, "Statement").map(items).unwrap_or_default();
            listed.iter().map(of_object).collect()
        }
        _ => Vec::new(),
    }
}

fn of_block(span: Span, body: &Body) -> Statement<'_> {
    let list = |name: &str| body.attribute(name).map(|a| texts(&a.value)).unwrap_or_default();
    let everybody = |b: &syntax::hcl::Block| {
        b.body.attribute("identifiers").is_some_and(|a| texts(&a.value).contains(&"*"))
    };
    Statement {
        allows: body.attribute("effect").is_none_or(|a| a.value.as_str() == Some("Allow")),
        has_condition: body.blocks_named("condition").next().is_some(),
        actions: list("actions"),
        resources: list("resources"),
        is_for_everybody: body.blocks_named("principals").any(everybody),
        span: body.attribute("actions").map_or(span, |a| a.value.span),
    }
}

fn of_object(object: &Expr) -> Statement<'_> {
    let list = |name| entry(object, name).map(texts).unwrap_or_default();
    let principal = entry(object, "Principal");
    let named = principal.and_then(|p| entry(p, "AWS")).or(principal);
    Statement {
        allows: entry(object, "Effect").and_then(Expr::as_str) == Some("Allow"),
        has_condition: entry(object, "Condition").is_some(),
        actions: list("Action"),
        resources: list("Resource"),
        is_for_everybody: named.is_some_and(|named| texts(named).contains(&"*")),
        span: principal.or_else(|| entry(object, "Action")).map_or(object.span, |value| value.span),
    }
}

/// The value under `name` of an object that is written out.
fn entry<'a>(object: &'a Expr, name: &str) -> Option<&'a Expr> {
    let ExprKind::Object(entries) = &object.kind else { return None };
    entries.iter().find(|e| ObjectKey::name(&e.key) == Some(name)).map(|e| &e.value)
}

/// The texts of a list, or the one text.
fn texts(expr: &Expr) -> Vec<&str> {
    items(expr).iter().filter_map(Expr::as_str).collect()
}

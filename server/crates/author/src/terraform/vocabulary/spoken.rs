//! What a curated block takes from the words of the request alone: numbers, amounts, paths, actions of a policy, the
//! service behind an endpoint. Each has a sound default where the words say nothing.

use super::super::complete::Composer;
use super::super::graph::{NodeId, Piece, Value};
use super::super::settings::plain;
use crate::intent::{Shape, Unit, Word, lemma};

impl Composer<'_> {
    /// The value of `self.what` as the request says it; `None` where `what` is no word of this page.
    pub(super) fn spoken(&self, id: NodeId, what: &str) -> Option<Value> {
        let text = match what {
            "index_key" => self.index_key(),
            "address" => self.first(|w| w.shape == Shape::Ip).unwrap_or_else(|| "203.0.113.10".to_owned()),
            "alias" => self.first(|w| w.text.starts_with("alias/")).unwrap_or_else(|| {
                format!("alias/{}", self.name_of(id).replace(['_', '.', ' '], "-").to_lowercase())
            }),
            "path_part" => self.path_part(),
            "amount" => self.amount(),
            "endpoint_service" => self.endpoint_service(id).0,
            "endpoint_type" => self.endpoint_service(id).1.to_owned(),
            "actions" => return Some(Value::List(self.actions().into_iter().map(Value::Text).collect())),
            "resources" => return Some(self.resources()),
            "percent" => return Some(Value::Number(self.percent())),
            _ if what.starts_with("set_") => {
                let (argument, default) = what.strip_prefix("set_")?.split_once("_or_")?;
                match self.graph.nodes[id].body.attr(argument) {
                    Some(Value::Text(text)) => text.clone(),
                    _ => default.to_owned(),
                }
            }
            _ => {
                let (noun, default) = what.strip_prefix("number_of_")?.split_once("_or_")?;
                return self.number_of(noun).or_else(|| Some(Value::Number(default.to_owned())));
            }
        };
        Some(Value::Text(text))
    }

    /// The number in front of a noun: `two core nodes`, `14 days`.
    pub(super) fn number_of(&self, noun: &str) -> Option<Value> {
        let words = &self.intent.words;
        let cores = words.words.iter().find_map(|w| match w.shape {
            Shape::Quantity(n, Unit::Core) if noun == "core" => Some(n),
            _ => None,
        });
        if let Some(n) = cores {
            return Some(Value::Number(plain(n)));
        }
        let at = words.words.iter().position(|w| lemma(noun) == w.lemma.as_str())?;
        let before = words.get(at.checked_sub(1)?)?;
        match before.shape {
            Shape::Number(n) => Some(Value::Number(plain(n))),
            _ => None,
        }
    }

    /// The first percentage of the request.
    fn percent(&self) -> String {
        let found = self.intent.words.words.iter().find_map(|w| match w.shape {
            Shape::Quantity(n, Unit::Percent) => Some(n),
            _ => None,
        });
        plain(found.unwrap_or(80.0))
    }

    /// What an index is on: `a global secondary index on email`.
    fn index_key(&self) -> String {
        let words = &self.intent.words;
        let found = words.words.iter().enumerate().filter(|(_, w)| w.is("index")).find_map(|(at, _)| {
            let joint = words.get(at + 1)?;
            let skip = usize::from(words.get(at + 2).is_some_and(|w| w.is_any(&["the", "attribute", "key"])));
            let key = words.get(at + 2 + skip)?;
            let plain = key.quoted || matches!(key.shape, Shape::Plain | Shape::Identifier);
            (joint.is_any(&["on", "for", "by", "over", "with", "named", "called"]) && plain)
                .then(|| key.text.replace('-', "_"))
        });
        found.unwrap_or_else(|| "status".to_owned())
    }

    /// The actions of a policy as the request writes them, else one that only looks.
    fn actions(&self) -> Vec<String> {
        let named = self.intent.words.words.iter().filter(|w| {
            let parts = w.text.split_once(':');
            parts.is_some_and(|(service, action)| {
                !service.is_empty()
                    && service.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
                    && action.starts_with(|c: char| c.is_ascii_uppercase() || c == '*')
            })
        });
        let mut out: Vec<String> = named.map(|w| w.text.to_string()).collect();
        out.dedup();
        if out.is_empty() { vec!["ec2:Describe*".to_owned()] } else { out }
    }

    /// What the actions reach: the one bucket, table, queue or topic of the request that they are about.
    fn resources(&self) -> Value {
        const OWNERS: &[(&str, &str)] = &[
            ("s3", "aws_s3_bucket"),
            ("dynamodb", "aws_dynamodb_table"),
            ("sqs", "aws_sqs_queue"),
            ("sns", "aws_sns_topic"),
            ("kinesis", "aws_kinesis_stream"),
            ("secretsmanager", "aws_secretsmanager_secret"),
            ("lambda", "aws_lambda_function"),
            ("kms", "aws_kms_key"),
        ];
        let actions = self.actions();
        let service = actions.first().and_then(|a| a.split(':').next()).unwrap_or_default();
        let kind = OWNERS.iter().find(|(s, _)| *s == service).map(|(_, kind)| *kind);
        let node = kind.and_then(|kind| self.graph.of_kind(kind).next());
        let Some(node) = node else { return Value::Text("*".to_owned()) };
        if service == "s3" {
            let address = |rest: &str| {
                Value::Expr(vec![
                    Piece::Text("\"${".to_owned()),
                    Piece::Address(node),
                    Piece::Text(format!(".arn}}{rest}\"")),
                ])
            };
            return Value::List(vec![Value::Ref(node, ".arn".to_owned()), address("/*")]);
        }
        Value::Ref(node, ".arn".to_owned())
    }

    /// An amount of money: `100 USD`, `$100`.
    fn amount(&self) -> String {
        let words = &self.intent.words;
        let is_money = |w: &Word| w.is_any(&["usd", "dollar", "$", "eur", "euro"]);
        let found = words.words.iter().enumerate().find_map(|(at, w)| {
            let number = w.number().or_else(|| w.text.strip_prefix('$')?.replace(',', "").parse().ok())?;
            let beside = [at.checked_sub(1), Some(at + 1)];
            let money = w.text.starts_with('$')
                || beside.into_iter().flatten().filter_map(|i| words.get(i)).any(is_money);
            money.then_some(number)
        });
        plain(found.unwrap_or(100.0))
    }

    /// The last part of a path of an API: `path "orders"`, `/orders`.
    fn path_part(&self) -> String {
        let words = &self.intent.words;
        let behind = words.words.iter().enumerate().find_map(|(at, w)| {
            let value = words.get(at + 1).filter(|v| v.quoted || matches!(v.shape, Shape::Path))?;
            w.is_any(&["path", "resource", "endpoint", "route"])
                .then(|| value.text.trim_matches('/').to_owned())
        });
        let path = || self.first(|w| w.text.starts_with('/') && w.text.len() > 1);
        let found = behind.or_else(path).unwrap_or_default();
        let last = found.rsplit('/').next().unwrap_or_default();
        if last.is_empty() { "items".to_owned() } else { last.to_owned() }
    }

    /// The service that an endpoint in a VPC leads to, with the type of the endpoint.
    fn endpoint_service(&self, id: NodeId) -> (String, &'static str) {
        const SERVICES: &[&str] = &[
            "s3",
            "dynamodb",
            "ssm",
            "ec2",
            "sqs",
            "sns",
            "kms",
            "logs",
            "secretsmanager",
            "sts",
            "lambda",
            "monitoring",
            "events",
            "kinesis",
            "athena",
            "glue",
            "ecs",
        ];
        let said = |w: &Word| -> Option<&'static str> {
            let word = match w.lemma.as_str() {
                "ecr" => return Some("ecr.dkr"),
                "cloudwatch" => "logs",
                "eventbridge" => "events",
                "secret" | "secrets" => "secretsmanager",
                word => word,
            };
            SERVICES.iter().find(|s| **s == word).copied()
        };
        let named: Vec<(usize, &'static str)> =
            self.intent.words.words.iter().enumerate().filter_map(|(at, w)| Some((at, said(w)?))).collect();
        let place = self.graph.of_kind(self.graph.nodes[id].kind).position(|n| n == id).unwrap_or(0);
        let service = named.get(place).or(named.first()).map_or("s3", |(_, s)| *s);
        let kind = if matches!(service, "s3" | "dynamodb") { "Gateway" } else { "Interface" };
        (service.to_owned(), kind)
    }
}

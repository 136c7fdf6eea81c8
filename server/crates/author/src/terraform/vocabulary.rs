//! What a curated block can say about the resource that it is for: `self.name`, `self.port`, `self.schedule` ...
//! Each word is read from the request where it is there, and has a sound default.

use super::complete::Composer;
use super::graph::{NodeId, Origin, Piece, Value};
use super::trust;
use crate::intent::{Shape, Word};

mod spoken;

/// The ports of software that a request can speak of.
const PORTS: &[(&str, u32)] = &[
    ("postgres", 5432),
    ("postgresql", 5432),
    ("mysql", 3306),
    ("mariadb", 3306),
    ("redis", 6379),
    ("memcached", 11211),
    ("kafka", 9092),
    ("msk", 9092),
    ("efs", 2049),
    ("nfs", 2049),
    ("redshift", 5439),
    ("mongodb", 27017),
    ("ssh", 22),
    ("http", 80),
];

impl Composer<'_> {
    /// The value of `self.what`; `None` where there is nothing to say.
    pub(crate) fn own(&mut self, id: NodeId, what: &str) -> Option<Value> {
        let text = match what {
            "name" => self.name_of(id),
            "label" => self.graph.nodes[id].label.clone(),
            "unique" => self.unique_name(id),
            "kebab" => self.name_of(id).replace(['_', '.', ' '], "-").to_lowercase(),
            "identifier" => self.name_of(id).replace(['-', '.', ' '], "_").to_lowercase(),
            "compact" => self
                .name_of(id)
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .collect::<String>()
                .to_lowercase(),
            "title" => title(&self.name_of(id)),
            "path" => format!("/{}", self.name_of(id).trim_start_matches('/')),
            "region" => self.region(id),
            "google_zone" => format!("{}-a", self.region(id)),
            "port_text" => self.port().to_string(),
            "subnet_range" => self.subnet_range(id),
            "zone" => format!("{}a", self.region(id)),
            "second_zone" => format!("{}b", self.region(id)),
            "domain" => self
                .domains()
                .into_iter()
                .min_by_key(|d| d.matches('.').count())
                .unwrap_or_else(|| "example.com".to_owned()),
            "record_type" => self.record_type(id),
            "handler" => self.handler(),
            "runtime" => self.runtime().to_owned(),
            "source_file" => return Some(self.script()),
            "record" => self.record(id),
            "host" => self.domains().first().cloned().unwrap_or_else(|| "host.example.com".to_owned()),
            "email" => {
                self.first(|w| w.shape == Shape::Email).unwrap_or_else(|| "admin@example.com".to_owned())
            }
            "file" => self
                .first(|w| w.shape == Shape::Path && w.text.contains('.'))
                .unwrap_or_else(|| "app.zip".to_owned()),
            "continent" => self.continent(id),
            "schedule" => self.schedule(),
            "network" => self.network(),
            "http_method" => self
                .first(|w| ["GET", "POST", "PUT", "DELETE", "PATCH", "ANY"].contains(&w.text.as_str()))
                .unwrap_or_else(|| "GET".to_owned()),
            "principal" => self.asked_principal(id),
            "postgres_family" => format!("postgres{}", self.major_version().unwrap_or(16)),
            "is_public" => return self.is_public(id).then_some(Value::Bool(true)),
            "port" => return Some(Value::Number(self.port().to_string())),
            "password" => return Some(self.password(id)),
            "primary" => return self.sibling(id, |label| !label.contains("replica"), ".identifier"),
            "redrive" => return self.redrive(id),
            "event_pattern" => return Some(self.event_pattern()),
            _ => return self.spoken(id, what),
        };
        Some(Value::Text(text))
    }

    /// A range of its own for each subnet of Google and Azure.
    fn subnet_range(&self, id: NodeId) -> String {
        let kind = self.graph.nodes[id].kind;
        let place = self.graph.of_kind(kind).position(|n| n == id).unwrap_or(0);
        format!("10.0.{}.0/24", place + 1)
    }

    /// An attribute of the first other node of the type whose label fits.
    fn sibling(&self, id: NodeId, fits: impl Fn(&str) -> bool, attr: &str) -> Option<Value> {
        let kind = self.graph.nodes[id].kind;
        let found = self.graph.of_kind(kind).find(|n| *n != id && fits(&self.graph.nodes[*n].label))?;
        Some(Value::Ref(found, attr.to_owned()))
    }

    /// Where messages go that could not be handled; nothing for the queue that takes them.
    fn redrive(&self, id: NodeId) -> Option<Value> {
        let dead = |label: &str| label.contains("dead_letter") || label.contains("dlq");
        if dead(&self.graph.nodes[id].label) {
            return None;
        }
        let Value::Ref(target, _) = self.sibling(id, dead, ".arn")? else { return None };
        let receives = ["receive", "attempt", "retry", "try", "time", "failure"]
            .iter()
            .find_map(|noun| match self.number_of(noun) {
                Some(Value::Number(n)) => Some(n),
                _ => None,
            })
            .unwrap_or_else(|| "5".to_owned());
        let text = |t: &str| Piece::Text(t.to_owned());
        Some(Value::Expr(vec![
            text("jsonencode({\n  deadLetterTargetArn = "),
            Piece::Address(target),
            text(&format!(".arn\n  maxReceiveCount     = {receives}\n}})")),
        ]))
    }

    /// The function that Lambda calls: it is named after its file.
    fn handler(&self) -> String {
        let Value::Text(file) = self.script() else { return "index.handler".to_owned() };
        let (stem, ending) = file.rsplit_once('.').unwrap_or((&file, ""));
        let stem = stem.rsplit('/').next().unwrap_or(stem);
        format!("{stem}.{}", if ending == "py" { "lambda_handler" } else { "handler" })
    }

    /// The runtime of the file that the request names.
    fn runtime(&self) -> &'static str {
        let python = matches!(self.script(), Value::Text(file) if file.rsplit('.').next() == Some("py"));
        if python || self.context.phrase("python").is_some() { "python3.12" } else { "nodejs20.x" }
    }

    fn script(&self) -> Value {
        let endings = [".js", ".py", ".mjs", ".ts", ".rb"];
        let named = self.first(|w| w.shape == Shape::Path && endings.iter().any(|e| w.text.ends_with(e)));
        Value::Text(named.unwrap_or_else(|| "lambda.js".to_owned()))
    }

    fn first(&self, fits: impl Fn(&Word) -> bool) -> Option<String> {
        self.intent.words.words.iter().find(|w| fits(w)).map(|w| w.text.to_string())
    }

    /// Domain names of the request that are not the provider's own.
    fn domains(&self) -> Vec<String> {
        let foreign = |d: &str| {
            d.ends_with("amazonaws.com") || d.contains("github.com") || d.ends_with("googleapis.com")
        };
        let words = self.intent.words.words.iter().filter(|w| w.shape == Shape::Domain && !foreign(&w.text));
        words.map(|w| w.text.to_string()).collect()
    }

    /// A record's name: a domain that is not the zone's own, one for each record.
    fn record(&self, id: NodeId) -> String {
        let mut domains = self.domains();
        domains.dedup();
        let apex = domains.iter().min_by_key(|d| d.matches('.').count()).cloned();
        let place = self.graph.of_kind(self.graph.nodes[id].kind).position(|n| n == id).unwrap_or(0);
        let others: Vec<&String> = domains.iter().filter(|d| Some(*d) != apex.as_ref()).collect();
        let other = others.get(place).or(others.first());
        other.map_or_else(
            || format!("www.{}", apex.unwrap_or_else(|| "example.com".to_owned())),
            |d| (*d).clone(),
        )
    }

    /// Records come in pairs where both families are spoken of: every other one is for IPv6.
    fn record_type(&self, id: NodeId) -> String {
        let place = self.graph.of_kind(self.graph.nodes[id].kind).position(|n| n == id).unwrap_or(0);
        let both = self.context.phrase("ipv6").or(self.context.phrase("aaaa")).is_some();
        if both && place % 2 == 1 { "AAAA" } else { "A" }.to_owned()
    }

    /// The port that the request gives, else that of the software it speaks of.
    pub(crate) fn port(&self) -> u32 {
        let words = &self.intent.words;
        for (at, word) in words.words.iter().enumerate() {
            if word.is("port") {
                let near = (at + 1..at + 4).filter_map(|i| words.get(i)).find_map(Word::number);
                if let Some(port) = near.filter(|p| (1.0..=65535.0).contains(p)) {
                    #[expect(clippy::cast_sign_loss, reason = "between 1 and 65535")]
                    return port as u32;
                }
            }
        }
        PORTS.iter().find(|(word, _)| self.context.phrase(word).is_some()).map_or(443, |(_, port)| *port)
    }

    /// The widest address range of the request.
    fn network(&self) -> String {
        let cidrs =
            self.intent.words.words.iter().filter(|w| w.shape == Shape::Cidr).map(|w| w.text.to_string());
        let length = |c: &String| c.rsplit('/').next().and_then(|n| n.parse::<u8>().ok()).unwrap_or(32);
        cidrs.filter(|c| length(c) > 0).min_by_key(length).unwrap_or_else(|| "10.0.0.0/16".to_owned())
    }

    fn is_public(&self, id: NodeId) -> bool {
        let label = &self.graph.nodes[id].label;
        let said = self.items.iter().filter(|i| i.nodes.contains(&id)).flat_map(|i| &i.qualifiers);
        label.contains("public")
            || said.filter_map(|q| self.intent.words.get(*q)).any(|w| w.lemma == "public")
    }

    fn continent(&self, id: NodeId) -> String {
        const CODES: &[&str] = &["EU", "NA", "AS", "AF", "SA", "OC", "AN"];
        let words =
            self.intent.words.words.iter().filter(|w| w.text == "US" || CODES.contains(&w.text.as_str()));
        let named: Vec<String> = words.map(|w| w.text.replace("US", "NA")).collect();
        let place = self.graph.of_kind(self.graph.nodes[id].kind).position(|n| n == id).unwrap_or(0);
        named.get(place).or(named.first()).cloned().unwrap_or_else(|| CODES[place % 2].to_owned())
    }

    /// `cron(...)` as AWS reads it.
    fn schedule(&self) -> String {
        crate::intent::schedule(&self.intent.words)
            .map_or_else(|| "cron(0 0 * * ? *)".to_owned(), |s| s.aws())
    }

    fn asked_principal(&self, id: NodeId) -> String {
        let user = self.graph.of_kind("aws_lambda_function").next().and(Some("lambda.amazonaws.com"));
        let nearest = self.spoken_principal(id);
        nearest.or(user).unwrap_or(trust::FALLBACK).to_owned()
    }

    /// The first whole number behind the word "version", or behind the engine's name.
    fn major_version(&self) -> Option<u32> {
        let words = &self.intent.words;
        let at =
            words.words.iter().position(|w| w.is_any(&["version", "postgre", "postgresql", "postgres"]))?;
        let found = (at + 1..at + 4).filter_map(|i| words.get(i)).find_map(Word::number);
        #[expect(clippy::cast_sign_loss, reason = "between 9 and 30")]
        found.filter(|n| (9.0..30.0).contains(n)).map(|n| n as u32)
    }

    /// The events of the service that the request speaks of.
    fn event_pattern(&self) -> Value {
        const EVENTS: &[(&str, &str, &str)] = &[
            ("ec2 image", "aws.ec2", "EC2 AMI State Change"),
            ("ami", "aws.ec2", "EC2 AMI State Change"),
            ("ec2", "aws.ec2", "EC2 Instance State-change Notification"),
            ("console", "aws.signin", "AWS Console Sign In via CloudTrail"),
            ("s3", "aws.s3", "Object Created"),
            ("ecs", "aws.ecs", "ECS Task State Change"),
            ("codebuild", "aws.codebuild", "CodeBuild Build State Change"),
            ("codepipeline", "aws.codepipeline", "CodePipeline Pipeline Execution State Change"),
            ("guardduty", "aws.guardduty", "GuardDuty Finding"),
        ];
        let (_, source, detail) =
            EVENTS.iter().find(|(w, _, _)| self.context.phrase(w).is_some()).unwrap_or(&EVENTS[2]);
        Value::raw(format!(
            "jsonencode({{\n  source      = [\"{source}\"]\n  detail-type = [\"{detail}\"]\n}})"
        ))
    }

    /// Whether the request speaks of the node.
    pub(crate) fn is_asked(&self, id: NodeId) -> bool {
        self.graph.nodes.get(id).is_some_and(|n| matches!(n.origin, Origin::Asked(_) | Origin::Existing))
    }
}

/// `order-flowers` as `OrderFlowers`.
fn title(name: &str) -> String {
    let mut out = String::new();
    for part in name.split(|c: char| !c.is_ascii_alphabetic()) {
        let mut chars = part.chars();
        if let Some(first) = chars.next() {
            out.push(first.to_ascii_uppercase());
            out.extend(chars);
        }
    }
    if out.is_empty() { "Main".to_owned() } else { out }
}

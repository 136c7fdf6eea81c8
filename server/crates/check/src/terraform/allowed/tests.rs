use super::{Allowed, of, syntax};

#[test]
fn every_argument_of_the_table_is_in_the_schema() {
    let lines = include_str!("values.txt").lines().filter(|line| line.contains(" = "));
    for line in lines.filter(|line| !line.starts_with('#')) {
        let (head, _) = line.split_once(" = ").expect("a line of the table");
        let (kind, path) = head.split_once(' ').expect("a type and a path");
        let body = match kind.strip_prefix("provider:") {
            Some(name) => schema::terraform::provider(name).map(schema::terraform::Provider::config),
            None => schema::terraform::resource(kind).map(|(_, body)| body),
        };
        let body = body.unwrap_or_else(|| panic!("no schema has {kind}"));
        let (block, attr) = path.split_once('.').map_or((None, path), |(block, attr)| (Some(block), attr));
        assert!(has(body, block, attr, 0), "{kind} has no {path}");
        assert!(of(kind, path).is_some());
    }
}

fn has(body: schema::terraform::Body, block: Option<&str>, attr: &str, depth: usize) -> bool {
    let Some(name) = block else { return body.attr(attr).is_some() };
    body.block(name).is_some_and(|b| b.body().attr(attr).is_some())
        || depth < 4 && body.blocks().any(|b| has(b.body(), block, attr, depth + 1))
}

#[test]
fn sets_that_grow_are_judged_by_their_syntax() {
    let right = [
        (
            "instance",
            &["t3.micro", "u7i-12tb.224xlarge", "m9gd.metal-48xl", "mac2-m2pro.metal", "z9.24xlarge"][..],
        ),
        ("database", &["db.t4g.micro", "db.serverless", "db.r5.2xlarge.tpc2.mem2x"]),
        ("cache", &["cache.r7g.large"]),
        (
            "runtime",
            &[
                "python3.13",
                "python3.19",
                "nodejs22.x",
                "nodejs30.x",
                "java21",
                "provided.al2023",
                "dotnet10",
            ],
        ),
        ("network", &["10.0.0.0/16", "0.0.0.0/0", "fd00::/8"]),
        ("cidr", &["10.0.0.7/16", "35.191.0.0/16", "::/0", "10.0.0.1"]),
        ("port", &["0", "65535", "-1"]),
        ("ports", &["80", "8000-9000", "*"]),
        ("arn", &["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws-cn:s3:::b/*"]),
        ("principal", &["s3.amazonaws.com", "*", "123456789012", "events.amazonaws.com.cn"]),
        ("aws-region", &["eu-central-1", "us-gov-west-1", "ap-southeast-9", "us-isob-east-1"]),
        ("google-region", &["europe-west12", "us-central1", "northamerica-south1"]),
        ("google-zone", &["europe-west1-b", "us-central1-ai1a"]),
        ("member", &["allUsers", "serviceAccount:a@b.iam.gserviceaccount.com", "principalSet://x"]),
    ];
    for (name, values) in right {
        for value in values {
            assert!(syntax::judge(name, value).is_none(), "{value} is taken for no {name}");
        }
    }
    let wrong = [
        ("instance", &["t3", "t3.larg", "micro", "T3.micro"][..]),
        ("database", &["t3.micro"]),
        ("runtime", &["python3.5", "nodejs15.x", "nodejs20", "python 3.12", "node20"]),
        ("network", &["10.0.0.1/16", "10.0.0.0", "10.0.0.0/33"]),
        ("port", &["65536", "http"]),
        ("ports", &["90-80", "80,443"]),
        ("arn", &["ReadOnlyAccess", "arn:aws:iam"]),
        ("principal", &["s3.amazon.co", "lambda"]),
        ("aws-region", &["eu-centrl-1", "us-east", "useast1"]),
        ("google-region", &["us-central", "europe-west-1"]),
        ("google-zone", &["us-central1"]),
        ("member", &["a@b.c", "serviceaccount:a"]),
    ];
    for (name, values) in wrong {
        for value in values {
            assert!(syntax::judge(name, value).is_some(), "{value} is taken for a {name}");
        }
    }
}

#[test]
fn a_value_outside_a_list_comes_with_the_nearest_one() {
    let wrong =
        of("aws_s3_bucket_versioning", "versioning_configuration.status").and_then(|a| a.judge("enabled"));
    assert_eq!(wrong.and_then(|w| w.meant).as_deref(), Some("Enabled"));
    assert!(matches!(of("aws_lambda_function", "runtime"), Some(Allowed::Syntax("runtime"))));
}

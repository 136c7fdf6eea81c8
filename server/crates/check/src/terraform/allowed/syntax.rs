use super::Wrong;
use crate::terraform::evaluate::canonical_network;

/// Sizes of machines on AWS; a number before `xlarge` or after `metal-` is any.
const SIZES: [&str; 7] = ["nano", "micro", "small", "medium", "large", "xlarge", "metal"];
/// Where regions lie in their area.
const DIRECTIONS: [&str; 9] =
    ["north", "south", "east", "west", "central", "northeast", "northwest", "southeast", "southwest"];
/// What stands before the name of a principal of Google Cloud.
const MEMBERS: [&str; 11] = [
    "user",
    "serviceAccount",
    "group",
    "domain",
    "projectOwner",
    "projectEditor",
    "projectViewer",
    "principal",
    "principalSet",
    "deleted",
    "projectIdentities",
];

/// What is wrong with `value` by the syntax called `name`.
pub(super) fn judge(name: &str, value: &str) -> Option<Wrong> {
    match name {
        "instance" => machine(value, ""),
        "database" if value == "db.serverless" => None,
        "database" => machine(value, "db."),
        "cache" => machine(value, "cache."),
        "runtime" => runtime(value),
        "network" => network(value),
        "cidr" => wrong(
            canonical_network(value).is_some() || is_plain_address(value),
            "is no block of addresses, such as 10.0.0.0/16",
        ),
        "port" => wrong(value == "-1" || is_port(value), "is no port, which is a number from 0 to 65535"),
        "ports" => {
            wrong(value == "*" || is_range(value), "is no port or range of ports, such as 80 or 8000-8080")
        }
        "arn" => wrong(is_arn(value), "is no ARN, which is arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE"),
        "principal" => principal(value),
        "aws-region" => wrong(is_aws_region(value), "is no region, such as eu-central-1"),
        "google-region" => wrong(is_google_region(value), "is no region, such as europe-west1"),
        "google-zone" => wrong(is_google_zone(value), "is no zone, such as europe-west1-b"),
        "member" => member(value),
        _ => None,
    }
}

fn wrong(is_right: bool, reason: &str) -> Option<Wrong> {
    (!is_right).then(|| Wrong { reason: reason.to_owned(), meant: None })
}

/// FAMILY.SIZE after `prefix`: families grow, sizes do not.
fn machine(value: &str, prefix: &str) -> Option<Wrong> {
    let example = format!("{prefix}t3.micro");
    let reason = || format!("is no type of machine, which is {prefix}FAMILY.SIZE, such as {example}");
    let Some((family, size)) = value.strip_prefix(prefix).and_then(|rest| rest.split_once('.')) else {
        return Some(Wrong { reason: reason(), meant: None });
    };
    let first = size.split('.').next().unwrap_or(size);
    let number = first.strip_suffix("xlarge").or_else(|| first.strip_prefix("metal-")?.strip_suffix("xl"));
    let is_size = SIZES.contains(&first) || number.is_some_and(|n| n.parse::<u32>().is_ok());
    let is_family = family.starts_with(|c: char| c.is_ascii_lowercase())
        && family.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if is_size && is_family {
        return None;
    }
    let near = crate::nearest(first, SIZES).filter(|_| is_family && first == size);
    Some(Wrong { reason: reason(), meant: near.map(|near| format!("{prefix}{family}.{near}")) })
}

/// Runtimes of Lambda (as of November 2026): the versions that a language never had are wrong, newer ones are not.
fn runtime(value: &str) -> Option<Wrong> {
    let version =
        |prefix: &str| value.strip_prefix(prefix).map(|rest| rest.trim_end_matches(".x").parse::<u32>().ok());
    let is_right = match value {
        "go1.x" | "java8" | "java8.al2" | "python2.7" | "nodejs" | "nodejs4.3" | "nodejs4.3-edge"
        | "nodejs6.10" | "nodejs8.10" | "ruby2.5" | "ruby2.7" | "dotnet5.0" | "provided" => true,
        _ if value.starts_with("dotnetcore") || value.starts_with("provided.al") => true,
        _ if value.starts_with("nodejs") => {
            value.strip_suffix(".x").is_some()
                && version("nodejs").flatten().is_some_and(|n| n >= 10 && n % 2 == 0)
        }
        _ if value.starts_with("python") => version("python3.").flatten().is_some_and(|n| n >= 6),
        _ if value.starts_with("ruby") => {
            version("ruby3.").flatten().is_some_and(|n| n >= 2) || version("ruby4.").is_some()
        }
        _ if value.starts_with("java") => version("java").flatten().is_some_and(|n| n >= 11),
        _ if value.starts_with("dotnet") => version("dotnet").flatten().is_some_and(|n| n >= 6),
        _ => false,
    };
    let known = [
        "nodejs24.x",
        "nodejs22.x",
        "python3.14",
        "python3.13",
        "java25",
        "java21",
        "dotnet8",
        "ruby3.4",
        "provided.al2023",
    ];
    (!is_right).then(|| Wrong {
        reason: "is no runtime of Lambda, such as python3.13 or nodejs22.x".to_owned(),
        meant: crate::nearest(value, known).map(str::to_owned),
    })
}

/// A block whose address has no bits after the prefix.
fn network(value: &str) -> Option<Wrong> {
    match canonical_network(value) {
        Some(canonical) if canonical == value || value.contains(':') => None,
        Some(canonical) => Some(Wrong {
            reason: "has bits of its address set after the prefix".to_owned(),
            meant: Some(canonical),
        }),
        None => wrong(false, "is no block of addresses, such as 10.0.0.0/16"),
    }
}

fn is_plain_address(value: &str) -> bool {
    value.parse::<std::net::IpAddr>().is_ok()
}

fn is_port(value: &str) -> bool {
    value.parse::<u16>().is_ok()
}

fn is_range(value: &str) -> bool {
    match value.split_once('-') {
        Some((low, high)) => {
            matches!((low.trim().parse::<u16>(), high.trim().parse::<u16>()), (Ok(low), Ok(high)) if low <= high)
        }
        None => is_port(value),
    }
}

fn is_arn(value: &str) -> bool {
    let mut parts = value.splitn(6, ':');
    let is_head =
        parts.next() == Some("arn") && parts.next().is_some_and(|p| p == "aws" || p.starts_with("aws-"));
    is_head && parts.next().is_some_and(|service| !service.is_empty()) && parts.count() == 3
}

/// A service, an account, an ARN or everyone.
fn principal(value: &str) -> Option<Wrong> {
    let is_account = value.len() == 12 && value.bytes().all(|b| b.is_ascii_digit());
    let is_service = value.contains(".amazonaws.com")
        || [".amazon.com", ".aws.internal", ".aws.dev"].iter().any(|end| value.ends_with(end));
    let is_right = value == "*" || is_account || is_service || is_arn(value);
    let meant =
        value.split('.').next().filter(|name| !is_right && !name.is_empty() && value.contains(".ama"));
    let meant = meant.map(|name| format!("{name}.amazonaws.com"));
    (!is_right).then(|| Wrong {
        reason: "is no principal: a service such as s3.amazonaws.com, an account number, an ARN or *"
            .to_owned(),
        meant,
    })
}

fn is_aws_region(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    match parts.as_slice() {
        [area, .., direction, number] => {
            area.len() == 2
                && DIRECTIONS.contains(direction)
                && !number.is_empty()
                && number.bytes().all(|b| b.is_ascii_digit())
        }
        _ => false,
    }
}

fn is_google_region(value: &str) -> bool {
    let Some((area, rest)) = value.split_once('-') else { return false };
    let direction = rest.trim_end_matches(|c: char| c.is_ascii_digit());
    !area.is_empty() && DIRECTIONS.contains(&direction) && direction.len() < rest.len()
}

fn is_google_zone(value: &str) -> bool {
    let Some((region, letter)) = value.rsplit_once('-') else { return false };
    is_google_region(region) && letter.starts_with(|c: char| c.is_ascii_lowercase())
}

fn member(value: &str) -> Option<Wrong> {
    if matches!(value, "allUsers" | "allAuthenticatedUsers") {
        return None;
    }
    let (kind, rest) = value.split_once(':').unwrap_or((value, ""));
    if MEMBERS.contains(&kind) && !rest.is_empty() {
        return None;
    }
    let meant =
        crate::nearest(kind, MEMBERS).filter(|near| *near != kind).map(|near| format!("{near}:{rest}"));
    Some(Wrong { reason: "is no member, such as user:NAME or serviceAccount:NAME".to_owned(), meant })
}

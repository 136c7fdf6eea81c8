//! The base form of English nouns: lower case, singular, without a possessive ending.

/// Words that end in `s` and are no plural.
const SINGULAR: &[&str] = &[
    "access",
    "address",
    "aks",
    "alias",
    "always",
    "analysis",
    "as",
    "athena",
    "aws",
    "bus",
    "canvas",
    "class",
    "compress",
    "cors",
    "cos",
    "devops",
    "dms",
    "dns",
    "docs",
    "dos",
    "dynamics",
    "ebs",
    "ecs",
    "efs",
    "eks",
    "ems",
    "express",
    "gcs",
    "gke",
    "gres",
    "has",
    "https",
    "ids",
    "ingress",
    "ios",
    "egress",
    "is",
    "its",
    "jenkins",
    "keyspaces",
    "kinesis",
    "kms",
    "kubernetes",
    "kudos",
    "lens",
    "less",
    "loss",
    "macos",
    "mss",
    "nats",
    "nexus",
    "nginx",
    "ops",
    "os",
    "process",
    "progress",
    "postgres",
    "prometheus",
    "rds",
    "redis",
    "sas",
    "series",
    "serverless",
    "ses",
    "sms",
    "sns",
    "sqs",
    "status",
    "sts",
    "success",
    "this",
    "thus",
    "tls",
    "topics",
    "us",
    "versus",
    "vms",
    "was",
    "windows",
    "workspaces",
    "yes",
    "previous",
    "various",
    "continuous",
    "analytics",
    "metrics",
    "insights",
    "logs",
    "kms",
    "eos",
    "business",
    "graphics",
    "bias",
    "across",
    "besides",
    "eds",
    "wordpress",
    "elasticsearch",
    "acls",
    "cis",
    "sis",
    "dax",
    "databricks",
    "mongodbatlas",
    "atlas",
    "vcs",
];

/// Plurals whose singular is none of the regular ones.
const IRREGULAR: &[(&str, &str)] = &[
    ("indices", "index"),
    ("topics", "topic"),
    ("vms", "vm"),
    ("acls", "acl"),
    ("ids", "id"),
    ("logs", "log"),
    ("metrics", "metric"),
    ("insights", "insight"),
    ("workspaces", "workspace"),
    ("keyspaces", "keyspace"),
    ("people", "person"),
    ("vertices", "vertex"),
    ("children", "child"),
    ("buses", "bus"),
    ("aliases", "alias"),
    ("statuses", "status"),
    ("gateways", "gateway"),
    ("proxies", "proxy"),
    ("caches", "cache"),
    ("queues", "queue"),
    ("replicas", "replica"),
    ("quotas", "quota"),
    ("cpus", "cpu"),
    ("vcpus", "vcpu"),
    ("gpus", "gpu"),
];

/// The base form of one English word.
pub fn lemma(word: &str) -> String {
    let lower = word.to_lowercase();
    let bare = lower.strip_suffix("'s").or_else(|| lower.strip_suffix("’s")).unwrap_or(&lower);
    let bare = bare.strip_suffix(['\'', '’']).unwrap_or(bare);
    if let Some((_, singular)) = IRREGULAR.iter().find(|(plural, _)| *plural == bare) {
        return (*singular).to_owned();
    }
    if bare.len() < 3 || SINGULAR.contains(&bare) {
        return bare.to_owned();
    }
    let replaced = |cut: usize, add: &str| format!("{}{add}", &bare[..bare.len() - cut]);
    if bare.len() > 4 && bare.ends_with("ies") {
        return replaced(3, "y");
    }
    if ["sses", "xes", "ches", "shes", "zzes"].iter().any(|end| bare.ends_with(end)) {
        return replaced(2, "");
    }
    if bare.ends_with('s') && !["ss", "us", "is"].iter().any(|end| bare.ends_with(end)) {
        return replaced(1, "");
    }
    bare.to_owned()
}

#[cfg(test)]
mod tests {
    use super::lemma;

    #[test]
    fn plurals_lose_their_ending_and_names_of_services_keep_theirs() {
        for (plural, singular) in [
            ("Buckets", "bucket"),
            ("policies", "policy"),
            ("databases", "database"),
            ("addresses", "address"),
            ("aliases", "alias"),
            ("boxes", "box"),
            ("VPCs", "vpc"),
            ("subnet's", "subnet"),
            ("users’", "user"),
        ] {
            assert_eq!(lemma(plural), singular);
        }
        for name in ["kinesis", "eks", "dns", "redis", "access", "kubernetes", "s3", "is"] {
            assert_eq!(lemma(name), name);
        }
    }
}

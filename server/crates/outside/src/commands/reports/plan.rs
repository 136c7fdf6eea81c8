use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// `terraform show -json` of a plan (format 1.2): what is read of it.
#[derive(Deserialize)]
struct Plan {
    format_version: String,
    #[serde(default)]
    resource_changes: Vec<ResourceChange>,
    #[serde(default)]
    output_changes: BTreeMap<String, Change>,
}

#[derive(Deserialize)]
struct ResourceChange {
    address: String,
    #[serde(rename = "type", default)]
    kind: String,
    change: Change,
    #[serde(default)]
    action_reason: Option<String>,
}

#[derive(Deserialize)]
struct Change {
    actions: Vec<String>,
    #[serde(default)]
    before: Value,
    #[serde(default)]
    after: Value,
    #[serde(default)]
    replace_paths: Vec<Vec<Value>>,
}

/// What happens to a resource, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is gone afterwards.
    Destroy,
    /// It is destroyed and made anew.
    Replace,
    /// It is no longer looked after, and stays.
    Forget,
    /// It is changed in place.
    Update,
    /// It is new.
    Create,
}

/// Why a change deserves a second look, the worst first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// Data is lost with it.
    Data,
    /// It becomes reachable for everyone; by what.
    Public(String),
    /// It changes who may do what.
    Access,
}

/// A change of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedChange {
    /// Which resource.
    pub address: String,
    /// What happens to it.
    pub action: Action,
    /// Why to look twice.
    pub risks: Vec<Risk>,
    /// The arguments that change, by name and without their values; for a replacement, those that force it.
    pub arguments: Vec<String>,
    /// Terraform's own word for why, such as `delete_because_no_resource_config`.
    pub reason: Option<String>,
}

/// A plan, the risky changes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The changes.
    pub changes: Vec<PlannedChange>,
    /// The outputs that change.
    pub outputs: Vec<String>,
}

/// Reads a plan that `terraform show -json` printed.
///
/// # Errors
/// If `output` is no plan.
pub fn plan_summary(output: &str) -> Result<Summary, String> {
    let plan: Plan = serde_json::from_str(output).map_err(|e| format!("the plan cannot be read: {e}"))?;
    if !plan.format_version.starts_with("1.") {
        return Err(format!("the plan has format {}, and only 1 is known", plan.format_version));
    }
    let mut changes: Vec<_> = plan.resource_changes.iter().filter_map(planned).collect();
    let rank = |change: &PlannedChange| (!change.is_risky(), change.action, change.risks.clone());
    changes.sort_by_cached_key(|change| (rank(change), change.address.clone()));
    let outputs = plan.output_changes.into_iter().filter(|(_, change)| action(&change.actions).is_some());
    Ok(Summary { changes, outputs: outputs.map(|(name, _)| name).collect() })
}

impl PlannedChange {
    /// Whether it is one to look at first.
    pub fn is_risky(&self) -> bool {
        self.action <= Action::Replace || !self.risks.is_empty()
    }
}

fn action(actions: &[String]) -> Option<Action> {
    let has = |name: &str| actions.iter().any(|action| action == name);
    match (has("delete"), has("create")) {
        (true, true) => Some(Action::Replace),
        (true, false) => Some(Action::Destroy),
        (false, true) => Some(Action::Create),
        (false, false) if has("update") => Some(Action::Update),
        (false, false) => has("forget").then_some(Action::Forget),
    }
}

fn planned(resource: &ResourceChange) -> Option<PlannedChange> {
    let action = action(&resource.change.actions)?;
    let Change { before, after, replace_paths, .. } = &resource.change;
    let arguments = if action == Action::Replace {
        replace_paths.iter().map(|path| name_of(path)).collect()
    } else if action == Action::Update {
        changed(before, after)
    } else {
        Vec::new()
    };
    let mut risks = Vec::new();
    if action <= Action::Replace && holds_data(&resource.kind) {
        risks.push(Risk::Data);
    }
    let (mut now, mut was) = (Vec::new(), Vec::new());
    openings(after, &resource.kind, &mut now);
    openings(before, &resource.kind, &mut was);
    now.retain(|opening| !was.contains(opening));
    now.sort();
    now.dedup();
    risks.extend(now.into_iter().map(Risk::Public));
    if grants(&resource.kind) {
        risks.push(Risk::Access);
    }
    Some(PlannedChange {
        address: resource.address.clone(),
        action,
        risks,
        arguments,
        reason: resource.action_reason.clone(),
    })
}

/// `["a", 0, "b"]` as `a[0].b`.
fn name_of(path: &[Value]) -> String {
    path.iter().fold(String::new(), |name, step| match step {
        Value::String(step) if name.is_empty() => step.clone(),
        Value::String(step) => format!("{name}.{step}"),
        step => format!("{name}[{step}]"),
    })
}

/// The names of the arguments that differ.
fn changed(before: &Value, after: &Value) -> Vec<String> {
    let (Some(before), Some(after)) = (before.as_object(), after.as_object()) else { return Vec::new() };
    after
        .iter()
        .filter(|(name, value)| before.get(*name) != Some(value))
        .map(|(name, _)| name.clone())
        .collect()
}

/// Whether resources of type `kind` hold data of their own.
fn holds_data(kind: &str) -> bool {
    const WORDS: [&str; 22] = [
        "_bucket",
        "_db_instance",
        "_rds_cluster",
        "_dynamodb_table",
        "_ebs_volume",
        "_efs_file_system",
        "_redshift_cluster",
        "_docdb_cluster",
        "_elasticache_",
        "_opensearch_domain",
        "_sql_database",
        "_bigquery_dataset",
        "_bigquery_table",
        "_spanner_",
        "_storage_account",
        "_cosmosdb_",
        "_managed_disk",
        "_compute_disk",
        "_persistent_volume",
        "_kms_key",
        "_secretsmanager_secret",
        "_key_vault",
    ];
    // Settings of a bucket and the like are resources of their own, and hold none.
    const SETTINGS: [&str; 7] =
        ["_policy", "_versioning", "_configuration", "_access_block", "_notification", "_iam_", "_acl"];
    let of = |words: &[&str]| words.iter().any(|word| kind.contains(word));
    of(&WORDS) && !of(&SETTINGS)
}

/// Whether resources of type `kind` say who may do what.
fn grants(kind: &str) -> bool {
    [
        "_iam_",
        "_role_assignment",
        "_role_binding",
        "_role_definition",
        "_access_policy",
        "_bucket_policy",
        "_lambda_permission",
    ]
    .iter()
    .any(|word| kind.contains(word))
}

/// What in `value` opens a resource to everyone. JSON that was read is at most 128 levels deep.
fn openings(value: &Value, kind: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| openings(item, kind, found)),
        Value::Object(fields) => {
            for (name, value) in fields {
                if opens(name, value, kind) {
                    found.push(name.clone());
                } else if !name.contains("egress") {
                    openings(value, kind, found);
                }
            }
        }
        _ => {}
    }
}

fn opens(name: &str, value: &Value, kind: &str) -> bool {
    let any = |wanted: &dyn Fn(&str) -> bool| match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).any(wanted),
        value => value.as_str().is_some_and(wanted),
    };
    match name {
        "cidr_blocks"
        | "ipv6_cidr_blocks"
        | "cidr_ipv4"
        | "cidr_ipv6"
        | "source_ranges"
        | "source_address_prefix"
        | "source_address_prefixes"
        | "authorized_networks"
        | "public_access_cidrs" => {
            !kind.contains("egress") && any(&|text| matches!(text, "0.0.0.0/0" | "::/0" | "*" | "Internet"))
        }
        "acl" | "predefined_acl" => any(&|text| text.starts_with("public") || text == "authenticated-read"),
        "publicly_accessible"
        | "public_network_access_enabled"
        | "associate_public_ip_address"
        | "map_public_ip_on_launch"
        | "allow_nested_items_to_be_public"
        | "endpoint_public_access" => value == &Value::Bool(true),
        "block_public_acls" | "block_public_policy" | "ignore_public_acls" | "restrict_public_buckets" => {
            value == &Value::Bool(false)
        }
        "member" | "members" => any(&|text| matches!(text, "allUsers" | "allAuthenticatedUsers")),
        "policy" | "assume_role_policy" => any(&|text| {
            let text: String = text.split_whitespace().collect();
            ["\"Principal\":\"*\"", "\"AWS\":\"*\"", "\"AWS\":[\"*\"]"]
                .iter()
                .any(|everyone| text.contains(everyone))
        }),
        _ => false,
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Destroy => "destroy",
            Self::Replace => "replace",
            Self::Forget => "forget",
            Self::Update => "update",
            Self::Create => "create",
        })
    }
}

impl fmt::Display for Risk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Data => f.write_str("its data is lost"),
            Self::Public(by) => write!(f, "opens to everyone by {by}"),
            Self::Access => f.write_str("changes who may do what"),
        }
    }
}

impl fmt::Display for PlannedChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:8} {}", self.action.to_string(), self.address)?;
        if !self.arguments.is_empty() {
            let verb = if self.action == Action::Replace { "forced by" } else { "of" };
            write!(f, " ({verb} {})", self.arguments.join(", "))?;
        }
        let risks: Vec<_> = self.risks.iter().map(ToString::to_string).collect();
        if risks.is_empty() { Ok(()) } else { write!(f, ": {}", risks.join(", ")) }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.changes.is_empty() && self.outputs.is_empty() {
            return f.write_str("The plan changes nothing\n");
        }
        let all = [Action::Destroy, Action::Replace, Action::Forget, Action::Update, Action::Create];
        let counts =
            all.map(|action| (self.changes.iter().filter(|change| change.action == action).count(), action));
        let counts: Vec<_> =
            counts.iter().filter(|(n, _)| *n > 0).map(|(n, action)| format!("{n} to {action}")).collect();
        let risky = self.changes.iter().filter(|change| change.is_risky()).count();
        let counts = if counts.is_empty() { "no resource changes".to_owned() } else { counts.join(", ") };
        writeln!(f, "{counts}; {risky} to look at first")?;
        for change in &self.changes {
            writeln!(f, "{change}")?;
        }
        for output in &self.outputs {
            writeln!(f, "output   {output}")?;
        }
        Ok(())
    }
}

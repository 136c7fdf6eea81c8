//! Which dialects a request speaks of, and their parts put together so that names agree.
//!
//! Kubernetes is composed first, because its graph names the applications; monitoring watches those; Terraform makes
//! what runs outside the cluster and hands its addresses over. It must never write text of any dialect.

use crate::intent::{Intent, Word};
use crate::kubernetes::graph::System;
use crate::terraform::{self, Handover};
use crate::{Change, Dialect, Note, Request, kubernetes, monitoring};
use workspace::Workspace;

/// All parts of a request together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Whole {
    /// Files to create and to edit.
    pub(crate) changes: Vec<Change>,
    /// What was understood, with the words.
    pub(crate) understood: Vec<Note>,
    /// What was decided without being asked.
    pub(crate) assumed: Vec<String>,
    /// For each word, whether something was made of it.
    pub(crate) used: Vec<bool>,
    /// What no check can see.
    pub(crate) not_checked: Vec<String>,
}

/// Words for services of clouds that only Terraform makes.
const CLOUD: &[&str] = &[
    "rds",
    "aurora",
    "s3",
    "ec2",
    "dynamodb",
    "elasticache",
    "cloudfront",
    "lambda",
    "vpc",
    "bucket",
    "terraform",
    "cloudsql",
    "eks",
    "gke",
    "aks",
    "aws",
    "azure",
    "gcp",
    "msk",
    "memorystore",
    "ecr",
    "route53",
];

/// Composes every dialect that the request speaks of.
pub(crate) fn compose(request: &Request, intent: &Intent, workspace: &Workspace) -> Whole {
    let wanted = |dialect| request.dialects.is_empty() || request.dialects.contains(&dialect);
    let only = |dialect| request.dialects == [dialect];
    let watched =
        only(Dialect::Monitoring) || wanted(Dialect::Monitoring) && monitoring::concerns(intent) > 0;
    let clustered =
        only(Dialect::Kubernetes) || wanted(Dialect::Kubernetes) && kubernetes::concerns(intent) > 0;
    let mut whole = Whole { used: vec![false; intent.words.len()], ..Whole::default() };
    let mut system = System::default();
    if clustered && !(watched && kubernetes::only_watched(intent)) {
        let part = kubernetes::compose(request, intent, workspace, watched);
        system = part.system.clone();
        take(&mut whole, part);
    }
    if watched {
        let part = monitoring::compose(request, intent, workspace, &system);
        take(&mut whole, part);
    }
    let elsewhere = !whole.changes.is_empty();
    let handovers = handovers(&system);
    let clouds = !elsewhere || !handovers.is_empty() || introduced(intent);
    if wanted(Dialect::Terraform) && clouds {
        let claimed = claimed(intent, &whole.used, elsewhere);
        let part = terraform::compose(request, intent, workspace, &claimed, &handovers);
        whole.changes.extend(part.changes);
        whole.understood.extend(part.understood);
        whole.assumed.extend(part.assumed);
        whole.not_checked.extend(part.not_checked);
        mark(&mut whole.used, &part.used);
    }
    if elsewhere {
        whole.not_checked.push(
            "What the cluster has: images, storage and ingress classes, custom resource definitions, Secrets"
                .to_owned(),
        );
    }
    whole
}

fn take(whole: &mut Whole, part: kubernetes::Composed) {
    whole.changes.extend(part.changes);
    whole.understood.extend(part.understood);
    whole.assumed.extend(part.assumed);
    mark(&mut whole.used, &part.used);
}

fn mark(used: &mut [bool], more: &[bool]) {
    for (flag, other) in used.iter_mut().zip(more) {
        *flag |= other;
    }
}

fn is_cloud(word: &Word) -> bool {
    word.is_any(CLOUD) || ["aws_", "google_", "azurerm_"].iter().any(|prefix| word.text.starts_with(prefix))
}

/// Whether a service of a cloud is to be made: `an RDS database`, but not `alerts for our RDS database`.
fn introduced(intent: &Intent) -> bool {
    let words = &intent.words.words;
    words.iter().enumerate().filter(|(_, word)| is_cloud(word)).any(|(at, _)| {
        let back = (at.saturating_sub(4)..at).rev().filter_map(|i| words.get(i));
        for word in back {
            if word.is_any(&[
                "for", "of", "to", "the", "our", "my", "existing", "on", "from", "when", "if", "in", "alert",
            ]) {
                return false;
            }
            if word.is_any(&["a", "an", "new", "with", "and", "create", "provision", "plus", "terraform"]) {
                return true;
            }
        }
        at == 0
    })
}

/// Words that Terraform must leave alone. Next to other dialects it takes only services of clouds and their nouns.
fn claimed(intent: &Intent, used: &[bool], elsewhere: bool) -> Vec<bool> {
    if !elsewhere {
        return vec![false; used.len()];
    }
    let words = &intent.words.words;
    let cloud = |at: usize| words.get(at).is_some_and(is_cloud);
    (0..words.len())
        .map(|at| {
            let noun = words
                .get(at)
                .is_some_and(|word| word.is_any(&["database", "instance", "cluster", "cache", "bucket"]));
            !(cloud(at) || noun && at.checked_sub(1).is_some_and(cloud))
        })
        .collect()
}

/// What Terraform hands to applications in the cluster.
fn handovers(system: &System) -> Vec<Handover> {
    let mut out: Vec<Handover> = Vec::new();
    for app in &system.apps {
        for backend in app.backends.iter().filter(|backend| backend.outside) {
            if !out.iter().any(|other| other.name == backend.name) {
                out.push(Handover {
                    name: backend.name.clone(),
                    secret: kubernetes::secret_name(&backend.name),
                    namespace: system.namespace.clone(),
                    database: app.name.replace('-', "_"),
                });
            }
        }
    }
    out
}

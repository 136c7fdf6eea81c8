//! What the author writes has nothing to harden: no finding of hardening at the default level.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its fixtures has failed")]

use camino::Utf8Path;
use check::{Cache, Finding, Settings, check_all};
use omni_author::{Change, Outcome, Request, generate};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use workspace::Workspace;

const ROOT: &str = "/fixture";

/// Requests beside the fixtures, for kinds and sizes that those do not have.
const REQUESTS: &[&str] = &[
    "a deployment of nginx with 3 replicas",
    "a deployment called api with image ghcr.io/acme/api:2.1 listening on 8080 and a service",
    "a statefulset of postgres with 20Gi of storage",
    "a daemonset that runs node-exporter",
    "a cron job that runs a cleanup every night at 3",
    "a job that migrates the database once",
    "a deployment of redis with a service and a network policy",
    "an ingress for shop.example.org to the service shop on port 80 with tls",
    "a horizontal pod autoscaler for the deployment web between 2 and 10 pods",
    "a namespace payments with a resource quota",
    "a role that may read config maps, bound to the service account viewer",
    "a deployment of rabbitmq with a volume",
    "a stateful set of mongodb with 3 replicas",
    "a web application with a deployment, service, ingress and autoscaler",
    "a worker deployment without a port",
    "a deployment with a sidecar that ships logs",
    "a deployment of grafana with a config map",
    "a deployment of prometheus with persistent storage",
    "an s3 bucket with versioning",
    "a postgres database on rds",
    "a lambda function in python that runs every hour",
    "an ec2 instance with a security group for https",
    "an ecr repository",
    "a dynamodb table keyed by id",
    "a vpc with public and private subnets",
    "an eks cluster with a node group",
    "an efs file system",
    "an sqs queue with a dead letter queue",
    "a cloudfront distribution in front of a bucket",
    "a redshift cluster",
    "an elasticache redis replication group",
    "an opensearch domain",
    "a storage bucket on google",
    "a sql database on google",
    "a gke cluster",
    "a compute instance on google",
    "a storage account on azure",
    "a kubernetes cluster on azure",
    "a key vault on azure",
    "a linux virtual machine on azure",
];

/// Words of requests with what may be found in what is made of them; the manual's page on hardening says why.
const ASKED_FOR: &[(&str, &str)] = &[
    ("without network policies", "K8S-no-network-policy"),
    // It reads logs that root owns.
    ("fluent-bit", "K8S-run-as-root"),
    // It measures the disks of its node.
    ("node-exporter", "K8S-sensitive-host-path"),
    // Neither a host nor a certificate is named.
    ("a web application with a deployment, service, ingress", "K8S-ingress-without-tls"),
];

fn findings(request: &str) -> Vec<Finding> {
    let workspace = Workspace::new(vec![ROOT.into()]);
    let Outcome::Proposed(set) = generate(&workspace, &Request::new(request.trim(), ROOT)) else {
        panic!("nothing was made of: {request}")
    };
    let mut after = workspace;
    for change in &set.changes {
        if let Change::Create { path, text } = change {
            after.set(Utf8Path::new(path), text.clone());
        }
    }
    let found = check_all(&after, &Settings::default(), &Cache::new()).into_iter();
    let is_asked_for =
        |f: &Finding| ASKED_FOR.iter().any(|(words, code)| request.contains(words) && f.code == *code);
    let is_hardening = |f: &Finding| check::explain(f.code).is_some_and(|rule| rule.hardening().is_some());
    found.filter(|f| is_hardening(f) && !is_asked_for(f)).collect()
}

fn all_requests() -> Vec<String> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures/requests");
    let mut requests: Vec<String> = REQUESTS.iter().map(|r| (*r).to_owned()).collect();
    for dialect in ["kubernetes", "monitoring", "terraform"] {
        for entry in fs::read_dir(home.join(dialect)).unwrap() {
            let path = entry.unwrap().path().join("request.txt");
            requests.push(fs::read_to_string(path).unwrap());
        }
    }
    requests
}

#[test]
fn nothing_that_is_generated_has_anything_to_harden() {
    let mut by_code: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for request in all_requests() {
        for finding in findings(&request) {
            let line = format!("  {} ({})", finding.message, request.trim());
            by_code.entry(finding.code).or_default().push(line);
        }
    }
    let report: Vec<_> =
        by_code.iter().map(|(code, lines)| format!("{code}\n{}", lines.join("\n"))).collect();
    assert!(by_code.is_empty(), "{}", report.join("\n"));
}

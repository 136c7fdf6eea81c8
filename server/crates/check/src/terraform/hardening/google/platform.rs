//! Compute, Kubernetes and networks on Google Cloud.

use super::{Resource, Scope, Want, argument, items};
use crate::Rule;
use crate::hardening::{Example, Look, hardening};
use crate::report::Sink;

const INSTANCES: &[&str] = &["google_compute_instance", "google_compute_instance_template"];

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "TF-GCP-open-ssh", Warning, Essential, "SSH or RDP open to the Internet",
        ["CKV_GCP_2", "CKV_GCP_3", "trivy:AVD-GCP-0027", "CIS-GCP:3.6", "CIS-GCP:3.7"],
        "Ports 22 and 3389 are tried by somebody within minutes of being opened to everybody. Identity-Aware Proxy needs \
         35.235.240.0/20 alone.",
        Example::Advice(
            "resource \"google_compute_firewall\" \"in\" {\n  name          = \"in\"\n  network       = \"main\"\n  source_ranges = [\"0.0.0.0/0\"]\n\n  allow {\n    protocol = \"tcp\"\n    ports    = [\"22\"]\n  }\n}\n",
            "resource \"google_compute_firewall\" \"in\" {\n  name          = \"in\"\n  network       = \"main\"\n  source_ranges = [\"35.235.240.0/20\"]\n\n  allow {\n    protocol = \"tcp\"\n    ports    = [\"22\"]\n  }\n}\n",
        ),
        Look::Resource(&["google_compute_firewall"], open_ssh),
    },
    argument! {
        "TF-GCP-ip-forwarding", Warning, Production, "instance that forwards packets of others",
        ["CKV_GCP_36", "trivy:AVD-GCP-0043", "CIS-GCP:4.6"],
        "`can_ip_forward` lets an instance send packets with addresses that are not its own; routers need it.",
        resources: INSTANCES,
        name: "can_ip_forward",
        want: Want::IsNot(&["true"]),
        says: "forwards packets of others",
    },
    argument! {
        "TF-GCP-shielded-boot", Info, Production, "instance that does not watch its boot",
        ["CKV_GCP_39", "trivy:AVD-GCP-0067", "CIS-GCP:4.8"],
        "Integrity monitoring and a virtual TPM are on for images that support them, unless they are turned off.",
        resources: INSTANCES,
        path: &["shielded_instance_config"],
        name: "enable_integrity_monitoring",
        want: Want::IsNot(&["false"]),
        scope: Scope::WhereWritten,
        set: Some("true"),
        says: "does not watch its boot",
    },
    argument! {
        "TF-GCP-shielded-tpm", Info, Production, "instance without a virtual TPM",
        ["CKV_GCP_39", "trivy:AVD-GCP-0041", "CIS-GCP:4.8"],
        "Integrity monitoring and a virtual TPM are on for images that support them, unless they are turned off.",
        resources: INSTANCES,
        path: &["shielded_instance_config"],
        name: "enable_vtpm",
        want: Want::IsNot(&["false"]),
        scope: Scope::WhereWritten,
        set: Some("true"),
        says: "has no virtual TPM",
    },
    argument! {
        "TF-GCP-disk-key", Info, Strict, "disk under Google's own key",
        ["CKV_GCP_37", "trivy:AVD-GCP-0034"],
        "With a key of yours who may read the disk is said in one more place.",
        resources: &["google_compute_disk"],
        path: &["disk_encryption_key"],
        name: "kms_key_self_link",
        want: Want::Present,
        says: "names no key of yours",
    },
    argument! {
        "TF-GCP-cluster-legacy-rights", Warning, Essential, "Kubernetes cluster with rights for everybody",
        ["CKV_GCP_7", "trivy:AVD-GCP-0062"],
        "`enable_legacy_abac` gives every account all rights in the cluster.",
        resources: &["google_container_cluster"],
        name: "enable_legacy_abac",
        want: Want::IsNot(&["true"]),
        set: Some("false"),
        says: "gives every account all rights",
    },
    argument! {
        "TF-GCP-cluster-basic-auth", Warning, Essential, "Kubernetes cluster with client certificates",
        ["CKV_GCP_13", "CKV_GCP_19", "CIS-GKE:5.8.1"],
        "A client certificate cannot be taken back before it expires.",
        resources: &["google_container_cluster"],
        path: &["master_auth", "client_certificate_config"],
        name: "issue_client_certificate",
        want: Want::IsNot(&["true"]),
        scope: Scope::WhereWritten,
        set: Some("false"),
        says: "hands out client certificates",
    },
    argument! {
        "TF-GCP-cluster-private-nodes", Info, Strict, "Kubernetes cluster whose nodes have public addresses",
        ["CKV_GCP_64", "trivy:AVD-GCP-0059", "CIS-GKE:5.6.5"],
        "Private nodes need a NAT to reach the Internet. It cannot be changed later in older clusters.",
        resources: &["google_container_cluster"],
        path: &["private_cluster_config"],
        name: "enable_private_nodes",
        want: Want::Is(&["true"]),
        says: "has nodes with addresses on the Internet",
    },
    argument! {
        "TF-GCP-cluster-networks", Info, Strict, "Kubernetes cluster whose API answers everybody",
        ["CKV_GCP_20", "trivy:AVD-GCP-0061", "CIS-GKE:5.6.3"],
        "From where the API may be reached only you know.",
        resources: &["google_container_cluster"],
        path: &["master_authorized_networks_config", "cidr_blocks"],
        name: "cidr_block",
        want: Want::Other(&["0.0.0.0/0"]),
        says: "answers everybody",
    },
    argument! {
        "TF-GCP-cluster-logs", Warning, Production, "Kubernetes cluster without logs",
        ["CKV_GCP_1", "trivy:AVD-GCP-0060", "CIS-GKE:5.7.1"],
        "`logging_service = \"none\"` drops the logs of the control plane and of all pods.",
        resources: &["google_container_cluster"],
        name: "logging_service",
        want: Want::IsNot(&["none"]),
        set: Some("\"logging.googleapis.com/kubernetes\""),
        says: "keeps no logs",
    },
    argument! {
        "TF-GCP-cluster-metrics", Warning, Production, "Kubernetes cluster without metrics",
        ["CKV_GCP_8", "trivy:AVD-GCP-0052", "CIS-GKE:5.7.1"],
        "`monitoring_service = \"none\"` drops the metrics of the cluster.",
        resources: &["google_container_cluster"],
        name: "monitoring_service",
        want: Want::IsNot(&["none"]),
        set: Some("\"monitoring.googleapis.com/kubernetes\""),
        says: "keeps no metrics",
    },
    argument! {
        "TF-GCP-node-repair", Info, Production, "node pool that is not repaired",
        ["CKV_GCP_9", "trivy:AVD-GCP-0063", "CIS-GKE:5.5.2"],
        "Nodes that stop answering are replaced unless `auto_repair` is false.",
        resources: &["google_container_node_pool"],
        path: &["management"],
        name: "auto_repair",
        want: Want::IsNot(&["false"]),
        scope: Scope::WhereWritten,
        set: Some("true"),
        says: "is not repaired",
    },
    argument! {
        "TF-GCP-node-upgrade", Info, Production, "node pool that is not upgraded",
        ["CKV_GCP_10", "trivy:AVD-GCP-0058", "CIS-GKE:5.5.3"],
        "Nodes get security fixes with their control plane unless `auto_upgrade` is false.",
        resources: &["google_container_node_pool"],
        path: &["management"],
        name: "auto_upgrade",
        want: Want::IsNot(&["false"]),
        scope: Scope::WhereWritten,
        set: Some("true"),
        says: "is not upgraded",
    },
    argument! {
        "TF-GCP-subnet-logs", Info, Strict, "subnetwork without flow logs",
        ["CKV_GCP_26", "trivy:AVD-GCP-0029", "CIS-GCP:3.8"],
        "Flow logs tell who talked to whom, and cost.",
        resources: &["google_compute_subnetwork"],
        path: &["log_config"],
        name: "aggregation_interval",
        want: Want::Present,
        says: "keeps no flow logs",
    },
    argument! {
        "TF-GCP-subnet-private-access", Info, Strict, "subnetwork that reaches Google over the Internet",
        ["CKV_GCP_74"],
        "With `private_ip_google_access` instances without a public address reach Google's services.",
        resources: &["google_compute_subnetwork"],
        name: "private_ip_google_access",
        want: Want::Is(&["true"]),
        set: Some("true"),
        says: "reaches Google over the Internet",
    },
    argument! {
        "TF-GCP-old-tls", Warning, Production, "load balancer that takes old TLS",
        ["CKV_GCP_4", "trivy:AVD-GCP-0039", "CIS-GCP:3.9"],
        "TLS 1.0, the default, is broken.",
        resources: &["google_compute_ssl_policy"],
        name: "min_tls_version",
        want: Want::Is(&["TLS_1_2", "TLS_1_3"]),
        set: Some("\"TLS_1_2\""),
        says: "takes TLS 1.0",
    },
    argument! {
        "TF-GCP-default-network", Info, Production, "project with the default network",
        ["CKV_GCP_27", "trivy:AVD-GCP-0010", "CIS-GCP:3.1"],
        "The default network has rules that let SSH and RDP in from everywhere.",
        resources: &["google_project"],
        name: "auto_create_network",
        want: Want::Is(&["false"]),
        set: Some("false"),
        says: "has the default network with its open rules",
    },
    argument! {
        "TF-GCP-dns-unsigned", Info, Production, "zone that is not signed",
        ["CKV_GCP_16", "trivy:AVD-GCP-0013", "CIS-GCP:3.3"],
        "`state = \"off\"` turns DNSSEC off, so that answers can be forged.",
        resources: &["google_dns_managed_zone"],
        path: &["dnssec_config"],
        name: "state",
        want: Want::IsNot(&["off"]),
        scope: Scope::WhereWritten,
        set: Some("\"on\""),
        says: "is not signed",
    },
    argument! {
        "TF-GCP-service-for-everybody", Warning, Production, "service that everybody may call",
        ["CKV_GCP_102", "CKV_GCP_107"],
        "`allUsers` may call, and have you pay for, the service. Web sites want that: say so in a suppression.",
        resources: &["google_cloud_run_service_iam_member", "google_cloud_run_v2_service_iam_member", "google_cloudfunctions_function_iam_member", "google_cloudfunctions2_function_iam_member"],
        name: "member",
        want: Want::IsNot(&["allUsers", "allAuthenticatedUsers"]),
        says: "lets everybody call the service",
    },
];

fn open_ssh(resource: &Resource<'_>, sink: &mut Sink<'_>) {
    let body = &resource.block.body;
    let values = resource.values();
    let direction = resource.text("direction");
    let Some(ranges) = body.attribute("source_ranges").filter(|_| direction.as_deref() != Some("EGRESS"))
    else {
        return;
    };
    let is_world = items(&ranges.value).iter().any(|range| {
        values.of(range).iter().any(|seen| matches!(seen.text.as_deref(), Some("0.0.0.0/0" | "::/0")))
    });
    let covers = |text: &str, port: u16| match text.split_once('-') {
        Some((from, to)) => {
            let (from, to) = (from.parse::<u16>(), to.parse::<u16>());
            from.is_ok_and(|from| from <= port) && to.is_ok_and(|to| port <= to)
        }
        None => text.parse() == Ok(port),
    };
    for allow in body.blocks_named("allow").filter(|_| is_world) {
        let ports: Vec<_> =
            allow.body.attribute("ports").map(|a| items(&a.value)).unwrap_or_default().iter().collect();
        for (port, name) in [(22, "SSH"), (3389, "RDP")] {
            let is_open = ports.iter().any(|expr| {
                values.of(expr).iter().any(|seen| seen.text.as_deref().is_some_and(|text| covers(text, port)))
            });
            if is_open {
                sink.report(
                    ranges.value.span,
                    format!("{} opens {name} to the Internet", resource.address()),
                );
            }
        }
    }
}

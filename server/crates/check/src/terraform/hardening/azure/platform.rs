//! Compute, Kubernetes, web applications and networks on Azure.

use super::{Resource, Scope, Want, argument, items};
use crate::Rule;
use crate::hardening::{Example, Look, hardening};
use crate::report::Sink;
use syntax::hcl::Body;

const APPS: &[&str] = &["azurerm_linux_web_app", "azurerm_windows_web_app", "azurerm_app_service"];
const FUNCTIONS: &[&str] = &[
    "azurerm_linux_web_app",
    "azurerm_windows_web_app",
    "azurerm_linux_function_app",
    "azurerm_windows_function_app",
    "azurerm_app_service",
];

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "TF-AZURE-open-ssh", Warning, Essential, "SSH or RDP open to the Internet",
        ["CKV_AZURE_9", "CKV_AZURE_10", "trivy:AVD-AZU-0048", "trivy:AVD-AZU-0050", "CIS-Azure:6.1", "CIS-Azure:6.2"],
        "Ports 22 and 3389 are tried by somebody within minutes of being opened to everybody. Bastion needs neither.",
        Example::Advice(
            "resource \"azurerm_network_security_rule\" \"in\" {\n  direction                  = \"Inbound\"\n  access                     = \"Allow\"\n  protocol                   = \"Tcp\"\n  source_address_prefix      = \"*\"\n  destination_port_range     = \"22\"\n}\n",
            "resource \"azurerm_network_security_rule\" \"in\" {\n  direction                  = \"Inbound\"\n  access                     = \"Allow\"\n  protocol                   = \"Tcp\"\n  source_address_prefix      = \"10.0.0.0/8\"\n  destination_port_range     = \"22\"\n}\n",
        ),
        Look::Resource(&["azurerm_network_security_rule", "azurerm_network_security_group"], open_ssh),
    },
    argument! {
        "TF-AZURE-password-login", Warning, Production, "machine that takes passwords",
        ["CKV_AZURE_149", "CKV_AZURE_1", "trivy:AVD-AZU-0039"],
        "Passwords are guessed; keys are not.",
        resources: &["azurerm_linux_virtual_machine", "azurerm_linux_virtual_machine_scale_set"],
        name: "disable_password_authentication",
        want: Want::IsNot(&["false"]),
        says: "takes passwords",
    },
    argument! {
        "TF-AZURE-host-encryption", Info, Strict, "machine whose host does not encrypt its disks",
        ["CKV_AZURE_97", "CKV_AZURE_151"],
        "With `encryption_at_host_enabled` caches and temporary disks are encrypted too; the subscription must allow it.",
        resources: &["azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine", "azurerm_linux_virtual_machine_scale_set", "azurerm_windows_virtual_machine_scale_set"],
        name: "encryption_at_host_enabled",
        want: Want::Is(&["true"]),
        says: "has temporary disks that are not encrypted",
    },
    argument! {
        "TF-AZURE-extensions", Info, Strict, "machine that takes extensions",
        ["CKV_AZURE_50"],
        "Extensions run as root on behalf of whoever may write to the machine.",
        resources: &["azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine"],
        name: "allow_extension_operations",
        want: Want::Is(&["false"]),
        says: "takes extensions",
    },
    argument! {
        "TF-AZURE-updates-off", Warning, Production, "machine that takes no updates",
        ["CKV_AZURE_177"],
        "`automatic_updates_enabled = false` leaves security fixes out.",
        resources: &["azurerm_windows_virtual_machine"],
        name: "automatic_updates_enabled",
        want: Want::IsNot(&["false"]),
        set: Some("true"),
        says: "takes no updates",
    },
    argument! {
        "TF-AZURE-disk-key", Info, Strict, "disk under Azure's own key",
        ["CKV_AZURE_93"],
        "With a key of yours who may read the disk is said in one more place.",
        resources: &["azurerm_managed_disk"],
        name: "disk_encryption_set_id",
        want: Want::Present,
        says: "names no key of yours",
    },
    argument! {
        "TF-AZURE-cluster-rbac", Warning, Essential, "Kubernetes cluster without roles",
        ["CKV_AZURE_5", "trivy:AVD-AZU-0042", "CIS-AKS:5.5.1"],
        "`role_based_access_control_enabled = false` gives every account all rights.",
        resources: &["azurerm_kubernetes_cluster"],
        name: "role_based_access_control_enabled",
        want: Want::IsNot(&["false"]),
        set: Some("true"),
        says: "gives every account all rights",
    },
    argument! {
        "TF-AZURE-cluster-local-accounts", Info, Strict, "Kubernetes cluster with local accounts",
        ["CKV_AZURE_141"],
        "A local account is a certificate with all rights that nobody can take back; without it logging in needs Entra ID.",
        resources: &["azurerm_kubernetes_cluster"],
        name: "local_account_disabled",
        want: Want::Is(&["true"]),
        says: "has local accounts",
    },
    argument! {
        "TF-AZURE-cluster-network-policy", Info, Strict, "Kubernetes cluster without network policies",
        ["CKV_AZURE_7", "trivy:AVD-AZU-0043", "CIS-AKS:5.4.4"],
        "Without a `network_policy` the policies of the cluster's namespaces are not enforced.",
        resources: &["azurerm_kubernetes_cluster"],
        path: &["network_profile"],
        name: "network_policy",
        want: Want::Present,
        says: "enforces no network policies",
    },
    argument! {
        "TF-AZURE-cluster-api-open", Info, Strict, "Kubernetes cluster whose API answers everybody",
        ["CKV_AZURE_6", "trivy:AVD-AZU-0041"],
        "From where the API may be reached only you know.",
        resources: &["azurerm_kubernetes_cluster"],
        path: &["api_server_access_profile"],
        name: "authorized_ip_ranges",
        want: Want::Present,
        says: "answers everybody",
    },
    argument! {
        "TF-AZURE-cluster-routing", Warning, Production, "Kubernetes cluster with the routing add-on",
        ["CKV_AZURE_246"],
        "The HTTP application routing add-on is not meant for production and no longer maintained.",
        resources: &["azurerm_kubernetes_cluster"],
        name: "http_application_routing_enabled",
        want: Want::IsNot(&["true"]),
        says: "has the routing add-on, which is not for production",
    },
    argument! {
        "TF-AZURE-registry-admin", Warning, Production, "image registry with an admin account",
        ["CKV_AZURE_137"],
        "The admin account is one password for everything; programs can log in by their identity.",
        resources: &["azurerm_container_registry"],
        name: "admin_enabled",
        want: Want::IsNot(&["true"]),
        set: Some("false"),
        says: "has an admin account",
    },
    argument! {
        "TF-AZURE-registry-anonymous", Warning, Essential, "image registry that is open to everybody",
        ["CKV_AZURE_138"],
        "`anonymous_pull_enabled` lets everybody pull its images.",
        resources: &["azurerm_container_registry"],
        name: "anonymous_pull_enabled",
        want: Want::IsNot(&["true"]),
        set: Some("false"),
        says: "lets everybody pull its images",
    },
    argument! {
        "TF-AZURE-registry-public", Info, Strict, "image registry with a public address",
        ["CKV_AZURE_139"],
        "Which networks are meant only you know.",
        resources: &["azurerm_container_registry"],
        name: "public_network_access_enabled",
        want: Want::Is(&["false"]),
        says: "has an address on the Internet",
    },
    argument! {
        "TF-AZURE-app-plain-http", Warning, Production, "web application that answers plain HTTP",
        ["CKV_AZURE_14", "trivy:AVD-AZU-0004"],
        "`https_only` sends clients that ask by HTTP to HTTPS.",
        resources: FUNCTIONS,
        name: "https_only",
        want: Want::Is(&["true"]),
        set: Some("true"),
        says: "answers plain HTTP",
    },
    argument! {
        "TF-AZURE-app-old-tls", Warning, Production, "web application that takes old TLS",
        ["CKV_AZURE_15", "trivy:AVD-AZU-0006"],
        "TLS 1.0 and 1.1 are broken.",
        resources: FUNCTIONS,
        path: &["site_config"],
        name: "minimum_tls_version",
        want: Want::IsNot(&["1.0", "1.1"]),
        scope: Scope::WhereWritten,
        set: Some("\"1.2\""),
        says: "takes TLS below 1.2",
    },
    argument! {
        "TF-AZURE-app-ftp", Warning, Production, "web application that takes files by FTP",
        ["CKV_AZURE_78"],
        "`AllAllowed` takes files and passwords unencrypted.",
        resources: FUNCTIONS,
        path: &["site_config"],
        name: "ftps_state",
        want: Want::IsNot(&["AllAllowed"]),
        scope: Scope::WhereWritten,
        set: Some("\"Disabled\""),
        says: "takes files by FTP",
    },
    argument! {
        "TF-AZURE-app-debugging", Warning, Production, "web application that can be debugged from outside",
        ["CKV_AZURE_72"],
        "Remote debugging opens ports of the application.",
        resources: FUNCTIONS,
        path: &["site_config"],
        name: "remote_debugging_enabled",
        want: Want::IsNot(&["true"]),
        scope: Scope::WhereWritten,
        set: Some("false"),
        says: "can be debugged from outside",
    },
    argument! {
        "TF-AZURE-app-http2", Info, Strict, "web application without HTTP/2",
        ["CKV_AZURE_18", "trivy:AVD-AZU-0005"],
        "HTTP/2 is faster, and its clients are newer.",
        resources: APPS,
        path: &["site_config"],
        name: "http2_enabled",
        want: Want::Is(&["true"]),
        scope: Scope::WhereWritten,
        set: Some("true"),
        says: "has no HTTP/2",
    },
    argument! {
        "TF-AZURE-app-identity", Info, Strict, "web application without an identity",
        ["CKV_AZURE_71", "CKV_AZURE_16", "trivy:AVD-AZU-0002"],
        "With an identity a program logs in to other services without a secret.",
        resources: APPS,
        path: &["identity"],
        name: "type",
        want: Want::Present,
        set: Some("\"SystemAssigned\""),
        says: "has no identity",
    },
    argument! {
        "TF-AZURE-app-client-certificates", Info, Strict, "web application that asks for no certificate",
        ["CKV_AZURE_17", "trivy:AVD-AZU-0001"],
        "Programs can be asked for a certificate; people have none as a rule.",
        resources: APPS,
        name: "client_certificate_enabled",
        want: Want::Is(&["true"]),
        says: "asks for no client certificate",
    },
    argument! {
        "TF-AZURE-forwarding", Info, Production, "network interface that forwards packets of others",
        ["CKV_AZURE_118", "CIS-Azure:6.6"],
        "Forwarding lets a machine send packets with addresses that are not its own; routers need it.",
        resources: &["azurerm_network_interface"],
        name: "ip_forwarding_enabled",
        want: Want::IsNot(&["true"]),
        says: "forwards packets of others",
    },
    argument! {
        "TF-AZURE-firewall-mode", Info, Strict, "firewall that lets known attackers through",
        ["CKV_AZURE_216"],
        "With `threat_intel_mode = \"Deny\"` addresses of known attackers are turned away.",
        resources: &["azurerm_firewall"],
        name: "threat_intel_mode",
        want: Want::Is(&["Deny"]),
        set: Some("\"Deny\""),
        says: "lets known attackers through",
    },
    argument! {
        "TF-AZURE-waf-off", Warning, Production, "web application firewall that only watches",
        ["CKV_AZURE_123", "CKV_AZURE_135"],
        "In the mode `Detection` attacks are written down and let through.",
        resources: &["azurerm_web_application_firewall_policy"],
        path: &["policy_settings"],
        name: "mode",
        want: Want::IsNot(&["Detection"]),
        scope: Scope::WhereWritten,
        set: Some("\"Prevention\""),
        says: "only watches attacks",
    },
];

fn open_ssh(resource: &Resource<'_>, sink: &mut Sink<'_>) {
    let body = &resource.block.body;
    if resource.kind == "azurerm_network_security_rule" {
        look(resource, body, sink);
    } else {
        body.blocks_named("security_rule").for_each(|rule| look(resource, &rule.body, sink));
    }
}

fn look<'a>(resource: &Resource<'a>, body: &'a Body, sink: &mut Sink<'_>) {
    let values = resource.values();
    let texts = |name: &str| -> Vec<String> {
        let listed = body.attribute(name).map(|a| items(&a.value)).unwrap_or_default();
        listed.iter().flat_map(|expr| values.of(expr)).filter_map(|seen| seen.text).collect()
    };
    let is =
        |name: &str, wanted: &str| texts(name).first().is_some_and(|text| text.eq_ignore_ascii_case(wanted));
    if !is("direction", "Inbound") || !is("access", "Allow") {
        return;
    }
    let worlds = ["*", "0.0.0.0/0", "Internet", "any", "::/0"];
    let is_world = |text: &String| worlds.iter().any(|world| text.eq_ignore_ascii_case(world));
    let names = ["source_address_prefix", "source_address_prefixes"];
    let source = names.into_iter().find(|name| texts(name).iter().any(is_world));
    let Some(source) = source.and_then(|name| body.attribute(name)) else { return };
    let covers = |text: &String, port: u16| match text.split_once('-') {
        Some((from, to)) => {
            let (from, to) = (from.trim().parse::<u16>(), to.trim().parse::<u16>());
            from.is_ok_and(|from| from <= port) && to.is_ok_and(|to| port <= to)
        }
        None => text == "*" || text.parse() == Ok(port),
    };
    let ports: Vec<_> =
        ["destination_port_range", "destination_port_ranges"].into_iter().flat_map(texts).collect();
    for (port, name) in [(22, "SSH"), (3389, "RDP")] {
        if ports.iter().any(|text| covers(text, port)) {
            sink.report(source.value.span, format!("{} opens {name} to the Internet", resource.address()));
        }
    }
}

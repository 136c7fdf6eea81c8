//! What Terraform makes for applications that run on Kubernetes: the database's address and login as a Secret.
//!
//! The names come from the application's graph, so that its manifests find what is made here. It must never make a
//! database of its own.

use super::graph::{Graph, Mode, NodeId, Origin, Value};

/// A database outside the cluster, as an application inside knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Handover {
    /// Identifier of the database server.
    pub(crate) name: String,
    /// Name of the Secret that the application reads.
    pub(crate) secret: String,
    /// Namespace of the Secret.
    pub(crate) namespace: Option<String>,
    /// Name of the database on the server.
    pub(crate) database: String,
}

/// A type of database server: its name, the argument that names a server, and keys with the attributes for them.
type Server = (&'static str, &'static str, [(&'static str, &'static str); 5]);

/// Types of database servers: the argument that names them, and the attributes for host, port, database and login.
const SERVERS: &[Server] = &[
    (
        "aws_db_instance",
        "identifier",
        [
            ("host", ".address"),
            ("port", ".port"),
            ("database", ".db_name"),
            ("username", ".username"),
            ("password", ".password"),
        ],
    ),
    (
        "aws_rds_cluster",
        "cluster_identifier",
        [
            ("host", ".endpoint"),
            ("port", ".port"),
            ("database", ".database_name"),
            ("username", ".master_username"),
            ("password", ".master_password"),
        ],
    ),
];

/// Names the servers after the applications, and writes what these need into Secrets.
pub(crate) fn hand_over(graph: &mut Graph, handovers: &[Handover]) -> Vec<String> {
    let mut said = Vec::new();
    let mut taken: Vec<NodeId> = Vec::new();
    for handover in handovers {
        let found = SERVERS.iter().find_map(|(kind, identifier, outputs)| {
            let node = graph.of_kind(kind).find(|id| !taken.contains(id))?;
            Some((
                node,
                *identifier,
                outputs,
                if *kind == "aws_db_instance" { "db_name" } else { "database_name" },
            ))
        });
        let Some((server, identifier, outputs, database)) = found else { continue };
        taken.push(server);
        if let Some(node) = graph.nodes.get_mut(server) {
            if node.name.is_none() {
                node.body.set(identifier, Value::Text(handover.name.clone()));
            }
            node.body.set(database, Value::Text(handover.database.clone()));
        }
        let label = handover.secret.replace('-', "_");
        let secret = graph.add(Mode::Resource, "kubernetes_secret_v1", &label, Origin::Companion);
        let data = outputs
            .iter()
            .map(|(key, attribute)| ((*key).to_owned(), Value::Ref(server, (*attribute).to_owned())));
        let data = Value::Map(data.collect());
        if let Some(node) = graph.nodes.get_mut(secret) {
            let metadata = node.body.block_mut("metadata");
            metadata.set("name", Value::Text(handover.secret.clone()));
            if let Some(namespace) = &handover.namespace {
                metadata.set("namespace", Value::Text(namespace.clone()));
            }
            node.body.set("data", data);
            node.complete = true;
        }
        said.push(format!(
            "Terraform writes Secret {}, which the application reads: apply its namespace first, and give the kubernetes provider a cluster",
            handover.secret
        ));
    }
    said
}

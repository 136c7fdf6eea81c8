//! What is known of the software that people name: image, ports, user, disks, health, metrics, credentials.
//!
//! The facts stand in `data/kubernetes/software.txt`; this reads them once and looks them up by name.

use std::sync::LazyLock;

const FACTS: &str = include_str!("../../data/kubernetes/software.txt");

/// One piece of software.
#[derive(Clone, Debug, Default)]
pub(crate) struct Software {
    /// Names it goes by, the usual one first.
    pub(crate) names: Vec<&'static str>,
    /// Repository and tag.
    pub(crate) image: &'static str,
    /// Names and numbers of ports, the main one first.
    pub(crate) ports: Vec<(&'static str, u16)>,
    /// The part it plays in a system.
    pub(crate) role: &'static str,
    /// UID of the image; `None` where any works.
    pub(crate) user: Option<u32>,
    /// Directories that must be writable.
    pub(crate) writes: Vec<&'static str>,
    /// Directory and usual size of its disk.
    pub(crate) data: Option<(&'static str, &'static str)>,
    /// Mount path and directory of the node.
    pub(crate) host: Option<(&'static str, &'static str)>,
    /// `http LIVE READY`, `tcp` or `exec COMMAND`
    pub(crate) health: &'static str,
    /// Path and port of its own metrics.
    pub(crate) metrics: Option<(&'static str, Option<u16>)>,
    /// Image and port of its exporter.
    pub(crate) exporter: Option<(&'static str, u16)>,
    /// Environment of the exporter; a value after `<` is a key of the Secret.
    pub(crate) exporter_env: Vec<(&'static str, &'static str)>,
    /// Arguments of the exporter.
    pub(crate) exporter_args: Vec<&'static str>,
    /// Environment that comes from its Secret: variable and key.
    pub(crate) secret: Vec<(&'static str, &'static str)>,
    /// Environment with fixed values; `^` marks a field of the pod, braces what is filled in.
    pub(crate) env: Vec<(&'static str, &'static str)>,
    /// What a client needs: variable and value, where `<` marks a key of the Secret.
    pub(crate) client: Vec<(&'static str, &'static str)>,
    /// Arguments.
    pub(crate) args: Vec<&'static str>,
    /// Memory request and limit.
    pub(crate) memory: Option<(&'static str, &'static str)>,
    /// Workload kind where a Deployment is wrong.
    pub(crate) kind: Option<&'static str>,
    /// Whether its root file system must be writable.
    pub(crate) writable: bool,
    /// Whether its members form a cluster by themselves, each with an address of its own.
    pub(crate) cluster: bool,
}

static ALL: LazyLock<Vec<Software>> = LazyLock::new(|| {
    let mut all: Vec<Software> = Vec::new();
    for line in FACTS.lines().filter(|line| !line.starts_with('#')) {
        if let Some(names) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            all.push(Software { names: names.split(' ').collect(), ..Software::default() });
        } else if let (Some((key, value)), Some(last)) = (line.split_once(" = "), all.last_mut()) {
            fact(last, key, value);
        }
    }
    all
});

fn fact(software: &mut Software, key: &str, value: &'static str) {
    let pair = value.split_once(' ').unwrap_or((value, ""));
    let words = || value.split(' ').collect();
    match key {
        "image" => software.image = value,
        "port" => software.ports.extend(pair.1.parse().ok().map(|number| (pair.0, number))),
        "role" => software.role = value,
        "user" => software.user = value.parse().ok(),
        "writes" => software.writes = words(),
        "data" => software.data = Some(pair),
        "host" => software.host = Some(pair),
        "health" => software.health = value,
        "metrics" => match value.strip_prefix("exporter ") {
            Some(rest) => {
                let (image, port) = rest.split_once(' ').unwrap_or((rest, ""));
                software.exporter = port.parse().ok().map(|port| (image, port));
            }
            None => {
                software.metrics = Some((pair.0, pair.1.strip_prefix("port ").and_then(|n| n.parse().ok())));
            }
        },
        "exporter" => software.exporter_env.push(pair),
        "exporter-args" => software.exporter_args = words(),
        "secret" => software.secret.push(pair),
        "env" => software.env.push(pair),
        "client" => software.client.push(pair),
        "args" => software.args = words(),
        "memory" => software.memory = Some(pair),
        "kind" => software.kind = Some(value),
        "rootfs" => software.writable = true,
        "cluster" => software.cluster = true,
        _ => {}
    }
}

impl Software {
    /// The usual name.
    pub(crate) fn name(&self) -> &'static str {
        self.names.first().copied().unwrap_or_default()
    }

    /// Repository without the tag.
    pub(crate) fn repository(&self) -> &'static str {
        self.image.rsplit_once(':').map_or(self.image, |(repository, _)| repository)
    }

    /// Whether an application talks to it, rather than being it.
    pub(crate) fn backs(&self) -> bool {
        matches!(self.role, "database" | "cache" | "queue" | "search" | "storage")
    }
}

/// The software that goes by `name` (lower case).
pub(crate) fn named(name: &str) -> Option<&'static Software> {
    ALL.iter().find(|software| software.names.contains(&name))
}

/// The software that an image reference runs: its last path segment without tag.
pub(crate) fn of_image(image: &str) -> Option<&'static Software> {
    let bare = image.split('@').next().unwrap_or(image);
    // A colon before the last slash is a registry's port.
    let repository =
        bare.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')).map_or(bare, |(left, _)| left);
    let exact = ALL.iter().find(|software| software.repository() == repository);
    exact.or_else(|| named(repository.rsplit('/').next().unwrap_or(repository)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_is_complete_and_no_name_is_taken_twice() {
        let mut names = std::collections::BTreeSet::new();
        for software in ALL.iter() {
            assert!(software.image.contains(':'), "{}", software.name());
            assert!(!software.image.ends_with(":latest"), "{}", software.name());
            for name in &software.names {
                assert!(names.insert(name), "{name}");
            }
        }
        assert!(names.len() > 80, "{}", names.len());
    }

    #[test]
    fn images_are_known_by_their_last_segment() {
        assert_eq!(of_image("nginx:1.27").unwrap().name(), "nginx");
        assert_eq!(of_image("ghcr.io/acme/redis@sha256:abc").unwrap().name(), "redis");
        assert_eq!(of_image("localhost:5000/team/postgres").unwrap().name(), "postgres");
        assert!(of_image("ghcr.io/acme/shop:1").is_none());
    }
}

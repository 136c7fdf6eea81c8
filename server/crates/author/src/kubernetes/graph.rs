//! The typed graph of an application: what runs, what it needs, who reaches it and how it is watched.
//!
//! All manifests, rules and dashboards are rendered from it, so that names, labels, selectors, port names, `job`
//! and namespaces agree by construction. It must never hold text of a file or know how one is laid out.

mod network;
mod space;

pub(crate) use network::*;
pub(crate) use space::*;

/// What a request asks for: applications, objects on their own, and the namespace of all of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct System {
    /// In the order of the request.
    pub(crate) apps: Vec<App>,
    /// Namespaces to create, with what bounds them.
    pub(crate) spaces: Vec<Space>,
    /// Where the objects go; `None` leaves it to whoever applies them.
    pub(crate) namespace: Option<String>,
}

/// The kind of workload that runs an application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Workload {
    /// Interchangeable pods.
    #[default]
    Deployment,
    /// Pods with an identity and a disk each.
    StatefulSet,
    /// A pod on each node.
    DaemonSet,
    /// Runs to its end once.
    Job,
    /// A job by schedule: a cron expression and perhaps a time zone.
    CronJob {
        /// Five fields.
        schedule: String,
        /// An IANA name.
        zone: Option<String>,
    },
    /// A single pod.
    Pod,
}

impl Workload {
    /// The kind's name in manifests.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Deployment => "Deployment",
            Self::StatefulSet => "StatefulSet",
            Self::DaemonSet => "DaemonSet",
            Self::Job => "Job",
            Self::CronJob { .. } => "CronJob",
            Self::Pod => "Pod",
        }
    }

    /// Whether it runs to an end instead of serving.
    pub(crate) fn ends(&self) -> bool {
        matches!(self, Self::Job | Self::CronJob { .. })
    }

    /// Whether `replicas` is a field of it.
    pub(crate) fn scales(&self) -> bool {
        matches!(self, Self::Deployment | Self::StatefulSet)
    }
}

/// One application (or component of one) with all that belongs to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct App {
    /// The value of `app.kubernetes.io/name` and the name of its objects.
    pub(crate) name: String,
    /// The value of `app.kubernetes.io/part-of`, where several belong together.
    pub(crate) part_of: Option<String>,
    /// What role it plays: `database`, `cache`, `queue`, `frontend` ...
    pub(crate) component: Option<String>,
    /// How it runs.
    pub(crate) workload: Workload,
    /// Image reference with its tag or digest.
    pub(crate) image: String,
    /// Replaces the image's entry point.
    pub(crate) command: Vec<String>,
    /// Arguments of the entry point.
    pub(crate) args: Vec<String>,
    /// Ports it listens on, the main one first.
    pub(crate) ports: Vec<Port>,
    /// How many pods; `None` while unsaid.
    pub(crate) replicas: Option<u32>,
    /// Environment in order.
    pub(crate) env: Vec<Env>,
    /// Keys and values of its own ConfigMap, read as environment.
    pub(crate) config: Vec<(String, String)>,
    /// Name of the Secret with its credentials, where it is not the usual one.
    pub(crate) credentials: Option<String>,
    /// Names of Secrets whose keys all become environment.
    pub(crate) secrets: Vec<String>,
    /// Names of ConfigMaps whose keys all become environment.
    pub(crate) config_maps: Vec<String>,
    /// Files and disks.
    pub(crate) volumes: Vec<Volume>,
    /// How its health is read.
    pub(crate) probe: Option<Probe>,
    /// CPU, memory and scratch space.
    pub(crate) resources: Resources,
    /// Who it runs as.
    pub(crate) user: User,
    /// Labels beside the standard ones.
    pub(crate) labels: Vec<(String, String)>,
    /// Annotations of the workload.
    pub(crate) annotations: Vec<(String, String)>,
    /// Where its pods may run.
    pub(crate) placement: Placement,
    /// The Service in front of it.
    pub(crate) service: Option<Service>,
    /// The way in from outside.
    pub(crate) exposure: Option<Exposure>,
    /// Scaling by load.
    pub(crate) scaling: Option<Scaling>,
    /// Voluntary disruptions: what must stay up (`1`, `50%`); `None` without a budget.
    pub(crate) disruption: Option<Budget>,
    /// Who may reach it and whom it may reach.
    pub(crate) isolation: Option<Isolation>,
    /// Its ServiceAccount and what that may do.
    pub(crate) account: Account,
    /// Where Prometheus reads its metrics.
    pub(crate) metrics: Option<Metrics>,
    /// Databases, caches and queues it talks to.
    pub(crate) backends: Vec<Backend>,
    /// Settings of jobs.
    pub(crate) job: Job,
    /// A second container that turns the software's state into metrics.
    pub(crate) exporter: Option<Exporter>,
    /// Parts that must not be made.
    pub(crate) without: Vec<Part>,
    /// Labels that select its pods, where they are not the standard one (a workload of the workspace).
    pub(crate) selector: Vec<(String, String)>,
    /// Whether only its name is known: nobody has seen its port names.
    pub(crate) unseen: bool,
}

/// A part of an application that a request can ask for or exclude.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Part {
    /// Service.
    Service,
    /// Ingress or route.
    Exposure,
    /// HorizontalPodAutoscaler.
    Scaling,
    /// PodDisruptionBudget.
    Disruption,
    /// NetworkPolicy.
    Isolation,
    /// ServiceAccount.
    Account,
    /// Liveness and readiness probes.
    Probes,
    /// Requests and limits.
    Resources,
    /// A disk.
    Storage,
    /// ServiceMonitor or PodMonitor.
    Metrics,
    /// TLS.
    Tls,
    /// Namespace.
    Namespace,
    /// The security context.
    Security,
    /// Rules for what goes out.
    Egress,
}

/// A port that a container listens on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Port {
    /// At most 15 characters, as Kubernetes wants it.
    pub(crate) name: String,
    /// Container port.
    pub(crate) number: u16,
    /// Port of the Service, where it differs.
    pub(crate) service: Option<u16>,
    /// Whether it is UDP.
    pub(crate) udp: bool,
}

impl Port {
    /// A TCP port.
    pub(crate) fn tcp(name: &str, number: u16) -> Self {
        Self { name: name.to_owned(), number, service: None, udp: false }
    }

    /// The port that the Service listens on.
    pub(crate) fn outer(&self) -> u16 {
        self.service.unwrap_or(self.number)
    }
}

/// An environment variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Env {
    /// Its name.
    pub(crate) name: String,
    /// Its value.
    pub(crate) value: EnvValue,
}

/// Where an environment variable's value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EnvValue {
    /// As written.
    Text(String),
    /// A key of a Secret.
    Secret(String, String),
    /// A field of the pod, such as `metadata.namespace`.
    Field(String),
}

/// A volume and where it is mounted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Volume {
    /// Its name in the pod.
    pub(crate) name: String,
    /// Directory in the container.
    pub(crate) path: String,
    /// Where its content is.
    pub(crate) source: Source,
}

/// Where a volume's content is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A disk of its own.
    Claim(Claim),
    /// Gone with the pod; with a limit such as `64Mi`.
    Scratch(Option<String>),
    /// Files of a ConfigMap.
    Config(String),
    /// Files of a Secret.
    Secret(String),
    /// A directory of the node.
    Host(String),
}

/// A PersistentVolumeClaim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    /// Name of the claim; in a StatefulSet that of the template.
    pub(crate) name: String,
    /// A quantity such as `10Gi`.
    pub(crate) size: String,
    /// StorageClass; `None` takes the cluster's default.
    pub(crate) class: Option<String>,
    /// `ReadWriteOnce` ...
    pub(crate) mode: String,
    /// Whether somebody else made it.
    pub(crate) exists: bool,
}

/// How health is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Probe {
    /// A GET of liveness and readiness paths on a named port.
    Http {
        /// Path for liveness.
        live: String,
        /// Path for readiness.
        ready: String,
        /// Port name.
        port: String,
    },
    /// A connection to a named port.
    Tcp(String),
    /// gRPC health checking on a port number.
    Grpc(u16),
    /// A command that ends with 0.
    Exec(Vec<String>),
}

/// What the main container may use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Resources {
    /// CPU request.
    pub(crate) cpu: Option<String>,
    /// CPU limit.
    pub(crate) cpu_limit: Option<String>,
    /// Memory request.
    pub(crate) memory: Option<String>,
    /// Memory limit.
    pub(crate) memory_limit: Option<String>,
    /// Other resources by name, such as `nvidia.com/gpu`: limits.
    pub(crate) devices: Vec<(String, String)>,
    /// Whether nothing must be set.
    pub(crate) unset: bool,
}

/// Who the processes run as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct User {
    /// UID, and GID unless told otherwise.
    pub(crate) id: u32,
    /// Whether the root file system can be read-only.
    pub(crate) read_only: bool,
    /// Whether it needs the node: host network, privileges.
    pub(crate) privileged: bool,
    /// Whether pods use the node's network.
    pub(crate) host_network: bool,
}

impl Default for User {
    /// 10001: above the node's own users, the range that kube-score and checkov ask for.
    fn default() -> Self {
        Self { id: 10001, read_only: true, privileged: false, host_network: false }
    }
}

/// Where pods may run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Placement {
    /// Node labels.
    pub(crate) nodes: Vec<(String, String)>,
    /// Taints tolerated: key, value and effect, empty where unsaid.
    pub(crate) tolerations: Vec<(String, String, String)>,
    /// PriorityClass.
    pub(crate) priority: Option<String>,
    /// Whether every taint is tolerated.
    pub(crate) everywhere: bool,
    /// Names of Secrets for pulling images.
    pub(crate) pull_secrets: Vec<String>,
    /// Seconds from SIGTERM to SIGKILL.
    pub(crate) grace: Option<u32>,
}

/// A ServiceAccount and its rights.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Account {
    /// Name, where it is not the application's.
    pub(crate) name: Option<String>,
    /// Whether somebody else made it.
    pub(crate) exists: bool,
    /// What it may do; not empty means that its token is mounted.
    pub(crate) rules: Vec<Right>,
    /// Whether the rights hold in all namespaces.
    pub(crate) cluster: bool,
    /// Annotations, such as the cloud role it may take.
    pub(crate) annotations: Vec<(String, String)>,
    /// Whether none must be made.
    pub(crate) unset: bool,
}

/// A rule of a Role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Right {
    /// API groups, the core one as an empty string.
    pub(crate) groups: Vec<String>,
    /// Plurals.
    pub(crate) resources: Vec<String>,
    /// `get`, `list` ...
    pub(crate) verbs: Vec<String>,
    /// Names, where not all.
    pub(crate) names: Vec<String>,
}

/// Where metrics are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Metrics {
    /// Name of the port.
    pub(crate) port: String,
    /// Path, as a rule `/metrics`.
    pub(crate) path: String,
    /// How often, as Prometheus writes times.
    pub(crate) interval: String,
}

impl Metrics {
    /// Read every 30 seconds.
    pub(crate) fn new(port: impl Into<String>, path: impl Into<String>) -> Self {
        Self { port: port.into(), path: path.into(), interval: "30s".to_owned() }
    }
}

/// A container beside the main one that exports metrics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exporter {
    /// Image with tag.
    pub(crate) image: String,
    /// Port it listens on.
    pub(crate) port: u16,
    /// Arguments.
    pub(crate) args: Vec<String>,
    /// Environment.
    pub(crate) env: Vec<Env>,
}

/// A database, cache or queue that an application talks to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Backend {
    /// Software by its name in the image data: `postgres`, `redis` ...
    pub(crate) software: String,
    /// Name of its application or of the managed service.
    pub(crate) name: String,
    /// Port.
    pub(crate) port: u16,
    /// Whether it runs outside the cluster (a managed service of a cloud).
    pub(crate) outside: bool,
}

/// Settings of jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Job {
    /// `backoffLimit`
    pub(crate) retries: Option<u32>,
    /// `completions`
    pub(crate) completions: Option<u32>,
    /// `parallelism`
    pub(crate) parallelism: Option<u32>,
    /// `activeDeadlineSeconds`
    pub(crate) deadline: Option<u32>,
    /// `ttlSecondsAfterFinished`
    pub(crate) keep: Option<u32>,
    /// `concurrencyPolicy`
    pub(crate) concurrency: Option<String>,
    /// `suspend`
    pub(crate) suspend: bool,
    /// `successfulJobsHistoryLimit`
    pub(crate) history: Option<u32>,
}

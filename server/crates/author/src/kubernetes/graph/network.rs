//! Who reaches an application and how: Service, exposure, scaling by load, budget, isolation.

/// A Service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Service {
    /// Whether and how it is reached from outside.
    pub(crate) kind: ServiceKind,
    /// `spec.ports[0].nodePort`
    pub(crate) node_port: Option<u16>,
    /// Annotations, such as those of cloud load balancers.
    pub(crate) annotations: Vec<(String, String)>,
}

/// The type of a Service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ServiceKind {
    /// Inside the cluster.
    #[default]
    ClusterIp,
    /// A port on each node.
    NodePort,
    /// A load balancer of the cloud.
    LoadBalancer,
    /// No address of its own: the pods' addresses.
    Headless,
}

/// The way in from outside the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exposure {
    /// Ingress or Gateway API.
    pub(crate) gateway: Option<Gateway>,
    /// IngressClass, such as `nginx`.
    pub(crate) class: Option<String>,
    /// Host names.
    pub(crate) hosts: Vec<String>,
    /// Paths, `/` where unsaid.
    pub(crate) paths: Vec<String>,
    /// TLS, where wanted.
    pub(crate) tls: Option<Tls>,
    /// Annotations of the Ingress.
    pub(crate) annotations: Vec<(String, String)>,
}

/// A Gateway that routes attach to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gateway {
    /// Its name.
    pub(crate) name: String,
    /// Its namespace where it differs from the route's.
    pub(crate) namespace: Option<String>,
    /// Whether it must be created, of which class.
    pub(crate) create: Option<String>,
}

/// A certificate for an exposure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tls {
    /// Secret that holds it.
    pub(crate) secret: String,
    /// cert-manager ClusterIssuer that fills the Secret.
    pub(crate) issuer: Option<String>,
}

/// Scaling by load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scaling {
    /// Fewest pods.
    pub(crate) min: u32,
    /// Most pods.
    pub(crate) max: u32,
    /// CPU, percent of the request.
    pub(crate) cpu: Option<u32>,
    /// Memory, percent of the request.
    pub(crate) memory: Option<u32>,
}

/// A PodDisruptionBudget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Budget {
    /// `minAvailable`: a number or a percentage.
    Available(String),
    /// `maxUnavailable`: a number or a percentage.
    Unavailable(String),
}

/// Who may reach an application, and whom it may reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Isolation {
    /// Peers let in on its ports; empty means whoever the exposure implies.
    pub(crate) from: Vec<Peer>,
    /// Peers it may reach beside its backends and DNS.
    pub(crate) to: Vec<Peer>,
    /// Whether nothing at all comes in.
    pub(crate) closed: bool,
    /// Whether it holds for all pods of the namespace, on all ports.
    pub(crate) everybody: bool,
    /// Whether what goes out is left alone.
    pub(crate) incoming_only: bool,
}

/// The other end of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    /// Pods of an application in the same namespace.
    App(String),
    /// All pods of the same namespace.
    SameNamespace,
    /// All pods of a namespace.
    Namespace(String),
    /// An address block.
    Block(String),
    /// Pods with a label.
    Label(String, String),
}

//! Namespaces and what bounds them.

/// A namespace and what bounds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Space {
    /// Its name.
    pub(crate) name: String,
    /// Whether a quota is asked for.
    pub(crate) quota_asked: bool,
    /// Whether limits are asked for.
    pub(crate) limits_asked: bool,
    /// Hard limits of a ResourceQuota, in order.
    pub(crate) quota: Vec<(String, String)>,
    /// Defaults of a LimitRange.
    pub(crate) limits: Option<Limits>,
    /// Whether nothing may come in or out unless a policy says so.
    pub(crate) isolated: bool,
    /// Pod Security level to enforce.
    pub(crate) security: Option<String>,
    /// Labels.
    pub(crate) labels: Vec<(String, String)>,
}

/// Defaults of a LimitRange for each container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Default limits.
    pub(crate) default: Vec<(String, String)>,
    /// Default requests.
    pub(crate) request: Vec<(String, String)>,
    /// The most.
    pub(crate) max: Vec<(String, String)>,
    /// The least.
    pub(crate) min: Vec<(String, String)>,
}

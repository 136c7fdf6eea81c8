use smol_str::SmolStr;
use text::Span;

/// What a name stands for. The comments say what a [`Key`] of that kind holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SymbolKind {
    /// A Terraform managed resource: qualifier is its type, name its name.
    Resource,
    /// A Terraform data source: qualifier is its type, name its name.
    DataSource,
    /// A Terraform ephemeral resource: qualifier is its type, name its name.
    Ephemeral,
    /// An input variable. Where a `module` block gives it a value, the qualifier is the name of the call.
    Variable,
    /// A local value.
    Local,
    /// An output. Where `module.CALL.NAME` reads it, the qualifier is the name of the call.
    Output,
    /// A `module` block.
    ModuleCall,
    /// A `provider` block: qualifier is the provider's local name, name its alias (empty for the default one).
    Provider,
    /// An entry of `required_providers`.
    RequiredProvider,
    /// A `check` block.
    CheckBlock,
    /// What an `import` block imports into: name is its address, index included.
    Import,

    /// A Kubernetes object: qualifier is its kind, name is `NAMESPACE/NAME` (an empty namespace where none is written).
    Object,
    /// A label of the pods that a workload makes: qualifier is the namespace, name is `KEY=VALUE`.
    PodLabel,
    /// A label of a Service: qualifier is the namespace, name is `KEY=VALUE`.
    ServiceLabel,
    /// A kind that a `CustomResourceDefinition` adds: qualifier is its group, name its kind.
    CustomKind,
    /// A file or directory that a Kustomization names: qualifier is `resource` or `patch`, name its absolute path. It
    /// is referred to only; the workspace has the files.
    File,

    /// A metric that a recording rule makes.
    Metric,
    /// An alerting rule.
    Alert,
    /// A group of rules: qualifier is empty.
    RuleGroup,
    /// A receiver of an Alertmanager configuration.
    Receiver,
    /// A time interval of an Alertmanager configuration.
    TimeInterval,
    /// A label that an alerting rule sets: qualifier is its name, name its value, which may be a template.
    AlertLabel,
    /// A scrape job of a Prometheus configuration.
    Job,
}

/// Where a name is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// In the Terraform module, which is the file's directory.
    Module,
    /// In the whole workspace.
    Workspace,
    /// In the file.
    File,
}

impl SymbolKind {
    /// Where names of this kind are known.
    pub fn reach(self) -> Reach {
        match self {
            Self::Resource
            | Self::DataSource
            | Self::Ephemeral
            | Self::Variable
            | Self::Local
            | Self::Output
            | Self::ModuleCall
            | Self::Provider
            | Self::RequiredProvider
            | Self::CheckBlock
            | Self::Import => Reach::Module,
            Self::RuleGroup | Self::Receiver | Self::TimeInterval => Reach::File,
            _ => Reach::Workspace,
        }
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Resource => "resource",
            Self::DataSource => "data source",
            Self::Ephemeral => "ephemeral resource",
            Self::Variable => "variable",
            Self::Local => "local value",
            Self::Output => "output",
            Self::ModuleCall => "module",
            Self::Provider => "provider configuration",
            Self::RequiredProvider => "required provider",
            Self::CheckBlock => "check block",
            Self::Import => "import",
            Self::Object => "object",
            Self::PodLabel => "pod label",
            Self::ServiceLabel => "service label",
            Self::CustomKind => "custom resource definition",
            Self::File => "file",
            Self::Metric => "recorded metric",
            Self::Alert => "alert",
            Self::RuleGroup => "rule group",
            Self::Receiver => "receiver",
            Self::TimeInterval => "time interval",
            Self::AlertLabel => "label of an alert",
            Self::Job => "scrape job",
        }
    }
}

/// A name within its reach: what definitions and references are matched by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What it names.
    pub kind: SymbolKind,
    /// The type, kind or namespace that the name stands in; [`SymbolKind`] says which.
    pub qualifier: SmolStr,
    /// The name.
    pub name: SmolStr,
}

impl Key {
    /// The name `name` of `kind` under `qualifier`.
    pub fn new(kind: SymbolKind, qualifier: impl Into<SmolStr>, name: impl Into<SmolStr>) -> Self {
        Self { kind, qualifier: qualifier.into(), name: name.into() }
    }

    /// A name that stands under nothing, such as a variable's.
    pub fn plain(kind: SymbolKind, name: impl Into<SmolStr>) -> Self {
        Self::new(kind, "", name)
    }
}

/// A name that a unit defines. Spans are relative to the unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// The name.
    pub key: Key,
    /// The bytes of the name itself.
    pub name_span: Span,
    /// All of the definition.
    pub span: Span,
}

/// A name that a unit refers to. Spans are relative to the unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What is referred to.
    pub key: Key,
    /// The bytes of the name itself: what a rename replaces.
    pub name_span: Span,
    /// From the first word that names it to the name: `aws_vpc.main` of `aws_vpc.main.id`.
    pub span: Span,
    /// Whether it is a fault that nothing defines it; a `moved` block's `from` need not exist.
    pub required: bool,
}

//! What Terraform itself lets stand in each of its blocks, as data.
//!
//! Source: Terraform 1.11, the schemas of `internal/configs` and `internal/communicator/shared`.

use Takes::{Address, Anything, Bool, Literal, Name, Number, References, String, TypeConstraint};
use workspace::TerraformBlock;

/// What may stand in a block of the language.
#[derive(Debug)]
pub(crate) struct LanguageBody {
    pub(crate) arguments: &'static [LanguageArgument],
    pub(crate) blocks: &'static [LanguageBlock],
}

/// An argument of a block of the language.
#[derive(Debug)]
pub(crate) struct LanguageArgument {
    pub(crate) name: &'static str,
    pub(crate) takes: Takes,
    pub(crate) required: bool,
}

/// A nested block of a block of the language.
#[derive(Debug)]
pub(crate) struct LanguageBlock {
    pub(crate) name: &'static str,
    pub(crate) labels: &'static [&'static str],
    /// At most one of it may be written.
    pub(crate) single: bool,
    pub(crate) body: Inside,
}

/// The inside of a nested block of the language.
#[derive(Debug)]
pub(crate) enum Inside {
    /// As given.
    Closed(&'static LanguageBody),
    /// What is written decides: a backend, a provider's metadata.
    Open,
}

/// What an argument of the language takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Any expression.
    Anything,
    /// An expression that gives a string.
    String,
    /// An expression that gives a number.
    Number,
    /// An expression that gives a boolean.
    Bool,
    /// A string, number or boolean without references, as it is read before anything is evaluated.
    Literal,
    /// A word or a string that is a name from a fixed list or of a provider.
    Name,
    /// A list of references: `depends_on`.
    References,
    /// The address of a resource or a module.
    Address,
    /// A type: `list(string)`.
    TypeConstraint,
}

const fn argument(name: &'static str, takes: Takes) -> LanguageArgument {
    LanguageArgument { name, takes, required: false }
}

const fn required(name: &'static str, takes: Takes) -> LanguageArgument {
    LanguageArgument { name, takes, required: true }
}

const fn single(name: &'static str, body: &'static LanguageBody) -> LanguageBlock {
    LanguageBlock { name, labels: &[], single: true, body: Inside::Closed(body) }
}

const fn many(
    name: &'static str,
    labels: &'static [&'static str],
    body: &'static LanguageBody,
) -> LanguageBlock {
    LanguageBlock { name, labels, single: false, body: Inside::Closed(body) }
}

const fn open(name: &'static str, labels: &'static [&'static str], single: bool) -> LanguageBlock {
    LanguageBlock { name, labels, single, body: Inside::Open }
}

const fn body(arguments: &'static [LanguageArgument], blocks: &'static [LanguageBlock]) -> LanguageBody {
    LanguageBody { arguments, blocks }
}

/// Nothing at all.
pub(crate) static EMPTY: LanguageBody = body(&[], &[]);

static CONDITION: LanguageBody = body(&[required("condition", Bool), required("error_message", String)], &[]);

static RESOURCE_LIFECYCLE: LanguageBody = body(
    &[
        argument("create_before_destroy", Literal),
        argument("prevent_destroy", Literal),
        argument("ignore_changes", Name),
        argument("replace_triggered_by", References),
    ],
    &[many("precondition", &[], &CONDITION), many("postcondition", &[], &CONDITION)],
);

static DATA_LIFECYCLE: LanguageBody = body(
    &[
        argument("create_before_destroy", Literal),
        argument("prevent_destroy", Literal),
        argument("ignore_changes", Name),
        argument("replace_triggered_by", References),
    ],
    &[many("precondition", &[], &CONDITION), many("postcondition", &[], &CONDITION)],
);

static OUTPUT: LanguageBody = body(
    &[
        required("value", Anything),
        argument("description", Literal),
        argument("sensitive", Literal),
        argument("ephemeral", Literal),
        argument("depends_on", References),
    ],
    &[many("precondition", &[], &CONDITION)],
);

static VARIABLE: LanguageBody = body(
    &[
        argument("type", TypeConstraint),
        argument("default", Anything),
        argument("description", Literal),
        argument("sensitive", Literal),
        argument("nullable", Literal),
        argument("ephemeral", Literal),
    ],
    &[many("validation", &[], &CONDITION)],
);

static CONNECTION: LanguageBody = body(
    &[
        argument("type", String),
        argument("host", String),
        argument("user", String),
        argument("password", String),
        argument("port", Number),
        argument("timeout", String),
        argument("script_path", String),
        argument("target_platform", String),
        argument("private_key", String),
        argument("certificate", String),
        argument("host_key", String),
        argument("agent", Bool),
        argument("agent_identity", String),
        argument("proxy_scheme", String),
        argument("proxy_host", String),
        argument("proxy_port", Number),
        argument("proxy_user_name", String),
        argument("proxy_user_password", String),
        argument("bastion_user", String),
        argument("bastion_password", String),
        argument("bastion_host", String),
        argument("bastion_port", Number),
        argument("bastion_private_key", String),
        argument("bastion_certificate", String),
        argument("bastion_host_key", String),
        argument("https", Bool),
        argument("insecure", Bool),
        argument("cacert", String),
        argument("use_ntlm", Bool),
    ],
    &[],
);

const WHEN: LanguageArgument = argument("when", Name);
const ON_FAILURE: LanguageArgument = argument("on_failure", Name);

static LOCAL_EXEC: LanguageBody = body(
    &[
        required("command", String),
        argument("interpreter", Anything),
        argument("working_dir", String),
        argument("environment", Anything),
        argument("quiet", Bool),
        WHEN,
        ON_FAILURE,
    ],
    &[single("connection", &CONNECTION)],
);

static REMOTE_EXEC: LanguageBody = body(
    &[
        argument("inline", Anything),
        argument("script", String),
        argument("scripts", Anything),
        WHEN,
        ON_FAILURE,
    ],
    &[single("connection", &CONNECTION)],
);

static FILE: LanguageBody = body(
    &[
        argument("source", String),
        argument("content", String),
        required("destination", String),
        WHEN,
        ON_FAILURE,
    ],
    &[single("connection", &CONNECTION)],
);

/// What a `provisioner` block takes, by its label.
pub(crate) static PROVISIONERS: [(&str, &LanguageBody); 3] =
    [("file", &FILE), ("local-exec", &LOCAL_EXEC), ("remote-exec", &REMOTE_EXEC)];

static RESOURCE: LanguageBody = body(
    &[
        argument("count", Number),
        argument("for_each", Anything),
        argument("provider", Name),
        argument("depends_on", References),
    ],
    &[
        single("lifecycle", &RESOURCE_LIFECYCLE),
        single("connection", &CONNECTION),
        open("provisioner", &["type"], false),
    ],
);

static DATA: LanguageBody = body(
    &[
        argument("count", Number),
        argument("for_each", Anything),
        argument("provider", Name),
        argument("depends_on", References),
    ],
    &[single("lifecycle", &DATA_LIFECYCLE)],
);

static PROVIDER: LanguageBody = body(&[argument("alias", Literal), argument("version", Literal)], &[]);

static MODULE: LanguageBody = body(
    &[
        required("source", Literal),
        argument("version", Literal),
        argument("providers", Name),
        argument("count", Number),
        argument("for_each", Anything),
        argument("depends_on", References),
    ],
    &[],
);

static CLOUD_WORKSPACES: LanguageBody =
    body(&[argument("name", Literal), argument("tags", Anything), argument("project", Literal)], &[]);

static CLOUD: LanguageBody = body(
    &[argument("hostname", Literal), argument("organization", Literal), argument("token", Literal)],
    &[single("workspaces", &CLOUD_WORKSPACES)],
);

static TERRAFORM: LanguageBody = body(
    &[argument("required_version", Literal), argument("experiments", Name), argument("language", Name)],
    &[
        open("required_providers", &[], false),
        open("backend", &["type"], true),
        single("cloud", &CLOUD),
        open("provider_meta", &["provider"], false),
    ],
);

static MOVED: LanguageBody = body(&[required("from", Address), required("to", Address)], &[]);

static IMPORT: LanguageBody = body(
    &[
        required("to", Address),
        required("id", String),
        argument("for_each", Anything),
        argument("provider", Name),
    ],
    &[],
);

static REMOVED_LIFECYCLE: LanguageBody = body(&[argument("destroy", Literal)], &[]);

static REMOVED: LanguageBody = body(
    &[required("from", Address)],
    &[
        single("lifecycle", &REMOVED_LIFECYCLE),
        single("connection", &CONNECTION),
        open("provisioner", &["type"], false),
    ],
);

static CHECK: LanguageBody =
    body(&[], &[open("data", &["type", "name"], true), many("assert", &[], &CONDITION)]);

/// What Terraform itself lets stand in a top-level block; `None` where the names are the writer's own (`locals`)
/// or the block is unknown.
pub(crate) fn of(block: TerraformBlock) -> Option<&'static LanguageBody> {
    Some(match block {
        TerraformBlock::Terraform => &TERRAFORM,
        TerraformBlock::Provider => &PROVIDER,
        TerraformBlock::Resource => &RESOURCE,
        TerraformBlock::Data | TerraformBlock::Ephemeral => &DATA,
        TerraformBlock::Variable => &VARIABLE,
        TerraformBlock::Output => &OUTPUT,
        TerraformBlock::Module => &MODULE,
        TerraformBlock::Moved => &MOVED,
        TerraformBlock::Import => &IMPORT,
        TerraformBlock::Removed => &REMOVED,
        TerraformBlock::Check => &CHECK,
        TerraformBlock::Locals | TerraformBlock::Unknown => return None,
    })
}

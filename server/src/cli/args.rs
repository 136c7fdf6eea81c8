//! The command line's grammar.

use crate::asking::Choice;
use camino::Utf8PathBuf;
use check::{Level, Severity};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;

/// Writes, checks and explains Terraform, Kubernetes and monitoring configuration
#[derive(Debug, Parser)]
#[command(name = "omni-architect", version = super::VERSION, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Writes checked files for a request in plain language
    Generate(Generate),
    /// Writes checked files for many requests at once
    Batch(Batch),
    /// Lists the models of a provider
    Models(Models),
    /// Checks files and directories
    Check(Check),
    /// Mends what is risky in files and directories, where no choice is needed
    Harden(Harden),
    /// Explains a finding's code; lists all codes without one
    Explain(Explain),
    /// Finds resource types, data sources and kinds, and shows what they take
    Schema(Schema),
    /// Runs a command of a known tool, if it is one that is allowed
    Run(Run),
    /// Has terraform or helm itself check a directory
    Validate(Validate),
    /// Shows what a kept Terraform plan would change, the risky changes first
    Plan(Plan),
    /// Shows the commands that ran, and whether the log of them is whole
    Audit(Audit),
    /// Trusts a folder, so that commands may run in it
    Trust(Trust),
    /// Shows what this machine has and lacks
    Doctor(Doctor),
    /// Reads the git repository and changes it without surprises
    Git(super::git::Git),
    /// Shows each setting, its value and where it came from
    Config(Config),
    /// Keeps keys of providers, encrypted
    Credentials(Credentials),
    /// Shows and empties the cache of answers
    Cache(Cache),
    /// Runs the language server
    Lsp(Lsp),
}

#[derive(Debug, Args)]
pub(super) struct Generate {
    /// What to build, such as "an S3 bucket with versioning"
    pub(super) request: String,
    /// The directory to write to; what is there already is taken into account
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) into: Utf8PathBuf,
    /// Show the changes and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Write without asking
    #[arg(long, short)]
    pub(super) yes: bool,
    /// Commit the files on a new branch instead of writing them; no file and no index is touched
    #[arg(long, value_name = "BRANCH", num_args = 0..=1, default_missing_value = "")]
    pub(super) commit: Option<String>,
    /// End the commit's message with a line that says what made it
    #[arg(long, requires = "commit")]
    pub(super) trailer: bool,
    #[command(flatten)]
    pub(super) with: With,
    /// How to print the changes
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: GenerateFormat,
}

/// Who writes, and for which cloud.
#[derive(Debug, Args)]
pub(super) struct With {
    /// The cloud where the request leaves it open: a Terraform provider such as aws or google
    #[arg(long, value_name = "NAME")]
    pub(super) cloud: Option<String>,
    /// Who writes: embedded, ollama, openai, gemini, watsonx or anthropic, several by commas, each perhaps with /MODEL
    #[arg(long, value_name = "NAMES")]
    pub(super) provider: Option<String>,
    /// The model to ask
    #[arg(long, value_name = "NAME")]
    pub(super) model: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Batch {
    /// A file with a request a line, or a JSON list of requests or of objects with request and into; - for stdin
    pub(super) file: Utf8PathBuf,
    /// The directory to write to; what is there already is taken into account
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) into: Utf8PathBuf,
    /// Show the changes and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Write without asking
    #[arg(long, short)]
    pub(super) yes: bool,
    #[command(flatten)]
    pub(super) with: With,
    /// How many requests are worked on at once; 1 for endpoints that take one call at a time
    #[arg(long, value_name = "N")]
    pub(super) at_once: Option<usize>,
    /// How to print the changes
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: GenerateFormat,
}

#[derive(Debug, Args)]
pub(super) struct Models {
    /// Such as ollama
    pub(super) provider: String,
}

impl With {
    /// The models that were chosen.
    pub(super) fn choice(&self) -> Choice {
        Choice { providers: self.provider.clone(), model: self.model.clone(), at_once: None }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum GenerateFormat {
    /// A diff and the proof
    #[default]
    Text,
    /// One JSON object
    Json,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Files and directories
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<Utf8PathBuf>,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: CheckFormat,
    /// The severity from which on the exit code is 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t)]
    pub(super) fail_on: FailOn,
    /// How much hardening is asked for
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t)]
    pub(super) level: LevelName,
}

/// How much hardening is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum LevelName {
    /// None
    Off,
    /// What nobody runs without on purpose
    Essential,
    /// What a system in production should have
    #[default]
    Production,
    /// What only some organisations ask for, too
    Strict,
}

impl LevelName {
    pub(super) fn level(self) -> Level {
        match self {
            Self::Off => Level::Off,
            Self::Essential => Level::Essential,
            Self::Production => Level::Production,
            Self::Strict => Level::Strict,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct Harden {
    /// Files and directories
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<Utf8PathBuf>,
    /// Show the changes and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Write without asking
    #[arg(long, short)]
    pub(super) yes: bool,
    /// How much hardening is asked for
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t)]
    pub(super) level: LevelName,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// One finding a paragraph, with the line it is about
    #[default]
    Text,
    /// One JSON object; positions as in the language server protocol
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// What the official tools would refuse
    #[default]
    Error,
    /// Advice and hardening too
    Warning,
    /// Remarks too
    Info,
}

impl FailOn {
    pub(super) fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Such as TF-unknown-argument
    pub(super) code: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Schema {
    /// A name such as aws_s3_bucket or Deployment, or words of one
    #[arg(required = true)]
    pub(super) search: Vec<String>,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_field_names, reason = "what is not run in a dry run is the command")]
pub(super) struct Run {
    #[command(flatten)]
    pub(super) place: Place,
    /// Say what would run, with which environment and limits, and run nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// The tool and its arguments, such as -- terraform validate
    #[arg(last = true, required = true, value_name = "TOOL ARGS")]
    pub(super) command: Vec<String>,
}

/// Where a command runs, and what need not be asked.
#[derive(Debug, Args)]
pub(super) struct Place {
    /// The folder that it runs in, and that its paths must lie in
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) workspace: Utf8PathBuf,
    /// Run what changes something without asking
    #[arg(long, short)]
    pub(super) yes: bool,
    /// Trust the folder for this once
    #[arg(long)]
    pub(super) trust: bool,
}

#[derive(Debug, Args)]
pub(super) struct Validate {
    #[command(flatten)]
    pub(super) place: Place,
}

#[derive(Debug, Args)]
pub(super) struct Plan {
    #[command(flatten)]
    pub(super) place: Place,
    /// The plan that terraform plan -out kept
    #[arg(value_name = "FILE")]
    pub(super) plan: Utf8PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Audit {
    /// How many lines to show, the last ones
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(super) last: usize,
}

#[derive(Debug, Args)]
pub(super) struct Trust {
    /// The folder
    #[arg(value_name = "DIR", default_value = ".")]
    pub(super) folder: Utf8PathBuf,
    /// Trust it no longer
    #[arg(long)]
    pub(super) remove: bool,
}

#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// The folder that commands would run in
    #[arg(value_name = "DIR", default_value = ".")]
    pub(super) workspace: Utf8PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Lsp {
    /// Speak over stdin and stdout, as without any option
    #[arg(long, conflicts_with = "listen")]
    pub(super) stdio: bool,
    /// Listen on a socket instead, such as 127.0.0.1:9257
    #[arg(long, value_name = "ADDRESS")]
    pub(super) listen: Option<SocketAddr>,
    /// Let other machines connect to that socket
    #[arg(long, requires = "listen")]
    pub(super) allow_remote: bool,
}

#[derive(Debug, Args)]
pub(super) struct Config {
    #[command(subcommand)]
    pub(super) action: ConfigAction,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigAction {
    /// Shows all settings
    Show,
}

#[derive(Debug, Args)]
pub(super) struct Cache {
    #[command(subcommand)]
    pub(super) action: CacheAction,
}

#[derive(Debug, Subcommand)]
pub(super) enum CacheAction {
    /// Says whether the team's Redis answers and how much is in it
    Stats,
    /// Removes the team's answers from Redis
    Purge,
}

#[derive(Debug, Args)]
pub(super) struct Credentials {
    #[command(subcommand)]
    pub(super) action: CredentialsAction,
}

#[derive(Debug, Subcommand)]
pub(super) enum CredentialsAction {
    /// Lists what is set, without the values
    List,
    /// Sets a value, typed without being shown or read from stdin
    Set {
        /// Such as openai, gemini, watsonx, anthropic or cache-key
        name: String,
    },
    /// Replaces a value; without a name, encrypts everything anew under new keys
    Rotate {
        /// Such as openai
        name: Option<String>,
        /// What the new master key comes from; the same as before if left out
        #[arg(long, value_enum, conflicts_with = "name")]
        to: Option<Kind>,
    },
    /// Removes a value
    Remove {
        /// Such as openai
        name: String,
    },
}

/// What a master key comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// A file that only its owner can read
    File,
    /// A passphrase that is asked for, or read from OMNI_PASSPHRASE
    Passphrase,
}

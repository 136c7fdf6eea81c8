//! What may run: a positive grammar, a form a line, kept as data beside this file. What no form allows is refused.
//!
//! A form names its words, its options and its values by type. It is matched exactly: no abbreviated option, no
//! cluster of short ones, no value that a tool would read a file, a URL or another option from. What runs is written
//! anew from the form, so that nothing reaches a tool in another spelling than the one that was checked.

mod accept;
mod read;
mod value;

pub use accept::{Accepted, Refusal};
pub use read::GrammarError;
pub use value::{Place, Value};

use std::fmt;
use std::sync::OnceLock;

/// How dangerous a form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Changes nothing: runs silently in a trusted workspace.
    Read,
    /// Changes something, here or elsewhere: asks first.
    Write,
    /// Runs on no account.
    Never,
}

/// What a form needs beyond reading the workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// The network.
    pub network: bool,
    /// To write in the workspace.
    pub writes: bool,
    /// To run plugins that lie in the workspace, and to talk to them.
    pub plugins: bool,
}

/// One way to call a tool.
#[derive(Clone, Debug)]
pub struct Form {
    /// How dangerous it is.
    pub class: Class,
    /// What it does, or why it never runs.
    pub sentence: String,
    /// What it needs.
    pub needs: Needs,
    words: Vec<String>,
    flags: Vec<Flag>,
    positionals: Vec<Positional>,
    /// Whether `--` comes before the positionals.
    dashes: bool,
    /// As it is written in the data, without the class.
    usage: String,
}

/// An option of a form.
#[derive(Clone, Debug)]
struct Flag {
    /// Its spellings; the last is the one that runs.
    names: Vec<String>,
    /// None for one that takes no value.
    value: Option<Value>,
    required: bool,
    repeats: bool,
    /// Runs even where it was not given.
    fixed: bool,
}

/// An argument of a form that is no option.
#[derive(Clone, Debug)]
struct Positional {
    value: Value,
    required: bool,
    repeats: bool,
}

/// A tool, or several that are called alike.
#[derive(Clone, Debug, Default)]
pub struct Tool {
    names: Vec<String>,
    forms: Vec<Form>,
    /// Arguments that always come first.
    prefix: Vec<String>,
    /// Variables that are always set.
    set: Vec<(String, String)>,
    /// Variables that are passed on from our own environment.
    pass: Vec<String>,
    /// Paths that it may read, such as those of credentials.
    open: Vec<camino::Utf8PathBuf>,
    /// Where it is, when the person says so.
    program: Option<camino::Utf8PathBuf>,
}

impl Tool {
    /// Variables that are always set.
    pub fn set(&self) -> &[(String, String)] {
        &self.set
    }

    /// Variables that are passed on from our own environment, by name.
    pub fn pass(&self) -> &[String] {
        &self.pass
    }

    /// Paths that it may read beside the workspace.
    pub fn open(&self) -> &[camino::Utf8PathBuf] {
        &self.open
    }

    /// Where it is, when the person says so.
    pub fn program(&self) -> Option<&camino::Utf8Path> {
        self.program.as_deref()
    }
}

/// The tools that may run, and their forms.
#[derive(Clone, Debug, Default)]
pub struct Grammar {
    tools: Vec<Tool>,
}

const DATA: [&str; 15] = [
    include_str!("data/terraform.forms"),
    include_str!("data/kubectl.forms"),
    include_str!("data/helm.forms"),
    include_str!("data/kustomize.forms"),
    include_str!("data/docker.forms"),
    include_str!("data/git.forms"),
    include_str!("data/promtool.forms"),
    include_str!("data/amtool.forms"),
    include_str!("data/kubeconform.forms"),
    include_str!("data/tflint.forms"),
    include_str!("data/aws.forms"),
    include_str!("data/gcloud.forms"),
    include_str!("data/az.forms"),
    include_str!("data/ansible.forms"),
    include_str!("data/lint.forms"),
];

impl Grammar {
    /// The forms that come with the program.
    pub fn built_in() -> &'static Self {
        static BUILT_IN: OnceLock<Grammar> = OnceLock::new();
        BUILT_IN.get_or_init(|| {
            // A test reads each of them; one with a fault would allow nothing.
            let tools = DATA.iter().flat_map(|text| Grammar::parse(text).unwrap_or_default().tools);
            Grammar { tools: tools.collect() }
        })
    }

    /// Reads forms as they are written in the data.
    ///
    /// # Errors
    /// Says what is wrong in which line.
    pub fn parse(text: &str) -> Result<Self, GrammarError> {
        read::read(text)
    }

    /// With what `more` adds for the person: its forms, and what it forbids.
    #[must_use]
    pub fn extended_by(mut self, more: Self) -> Self {
        for tool in more.tools {
            match self.tools.iter_mut().find(|known| known.names == tool.names) {
                Some(known) => known.extend(tool),
                None => self.tools.push(tool),
            }
        }
        self
    }

    /// With what `less` forbids for the workspace; what else it says would widen, and is an error.
    ///
    /// # Errors
    /// Says what it tried to allow.
    pub fn narrowed_by(mut self, less: Self) -> Result<Self, String> {
        for tool in less.tools {
            let only_forbids = tool.forms.iter().all(|form| form.class == Class::Never);
            let plain =
                tool.set.is_empty() && tool.pass.is_empty() && tool.open.is_empty() && tool.program.is_none();
            if !only_forbids || !plain || !tool.prefix.is_empty() {
                let name = tool.names.first().map(String::as_str).unwrap_or_default();
                return Err(format!(
                    "the workspace's own rules try to allow something of {name}: they may only forbid, by lines with never"
                ));
            }
            for known in
                self.tools.iter_mut().filter(|known| known.names.iter().any(|name| tool.names.contains(name)))
            {
                known.forms.extend(tool.forms.iter().cloned());
            }
        }
        Ok(self)
    }

    /// The names of all tools.
    pub fn tools(&self) -> impl Iterator<Item = &str> {
        self.tools.iter().flat_map(|tool| tool.names.iter().map(String::as_str))
    }

    /// The tool called `name`.
    pub fn tool(&self, name: &str) -> Option<&Tool> {
        self.tools.iter().find(|tool| tool.names.iter().any(|known| known == name))
    }
}

impl Tool {
    fn extend(&mut self, more: Self) {
        self.forms.extend(more.forms);
        self.set.extend(more.set);
        self.pass.extend(more.pass);
        self.open.extend(more.open);
        self.program = more.program.or(self.program.take());
    }

    /// Its forms, those that never run included.
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }
}

impl Form {
    /// How it is written, such as `get <kind> [-o=(json|yaml)]`.
    pub fn usage(&self) -> &str {
        &self.usage
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Never => "never",
        })
    }
}

#[cfg(test)]
mod tests;

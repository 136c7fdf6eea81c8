use camino::Utf8PathBuf;
use std::fmt;

/// Why a process was not started, as a sentence for a person. Nothing ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandError {
    /// No such program where programs are looked for.
    NotFound {
        /// What it is called.
        name: String,
        /// Where it was looked for.
        places: Vec<Utf8PathBuf>,
    },
    /// The program lies in a folder of the workspace, or leads into one.
    InWorkspace {
        /// Where it is.
        path: Utf8PathBuf,
    },
    /// The program cannot be trusted to be what it is called.
    Unfit {
        /// Where it is.
        path: Utf8PathBuf,
        /// What is wrong with it, after "is".
        why: &'static str,
    },
    /// The program is another file than the one that was found.
    Replaced {
        /// Where it is.
        path: Utf8PathBuf,
    },
    /// An argument holds a control character.
    ControlCharacter {
        /// Which argument, from one.
        number: usize,
    },
    /// The system refused; its reason.
    System(String),
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { name, places } => {
                let places: Vec<_> = places.iter().map(|place| place.as_str()).collect();
                write!(
                    f,
                    "{name} is not installed in {}: install it there, or name its path in your settings",
                    places.join(", ")
                )
            }
            Self::InWorkspace { path } => {
                write!(f, "{path} lies in the workspace: programs are run only from outside of it")
            }
            Self::Unfit { path, why } => write!(f, "{path} is {why}: it is not run"),
            Self::Replaced { path } => {
                write!(f, "{path} was replaced since it was found: nothing ran, try again if you replaced it")
            }
            Self::ControlCharacter { number } => {
                write!(f, "argument {number} holds a control character: nothing ran")
            }
            Self::System(why) => write!(f, "the command cannot be run: {why}"),
        }
    }
}

impl std::error::Error for CommandError {}

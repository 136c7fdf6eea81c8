use super::grammar::{Accepted, Class, Grammar, Needs, Place, Refusal};
use super::{CommandError, Environment, Invocation, Network, Places};
use camino::{Utf8Path, Utf8PathBuf};
use std::time::Duration;

/// How long a command that talks to others may take.
const ABROAD: Duration = Duration::from_mins(15);
/// What the person's own rules are called, in the directory of their settings.
const PERSONS: &str = "commands.forms";
/// What a workspace's rules are called, in each of its folders.
const WORKSPACES: &str = ".omni-architect/commands.forms";

/// What may run in a workspace: the built-in forms, with what the person adds in their own settings, less what the
/// workspace forbids.
#[derive(Clone, Debug)]
pub struct Policy {
    grammar: Grammar,
    roots: Vec<Utf8PathBuf>,
}

/// A command that may run, all of it decided.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How dangerous it is.
    pub class: Class,
    /// What it does.
    pub sentence: String,
    /// What it was found to need.
    pub needs: Needs,
    /// What runs.
    pub invocation: Invocation,
}

impl Plan {
    /// The program's name and its arguments for a person to read, each that has blanks or quotes in it quoted.
    pub fn command_line(&self) -> String {
        let plain = |c: char| c.is_alphanumeric() || "-_./=:,@+%".contains(c);
        let quoted = |argument: &str| {
            if !argument.is_empty() && argument.chars().all(plain) {
                argument.to_owned()
            } else {
                format!("'{}'", argument.replace('\'', "'\\''"))
            }
        };
        let parts = [self.invocation.program.name()]
            .into_iter()
            .chain(self.invocation.arguments.iter().map(String::as_str));
        parts.map(quoted).collect::<Vec<_>>().join(" ")
    }
}

impl Policy {
    /// Reads the person's rules and those of the folders at `roots`.
    ///
    /// # Errors
    /// Says which rules have a fault; then nothing may run.
    pub fn of(roots: &[Utf8PathBuf]) -> Result<Self, String> {
        let persons = crate::homes::settings().map(|directory| directory.join(PERSONS));
        let persons = persons.map(|path| rules(&path)).transpose()?.flatten();
        let workspaces: Result<Vec<_>, _> = roots.iter().map(|root| rules(&root.join(WORKSPACES))).collect();
        Self::with(persons, workspaces?.into_iter().flatten(), roots)
    }

    /// With these rules of the person and of the workspace.
    ///
    /// # Errors
    /// If the workspace's rules allow something.
    pub fn with(
        persons: Option<Grammar>,
        workspaces: impl IntoIterator<Item = Grammar>,
        roots: &[Utf8PathBuf],
    ) -> Result<Self, String> {
        let grammar = Grammar::built_in().clone().extended_by(persons.unwrap_or_default());
        let grammar = workspaces.into_iter().try_fold(grammar, Grammar::narrowed_by)?;
        Ok(Self { grammar, roots: roots.to_vec() })
    }

    /// The forms.
    pub fn grammar(&self) -> &Grammar {
        &self.grammar
    }

    /// Where programs are looked for.
    pub fn places(&self) -> Places {
        let mut places = Places::of_system(self.roots.clone());
        for name in self.grammar.tools() {
            let program = self.grammar.tool(name).and_then(|tool| tool.program());
            places.named.extend(program.map(|path| (name.to_owned(), path.to_owned())));
        }
        places
    }

    /// Decides all of `command`, the tool's name first, to be run in `directory`.
    ///
    /// # Errors
    /// Says why it may not run, with the nearest command that may.
    pub fn plan(&self, command: &[String], directory: &Utf8Path) -> Result<Plan, Refusal> {
        let directory = self.directory(directory)?;
        let place = Place { roots: self.roots.clone(), directory };
        let accepted = self.grammar.accept(command, &place)?;
        let program = self.places().find(&accepted.name);
        let program = program.map_err(|error| Refusal { reason: error.to_string(), nearest: None })?;
        let mut invocation = Invocation::new(program, accepted.arguments.clone(), place.directory.clone());
        self.surround(&accepted, &place, &mut invocation);
        invocation
            .check()
            .map_err(|error: CommandError| Refusal { reason: error.to_string(), nearest: None })?;
        let form = accepted.form;
        Ok(Plan { class: form.class, sentence: form.sentence.clone(), needs: form.needs, invocation })
    }

    fn directory(&self, directory: &Utf8Path) -> Result<Utf8PathBuf, Refusal> {
        let refusal = |why: &str| Refusal { reason: format!("{directory} {why}"), nearest: None };
        let real = directory.canonicalize_utf8().map_err(|_| refusal("is no directory"))?;
        let within = |root: &Utf8PathBuf| root.canonicalize_utf8().is_ok_and(|root| real.starts_with(root));
        if self.roots.iter().any(within) { Ok(real) } else { Err(refusal("lies outside of the workspace")) }
    }

    /// The variables, limits and the wall that the form asks for.
    fn surround(&self, accepted: &Accepted<'_>, place: &Place, invocation: &mut Invocation) {
        let Needs { network, writes, plugins } = accepted.form.needs;
        let mut environment = Environment::default();
        for (name, value) in accepted.tool.set() {
            environment = environment.with(name, value);
        }
        for name in accepted.tool.pass() {
            if let Ok(value) = std::env::var(name) {
                environment = environment.with(name, value);
            }
        }
        invocation.environment = environment;
        let wall = &mut invocation.wall;
        wall.read = self.roots.iter().chain(accepted.tool.open()).cloned().collect();
        if writes {
            wall.write.push(place.directory.clone());
        }
        wall.network = match (network, plugins) {
            (true, _) => Network::On,
            (false, true) => Network::Local,
            (false, false) => Network::Off,
        };
        if plugins {
            wall.execute.push(place.directory.join(".terraform"));
        }
        if network {
            invocation.limits.wall = ABROAD;
        }
    }
}

/// The rules in the file at `path`; none where there is none.
fn rules(path: &Utf8Path) -> Result<Option<Grammar>, String> {
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    let text = crate::files::read(path)
        .map_err(|why| format!("{path} {why}: no command may run until it can be read"))?;
    Grammar::parse(&text)
        .map(Some)
        .map_err(|error| format!("{path} has a fault in {error}: no command may run until it is mended"))
}

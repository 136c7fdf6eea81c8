use super::value::{Place, Value, shown};
use super::{Class, Flag, Form, Grammar, Tool};
use std::fmt;

/// A command that a form allows, written anew from it.
#[derive(Clone, Debug)]
pub struct Accepted<'g> {
    /// The tool.
    pub tool: &'g Tool,
    /// What it is called by.
    pub name: String,
    /// The form.
    pub form: &'g Form,
    /// The arguments that run.
    pub arguments: Vec<String>,
}

/// A command that does not run, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// One clause for a person.
    pub reason: String,
    /// The nearest command that is allowed, as its form is written.
    pub nearest: Option<String>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; the nearest allowed form: {nearest}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Refusal {}

impl Grammar {
    /// Finds the form that allows `command`, the tool's name first.
    ///
    /// # Errors
    /// Says why none does.
    pub fn accept(&self, command: &[String], place: &Place) -> Result<Accepted<'_>, Refusal> {
        let Some((name, arguments)) = command.split_first() else {
            return Err(Refusal { reason: "no command was given".to_owned(), nearest: None });
        };
        let Some(tool) = self.tool(name) else {
            let known: Vec<_> = self.tools().collect();
            let reason = format!("{} is no tool that may run: {}", shown(name), known.join(", "));
            return Err(Refusal { reason, nearest: None });
        };
        tool.accept(name, arguments, place)
    }
}

impl Tool {
    fn accept<'g>(
        &'g self,
        name: &str,
        arguments: &[String],
        place: &Place,
    ) -> Result<Accepted<'g>, Refusal> {
        let begins = |form: &&Form| {
            arguments.len() >= form.words.len() && form.words.iter().zip(arguments).all(|(w, a)| w == a)
        };
        let matching = || self.forms.iter().filter(begins);
        if let Some(never) = matching().find(|form| form.class == Class::Never) {
            let words: Vec<_> = [name].into_iter().chain(never.words.iter().map(String::as_str)).collect();
            let reason = format!("{} never runs: {}", words.join(" "), lower(&never.sentence));
            return Err(Refusal { reason, nearest: None });
        }
        let longest = matching().map(|form| form.words.len()).max();
        let mut refusal = None;
        for form in matching().filter(|form| Some(form.words.len()) == longest) {
            match form.accept(arguments.get(form.words.len()..).unwrap_or_default(), place) {
                Ok(rest) => {
                    let words = self.prefix.iter().chain(&form.words).cloned();
                    let arguments = words.chain(rest).collect();
                    return Ok(Accepted { tool: self, name: name.to_owned(), form, arguments });
                }
                Err(reason) => {
                    // The last form of several is the widest.
                    refusal = Some(Refusal { reason, nearest: Some(format!("{name} {}", form.usage)) });
                }
            }
        }
        Err(refusal.unwrap_or_else(|| {
            let asked: Vec<_> =
                arguments.iter().take_while(|a| !a.starts_with('-')).take(2).map(|a| shown(a)).collect();
            let asked = if asked.is_empty() { "that".to_owned() } else { asked.join(" ") };
            Refusal {
                reason: format!("{asked} is nothing that {name} may be asked"),
                nearest: self.nearest(name, arguments),
            }
        }))
    }

    /// The allowed form whose words are the most like those of `arguments`.
    fn nearest(&self, name: &str, arguments: &[String]) -> Option<String> {
        let asked: Vec<_> = arguments.iter().take(3).map(String::as_str).collect();
        let like = |form: &&Form| {
            let asked = asked.iter().take(form.words.len().max(1)).copied().collect::<Vec<_>>().join(" ");
            strsim::damerau_levenshtein(&asked, &form.words.join(" "))
        };
        let allowed = self.forms.iter().filter(|form| form.class != Class::Never);
        allowed.min_by_key(like).map(|form| format!("{name} {}", form.usage))
    }
}

/// `sentence` as the end of another one.
fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

impl Form {
    /// The arguments after the words, as they are to run.
    fn accept(&self, arguments: &[String], place: &Place) -> Result<Vec<String>, String> {
        let mut flags: Vec<String> = Vec::new();
        let mut given = vec![0_usize; self.flags.len()];
        let mut positionals: Vec<&str> = Vec::new();
        let mut dashed = false;
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            if argument == "--" && self.dashes && !dashed {
                dashed = true;
            } else if argument.starts_with('-') && !dashed {
                let (index, flag) = self.flag(argument)?;
                if let Some(given) = given.get_mut(index) {
                    *given += 1;
                }
                flags.push(flag.take(argument, &mut rest, place)?);
            } else {
                positionals.push(argument);
            }
        }
        for (flag, given) in self.flags.iter().zip(given) {
            let name = flag.name();
            match given {
                0 if flag.required => return Err(format!("{name} must be given")),
                0 if flag.fixed => flags.push(flag.fixed()),
                2.. if !flag.repeats => return Err(format!("{name} is given twice")),
                _ => {}
            }
        }
        flags.extend(self.dashes.then(|| "--".to_owned()));
        flags.extend(self.positionals(&positionals, place)?);
        Ok(flags)
    }

    fn flag(&self, argument: &str) -> Result<(usize, &Flag), String> {
        let name = argument.split_once('=').map_or(argument, |(name, _)| name);
        let known =
            self.flags.iter().enumerate().find(|(_, flag)| flag.names.iter().any(|known| known == name));
        known.ok_or_else(|| format!("{} is no option that is allowed here", shown(name)))
    }

    fn positionals(&self, given: &[&str], place: &Place) -> Result<Vec<String>, String> {
        let mut taken = Vec::new();
        let mut given = given.iter().peekable();
        for (index, positional) in self.positionals.iter().enumerate() {
            let mut any = false;
            while given.peek().is_some() && (!any || positional.repeats) {
                let Some(text) = given.next() else { break };
                taken.push(positional.value.take(text, place)?);
                any = true;
            }
            if positional.required && !any {
                return Err(format!("argument {} is missing", index + 1));
            }
        }
        match given.next() {
            Some(more) => Err(format!("{} is an argument too many", shown(more))),
            None => Ok(taken),
        }
    }
}

impl Flag {
    /// The spelling that runs.
    fn name(&self) -> &str {
        self.names.last().map(String::as_str).unwrap_or_default()
    }

    /// It as it runs where it was not given: its value, if it takes one, is the only one.
    fn fixed(&self) -> String {
        match &self.value {
            Some(Value::OneOf(words)) => format!("{}={}", self.name(), words.join("")),
            _ => self.name().to_owned(),
        }
    }

    /// It as it is to run; its value may stand after an equals sign or in the next argument.
    fn take<'a>(
        &self,
        argument: &str,
        rest: &mut impl Iterator<Item = &'a String>,
        place: &Place,
    ) -> Result<String, String> {
        let (spelling, joined) =
            argument.split_once('=').map_or((argument, None), |(name, value)| (name, Some(value)));
        let name = self.name();
        let Some(value) = &self.value else {
            return match joined {
                Some(_) => Err(format!("{name} takes no value")),
                None => Ok(name.to_owned()),
            };
        };
        // Tools read a short option's value with the equals sign in it, or without: neither is what was meant.
        if joined.is_some() && spelling.len() == 2 {
            return Err(format!("the value of {spelling} stands in an argument of its own"));
        }
        let text = joined
            .or_else(|| rest.next().map(String::as_str))
            .ok_or_else(|| format!("{name} needs a value"))?;
        let taken = value.take(text, place).map_err(|why| format!("{name}: {why}"))?;
        Ok(format!("{name}={taken}"))
    }
}

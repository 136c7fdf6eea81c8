use super::{Class, Flag, Form, Grammar, Needs, Positional, Tool, Value};
use std::collections::BTreeMap;
use std::fmt;

/// What is wrong with forms, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrammarError {
    /// The line, from one.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for GrammarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for GrammarError {}

/// The reader's place: the tool that lines are of, and the lists of words that were named so far.
#[derive(Default)]
struct Reader {
    tools: Vec<Tool>,
    lists: BTreeMap<String, Vec<String>>,
}

pub(super) fn read(text: &str) -> Result<Grammar, GrammarError> {
    let mut reader = Reader::default();
    for (index, line) in text.lines().enumerate() {
        let line = line.split_once('#').map_or(line, |(before, _)| before).trim_end();
        if !line.trim().is_empty() {
            reader.line(line).map_err(|message| GrammarError { line: index + 1, message })?;
        }
    }
    let unsaid = reader.tools.iter().flat_map(|tool| &tool.forms).find(|form| form.sentence.is_empty());
    match unsaid {
        Some(form) => {
            let message = format!("{} does not say what it does", form.usage);
            Err(GrammarError { line: text.lines().count(), message })
        }
        None => Ok(Grammar { tools: reader.tools }),
    }
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let (first, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        if line.starts_with(' ') {
            return self.about_form(first, line.trim(), rest);
        }
        match first {
            "tool" => {
                let names: Vec<_> = rest.split_whitespace().map(str::to_owned).collect();
                self.tools.push(Tool { names, ..Tool::default() });
                return Ok(());
            }
            "list" => {
                let mut words = rest.split_whitespace().map(str::to_owned);
                let name = words.next().ok_or("a list has a name")?;
                self.lists.insert(name, words.collect());
                return Ok(());
            }
            _ => {}
        }
        let lists = &self.lists;
        let tool = self.tools.last_mut().ok_or("a line that begins with tool comes first")?;
        let class = match first {
            "read" => Class::Read,
            "write" => Class::Write,
            "never" => Class::Never,
            _ => return about_tool(tool, first, rest),
        };
        tool.forms.push(form(class, rest, lists)?);
        Ok(())
    }

    /// An indented line: what the form before it does, or needs.
    fn about_form(&mut self, first: &str, line: &str, rest: &str) -> Result<(), String> {
        let form = self.tools.last_mut().and_then(|tool| tool.forms.last_mut());
        let form = form.ok_or("an indented line belongs to the form before it")?;
        if first != "needs" {
            line.clone_into(&mut form.sentence);
            return Ok(());
        }
        for need in rest.split_whitespace() {
            let Needs { network, writes, plugins } = &mut form.needs;
            *match need {
                "network" => network,
                "writes" => writes,
                "plugins" => plugins,
                _ => return Err(format!("a form cannot need {need}: network, writes or plugins")),
            } = true;
        }
        Ok(())
    }
}

fn about_tool(tool: &mut Tool, what: &str, rest: &str) -> Result<(), String> {
    let words = || rest.split_whitespace().map(str::to_owned);
    match what {
        "prefix" => tool.prefix.extend(words()),
        "pass" => tool.pass.extend(words()),
        "open" => tool.open.push(rest.into()),
        "program" => tool.program = Some(rest.into()),
        "set" => {
            let (name, value) = rest.split_once('=').ok_or("a variable is set by NAME=VALUE")?;
            tool.set.push((name.to_owned(), value.to_owned()));
        }
        _ => {
            return Err(format!(
                "a line begins with tool, list, read, write, never, prefix, set, pass, open or program, not with {what}"
            ));
        }
    }
    Ok(())
}

type Lists = BTreeMap<String, Vec<String>>;

fn form(class: Class, usage: &str, lists: &Lists) -> Result<Form, String> {
    let mut form = Form {
        class,
        sentence: String::new(),
        needs: Needs::default(),
        words: Vec::new(),
        flags: Vec::new(),
        positionals: Vec::new(),
        dashes: false,
        usage: shown(usage),
    };
    for token in usage.split_whitespace() {
        let (token, repeats) = token.strip_suffix("...").map_or((token, false), |token| (token, true));
        let bracketed = token.strip_prefix('[').and_then(|token| token.strip_suffix(']'));
        let (token, required) = bracketed.map_or((token, true), |token| (token, false));
        // The dots may stand inside of the brackets too.
        let (token, repeats) = token.strip_suffix("...").map_or((token, repeats), |token| (token, true));
        match token {
            _ if class == Class::Never => form.words.push(token.to_owned()),
            "--" => form.dashes = true,
            _ if token.starts_with('-') => form.flags.push(flag(token, required, repeats, lists)?),
            _ if token.starts_with('!') => {
                let fixed = flag(token.trim_start_matches('!'), false, false, lists)?;
                form.flags.push(Flag { fixed: true, ..fixed });
            }
            _ if token.starts_with(['<', '(']) => {
                form.positionals.push(Positional { value: value(token, lists)?, required, repeats });
            }
            _ => form.words.push(token.to_owned()),
        }
    }
    Ok(form)
}

/// How many options a usage names before it says only that there are some.
const SHOWN: usize = 4;

/// `usage` as a person is shown it: what always runs is left out, and many options are not listed.
fn shown(usage: &str) -> String {
    let tokens = || usage.split_whitespace().filter(|token| !token.starts_with('!'));
    let is_option = |token: &&str| token.starts_with("[-");
    if tokens().filter(is_option).count() <= SHOWN {
        return tokens().collect::<Vec<_>>().join(" ").replace("<@", "<");
    }
    let mut kept: Vec<&str> = Vec::new();
    for token in tokens() {
        if !is_option(&token) {
            kept.push(token);
        } else if !kept.contains(&"[OPTIONS]") {
            kept.push("[OPTIONS]");
        }
    }
    kept.join(" ").replace("<@", "<")
}

fn flag(token: &str, required: bool, repeats: bool, lists: &Lists) -> Result<Flag, String> {
    let (names, takes) = token.split_once('=').map_or((token, None), |(names, value)| (names, Some(value)));
    let value = takes.map(|takes| value(takes, lists)).transpose()?;
    Ok(Flag { names: names.split('|').map(str::to_owned).collect(), value, required, repeats, fixed: false })
}

/// `<type>`, `(one|of|these)`, `<@list>`, or a word for itself.
fn value(token: &str, lists: &Lists) -> Result<Value, String> {
    if let Some(list) = token.strip_prefix("<@").and_then(|token| token.strip_suffix('>')) {
        let words = lists.get(list).ok_or_else(|| format!("no list is called {list}"))?;
        return Ok(Value::OneOf(words.clone()));
    }
    if let Some(name) = token.strip_prefix('<').and_then(|token| token.strip_suffix('>')) {
        return Value::called(name).ok_or_else(|| format!("no type of value is called {name}"));
    }
    let words = token.strip_prefix('(').and_then(|token| token.strip_suffix(')')).unwrap_or(token);
    Ok(Value::OneOf(words.split('|').map(str::to_owned).collect()))
}

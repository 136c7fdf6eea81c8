use super::args::Schema;
use super::output::count;
use super::terminal::{Style, Terminal};
use super::{Failure, Outcome};
use crate::exit::ExitCode;
use ::schema::kubernetes::{self, Version};
use ::schema::terraform::{self, Body};
use ::schema::{Schema as Shape, SchemaType};
use std::io;

/// How many names a search lists.
const LISTED: usize = 50;

pub(super) fn run(terminal: &mut Terminal, arguments: &Schema) -> Outcome {
    let words: Vec<String> =
        arguments.search.iter().flat_map(|s| s.split_whitespace()).map(str::to_lowercase).collect();
    let shown = match words.as_slice() {
        [name] => show(terminal, name)?,
        _ => false,
    };
    if !shown {
        list(terminal, &words)?;
    }
    terminal.flush()?;
    Ok(ExitCode::Clean)
}

/// Shows everything that is called `name`; false if nothing is.
fn show(terminal: &mut Terminal, name: &str) -> io::Result<bool> {
    let mut shown = false;
    let found = [("resource", terraform::resource(name)), ("data source", terraform::data_source(name))];
    for (kind, (provider, body)) in found.into_iter().filter_map(|(kind, found)| Some((kind, found?))) {
        heading(
            terminal,
            &mut shown,
            &format!("{kind} {name}"),
            &format!("{} {}", provider.source(), provider.version()),
        )?;
        show_body(terminal, body)?;
    }
    let version = Version::latest();
    for kind in kubernetes::kinds(version).filter(|k| k.kind().eq_ignore_ascii_case(name)) {
        let reach = if kind.namespaced() { "in a namespace" } else { "in the whole cluster" };
        let about = format!("{}, {reach}", kind.api_version());
        heading(terminal, &mut shown, &format!("kind {}", kind.kind()), &about)?;
        show_shape(terminal, kind.schema())?;
    }
    Ok(shown)
}

fn heading(terminal: &mut Terminal, shown: &mut bool, title: &str, about: &str) -> io::Result<()> {
    if std::mem::replace(shown, true) {
        terminal.line("")?;
    }
    terminal.write(Style::Bold, title)?;
    terminal.line(&format!(" ({about})"))
}

fn show_body(terminal: &mut Terminal, body: Body) -> io::Result<()> {
    let written = body.attrs().filter(|a| !a.read_only());
    for (required, title) in [(true, "required"), (false, "optional")] {
        let attrs = written.clone().filter(|a| a.required() == required);
        let attrs = attrs.map(|a| format!("{} = {}", a.name(), a.ty()));
        let blocks = body.blocks().filter(|b| b.required() == required).map(|b| format!("{} {{}}", b.name()));
        section(terminal, title, attrs.chain(blocks))?;
    }
    let read = body.attrs().filter(|a| a.read_only());
    section(terminal, "can be read", read.map(|a| format!("{}: {}", a.name(), a.ty())))
}

fn show_shape(terminal: &mut Terminal, shape: Shape) -> io::Result<()> {
    for (required, title) in [(true, "required"), (false, "optional")] {
        let fields = shape.properties().filter(|(name, _)| shape.is_required(name) == required);
        section(terminal, title, fields.map(|(name, field)| format!("{name}: {}", type_word(field))))?;
    }
    Ok(())
}

fn section(terminal: &mut Terminal, title: &str, lines: impl Iterator<Item = String>) -> io::Result<()> {
    for (index, line) in lines.enumerate() {
        if index == 0 {
            terminal.write(Style::Faint, &format!("  {title}\n"))?;
        }
        terminal.line(&format!("    {line}"))?;
    }
    Ok(())
}

fn type_word(shape: Shape) -> &'static str {
    match shape.ty() {
        SchemaType::Object => "object",
        SchemaType::Array => "list",
        SchemaType::String => "string",
        SchemaType::Integer => "integer",
        SchemaType::Number => "number",
        SchemaType::Boolean => "boolean",
        SchemaType::Any => "any",
    }
}

/// Lists every name that has all of `words` in it.
fn list(terminal: &mut Terminal, words: &[String]) -> Result<(), Failure> {
    let mut names: Vec<(String, String)> = Vec::new();
    for provider in terraform::providers() {
        let source = format!("{} {}", provider.source(), provider.version());
        let resources = provider.resources().map(|(name, _)| format!("resource {name}"));
        let data = provider.data_sources().map(|(name, _)| format!("data source {name}"));
        names.extend(resources.chain(data).map(|name| (name, source.clone())));
    }
    let kinds = kubernetes::kinds(Version::latest());
    names.extend(kinds.map(|k| (format!("kind {}", k.kind()), k.api_version())));
    let has_all = |name: &str| words.iter().all(|word| name.to_lowercase().contains(word.as_str()));
    names.retain(|(name, _)| name.split_once(' ').is_some_and(|(_, name)| has_all(name)));
    names.sort_by_key(|(name, _)| (name.len(), name.clone()));
    if names.is_empty() {
        return Err(Failure::Said(nothing(&words.join(" "))));
    }
    let width = names.iter().take(LISTED).map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, about) in names.iter().take(LISTED) {
        terminal.line(&format!("{name:width$}  {about}"))?;
    }
    if let Some(more) = names.len().checked_sub(LISTED).filter(|n| *n > 0) {
        terminal.line(&format!("and {}: add a word to narrow it down", count(more, "other")))?;
    }
    Ok(())
}

fn nothing(search: &str) -> String {
    let names = terraform::providers().flat_map(|p| p.resources().map(|(name, _)| name));
    let names = names.chain(kubernetes::kinds(Version::latest()).map(kubernetes::Kind::kind));
    match check::nearest(search, names) {
        Some(near) => format!("nothing is called {search}; did you mean {near}?"),
        None => format!("nothing is called {search}"),
    }
}

use super::args::{Batch, GenerateFormat};
use super::ask::blocking;
use super::config;
use super::generate::{Asked, complain_of, load_into, propose};
use super::interrupt::Guard;
use super::load::absolute;
use super::output::{change_json, count};
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::asking::Choice;
use crate::batch::{self, Done};
use crate::exit::ExitCode;
use crate::keeping;
use author::Request;
use camino::Utf8Path;
use parking_lot::Mutex;
use serde_json::{Value, json};
use std::io::Read;

pub(super) fn run(terminal: &mut Terminal, arguments: &Batch, guard: &Guard) -> Outcome {
    let into = absolute(&arguments.into).map_err(Failure::Said)?;
    if into.exists() && !into.is_dir() {
        return Err(Failure::Said(format!("{} is not a directory to write to", arguments.into)));
    }
    let choice = Choice { at_once: arguments.at_once, ..arguments.with.choice() };
    let config = config::settings(terminal)?;
    let chain = choice.within(&config).chain().map_err(Failure::Said)?;
    let items = batch::read(&text(&arguments.file)?).map_err(Failure::Said)?;
    let base = Request {
        provider: arguments.with.cloud.clone().or_else(|| config.provider.clone()),
        ..Request::new("", &into)
    };
    let requests: Result<Vec<_>, _> = items.into_iter().map(|item| item.under(&base)).collect();
    let requests = requests.map_err(Failure::Said)?;
    let loaded = load_into(terminal, &into);
    let all = requests.len();
    let told = Mutex::new(&mut *terminal);
    let step = |number: usize, done: &Done| {
        let shown: String = done.request.chars().take(60).collect();
        told.lock().progress(&format!("{} of {all}: {shown}", number + 1));
    };
    let at_once = arguments.at_once.unwrap_or_else(|| chain.at_once());
    let whole = blocking(async {
        let cache = keeping::of_team(&config.cache);
        batch::run(&chain, cache.as_ref(), &loaded.workspace, requests, at_once, &step).await
    })?;
    terminal.progress("");
    complain_of(terminal, &loaded);
    let asked = Asked { dry_run: arguments.dry_run, yes: arguments.yes, format: arguments.format };
    let written = match &whole.changes {
        Some(changes) => propose(terminal, asked, &into, changes, guard)?,
        None => false,
    };
    let taken = whole.items.iter().filter(|item| item.taken).count();
    if arguments.format == GenerateFormat::Json {
        let mut shown = match &whole.changes {
            Some(changes) => change_json(changes, &into, &loaded.workspace, written),
            None => json!({ "files": [], "written": false }),
        };
        shown["items"] = whole.items.iter().map(item_json).collect();
        terminal.line(&format!("{shown:#}"))?;
    } else {
        for (number, item) in whole.items.iter().enumerate().filter(|(_, item)| !item.taken) {
            terminal.line(&format!(
                "not done: request {}: {}: {}",
                number + 1,
                item.request,
                item.message
            ))?;
        }
        terminal.line(&format!("{taken} of {} done", count(all, "request")))?;
    }
    terminal.flush()?;
    Ok(if taken == all { ExitCode::Clean } else { ExitCode::Findings })
}

fn item_json(item: &Done) -> Value {
    json!({ "request": item.request, "done": item.taken, "message": item.message })
}

fn text(file: &Utf8Path) -> Result<String, Failure> {
    if file == "-" {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        return read.map(|_| text).map_err(|e| Failure::Said(format!("the batch cannot be read: {e}")));
    }
    outside::files::read(file).map_err(|why| Failure::Said(format!("{file} {why}")))
}

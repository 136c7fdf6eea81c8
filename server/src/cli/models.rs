use super::args::Models;
use super::ask::blocking;
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::asking::Choice;
use crate::exit::ExitCode;
use outside::models::{Chain, Link};

pub(super) fn run(terminal: &mut Terminal, arguments: &Models) -> Outcome {
    let choice = Choice { providers: Some(arguments.provider.clone()), ..Choice::default() };
    let chain = choice.chain().map_err(Failure::Said)?;
    if chain.is_empty() {
        terminal.line(Chain::EMBEDDED)?;
    }
    for link in chain.links() {
        let names = match link {
            Link::Model(client) => blocking(client.models())?.map_err(|e| Failure::Said(e.to_string()))?,
            Link::Broken(error) => return Err(Failure::Said(error.to_string())),
        };
        for name in names {
            terminal.line(&name)?;
        }
    }
    terminal.flush()?;
    Ok(ExitCode::Clean)
}

use super::args::{Place, Run};
use super::terminal::{Style, Terminal};
use super::{Failure, Outcome};
use crate::exit::ExitCode;
use camino::{Utf8Path, Utf8PathBuf};
use outside::commands::grammar::Class;
use outside::commands::{
    Ended, Finished, Heard, Network, Plan, Policy, Protection, Runner, Source, Stop, Trust,
};
use outside::redact::mask;
use std::io::Write;

/// Runs a command that the grammar allows; a refused one ran not at all, and the exit code is 2.
pub(super) fn run(terminal: &mut Terminal, arguments: &Run) -> Outcome {
    if arguments.dry_run {
        show(terminal, &plan(&arguments.place.workspace, &arguments.command)?.1)?;
        return Ok(ExitCode::Clean);
    }
    let finished = command(terminal, &arguments.place, &arguments.command, Capture::Nothing)?;
    match finished.ended {
        Ended::Code(0) => Ok(ExitCode::Clean),
        Ended::Stopped => Ok(ExitCode::Interrupted),
        ended => {
            let tool = arguments.command.first().map(String::as_str).unwrap_or_default();
            terminal.complain(&format!("{tool}: {ended}"));
            Ok(ExitCode::Findings)
        }
    }
}

/// What of a command's output is kept from the terminal, for whoever asked to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Capture {
    /// All is shown.
    Nothing,
    /// Both streams are read by the program alone.
    Output,
    /// Only its errors are shown.
    Errors,
}

/// Runs a command in a trusted place, after asking where it changes something.
pub(super) fn command(
    terminal: &mut Terminal,
    place: &Place,
    words: &[String],
    capture: Capture,
) -> Result<Finished, Failure> {
    let (root, plan) = plan(&place.workspace, words)?;
    may_start(terminal, place, &root, &plan)?;
    start(terminal, &plan, capture)
}

fn plan(workspace: &Utf8Path, words: &[String]) -> Result<(Utf8PathBuf, Plan), Failure> {
    let root = workspace.canonicalize_utf8();
    let root = root.map_err(|_| Failure::Said(format!("{workspace} is no directory")))?;
    let policy = Policy::of(std::slice::from_ref(&root)).map_err(Failure::Said)?;
    let plan = policy.plan(words, &root).map_err(|refusal| Failure::Said(refusal.to_string()))?;
    Ok((root, plan))
}

/// Makes sure that the folder is trusted, and that the person wants what changes something.
fn may_start(terminal: &mut Terminal, place: &Place, root: &Utf8PathBuf, plan: &Plan) -> Result<(), Failure> {
    let trusted =
        place.trust || Trust::of_person().is_some_and(|trust| trust.covers(std::slice::from_ref(root)));
    if !trusted {
        let advice = "run 'omni-architect trust' there, or add --trust for this once";
        return Err(Failure::Said(format!("{root} is not trusted, so nothing runs in it: {advice}")));
    }
    let protection = Protection::of_machine();
    if !protection.is_whole() {
        terminal.complain(&protection.to_string());
    }
    if place.yes || (plan.class == Class::Read && protection.is_whole()) {
        return Ok(());
    }
    let (does, command) = (&plan.sentence, plan.command_line());
    if !terminal.asks() {
        let why = "nothing ran: nobody is there to be asked, and --yes was not given";
        return Err(Failure::Said(format!("{why}. {does}: {command}")));
    }
    terminal.line(&format!("{does}:"))?;
    terminal.line(&format!("  {command}"))?;
    if terminal.ask("Run it?")? { Ok(()) } else { Err(Failure::Said("nothing ran".to_owned())) }
}

fn start(terminal: &mut Terminal, plan: &Plan, capture: Capture) -> Result<Finished, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Failure::Said(format!("the process cannot start: {e}")))?;
    let stop = Stop::default();
    let mut closed = None;
    let mut hear = |heard: Heard| {
        let line = mask(&heard.line);
        let written = match (heard.source, capture) {
            (_, Capture::Output) | (Source::Output, Capture::Errors) => Ok(()),
            (Source::Output, Capture::Nothing) => terminal.line(&line),
            (Source::Errors, _) => terminal.flush().and_then(|()| writeln!(std::io::stderr(), "{line}")),
        };
        if let Err(error) = written {
            closed.get_or_insert(error);
            stop.now();
        }
    };
    let finished = runtime.block_on(async {
        let interrupted = async {
            if tokio::signal::ctrl_c().await.is_ok() {
                stop.now();
            }
            std::future::pending::<()>().await;
        };
        let runner = Runner::of_process();
        tokio::select! {
            finished = runner.run(&plan.invocation, &stop, &mut hear) => Some(finished),
            () = interrupted => None,
        }
    });
    terminal.flush()?;
    if let Some(error) = closed {
        return Err(error.into());
    }
    let finished = finished.ok_or_else(|| Failure::Said("the command was interrupted".to_owned()))?;
    finished.map_err(|error| Failure::Said(error.to_string()))
}

/// Says what would run, with what around it.
fn show(terminal: &mut Terminal, plan: &Plan) -> Result<(), Failure> {
    let invocation = &plan.invocation;
    let (limits, wall) = (&invocation.limits, &invocation.wall);
    terminal.line(&format!("{} ({})", plan.sentence, plan.class))?;
    let mut part = |name: &str, text: &str| {
        terminal.write(Style::Faint, &format!("{name:10} "))?;
        terminal.line(text)
    };
    part("program", invocation.program.path().as_str())?;
    part("command", &plan.command_line())?;
    part("directory", invocation.directory.as_str())?;
    for (name, value) in invocation.environment.variables() {
        part("variable", &format!("{name}={}", mask(value)))?;
    }
    let mib = |bytes: u64| bytes / (1024 * 1024);
    let numbers = format!(
        "{} s, {} s of processor time, {} MiB of memory, {} MiB of output, {} MiB a file, {} processes",
        limits.wall.as_secs(),
        limits.cpu.as_secs(),
        mib(limits.memory),
        mib(limits.output),
        mib(limits.file),
        limits.processes
    );
    part("limits", &numbers)?;
    let list = |paths: &[Utf8PathBuf]| paths.iter().map(|path| path.as_str()).collect::<Vec<_>>().join(", ");
    part("reads", &list(&wall.read))?;
    part("writes", if wall.write.is_empty() { "nothing".to_owned() } else { list(&wall.write) }.as_str())?;
    part(
        "network",
        match wall.network {
            Network::Off => "off",
            Network::Local => "its own plugins only",
            Network::On => "on",
        },
    )?;
    part("wall", &Protection::of_machine().to_string())?;
    terminal.flush()?;
    Ok(())
}

use super::Token;
use super::protocol::{Ran, Run};
use crate::lsp::convert;
use crate::session::{Session, Task};
use camino::{Utf8Path, Utf8PathBuf};
use outside::commands::grammar::Class;
use outside::commands::{Ended, Plan, Policy, Protection, Runner};
use outside::redact::mask;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::request::ShowMessageRequest;
use tower_lsp::lsp_types::{MessageActionItem, MessageType, ShowMessageRequestParams};

/// What the person answers to have a command run.
const YES: &str = "Run it";

/// Runs a command that the grammar allows, in a trusted workspace; one that changes something asks first.
pub(super) async fn run(session: &Arc<Session>, argument: Run, token: Token) -> Result<Ran> {
    let roots = session.state().roots.clone();
    let uri = argument.uri.as_ref().and_then(convert::path);
    let Some(directory) = uri.map(directory_of).or_else(|| roots.first().cloned()) else {
        return Ok(Ran::not("there is no folder to run it in: open one".to_owned()));
    };
    let plan = session.run(move || decide(&roots, &argument.command, &directory)).await?;
    let plan = match plan {
        Ok(plan) => plan,
        Err(why) => return Ok(Ran::not(why)),
    };
    let about = Ran::about(&plan);
    if argument.dry_run {
        return Ok(Ran { message: format!("would run: {}", plan.command_line()), ..about });
    }
    if !session.is_trusted() {
        let message = "the workspace is not trusted, so nothing runs in it".to_owned();
        return Ok(Ran { message, ..about });
    }
    if (plan.class != Class::Read || !Protection::of_machine().is_whole()) && !wants(session, &plan).await {
        return Ok(Ran { message: "nothing ran: the person did not want it".to_owned(), ..about });
    }
    Ok(start(session, &plan, about, token).await)
}

/// All that is to be decided, from rules on disk: off the IO task.
fn decide(
    roots: &[Utf8PathBuf],
    command: &[String],
    directory: &Utf8Path,
) -> std::result::Result<Plan, String> {
    Policy::of(roots)?.plan(command, directory).map_err(|refusal| refusal.to_string())
}

/// The directory that `path` is, or lies in.
fn directory_of(path: Utf8PathBuf) -> Utf8PathBuf {
    if path.is_dir() { path } else { path.parent().map(Utf8Path::to_owned).unwrap_or(path) }
}

/// Asks the person; a client that cannot ask wants nothing.
async fn wants(session: &Session, plan: &Plan) -> bool {
    let action = |title: &str| MessageActionItem {
        title: title.to_owned(),
        properties: std::collections::HashMap::new(),
    };
    let gap = if Protection::of_machine().is_whole() {
        String::new()
    } else {
        format!("\n{}", Protection::of_machine())
    };
    let message = format!("{}:\n{}{gap}", plan.sentence, plan.command_line());
    let actions = Some(vec![action(YES), action("Cancel")]);
    let asked = session.client.request::<ShowMessageRequest>(ShowMessageRequestParams {
        typ: MessageType::WARNING,
        message,
        actions,
    });
    asked.await.ok().flatten().is_some_and(|answer| answer.title == YES)
}

async fn start(session: &Arc<Session>, plan: &Plan, about: Ran, token: Token) -> Ran {
    let task = Task::begin(session, &plan.command_line(), token).await;
    let mut output = Vec::new();
    let mut hear = |heard: outside::commands::Heard| {
        let line = mask(&heard.line);
        task.report(line.clone());
        output.push(line);
    };
    let finished = Runner::of_process().run(&plan.invocation, &task.stop(), &mut hear).await;
    drop(task);
    match finished {
        Err(error) => Ran { message: error.to_string(), ..about },
        Ok(finished) => {
            let code = if let Ended::Code(code) = finished.ended { Some(code) } else { None };
            let message = format!("{}: {}", plan.invocation.program.name(), finished.ended);
            Ran { ran: true, message, code, output, milliseconds: finished.took.as_millis() as u64, ..about }
        }
    }
}

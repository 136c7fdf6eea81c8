//! Slips between two files, played over the protocol from the finding to its mending.

use crate::{Folder, omni};
use serde_json::{Value, json};
use testkit::lsp::Client;

const PUBLISH: &str = "textDocument/publishDiagnostics";

/// Two files, one with a slip in it, and what is to be found.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// The file that is right.
    pub target: &'static str,
    /// The file with the slip.
    pub source: &'static str,
    /// The code of the finding.
    pub code: &'static str,
    /// The text that is underlined, and what is meant by it.
    pub slip: (&'static str, &'static str),
    /// The text of the other end.
    pub other: &'static str,
    /// The title of the fix of the other end.
    pub other_fix: &'static str,
}

fn capabilities() -> Value {
    json!({
        "workspace": { "workspaceEdit": { "documentChanges": true } },
        "textDocument": {
            "publishDiagnostics": { "versionSupport": true, "relatedInformation": true },
            "codeAction": {
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } },
                "isPreferredSupport": true,
                "dataSupport": true,
                "resolveSupport": { "properties": ["edit"] },
            },
        },
    })
}

/// What a range of the protocol covers; the texts are ASCII.
fn covered<'a>(text: &'a str, range: &Value) -> &'a str {
    let number = |end: &str, what: &str| range[end][what].as_u64().unwrap_or_default() as usize;
    assert_eq!(number("start", "line"), number("end", "line"), "{range}");
    let line = text.lines().nth(number("start", "line")).unwrap_or_default();
    &line[number("start", "character")..number("end", "character")]
}

/// `text` with the edits that `edit` has for `uri`.
fn edited(text: &str, edit: &Value, uri: &str) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    for document in edit["documentChanges"].as_array().into_iter().flatten() {
        for change in document["edits"].as_array().into_iter().flatten() {
            if document["textDocument"]["uri"] == uri {
                let at = |end: &str| change["range"][end]["character"].as_u64().unwrap_or_default() as usize;
                let line = change["range"]["start"]["line"].as_u64().unwrap_or_default() as usize;
                lines[line]
                    .replace_range(at("start")..at("end"), change["newText"].as_str().unwrap_or_default());
            }
        }
    }
    lines.concat()
}

/// The edit of the quick fix called `title` on `range`.
fn fix(client: &mut Client, uri: &str, range: &Value, title: &str) -> Value {
    let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": { "diagnostics": [] } });
    let all = client.call("textDocument/codeAction", params);
    let action = all.as_array().into_iter().flatten().find(|action| action["title"] == title);
    let action = action.unwrap_or_else(|| panic!("no action is called {title}: {all:#}")).clone();
    client.call("codeAction/resolve", action)["edit"].clone()
}

/// Waits until the document is free of findings of links.
fn until_clean(client: &mut Client, uri: &str, version: i32, code: &str) {
    while client.diagnostics(uri, version).iter().any(|found| found["code"] == code) {}
}

/// Plays a scenario in files of two names, the target's first; both ends stand in one file where the names are the same.
///
/// # Panics
/// If the finding, either of its ends or one of its fixes is not what the scenario says.
pub fn play(scenario: &Scenario, names: [&str; 2]) {
    let folder = Folder::with(&[]);
    let [target, source] = names.map(|name| folder.uri(name));
    let mut client = Client::open(&mut omni(["lsp"]), &folder.path, &capabilities());
    client.open_document(&target, scenario.target);
    let is_one = target == source;
    if !is_one {
        client.open_document(&source, scenario.source);
    }
    // The version of the source grows with the target's where they are one.
    let at = |version: i32| if is_one { version } else { 1 };
    let found = until_found(&mut client, &source, at(1), scenario.code);
    let (slip, meant) = scenario.slip;
    assert_eq!(covered(scenario.source, &found["range"]), slip);
    let message = found["message"].as_str().unwrap_or_default();
    assert!(message.ends_with(&format!("; did you mean \"{meant}\"?")), "{message}");
    let related = &found["relatedInformation"][0]["location"];
    assert_eq!(related["uri"], target);
    assert_eq!(covered(scenario.target, &related["range"]), scenario.other);

    // Mend the other end, and put it back.
    let edit = fix(&mut client, &source, &found["range"], scenario.other_fix);
    let renamed = edited(scenario.target, &edit, &target);
    assert_ne!(renamed, scenario.target);
    client.replace_document(&target, 2, &renamed);
    until_clean(&mut client, &source, at(2), scenario.code);
    client.replace_document(&target, 3, scenario.target);
    until_found(&mut client, &source, at(3), scenario.code);

    // Mend the slip itself.
    let edit = fix(&mut client, &source, &found["range"], &format!("Change to \"{meant}\""));
    let mended = edited(scenario.source, &edit, &source);
    assert_eq!(mended, scenario.source.replace(slip, meant));
    let version = at(3) + 1;
    client.replace_document(&source, version, &mended);
    until_clean(&mut client, &source, version, scenario.code);
    client.ignore(PUBLISH);
}

/// Waits until the document has a finding of a rule.
fn until_found(client: &mut Client, uri: &str, version: i32, code: &str) -> Value {
    loop {
        let all = client.diagnostics(uri, version);
        if let Some(found) = all.into_iter().find(|found| found["code"] == code) {
            return found;
        }
    }
}

//! Models on the command line: who writes, what is asked again, what is fallen back on, and batches.

use omni_tests::models::{Act, Protocol, Server};
use omni_tests::{Folder, omni};
use serde_json::{Value, json};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const REQUEST: &str = "an SNS topic called orders";

fn topic(name: &str, argument: &str) -> String {
    let content = format!("resource \"aws_sns_topic\" \"{name}\" {{\n  {argument} = \"{name}\"\n}}\n");
    json!({ "files": [{ "path": "main.tf", "content": content }] }).to_string()
}

fn run(command: &mut Command, folder: &Folder) -> Output {
    command.current_dir(&folder.path).output().expect("it runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("output is UTF-8")
}

fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", stderr(output)))
}

#[test]
fn what_a_model_writes_is_proven_and_says_who_wrote_it() {
    for protocol in Protocol::ALL {
        let server = Server::start(protocol, [Act::Split(topic("orders", "name"), 1)]);
        let folder = Folder::with(&[]);
        let arguments =
            ["generate", REQUEST, "--provider", server.name(), "--model", "small", "--format", "json"];
        let output = run(&mut server.omni(arguments), &folder);
        let made = json_of(&output);
        assert_eq!(made["proof"]["writtenBy"], json!([format!("{}/small", server.name())]), "{made:#}");
        assert!(made["proof"]["checked"].as_array().is_some_and(|checked| !checked.is_empty()));
        assert!(folder.read("main.tf").is_some_and(|text| text.contains("\"orders\"")));
        assert_eq!((server.requests().len(), server.faults()), (1, Vec::new()));
    }
}

#[test]
fn the_environment_chooses_too_and_faults_are_sent_back() {
    let bad = topic("orders", "name").replace("= \\\"orders\\\"", "= aws_sns_topic.other.arn");
    let server = Server::start(Protocol::OpenAi, [Act::Say(bad), Act::Say(topic("orders", "name"))]);
    let folder = Folder::with(&[]);
    let mut command = server.omni(["generate", REQUEST]);
    let output = run(command.env("OMNI_PROVIDER", "openai").env("OMNI_MODEL", "small"), &folder);
    let said = stdout(&output);
    assert!(said.contains("Written by\n  openai/small, at the second try\n"), "{said}{}", stderr(&output));
    let [_, second] = server.requests().try_into().expect("two requests");
    let told = second.body["messages"].as_array().and_then(|m| m.last()).map(Value::to_string);
    assert!(told.is_some_and(|told| told.contains("main.tf:2")), "{:#}", second.body);
}

#[test]
fn a_chain_goes_on_where_one_fails_and_ends_at_the_embedded_author() {
    let failing = Server::start(
        Protocol::Ollama,
        [Act::Status(404, Vec::new(), "{\"error\":\"no such model\"}".into())],
    );
    let good = Server::start(Protocol::OpenAi, [Act::Say(topic("orders", "name"))]);
    let folder = Folder::with(&[]);
    let mut command = good.omni(["generate", REQUEST, "--provider", "ollama/a,openai/b", "--format", "json"]);
    let made = json_of(&run(command.envs(failing.variables()), &folder));
    let by = made["proof"]["writtenBy"].to_string();
    assert!(by.contains("openai/b") && by.contains("Ollama does not have the model"), "{by}");

    let folder = Folder::with(&[]);
    let output = run(&mut failing.omni(["generate", REQUEST, "--provider", "ollama/a,embedded"]), &folder);
    let said = stdout(&output);
    assert!(said.contains("the embedded author, because Ollama does not have the model"), "{said}");
    assert!(folder.read("main.tf").is_some_and(|text| text.contains("aws_sns_topic")));
}

#[test]
fn an_answer_that_is_never_right_is_not_shown() {
    let server = Server::start(Protocol::OpenAi, [Act::Say("rm -rf / # trust me".into())]);
    let folder = Folder::with(&[]);
    let output = run(&mut server.omni(["generate", REQUEST, "--provider", "openai/m"]), &folder);
    let said = stdout(&output);
    assert!(
        said.contains("the embedded author, because the answer of openai/m still had a fault after 3 tries"),
        "{said}"
    );
    assert!(!said.contains("rm -rf"), "{said}");
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn who_cannot_be_asked_is_said_in_one_sentence() {
    let folder = Folder::with(&[]);
    for (provider, expected) in [
        ("olama", "no provider is called olama: ollama, openai, gemini, watsonx, anthropic, embedded"),
        ("openai", "OpenAI needs a key: set OPENAI_API_KEY"),
    ] {
        let output = run(&mut omni(["generate", REQUEST, "--provider", provider]), &folder);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(stderr(&output), format!("omni-architect: {expected}\n"));
    }
}

#[test]
fn models_of_a_provider_are_listed() {
    let server = Server::start(Protocol::Gemini, [Act::Silence]);
    let output = run(&mut server.omni(["models", "gemini"]), &Folder::with(&[]));
    assert_eq!(stdout(&output), "small\nlarge\n");
}

#[test]
fn a_batch_is_one_change_set_that_agrees_with_itself() {
    let folder = Folder::with(&[(
        "batch.txt",
        "an SNS topic called a\n# a comment\n\nan SQS queue called b\nqwrtz blorf\n",
    )]);
    let output = run(&mut omni(["batch", "batch.txt", "--into", "out", "--format", "json"]), &folder);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let made = json_of(&output);
    let done: Vec<_> =
        made["items"].as_array().expect("items").iter().map(|item| item["done"].clone()).collect();
    assert_eq!(done, [true, true, false]);
    let text = folder.read("out/main.tf").expect("it was written");
    assert!(text.contains("aws_sns_topic") && text.contains("aws_sqs_queue"), "{text}");
    assert_eq!(run(&mut omni(["check", "out"]), &folder).status.code(), Some(0));
}

/// Requests into fifty directories, and what a server makes of them: every seventh try fails in one way or another.
fn faulty(count: usize) -> (String, Vec<Act>) {
    let items = (0..count)
        .map(|n| json!({ "request": format!("an SNS topic called t{n}"), "into": format!("d{}", n % 50) }));
    let items: Vec<_> = items.collect();
    let soon = || vec![("retry-after-ms", "1".to_owned())];
    let acts = (0..count * 4).map(|n| match n % 35 {
        0 => Act::Status(503, soon(), String::new()),
        7 => Act::Status(429, soon(), String::new()),
        14 => Act::Cut(topic("cut", "name")),
        21 => Act::Raw("text/html", "<html>".to_owned()),
        28 => Act::Say("I would rather not.".to_owned()),
        _ => Act::Say(topic(&format!("m{n}"), "name")),
    });
    (json!(items).to_string(), acts.collect())
}

#[test]
fn a_long_batch_with_faults_stays_bounded_and_in_order() {
    // A thousand take four minutes without optimisation on a busy machine: `OMNI_BATCH=1000` asks for them.
    let count = std::env::var("OMNI_BATCH").ok().and_then(|n| n.parse().ok()).unwrap_or(200);
    let (items, acts) = faulty(count);
    let server = Server::start(Protocol::OpenAi, acts);
    let folder = Folder::with(&[("batch.json", &items)]);
    let arguments =
        ["batch", "batch.json", "--into", "out", "--provider", "openai/m", "--format", "json", "--dry-run"];
    let out = std::fs::File::create(folder.path.join("out.json")).expect("a file");
    let mut child = server.omni(arguments).current_dir(&folder.path).stdout(out).spawn().expect("it runs");
    let began = Instant::now();
    let mut most = 0;
    let status = loop {
        most = most.max(resident(child.id()).unwrap_or_default());
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            break status;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    eprintln!(
        "{count} requests in {:?}, at most {most} KiB, {} calls",
        began.elapsed(),
        server.requests().len()
    );
    assert_eq!(status.code(), Some(0));
    let made: Value = serde_json::from_str(&folder.read("out.json").expect("it is there")).expect("JSON");
    let items = made["items"].as_array().expect("items");
    let requests: Vec<_> =
        items.iter().filter_map(|item| item["request"].as_str()).map(str::to_owned).collect();
    let expected: Vec<_> = (0..count).map(|n| format!("an SNS topic called t{n}")).collect();
    assert_eq!(requests, expected);
    assert!(server.most_at_once() <= 3, "{}", server.most_at_once());
    assert!(most < 400 * 1024, "{most} KiB");
    let embedded =
        items.iter().filter(|item| item["message"].to_string().contains("embedded author")).count();
    assert!(embedded > 0 && embedded < count / 4, "{embedded}");
}

/// The most memory that a process had so far, in KiB.
fn resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").trim().parse().ok()
}

#[test]
fn an_interrupted_batch_ends_at_once_and_writes_nothing() {
    let server = Server::start(Protocol::OpenAi, [Act::Silence]);
    let folder = Folder::with(&[("batch.txt", "an SNS topic called a\nan SNS topic called b\n")]);
    let mut command = server.omni(["batch", "batch.txt", "--into", "out", "--provider", "openai/m"]);
    let mut child = command.current_dir(&folder.path).stdout(Stdio::null()).spawn().expect("it runs");
    server.wait_for_requests(2);
    let sent = Instant::now();
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.expect("kill runs").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    let took = server.wait_for_close().saturating_duration_since(sent);
    assert!(took < Duration::from_millis(100), "{took:?}");
    assert_eq!(folder.read("out/main.tf"), None);
}

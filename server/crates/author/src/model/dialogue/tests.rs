use super::*;
use crate::Change;

const LIMITS: Limits = Limits { context_tokens: 16_000, answer_tokens: 2_000, rounds: 2 };

fn dialogue(request: &str, files: &[(&str, &str)]) -> Dialogue {
    let mut workspace = Workspace::new(vec!["/w".into()]);
    for (path, text) in files {
        workspace.set((*path).into(), *text);
    }
    Dialogue::begin(&workspace, &Request::new(request, "/w"), None, LIMITS)
}

fn hear(dialogue: &mut Dialogue, text: &str) -> Option<Outcome> {
    let restore = |text: &str| text.replace("<<SECRET:token:1>>", "s3cr3t");
    dialogue.hear(&Heard { text, by: "test/model", cut: false, faults: &[], restore: &restore })
}

fn proposed(outcome: Option<Outcome>) -> ChangeSet {
    match outcome {
        Some(Outcome::Proposed(changes)) => changes,
        other => panic!("nothing was proposed: {other:?}"),
    }
}

fn text_of(changes: &ChangeSet) -> String {
    changes.changes.iter().filter_map(Change::after).map(|(_, text)| text).collect()
}

fn last_words(dialogue: &Dialogue) -> String {
    let prompt = dialogue.prompt();
    prompt.messages.last().unwrap().pieces.iter().map(|piece| piece.text.as_str()).collect()
}

const TOPIC: &str = "```hcl main.tf\nresource \"aws_sns_topic\" \"orders\" {\n  name = \"orders\"\n}\n```";

#[test]
fn the_prompt_has_the_request_the_draft_the_schema_and_the_workspace() {
    let dialogue = dialogue("an SNS topic called orders", &[("/w/vars.tf", "variable \"team\" {\n}\n")]);
    let said = last_words(&dialogue);
    for part in [
        "# Request\nan SNS topic",
        "resource \"aws_sns_topic\"",
        "resource aws_sns_topic:",
        "variable \"team\"",
    ] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    assert!(said.len() < 3 * LIMITS.context_tokens as usize);
}

#[test]
fn a_good_answer_is_proven_and_says_who_wrote_it() {
    let changes = proposed(hear(&mut dialogue("an SNS topic called orders", &[]), TOPIC));
    assert_eq!(changes.proof.written_by, ["test/model"]);
    assert!(!changes.proof.checked.is_empty() && text_of(&changes).contains("aws_sns_topic"));
}

#[test]
fn what_can_be_mended_without_the_model_is() {
    let answer = TOPIC.replace("name =", "nam  =");
    let changes = proposed(hear(&mut dialogue("an SNS topic called orders", &[]), &answer));
    assert_eq!(changes.proof.repaired.len(), 1);
    assert!(text_of(&changes).contains("name "), "{}", text_of(&changes));
}

#[test]
fn faults_go_back_and_the_second_answer_counts() {
    let mut dialogue = dialogue("an SNS topic called orders", &[]);
    let bad = TOPIC.replace("name = \"orders\"", "name = aws_sns_topic.other.name");
    assert!(hear(&mut dialogue, &bad).is_none());
    let said = last_words(&dialogue);
    assert!(said.contains("main.tf:2") && said.contains("other"), "{said}");
    let changes = proposed(hear(&mut dialogue, TOPIC));
    assert_eq!(changes.proof.written_by, ["test/model, at the second try"]);
}

#[test]
fn after_the_last_round_the_embedded_draft_is_given_and_that_is_said() {
    let mut dialogue = dialogue("an SNS topic called orders", &[]);
    assert!(hear(&mut dialogue, "Sorry.").is_none());
    assert!(hear(&mut dialogue, "Sorry.").is_none());
    let changes = proposed(hear(&mut dialogue, "Sorry."));
    let said = changes.proof.written_by.concat();
    assert!(said.starts_with("the embedded author, because the answer of test/model"), "{said}");
    assert!(text_of(&changes).contains("aws_sns_topic"));
}

#[test]
fn an_answer_that_lacks_what_was_asked_for_is_sent_back() {
    let mut dialogue = dialogue("an SNS topic called orders and an SQS queue called jobs", &[]);
    assert!(hear(&mut dialogue, TOPIC).is_none());
    assert!(last_words(&dialogue).contains("asks for aws_sqs_queue"), "{}", last_words(&dialogue));
}

#[test]
fn secrets_come_back_in_the_local_result_alone() {
    let mut dialogue = dialogue("an SNS topic called orders", &[]);
    let answer = TOPIC.replace("\"orders\"\n}", "\"<<SECRET:token:1>>\"\n}");
    assert!(text_of(&proposed(hear(&mut dialogue, &answer))).contains("s3cr3t"));
}

#[test]
fn a_change_that_breaks_a_file_it_does_not_touch_is_a_fault() {
    let files = [
        ("/w/main.tf", "resource \"aws_sns_topic\" \"a\" {\n  name = var.names[0]\n}\n"),
        ("/w/variables.tf", "variable \"names\" {\n  type = list(string)\n}\n"),
    ];
    let mut dialogue = dialogue("make names a number", &files);
    let answer = "```hcl variables.tf\nvariable \"names\" {\n  type = bool\n}\n```";
    let heard = hear(&mut dialogue, answer);
    assert!(heard.is_none(), "{heard:?}");
    assert!(last_words(&dialogue).contains("main.tf"), "{}", last_words(&dialogue));
}

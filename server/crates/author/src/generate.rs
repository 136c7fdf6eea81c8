//! The whole way of a request: read, compose, prove.

use crate::intent::{Intent, Shape};
use crate::prove::prove;
use crate::{ChangeSet, Note, Outcome, Proof, Refusal, Request, dialects, terraform};
use workspace::Workspace;

/// The longest request that is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// Makes changes of a request, or says why nothing can be made of it. The same workspace and request give the
/// same bytes each time.
pub fn generate(workspace: &Workspace, request: &Request) -> Outcome {
    if request.text.trim().is_empty() {
        return refused("The request is empty: say what to create, such as an S3 bucket with versioning");
    }
    if request.text.len() > LONGEST {
        return refused("The request is longer than 64 KiB: split it into several");
    }
    let intent = Intent::read(&request.text);
    let composed = dialects::compose(request, &intent, workspace);
    if composed.changes.is_empty() {
        return Outcome::Refused(nearest(&intent));
    }
    let assumed = composed.assumed.into_iter().map(|text| Note { text, request: None }).collect();
    let mut proof = Proof {
        understood: composed.understood,
        assumed,
        not_understood: left_over(&intent, &composed.used),
        not_checked: composed.not_checked,
        ..Proof::default()
    };
    let changes = prove(workspace, composed.changes, &mut proof);
    if changes.is_empty() {
        return Outcome::Refused(nearest(&intent));
    }
    Outcome::Proposed(ChangeSet { request: request.text.clone(), changes, proof })
}

fn refused(message: &str) -> Outcome {
    Outcome::Refused(Refusal { message: message.to_owned(), suggestions: Vec::new() })
}

fn nearest(intent: &Intent) -> Refusal {
    let suggestions = terraform::nearest(intent);
    let message = "No resource type, kind or alert of the bundled schemas is named in the request".to_owned();
    Refusal { message, suggestions }
}

/// Words that carry meaning and that nothing was made of, neighbours together.
fn left_over(intent: &Intent, used: &[bool]) -> Vec<Note> {
    let mut notes: Vec<Note> = Vec::new();
    let mut last = usize::MAX;
    for (at, word) in intent.words.words.iter().enumerate() {
        let idle = used.get(at).copied().unwrap_or(false)
            || matches!(word.shape, Shape::Punct(_))
            || is_small(&word.lemma);
        if idle {
            continue;
        }
        match notes.last_mut() {
            Some(note) if last + 1 == at => {
                let span = note.request.unwrap_or(word.span).cover(word.span);
                note.request = Some(span);
                span.text(&intent.words.text).clone_into(&mut note.text);
            }
            _ => notes.push(Note { text: word.text.to_string(), request: Some(word.span) }),
        }
        last = at;
    }
    notes
}

/// Words that only hold a sentence together.
const SMALL: &str = "a an the and or with to of for in on by that which is are as at from into it its this these \
create set up use using please i we want need add make generate provision configure define deploy \
build should be will can then also new resource terraform configuration have has each both one me \
my our your all so there any called named name";

fn is_small(lemma: &str) -> bool {
    SMALL.split_whitespace().any(|word| word == lemma)
}

use super::{Place, What};
use tower_lsp::lsp_types::{CodeAction, CodeActionKind};

/// Makes what the comment under the cursor asks for.
pub(super) fn offer(place: &Place<'_>) -> Option<CodeAction> {
    let request = asked(&place.file.text, place.file.lines.line(place.span.start) as usize)?;
    place.action(
        "Generate from this comment",
        CodeActionKind::REFACTOR_REWRITE,
        false,
        What::Generate { request },
    )
}

/// What a comment that stands on line `line` asks for: `# omni: ...` or `// omni: ...`, and the lines of comment
/// right below it that ask for nothing themselves.
fn asked(text: &str, line: usize) -> Option<String> {
    let before = text.lines().take(line + 1).map(comment).collect::<Vec<_>>();
    let run = before.iter().rev().take_while(|c| c.is_some()).count();
    let first =
        before.get(before.len() - run..)?.iter().rposition(|c| c.is_some_and(|c| words(c).is_some()))?;
    let first = before.len() - run + first;
    let mut lines = text.lines().skip(first).map_while(comment);
    let mut request = words(lines.next()?)?.to_owned();
    for more in lines.take_while(|more| words(more).is_none()) {
        request.push(' ');
        request.push_str(more);
    }
    let request = request.trim().to_owned();
    (!request.is_empty()).then_some(request)
}

/// What a line that is all comment says.
fn comment(line: &str) -> Option<&str> {
    let line = line.trim();
    line.strip_prefix("//").or_else(|| line.strip_prefix('#')).map(|said| said.trim_start_matches('#').trim())
}

/// What a comment asks for on its first line.
fn words(comment: &str) -> Option<&str> {
    let (mark, words) = comment.split_at_checked("omni:".len())?;
    mark.eq_ignore_ascii_case("omni:").then_some(words.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# about this file\n# omni: an S3 bucket\n#   with versioning\n\n// omni: a queue\n\
                        // omni: a topic\nx = 1 # omni: no\n# omni:\n";

    #[test]
    fn a_comment_asks_with_the_lines_below_it() {
        let first = Some("an S3 bucket with versioning".to_owned());
        assert_eq!([asked(TEXT, 0), asked(TEXT, 1), asked(TEXT, 2)], [None, first.clone(), first]);
        assert_eq!(asked(TEXT, 3), None);
        assert_eq!(asked(TEXT, 4).as_deref(), Some("a queue"));
        assert_eq!(asked(TEXT, 5).as_deref(), Some("a topic"));
    }

    #[test]
    fn code_before_a_comment_and_an_empty_request_ask_for_nothing() {
        assert_eq!(asked(TEXT, 6), None);
        assert_eq!(asked(TEXT, 7), None);
        assert_eq!(asked("", 0), None);
    }
}

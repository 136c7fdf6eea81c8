//! Changes of the core as one `WorkspaceEdit`, as far as the client can take it.

use super::convert;
use crate::session::{Session, Sides, Snapshot};
use author::Change;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::{BTreeMap, HashMap};
use text::{LineIndex, Span};
use tower_lsp::lsp_types::{
    AnnotatedTextEdit, ChangeAnnotation, ChangeAnnotationIdentifier, CreateFile, CreateFileOptions,
    DeleteFile, DeleteFileOptions, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, ResourceOp, TextDocumentEdit, TextEdit, Url,
    WorkspaceEdit,
};

/// Builds one edit of many files.
pub(super) struct Edits<'a> {
    session: &'a Session,
    snapshot: &'a Snapshot,
    steps: Vec<Step>,
}

enum Step {
    Create { url: Url, text: String, why: String },
    Edit { url: Url, version: Option<i32>, edits: Vec<TextEdit>, why: String },
    Delete { url: Url, why: String },
}

impl<'a> Edits<'a> {
    /// No edit yet, for the client of `session`, over the texts of `snapshot`.
    pub(super) fn new(session: &'a Session, snapshot: &'a Snapshot) -> Self {
        Self { session, snapshot, steps: Vec::new() }
    }

    /// Adds what an author proposes.
    pub(super) fn change(&mut self, change: &Change) -> Option<()> {
        match change {
            Change::Create { path, text } => {
                let why = format!("Create {}", name(path));
                self.steps.push(Step::Create { url: convert::url(path)?, text: text.clone(), why });
                Some(())
            }
            Change::Edit { path, before, edits } => {
                self.edit(path, before, edits, format!("Add to {}", name(path)))
            }
        }
    }

    /// Adds edits of the file at `path`, whose text is `before`.
    pub(super) fn edit(
        &mut self,
        path: &Utf8Path,
        before: &str,
        edits: &[text::TextEdit],
        why: String,
    ) -> Option<()> {
        let lines = LineIndex::new(before);
        let encoding = self.snapshot.encoding;
        let convert_one = |edit: &text::TextEdit| {
            let edit = before_last_line_ending(before, edit);
            TextEdit { range: convert::range(before, &lines, edit.span, encoding), new_text: edit.text }
        };
        let edits = edits.iter().map(convert_one).collect();
        let url = convert::known_url(path, self.snapshot)?;
        self.steps.push(Step::Edit { url, version: self.snapshot.version(path), edits, why });
        Some(())
    }

    /// Adds the way back from `sides`.
    pub(super) fn restore(&mut self, sides: &Sides) -> Option<()> {
        match &sides.before {
            None => {
                let why = format!("Delete {}", name(&sides.path));
                self.steps.push(Step::Delete { url: convert::known_url(&sides.path, self.snapshot)?, why });
                Some(())
            }
            Some(before) => {
                let back = difference(&sides.after, before);
                self.edit(&sides.path, &sides.after, &[back], format!("Restore {}", name(&sides.path)))
            }
        }
    }

    /// The whole. A client without versioned edits gets plain ones; what it cannot do at all it is not sent.
    ///
    /// # Errors
    /// One sentence that says what the client cannot do.
    pub(super) fn finish(self) -> Result<WorkspaceEdit, String> {
        let can = self.session.capabilities();
        let deletes = self.steps.iter().any(|step| matches!(step, Step::Delete { .. }));
        if deletes && !(can.document_changes && can.delete_files) {
            return Err(
                "the editor does not delete files when it is asked to: delete the new ones by hand".into()
            );
        }
        let creates = self.steps.iter().any(|step| matches!(step, Step::Create { .. }));
        if !can.document_changes || (creates && !can.create_files) {
            return Ok(plain(self.steps));
        }
        let mut annotations = HashMap::new();
        let mut operations = Vec::new();
        for (number, step) in self.steps.into_iter().enumerate() {
            let annotation = can.change_annotations.then(|| format!("omni-{number}"));
            if let Some(id) = &annotation {
                let label = step.why().to_owned();
                let about = ChangeAnnotation { label, needs_confirmation: Some(false), description: None };
                annotations.insert(id.clone(), about);
            }
            operations.extend(step.operations(annotation.as_ref()));
        }
        Ok(WorkspaceEdit {
            changes: None,
            document_changes: Some(DocumentChanges::Operations(operations)),
            change_annotations: can.change_annotations.then_some(annotations),
        })
    }
}

impl Step {
    fn why(&self) -> &str {
        let (Self::Create { why, .. } | Self::Edit { why, .. } | Self::Delete { why, .. }) = self;
        why
    }

    fn operations(self, annotation: Option<&ChangeAnnotationIdentifier>) -> Vec<DocumentChangeOperation> {
        match self {
            Self::Create { url, text, .. } => {
                let options = CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(false) };
                let create = CreateFile {
                    uri: url.clone(),
                    options: Some(options),
                    annotation_id: annotation.cloned(),
                };
                let create = DocumentChangeOperation::Op(ResourceOp::Create(create));
                let edit = TextEdit { range: all_of_nothing(), new_text: text };
                vec![create, document_edit(url, None, vec![edit], annotation)]
            }
            Self::Edit { url, version, edits, .. } => vec![document_edit(url, version, edits, annotation)],
            Self::Delete { url, .. } => {
                let options = DeleteFileOptions {
                    recursive: Some(false),
                    ignore_if_not_exists: Some(true),
                    annotation_id: annotation.cloned(),
                };
                let delete = DeleteFile { uri: url, options: Some(options) };
                vec![DocumentChangeOperation::Op(ResourceOp::Delete(delete))]
            }
        }
    }
}

fn document_edit(
    uri: Url,
    version: Option<i32>,
    edits: Vec<TextEdit>,
    annotation: Option<&ChangeAnnotationIdentifier>,
) -> DocumentChangeOperation {
    let edits = edits.into_iter().map(|text_edit| match annotation {
        Some(id) => OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id: id.clone() }),
        None => OneOf::Left(text_edit),
    });
    DocumentChangeOperation::Edit(TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.collect(),
    })
}

/// For clients that know neither versions nor new files: a file that is edited into being is created by most.
fn plain(steps: Vec<Step>) -> WorkspaceEdit {
    let mut changes: HashMap<Url, Vec<TextEdit>> = HashMap::new();
    for step in steps {
        match step {
            Step::Create { url, text, .. } => {
                let edit = TextEdit { range: all_of_nothing(), new_text: text };
                changes.entry(url).or_default().push(edit);
            }
            Step::Edit { url, edits, .. } => changes.entry(url).or_default().extend(edits),
            Step::Delete { .. } => {}
        }
    }
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}

/// The whole of an empty document. A line past the last is its end (LSP 3.17, Position); Neovim, told just that end,
/// leaves an empty line after the new text.
fn all_of_nothing() -> Range {
    Range { start: Position::default(), end: Position { line: 1, character: 0 } }
}

/// The one edit that makes `new` of `old`: what both begin and end with stays.
fn difference(old: &str, new: &str) -> text::TextEdit {
    let same = old.char_indices().zip(new.chars()).take_while(|((_, a), b)| a == b);
    // No client can address the middle of a line ending.
    let front = same.last().map_or(0, |((at, c), _)| if c == '\r' { at } else { at + c.len_utf8() });
    let ends = old[front..].chars().rev().zip(new[front..].chars().rev()).take_while(|(a, b)| a == b);
    let back: usize = ends.map(|(c, _)| c.len_utf8()).sum();
    let back = if old[..old.len() - back].ends_with('\r') { back.saturating_sub(1) } else { back };
    let span = Span::from(front..old.len() - back);
    text::TextEdit::replace(span, new.get(front..new.len() - back).unwrap_or_default())
}

/// The same edit without touching the end of the text where it can: Neovim adds an empty line to what is inserted
/// after the last line ending.
fn before_last_line_ending(before: &str, edit: &text::TextEdit) -> text::TextEdit {
    let kept = &before[..(edit.span.start as usize).min(before.len())];
    let ending = if kept.ends_with("\r\n") { "\r\n" } else { "\n" };
    let at_end = edit.span.end as usize == before.len();
    let ends = kept.ends_with(ending) && before.ends_with(ending);
    if !(at_end && ends && (edit.text.is_empty() || edit.text.ends_with(ending))) {
        return edit.clone();
    }
    let back = ending.len() as u32;
    let text = edit.text.strip_suffix(ending).map(|text| format!("{ending}{text}")).unwrap_or_default();
    text::TextEdit::replace(Span::new(edit.span.start - back, edit.span.end - back), text)
}

/// Edits of a fix, by file, each in one step over the texts of `snapshot`. Call it off the IO task.
pub(super) fn of_fix(session: &Session, snapshot: &Snapshot, fixes: &[check::Fix]) -> Option<WorkspaceEdit> {
    let mut by_path: BTreeMap<&Utf8PathBuf, Vec<text::TextEdit>> = BTreeMap::new();
    for edit in fixes.iter().flat_map(|fix| &fix.edits) {
        by_path.entry(&edit.path).or_default().push(edit.edit.clone());
    }
    let mut whole = Edits::new(session, snapshot);
    for (path, edits) in by_path {
        if let Some(file) = snapshot.workspace().file(path) {
            whole.edit(path, &file.text, &edits, format!("Change {}", name(path)))?;
        } else {
            let text = text::apply("", &edits).ok()?;
            whole.change(&Change::Create { path: path.clone(), text })?;
        }
    }
    whole.finish().ok()
}

fn name(path: &Utf8Path) -> &str {
    path.file_name().unwrap_or(path.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_at_the_end_moves_before_the_last_line_ending_and_means_the_same() {
        let cases = [
            ("a\n", 2, 2, "\nb\n", 1),
            ("a\r\n", 3, 3, "b\r\n", 1),
            ("a\nb\n", 2, 4, "", 1),
            ("a\r\n", 3, 3, "b\n", 3),
            ("a", 1, 1, "b\n", 1),
            ("", 0, 0, "b\n", 0),
            ("a\nb\n", 2, 3, "c", 2),
        ];
        for (before, start, end, new, moved) in cases {
            let edit = text::TextEdit::replace(Span::new(start, end), new);
            let other = before_last_line_ending(before, &edit);
            assert_eq!(other.span.start, moved, "{before:?} {new:?}");
            assert_eq!(text::apply(before, &[other]), text::apply(before, &[edit]), "{before:?} {new:?}");
        }
    }

    #[test]
    fn the_difference_is_what_lies_between_the_common_ends() {
        for (old, new) in [
            ("aXb", "aYYb"),
            ("", "é"),
            ("ab", "ab"),
            ("aa", "a"),
            ("éb", "èb"),
            ("x", ""),
            ("a\r\nb", "c\nb"),
        ] {
            let edit = difference(old, new);
            assert_eq!(text::apply(old, std::slice::from_ref(&edit)).unwrap(), new, "{old} {new}");
        }
        assert_eq!(difference("a1b", "a22b").text, "22");
    }
}

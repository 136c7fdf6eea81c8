use crate::hardening::{Patch, hcl_edits, yaml_edits};
use crate::{FileEdit, Finding, Fix, Related, Rule, Settings, Severity};
use camino::Utf8Path;
use std::fmt::Write as _;
use std::sync::Arc;
use text::{Span, TextEdit};
use workspace::{Placed, Site, Tree, Unit, Workspace};

/// Where a rule puts what it finds.
pub(crate) struct Sink<'a> {
    pub(crate) rule: &'static Rule,
    pub(crate) found: &'a mut Vec<Found>,
}

/// A finding with spans relative to its unit, so that it holds wherever the unit stands in its file.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    rule: &'static Rule,
    severity: Severity,
    span: Span,
    message: String,
    related: Vec<(Place, Span, String)>,
    fixes: Vec<FoundFix>,
}

#[derive(Clone, Debug)]
struct FoundFix {
    title: String,
    edits: Vec<(Place, TextEdit)>,
    patch: Patch,
    /// It needs a choice, so that it is never taken without asking.
    is_offer: bool,
}

/// What a span of a finding is relative to.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// The unit that the finding is about.
    Here,
    /// Another unit, of this file or another.
    Unit(Arc<Utf8Path>, Arc<Unit>),
    /// A whole file, which need not exist.
    File(Arc<Utf8Path>),
}

impl From<&Site> for Place {
    fn from(site: &Site) -> Self {
        Self::Unit(site.path.clone(), site.unit.clone())
    }
}

impl<'a> Sink<'a> {
    /// As [`Sink::report`], for a sink that is not needed again.
    pub(crate) fn report_owned(self, span: Span, message: impl Into<String>) -> &'a mut Found {
        let Self { rule, found } = self;
        push(rule, found, span, message.into())
    }

    /// Reports `message` at `span` of the unit. The answer takes related places and fixes.
    pub(crate) fn report(&mut self, span: Span, message: impl Into<String>) -> &mut Found {
        push(self.rule, self.found, span, message.into())
    }
}

fn push<'a>(rule: &'static Rule, out: &'a mut Vec<Found>, span: Span, message: String) -> &'a mut Found {
    let severity = rule.severity;
    out.push(Found { rule, severity, span, message, related: Vec::new(), fixes: Vec::new() });
    // It was pushed just now.
    let last = out.len() - 1;
    &mut out[last]
}

impl Found {
    /// Makes it more or less bad than its rule's findings are.
    pub(crate) fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// Names another end of it.
    pub(crate) fn related(
        &mut self,
        place: impl Into<Place>,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Self {
        self.related.push((place.into(), span, message.into()));
        self
    }

    /// Offers edits of the same unit that mend it; the first fix offered is the preferred one.
    pub(crate) fn fix(&mut self, title: impl Into<String>, edits: Vec<TextEdit>) -> &mut Self {
        self.fix_at(title, edits.into_iter().map(|edit| (Place::Here, edit)).collect())
    }

    /// Offers to write `meant` at `span`, and asks in the message whether it was meant.
    pub(crate) fn meant(&mut self, span: Span, meant: Option<&str>) -> &mut Self {
        if let Some(meant) = meant {
            let _ = write!(self.message, "; did you mean \"{meant}\"?");
            self.fix(format!("Change to \"{meant}\""), vec![TextEdit::replace(span, meant)]);
        }
        self
    }

    /// Offers edits that mend it, in any file.
    pub(crate) fn fix_at(&mut self, title: impl Into<String>, edits: Vec<(Place, TextEdit)>) -> &mut Self {
        self.fixes.push(FoundFix { title: title.into(), edits, patch: Patch::new(), is_offer: false });
        self
    }

    /// Makes `patch` of the unit the fix that is taken without asking, where it changes something.
    pub(crate) fn patch(&mut self, title: impl Into<String>, unit: &Unit, patch: Patch) -> &mut Self {
        self.patched(title.into(), unit, patch, false)
    }

    /// Offers `patch` of the unit, which needs a choice of the person.
    pub(crate) fn offer(&mut self, title: impl Into<String>, unit: &Unit, patch: Patch) -> &mut Self {
        self.patched(title.into(), unit, patch, true)
    }

    fn patched(&mut self, title: String, unit: &Unit, patch: Patch, is_offer: bool) -> &mut Self {
        let edits = match &unit.tree {
            Tree::Yaml(root) => yaml_edits(&unit.text, root, &patch),
            Tree::Hcl(root) => hcl_edits(&unit.text, root, &patch),
            Tree::Opaque => Vec::new(),
        };
        if !edits.is_empty() {
            let edits = edits.into_iter().map(|edit| (Place::Here, edit)).collect();
            self.fixes.push(FoundFix { title, edits, patch, is_offer });
        }
        self
    }

    /// Whether every other place that it names is still there. A place in a whole file counts as gone, since nothing
    /// says whether its bytes moved.
    pub(crate) fn holds_in(&self, workspace: &Workspace) -> bool {
        let edits = self.fixes.iter().flat_map(|fix| &fix.edits).map(|(place, _)| place);
        self.related.iter().map(|(place, ..)| place).chain(edits).all(|place| match place {
            Place::Here => true,
            Place::Unit(path, unit) => workspace.file(path).is_some_and(|f| f.offset_of(unit).is_some()),
            Place::File(_) => false,
        })
    }

    /// The finding as it stands in `workspace`, with its unit at `here` of the file `path`; `None` where the
    /// settings turn its rule off.
    pub(crate) fn place(
        &self,
        workspace: &Workspace,
        path: &Utf8Path,
        here: &Placed,
        settings: &Settings,
    ) -> Option<Finding> {
        let severity = settings.severity(self.rule.code, self.severity)?;
        let resolve = |place: &Place| match place {
            Place::Here => Some((path.to_path_buf(), here.offset)),
            Place::Unit(path, unit) => {
                let offset = workspace.file(path)?.offset_of(unit)?;
                Some((path.to_path_buf(), offset))
            }
            Place::File(path) => Some((path.to_path_buf(), 0)),
        };
        let related = self.related.iter().filter_map(|(place, span, message)| {
            let (path, offset) = resolve(place)?;
            Some(Related { path, span: *span + offset, message: message.clone() })
        });
        let fixes = self.fixes.iter().enumerate().filter_map(|(index, fix)| {
            let edits = fix.edits.iter().map(|(place, edit)| {
                let (path, offset) = resolve(place)?;
                Some(FileEdit { path, edit: TextEdit::replace(edit.span + offset, edit.text.clone()) })
            });
            let edits = edits.collect::<Option<_>>()?;
            let preferred = index == 0 && !fix.is_offer;
            Some(Fix { title: fix.title.clone(), edits, preferred, patch: fix.patch.clone() })
        });
        Some(Finding {
            code: self.rule.code,
            severity,
            path: path.to_path_buf(),
            span: self.span + here.offset,
            message: self.message.clone(),
            related: related.collect(),
            fixes: fixes.collect(),
        })
    }
}

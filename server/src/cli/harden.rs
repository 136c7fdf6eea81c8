use super::args::{GenerateFormat, Harden};
use super::check::Wanted;
use super::config;
use super::generate::{Asked, propose};
use super::terminal::Terminal;
use super::{Outcome, interrupt::Guard};
use crate::exit::ExitCode;
use crate::harden;
use ::check::Settings;
use camino::{Utf8Path, Utf8PathBuf};

pub(super) fn run(terminal: &mut Terminal, arguments: &Harden, guard: &Guard) -> Outcome {
    let (wanted, loaded) = Wanted::load(terminal, &arguments.paths)?;
    let settings = Settings { level: arguments.level.level(), ..config::settings(terminal)?.check };
    let paths: Vec<_> =
        loaded.workspace.files().filter(|f| wanted.has(&f.path)).map(|f| f.path.to_path_buf()).collect();
    let changes = harden::change_set(&loaded.workspace, &harden::Wanted { paths, at: None }, &settings);
    let into = common(changes.changes.iter().map(path_of));
    let asked = Asked { dry_run: arguments.dry_run, yes: arguments.yes, format: GenerateFormat::Text };
    propose(terminal, asked, &into, &changes, guard)?;
    Ok(ExitCode::Clean)
}

fn path_of(change: &author::Change) -> &Utf8Path {
    match change {
        author::Change::Create { path, .. } | author::Change::Edit { path, .. } => path,
    }
}

/// The directory that all of `paths` lie below.
fn common<'a>(paths: impl Iterator<Item = &'a Utf8Path>) -> Utf8PathBuf {
    let mut parents = paths.filter_map(Utf8Path::parent);
    let Some(first) = parents.next() else { return Utf8PathBuf::from("/") };
    let shared = |a: &'a Utf8Path, b: &'a Utf8Path| a.ancestors().find(|up| b.starts_with(up)).unwrap_or(a);
    parents.fold(first, shared).to_owned()
}

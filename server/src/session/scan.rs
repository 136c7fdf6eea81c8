use super::progress::Task;
use super::{FromDisk, Session, State};
use crate::wiring;
use camino::Utf8PathBuf;
use outside::files::{Found, Rules, Skipped, Stamp, Walk, read, read_below, walk};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use workspace::Workspace;

/// Reads the whole workspace: the directories of open documents first, then every root.
pub(crate) async fn scan(session: Arc<Session>) {
    load_neighbours(&session).await;
    let roots = session.state().roots.clone();
    let task = Task::begin(&session, "Reading the workspace", None).await;
    let cancelled = task.cancelled();
    let read = {
        let roots = roots.clone();
        session.run(move || read_all(roots, &cancelled)).await
    };
    // A fault of the server was logged; what waits for the files must not wait for ever.
    let (workspace, files, skipped) = read.unwrap_or_default();
    let was_cancelled = task.cancelled().load(Ordering::Relaxed);
    task.report(format!("{} files", files.len()));
    for skipped in &skipped {
        session.log(format!("not checked: {skipped}"));
    }
    if was_cancelled {
        session.log("reading the workspace was cancelled; files that are not open are not known");
    }
    session.update(|state| install(state, &roots, workspace, files, skipped));
    session.read.send_replace(());
    load_neighbours(&session).await;
    // What was written while the walk was under way.
    rescan(&session);
}

/// Reads what lies beside the open documents.
async fn load_neighbours(session: &Arc<Session>) {
    let snapshot = session.snapshot();
    let directories: BTreeSet<_> = snapshot.documents().filter_map(|(path, _)| path.parent()).collect();
    for directory in directories {
        load_directory(session, directory.to_owned()).await;
    }
}

/// Puts what was read in place, unless the folders changed in the meantime.
fn install(
    state: &mut State,
    roots: &[Utf8PathBuf],
    workspace: Workspace,
    files: Vec<Found>,
    skipped: Vec<Skipped>,
) {
    if state.roots != roots {
        return;
    }
    state.advance(|s| s.with_workspace(workspace));
    state.disk = files.into_iter().map(|f| (f.path, f.stamp)).collect();
    state.skipped = skipped;
    state.loaded.roots = true;
    state.loaded.directories.clear();
    state.dirty.open = true;
    state.dirty.all = true;
}

fn read_all(roots: Vec<Utf8PathBuf>, cancelled: &Arc<AtomicBool>) -> (Workspace, Vec<Found>, Vec<Skipped>) {
    let walk = walk(&roots, &rules(cancelled.clone(), None));
    let (texts, files, skipped) = read_found(walk, cancelled);
    (Workspace::load(roots, texts), files, skipped)
}

type Text = (Utf8PathBuf, Arc<str>);

fn read_found(walk: Walk, cancelled: &AtomicBool) -> (Vec<Text>, Vec<Found>, Vec<Skipped>) {
    let (mut texts, mut files, mut skipped) = (Vec::new(), Vec::new(), walk.skipped);
    for found in walk.found {
        if cancelled.load(Ordering::Relaxed) {
            break;
        }
        match read(&found.path) {
            Ok(text) => {
                texts.push((found.path.clone(), text.into()));
                files.push(found);
            }
            Err(why) => skipped.push(Skipped { path: found.path, why }),
        }
    }
    (texts, files, skipped)
}

fn rules(cancelled: Arc<AtomicBool>, depth: Option<usize>) -> Rules {
    Rules { wanted: wiring::is_ours, is_skipped: workspace::is_skipped_directory, depth, cancelled }
}

/// Reads the files beside an open one, so that what it refers to is known at once.
pub(crate) async fn load_directory(session: &Arc<Session>, directory: Utf8PathBuf) {
    if session.state().is_loaded(&directory) {
        return;
    }
    let read = {
        let directory = directory.clone();
        session.run(move || {
            let cancelled = Arc::default();
            let walk = walk(std::slice::from_ref(&directory), &rules(Arc::clone(&cancelled), Some(1)));
            let (texts, files, _) = read_found(walk, &cancelled);
            let pairs = texts.into_iter().zip(files);
            pairs.map(|((path, text), f)| (path, Some((text, f.stamp)))).collect::<Vec<FromDisk>>()
        })
    };
    let Ok(read) = read.await else { return };
    session.update(|state| {
        if !state.is_loaded(&directory) {
            state.disk_changed(read);
        }
        state.loaded.directories.insert(directory);
        state.dirty.open = true;
    });
    session.read.send_replace(());
}

/// Has `paths` read again: files that were written, made or deleted outside the editor.
pub(crate) fn reload(session: &Arc<Session>, paths: Vec<Utf8PathBuf>) {
    let reader = session.clone();
    let roots = session.state().roots.clone();
    spawn_read(session, async move {
        let read = move || {
            paths.into_iter().filter(|p| wiring::is_ours(p)).map(|path| read_one(&roots, path)).collect()
        };
        reader.run(read).await.unwrap_or_default()
    });
}

/// Has files looked for that changed on disk, for clients that do not say so themselves.
pub(crate) fn rescan(session: &Arc<Session>) {
    let reader = session.clone();
    spawn_read(session, async move { changed_on_disk(&reader).await });
}

/// Reads in a task of its own. What the client asks for next waits for it.
fn spawn_read(session: &Arc<Session>, read: impl Future<Output = Vec<FromDisk>> + Send + 'static) {
    session.state().loaded.reading += 1;
    let session = session.clone();
    tokio::spawn(async move {
        let read = read.await;
        session.update(|state| {
            state.disk_changed(read);
            state.loaded.reading -= 1;
        });
        session.read.send_replace(());
    });
}

/// Reads a file; one that is called a file of the workspace must really lie in it.
fn read_one(roots: &[Utf8PathBuf], path: Utf8PathBuf) -> FromDisk {
    let is_inside = roots.iter().any(|root| path.starts_with(root));
    let read = |path: &Utf8PathBuf| if is_inside { read_below(roots, path) } else { read(path) };
    let stamp = path.metadata().map(|m| Stamp { modified: m.modified().ok(), bytes: m.len() });
    let read = stamp.ok().and_then(|stamp| Some((read(&path).ok()?.into(), stamp)));
    (path, read)
}

/// The files that are not on disk as they were read.
async fn changed_on_disk(session: &Arc<Session>) -> Vec<FromDisk> {
    let (roots, known) = {
        let state = session.state();
        if !state.loaded.roots {
            return Vec::new();
        }
        (state.roots.clone(), state.disk.clone())
    };
    let compare = move || {
        let walk = walk(&roots, &rules(Arc::default(), None));
        let changed = walk.found.iter().filter(|f| known.get(&f.path) != Some(&f.stamp));
        let mut read: Vec<FromDisk> = changed.map(|f| read_one(&roots, f.path.clone())).collect();
        let found: BTreeSet<_> = walk.found.iter().map(|f| &f.path).collect();
        let in_roots = |path: &&Utf8PathBuf| roots.iter().any(|root| path.starts_with(root));
        let gone = known.keys().filter(in_roots).filter(|path| !found.contains(path));
        read.extend(gone.map(|path| (path.clone(), None)));
        read
    };
    session.run(compare).await.unwrap_or_default()
}

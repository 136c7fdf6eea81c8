use super::write::{Target, WriteError, refused};
use camino::{Utf8Path, Utf8PathBuf};
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile, TempPath};

/// New texts that lie beside the files they will replace. Dropped, it leaves everything as it was.
#[derive(Debug, Default)]
pub(super) struct Staged {
    waiting: Vec<(Target, NamedTempFile)>,
    done: Vec<Done>,
    directories: Vec<PathBuf>,
}

/// A file that has its new text, and the way back.
#[derive(Debug)]
struct Done {
    path: Utf8PathBuf,
    real: PathBuf,
    /// The old text; `None` for a file that was not there.
    backup: Option<TempPath>,
}

impl Staged {
    /// Puts the new text of `target` on disk beside it, synced, with the mode that the file will have.
    pub(super) fn prepare(&mut self, target: Target) -> Result<(), WriteError> {
        let staged = self.stage(&target).map_err(|e| refused(&target.path, &e))?;
        self.waiting.push((target, staged));
        Ok(())
    }

    fn stage(&mut self, target: &Target) -> io::Result<NamedTempFile> {
        let directory = parent(&target.real);
        self.create_directory(directory)?;
        let mut builder = Builder::new();
        builder.prefix(".omni-").suffix(".tmp");
        let mut file = new_file(&mut builder).tempfile_in(directory)?;
        file.write_all(target.text.as_bytes())?;
        if target.edits {
            let old = fs::metadata(&target.real)?;
            keep_owner(file.path(), &old);
            file.as_file().set_permissions(old.permissions())?;
        }
        file.as_file().sync_all()?;
        Ok(file)
    }

    fn create_directory(&mut self, directory: &Path) -> io::Result<()> {
        let missing: Vec<_> = directory.ancestors().take_while(|d| !d.exists()).collect();
        for directory in missing.into_iter().rev() {
            fs::create_dir(directory)?;
            self.directories.push(directory.to_owned());
        }
        Ok(())
    }

    /// Gives every file its new text, or puts all of them back.
    pub(super) fn commit(mut self) -> Result<(), WriteError> {
        for (target, staged) in std::mem::take(&mut self.waiting) {
            match replace(&target, staged) {
                Ok(done) => self.done.push(done),
                Err(error) => return Err(self.roll_back(error)),
            }
        }
        for done in std::mem::take(&mut self.done) {
            // The texts are synced; a directory that cannot be is no reason to fail what is done.
            let _ = File::open(parent(&done.real)).and_then(|d| d.sync_all());
        }
        self.directories.clear();
        Ok(())
    }

    fn roll_back(&mut self, error: WriteError) -> WriteError {
        let mut error = error;
        for done in std::mem::take(&mut self.done).into_iter().rev() {
            let (path, why) = (done.path.clone(), error.to_string());
            if let Err(backup) = done.undo() {
                error = WriteError::NotRestored { path, backup, why };
            }
        }
        error
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        self.waiting.clear();
        for directory in self.directories.iter().rev() {
            // One that is not empty has something of someone else's in it by now.
            let _ = fs::remove_dir(directory);
        }
    }
}

impl Done {
    /// Puts the old state back; the error is where the old text is kept instead.
    fn undo(self) -> Result<(), Option<Utf8PathBuf>> {
        match self.backup {
            None => fs::remove_file(&self.real).map_err(|_| None),
            Some(backup) => match fs::rename(&backup, &self.real) {
                Ok(()) => Ok(()),
                Err(_) => Err(backup.keep().ok().and_then(|p| Utf8PathBuf::from_path_buf(p).ok())),
            },
        }
    }
}

fn replace(target: &Target, staged: NamedTempFile) -> Result<Done, WriteError> {
    let (path, real) = (target.path.clone(), target.real.clone());
    if !target.edits {
        return match staged.persist_noclobber(&real) {
            Ok(_) => Ok(Done { path, real, backup: None }),
            Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => Err(WriteError::Exists(path)),
            Err(e) => Err(refused(&path, &e.error)),
        };
    }
    let backup = back_up(&path, &real)?;
    staged.persist(&real).map_err(|e| refused(&path, &e.error))?;
    Ok(Done { path, real, backup: Some(backup) })
}

/// A second name for the old text; a copy where the file system has no hard links.
fn back_up(path: &Utf8Path, real: &Path) -> Result<TempPath, WriteError> {
    let mut builder = Builder::new();
    let link = |to: &Path| fs::hard_link(real, to).or_else(|_| fs::copy(real, to).map(|_| ()));
    let made = builder.prefix(".omni-").suffix(".bak").make_in(parent(real), link);
    Ok(made.map_err(|e| refused(path, &e))?.into_temp_path())
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

#[cfg(unix)]
fn new_file<'a, 'b>(builder: &'a mut Builder<'b, 'b>) -> &'a mut Builder<'b, 'b> {
    use std::os::unix::fs::PermissionsExt;
    // The process' umask takes from it what the person does not want.
    builder.permissions(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn new_file<'a, 'b>(builder: &'a mut Builder<'b, 'b>) -> &'a mut Builder<'b, 'b> {
    builder
}

/// Gives `path` the owner of the file it will replace. Only the superuser can, and only for them it matters.
#[cfg(unix)]
fn keep_owner(path: &Path, old: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, chown};
    let _ = chown(path, Some(old.uid()), Some(old.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_path: &Path, _old: &fs::Metadata) {}

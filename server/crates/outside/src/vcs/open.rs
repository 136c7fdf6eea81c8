use super::{Reading, VcsError};
use camino::{Utf8Path, Utf8PathBuf};
use gix::bstr::ByteSlice;
use gix::config::Source;
use gix::open::{Options, Permissions, permissions};
use gix::sec::Permission;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The largest configuration that is searched for includes, in bytes; one that is larger is read without any.
const MAX_CONFIG: u64 = 1024 * 1024;

/// A git repository with a worktree, opened so that reading it starts no program.
pub struct Repository {
    pub(super) inner: gix::Repository,
    root: Utf8PathBuf,
    filters: BTreeSet<String>,
    own: OwnSettings,
}

/// What the repository's own configuration sets, against what the person's says of the same.
#[derive(Debug, Default)]
pub(super) struct OwnSettings {
    /// Whether it includes other files, which were not read.
    pub(super) includes: bool,
    /// The names of its settings; all but what stands between the first and the last dot in lower case.
    pub(super) keys: BTreeSet<String>,
    /// Every setting of the person and the machine.
    pub(super) persons: BTreeMap<String, Vec<String>>,
}

impl std::fmt::Debug for Repository {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repository").field("root", &self.root).finish_non_exhaustive()
    }
}

impl Repository {
    /// Opens the repository that `path` lies in: a file or a directory, absolute.
    ///
    /// # Errors
    /// Where there is none, where it is bare, and where it cannot be read or tries to lead elsewhere.
    pub fn at(path: &Utf8Path) -> Result<Self, VcsError> {
        let start = path.ancestors().find(|p| p.is_dir()).unwrap_or(path);
        for directory in start.ancestors() {
            let git = directory.as_std_path().join(".git");
            let there = fs::metadata(&git).is_ok();
            if there && !git.is_dir() {
                is_file(&git)?;
            }
            for name in ["HEAD", "commondir", "config"].iter().filter(|_| git.is_dir()) {
                is_file(&git.join(name))?;
            }
            if there {
                break;
            }
        }
        let (found, _) = gix::discover::upwards(start.as_std_path())
            .map_err(|_| VcsError::NoRepository(path.to_owned()))?;
        let (git_dir, worktree) = found.into_repository_and_work_tree_directories();
        let Some(worktree) = worktree else { return Err(VcsError::Bare(utf8(git_dir)?)) };
        Self::open(&git_dir, &worktree)
    }

    /// Opens what was found at `git_dir`, with its files at `worktree`.
    pub(super) fn open(git_dir: &Path, worktree: &Path) -> Result<Self, VcsError> {
        let root = utf8(worktree.canonicalize().reading("the worktree")?)?;
        let includes = local_includes(git_dir)?;
        let mut inner =
            gix::open_opts(worktree, options(!includes)).map_err(|error| unopened(&root, &error))?;
        let workdir = inner.workdir().and_then(|dir| dir.canonicalize().ok());
        if workdir.as_deref() != Some(root.as_std_path()) {
            return Err(VcsError::WorktreeElsewhere(root));
        }
        let own = OwnSettings { includes, ..own_settings(&inner) };
        let filters = disarm(&mut inner)?;
        inner.object_cache_size_if_unset(4 * 1024 * 1024);
        Ok(Self { inner, root, filters, own })
    }

    /// The directory of the worktree, absolute and without symbolic links.
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// The directory that git keeps this worktree's state in.
    pub fn git_dir(&self) -> &Path {
        self.inner.git_dir()
    }

    /// The directory that all worktrees of the repository share.
    pub fn common_dir(&self) -> &Path {
        self.inner.common_dir()
    }

    /// The names of the filters that the configuration defines, which are never run: `lfs` for one.
    pub fn filters(&self) -> &BTreeSet<String> {
        &self.filters
    }

    /// What the repository's own configuration sets.
    pub(super) fn own_settings(&self) -> &OwnSettings {
        &self.own
    }

    /// Where the repository keeps its hooks; nothing in it was run.
    pub(super) fn hooks_directory(&self) -> PathBuf {
        self.inner.common_dir().join("hooks")
    }

    /// Whether someone else owns the repository, and the person's own configuration does not name it as safe.
    pub fn is_foreign(&self) -> bool {
        self.inner.git_dir_trust() != gix::sec::Trust::Full
    }

    /// `path` from the worktree's root, with `/` between its parts.
    ///
    /// # Errors
    /// If it lies outside.
    pub fn relative(&self, path: &Utf8Path) -> Result<String, VcsError> {
        let outside = || VcsError::NoPath(path.to_string());
        if let Ok(below) = path.strip_prefix(&self.root) {
            return Ok(below.as_str().replace('\\', "/"));
        }
        // The name of a directory above may lead through a symbolic link; the file itself may be one.
        let (directory, name) = (path.parent().ok_or_else(outside)?, path.file_name().ok_or_else(outside)?);
        let directory = directory.canonicalize_utf8().map_err(|_| outside())?;
        let below = directory.strip_prefix(&self.root).map_err(|_| outside())?.join(name);
        Ok(below.as_str().replace('\\', "/"))
    }
}

/// The person's own configuration counts, the environment's does not, and nothing runs git to ask for more.
fn options(includes: bool) -> Options {
    let permissions = Permissions {
        env: permissions::Environment {
            xdg_config_home: Permission::Allow,
            home: Permission::Allow,
            http_transport: Permission::Deny,
            identity: Permission::Allow,
            objects: Permission::Deny,
            git_prefix: Permission::Deny,
            other: Permission::Deny,
            ssh_prefix: Permission::Deny,
        },
        config: permissions::Config {
            git_binary: false,
            system: true,
            git: true,
            user: true,
            env: false,
            includes,
        },
        attributes: permissions::Attributes { git_binary: false, system: true, git: true },
    };
    Options::default().permissions(permissions)
}

/// Whether the repository's own configuration includes other files. Those may be anywhere and of any kind, so they
/// are not read.
fn local_includes(git_dir: &Path) -> Result<bool, VcsError> {
    is_file(&git_dir.join("commondir"))?;
    let common = fs::read_to_string(git_dir.join("commondir")).map(|to| git_dir.join(to.trim_end()));
    let common = common.unwrap_or_else(|_| git_dir.to_owned());
    let mut includes = false;
    for path in [common.join("config"), git_dir.join("config.worktree")] {
        let Ok(metadata) = fs::metadata(&path) else { continue };
        is_file(&path)?;
        let text = if metadata.len() > MAX_CONFIG { None } else { fs::read(&path).ok() };
        includes |= text.is_none_or(|text| text.to_ascii_lowercase().contains_str("include"));
    }
    for path in [git_dir.join("HEAD"), git_dir.join("index"), common.join("packed-refs")] {
        is_file(&path)?;
    }
    Ok(includes)
}

/// A pipe or a device in place of a file would be read for ever.
fn is_file(path: &Path) -> Result<(), VcsError> {
    match fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => Err(VcsError::NotAFile(utf8(path.to_owned())?)),
        _ => Ok(()),
    }
}

fn own_settings(repository: &gix::Repository) -> OwnSettings {
    let config = repository.config_snapshot();
    let mut settings = OwnSettings::default();
    for section in config.sections() {
        let header = section.header();
        let name = header.name().to_str_lossy().to_lowercase();
        let subsection = header.subsection_name().map(|name| format!(".{}", name.to_str_lossy()));
        let is_own = is_own(section.meta().source);
        let names: BTreeSet<_> = section.value_names().collect();
        for value_name in names {
            let key =
                format!("{name}{}.{}", subsection.as_deref().unwrap_or_default(), value_name.to_lowercase());
            if is_own {
                settings.keys.insert(key);
                continue;
            }
            let values =
                section.values(&value_name).into_iter().map(|value| value.to_str_lossy().into_owned());
            settings.persons.entry(key).or_default().extend(values);
        }
    }
    settings
}

/// Whether a configuration file is the repository's.
fn is_own(source: Source) -> bool {
    matches!(source, Source::Local | Source::Worktree)
}

/// Takes out of the configuration what could start a program, and what the repository itself says about files
/// outside of it. Gives the names of the filters there were.
fn disarm(repository: &mut gix::Repository) -> Result<BTreeSet<String>, VcsError> {
    let mut filters = BTreeSet::new();
    let mut config = repository.config_snapshot_mut();
    let mut armed = Vec::new();
    let mut own_core = Vec::new();
    for (section, id) in config.sections_and_ids() {
        let header = section.header();
        let name = header.name().to_str_lossy().to_lowercase();
        let subsection = header.subsection_name();
        match (name.as_str(), subsection) {
            ("filter", Some(filter)) => {
                filters.insert(filter.to_str_lossy().into_owned());
                armed.push(id);
            }
            ("diff" | "merge" | "gpg", Some(_))
            | ("filter" | "alias" | "pager" | "credential" | "gpg", _) => {
                armed.push(id);
            }
            ("core", None) if is_own(section.meta().source) => {
                own_core.push(id);
            }
            _ => {}
        }
    }
    for id in armed {
        config.remove_section_by_id(id);
    }
    for id in own_core {
        if let Some(mut core) = config.section_mut_by_id(id) {
            for key in ["excludesFile", "attributesFile"] {
                core.remove(key);
            }
        }
    }
    config.commit().reading("the configuration")?;
    Ok(filters)
}

fn unopened(root: &Utf8Path, error: &gix::Error) -> VcsError {
    if error.is_not_found() {
        return VcsError::NoRepository(root.to_owned());
    }
    VcsError::unreadable("the configuration", error)
}

/// `path` as UTF-8.
pub(super) fn utf8(path: PathBuf) -> Result<Utf8PathBuf, VcsError> {
    Utf8PathBuf::from_path_buf(path).map_err(|_| VcsError::NameNotUtf8)
}

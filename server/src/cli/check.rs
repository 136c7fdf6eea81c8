use super::args::{Check, CheckFormat};
use super::config;
use super::load::{Loaded, absolute, load, shown};
use super::output::{self, Report};
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::exit::ExitCode;
use crate::wiring;
use ::check::{Cache, Finding, Settings};
use camino::{Utf8Path, Utf8PathBuf};
use outside::files::{Skipped, read};
use std::collections::BTreeSet;
use workspace::Workspace;

pub(super) fn run(terminal: &mut Terminal, arguments: &Check) -> Outcome {
    let (wanted, loaded) = Wanted::load(terminal, &arguments.paths)?;
    let settings = Settings { level: arguments.level.level(), ..config::settings(terminal)?.check };
    let findings = wanted.check(&loaded.workspace, &settings);
    let report = wanted.report(&loaded, &findings);
    match arguments.format {
        CheckFormat::Text => output::text(terminal, &report)?,
        CheckFormat::Json => output::json(terminal, &report)?,
        CheckFormat::Sarif => output::sarif(terminal, &report)?,
    }
    terminal.flush()?;
    let worst = findings.iter().map(|f| f.severity).max();
    let failed = worst.is_some_and(|worst| worst >= arguments.fail_on.severity());
    Ok(if failed { ExitCode::Findings } else { ExitCode::Clean })
}

/// What the person named, absolute.
#[derive(Default)]
pub(super) struct Wanted {
    directories: Vec<Utf8PathBuf>,
    files: BTreeSet<Utf8PathBuf>,
}

impl Wanted {
    /// What is named by `paths`, and the workspace round it.
    pub(super) fn load(terminal: &Terminal, paths: &[Utf8PathBuf]) -> Result<(Self, Loaded), Failure> {
        let mut wanted = Self::default();
        for path in paths {
            wanted.add(path).map_err(Failure::Said)?;
        }
        let mut loaded = load(terminal, wanted.directories.clone(), &wanted.neighbours());
        wanted.read_files(&mut loaded).map_err(Failure::Said)?;
        Ok((wanted, loaded))
    }

    fn add(&mut self, path: &Utf8Path) -> Result<(), String> {
        let whole = absolute(path)?;
        if whole.is_dir() {
            self.directories.push(whole);
        } else if !whole.exists() {
            return Err(format!("{path} does not exist"));
        } else if wiring::is_ours(&whole) {
            self.files.insert(whole);
        } else {
            return Err(format!(
                "{path} is no kind of file that is checked: .tf, .tfvars, .hcl, .yaml, .yml and .json are"
            ));
        }
        Ok(())
    }

    /// Directories whose other files a file may refer to.
    fn neighbours(&self) -> BTreeSet<Utf8PathBuf> {
        self.files.iter().filter_map(|f| f.parent().map(Utf8Path::to_owned)).collect()
    }

    /// A file that was named is read even where a walk would leave it out.
    fn read_files(&self, loaded: &mut Loaded) -> Result<(), String> {
        for file in &self.files {
            if loaded.workspace.file(file).is_none() {
                let text = read(file).map_err(|why| format!("{} {why}", shown(file)))?;
                loaded.workspace.set(file, text);
            }
        }
        Ok(())
    }

    fn check(&self, workspace: &Workspace, settings: &Settings) -> Vec<Finding> {
        let cache = Cache::new();
        if self.files.is_empty() {
            return ::check::check_all(workspace, settings, &cache);
        }
        let wanted = workspace.files().filter(|f| self.has(&f.path));
        wanted.flat_map(|f| ::check::check_file(workspace, &f.path, settings, &cache)).collect()
    }

    /// Whether the file at `path` is one of them.
    pub(super) fn has(&self, path: &Utf8Path) -> bool {
        self.files.contains(path) || self.directories.iter().any(|d| path.starts_with(d))
    }

    fn report<'a>(&self, loaded: &'a Loaded, findings: &'a [Finding]) -> Report<'a> {
        let files = loaded.workspace.files().filter(|f| self.has(&f.path));
        let skipped: Vec<&Skipped> = loaded.skipped.iter().filter(|s| self.has(&s.path)).collect();
        Report { workspace: &loaded.workspace, findings, files: files.collect(), skipped }
    }
}

use crate::report::Found;
use crate::terraform::Cycles;
use camino::Utf8Path;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use workspace::{File, Module, Unit, Workspace};

/// Findings of units that were checked before. A unit that comes again, in a later snapshot or in an overlay, is
/// not checked again. It grows with the files that were checked; [`Cache::retain`] forgets those that went.
#[derive(Default)]
pub struct Cache {
    files: Mutex<FxHashMap<Arc<Utf8Path>, Arc<Remembered>>>,
    /// By the module's directory.
    cycles: Mutex<FxHashMap<Arc<Utf8Path>, Dated>>,
}

/// The circles of a module, with the number of the dependencies that they were found in.
type Dated = (u64, Arc<Cycles>);

/// The findings of one file's units when it was last checked.
#[derive(Default)]
pub(crate) struct Remembered {
    /// By the unit's address, which is its own as long as the entry keeps it alive.
    units: FxHashMap<usize, (Arc<Unit>, Checked)>,
    environment: u64,
    interface: u64,
}

/// The findings of one unit.
#[derive(Clone)]
pub(crate) struct Checked {
    /// What the unit shows by itself.
    pub(crate) local: Arc<[Found]>,
    /// What it shows beside other units.
    pub(crate) linked: Arc<[Found]>,
}

impl Cache {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets files that `workspace` does not have.
    pub fn retain(&self, workspace: &Workspace) {
        lock(&self.files).retain(|path, _| workspace.file(path).is_some());
        lock(&self.cycles).retain(|dir, _| workspace.module(dir).is_some());
    }

    pub(crate) fn get(&self, path: &Utf8Path) -> Arc<Remembered> {
        lock(&self.files).get(path).cloned().unwrap_or_default()
    }

    pub(crate) fn put(&self, file: &File, environment: u64, interface: u64, checked: Vec<Checked>) {
        let units = file.units.iter().map(|p| p.unit.clone());
        let units =
            units.zip(checked).map(|(unit, found)| (Arc::as_ptr(&unit) as usize, (unit, found))).collect();
        let remembered = Remembered { units, environment, interface };
        lock(&self.files).insert(file.path.clone(), Arc::new(remembered));
    }

    /// The circles of `module`, found again only when dependencies changed somewhere.
    pub(crate) fn cycles(&self, workspace: &Workspace, module: Module<'_>) -> Arc<Cycles> {
        let dependencies = workspace.index().dependencies();
        if let Some((of, cycles)) = lock(&self.cycles).get(module.dir())
            && *of == dependencies
        {
            return cycles.clone();
        }
        let cycles = Arc::new(Cycles::of(module));
        lock(&self.cycles).insert(module.dir().into(), (dependencies, cycles.clone()));
        cycles
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere cannot leave a map half-written: each lock makes one call.
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Remembered {
    /// What a unit shows by itself, if it was checked in the same environment.
    pub(crate) fn local(&self, unit: &Arc<Unit>, environment: u64) -> Option<Arc<[Found]>> {
        self.get(unit).filter(|_| self.environment == environment).map(|checked| checked.local.clone())
    }

    /// What a unit shows beside others, if nothing that it could see has changed.
    pub(crate) fn linked(
        &self,
        unit: &Arc<Unit>,
        environment: u64,
        workspace: &Workspace,
    ) -> Option<Arc<[Found]>> {
        let same = self.environment == environment && self.interface == workspace.index().interface();
        let linked = self.get(unit).filter(|_| same).map(|checked| checked.linked.clone())?;
        linked.iter().all(|found| found.holds_in(workspace)).then_some(linked)
    }

    fn get(&self, unit: &Arc<Unit>) -> Option<&Checked> {
        self.units.get(&(Arc::as_ptr(unit) as usize)).map(|(_, checked)| checked)
    }
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache").field("files", &lock(&self.files).len()).finish_non_exhaustive()
    }
}

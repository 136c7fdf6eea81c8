use crate::report::Found;
use camino::Utf8Path;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex};
use workspace::{File, Unit, Workspace};

/// Findings of units that were checked before. A unit that comes again, in a later snapshot or in an overlay, is
/// not checked again. It grows with the files that were checked; [`Cache::retain`] forgets those that went.
#[derive(Default)]
pub struct Cache {
    files: Mutex<FxHashMap<Arc<Utf8Path>, Arc<Remembered>>>,
}

/// The findings of one file's units when it was last checked.
#[derive(Default)]
pub(crate) struct Remembered {
    /// By the unit's address, which is its own as long as the entry keeps it alive.
    units: FxHashMap<usize, (Arc<Unit>, Arc<[Found]>)>,
    environment: u64,
}

impl Cache {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets files that `workspace` does not have.
    pub fn retain(&self, workspace: &Workspace) {
        self.lock().retain(|path, _| workspace.file(path).is_some());
    }

    pub(crate) fn get(&self, path: &Utf8Path) -> Arc<Remembered> {
        self.lock().get(path).cloned().unwrap_or_default()
    }

    pub(crate) fn put(&self, file: &File, environment: u64, found: Vec<Arc<[Found]>>) {
        let units = file.units.iter().map(|p| p.unit.clone());
        let units =
            units.zip(found).map(|(unit, found)| (Arc::as_ptr(&unit) as usize, (unit, found))).collect();
        self.lock().insert(file.path.clone(), Arc::new(Remembered { units, environment }));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, FxHashMap<Arc<Utf8Path>, Arc<Remembered>>> {
        // A panic elsewhere cannot leave the map half-written: each lock makes one call.
        self.files.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Remembered {
    pub(crate) fn get(&self, unit: &Arc<Unit>, environment: u64) -> Option<Arc<[Found]>> {
        let entry = self.units.get(&(Arc::as_ptr(unit) as usize));
        entry.filter(|_| self.environment == environment).map(|(_, found)| found.clone())
    }
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache").field("files", &self.lock().len()).finish()
    }
}

use smol_str::SmolStr;
use std::collections::HashMap;

/// The variables that may be used at one place of a template.
#[derive(Default)]
pub(super) struct Scope {
    /// In the order in which they were set.
    names: Vec<SmolStr>,
    /// How often each is set, for asking without searching.
    counts: HashMap<SmolStr, u32>,
}

impl Scope {
    /// A scope in which `names` are set.
    pub(super) fn of(names: impl IntoIterator<Item = &'static str>) -> Self {
        let mut scope = Self::default();
        names.into_iter().for_each(|name| scope.set(SmolStr::new_static(name)));
        scope
    }

    pub(super) fn set(&mut self, name: SmolStr) {
        *self.counts.entry(name.clone()).or_default() += 1;
        self.names.push(name);
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.counts.get(name).is_some_and(|count| *count > 0)
    }

    /// What [`Self::leave`] needs to come back to this place.
    pub(super) fn enter(&self) -> usize {
        self.names.len()
    }

    /// Forgets what was set since [`Self::enter`].
    pub(super) fn leave(&mut self, entered: usize) {
        for name in self.names.drain(entered.min(self.names.len())..) {
            if let Some(count) = self.counts.get_mut(&name) {
                *count -= 1;
            }
        }
    }
}

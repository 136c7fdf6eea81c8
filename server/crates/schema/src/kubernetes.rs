//! Kubernetes kinds of each bundled release, custom resources included.
//!
//! Source: the OpenAPI documents of the releases that [`Version::all`] lists, and the CustomResourceDefinitions
//! of widely used projects, which count as served by every release. List kinds (`PodList`) and subresources
//! are left out.

use std::fmt;

use crate::data::{List, text_at, word};
use crate::layout;
use crate::schema::Schema;

/// A bundled release of Kubernetes, such as 1.34. Later ones compare greater.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u32);

/// One version of one kind, as a release serves it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Kind {
    at: u32,
    definitions: u32,
}

/// The end of a kind's `apiVersion`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// The first release without it: `1.22`.
    pub release: &'static str,
    /// The `apiVersion` to use instead, if there is one.
    pub replacement: Option<String>,
}

impl Version {
    /// Every bundled release, oldest first.
    pub fn all() -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator + Clone {
        releases().items().map(Self)
    }

    /// The newest bundled release.
    pub fn latest() -> Self {
        let list = releases();
        Self(list.item((list.len() as u32).saturating_sub(1)))
    }

    /// The release with a name, such as `1.34`, `v1.34` or `1.34.2`.
    pub fn find(name: &str) -> Option<Self> {
        let mut parts = name.strip_prefix('v').unwrap_or(name).split('.');
        let (major, minor) = (parts.next()?, parts.next()?);
        Self::all().find(|version| version.name().split_once('.') == Some((major, minor)))
    }

    /// Its name: `1.34`.
    pub fn name(self) -> &'static str {
        text_at(self.0)
    }

    fn definitions(self) -> u32 {
        word(self.0 + 1)
    }

    fn kinds(self) -> List {
        List::at(word(self.0 + 2), 1)
    }
}

fn releases() -> List {
    List::at(word(word(layout::KUBERNETES)), 3)
}

/// The kind with an `apiVersion` (`v1`, `apps/v1`) and a name.
pub fn kind(version: Version, api_version: &str, kind: &str) -> Option<Kind> {
    let (group, api) = split(api_version);
    lookup_kind(version, kind).find(|kind| kind.group() == group && kind.version() == api)
}

/// All kinds that a release serves, sorted by kind, and for each kind as [`lookup_kind`] has them.
pub fn kinds(version: Version) -> impl ExactSizeIterator<Item = Kind> + DoubleEndedIterator + Clone {
    let definitions = version.definitions();
    version.kinds().items().map(move |item| Kind { at: word(item), definitions })
}

/// Every group and version of a kind, the one to prefer first: built in before custom, then stable before beta
/// before alpha, then newest.
pub fn lookup_kind(version: Version, kind: &str) -> impl Iterator<Item = Kind> + Clone {
    let (list, definitions) = (version.kinds(), version.definitions());
    let first = list.lower_bound(kind, |item| text_at(word(item)));
    let last = list.lower_bound(&format!("{kind}\0"), |item| text_at(word(item)));
    (first..last).map(move |index| Kind { at: word(list.item(index)), definitions })
}

/// The newest bundled release before `version` that served a kind which `version` no longer serves.
pub fn last_served(version: Version, api_version: &str, name: &str) -> Option<Version> {
    let served = |release: &Version| kind(*release, api_version, name).is_some();
    if served(&version) {
        return None;
    }
    Version::all().filter(|older| *older < version).rfind(served)
}

/// When a kind that a release does not serve was removed, if it ever was served, and what to use instead.
pub fn removed(version: Version, api_version: &str, name: &str) -> Option<Removed> {
    if kind(version, api_version, name).is_some() {
        return None;
    }
    let early = removals().items().find(|item| text_at(*item) == api_version && text_at(item + 1) == name);
    if let Some(item) = early {
        let replacement = Some(text_at(item + 3)).filter(|text| !text.is_empty()).map(str::to_owned);
        return Some(Removed { release: text_at(item + 2), replacement });
    }
    let last = last_served(version, api_version, name)?;
    let release = Version::all().find(|next| *next > last)?.name();
    Some(Removed { release, replacement: lookup_kind(version, name).next().map(Kind::api_version) })
}

fn removals() -> List {
    List::at(word(word(layout::KUBERNETES) + 1), 4)
}

/// The group and version of an `apiVersion`; the core group is empty.
fn split(api_version: &str) -> (&str, &str) {
    api_version.rsplit_once('/').unwrap_or(("", api_version))
}

impl Kind {
    /// Its API group; empty for the core group.
    pub fn group(self) -> &'static str {
        text_at(self.at + 1)
    }

    /// Its version within the group: `v1beta1`.
    pub fn version(self) -> &'static str {
        text_at(self.at + 2)
    }

    /// What a manifest says: `apps/v1`, or `v1` for the core group.
    pub fn api_version(self) -> String {
        match self.group() {
            "" => self.version().to_owned(),
            group => format!("{group}/{}", self.version()),
        }
    }

    /// Its name: `Deployment`.
    pub fn kind(self) -> &'static str {
        text_at(self.at)
    }

    /// Its plural as in API paths and RBAC rules: `deployments`. Built-in ones follow the API server's own rule
    /// for plurals.
    pub fn plural(self) -> &'static str {
        text_at(self.at + 3)
    }

    /// It lives in a namespace.
    pub fn namespaced(self) -> bool {
        self.has(layout::kind::NAMESPACED)
    }

    /// It is served but no longer to be used.
    pub fn deprecated(self) -> bool {
        self.has(layout::kind::DEPRECATED)
    }

    /// It comes from a CustomResourceDefinition.
    pub fn is_custom(self) -> bool {
        self.has(layout::kind::CUSTOM)
    }

    /// What a manifest of the kind takes.
    pub fn schema(self) -> Schema {
        Schema::new(word(self.at + 5), self.definitions)
    }

    fn has(self, flag: u32) -> bool {
        word(self.at + 4) & flag != 0
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "Version({})", self.name())
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "Kind({} {})", self.api_version(), self.kind())
    }
}

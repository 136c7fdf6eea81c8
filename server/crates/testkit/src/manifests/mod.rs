//! Random Kubernetes manifests made from the bundled schemas: such as should be valid, and such with one fault of a
//! known class. What the official tool says of them is what the checks must say.

mod faults;
mod text;
mod value;

pub use faults::{Fault, break_one};
pub use text::Tree;

use crate::generate::Random;
use check::{Cache, Finding, Settings, Severity, check_all};
use schema::kubernetes::{Kind, Version, kinds};
use value::filled;
use workspace::Workspace;

/// A manifest, and what was done to it.
#[derive(Clone, Debug)]
pub struct Case {
    /// As it is judged.
    pub manifest: Manifest,
    /// The class of its fault, if it was given one.
    pub fault: Option<Fault>,
}

/// `count` manifests over all kinds, the same for the same `seed`; every second one is broken where that can be.
pub fn cases(count: u64, seed: u64) -> impl Iterator<Item = Case> {
    let all = all_kinds();
    (0..count).filter_map(move |number| {
        let mut random = Random::new(seed * 1_000_003 + number);
        let (version, kind) = *all.get((seed as usize * 7919 + number as usize / 2) % all.len())?;
        let manifest = Manifest::random(version, kind, &mut random);
        if number % 2 == 0 {
            return Some(Case { manifest, fault: None });
        }
        // A class may have no place in this manifest.
        let broken = (0..20).find_map(|_| {
            let class = *random.pick(&Fault::ALL);
            Some((break_one(&manifest, class, &mut random)?, class))
        });
        let (manifest, fault) = broken.map_or((manifest, None), |(broken, class)| (broken, Some(class)));
        Some(Case { manifest, fault })
    })
}

/// The faults of structure that the checks find in `text`: what strict decoding by the kind's schema would refuse.
pub fn structure_faults(version: Version, text: &str) -> Vec<Finding> {
    let settings = Settings { kubernetes: version, ..Settings::default() };
    let workspace = Workspace::load(vec!["/w".into()], vec![("/w/a.yaml".into(), text.into())]);
    let mut found = check_all(&workspace, &settings, &Cache::new());
    found.retain(|f| f.severity == Severity::Error && STRUCTURE.contains(&f.code));
    found
}

/// Whether the API server refuses what was found though its schema does not say so: allowed values and the form of
/// quantities stand in its code. Such a finding is no difference from a tool that knows schemas only.
pub fn is_beyond_schema(finding: &Finding) -> bool {
    let is_about = |words: &str| finding.message.contains(words);
    finding.code == "K8S-invalid-value" && (is_about(" is one of ") || is_about(" takes a quantity "))
}

/// How the verdict of the checks on `text` differs from that of kubeconform, if it does.
pub fn difference(version: Version, text: &str, is_valid: bool) -> Option<String> {
    let found = structure_faults(version, text);
    let differs = if is_valid { !found.iter().all(is_beyond_schema) } else { found.is_empty() };
    let messages =
        || found.iter().map(|f| format!("  {}: {}", f.code, f.message)).collect::<Vec<_>>().join("\n");
    differs
        .then(|| format!("kubeconform says valid: {is_valid}, the checks found:\n{}\nin\n{text}", messages()))
}

/// The rules that judge structure.
const STRUCTURE: [&str; 8] = [
    "K8S-conflicting-fields",
    "K8S-duplicate-field",
    "K8S-invalid-value",
    "K8S-missing-field",
    "K8S-unknown-field",
    "K8S-unknown-kind",
    "K8S-wrong-type",
    "syntax-error",
];

/// A manifest that can still be changed, and what it is.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The release that it is for.
    pub version: Version,
    /// The kind that it is of.
    pub kind: Kind,
    /// What is written.
    pub tree: Tree,
}

/// Every kind of every release, custom resources once, in an order that mixes them.
pub fn all_kinds() -> Vec<(Version, Kind)> {
    let latest = Version::latest();
    let of = |version: Version| {
        kinds(version)
            .filter(move |kind| version == latest || !kind.is_custom())
            .map(move |kind| (version, kind))
    };
    Version::all().flat_map(of).collect()
}

impl Manifest {
    /// An object of `kind` with what its schema requires and some of what it lets be.
    pub fn random(version: Version, kind: Kind, random: &mut Random) -> Self {
        let mut tree = filled(kind.schema(), random, 0);
        for (field, value) in [
            ("metadata", Tree::Map(vec![("name".to_owned(), Tree::text("a"))])),
            ("kind", Tree::text(kind.kind())),
            ("apiVersion", Tree::text(&kind.api_version())),
        ] {
            tree.put_first(field, value);
        }
        Self { version, kind, tree }
    }

    /// As YAML.
    pub fn text(&self) -> String {
        self.tree.yaml()
    }
}

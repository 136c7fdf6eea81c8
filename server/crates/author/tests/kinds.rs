//! Every kind of the newest release and of the bundled custom resources, asked for by name.

use omni_author::{Change, Outcome, Request, generate};
use workspace::Workspace;

/// Whether what was made of `text` holds an object of this version and kind, and passed the checks unmended.
fn makes(text: &str, version: &str, kind: &str) -> Result<(), String> {
    let workspace = Workspace::new(vec!["/w".into()]);
    let Outcome::Proposed(set) = generate(&workspace, &Request::new(text, "/w")) else {
        return Err(format!("{text}: refused"));
    };
    if !set.proof.repaired.is_empty() {
        return Err(format!("{text}: {:?}", set.proof.repaired));
    }
    let head = format!("apiVersion: {version}\nkind: {kind}\n");
    let found = set
        .changes
        .iter()
        .any(|change| matches!(change, Change::Create { text, .. } if text.starts_with(&head)));
    if found { Ok(()) } else { Err(format!("{text}: no {kind}")) }
}

#[test]
fn every_kind_can_be_asked_for_by_its_name_and_passes_the_checks() {
    let mut missed = Vec::new();
    for kind in schema::kubernetes::kinds(schema::kubernetes::Version::latest()) {
        let (version, name) = (kind.api_version(), kind.kind());
        // A literal Secret would put credentials into a file; an ExternalSecret is made instead.
        let (version, name) = if (version.as_str(), name) == ("v1", "Secret") {
            ("external-secrets.io/v1".to_owned(), "ExternalSecret")
        } else {
            (version, name)
        };
        // Groups tell kinds of one name apart; the core group has none to name.
        let group = if kind.group().is_empty() { String::new() } else { format!("{} ", kind.api_version()) };
        let text = format!("a Kubernetes {group}{} named example in namespace demo", kind.kind());
        missed.extend(makes(&text, &version, name).err());
    }
    assert!(missed.is_empty(), "{} kinds:\n{}", missed.len(), missed.join("\n"));
}

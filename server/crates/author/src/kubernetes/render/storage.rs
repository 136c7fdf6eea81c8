//! ConfigMaps and PersistentVolumeClaims of an application.

use super::super::graph::{App, Claim, Source, Workload};
use super::super::value::Map;
use super::{Manifest, metadata, pod, texts};

/// Name of the ConfigMap that holds the application's own settings.
pub(super) fn config_name(app: &App) -> String {
    format!("{}-config", app.name)
}

/// ConfigMap and claims, where the application has them.
pub(super) fn manifests(app: &App, space: Option<&str>) -> Vec<Manifest> {
    let mut out = Vec::new();
    if !app.config.is_empty() {
        let data = Map::new().with("data", texts(&app.config));
        out.push(Manifest::new("v1", "ConfigMap", metadata(app, &config_name(app), space, &[]), data));
    }
    if app.workload == Workload::StatefulSet {
        return out;
    }
    for volume in &app.volumes {
        if let Source::Claim(claim) = &volume.source
            && !claim.exists
        {
            let metadata = metadata(app, &pod::claim_name(app, claim), space, &[]);
            out.push(Manifest::new(
                "v1",
                "PersistentVolumeClaim",
                metadata,
                Map::new().with("spec", spec(claim)),
            ));
        }
    }
    out
}

/// `volumeClaimTemplates` of a StatefulSet.
pub(super) fn claim_templates(app: &App) -> Vec<Map> {
    let claims = app.volumes.iter().filter_map(|volume| match &volume.source {
        Source::Claim(claim) if !claim.exists => Some((&volume.name, claim)),
        _ => None,
    });
    claims
        .map(|(name, claim)| {
            let metadata = Map::new().with("name", name).with("labels", super::selector(app));
            Map::new().with("metadata", metadata).with("spec", spec(claim))
        })
        .collect()
}

/// `spec` of a claim.
pub(crate) fn spec(claim: &Claim) -> Map {
    let requests = Map::new().with("requests", Map::new().with("storage", &claim.size));
    Map::new()
        .with("accessModes", [claim.mode.as_str()])
        .with_some("storageClassName", claim.class.as_deref())
        .with("resources", requests)
}

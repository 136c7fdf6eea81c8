use crate::context::{Environment, LinkedContext, UnitContext};
use crate::report::{Found, Sink};
use crate::{Cache, Check, Finding, Settings, kubernetes, monitoring, registry, terraform};
use camino::Utf8Path;
use rayon::prelude::*;
use std::sync::Arc;
use workspace::{File, Placed, UnitKind, Workspace};

/// Checks one file: its units, and what they refer to in the rest of the workspace.
///
/// The findings come in text order. A path that the workspace does not have gives none.
pub fn check_file(
    workspace: &Workspace,
    path: &Utf8Path,
    settings: &Settings,
    cache: &Cache,
) -> Vec<Finding> {
    workspace.file(path).map(|file| check(workspace, file, settings, cache)).unwrap_or_default()
}

/// Checks every file, on all cores. The findings come by path and in text order.
pub fn check_all(workspace: &Workspace, settings: &Settings, cache: &Cache) -> Vec<Finding> {
    cache.retain(workspace);
    let files: Vec<_> = workspace.files().collect();
    let findings = files.par_iter().map(|file| check(workspace, file, settings, cache));
    findings.collect::<Vec<_>>().into_iter().flatten().collect()
}

fn check(workspace: &Workspace, file: &File, settings: &Settings, cache: &Cache) -> Vec<Finding> {
    let environment = Environment::of(workspace, &file.path, settings);
    let remembered = cache.get(&file.path);
    let one = |placed: &Placed| {
        let known = remembered.get(&placed.unit, environment.fingerprint);
        let local = known.unwrap_or_else(|| local(&placed.unit, &environment).into());
        let linked = linked(placed, file, &environment);
        let all = local.iter().chain(&linked);
        let findings = all.filter_map(|f| f.place(workspace, &file.path, placed, settings));
        (findings.collect::<Vec<_>>(), local)
    };
    // A small file is not worth spreading over cores.
    let checked: Vec<_> = if file.units.len() < 256 {
        file.units.iter().map(one).collect()
    } else {
        file.units.par_iter().with_min_len(32).map(one).collect()
    };
    let (findings, local): (Vec<_>, Vec<_>) = checked.into_iter().unzip();
    cache.put(file, environment.fingerprint, local);
    let mut findings: Vec<Finding> = findings.into_iter().flatten().collect();
    findings.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    findings.dedup();
    findings
}

/// What can be found in a unit without looking anywhere else.
fn local(unit: &Arc<workspace::Unit>, environment: &Environment<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let context = UnitContext { unit, settings: environment.settings };
    for rule in registry::rules() {
        if let Check::Unit(check) = rule.check {
            check(&context, &mut Sink { rule, found: &mut found });
        }
    }
    match &unit.kind {
        UnitKind::Terraform(_) => terraform::check_local(&context, &environment.providers, &mut found),
        UnitKind::Manifest(_) => {
            kubernetes::check_local(&context, &mut found);
            monitoring::check_local(&context, &mut found);
        }
        _ => monitoring::check_local(&context, &mut found),
    }
    found
}

/// What is found in a unit by what it refers to.
fn linked(placed: &Placed, file: &File, environment: &Environment<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let (workspace, module) = (environment.workspace, environment.module);
    let context = LinkedContext { unit: &placed.unit, file, workspace, module, environment };
    match &placed.unit.kind {
        UnitKind::Terraform(_) | UnitKind::TerraformValues => terraform::check_linked(&context, &mut found),
        UnitKind::Manifest(_) => {
            kubernetes::check_linked(&context, &mut found);
            monitoring::check_linked(&context, &mut found);
        }
        _ => monitoring::check_linked(&context, &mut found),
    }
    found
}

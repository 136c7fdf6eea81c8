use crate::cache::Checked;
use crate::context::{Environment, LinkedContext};
use crate::report::{Found, Sink};
use crate::terraform::Types;
use crate::{Cache, Check, Finding, Settings, kubernetes, monitoring, registry, suppress, terraform};
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
    let run = Run { workspace, settings, cache, types: Types::default() };
    workspace.file(path).map(|file| run.check(file)).unwrap_or_default()
}

/// Checks every file, on all cores. The findings come by path and in text order.
pub fn check_all(workspace: &Workspace, settings: &Settings, cache: &Cache) -> Vec<Finding> {
    cache.retain(workspace);
    let run = Run { workspace, settings, cache, types: Types::default() };
    let files: Vec<_> = workspace.files().collect();
    let findings = files.par_iter().map(|file| run.check(file));
    findings.collect::<Vec<_>>().into_iter().flatten().collect()
}

/// One call of the checks.
struct Run<'a> {
    workspace: &'a Workspace,
    settings: &'a Settings,
    cache: &'a Cache,
    types: Types,
}

impl Run<'_> {
    fn check(&self, file: &File) -> Vec<Finding> {
        let workspace = self.workspace;
        let environment = Environment::of(workspace, &file.path, self.settings, self.cache, &self.types);
        let remembered = self.cache.get(&file.path);
        let one = |placed: &Placed| {
            let unit = &placed.unit;
            let known = remembered.local(unit, environment.fingerprint);
            let local = known.unwrap_or_else(|| local(unit, &environment).into());
            let known = remembered.linked(unit, environment.fingerprint, workspace);
            let linked = known.unwrap_or_else(|| linked(placed, file, &environment).into());
            let circles = circles(placed, file, &environment);
            let all = local.iter().chain(&*linked).chain(&circles);
            let findings = all.filter_map(|f| f.place(workspace, &file.path, placed, self.settings));
            (findings.collect::<Vec<_>>(), Checked { local, linked })
        };
        // A small file is not worth spreading over cores.
        let checked: Vec<_> = if file.units.len() < 256 {
            file.units.iter().map(one).collect()
        } else {
            file.units.par_iter().with_min_len(32).map(one).collect()
        };
        let (findings, checked): (Vec<_>, Vec<_>) = checked.into_iter().unzip();
        self.cache.put(file, environment.fingerprint, workspace.index().interface(), checked);
        let mut findings: Vec<Finding> = findings.into_iter().flatten().collect();
        findings.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
        findings.dedup();
        suppress::apply(file, findings, self.settings)
    }
}

/// What can be found in a unit without looking anywhere else.
fn local(unit: &Arc<workspace::Unit>, environment: &Environment<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let context = environment.unit(unit);
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
        UnitKind::Manifest(_) | UnitKind::Kustomization | UnitKind::HelmValues => {
            kubernetes::check_linked(&context, &mut found);
            monitoring::check_linked(&context, &mut found);
        }
        _ => monitoring::check_linked(&context, &mut found),
    }
    found
}

/// The circles that a unit is on, which the inside of any other unit can close.
fn circles(placed: &Placed, file: &File, environment: &Environment<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    if let (UnitKind::Terraform(_), Some(module)) = (&placed.unit.kind, environment.module)
        && !environment.cycles(module).is_empty()
    {
        let workspace = environment.workspace;
        let context =
            LinkedContext { unit: &placed.unit, file, workspace, module: Some(module), environment };
        terraform::check_circles(&context, &mut found);
    }
    found
}

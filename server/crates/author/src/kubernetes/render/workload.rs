//! Deployment, StatefulSet, DaemonSet, Job, CronJob and Pod.

use super::super::graph::{App, Source, Workload};
use super::super::value::{Map, Value};
use super::{Manifest, metadata, pod, selector, storage};

/// The workload of `app`.
pub(super) fn manifest(app: &App, space: Option<&str>) -> Manifest {
    let spec = match &app.workload {
        Workload::Deployment => deployment(app),
        Workload::StatefulSet => stateful_set(app),
        Workload::DaemonSet => daemon_set(app),
        Workload::Job => job(app),
        Workload::CronJob { schedule, zone } => cron_job(app, schedule, zone.as_deref()),
        Workload::Pod => pod::spec(app),
    };
    let version = match app.workload {
        Workload::Pod => "v1",
        Workload::Job | Workload::CronJob { .. } => "batch/v1",
        _ => "apps/v1",
    };
    let metadata = metadata(app, &app.name, space, &app.annotations);
    Manifest::new(version, app.workload.kind(), metadata, Map::new().with("spec", spec))
}

fn deployment(app: &App) -> Map {
    let one_disk =
        app.volumes.iter().any(|v| matches!(&v.source, Source::Claim(c) if c.mode == "ReadWriteOnce"));
    let strategy = if one_disk {
        Map::new().with("type", "Recreate")
    } else {
        let rolling = Map::new().with("maxSurge", 1).with("maxUnavailable", 0);
        Map::new().with("type", "RollingUpdate").with("rollingUpdate", rolling)
    };
    replicas(app)
        .with("selector", select(app))
        .with("strategy", strategy)
        .with("template", pod::template(app))
}

fn stateful_set(app: &App) -> Map {
    replicas(app)
        .with("serviceName", &app.name)
        .with("selector", select(app))
        .with("template", pod::template(app))
        .with_some("volumeClaimTemplates", storage::claim_templates(app))
}

fn daemon_set(app: &App) -> Map {
    let rolling = Map::new().with("maxUnavailable", "10%");
    let strategy = Map::new().with("type", "RollingUpdate").with("rollingUpdate", rolling);
    Map::new()
        .with("selector", select(app))
        .with("updateStrategy", strategy)
        .with("template", pod::template(app))
}

fn job(app: &App) -> Map {
    let job = &app.job;
    Map::new()
        .with_some("completions", job.completions)
        .with_some("parallelism", job.parallelism)
        .with("backoffLimit", job.retries.unwrap_or(3))
        .with("activeDeadlineSeconds", job.deadline.unwrap_or(3600))
        .with("ttlSecondsAfterFinished", job.keep.unwrap_or(86_400))
        .with("template", pod::template(app))
}

fn cron_job(app: &App, schedule: &str, zone: Option<&str>) -> Map {
    Map::new()
        .with("schedule", Value::Text(schedule.to_owned()))
        .with_some("timeZone", zone)
        .with("concurrencyPolicy", app.job.concurrency.as_deref().unwrap_or("Forbid"))
        .with("startingDeadlineSeconds", 300)
        .with_some("suspend", app.job.suspend.then_some(true))
        .with("successfulJobsHistoryLimit", app.job.history.unwrap_or(3))
        .with("failedJobsHistoryLimit", 3)
        .with("jobTemplate", Map::new().with("spec", job(app)))
}

/// `replicas`, unless an autoscaler owns the number.
fn replicas(app: &App) -> Map {
    Map::new().with_some("replicas", app.replicas.filter(|_| app.scaling.is_none()))
}

fn select(app: &App) -> Map {
    Map::new().with("matchLabels", selector(app))
}

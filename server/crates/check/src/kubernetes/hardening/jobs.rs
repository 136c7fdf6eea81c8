//! Jobs that pile up, or are never made up for.

use super::template::head;
use super::{At, ObjectContext, at};
use crate::Rule;
use crate::hardening::{Example, Look, Patch, hardening};
use crate::report::Sink;

/// A Job of an example, and what stands before its template.
macro_rules! job {
    ($before:literal) => {
        concat!(
            "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\nspec:\n",
            $before,
            "  template:\n    spec:\n      restartPolicy: Never\n      containers:\n        - name: migrate\n          image: registry.example/migrate:1.4\n"
        )
    };
}

/// A CronJob of an example, and what stands before its template.
macro_rules! cron_job {
    ($before:literal) => {
        concat!(
            "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: report\nspec:\n  schedule: \"0 3 * * *\"\n",
            $before,
            "  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n            - name: report\n              image: registry.example/report:1.4\n"
        )
    };
}

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "K8S-job-stays-forever", Info, Strict, "Job that is never cleaned up",
        ["kube-linter:job-ttl-seconds-after-finished"],
        "A Job and its pods stay after it has ended, until somebody deletes them; with `ttlSecondsAfterFinished` they go by \
         themselves, their logs with them. How long the logs are needed is your choice.",
        Example::Advice(job!(""), job!("  ttlSecondsAfterFinished: 86400\n")),
        Look::Object(ttl),
    },
    hardening! {
        "K8S-schedule-without-deadline", Info, Production, "CronJob without a deadline",
        ["kube-score:cronjob-has-deadline"],
        "After a hundred missed runs the controller gives a CronJob without `startingDeadlineSeconds` up. How late a run may \
         start is your choice.",
        Example::Advice(cron_job!(""), cron_job!("  startingDeadlineSeconds: 600\n")),
        Look::Object(deadline),
    },
    hardening! {
        "K8S-overlapping-runs", Info, Strict, "CronJob whose runs may overlap",
        [],
        "By default a run starts although the one before has not ended.",
        Example::Advice(cron_job!(""), cron_job!("  concurrencyPolicy: Forbid\n")),
        Look::Object(overlap),
    },
    hardening! {
        "K8S-job-restart-policy", Warning, Production, "Job whose pods do not say what to do when they fail",
        ["kube-linter:restart-policy", "kube-score:cronjob-restartpolicy"],
        "The default of `restartPolicy`, `Always`, is refused for a Job: it must be `Never` or `OnFailure`.",
        Example::Advice(
            "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\nspec:\n  template:\n    spec:\n      containers:\n        - name: migrate\n          image: registry.example/migrate:1.4\n",
            job!(""),
        ),
        Look::Pod(restart),
    },
];

fn ttl(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let is_job = context.kind_name == "Job" && context.object.get("spec").is_some();
    if is_job && at(context.object, &["spec", "ttlSecondsAfterFinished"]).is_missing() {
        let patch = Patch::new().set(context.object.span, &["spec", "ttlSecondsAfterFinished"], "86400");
        sink.report(head(context), "the Job stays after it has ended").offer(
            "Delete it a day after it has ended",
            context.unit.unit,
            patch,
        );
    }
}

fn is_cron_job(context: &ObjectContext<'_>) -> bool {
    context.kind_name == "CronJob" && context.object.at(&["spec", "jobTemplate"]).is_some()
}

fn deadline(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    if is_cron_job(context) && at(context.object, &["spec", "startingDeadlineSeconds"]).is_missing() {
        let patch = Patch::new().set(context.object.span, &["spec", "startingDeadlineSeconds"], "600");
        sink.report(head(context), "the CronJob has no startingDeadlineSeconds").offer(
            "Let runs start up to ten minutes late",
            context.unit.unit,
            patch,
        );
    }
}

fn overlap(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let found = at(context.object, &["spec", "concurrencyPolicy"]);
    if is_cron_job(context)
        && !matches!(found, At::Unknown)
        && found.text().is_none_or(|policy| policy == "Allow")
    {
        let patch = Patch::new().set(context.object.span, &["spec", "concurrencyPolicy"], "Forbid");
        sink.report(head(context), "a run starts although the one before has not ended").offer(
            "Leave out runs that would overlap",
            context.unit.unit,
            patch,
        );
    }
}

fn restart(pod: &super::Pod<'_>, sink: &mut Sink<'_>) {
    let found = at(pod.spec, &["restartPolicy"]);
    if pod.is_job() && !matches!(found, At::Unknown) && found.text().is_none_or(|policy| policy == "Always") {
        let span = if let At::Found(node) = found { node.span } else { pod.head() };
        sink.report(span, format!("the pods of {} need restartPolicy Never or OnFailure", pod.title()));
    }
}

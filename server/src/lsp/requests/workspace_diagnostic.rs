use crate::lsp::convert;
use crate::session::{self, Session, Snapshot};
use camino::Utf8PathBuf;
use std::collections::HashMap;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    FullDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, WorkspaceDiagnosticParams,
    WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};

pub(crate) async fn handle(
    session: &Arc<Session>,
    params: WorkspaceDiagnosticParams,
) -> Result<WorkspaceDiagnosticReportResult> {
    session.know_all().await;
    let snapshot = session.snapshot();
    let known = params.previous_result_ids.into_iter();
    let known = known.filter_map(|known| Some((convert::path(&known.uri)?, known.value))).collect();
    let worker = session.clone();
    let items = session.run(move || reports(&worker, &snapshot, &known)).await?;
    Ok(WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items }))
}

/// A report of each file. One that is clean and was never reported says nothing.
fn reports(
    session: &Session,
    snapshot: &Snapshot,
    known: &HashMap<Utf8PathBuf, String>,
) -> Vec<WorkspaceDocumentDiagnosticReport> {
    let files = snapshot.workspace().files();
    let one = |path: &camino::Utf8Path| {
        let (id, items) = session::report(session, snapshot, path);
        let known = known.get(path);
        if items.is_empty() && known.is_none() {
            return None;
        }
        let uri = convert::known_url(path, snapshot)?;
        let version = snapshot.version(path).map(i64::from);
        Some(if known == Some(&id) {
            WorkspaceDocumentDiagnosticReport::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport {
                uri,
                version,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id },
            })
        } else {
            WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
                uri,
                version,
                full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(id), items },
            })
        })
    };
    files.filter_map(|file| one(&file.path)).collect()
}

use crate::lsp::convert;
use crate::session::{self, Session};
use std::sync::Arc;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::lsp_types::{
    DiagnosticServerCancellationData, DocumentDiagnosticParams, DocumentDiagnosticReport,
    DocumentDiagnosticReportResult, FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};

pub(crate) async fn handle(
    session: &Arc<Session>,
    params: DocumentDiagnosticParams,
) -> Result<DocumentDiagnosticReportResult> {
    let snapshot = session.snapshot();
    let Some(path) = convert::path(&params.text_document.uri) else {
        return Ok(full(None, Vec::new()));
    };
    if !session.state().is_ready(&path)
        && let Some(directory) = path.parent()
    {
        // Its neighbours are read first, so that a document need not wait for the whole workspace.
        session::load_directory(session, directory.to_owned()).await;
    }
    let now = session.snapshot();
    if now.version(&path) != snapshot.version(&path) {
        return Err(again());
    }
    let version = now.version(&path);
    let worker = session.clone();
    let at = path.clone();
    let (id, diagnostics) = session.run(move || session::report(&worker, &now, &at)).await?;
    if session.snapshot().version(&path) != version {
        return Err(again());
    }
    if params.previous_result_id.as_ref() == Some(&id) {
        let report = UnchangedDocumentDiagnosticReport { result_id: id };
        let report = RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: report,
        };
        return Ok(DocumentDiagnosticReportResult::Report(DocumentDiagnosticReport::Unchanged(report)));
    }
    Ok(full(Some(id), diagnostics))
}

fn full(
    result_id: Option<String>,
    items: Vec<tower_lsp::lsp_types::Diagnostic>,
) -> DocumentDiagnosticReportResult {
    let report = RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id, items },
    };
    DocumentDiagnosticReportResult::Report(DocumentDiagnosticReport::Full(report))
}

/// LSP 3.17, `ServerCancelled`: the document moved on, ask again.
fn again() -> Error {
    let data = DiagnosticServerCancellationData { retrigger_request: true };
    Error {
        code: ErrorCode::ServerError(-32802),
        message: "the document was changed meanwhile".into(),
        data: serde_json::to_value(data).ok(),
    }
}

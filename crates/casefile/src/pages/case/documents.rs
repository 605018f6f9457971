//! The documents of a case, newest first, a page at a time; and one of them, to keep.

use kernel::{AuditKind, FileId, Ts, UserId};
use web::parts::Pager;
use web::{Content, File, Page, Problem, Reply, Request, Ui};

use super::document_name;
use crate::case_document::is_shown;
use crate::events::Document;
use crate::ids::CaseId;
use crate::pages::{Names, PAGE};
use crate::rights::SEE;
use crate::state::{Case, KnownCase};

/// Documents that the page of a case itself shows: the rest is a click away.
pub(super) const NEWEST_ITEMS_MAX: usize = 10;

/// A line of the list.
pub(super) struct DocumentRow<'a> {
    pub(super) document: &'a Document,
    pub(super) name: String,
    pub(super) at: Ts,
    pub(super) by: String,
    pub(super) sender: String,
    pub(super) version: usize,
    pub(super) aside: bool,
}

#[derive(askama::Template)]
#[template(path = "pages/case/documents.html")]
struct DocumentsPage<'a> {
    ui: &'a Ui,
    number: String,
    table: DocumentTable<'a>,
    pager: Pager,
}

/// A table of documents.
#[derive(askama::Template)]
#[template(path = "pages/case/document_table.html")]
pub(super) struct DocumentTable<'a> {
    pub(super) ui: &'a Ui,
    pub(super) id: CaseId,
    pub(super) rows: Vec<DocumentRow<'a>>,
}

// It stands inside pages as it is: all it shows was escaped by its own template.
impl askama::filters::HtmlSafe for DocumentTable<'_> {}

impl<'a> DocumentTable<'a> {
    /// So many documents, newest first, after so many that were shown before.
    pub(super) async fn read(
        ui: &'a Ui,
        id: CaseId,
        case: &'a KnownCase,
        (skip, take): (usize, usize),
        names: &mut Names,
    ) -> Result<DocumentTable<'a>, Problem> {
        let mut rows = Vec::with_capacity(take);
        for (at, by, document) in case.current_documents().rev().skip(skip).take(take) {
            let (name, by) = (document_name(ui, document), UserId::to_owned(by));
            let sender = document.sender.as_ref().map(|s| s.get().cloned());
            let erased = || ui.t("casefile-erased").plain();
            rows.push(DocumentRow {
                document,
                name,
                at: *at,
                by: names.of(by).await?,
                sender: sender.map_or_else(String::new, |s| s.unwrap_or_else(erased)),
                version: case.version_of(document.file),
                aside: case.set_aside.contains_key(&document.file),
            });
        }
        Ok(DocumentTable { ui, id, rows })
    }
}

/// All documents of a case.
pub(in crate::pages) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: CaseId = request.param("id")?;
    let opened = request.kernel.open::<Case>(&request.who, id, SEE, "case.documents").await?;
    let case = opened.state.known().ok_or(Problem::NotFound)?;
    let (ui, number) = (&request.ui, case.number.to_string());
    let skip: usize = request.query("after").unwrap_or(0);
    let mut names = Names::new(&request);
    let table = DocumentTable::read(ui, id, case, (skip, PAGE), &mut names).await?;
    let next = skip.saturating_add(PAGE);
    let next = (next < case.current_documents().count()).then(|| next.to_string());
    let pager = Pager::new(ui, next.as_deref());
    let body = DocumentsPage { ui, number: number.clone(), table, pager };
    Ok(Page::new(ui.t("casefile-documents"), &body)?
        .crumb(ui.t("casefile-cases"), "/cases")
        .crumb(number, format!("/cases/{id}"))
        .into())
}

/// A document of a case to keep.
pub(in crate::pages) async fn document(request: Request) -> Result<Reply, Problem> {
    send(request, false).await
}

/// A document of a case to look at: only kinds that browsers show without running anything.
pub(in crate::pages) async fn view(request: Request) -> Result<Reply, Problem> {
    send(request, true).await
}

/// The look at a document is recorded before its first byte is sent.
async fn send(request: Request, inline: bool) -> Result<Reply, Problem> {
    let (id, file): (CaseId, FileId) = (request.param("id")?, request.param("file")?);
    let opened = request.kernel.open::<Case>(&request.who, id, SEE, "case.document").await?;
    let case = opened.state.known().ok_or(Problem::NotFound)?;
    // Content and name have one key: when it is destroyed there is nothing left to send.
    let found = case.document(file).filter(|(_, _, d)| d.name.get().is_some());
    let (_, _, document) = found.ok_or(Problem::NotFound)?;
    record_look(&request, id, file).await?;
    Ok(Reply::File(File {
        name: document_name(&request.ui, document),
        media_type: document.media_type.clone(),
        inline: inline && is_shown(&document.media_type),
        content: Content::Stored(file),
    }))
}

/// Writes down that the user looks at a document.
pub(in crate::pages) async fn record_look(
    request: &Request,
    id: CaseId,
    file: FileId,
) -> Result<(), Problem> {
    let entry = request.kernel.entry(&request.who, AuditKind::Read, "case.document");
    request.kernel.audit(entry.about("file", file.0).detail(format!("case {id}"))).await?;
    Ok(())
}

//! One document: what is said of it, its versions, who opened it, and itself.

use kernel::{AUDIT, FileId, ListQuery, Ts, UserId, fold};
use web::parts::SummaryList;
use web::{Page, Problem, Reply, Request, Ui};

use super::document_name;
use super::preview::Preview;
use crate::case_document::is_shown;
use crate::events::Document;
use crate::ids::CaseId;
use crate::pages::Names;
use crate::pages::giving::Kept;
use crate::rights::{SEE, WORK};
use crate::state::{Case, Giving, KnownCase, Status};

/// Looks that the page shows: the rest is the auditor's.
const LOOKS_ROWS_MAX: usize = 20;

#[derive(askama::Template)]
#[template(path = "pages/case/document.html")]
struct DocumentPage<'a> {
    ui: &'a Ui,
    id: CaseId,
    document: &'a Document,
    name: String,
    summary: SummaryList,
    aside: Option<String>,
    versions: Vec<VersionLine>,
    looks: Vec<(Ts, String)>,
    shown: bool,
    preview: Preview,
    kept: Kept,
    may_work: bool,
    current: bool,
}

/// Another version of the document.
struct VersionLine {
    file: FileId,
    version: usize,
    name: String,
    at: Ts,
}

pub(in crate::pages) async fn show(request: Request) -> Result<Reply, Problem> {
    let (id, file): (CaseId, FileId) = (request.param("id")?, request.param("file")?);
    let opened = request.kernel.open::<Case>(&request.who, id, SEE, "case.documents").await?;
    let case = opened.state.known().ok_or(Problem::NotFound)?;
    let (at, by, document) = case.document(file).ok_or(Problem::NotFound)?;
    let (ui, number) = (&request.ui, case.number.to_string());
    let giving: Giving = fold(&opened.events)?;
    let mut names = Names::new(&request);
    let by = names.of(*by).await?;
    let name = document_name(ui, document);
    let erased = || ui.t("casefile-erased").plain();
    let aside = case.set_aside.get(&file).map(|why| why.clone().unwrap_or_else(erased));
    let preview = Preview::read(&request, id, document).await?;
    let body = DocumentPage {
        ui,
        id,
        document,
        name: name.clone(),
        summary: summary(ui, case, document, (*at, &by)),
        aside,
        versions: versions(ui, case, file),
        looks: looks(&request, file, &mut names).await?,
        shown: is_shown(&document.media_type) && document.name.get().is_some(),
        preview,
        kept: Kept::read(&request, (id, case), &giving, file, &mut names).await?,
        may_work: request.who.may(WORK) && case.status == Status::Open,
        current: !case.replaced.contains_key(&file),
    };
    Ok(Page::new(name, &body)?
        .crumb(ui.t("casefile-cases"), "/cases")
        .crumb(number, format!("/cases/{id}"))
        .crumb(ui.t("casefile-documents"), format!("/cases/{id}/documents"))
        .into())
}

fn summary(ui: &Ui, case: &KnownCase, document: &Document, (at, by): (Ts, &str)) -> SummaryList {
    let version = ui.t("casefile-version").arg("n", case.version_of(document.file)).plain();
    let mut list = SummaryList::new()
        .row(ui.t("casefile-type"), ui.code("document-kind-", &document.kind))
        .row(ui.t("casefile-version-label"), version);
    if let Some(language) = &document.language {
        list = list.row(ui.t("casefile-language"), ui.code("language-", language));
    }
    if let Some(sender) = &document.sender {
        let erased = || ui.t("casefile-erased").plain();
        list = list.row(ui.t("casefile-sender"), sender.get().cloned().unwrap_or_else(erased));
    }
    let arrived = document.arrived.map_or_else(|| ui.date(at), |day| ui.date(day));
    let size = ui.t("casefile-kilobytes").arg("n", document.size.div_ceil(1000)).plain();
    list.row(ui.t("casefile-arrived"), arrived)
        .row(ui.t("casefile-added"), ui.when(at))
        .row(ui.t("casefile-added-by"), by)
        .row(ui.t("casefile-size"), format!("{size}, {}", document.media_type))
        .row(ui.t("casefile-fingerprint"), &document.sha256)
}

/// Every other version of a document, newest first.
fn versions(ui: &Ui, case: &KnownCase, file: FileId) -> Vec<VersionLine> {
    let mut first = file;
    while let Some((old, _)) = case.replaced.iter().find(|(_, new)| **new == first) {
        first = *old;
    }
    let chain = std::iter::successors(Some(first), |at| case.replaced.get(at).copied());
    let lines = chain.zip(1..).filter(|(at, _)| *at != file).filter_map(|(at, version)| {
        let (added, _, document) = case.document(at)?;
        Some(VersionLine { file: at, version, name: document_name(ui, document), at: *added })
    });
    let mut lines: Vec<VersionLine> = lines.take(case.documents.len()).collect();
    lines.reverse();
    lines
}

/// Who opened it, as the record of looks has it.
pub(in crate::pages) async fn looks(
    request: &Request,
    file: FileId,
    names: &mut Names,
) -> Result<Vec<(Ts, String)>, Problem> {
    let filters = vec![("subject".to_owned(), file.to_string())];
    let query = ListQuery { filters, order: None, after: None, limit: LOOKS_ROWS_MAX };
    let page = AUDIT.page(&request.kernel, &request.who, &query).await?;
    let mut looks = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        let (at, actor): (Ts, UserId) = (row.get(0)?, row.get(1)?);
        looks.push((at, names.of(actor).await?));
    }
    Ok(looks)
}

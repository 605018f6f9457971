//! The party's file of a case: files that were given, and the beginning of a new one.

use kernel::{FileId, fold};
use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use super::GivenTable;
use crate::acts::{To, choices};
use crate::giving::{Extent, plan};
use crate::ids::{CaseId, RedactionId};
use crate::pages::Names;
use crate::pages::case::document_name;
use crate::rights::{GIVE, SEE};
use crate::state::{Case, Giving, KnownCase};

/// Files shown: a case where parties ask every week fills it in a year.
const GIVEN_ROWS_MAX: usize = 50;
/// Documents to choose from at once: as many as one file may hold.
const CHOICE_ROWS_MAX: usize = paper::DOCUMENTS_MAX;

#[derive(askama::Template)]
#[template(path = "pages/giving/overview.html")]
struct Overview<'a> {
    ui: &'a Ui,
    id: CaseId,
    number: String,
    given: GivenTable,
    may_give: bool,
    receivers: Vec<(To, String)>,
    documents: Vec<Choice>,
    undecided: usize,
    pager: Pager,
}

/// A document that may go into a file.
struct Choice {
    file: FileId,
    name: String,
    kind: String,
    /// Code of what parties get of it, as far as something is kept from any of them.
    gets: &'static str,
    aside: bool,
    undecided: bool,
}

pub(in crate::pages) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: CaseId = request.param("id")?;
    let opened = request.kernel.open::<Case>(&request.who, id, SEE, "case.file").await?;
    let case = opened.state.known().ok_or(Problem::NotFound)?;
    let giving: Giving = fold(&opened.events)?;
    let (ui, number) = (&request.ui, case.number.to_string());
    let mut names = Names::new(&request);
    let may_give = request.who.may(GIVE);
    let skip: usize = request.query("after").unwrap_or(0);
    let current: Vec<FileId> = case.current_documents().map(|(_, _, d)| d.file).collect();
    let next = skip.saturating_add(CHOICE_ROWS_MAX);
    let next = (next < current.len()).then(|| next.to_string());
    let shown: Vec<FileId> = current.into_iter().skip(skip).take(CHOICE_ROWS_MAX).collect();
    let documents = documents(ui, case, &giving, &shown);
    let body = Overview {
        ui,
        id,
        number: number.clone(),
        given: GivenTable::read(&request, id, &giving, GIVEN_ROWS_MAX, &mut names).await?,
        may_give,
        receivers: match may_give {
            true => choices(&request, id, case, ui.today()).await?,
            false => Vec::new(),
        },
        undecided: documents.iter().filter(|choice| choice.undecided).count(),
        documents,
        pager: Pager::new(ui, next.as_deref()),
    };
    Ok(Page::new(ui.t("given-file"), &body)?
        .crumb(ui.t("casefile-cases"), "/cases")
        .crumb(number, format!("/cases/{id}"))
        .into())
}

fn documents(ui: &Ui, case: &KnownCase, giving: &Giving, files: &[FileId]) -> Vec<Choice> {
    let undecided = giving.undecided(case, files);
    let held = giving.redactions.iter().filter(|(_, redaction)| !redaction.taken_back);
    let held: Vec<RedactionId> = held.map(|(id, _)| *id).collect();
    let each = plan(giving, &held, files).into_iter().filter_map(|planned| {
        let (_, _, document) = case.document(planned.file)?;
        Some(Choice {
            file: planned.file,
            name: document_name(ui, document),
            kind: ui.code("document-kind-", &document.kind).plain(),
            gets: match planned.extent {
                Extent::Whole => "",
                Extent::Partly(_) => "partly",
                Extent::Withheld { .. } => "withheld",
            },
            aside: case.set_aside.contains_key(&planned.file),
            undecided: undecided.contains(&planned.file),
        })
    });
    each.collect()
}

//! A file that was ordered for a party: how it stands, what it holds, who opened it, and itself.

use std::collections::BTreeSet;

use kernel::{AuditKind, FileId, Ts, fold};
use web::parts::{Notice, SummaryList, Tag, Tone};
use web::{Content, File, Html, Page, Problem, Reply, Request, Ui};

use super::table::{receiver, stage};
use crate::acts::{PlanTable, To, choices};
use crate::events::code;
use crate::ids::{CaseId, GivenId};
use crate::pages::Names;
use crate::pages::case::{document_name, looks};
use crate::rights::{GIVE, SEE};
use crate::state::{Case, Given, Giving, KnownCase, Stage};

/// While a file is being made, its page loads itself again after so many seconds.
const REFRESH_SECONDS: u32 = 4;

#[derive(askama::Template)]
#[template(path = "pages/giving/file.html")]
struct FilePage<'a> {
    ui: &'a Ui,
    id: CaseId,
    given: GivenId,
    stage: Tag,
    summary: SummaryList,
    running: bool,
    /// It can be downloaded.
    made: bool,
    notice: Option<Notice>,
    /// Where the same is ordered again, without the document that was in the way.
    again: Option<String>,
    table: PlanTable,
    looks: Vec<(Ts, String)>,
}

pub(in crate::pages) async fn show(request: Request) -> Result<Reply, Problem> {
    let (id, file): (CaseId, GivenId) = (request.param("id")?, request.param("given")?);
    let opened = request.kernel.open::<Case>(&request.who, id, SEE, "case.file").await?;
    let case = opened.state.known().ok_or(Problem::NotFound)?;
    let giving: Giving = fold(&opened.events)?;
    let given = giving.given.get(&file).ok_or(Problem::NotFound)?;
    let (ui, number) = (&request.ui, case.number.to_string());
    let mut names = Names::new(&request);
    let stored = match given.stage {
        Stage::Made { file, .. } => Some(file),
        Stage::Ordered | Stage::Failed { .. } => None,
    };
    let running = given.stage == Stage::Ordered;
    let shown = (given.redactions.as_slice(), given.documents.as_slice());
    let body = FilePage {
        ui,
        id,
        given: file,
        stage: stage(ui, &given.stage),
        summary: summary(&request, given, &mut names).await?,
        running,
        made: stored.is_some() && given.purpose.is_some(),
        notice: notice(ui, case, given),
        again: again(&request, id, case, given).await?,
        table: PlanTable::new(ui, (id, case), &giving, shown, &given.language),
        looks: match stored {
            Some(stored) => looks(&request, stored, &mut names).await?,
            None => Vec::new(),
        },
    };
    let page = Page::new(ui.t("given-file"), &body)?
        .crumb(ui.t("casefile-cases"), "/cases")
        .crumb(number, format!("/cases/{id}"))
        .crumb(ui.t("given-file"), format!("/cases/{id}/file"));
    Ok(if running { page.refresh(REFRESH_SECONDS) } else { page }.into())
}

async fn summary(
    request: &Request,
    given: &Given,
    names: &mut Names,
) -> Result<SummaryList, Problem> {
    let ui = &request.ui;
    let erased = || ui.t("casefile-erased").plain();
    let list = SummaryList::new()
        .row(ui.t("given-to"), receiver(request, given).await?)
        .row(ui.t("given-by"), names.of(given.by).await?)
        .row(ui.t("given-when"), ui.when(given.at))
        .row(ui.t("given-purpose"), given.purpose.clone().unwrap_or_else(erased))
        .row(ui.t("given-language"), ui.code("web-lang-", &given.language));
    let Stage::Made { size, sha256, page_count, at, .. } = &given.stage else { return Ok(list) };
    let size = ui.t("casefile-kilobytes").arg("n", size.div_ceil(1000)).plain();
    Ok(list
        .row(ui.t("given-made"), ui.when(*at))
        .row(ui.t("given-pages"), ui.number(*page_count))
        .row(ui.t("casefile-size"), size)
        .row(ui.t("casefile-fingerprint"), sha256))
}

/// What an official has to know of how it went.
fn notice(ui: &Ui, case: &KnownCase, given: &Given) -> Option<Notice> {
    let name = |file: &FileId| case.document(*file).map(|(_, _, d)| document_name(ui, d));
    match &given.stage {
        Stage::Failed { why, document } => {
            let words = ui.code("given-failed-", code(*why)).plain();
            let notice = Notice::new(Tone::Danger, words).title(ui.t("given-failed").plain());
            let about = document.as_ref().and_then(name);
            let line = |name| ui.t("given-failed-document").arg("document", name).plain();
            Some(match about {
                Some(name) => notice.line(line(name)),
                None => notice,
            })
        }
        Stage::Made { incomplete, .. } if !incomplete.is_empty() => {
            let names: Vec<String> = incomplete.iter().filter_map(name).collect();
            let words = ui.t("given-incomplete").arg("documents", names.join(", ")).plain();
            Some(Notice::new(Tone::Warning, words))
        }
        Stage::Made { .. } | Stage::Ordered => None,
    }
}

/// The address where a file that failed is ordered again, without what was in the way and with what
/// has come in place of older versions.
async fn again(
    request: &Request,
    id: CaseId,
    case: &KnownCase,
    given: &Given,
) -> Result<Option<String>, Problem> {
    let Stage::Failed { document, .. } = &given.stage else { return Ok(None) };
    if !request.who.may(GIVE) {
        return Ok(None);
    }
    let receivers = choices(request, id, case, request.ui.today()).await?;
    let to = match given.through {
        None => To { party: given.to, representation: None },
        Some(_) => {
            let through = receivers.iter().map(|(to, _)| *to);
            let mut acts = through.filter(|to| to.party == given.to && to.representation.is_some());
            let party = To { party: given.to, representation: None };
            acts.next().unwrap_or(party)
        }
    };
    let newest = |file: &FileId| {
        let chain = std::iter::successors(Some(*file), |at| case.replaced.get(at).copied());
        chain.take(case.documents.len()).last().unwrap_or(*file)
    };
    let left = given.documents.iter().filter(|file| Some(**file) != *document).map(newest);
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("to", &to.to_string()).append_pair("language", &given.language);
    for file in left.collect::<BTreeSet<FileId>>() {
        query.append_pair("document", &file.to_string());
    }
    Ok(Some(format!("/cases/{id}/file/give?{}", query.finish())))
}

/// The PDF, to keep; the look is recorded before its first byte is sent.
pub(in crate::pages) async fn pdf(request: Request) -> Result<Reply, Problem> {
    let (id, file): (CaseId, GivenId) = (request.param("id")?, request.param("given")?);
    let opened = request.kernel.open::<Case>(&request.who, id, SEE, "case.file").await?;
    let case = opened.state.known().ok_or(Problem::NotFound)?;
    let giving: Giving = fold(&opened.events)?;
    // Purpose and content have one key: when it is destroyed there is nothing left to send.
    let given = giving.given.get(&file).filter(|given| given.purpose.is_some());
    let Some(Stage::Made { file, .. }) = given.map(|given| &given.stage) else {
        return Err(Problem::NotFound);
    };
    let entry = request.kernel.entry(&request.who, AuditKind::Read, "case.given_file");
    request.kernel.audit(entry.about("file", file.0).detail(format!("case {id}"))).await?;
    Ok(Reply::File(File {
        name: format!("{}.pdf", case.number),
        media_type: "application/pdf".to_owned(),
        inline: false,
        content: Content::Stored(*file),
    }))
}

impl FilePage<'_> {
    fn progress(&self) -> String {
        format!("/progress/{0}?to=/cases/{1}/file/{0}", self.given, self.id)
    }

    fn warning(&self) -> Html {
        self.notice.as_ref().map(Notice::html).unwrap_or_default()
    }
}

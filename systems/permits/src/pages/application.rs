//! The application as it was sent, on the page of the case that it became and on that of light processing. Whoever may
//! not see the case sees none of it; what was kept from programs of the house by no fact is here for whoever decides.
//! What the employer confirmed stands beside it, as they gave it.

use automation::{CaseFacts, WHY};
use casefile::{Case, CaseId};
use kernel::{FileId, Ts};
use web::parts::SummaryList;
use web::{Html, Problem, Request, Ui};

use super::application_of;
use super::made_up::{self, MadeUp};
use super::said::{self, Files, Reader, Section};
use crate::acts::terms_list;
use crate::answers::Answers;
use crate::employer::{self, Taken, Terms};
use crate::permit::{self, PermitType};
use crate::state::KnownApplication;

#[derive(askama::Template)]
#[template(path = "pages/application.html")]
struct ApplicationOfCase<'a> {
    ui: &'a Ui,
    /// It stands on the page of light processing: what proves something is not folded away.
    beside: bool,
    /// When it was sent, and in what language it was read then.
    sent: Vec<String>,
    sections: Vec<Section>,
    /// What the employer confirmed, and the attachments.
    evidence: Vec<Html>,
}

/// What the employer confirmed, as they gave it.
#[derive(askama::Template)]
#[template(path = "pages/application_terms.html")]
struct EmployerTerms<'a> {
    ui: &'a Ui,
    taken: &'a Taken,
    at: Ts,
    terms: SummaryList,
}

#[derive(askama::Template)]
#[template(path = "pages/application_files.html")]
struct Attached<'a> {
    ui: &'a Ui,
    files: Vec<Files>,
    /// Where a document leads that is there, around its id.
    leads: (String, &'static str),
    /// Those that are documents of the case.
    there: Vec<FileId>,
    /// They open beside the page.
    beside: bool,
}

/// Where an application is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    Case,
    Light,
}

/// What was applied for, in the reader's language, on the page of its case.
pub(super) async fn panel(request: &Request, case: CaseId) -> Result<Html, Problem> {
    of_case(request, case, On::Case).await
}

/// The same where an official goes through what is prepared; an exercise shows what was made up with it.
pub(super) async fn beside(request: &Request, case: CaseId) -> Result<Html, Problem> {
    let Some(MadeUp { laid, permit, application, terms: laid_terms }) =
        made_up::of(request, case.0).await?
    else {
        return of_case(request, case, On::Light).await;
    };
    let facts = request.who.may(WHY).then_some(&laid.before);
    let there = laid.documents().map(|(file, _)| file).collect();
    let employer = laid_terms.as_ref().map(|(taken, terms, at)| (taken, terms, *at));
    shown(&request.ui, (case, there, On::Light), (permit, &application, employer), facts)
}

async fn of_case(request: &Request, case: CaseId, on: On) -> Result<Html, Problem> {
    let kernel = &request.kernel;
    let Some((id, application)) = application_of(request, case).await? else {
        return Ok(Html::default());
    };
    let Some(known) = application.known() else { return Ok(Html::default()) };
    let Some(permit) = permit::of(&known.permit)? else { return Ok(Html::default()) };
    let facts = match request.who.may(WHY) {
        true => Some(kernel.peek::<CaseFacts>(case).await?.0),
        false => None,
    };
    let (file, _) = kernel.peek::<Case>(case).await?;
    let documents = file.known().into_iter().flat_map(|known| &known.documents);
    let there = documents.map(|(_, _, document)| document.file).collect();
    let parts = match employer::has_part(permit) {
        true => employer::parts(kernel, id).await?,
        false => Vec::new(),
    };
    let terms = employer::counts(&parts);
    shown(&request.ui, (case, there, on), (permit, known, terms), facts.as_deref())
}

fn shown(
    ui: &Ui,
    (case, there, on): (CaseId, Vec<FileId>, On),
    (permit, known, employer): (&PermitType, &KnownApplication, Option<(&Taken, &Terms, Ts)>),
    facts: Option<&CaseFacts>,
) -> Result<Html, Problem> {
    let answers = Answers::new(permit, known);
    // Of an erased one the questions alone would say that nothing was answered.
    let erased = known.answered.values().all(|page| page.answers.is_empty());
    let sections = match erased {
        true => Vec::new(),
        false => said::sections(ui, &answers, Reader::Official(facts))?,
    };
    let sent = known.sent.map(|at| ui.t("application-of-case.sent").arg("at", ui.when(at)).plain());
    let read = known.language.as_ref().map(|language| {
        let language = ui.code("language-", language).plain();
        ui.t("application-of-case.language").arg("language", language).plain()
    });
    let files = said::files(ui, &answers, known);
    let leads = match on {
        On::Case => (format!("/cases/{case}/documents/"), "/about"),
        On::Light => (format!("/light/{case}/documents/"), ""),
    };
    let beside = on == On::Light;
    let mut evidence = Vec::new();
    if let Some((taken, terms, at)) = employer {
        let terms = terms_list(ui, terms);
        evidence.push(Html::render(&EmployerTerms { ui, taken, at, terms })?);
    }
    if !files.is_empty() {
        evidence.push(Html::render(&Attached { ui, files, leads, there, beside })?);
    }
    Html::render(&ApplicationOfCase {
        ui,
        beside,
        sent: sent.into_iter().chain(read).collect(),
        sections,
        evidence,
    })
}

//! What an official sees of a case without a click.

use std::sync::Arc;

use kernel::State;
use web::parts::SummaryList;
use web::{Html, Problem, Request, Ui};

use crate::events::{Party, code};
use crate::ids::{CaseId, OrganisationId, PersonId};
use crate::pages::Names;
use crate::residence_right::ResidenceRight;
use crate::rights::{CLASSIFY, WORK};
use crate::state::{APPLICANT, KnownCase, Organisation, Person, Status};
use crate::words;

/// The header of a case.
pub(super) struct Glance {
    pub(super) applicant: String,
    pub(super) parties: Vec<PartyRow>,
    pub(super) summary: SummaryList,
}

/// Somebody who is a party, beside the applicant.
pub(super) struct PartyRow {
    pub(super) role: String,
    pub(super) name: String,
    pub(super) href: String,
    pub(super) remove: String,
}

#[derive(askama::Template)]
#[template(path = "pages/case/date.html")]
struct LegalDate<'a> {
    ui: &'a Ui,
    case: &'a KnownCase,
}

#[derive(askama::Template)]
#[template(path = "pages/case/right.html")]
struct InForce<'a> {
    ui: &'a Ui,
    rights: Vec<&'a ResidenceRight>,
}

/// Words of the summary that were asked for.
struct Words<'a> {
    applicant: &'a str,
    handler: &'a str,
    next: String,
}

impl Glance {
    pub(super) async fn read(
        request: &Request,
        id: CaseId,
        case: &KnownCase,
        (applicant, name): (Arc<Person>, String),
        awaited: &[&str],
        names: &mut Names,
    ) -> Result<Glance, Problem> {
        let ui = &request.ui;
        let mut parties = Vec::with_capacity(case.parties.len());
        for (party, role) in &case.parties {
            let name = match *party {
                Party::Person(id) => person(request, id).await?.1,
                Party::Organisation(id) => organisation(request, id).await?,
            };
            parties.push(PartyRow {
                role: request.ui.code("party-role-", role).plain(),
                name,
                href: party.href(),
                remove: format!("/cases/{id}/parties/{party}/{role}/remove"),
            });
        }
        let handler = match case.handler {
            Some(user) => names.of(user).await?,
            None => request.ui.t("casefile-nobody").plain(),
        };
        let words =
            Words { applicant: &name, handler: &handler, next: next_action(ui, case, awaited) };
        let summary = summary(request, id, case, &words, &parties, &applicant)?;
        Ok(Glance { applicant: name, parties, summary })
    }
}

/// A person as far as the user may see them, and their name. The look at the case is recorded and
/// names the person; their page is not opened.
pub(super) async fn person(
    request: &Request,
    id: PersonId,
) -> Result<(Arc<Person>, String), Problem> {
    let (person, _) = request.kernel.peek::<Person>(id).await?;
    let visible = person.access().is_some_and(|a| request.who.sees(&a));
    if !visible {
        return Ok((Arc::default(), request.ui.t("casefile-protected-name").plain()));
    }
    let name = person.shown().unwrap_or_else(|| request.ui.t("casefile-erased").plain());
    Ok((person, name))
}

/// The name of an organisation: everybody who sees the case sees it.
async fn organisation(request: &Request, id: OrganisationId) -> Result<String, Problem> {
    let (organisation, _) = request.kernel.peek::<Organisation>(id).await?;
    Ok(organisation.shown().unwrap_or_else(|| request.ui.t("casefile-erased").plain()))
}

fn summary(
    request: &Request,
    id: CaseId,
    case: &KnownCase,
    words: &Words<'_>,
    parties: &[PartyRow],
    person: &Person,
) -> Result<SummaryList, Problem> {
    let ui = &request.ui;
    let works = request.who.may(WORK) && case.status == Status::Open;
    let change = |list: SummaryList, key: &str, to: &str| {
        if works { list.change(ui.t(key).plain(), format!("/cases/{id}/{to}")) } else { list }
    };
    let mut list = SummaryList::new().row(ui.t("casefile-status"), status(ui, case));
    list = change(list, "act-case-set-status", "status");
    list = list.html_row(ui.t("casefile-legal-date"), Html::render(&LegalDate { ui, case })?);
    for waiting in case.waiting.values() {
        list = list.row(ui.t("casefile-waits-for"), super::wait_words(ui, waiting));
    }
    list = list.row(ui.t("casefile-next-action"), &words.next);
    list = list.row(ui.t("casefile-handler"), words.handler);
    list = change(list, "act-case-assign", "assign");
    list = list.row(ui.t("casefile-unit"), &case.unit);
    list = change(list, "act-case-change-unit", "unit");
    list = list.row(ui.code("party-role-", APPLICANT), words.applicant);
    for party in parties {
        list = list.row(&party.role, &party.name);
    }
    if let Some(known) = person.known() {
        let today = ui.today();
        let rights = known.residence_rights.iter().filter(|r| r.holds_on(today)).collect();
        let right = Html::render(&InForce { ui, rights })?;
        list = list.html_row(ui.t("casefile-right-in-force"), right);
    }
    list = list.row(ui.t("casefile-case-type"), ui.code("case-type-", &case.case_type));
    list = list.row(ui.t("casefile-opened"), ui.date(case.opened));
    if request.who.may(CLASSIFY) {
        list = list
            .row(ui.t("casefile-protection"), ui.code("case-class-", case.class.code()))
            .change(ui.t("act-case-protect").plain(), format!("/cases/{id}/protection"));
    }
    Ok(list)
}

/// What an official is to do next, or else what the case waits for.
fn next_action(ui: &Ui, case: &KnownCase, awaited: &[&str]) -> String {
    match case.next_task() {
        Some(task) => {
            let words = words::task(ui, task);
            ui.t("casefile-task-by").arg("task", words).arg("date", ui.date(case.due(task))).plain()
        }
        None if case.status != Status::Open => ui.t("casefile-none").plain(),
        None if !awaited.is_empty() => {
            let words = awaited.iter().map(|code| ui.code("awaited-", code).plain());
            let what = words.collect::<Vec<_>>().join(", ");
            ui.t("work-waits-for").arg("whom", what).plain()
        }
        None if case.waits() => ui.t("casefile-next-after-wait").plain(),
        None => ui.t("casefile-missing").plain(),
    }
}

fn status(ui: &Ui, case: &KnownCase) -> String {
    match case.status {
        Status::Open => ui.code("status-word-", &case.status_word).plain(),
        Status::Closed { outcome, at } => {
            let outcome = ui.code("case-close-outcome-", code(outcome)).plain();
            ui.t("casefile-closed-as").arg("outcome", outcome).arg("date", ui.date(at)).plain()
        }
    }
}

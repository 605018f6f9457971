//! An organisation: what it is, whom to ask for, whom it represents, and what happened to it.

use kernel::UserId;
use uuid::Uuid;
use web::form::text_key;
use web::parts::{Pager, SummaryList, Timeline, TimelineItem};
use web::{Page, Problem, Reply, Request, Ui};

use super::Names;
use super::represented::Represented;
use crate::events::OrganisationEvent;
use crate::ids::OrganisationId;
use crate::model::{BusinessId, ContactPerson, Reach};
use crate::rights::{AUDIT, SEE, WORK};
use crate::rows::PartyLine;
use crate::state::{KnownOrganisation, Organisation};
use crate::words;

#[derive(askama::Template)]
#[template(path = "pages/organisation.html")]
struct OrganisationPage<'a> {
    ui: &'a Ui,
    id: OrganisationId,
    name: String,
    erased: bool,
    ended: bool,
    summary: SummaryList,
    people: Vec<PersonLine>,
    represented: Represented,
    cases: Vec<PartyLine>,
    pager: Pager,
    history: Timeline,
    may_work: bool,
    may_audit: bool,
}

/// Whom to ask for.
struct PersonLine {
    id: Uuid,
    name: String,
    role: String,
    reach: Vec<String>,
    days: String,
    over: bool,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: OrganisationId = request.param("id")?;
    let opened = request.kernel.open::<Organisation>(&request.who, id, SEE, "organisation").await?;
    let known = opened.state.known().ok_or(Problem::NotFound)?;
    let ui = &request.ui;
    let name = opened.state.shown().unwrap_or_else(|| ui.t("casefile-erased").plain());
    let mut names = Names::new(&request);
    let mut history = Vec::with_capacity(opened.events.len());
    for event in opened.events.iter() {
        let told = event.decode::<OrganisationEvent>()?;
        history.push(TimelineItem {
            at: event.at,
            title: ui.t(format!("event-{}", text_key(&event.kind))).plain(),
            by: names.of(UserId(event.actor)).await?,
            text: told.map(|told| words_of(ui, &told)).unwrap_or_default(),
            own: true,
            link: None,
        });
    }
    let (cases, pager) = super::page_of_cases(&request, [id.0]).await?;
    let body = OrganisationPage {
        ui,
        id,
        name: name.clone(),
        erased: known.details.is_none(),
        ended: known.ended.is_some(),
        summary: summary(ui, known),
        people: known.contact_persons.iter().map(|(id, p)| person(ui, *id, p)).collect(),
        represented: Represented::first(&request, id.0, &format!("/organisations/{id}")).await?,
        cases,
        pager,
        history: Timeline::new(ui, history),
        may_work: request.who.may(WORK),
        may_audit: request.who.may(AUDIT),
    };
    Ok(Page::new(name, &body)?.crumb(ui.t("organisations"), "/organisations").into())
}

fn person(ui: &Ui, id: Uuid, person: &ContactPerson) -> PersonLine {
    PersonLine {
        id,
        name: person.name.clone(),
        role: person.role.clone(),
        reach: person.reach.iter().flat_map(|reach| words::reach(ui, reach)).collect(),
        days: words::days(ui, person.validity.from(), person.validity.until()),
        over: person.validity.is_over_on(ui.today()),
    }
}

fn summary(ui: &Ui, known: &KnownOrganisation) -> SummaryList {
    let mut list = SummaryList::new();
    let Some(details) = &known.details else { return list };
    list = list.row(ui.t("organisations-kind"), ui.code("organisation-kind-", details.kind.code()));
    if let Some(id) = &details.business_id {
        let country = ui.t(id.country().text_key());
        list = list.row(
            ui.t("organisations-business-id"),
            format!("{} ({country})", BusinessId::number(id)),
        );
    }
    let address =
        Reach::Address { r#use: crate::model::AddressUse::Post, address: details.address.clone() };
    list = list.row(ui.t("organisations-address"), words::reach(ui, &address).join(", "));
    for reach in &details.reach {
        list = list.row(ui.code("contact-", reach.code()), words::reach(ui, reach).join(", "));
    }
    for former in &details.former {
        let days = words::days(ui, former.validity.from(), former.validity.until());
        let name = words::apart(&former.name);
        let name = if days.is_empty() { name } else { format!("{name}, {days}") };
        list = list.row(ui.t("organisations-former"), name);
    }
    match known.ended {
        Some(last) => list.row(ui.t("organisations-ended"), ui.date(last)),
        None => list,
    }
}

/// What an event says, in words.
fn words_of(ui: &Ui, event: &OrganisationEvent) -> String {
    let erased = || ui.t("casefile-erased").plain();
    let because = |reason: Option<&String>| match reason {
        Some(reason) => ui.t("persons-because").arg("reason", words::apart(reason)).plain(),
        None => erased(),
    };
    match event {
        OrganisationEvent::Registered { details } => {
            details.get().map_or_else(erased, |details| details.name.clone())
        }
        OrganisationEvent::Corrected { details, reason } => {
            let name = details.get().map_or_else(erased, |details| words::apart(&details.name));
            format!("{name}\n{}", because(reason.get()))
        }
        OrganisationEvent::Ended { last, reason } => {
            format!("{}\n{}", ui.date(*last), because(reason.get()))
        }
        OrganisationEvent::ContactPersonAdded { person, .. } => {
            person.get().map_or_else(erased, |person| person.name.clone())
        }
        OrganisationEvent::ContactPersonEnded { last, .. } => words::days(ui, None, Some(*last)),
    }
}

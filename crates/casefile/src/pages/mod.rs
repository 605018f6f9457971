//! The sights of the case file.

mod api;
mod audit;
mod authorities;
mod bulk;
mod case;
mod cases;
mod choose;
mod deadlines;
mod filters;
mod find;
mod giving;
mod hold;
mod holds;
mod lead;
mod organisation;
mod organisations;
mod pairs;
mod person;
mod persons;
mod represented;
mod search;
mod tasks;
mod team;
mod untaken;
mod work;

use std::collections::HashMap;

use kernel::{Fault, Kernel, ListQuery, MACHINE, MERGED_MAX, PAGE_MAX, UserId};
use uuid::Uuid;
use web::parts::Pager;
use web::{ActRoute, ApiRoute, MenuItem, PageRoute, Problem, Request, Ui};

use crate::acts;
use crate::rights::{AUDIT, GIVE, HOLD, LEAD, SEE, WORK};
use crate::rows::{PARTIES, PartyLine};
use crate::words::born;

/// Rows on a page of a list.
const PAGE: usize = 50;
const _: () = assert!(PAGE <= PAGE_MAX);
pub(crate) fn api() -> Vec<ApiRoute> {
    api::routes()
}

pub(crate) fn pages() -> Vec<PageRoute> {
    vec![
        PageRoute::get("/work", SEE, work::show),
        PageRoute::post("/work/take-next", WORK, work::take_next),
        PageRoute::get("/search", SEE, search::show),
        PageRoute::get("/cases", SEE, cases::show),
        PageRoute::get("/cases/assign", LEAD, bulk::preview),
        PageRoute::post("/bulk", LEAD, bulk::order),
        PageRoute::get("/bulk", LEAD, bulk::orders),
        PageRoute::get("/bulk/{id}", LEAD, bulk::result),
        PageRoute::get("/filters", SEE, filters::show),
        PageRoute::get("/cases/{id}", SEE, case::show),
        PageRoute::get("/cases/{id}/presence", SEE, case::presence),
        PageRoute::get("/cases/{id}/history", SEE, case::history),
        PageRoute::get("/cases/{id}/tasks", SEE, case::tasks),
        PageRoute::get("/cases/{id}/links", SEE, case::links),
        PageRoute::get("/cases/{id}/messages", SEE, case::messages),
        PageRoute::get("/cases/{id}/parties/find", WORK, case::find_party),
        PageRoute::get("/cases/{id}/documents", SEE, case::documents),
        PageRoute::get("/cases/{id}/documents/{file}", SEE, case::document),
        PageRoute::get("/cases/{id}/documents/{file}/view", SEE, case::document_view),
        PageRoute::get("/cases/{id}/documents/{file}/about", SEE, case::document_about),
        PageRoute::get("/cases/{id}/documents/{file}/pages/{n}", GIVE, giving::leaf),
        PageRoute::get("/cases/{id}/file", SEE, giving::overview),
        PageRoute::get("/cases/{id}/file/{given}", SEE, giving::file),
        PageRoute::get("/cases/{id}/file/{given}/pdf", SEE, giving::pdf),
        PageRoute::get("/persons", SEE, persons::show),
        PageRoute::get("/organisations", SEE, organisations::show),
        PageRoute::get("/organisations/{id}", SEE, organisation::show),
        PageRoute::get("/organisations/{id}/represented", SEE, represented::of_organisation),
        PageRoute::get("/authorities", SEE, authorities::show),
        PageRoute::get("/persons/undecided", SEE, pairs::show),
        PageRoute::get("/persons/{id}", SEE, person::show),
        PageRoute::get("/persons/{id}/history", SEE, person::history),
        PageRoute::get("/persons/{id}/represented", SEE, represented::of_person),
        PageRoute::get("/persons/{id}/choose", SEE, choose::show),
        PageRoute::get("/holds", HOLD, holds::show),
        PageRoute::get("/holds/{id}", HOLD, hold::show),
        PageRoute::get("/team", SEE, team::show),
        PageRoute::get("/lead", LEAD, lead::show),
        PageRoute::get("/lead/export", LEAD, lead::export),
        PageRoute::get("/lead/untaken", LEAD, untaken::show),
        PageRoute::get("/tasks", LEAD, tasks::show),
        PageRoute::get("/deadlines", LEAD, deadlines::show),
        PageRoute::get("/audit", AUDIT, audit::show),
        PageRoute::get("/audit/export", AUDIT, audit::export),
    ]
}

pub(crate) fn acts() -> Vec<ActRoute> {
    [of_parties(), of_the_office(), of_cases()].concat()
}

/// Acts on persons and organisations.
fn of_parties() -> Vec<ActRoute> {
    vec![
        ActRoute::form::<acts::RegisterPerson>("/persons/new"),
        ActRoute::form::<acts::CorrectPerson>("/persons/{id}/correct"),
        ActRoute::form::<acts::AddTravelDocument>("/persons/{id}/documents/new"),
        ActRoute::form::<acts::RecordResidenceRight>("/persons/{id}/residence-rights/new"),
        ActRoute::form::<acts::CorrectTravelDocument>("/persons/{id}/documents/{place}/correct"),
        ActRoute::form::<acts::EndTravelDocument>("/persons/{id}/documents/{place}/end"),
        ActRoute::form::<acts::CorrectResidenceRight>(
            "/persons/{id}/residence-rights/{place}/correct",
        ),
        ActRoute::form::<acts::RegisterOrganisation>("/organisations/new"),
        ActRoute::form::<acts::CorrectOrganisation>("/organisations/{id}/correct"),
        ActRoute::form::<acts::EndOrganisation>("/organisations/{id}/end"),
        ActRoute::form::<acts::AddContactPerson>("/organisations/{id}/contact-persons/new"),
        ActRoute::form::<acts::EndContactPerson>(
            "/organisations/{id}/contact-persons/{contact}/end",
        ),
        ActRoute::form::<acts::AddRepresentative>("/persons/{id}/representatives/new"),
        ActRoute::form::<acts::WithdrawRepresentative>(
            "/persons/{id}/representatives/{representative}/withdraw",
        ),
        ActRoute::form::<acts::RecordRelation>("/persons/{id}/relations/new"),
        ActRoute::form::<acts::EndRelation>("/persons/{id}/relations/{relation}/end"),
        ActRoute::form::<acts::ComparePersons>("/persons/{id}/compare"),
        ActRoute::form::<acts::RecordName>("/persons/{id}/names/new"),
        ActRoute::form::<acts::ChangeName>("/persons/{id}/names/{name}"),
        ActRoute::form::<acts::AddAddress>("/persons/{id}/addresses/new"),
        ActRoute::form::<acts::AddContact>("/persons/{id}/contacts/new"),
        ActRoute::form::<acts::EndContact>("/persons/{id}/contacts/{contact}/end"),
        ActRoute::form::<acts::RecordLanguages>("/persons/{id}/languages"),
        ActRoute::form::<acts::RecordNonDisclosure>("/persons/{id}/non-disclosure"),
        ActRoute::form::<acts::EndNonDisclosure>("/persons/{id}/non-disclosure/end"),
        ActRoute::form::<acts::ReclassifyPerson>("/persons/{id}/class"),
    ]
}

/// Acts on holds, officials, filters and assignments in bulk.
fn of_the_office() -> Vec<ActRoute> {
    vec![
        ActRoute::form::<acts::PlaceHold>("/holds/new"),
        ActRoute::form::<acts::ReviewHold>("/holds/{id}/review"),
        ActRoute::form::<acts::HandOverHold>("/holds/{id}/hand-over"),
        ActRoute::form::<acts::LiftHold>("/holds/{id}/lift"),
        ActRoute::form::<acts::RecordAbsence>("/team/{id}/absence"),
        ActRoute::form::<acts::EndAbsence>("/team/{id}/absence/end"),
        ActRoute::form::<acts::SetCompetences>("/team/{id}/competences"),
        ActRoute::form::<acts::SaveFilter>("/filters/new"),
        ActRoute::form::<acts::RenameFilter>("/filters/{id}/rename"),
        ActRoute::form::<acts::RemoveFilter>("/filters/{id}/remove"),
        ActRoute::form::<acts::CancelBulk>("/bulk/{id}/cancel"),
        ActRoute::form::<acts::UndoBulk>("/bulk/{id}/undo"),
    ]
}

/// Acts on cases and what is in them.
fn of_cases() -> Vec<ActRoute> {
    vec![
        ActRoute::form::<acts::OpenCase>("/cases/new"),
        ActRoute::form::<acts::AssignCase>("/cases/{id}/assign"),
        ActRoute::form::<acts::AddNote>("/cases/{id}/notes/new"),
        ActRoute::form::<acts::SendMessage>("/cases/{id}/messages/new"),
        ActRoute::form::<acts::AddDocument>("/cases/{id}/documents/new"),
        ActRoute::form::<acts::ReplaceDocument>("/cases/{id}/documents/{file}/replace"),
        ActRoute::form::<acts::SetAsideDocument>("/cases/{id}/documents/{file}/set-aside"),
        ActRoute::form::<acts::Redact>("/cases/{id}/documents/{file}/redact"),
        ActRoute::form::<acts::ClearVersion>("/cases/{id}/documents/{file}/clear"),
        ActRoute::form::<acts::TakeBackRedaction>("/cases/{id}/redactions/{redaction}/take-back"),
        ActRoute::form::<acts::GiveFile>("/cases/{id}/file/give"),
        ActRoute::form::<acts::SetStatus>("/cases/{id}/status"),
        ActRoute::form::<acts::AddParty>("/cases/{id}/parties/new"),
        ActRoute::form::<acts::RemoveParty>("/cases/{id}/parties/{party}/{role}/remove"),
        ActRoute::form::<acts::LinkCase>("/cases/{id}/links/new"),
        ActRoute::form::<acts::UnlinkCase>("/cases/{id}/links/{other}/remove"),
        ActRoute::form::<acts::ChangeUnit>("/cases/{id}/unit"),
        ActRoute::form::<acts::ProtectCase>("/cases/{id}/protection"),
        ActRoute::form::<acts::AddTask>("/cases/{id}/tasks/new"),
        ActRoute::form::<acts::TakeTask>("/cases/{id}/tasks/{task}/take"),
        ActRoute::form::<acts::ReleaseTask>("/cases/{id}/tasks/{task}/release"),
        ActRoute::form::<acts::HandOverTask>("/cases/{id}/tasks/{task}/hand-over"),
        ActRoute::form::<acts::FinishTask>("/cases/{id}/tasks/{task}/finish"),
        ActRoute::form::<acts::StopClock>("/cases/{id}/clocks/{name}/stop"),
        ActRoute::form::<acts::ExtendClock>("/cases/{id}/clocks/{name}/extend"),
        ActRoute::form::<acts::ResumeClock>("/cases/{id}/clocks/{name}/resume"),
        ActRoute::form::<acts::CloseCase>("/cases/{id}/close"),
        ActRoute::form::<acts::ReopenCase>("/cases/{id}/reopen"),
    ]
}

pub(crate) fn menu() -> Vec<MenuItem> {
    let item = |key, path, right, order| MenuItem { key, path, right, order };
    vec![
        item("casefile-work", "/work", SEE, 10),
        item("casefile-cases", "/cases", SEE, 20),
        item("casefile-persons", "/persons", SEE, 30),
        item("organisations", "/organisations", SEE, 35),
        item("team", "/team", SEE, 37),
        item("holds", "/holds", HOLD, 38),
        item("casefile-lead", "/lead", LEAD, 40),
        item("casefile-deadlines", "/deadlines", LEAD, 45),
        item("casefile-audit", "/audit", AUDIT, 50),
    ]
}

/// What a list page asks, from its URL: the named filters, the order, the cursor.
fn query(request: &Request, filters: &[&str]) -> ListQuery {
    let value = |name: &str| request.query.get(name).unwrap_or("").trim().to_owned();
    ListQuery {
        filters: filters.iter().map(|name| ((*name).to_owned(), value(name))).collect(),
        order: request.query.get("order").map(str::to_owned),
        after: request.query.get("after").map(str::to_owned),
        limit: PAGE,
    }
}

/// Cases that any of these is a party to, as far as the user may see them, newest first, and the cursor of
/// those after them.
async fn cases_of(
    request: &Request,
    parties: impl IntoIterator<Item = Uuid>,
    (after, limit): (Option<String>, usize),
) -> Result<(Vec<PartyLine>, Option<String>), Problem> {
    let set = |party: Uuid| vec![("party".to_owned(), party.to_string())];
    let sets: Vec<_> = parties.into_iter().take(MERGED_MAX).map(set).collect();
    let query = ListQuery { limit, after, ..ListQuery::default() };
    let page = PARTIES.merged(&request.kernel, &request.who, &sets, &query).await?;
    Ok((page.rows.iter().map(PartyLine::read).collect::<Result<_, _>>()?, page.next))
}

/// The page of them that the address asks for, and its pager.
async fn page_of_cases(
    request: &Request,
    parties: impl IntoIterator<Item = Uuid>,
) -> Result<(Vec<PartyLine>, Pager), Problem> {
    let after = request.query.get("after").map(str::to_owned);
    let (lines, next) = cases_of(request, parties, (after, PAGE)).await?;
    Ok((lines, Pager::new(&request.ui, next.as_deref())))
}

/// Names of users, asked for once a page.
struct Names {
    kernel: Kernel,
    ui: Ui,
    me: UserId,
    known: HashMap<UserId, String>,
}

impl Names {
    fn new(request: &Request) -> Names {
        // Whoever asks is known already.
        let known = HashMap::from([(request.who.user, request.who.name.to_string())]);
        let (kernel, ui) = (request.kernel.clone(), request.ui.clone());
        Names { kernel, ui, me: request.who.user, known }
    }

    /// Is it the user?
    fn is_me(&self, user: UserId) -> bool {
        self.me == user
    }

    /// Who has something: somebody, or nobody.
    async fn holder(&mut self, user: Option<UserId>) -> Result<String, Fault> {
        match user {
            Some(user) => self.of(user).await,
            None => Ok(self.ui.t("casefile-nobody").plain()),
        }
    }

    async fn of(&mut self, user: UserId) -> Result<String, Fault> {
        if let Some(name) = self.known.get(&user) {
            return Ok(name.clone());
        }
        let name = if user == MACHINE {
            self.ui.t("casefile-machine").plain()
        } else {
            let found = self.kernel.user_name(user).await?;
            found.unwrap_or_else(|| self.ui.t("casefile-nobody-known").plain())
        };
        self.known.insert(user, name.clone());
        Ok(name)
    }
}

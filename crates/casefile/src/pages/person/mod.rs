//! A person: who they are, how they are reached, their documents, rights to stay and cases.

mod contacts;
mod family;
mod history;
mod representatives;

pub(super) use history::show as history;

use kernel::Date;
use web::parts::{Pager, SummaryList};
use web::{Page, Problem, Reply, Request, Ui};

use self::contacts::ContactLine;
use self::family::{ComparedLine, FamilyLine, Others};
use self::history::History;
use self::representatives::RepresentativeLine;
use super::holds::HoldRow;
use super::represented::Represented;
use super::{Names, holds};
use crate::events::code;
use crate::ids::PersonId;
use crate::model::{Compartment, Name, NameKind};
use crate::residence_right::ResidenceRight;
use crate::rights::{AUDIT, CLASSIFY, HOLD, PROTECT, SEE, WORK};
use crate::rows::PartyLine;
use crate::state::{KnownPerson, Person, SeenDocument};
use crate::words;

#[derive(askama::Template)]
#[template(path = "pages/person.html")]
struct PersonPage<'a> {
    ui: &'a Ui,
    id: PersonId,
    name: String,
    erased: bool,
    protected: bool,
    undisclosed: Option<Date>,
    summary: SummaryList,
    names: Vec<NameLine>,
    contacts: Option<Vec<ContactLine>>,
    languages: Option<SummaryList>,
    family: Vec<FamilyLine>,
    compared: Vec<ComparedLine>,
    representatives: Vec<RepresentativeLine>,
    represented: Represented,
    documents: &'a [SeenDocument],
    rights: Vec<(&'a ResidenceRight, bool)>,
    cases: Vec<PartyLine>,
    pager: Pager,
    rows: Vec<HoldRow>,
    /// Compartments in which the user may stop something for the person, by id and name.
    compartments: Vec<(uuid::Uuid, String)>,
    history: History,
    may_work: bool,
    may_protect: bool,
    may_classify: bool,
    may_audit: bool,
}

/// A name beside the current one.
struct NameLine {
    place: usize,
    kind: String,
    name: String,
    days: String,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: PersonId = request.param("id")?;
    let opened = request.kernel.open::<Person>(&request.who, id, SEE, "person").await?;
    let known = opened.state.known().ok_or(Problem::NotFound)?;
    let ui = &request.ui;
    let name = opened.state.shown().unwrap_or_else(|| ui.t("casefile-erased").plain());
    let shows_contacts = known.shows_contacts(&request.who, ui.today());
    let mut names = Names::new(&request);
    let others = family::others(&request, known).await?;
    let shown = history::Shown { contacts: shows_contacts, others: &others };
    let history = History::read(ui, (id, &opened.events), None, &shown, &mut names).await?;
    let (cases, pager) = cases(&request, id, known, &others).await?;
    let may_hold = request.who.may(HOLD);
    let body = PersonPage {
        ui,
        id,
        name: name.clone(),
        erased: known.particulars.is_none(),
        protected: known.class != kernel::Class::Normal,
        undisclosed: known.non_disclosure.filter(|_| known.is_undisclosed_on(ui.today())),
        summary: summary(ui, known),
        names: other_names(ui, known),
        contacts: shows_contacts.then(|| contacts::lines(ui, known)),
        languages: contacts::languages(ui, known),
        family: family::family(ui, known, &others),
        compared: family::compared(ui, known, &others),
        representatives: representatives::lines(&request, known).await?,
        represented: Represented::first(&request, id.0, &format!("/persons/{id}")).await?,
        documents: &known.documents,
        rights: known.residence_rights.iter().map(|r| (r, r.holds_on(ui.today()))).collect(),
        cases,
        pager,
        rows: if may_hold { holds::of_person(&request, id).await? } else { Vec::new() },
        compartments: if may_hold { compartments(&request) } else { Vec::new() },
        history,
        may_work: request.who.may(WORK),
        may_protect: request.who.may(PROTECT),
        may_classify: request.who.may(CLASSIFY),
        may_audit: request.who.may(AUDIT),
    };
    Ok(Page::new(name, &body)?.crumb(ui.t("casefile-persons"), "/persons").into())
}

fn compartments(request: &Request) -> Vec<(uuid::Uuid, String)> {
    let lang = request.ui.lang().code();
    Compartment::of_member(&request.who).map(|c| (c.id, c.name(lang).to_owned())).collect()
}

/// The cases the person is a party to, as far as the user may see them, those of records of the same
/// person among them, newest first.
async fn cases(
    request: &Request,
    person: PersonId,
    known: &KnownPerson,
    others: &Others,
) -> Result<(Vec<PartyLine>, Pager), Problem> {
    let same = known.same().filter(|other| others.contains_key(other));
    super::page_of_cases(request, std::iter::once(person).chain(same).map(|party| party.0)).await
}

fn summary(ui: &Ui, known: &KnownPerson) -> SummaryList {
    let mut list = SummaryList::new();
    let Some(p) = &known.particulars else { return list };
    for name in p.names.iter().filter(|name| name.kind() == NameKind::Current) {
        let kind = format!("name-{}-{}", code(name.kind()), code(name.script()));
        list = list.row(ui.t(kind), Name::shown(name));
    }
    list.row(ui.t("casefile-born"), words::born(ui, p.born))
        .row(ui.t("casefile-sex"), words::sex(ui, p.sex))
        .row(ui.t("casefile-nationality"), words::countries(ui, &p.nationalities))
}

fn other_names(ui: &Ui, known: &KnownPerson) -> Vec<NameLine> {
    let names = known.particulars.iter().flat_map(|p| p.names.iter().enumerate());
    let others = names.filter(|(_, name)| name.kind() != NameKind::Current);
    let line = |(place, name): (usize, &Name)| NameLine {
        place,
        kind: words::name_kind(ui, name),
        name: name.shown(),
        days: words::days(ui, name.valid_from(), name.valid_to()),
    };
    others.map(line).collect()
}

//! A person: who they are, their documents, rights to stay and cases.

use kernel::ListQuery;
use web::parts::{SummaryList, Timeline, TimelineItem};
use web::{Page, Problem, Reply, Request, Ui};

use super::{Names, PAGE, born};
use crate::events::code;
use crate::ids::PersonId;
use crate::model::{Name, TravelDocument};
use crate::residence_right::ResidenceRight;
use crate::rights::{AUDIT, SEE, WORK};
use crate::rows::{CASES, CaseLine};
use crate::state::{KnownPerson, Person};

#[derive(askama::Template)]
#[template(path = "pages/person.html")]
struct PersonPage<'a> {
    ui: &'a Ui,
    id: PersonId,
    name: String,
    erased: bool,
    protected: bool,
    summary: SummaryList,
    documents: &'a [TravelDocument],
    rights: Vec<(&'a ResidenceRight, bool)>,
    cases: Vec<CaseLine>,
    history: Timeline,
    may_work: bool,
    may_audit: bool,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: PersonId = request.param("id")?;
    let opened = request.kernel.open::<Person>(&request.who, id, SEE, "person").await?;
    let known = opened.state.known().ok_or(Problem::NotFound)?;
    let ui = &request.ui;
    let name = opened.state.shown().unwrap_or_else(|| ui.t("casefile-erased").plain());
    let filters = vec![("applicant".to_owned(), id.to_string())];
    let query = ListQuery { filters, order: Some("changed".into()), limit: PAGE, after: None };
    let cases = CASES.page(&request.kernel, &request.who, &query).await?;
    let mut names = Names::new(&request);
    let mut history = Vec::new();
    for event in opened.events.iter() {
        history.push(TimelineItem {
            at: event.at,
            title: ui.t(format!("event-{}", event.kind.replace(['.', '_'], "-"))).plain(),
            by: names.of(kernel::UserId(event.actor)).await?,
            text: String::new(),
            own: false,
            link: None,
        });
    }
    let body = PersonPage {
        ui,
        id,
        name: name.clone(),
        erased: known.particulars.is_none(),
        protected: known.class != kernel::Class::Normal,
        summary: summary(ui, known),
        documents: &known.documents,
        rights: known.residence_rights.iter().map(|r| (r, r.holds_on(ui.today()))).collect(),
        cases: cases.rows.iter().map(CaseLine::read).collect::<Result<_, _>>()?,
        history: Timeline::new(ui, history),
        may_work: request.who.may(WORK),
        may_audit: request.who.may(AUDIT),
    };
    Ok(Page::new(name, &body)?.crumb(ui.t("casefile-persons"), "/persons").into())
}

fn summary(ui: &Ui, known: &KnownPerson) -> SummaryList {
    let mut list = SummaryList::new();
    let Some(p) = &known.particulars else { return list };
    for name in &p.names {
        let kind = format!("name-{}-{}", code(name.kind()), code(name.script()));
        list = list.row(ui.t(kind), Name::shown(name));
    }
    let nationalities: Vec<String> = p
        .nationalities
        .iter()
        .map(|c| ui.t(format!("country-{}", c.to_string().to_lowercase())).plain())
        .collect();
    list.row(ui.t("casefile-born"), born(ui, p.born))
        .row(ui.t("casefile-sex"), ui.code("sex-", p.sex.code().to_lowercase()))
        .row(ui.t("casefile-nationality"), nationalities.join(", "))
}

//! One hold: what it stops, for whom, why, until when somebody looks, and what happened to it.

use kernel::{Recorded, UserId};
use web::form::text_key;
use web::parts::{SummaryList, Timeline, TimelineItem};
use web::{Page, Problem, Reply, Request, Ui};

use super::Names;
use super::holds::stops;
use super::pairs::name_of;
use crate::events::HoldEvent;
use crate::ids::HoldId;
use crate::model::Compartment;
use crate::rights::{HOLD, SEE};
use crate::state::{Hold, HoldState, KnownHold, Person};

#[derive(askama::Template)]
#[template(path = "pages/hold.html")]
struct HoldPage<'a> {
    ui: &'a Ui,
    id: HoldId,
    name: String,
    stands: bool,
    due: bool,
    ownerless: bool,
    summary: SummaryList,
    history: Timeline,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: HoldId = request.param("id")?;
    let opened = request.kernel.open::<Hold>(&request.who, id, HOLD, "hold").await?;
    let known = opened.state.known().ok_or(Problem::NotFound)?;
    let ui = &request.ui;
    let name = match name_of(&request, known.person).await? {
        // Whoever looks at the hold looks at the person: in the record a look like any other.
        Some(name) => {
            request.kernel.open::<Person>(&request.who, known.person, SEE, "person").await?;
            Some(name)
        }
        None => None,
    };
    let mut names = Names::new(&request);
    let stands = known.state != HoldState::Lifted;
    let body = HoldPage {
        ui,
        id,
        name: name.clone().unwrap_or_else(|| ui.t("hold-person-unseen").plain()),
        stands,
        due: stands && known.review_on <= ui.today(),
        ownerless: stands && known.owner.is_none(),
        summary: summary(ui, known, name, &mut names).await?,
        history: Timeline::new(ui, history(ui, &opened.events, &mut names).await?),
    };
    let title = body.name.clone();
    Ok(Page::new(title, &body)?.crumb(ui.t("holds"), "/holds").into())
}

async fn summary(
    ui: &Ui,
    known: &KnownHold,
    name: Option<String>,
    names: &mut Names,
) -> Result<SummaryList, Problem> {
    let owner = match known.owner {
        Some(owner) => names.of(owner).await?,
        None => ui.t("hold-ownerless").plain(),
    };
    let compartment = Compartment::of(known.compartment);
    let name = name.unwrap_or_else(|| ui.t("hold-person-unseen").plain());
    let reason = known.reason.clone().unwrap_or_else(|| ui.t("casefile-erased").plain());
    let list = SummaryList::new().row(ui.t("hold-person"), name);
    let list = list.change(ui.t("hold-person-page"), format!("/persons/{}", known.person));
    Ok(list
        .row(ui.t("hold-stops"), stops(ui, known.kinds.iter().copied()))
        .row(ui.t("hold-compartment"), compartment.map_or("", |c| c.name(ui.lang().code())))
        .row(ui.t("hold-owner"), owner)
        .row(ui.t("hold-placed"), ui.date(known.placed))
        .row(ui.t("hold-review-on"), ui.date(known.review_on))
        .row(ui.t("hold-reason"), reason))
}

/// What happened, oldest first.
async fn history(
    ui: &Ui,
    events: &[Recorded],
    names: &mut Names,
) -> Result<Vec<TimelineItem>, Problem> {
    let mut items = Vec::with_capacity(events.len());
    for event in events {
        let text = match event.decode::<HoldEvent>()? {
            Some(known) => told(ui, known, names).await?,
            None => String::new(),
        };
        items.push(TimelineItem {
            at: event.at,
            title: ui.t(format!("event-{}", text_key(&event.kind))).plain(),
            by: names.of(UserId(event.actor)).await?,
            text,
            own: true,
            link: None,
        });
    }
    Ok(items)
}

async fn told(ui: &Ui, event: HoldEvent, names: &mut Names) -> Result<String, Problem> {
    let words = |reason: kernel::Sealed<String>| {
        reason.into_option().unwrap_or_else(|| ui.t("casefile-erased").plain())
    };
    let review = |day| ui.t("hold-looked-at-on").arg("date", ui.date(day)).plain();
    Ok(match event {
        HoldEvent::Placed { review_on, owner, kinds, reason, .. } => {
            let owner = ui.t("hold-answers").arg("name", names.of(owner).await?).plain();
            let stops = stops(ui, kinds.into_iter());
            format!("{stops}\n{owner}\n{}\n{}", review(review_on), words(reason))
        }
        HoldEvent::Reviewed { review_on, reason } => {
            format!("{}\n{}", review(review_on), words(reason))
        }
        HoldEvent::HandedOver { owner: Some(owner) } => {
            ui.t("hold-answers").arg("name", names.of(owner).await?).plain()
        }
        HoldEvent::HandedOver { owner: None } => ui.t("hold-ownerless").plain(),
        HoldEvent::FellDue {} => String::new(),
        HoldEvent::Lifted { reason } => words(reason),
    })
}

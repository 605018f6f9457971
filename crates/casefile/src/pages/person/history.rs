//! What happened to a person, in words: what was before, what after, who, when, why. Newest first, a page at
//! a time.

use std::collections::VecDeque;

use kernel::{Recorded, State as _, UserId};
use web::form::text_key;
use web::parts::{Timeline, TimelineItem};
use web::{Page, Problem, Reply, Request, Ui};

use super::family::{self, Others};
use crate::events::{Particulars, PersonEvent, code};
use crate::ids::PersonId;
use crate::model::Representation;
use crate::pages::Names;
use crate::residence_right::ResidenceRight;
use crate::rights::SEE;
use crate::state::Person;
use crate::words::{self, apart, born};

/// Events on a page, as on that of a case.
const EVENTS_ITEMS_MAX: usize = 50;

/// What of a person's history the user may be told.
pub(super) struct Shown<'a> {
    /// How the person is reached.
    pub(super) contacts: bool,
    /// Other persons whom the user may see.
    pub(super) others: &'a Others,
}

impl Shown<'_> {
    /// Is the event one that concerns somebody whom the user may not see? Nothing of it is told.
    fn hides(&self, person: &Person, event: &PersonEvent) -> bool {
        let other = match event {
            PersonEvent::RelationRecorded { other, .. } | PersonEvent::Compared { other, .. } => {
                Some(*other)
            }
            PersonEvent::RelationEnded { id, .. } => {
                let relation = person.known().and_then(|known| known.relations.get(id));
                relation.map(|(other, _)| *other)
            }
            _ => None,
        };
        other.is_some_and(|other| !self.others.contains_key(&other))
    }

    fn name(&self, other: PersonId) -> String {
        self.others.get(&other).map_or_else(String::new, |o| apart(&o.name))
    }
}

/// A page of what happened.
pub(super) struct History {
    /// What happened, newest first.
    pub(super) timeline: Timeline,
    /// Where the page before it is.
    pub(super) earlier: Option<String>,
}

impl History {
    /// The page that ends before a version; the newest when there is none. What an event changed follows
    /// from all before it, so they are folded up to the end of the page.
    pub(super) async fn read(
        ui: &Ui,
        (id, events): (PersonId, &[Recorded]),
        before: Option<i64>,
        shown: &Shown<'_>,
        names: &mut Names,
    ) -> Result<History, Problem> {
        let mut person = Person::default();
        let mut page: VecDeque<(&Recorded, String)> = VecDeque::new();
        for event in events.iter().filter(|e| before.is_none_or(|version| e.version < version)) {
            let Some(text) = taken(ui, &mut person, event, shown)? else { continue };
            page.push_back((event, text));
            // One more than is shown says that there is more.
            if page.len() > EVENTS_ITEMS_MAX + 1 {
                page.pop_front();
            }
        }
        if page.len() > EVENTS_ITEMS_MAX {
            page.pop_front();
            let oldest = page.front().map(|(event, _)| event.version);
            let earlier = oldest.map(|n| format!("/persons/{id}/history?before={n}"));
            let timeline = Timeline::new(ui, items(ui, page, names).await?);
            return Ok(History { timeline, earlier });
        }
        Ok(History { timeline: Timeline::new(ui, items(ui, page, names).await?), earlier: None })
    }
}

/// What an event says to whoever may know it, and the person as they are after it.
fn taken(
    ui: &Ui,
    person: &mut Person,
    event: &Recorded,
    shown: &Shown<'_>,
) -> Result<Option<String>, Problem> {
    let Some(known) = event.decode::<PersonEvent>()? else { return Ok(Some(String::new())) };
    let text = (!shown.hides(person, &known)).then(|| told(ui, person, &known, shown));
    person.apply(known, kernel::Meta { recorded: event });
    Ok(text)
}

async fn items(
    ui: &Ui,
    page: VecDeque<(&Recorded, String)>,
    names: &mut Names,
) -> Result<Vec<TimelineItem>, Problem> {
    let mut items = Vec::with_capacity(page.len());
    for (event, text) in page {
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

#[derive(askama::Template)]
#[template(path = "pages/person/history.html")]
struct HistoryPage<'a> {
    ui: &'a Ui,
    name: String,
    history: History,
}

pub(in crate::pages) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: PersonId = request.param("id")?;
    let opened = request.kernel.open::<Person>(&request.who, id, SEE, "person.history").await?;
    let known = opened.state.known().ok_or(Problem::NotFound)?;
    let (ui, before) = (&request.ui, request.query("before"));
    let name = opened.state.shown().unwrap_or_else(|| ui.t("casefile-erased").plain());
    let others = family::others(&request, known).await?;
    let contacts = known.shows_contacts(&request.who, ui.today());
    let shown = Shown { contacts, others: &others };
    let mut names = Names::new(&request);
    let history = History::read(ui, (id, &opened.events), before, &shown, &mut names).await?;
    let body = HistoryPage { ui, name: name.clone(), history };
    Ok(Page::new(ui.t("casefile-history"), &body)?
        .crumb(ui.t("casefile-persons"), "/persons")
        .crumb(name, format!("/persons/{id}"))
        .into())
}

/// What an event changed in what was known before.
fn told(ui: &Ui, person: &Person, event: &PersonEvent, shown: &Shown<'_>) -> String {
    let erased = || ui.t("casefile-erased").plain();
    let known = person.known();
    match event {
        PersonEvent::Registered { .. } => String::new(),
        PersonEvent::Corrected { particulars, reason } => {
            let before = known.and_then(|k| k.particulars.as_ref());
            let mut lines = match (before, particulars.get()) {
                (Some(before), Some(after)) => changes(ui, before, after),
                _ => Vec::new(),
            };
            lines.push(because(ui, reason.get()));
            lines.join("\n")
        }
        PersonEvent::DocumentAdded { document, .. } => {
            document.get().map_or_else(erased, |document| words::document(ui, document))
        }
        PersonEvent::ResidenceRightRecorded { right } => {
            right.get().map_or_else(erased, |right| right_words(ui, right))
        }
        PersonEvent::DocumentCorrected { .. }
        | PersonEvent::DocumentEnded { .. }
        | PersonEvent::ResidenceRightCorrected { .. } => put_right(ui, person, event),
        PersonEvent::ContactAdded { .. } | PersonEvent::ContactEnded { .. } if !shown.contacts => {
            ui.t("persons-not-shown").plain()
        }
        PersonEvent::ContactAdded { contact, .. } => {
            contact.get().map_or_else(erased, |contact| words::contact(ui, contact))
        }
        PersonEvent::ContactEnded { id, last } => {
            let contact = known.and_then(|k| k.contacts.get(id));
            let until = ui.t("persons-until").arg("until", ui.date_short(*last)).plain();
            contact.map_or_else(erased, |c| {
                let reach = apart(&words::reach(ui, &c.reach).join(", "));
                format!("{}: {reach}, {until}", ui.code("contact-", c.reach.code()))
            })
        }
        PersonEvent::LanguagesRecorded { languages } => languages.get().map_or_else(erased, |l| {
            let others = l.spoken.iter().filter(|spoken| **spoken != l.contact);
            let all = std::iter::once(&l.contact).chain(others);
            let all: Vec<String> = all.map(|l| ui.code("language-", l.code()).plain()).collect();
            all.join(", ")
        }),
        PersonEvent::NonDisclosureRecorded { until, reason } => {
            let until = ui.t("persons-until").arg("until", ui.date_short(*until)).plain();
            if shown.contacts { format!("{until}\n{}", because(ui, reason.get())) } else { until }
        }
        PersonEvent::RelationRecorded { .. }
        | PersonEvent::RelationEnded { .. }
        | PersonEvent::Compared { .. } => told_of_another(ui, person, event, shown),
        PersonEvent::RepresentativeAdded { representation, .. } => {
            representation.get().map_or_else(erased, |r| represented(ui, r))
        }
        PersonEvent::RepresentativeWithdrawn { id, last, reason } => {
            let until = ui.t("persons-until").arg("until", ui.date_short(*last)).plain();
            let who = known.and_then(|k| k.representatives.get(id)).map(|r| represented(ui, r));
            let who = who.unwrap_or_else(erased);
            format!("{who}\n{until}\n{}", because(ui, reason.get()))
        }
        PersonEvent::NonDisclosureEnded { reason } => because(ui, reason.get()),
        PersonEvent::Reclassified { class, reason } => {
            let before = known.map(|k| k.class).unwrap_or_default();
            let words = |class: kernel::Class| ui.code("class-", class.code()).plain();
            let (before, after) = (words(before), words(*class));
            let changed = change(ui, "persons-class", &before, &after);
            format!("{changed}\n{}", because(ui, reason.get()))
        }
    }
}

fn right_words(ui: &Ui, right: &ResidenceRight) -> String {
    let days = words::days(ui, Some(right.from), right.until);
    let kind = ui.code("residence-right-", &right.what);
    match &right.type_code {
        Some(code) => format!("{kind} ({code}), {days}"),
        None => format!("{kind}, {days}"),
    }
}

/// How something that was recorded was put right: what was known, what is, and why.
fn put_right(ui: &Ui, person: &Person, event: &PersonEvent) -> String {
    let erased = || ui.t("casefile-erased").plain();
    let document = |place: usize| {
        let seen = person.known().and_then(|known| known.documents.get(place));
        seen.map_or_else(erased, |seen| words::document_and_days(ui, &seen.document))
    };
    match event {
        PersonEvent::DocumentCorrected { place, document: new, reason } => {
            let after = new.get().map_or_else(erased, |new| words::document_and_days(ui, new));
            let changed = change(ui, "casefile-travel-document", &document(*place), &after);
            format!("{changed}\n{}", because(ui, reason.get()))
        }
        PersonEvent::DocumentEnded { place, how, on, reason } => {
            let how = ui.code("document-end-", code(how)).plain();
            let since = ui.t("persons-from").arg("from", ui.date_short(*on)).plain();
            let document = document(*place);
            format!("{document}: {how}, {since}\n{}", because(ui, reason.get()))
        }
        PersonEvent::ResidenceRightCorrected { place, right, reason } => {
            let before = person.known().and_then(|known| known.residence_rights.get(*place));
            let before = before.map_or_else(erased, |right| right_words(ui, right));
            let after = match right {
                Some(right) => right.get().map_or_else(erased, |right| right_words(ui, right)),
                None => String::new(),
            };
            let changed = change(ui, "casefile-residence-right", &before, &after);
            format!("{changed}\n{}", because(ui, reason.get()))
        }
        _ => String::new(),
    }
}

/// What an event says of another person whom the user may see.
fn told_of_another(ui: &Ui, person: &Person, event: &PersonEvent, shown: &Shown<'_>) -> String {
    let erased = || ui.t("casefile-erased").plain();
    match event {
        PersonEvent::RelationRecorded { other, relation, .. } => {
            relation.get().map_or_else(erased, |r| {
                let days = words::days(ui, r.validity.from(), r.validity.until());
                let kind = ui.code("relation-", r.kind.code());
                let source = ui.t("persons-source").arg("source", apart(&r.source));
                format!("{kind}: {} {days}\n{source}", shown.name(*other))
            })
        }
        PersonEvent::RelationEnded { id, last } => {
            let relation = person.known().and_then(|known| known.relations.get(id));
            let until = ui.t("persons-until").arg("until", ui.date_short(*last)).plain();
            relation.map_or_else(erased, |(other, r)| {
                format!("{}: {}, {until}", ui.code("relation-", r.kind.code()), shown.name(*other))
            })
        }
        PersonEvent::Compared { other, verdict, grounds } => {
            let verdict = ui.code("verdict-", verdict.code());
            let reasons = because(ui, grounds.get().map(|grounds| &grounds.reasons));
            format!("{}: {verdict}\n{reasons}", shown.name(*other))
        }
        _ => String::new(),
    }
}

/// What a representative is and what that rests on; their name stands among the representatives.
fn represented(ui: &Ui, representation: &Representation) -> String {
    let role = ui.code("representative-", representation.role.code());
    format!("{role} ({})", apart(&representation.basis))
}

fn because(ui: &Ui, reason: Option<&String>) -> String {
    match reason {
        Some(reason) => ui.t("persons-because").arg("reason", apart(reason)).plain(),
        None => ui.t("casefile-erased").plain(),
    }
}

/// What differs, a line each.
fn changes(ui: &Ui, before: &Particulars, after: &Particulars) -> Vec<String> {
    let mut lines = Vec::new();
    let names = |of: &Particulars, without: &Particulars| {
        let names = of.names.iter().filter(|name| !without.names.contains(name));
        names.map(|name| words::name(ui, name)).collect::<Vec<_>>().join("; ")
    };
    for (key, before, after) in [
        ("casefile-name", names(before, after), names(after, before)),
        ("casefile-born", born(ui, before.born), born(ui, after.born)),
        ("casefile-sex", words::sex(ui, before.sex), words::sex(ui, after.sex)),
        (
            "casefile-nationality",
            words::countries(ui, &before.nationalities),
            words::countries(ui, &after.nationalities),
        ),
    ] {
        if before != after {
            lines.push(change(ui, key, &before, &after));
        }
    }
    if lines.is_empty() {
        lines.push(ui.t("persons-order-changed").plain());
    }
    lines
}

fn change(ui: &Ui, key: &str, before: &str, after: &str) -> String {
    let nothing = || ui.t("persons-nothing").plain();
    let or_nothing = |text: &str| if text.is_empty() { nothing() } else { text.to_owned() };
    ui.t("persons-changed")
        .arg("what", ui.t(key))
        .arg("before", or_nothing(before))
        .arg("after", or_nothing(after))
        .plain()
}

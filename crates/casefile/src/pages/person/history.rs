//! What happened to a person, in words: what was before, what after, who, when, why.

use kernel::{Recorded, State as _, UserId};
use web::form::text_key;
use web::parts::TimelineItem;
use web::{Problem, Ui};

use super::family::Others;
use crate::events::{Particulars, PersonEvent};
use crate::ids::PersonId;
use crate::model::Representation;
use crate::pages::Names;
use crate::state::Person;
use crate::words::{self, apart, born};

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

/// What happened, oldest first.
pub(super) async fn items(
    ui: &Ui,
    events: &[Recorded],
    shown: &Shown<'_>,
    names: &mut Names,
) -> Result<Vec<TimelineItem>, Problem> {
    let mut items = Vec::with_capacity(events.len());
    let mut person = Person::default();
    for event in events {
        let text = match event.decode::<PersonEvent>()? {
            Some(known) => {
                let hidden = shown.hides(&person, &known);
                let text = told(ui, &person, &known, shown);
                person.apply(known, kernel::Meta { recorded: event });
                if hidden {
                    continue;
                }
                text
            }
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
        PersonEvent::ResidenceRightRecorded { right } => right.get().map_or_else(erased, |right| {
            let days = words::days(ui, Some(right.from), right.until);
            format!("{}, {days}", ui.code("residence-right-", &right.what))
        }),
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
            let all: Vec<String> =
                l.spoken.iter().map(|l| ui.code("language-", l.code()).plain()).collect();
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

//! What happened to a person, in words: what was before, what after, who, when, why.

use kernel::{Recorded, State as _, UserId};
use web::form::text_key;
use web::parts::TimelineItem;
use web::{Problem, Ui};

use super::words::{self, apart};
use crate::events::{Particulars, PersonEvent, code};
use crate::pages::{Names, born};
use crate::state::Person;

/// What happened, oldest first. Contacts are told of only to those who may see them.
pub(super) async fn items(
    ui: &Ui,
    events: &[Recorded],
    shows_contacts: bool,
    names: &mut Names,
) -> Result<Vec<TimelineItem>, Problem> {
    let mut items = Vec::with_capacity(events.len());
    let mut person = Person::default();
    for event in events {
        let text = match event.decode::<PersonEvent>()? {
            Some(known) => {
                let text = told(ui, &person, &known, shows_contacts);
                person.apply(known, kernel::Meta { recorded: event });
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
fn told(ui: &Ui, person: &Person, event: &PersonEvent, shows_contacts: bool) -> String {
    let erased = || ui.t("casefile-erased").plain();
    let because = |reason: Option<&String>| match reason {
        Some(reason) => ui.t("persons-because").arg("reason", apart(reason)).plain(),
        None => erased(),
    };
    let known = person.known();
    match event {
        PersonEvent::Registered { .. } => String::new(),
        PersonEvent::Corrected { particulars, reason } => {
            let before = known.and_then(|k| k.particulars.as_ref());
            let mut lines = match (before, particulars.get()) {
                (Some(before), Some(after)) => changes(ui, before, after),
                _ => Vec::new(),
            };
            lines.push(because(reason.get()));
            lines.join("\n")
        }
        PersonEvent::DocumentAdded { document } => document.get().map_or_else(erased, |d| {
            let kind = ui.code("person-add-document-kind-", code(d.kind())).plain();
            format!("{kind} {}, {}", apart(d.number()), ui.t(d.issuer().text_key()))
        }),
        PersonEvent::ResidenceRightRecorded { right } => right.get().map_or_else(erased, |right| {
            let days = words::days(ui, Some(right.from), right.until);
            format!("{}, {days}", ui.code("residence-right-", &right.what))
        }),
        PersonEvent::ContactAdded { .. } | PersonEvent::ContactEnded { .. } if !shows_contacts => {
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
            if shows_contacts { format!("{until}\n{}", because(reason.get())) } else { until }
        }
        PersonEvent::NonDisclosureEnded { reason } => because(reason.get()),
        PersonEvent::Reclassified { class, reason } => {
            let before = known.map(|k| k.class).unwrap_or_default();
            let words = |class: kernel::Class| ui.code("class-", class.code()).plain();
            let (before, after) = (words(before), words(*class));
            let changed = change(ui, "persons-class", &before, &after);
            format!("{changed}\n{}", because(reason.get()))
        }
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

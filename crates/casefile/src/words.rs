//! What is known of a person, in words.

use std::sync::LazyLock;

use kernel::{Date, Fault};
use web::parts::SummaryList;
use web::{Flaw, Texts, Ui};

use crate::events::code;
use crate::model::{Contact, Country, Name, PartialDate, Reach, Sex, TravelDocument};
use crate::state::{Person, SeenDocument, Task};

static TEXTS: LazyLock<Result<Texts, Vec<Flaw>>> =
    LazyLock::new(|| Texts::load(&[web::TEXTS, crate::TEXTS]));

/// The texts of the file where no page and no reader is: in jobs.
///
/// # Errors
/// A bug when they cannot be read, which a test of every house sees to.
pub(crate) fn texts() -> Result<&'static Texts, Fault> {
    TEXTS.as_ref().map_err(|flaws| Fault::message(format!("{flaws:?}")))
}

/// From when until when; empty when neither is known.
pub(crate) fn days(ui: &Ui, from: Option<Date>, until: Option<Date>) -> String {
    let text = match (from, until) {
        (None, None) => return String::new(),
        (Some(from), None) => ui.t("persons-from").arg("from", ui.date_short(from)),
        (None, Some(until)) => ui.t("persons-until").arg("until", ui.date_short(until)),
        (Some(from), Some(until)) => ui
            .t("persons-from-until")
            .arg("from", ui.date_short(from))
            .arg("until", ui.date_short(until)),
    };
    text.plain()
}

pub(crate) fn name_kind(ui: &Ui, name: &Name) -> String {
    ui.t(format!("name-{}-{}", code(name.kind()), code(name.script()))).plain()
}

/// A name with what it is and when it was borne.
pub(crate) fn name(ui: &Ui, name: &Name) -> String {
    let days = days(ui, name.valid_from(), name.valid_to());
    let kind = name_kind(ui, name);
    let more = if days.is_empty() { kind } else { format!("{kind}, {days}") };
    format!("{} ({more})", apart(&name.shown()))
}

/// A birth date as far as it is known.
pub(crate) fn born(ui: &Ui, born: PartialDate) -> String {
    match born {
        PartialDate::Unknown => ui.t("casefile-born-unknown").plain(),
        PartialDate::Year(year) => year.to_string(),
        PartialDate::Month(year, month) => format!("{month}/{year}"),
        PartialDate::Day(date) => ui.date_short(date),
    }
}

/// A document with its number and issuer.
pub(crate) fn document(ui: &Ui, document: &TravelDocument) -> String {
    let kind = ui.code("person-add-document-kind-", code(document.kind())).plain();
    format!("{kind} {}, {}", apart(document.number()), ui.t(document.issuer().text_key()))
}

/// The same with the days it says it is valid.
pub(crate) fn document_and_days(ui: &Ui, told: &TravelDocument) -> String {
    let days = days(ui, told.valid_from(), told.valid_to());
    let document = document(ui, told);
    if days.is_empty() { document } else { format!("{document}, {days}") }
}

/// A document and what became of it.
fn seen(ui: &Ui, seen: &SeenDocument) -> String {
    let document = document(ui, &seen.document);
    match seen.ended {
        Some((how, _)) => format!("{document} ({})", ui.code("document-end-", code(how))),
        None => document,
    }
}

pub(crate) fn sex(ui: &Ui, sex: Sex) -> String {
    ui.code("sex-", sex.code().to_lowercase()).plain()
}

pub(crate) fn countries(ui: &Ui, countries: &[Country]) -> String {
    let names: Vec<String> = countries.iter().map(|c| ui.t(c.text_key()).plain()).collect();
    names.join(", ")
}

/// Where and how somebody is reached, line by line.
pub(crate) fn reach(ui: &Ui, reach: &Reach) -> Vec<String> {
    match reach {
        Reach::Email { address } => vec![address.clone()],
        Reach::Phone { number } => vec![number.clone()],
        Reach::Address { address, .. } => {
            let mut lines = address.lines.clone();
            let town = format!("{} {}", address.postal_code, address.town).trim().to_owned();
            let municipality =
                address.municipality.as_ref().map(|m| m.name(ui.lang().code() == "sv").to_owned());
            // The post town bears the municipality's name as a rule.
            let other = municipality.filter(|name| *name != address.town);
            lines.push(match other {
                Some(name) => format!("{town} ({name})"),
                None => town,
            });
            if address.country.code() != "FIN" {
                lines.push(ui.t(address.country.text_key()).plain());
            }
            lines.retain(|line| !line.is_empty());
            lines
        }
    }
}

/// A contact in one line, for what happened.
pub(crate) fn contact(ui: &Ui, contact: &Contact) -> String {
    let kind = ui.code("contact-", contact.reach.code()).plain();
    let days = days(ui, contact.validity.from(), contact.validity.until());
    let reach = apart(&reach(ui, &contact.reach).join(", "));
    if days.is_empty() { format!("{kind}: {reach}") } else { format!("{kind}: {reach}, {days}") }
}

/// What is to be done: in the words of whoever set it, or as its kind says.
pub(crate) fn task(ui: &Ui, task: &Task) -> String {
    match &task.words {
        Some(words) => apart(words.as_str()),
        None => ui.code("task-", &task.what).plain(),
    }
}

/// Words that may run in another direction than those around them.
pub(crate) fn apart(words: &str) -> String {
    format!("\u{2068}{words}\u{2069}")
}

/// Who somebody is, in short, for telling two apart.
pub(crate) fn summary(ui: &Ui, person: &Person) -> SummaryList {
    let list = SummaryList::new();
    let known = person.known().and_then(|k| k.particulars.as_ref().map(|p| (k, p)));
    let Some((known, p)) = known else { return list };
    let names: Vec<String> = p.names.iter().map(|n| name(ui, n)).collect();
    let documents: Vec<String> = known.documents.iter().map(|d| seen(ui, d)).collect();
    let list = list
        .row(ui.t("casefile-name"), names.join("; "))
        .row(ui.t("casefile-born"), born(ui, p.born))
        .row(ui.t("casefile-sex"), sex(ui, p.sex))
        .row(ui.t("casefile-nationality"), countries(ui, &p.nationalities));
    if documents.is_empty() {
        return list;
    }
    list.row(ui.t("casefile-travel-documents"), documents.join("; "))
}

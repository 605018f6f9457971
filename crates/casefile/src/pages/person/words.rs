//! What is known of a person, in words.

use kernel::Date;
use web::Ui;

use crate::events::code;
use crate::model::{Contact, Country, Name, Reach, Sex};

/// From when until when; empty when neither is known.
pub(super) fn days(ui: &Ui, from: Option<Date>, until: Option<Date>) -> String {
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

pub(super) fn name_kind(ui: &Ui, name: &Name) -> String {
    ui.t(format!("name-{}-{}", code(name.kind()), code(name.script()))).plain()
}

/// A name with what it is and when it was borne.
pub(super) fn name(ui: &Ui, name: &Name) -> String {
    let days = days(ui, name.valid_from(), name.valid_to());
    let kind = name_kind(ui, name);
    let more = if days.is_empty() { kind } else { format!("{kind}, {days}") };
    format!("{} ({more})", apart(&name.shown()))
}

pub(super) fn sex(ui: &Ui, sex: Sex) -> String {
    ui.code("sex-", sex.code().to_lowercase()).plain()
}

pub(super) fn countries(ui: &Ui, countries: &[Country]) -> String {
    let names: Vec<String> = countries.iter().map(|c| ui.t(c.text_key()).plain()).collect();
    names.join(", ")
}

/// Where and how somebody is reached, line by line.
pub(super) fn reach(ui: &Ui, reach: &Reach) -> Vec<String> {
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
pub(super) fn contact(ui: &Ui, contact: &Contact) -> String {
    let kind = ui.code("contact-", contact.reach.code()).plain();
    let days = days(ui, contact.validity.from(), contact.validity.until());
    let reach = apart(&reach(ui, &contact.reach).join(", "));
    if days.is_empty() { format!("{kind}: {reach}") } else { format!("{kind}: {reach}, {days}") }
}

/// Words that may run in another direction than those around them.
pub(super) fn apart(words: &str) -> String {
    format!("\u{2068}{words}\u{2069}")
}

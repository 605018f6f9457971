//! Words of identity that pages and forms share.

use std::sync::LazyLock;

use casefile::KnownCase;
use kernel::{Date, Fault, Ts};
use web::{Flaw, Texts, Ui};

use crate::model::{Part, Passport};
use crate::places;
use crate::rules;

static TEXTS: LazyLock<Result<Texts, Vec<Flaw>>> =
    LazyLock::new(|| Texts::load(&[web::TEXTS, crate::TEXTS]));

/// The texts of identity where no page and no reader is: in jobs.
///
/// # Errors
/// A bug when they cannot be read, which a test of every house sees to.
pub(crate) fn texts() -> Result<&'static Texts, Fault> {
    TEXTS.as_ref().map_err(|flaws| Fault::message(format!("{flaws:?}")))
}

/// The name of a place in the language of the page; its key when there is no such row any more.
pub(crate) fn place(ui: &Ui, key: &str) -> String {
    places::of(key).map_or_else(|| key.to_owned(), |place| place.name(ui.lang().code()).to_owned())
}

/// A time at a place, by the clock there.
pub(crate) fn time(ui: &Ui, place: &str, at: Ts) -> String {
    let hours = rules::rules().ok().and_then(|rules| rules.hours(place, at.date()));
    let there = hours.map_or_else(|| at.in_helsinki().datetime(), |hours| hours.there(at));
    let words = ui.t("visit-time-at").arg("day", day(ui, there.date()));
    words.arg("time", ui.time_of_day(there.time())).plain()
}

/// A day with its day of the week.
pub(crate) fn day(ui: &Ui, day: Date) -> String {
    let weekday = ui.t(format!("web-weekday-{}", day.weekday().to_monday_one_offset())).plain();
    ui.t("visit-day").arg("weekday", weekday).arg("date", ui.date(day)).plain()
}

/// What a passport says in a part, as people read it.
pub(crate) fn part_said(ui: &Ui, passport: Option<&Passport>, part: Part) -> String {
    let Some(said) = passport.and_then(|passport| passport.get(part)) else {
        return ui.t("identity-not-known").plain();
    };
    let day = || said.parse().ok().map(|day: kernel::Date| ui.date(day));
    match part {
        Part::Born | Part::Expires => day().unwrap_or_else(|| said.to_owned()),
        Part::Nationality | Part::Issuer => ui.code("country-", said.to_lowercase()).plain(),
        Part::Sex => ui.code("identity-sex-", said.to_lowercase()).plain(),
        Part::FamilyName | Part::GivenNames | Part::Number => said.to_owned(),
    }
}

/// Kinds of documents that this house writes itself: of those nobody brings an original.
const OWN: [&str; 2] = ["decision", "letter"];

/// Attachments of a case as a clerk is told of them: what they are, and no name that somebody gave them.
pub(crate) fn attachments(ui: &Ui, file: &KnownCase) -> Vec<(String, String)> {
    let current = file.current_documents();
    let there = current.filter(|(_, _, document)| {
        !file.set_aside.contains_key(&document.file) && !OWN.contains(&document.kind.as_str())
    });
    let numbered = there.scan(0_usize, |before, (_, _, document)| {
        *before += 1;
        let kind = ui.code("document-kind-", &document.kind).plain();
        let words = ui.t("identity-attachment").arg("n", *before).arg("kind", kind).plain();
        Some((document.file.to_string(), words))
    });
    numbered.collect()
}

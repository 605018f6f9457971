//! How a person is reached and served.

use uuid::Uuid;
use web::Ui;
use web::parts::SummaryList;

use crate::model::Contact;
use crate::state::KnownPerson;
use crate::words;

/// A way to reach the person.
pub(super) struct ContactLine {
    pub(super) id: Uuid,
    pub(super) kind: String,
    pub(super) lines: Vec<String>,
    pub(super) days: String,
    /// It holds no more.
    pub(super) over: bool,
}

/// All ways, those that hold or will hold first.
pub(super) fn lines(ui: &Ui, known: &KnownPerson) -> Vec<ContactLine> {
    let line = |(id, contact): (&Uuid, &Contact)| ContactLine {
        id: *id,
        kind: ui.code("contact-", contact.reach.code()).plain(),
        lines: words::reach(ui, &contact.reach),
        days: words::days(ui, contact.validity.from(), contact.validity.until()),
        over: contact.validity.is_over_on(ui.today()),
    };
    let mut lines: Vec<ContactLine> = known.contacts.iter().map(line).collect();
    lines.sort_by_key(|line| line.over);
    lines
}

/// Languages, as far as somebody asked.
pub(super) fn languages(ui: &Ui, known: &KnownPerson) -> Option<SummaryList> {
    let languages = known.languages.as_ref()?;
    let contact = ui.code("language-", languages.contact.code());
    let mut list = SummaryList::new().row(ui.t("persons-contact-language"), contact);
    if !languages.spoken.is_empty() {
        let spoken: Vec<String> =
            languages.spoken.iter().map(|l| ui.code("language-", l.code()).plain()).collect();
        list = list.row(ui.t("persons-spoken"), spoken.join(", "));
    }
    if let Some(needed) = languages.interpreter {
        let words = if needed { "persons-interpreter-yes" } else { "persons-interpreter-no" };
        list = list.row(ui.t("persons-interpreter"), ui.t(words));
    }
    Some(list)
}

//! What a letter would say, section by section, for the page on which officials work.

use std::collections::BTreeSet;

use kernel::{Date, Fault};
use law::{Dictionary, Value};
use web::Ui;

use crate::basis::Basis;
use crate::library::{LetterKind, Piece, Tongue, Writing, library, pieces};
use crate::model::{Field, Fields, OWN, date};
use crate::state::{KnownDecision, Stage};

/// A field with its origin.
pub(super) struct FieldLine {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) from: String,
    /// What somebody stood for is another value now.
    pub(super) moved: bool,
    pub(super) conflict: bool,
}

/// A section of the letter.
pub(super) struct SectionLine {
    pub(super) code: String,
    pub(super) heading: String,
    pub(super) phrases: Vec<PhraseLine>,
    pub(super) written: Option<WrittenLine>,
    /// Somebody may write in it.
    pub(super) open: bool,
    pub(super) required: bool,
}

/// A phrase that is proposed.
pub(super) struct PhraseLine {
    pub(super) words: String,
    pub(super) cite: String,
    pub(super) approved: bool,
}

/// What somebody wrote.
pub(super) struct WrittenLine {
    pub(super) text: String,
    pub(super) by: kernel::UserId,
    pub(super) at: kernel::Ts,
    pub(super) name: String,
}

/// The language of the page, as far as the law speaks it.
pub(super) fn tongue(ui: &Ui) -> Tongue {
    Tongue::nearest(ui.lang().code())
}

/// What a field is called: a fact by the law's own words.
pub(super) fn field_name(ui: &Ui, law: &Dictionary, name: &str) -> String {
    if OWN.contains(&name) {
        return ui.code("decision-field-", name.replace('_', "-")).plain();
    }
    let fact = law.facts.get(name);
    fact.map_or_else(|| name.to_owned(), |fact| tongue(ui).of(&fact.words).to_owned())
}

fn value(ui: &Ui, value: &Value) -> String {
    match value {
        Value::Date(day) => date(*day).map_or_else(|| day.to_string(), |day| ui.date(day)),
        Value::Bool(true) => ui.t("automation-yes").plain(),
        Value::Bool(false) => ui.t("automation-no").plain(),
        Value::Str(code) => {
            let key = format!("law-code-{}", code.replace('_', "-"));
            if ui.has(&key) { ui.t(key).plain() } else { code.to_string() }
        }
        other => other.to_string(),
    }
}

/// Who said so, and when.
fn from(ui: &Ui, field: &Field) -> String {
    let source = ui.code("fact-source-", field.source.replace('_', "-"));
    ui.t("automation-from").arg("source", source).arg("at", ui.when(field.at)).plain()
}

/// What a decision rests on, for whom it concerns: name, value, and who said so and when. It is what their
/// letter says; nothing before it was signed, and nothing once it was erased.
///
/// # Errors
/// A bug when the law does not load.
pub fn rests_on(ui: &Ui, known: &KnownDecision) -> Result<Vec<(String, String, String)>, Fault> {
    let law = &automation::rules::law()?.dictionary;
    let (Stage::Signed { signed, .. } | Stage::Archived { signed, .. }) = &known.stage else {
        return Ok(Vec::new());
    };
    let fields = signed.fields.iter().flat_map(|fields| &fields.known);
    let line = |(name, field): (&String, &Field)| {
        (field_name(ui, law, name), value(ui, &field.value), from(ui, field))
    };
    Ok(fields.map(line).collect())
}

/// From when a decision may be carried out, in words for whom it concerns; nothing of what decides nothing, is not given
/// or was recalled.
///
/// # Errors
/// A bug when the library does not load.
pub fn carried_out(ui: &Ui, known: &KnownDecision) -> Result<Option<String>, Fault> {
    let library = library()?;
    let Ok(letter) = known.kind(library) else { return Ok(None) };
    Ok(library.enforced(known, letter).map(|enforced| {
        let code = enforced.row.begins.code();
        let says = match enforced.from {
            Some(day) => ui.code("decision-holds-", code).arg("date", ui.date(day)),
            None => ui.code("decision-holds-not-yet-", code),
        };
        says.plain()
    }))
}

/// The fields of a letter, those that moved since somebody stood for it first.
pub(super) fn fields(
    ui: &Ui,
    basis: &Basis,
    fields: &Fields,
    moved: &BTreeSet<String>,
) -> Vec<FieldLine> {
    let law = &basis.law.dictionary;
    let known = fields.known.iter().map(|(name, field)| FieldLine {
        name: field_name(ui, law, name),
        value: value(ui, &field.value),
        from: from(ui, field),
        moved: moved.contains(name),
        conflict: false,
    });
    let conflicts = fields.conflicts.iter().map(|name| FieldLine {
        name: field_name(ui, law, name),
        value: String::new(),
        from: String::new(),
        moved: moved.contains(name),
        conflict: true,
    });
    let mut lines: Vec<FieldLine> = known.chain(conflicts).collect();
    lines.sort_by_key(|line| (!line.conflict, !line.moved));
    lines
}

/// The sections of a letter in the language of its authentic text.
pub(super) fn sections(
    known: &KnownDecision,
    letter: &LetterKind,
    basis: &Basis,
    (fields, mode, day): (&Fields, &str, Date),
) -> Vec<SectionLine> {
    let tongue = known.language;
    let phrase = |key: &String| {
        let phrase = basis.library.phrase(key, day).filter(|p| p.fits(fields, mode))?;
        let words = pieces(tongue.of(&phrase.words)).into_iter().map(|piece| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Field(name) => printed(basis, known, fields, (name, tongue)),
        });
        Some(PhraseLine {
            words: words.collect(),
            cite: phrase.cite.join("; "),
            approved: phrase.approved.is_some(),
        })
    };
    let section = |section: &crate::library::SectionKind| {
        let written = known.written.get(&section.code).and_then(|written| {
            let text = written.text.clone().filter(|text| !text.trim().is_empty())?;
            let (by, at, name) = (written.by, written.at, String::new());
            Some(WrittenLine { text, by, at, name })
        });
        SectionLine {
            code: section.code.clone(),
            heading: tongue.of(&section.heading).to_owned(),
            phrases: section.phrases.iter().filter_map(phrase).collect(),
            written,
            open: section.written != Writing::Never,
            required: section.written == Writing::Required,
        }
    };
    letter.sections.iter().map(section).collect()
}

fn printed(
    basis: &Basis,
    known: &KnownDecision,
    fields: &Fields,
    (name, tongue): (&str, Tongue),
) -> String {
    match (name, fields.get(name)) {
        ("implementation", _) => known.implementation().unwrap_or_default().to_owned(),
        ("implementation_address", _) => {
            fields.ruled.as_ref().and_then(|ruled| ruled.read_at.clone()).unwrap_or_default()
        }
        ("rule_sets", _) => {
            let day = |day| basis.library.days.write(day, tongue);
            fields.ruled.as_ref().map(|ruled| ruled.rule_sets(day)).unwrap_or_default()
        }
        (_, Some(Value::Date(day))) => {
            date(*day).map(|day| basis.library.days.write(day, tongue)).unwrap_or_default()
        }
        (_, Some(Value::Str(text))) => text.to_string(),
        (_, Some(other)) => other.to_string(),
        (name, None) => format!("[{name}]"),
    }
}

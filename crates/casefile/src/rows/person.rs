//! Rows of persons, and the list over them.

use std::collections::BTreeSet;

use kernel::{BlindIndex, Class, DbRow, Fault, Row, Search, Table, Value};

use super::{person_key, person_pair, representation, word};
use crate::ids::PersonId;
use crate::model::{Name, PartialDate, date_word, words};
use crate::state::KnownPerson;

pub(super) static PERSON: Table = Table {
    name: "casefile_person",
    columns: &[
        "stream_id",
        "name",
        "other_names",
        "born",
        "nationalities",
        "unit",
        "class",
        "compartment",
    ],
    key: 1,
};
pub(super) static PERSON_WORD: Table =
    Table { name: "casefile_person_word", columns: &["stream_id", "word"], key: 2 };

/// Rows of a person. An erased one has none; of one of a protected class nothing of who they are
/// stands in plain words.
pub(crate) fn person(id: PersonId, known: &KnownPerson, blind: &BlindIndex) -> Vec<Row> {
    let Some(particulars) = &known.particulars else { return Vec::new() };
    let plain = known.class == Class::Normal;
    let shown: Vec<String> = particulars.names.iter().map(Name::shown).collect();
    let nationalities: Vec<String> =
        particulars.nationalities.iter().map(ToString::to_string).collect();
    let (first, others) = shown.split_first().map_or(("", &[][..]), |(f, o)| (f.as_str(), o));
    let said = |text: String| -> Value { if plain { text.into() } else { "".into() } };
    let mut rows = vec![Row::new(
        &PERSON,
        vec![
            id.into(),
            said(first.to_owned()),
            said(others.join(" · ")),
            said(particulars.born.to_string()),
            said(nationalities.join(" ")),
            "".into(),
            known.class.level().into(),
            Value::Null,
        ],
    )];
    let hash = (!plain).then_some(blind);
    rows.extend(word::words(&PERSON_WORD, id.0, words_of(&shown, particulars.born), hash));
    rows.extend(person_key::keys(id, known, blind));
    rows.extend(person_pair::pairs(id, known));
    rows.extend(representation::representations(id, known));
    rows
}

/// The words of every name, in every script; the birth date; and the year, which is no beginning of
/// it once it is hashed.
fn words_of(names: &[String], born: PartialDate) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = names.iter().flat_map(|name| words(name)).collect();
    found.extend(date_word(born));
    found.extend(born.earliest().map(|day| day.year().to_string()));
    found
}

/// Persons by words of their names and by their birth dates.
pub static PERSONS: Search = Search {
    name: "persons",
    words: "casefile_person_word",
    table: "casefile_person",
    columns: "t.stream_id, t.name, t.other_names, t.born, t.nationalities, t.class",
    width: 6,
    filters: &[],
};

/// A row of [`PERSONS`].
#[derive(Debug, Clone)]
pub struct PersonLine {
    /// The person.
    pub id: PersonId,
    /// Name shown first.
    pub name: String,
    /// Names in other scripts, former ones, aliases.
    pub others: String,
    /// Birth date as far as known.
    pub born: PartialDate,
    /// Codes of nationalities.
    pub nationalities: String,
    /// Is it a person of a protected class, of whom the row says nothing?
    pub protected: bool,
}

impl PersonLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<PersonLine, Fault> {
        Ok(PersonLine {
            id: row.get(0)?,
            name: row.get(1)?,
            others: row.get(2)?,
            born: row.get::<String>(3)?.parse().map_err(|_| Fault::corrupt("a birth date"))?,
            nationalities: row.get(4)?,
            protected: row.get::<i64>(5)? != Class::Normal.level(),
        })
    }
}

//! Rows of persons, and the list over them.

use std::collections::BTreeSet;

use kernel::{Class, DbRow, Fault, Filter, FilterKind, List, Order, Row, Table, Value};

use super::{person_key, person_pair, representation};
use crate::ids::PersonId;
use crate::model::{Name, PartialDate, fold};
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

/// Rows of a person. An erased one has none; one of a protected class is not found by name, and
/// nothing of who they are stands in plain rows.
pub(crate) fn person(id: PersonId, known: &KnownPerson) -> Vec<Row> {
    let Some(particulars) = &known.particulars else { return Vec::new() };
    let row = |name: &str, others: String, born: String, nationalities: String| {
        let values = vec![
            id.into(),
            name.into(),
            others.into(),
            born.into(),
            nationalities.into(),
            "".into(),
            known.class.level().into(),
            Value::Null,
        ];
        Row::new(&PERSON, values)
    };
    if known.class != Class::Normal {
        let mut rows = vec![row("", String::new(), String::new(), String::new())];
        rows.extend(person_key::keys(id, known));
        rows.extend(person_pair::pairs(id, known));
        rows.extend(representation::representations(id, known));
        return rows;
    }
    let shown: Vec<String> = particulars.names.iter().map(Name::shown).collect();
    let (first, others) = shown.split_first().map_or(("", &[][..]), |(f, o)| (f.as_str(), o));
    let nationalities: Vec<String> =
        particulars.nationalities.iter().map(ToString::to_string).collect();
    let born = particulars.born.to_string();
    let mut rows = vec![row(first, others.join(" · "), born, nationalities.join(" "))];
    let folded: Vec<String> = particulars.names.iter().map(Name::folded).collect();
    let words: BTreeSet<&str> = folded.iter().flat_map(|n| n.split_whitespace()).collect();
    rows.extend(words.into_iter().map(|w| Row::new(&PERSON_WORD, vec![id.into(), w.into()])));
    rows.extend(person_key::keys(id, known));
    rows.extend(person_pair::pairs(id, known));
    rows.extend(representation::representations(id, known));
    rows
}

/// Persons by words of their names; the filters are prefixes of folded words.
pub static PERSONS: List = List {
    name: "persons",
    columns: "p.stream_id, p.name, p.other_names, p.born, p.nationalities",
    width: 5,
    from: "casefile_person_word w JOIN casefile_person p ON p.stream_id = w.stream_id",
    always: "",
    protected: Some("p"),
    filters: &[
        Filter { name: "word", sql: "w.word >= ? AND w.word < ?", kind: FilterKind::Prefix },
        Filter {
            name: "also",
            sql: "EXISTS (SELECT 1 FROM casefile_person_word v WHERE v.stream_id = p.stream_id AND v.word >= ? AND v.word < ?)",
            kind: FilterKind::Prefix,
        },
    ],
    orders: &[Order { name: "word", columns: &["w.word", "w.stream_id"], descending: false }],
};

/// Filters that find the persons with all words of a query: the longest word leads, since it is
/// the rarest as a rule.
#[must_use]
pub fn word_filters(query: &str) -> Vec<(String, String)> {
    let folded = fold(query);
    let mut words: Vec<&str> = folded.split_whitespace().collect();
    words.sort_by_key(|w| std::cmp::Reverse(w.chars().count()));
    let name = |n: usize| if n == 0 { "word" } else { "also" };
    words.iter().enumerate().map(|(n, w)| (name(n).to_owned(), (*w).to_owned())).collect()
}

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
        })
    }
}

//! What a letter still lacks before it can be signed.

use std::collections::BTreeMap;

use kernel::Date;

use super::{COMPUTED, Fields};
use crate::library::{LetterKind, Library, Writing};

/// Something without which a letter is not signed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// A field that a phrase prints is not known.
    Field(String),
    /// Sources contradict each other about a field.
    Conflict(String),
    /// Nothing would stand in a section.
    Section(String),
    /// Nobody has written in a section that somebody must write in.
    Written(String),
    /// What stands in a section was prepared, and nobody has made it theirs.
    Unconfirmed(String),
    /// Something must stand before it is signed, and does not.
    Missing(String),
}

impl Lack {
    /// Code for texts.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Lack::Field(_) => "field",
            Lack::Conflict(_) => "conflict",
            Lack::Section(_) => "section",
            Lack::Written(_) => "written",
            Lack::Unconfirmed(_) => "unconfirmed",
            Lack::Missing(_) => "missing",
        }
    }

    /// Of which field or section.
    #[must_use]
    pub fn of(&self) -> &str {
        match self {
            Lack::Field(of)
            | Lack::Conflict(of)
            | Lack::Section(of)
            | Lack::Written(of)
            | Lack::Unconfirmed(of)
            | Lack::Missing(of) => of,
        }
    }
}

/// What a letter lacks on a day, in the order of its sections.
#[must_use]
pub fn lacks(
    (library, letter): (&Library, &LetterKind),
    fields: &Fields,
    written: &BTreeMap<String, String>,
    day: Date,
) -> Vec<Lack> {
    let missing = fields.missing.iter().cloned().map(Lack::Missing);
    let conflicts = fields.conflicts.iter().cloned().map(Lack::Conflict);
    let mut lacks: Vec<Lack> = missing.chain(conflicts).collect();
    let mut note = |lack: Lack| {
        if !lacks.contains(&lack) {
            lacks.push(lack);
        }
    };
    let unknown = |key: &String| {
        let phrase = library.phrase(key, day).filter(|p| p.when.iter().all(|c| c.holds(fields)));
        let names = phrase.into_iter().flat_map(crate::library::Phrase::printed);
        let lacking =
            |name: &String| fields.get(name).is_none() && !COMPUTED.contains(&name.as_str());
        names.filter(lacking).collect::<Vec<_>>()
    };
    for key in library.keys(letter, day) {
        unknown(&key.to_owned()).into_iter().for_each(|name| note(Lack::Field(name)));
    }
    let of_right = letter.right.iter().flat_map(|right| [&right.what, &right.from]);
    for name in of_right.chain(&letter.needs) {
        if fields.get(name).is_none() {
            note(Lack::Field(name.clone()));
        }
    }
    for section in &letter.sections {
        let said = written.get(&section.code).is_some_and(|text| !text.trim().is_empty());
        let mut phrases = section.phrases.iter().filter_map(|key| library.phrase(key, day));
        let proposed = phrases.any(|phrase| phrase.when.iter().all(|c| c.holds(fields)));
        if section.written == Writing::Required && !said {
            note(Lack::Written(section.code.clone()));
        } else if !proposed && !said && section.list.is_none() {
            note(Lack::Section(section.code.clone()));
        }
    }
    lacks
}

#[cfg(test)]
mod tests {
    use kernel::Ts;
    use law::Value;

    use super::*;
    use crate::library::library;
    use crate::model::Field;

    fn day() -> Date {
        "2026-11-26".parse().unwrap()
    }

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let field = |value: &str| {
            let value = law::Day::parse(value).map_or_else(|| Value::text(value), Value::Date);
            Field { value, source: "case".into(), at: Ts::from_micros(0) }
        };
        let known = pairs.iter().map(|(name, value)| ((*name).to_owned(), field(value)));
        Fields { known: known.collect(), ..Fields::default() }
    }

    fn lacking(kind: &str, fields: &Fields, written: &[(&str, &str)]) -> Vec<(String, String)> {
        lacking_on(day(), kind, fields, written)
    }

    fn lacking_on(
        day: Date,
        kind: &str,
        fields: &Fields,
        written: &[(&str, &str)],
    ) -> Vec<(String, String)> {
        let library = library().unwrap();
        let letter = library.letter(kind, day).unwrap();
        let written = written.iter().map(|(code, text)| ((*code).to_owned(), (*text).to_owned()));
        let found = lacks((library, letter), fields, &written.collect(), day);
        found.iter().map(|lack| (lack.code().to_owned(), lack.of().to_owned())).collect()
    }

    const WHO: [(&str, &str); 3] =
        [("applicant_name", "A"), ("applied_on", "2026-11-01"), ("case_number", "HEL-1")];

    #[test]
    fn a_grant_lacks_what_is_granted_until_it_is_known() {
        let found = lacking("residence-grant", &fields(&WHO), &[]);
        let of = |code: &str, of: &str| (code.to_owned(), of.to_owned());
        assert!(found.contains(&of("field", "granted_kind")), "{found:?}");
        assert!(found.contains(&of("section", "outcome")), "{found:?}");
        let mut pairs = WHO.to_vec();
        pairs.extend([("granted_kind", "fixed-term"), ("granted_from", "2026-12-01")]);
        let found = lacking("residence-grant", &fields(&pairs), &[]);
        assert_eq!(found, [of("field", "granted_until")]);
        pairs.push(("granted_until", "2027-11-30"));
        assert!(lacking("residence-grant", &fields(&pairs), &[]).is_empty());
        let mut contradicted = fields(&pairs);
        contradicted.conflicts.insert("granted_work".into());
        let found = lacking("residence-grant", &contradicted, &[]);
        assert_eq!(found, [of("conflict", "granted_work")]);
    }

    #[test]
    fn a_grant_says_what_work_it_allows_which_type_it_is_and_why() {
        let today = "2026-11-28".parse().unwrap();
        let mut pairs = WHO.to_vec();
        pairs.extend([("granted_kind", "fixed-term"), ("granted_from", "2026-12-01")]);
        pairs.extend([("granted_until", "2027-11-30"), ("permit_kind", "employed_person")]);
        let lacking = |pairs: &[(&str, &str)], others: Option<bool>| {
            let mut fields = fields(pairs);
            let at = Ts::from_micros(0);
            let field = |so| Field { value: Value::Bool(so), source: "case".into(), at };
            fields.known.extend(others.map(|so| ("other_party".to_owned(), field(so))));
            lacking_on(today, "residence-grant", &fields, &[])
        };
        let of = |code: &str, of: &str| (code.to_owned(), of.to_owned());
        let found = lacking(&pairs, Some(true));
        assert_eq!(found, [of("field", "granted_work"), of("field", "granted_type")]);
        // An employed person works in the field that the decision names.
        pairs.extend([("granted_work", "limited"), ("granted_type", "A")]);
        assert_eq!(lacking(&pairs, Some(true)), [of("field", "occupation")]);
        pairs.push(("occupation", "2512"));
        assert!(lacking(&pairs, Some(true)).is_empty(), "others are parties: reasons are given");
        assert!(lacking(&pairs, Some(false)).is_empty(), "nobody else is: none are needed");
        assert_eq!(lacking(&pairs, None), [of("section", "reasons")], "nobody knows whether");
    }

    #[test]
    fn a_refusal_is_written_by_somebody() {
        let found = lacking("residence-refusal", &fields(&WHO), &[("assessment", " ")]);
        let codes: Vec<&str> = found.iter().map(|(_, of)| of.as_str()).collect();
        assert_eq!(codes, ["hearing", "assessment", "provisions"]);
        let written = [("hearing", "x"), ("assessment", "y"), ("provisions", "z")];
        assert!(lacking("residence-refusal", &fields(&WHO), &written).is_empty());
    }
}

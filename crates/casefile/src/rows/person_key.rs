//! Exact keys of persons: what finds one who may be registered already.

use std::collections::BTreeSet;

use kernel::{BlindIndex, Class, DbRow, Fault, Kernel, Read, Row, Table, Who};
use uuid::Uuid;

use crate::ids::PersonId;
use crate::model::{Name, PartialDate};
use crate::state::KnownPerson;

pub(super) static PERSON_KEY: Table =
    Table { name: "casefile_person_key", columns: &["stream_id", "key", "class"], key: 2 };

/// Candidates looked at for one who is about to be registered; more of one name and year are told
/// apart by their documents.
const CANDIDATES_MAX: i64 = 20;

/// The key of a name: its words, in whatever order, and the year of birth, or that it is unknown. A
/// name alone finds nobody.
fn name_key(name: &Name, born: PartialDate) -> String {
    let year = born.earliest().map_or_else(|| "-".to_owned(), |day| day.year().to_string());
    let folded = name.folded();
    let mut words: Vec<&str> = folded.split_whitespace().collect();
    words.sort_unstable();
    format!("n:{year}:{}", words.join(" "))
}

/// Keys of whoever may be this person: of the same name, born in the same year or nobody knows when.
pub(crate) fn name_keys(names: &[Name], born: PartialDate) -> BTreeSet<String> {
    let either = |name| [name_key(name, born), name_key(name, PartialDate::Unknown)];
    names.iter().flat_map(either).collect()
}

/// The key of a document's number.
pub(crate) fn number_key(number: &str) -> String {
    format!("d:{}", number.replace('-', ""))
}

/// What stands for a key of a protected person.
fn hashed(key: &str, blind: &BlindIndex) -> String {
    format!("h:{}", blind.hash(&format!("key:{key}")))
}

/// Rows of a person's keys.
pub(super) fn keys(id: PersonId, known: &KnownPerson, blind: &BlindIndex) -> Vec<Row> {
    let particulars = known.particulars.as_ref();
    let names = particulars.into_iter().flat_map(|p| p.names.iter().map(|n| name_key(n, p.born)));
    let mut keys: BTreeSet<String> = names.collect();
    // A lost one still says who somebody may be; of a number that was wrong nothing is left.
    keys.extend(known.documents.iter().map(|seen| number_key(seen.document.number())));
    if known.class != Class::Normal {
        keys = keys.iter().map(|key| hashed(key, blind)).collect();
    }
    let class = known.class.level();
    let row = |key: String| Row::new(&PERSON_KEY, vec![id.into(), key.into(), class.into()]);
    keys.into_iter().map(row).collect()
}

/// The keys, and for those who see protected persons what stands for them there.
fn with_hashed(keys: &BTreeSet<String>, who: &Who, blind: &BlindIndex) -> BTreeSet<String> {
    let mut all = keys.clone();
    if who.clearance > Class::Normal {
        all.extend(keys.iter().map(|key| hashed(key, blind)));
    }
    all
}

const BY_KEY: &str = kernel::sql!(
    "SELECT k.stream_id FROM casefile_person_key k WHERE k.key = $1 AND k.class <= $2 \
     ORDER BY k.stream_id LIMIT $3"
);

/// Persons with one of these keys, as far as the user's clearance reaches: what is above it is not
/// even looked at, so that the answer takes no longer either.
pub(crate) async fn with_keys(
    kernel: &Kernel,
    who: &Who,
    keys: &BTreeSet<String>,
) -> Result<BTreeSet<PersonId>, Fault> {
    let mut found = BTreeSet::new();
    for key in with_hashed(keys, who, kernel.blind()) {
        let binds = vec![key.as_str().into(), who.clearance.level().into(), CANDIDATES_MAX.into()];
        found.extend(ids(&kernel.fetch(BY_KEY, binds).await?)?);
    }
    Ok(found)
}

/// The same, for an act.
pub(crate) async fn read_with_keys(
    read: &Read<'_>,
    keys: &BTreeSet<String>,
) -> Result<BTreeSet<PersonId>, Fault> {
    let mut found = BTreeSet::new();
    for key in with_hashed(keys, read.who(), read.blind()) {
        let clearance = read.who().clearance.level();
        let binds = vec![key.as_str().into(), clearance.into(), CANDIDATES_MAX.into()];
        found.extend(ids(&read.rows(BY_KEY, binds).await?)?);
    }
    Ok(found)
}

fn ids(rows: &[DbRow]) -> Result<Vec<PersonId>, Fault> {
    rows.iter().map(|row| Ok(PersonId(row.get::<Uuid>(0)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NameKind, Script};

    #[test]
    fn the_order_of_the_words_and_the_day_do_not_matter_but_the_year_does() {
        let name =
            |family, given| Name::new(family, given, Script::Original, NameKind::Current).unwrap();
        let day = PartialDate::Day("1994-02-17".parse().unwrap());
        let key = |name: Name, born| name_key(&name, born);
        assert_eq!(key(name("Rahimi", "Ämina"), day), key(name("amina", "RAHIMI"), day));
        assert_eq!(
            key(name("Rahimi", "Amina"), PartialDate::Year(1994)),
            key(name("Rahimi", "Amina"), day)
        );
        assert_ne!(
            key(name("Rahimi", "Amina"), PartialDate::Year(1995)),
            key(name("Rahimi", "Amina"), day)
        );
        let unknown = key(name("Rahimi", "Amina"), PartialDate::Unknown);
        let asked = name_keys(&[name("Rahimi", "Amina")], day);
        assert!(asked.contains(&unknown) && asked.contains(&key(name("Rahimi", "Amina"), day)));
    }

    #[test]
    fn a_hyphen_in_a_number_does_not_matter() {
        assert_eq!(number_key("P-123"), number_key("P123"));
    }
}

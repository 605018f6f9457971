//! Rows of the case file, and the lists over them: its only SQL.

mod case;
mod person;
mod person_key;
mod person_pair;
mod task;

use kernel::{Projection, Table};

pub use case::{CASES, CaseLine, UnitWork, open_work};
pub(crate) use case::{case, case_numbered, last_number, number_of};
pub(crate) use person::person;
pub use person::{PERSONS, PersonLine, word_filters};
pub(crate) use person_key::{hash_key, name_keys, number_key, read_with_keys, with_keys};
pub use person_pair::{PAIRS, PairLine};
pub use task::{TASKS, TaskLine};

use crate::state::{Case, Person};

/// Stands for no date: keys of pages are never null.
const NEVER: kernel::Date = jiff::civil::date(9999, 12, 31);

/// The states whose rows these are.
#[must_use]
pub fn projections() -> Vec<Projection> {
    static PERSON_TABLES: [&Table; 4] =
        [&person::PERSON, &person::PERSON_WORD, &person_key::PERSON_KEY, &person_pair::PERSON_PAIR];
    static CASE_TABLES: [&Table; 2] = [&case::CASE, &task::TASK];
    vec![Projection::of::<Person>(&PERSON_TABLES), Projection::of::<Case>(&CASE_TABLES)]
}

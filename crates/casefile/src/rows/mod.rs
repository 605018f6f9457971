//! Rows of the case file, and the lists over them: its only SQL.

mod bulk;
mod case;
mod deadline;
mod filter;
mod hold;
mod lasted;
mod lead;
mod link;
mod official;
mod organisation;
mod party;
mod person;
mod person_key;
mod person_pair;
pub(crate) mod presence;
mod representation;
mod task;
mod untaken;
mod word;

use kernel::{Projection, Table};

pub use bulk::{BULK_CASES, BULKS, BulkCaseLine, BulkLine};
pub(crate) use bulk::{bulk, portion};
pub use case::{CASES, CASES_BY_WORD, CaseLine};
pub(crate) use case::{case, case_numbered, last_number, number_of};
pub use deadline::{DEADLINES, DeadlineLine, WordCount};
pub(crate) use deadline::{by_word, quiet_since};
pub use filter::{FILTERS, FilterLine};
pub(crate) use filter::{filter, filter_names};
pub use hold::{HOLDS, HoldLine};
pub(crate) use hold::{hold, holds_due, holds_owned};
pub(crate) use lasted::lately;
pub(crate) use lead::{AGE_DAYS, OpenCases, open_cases, throughput};
pub use link::{LINKS, LinkLine};
pub(crate) use official::{
    COUNTED_ITEMS_MAX, Desk, Held, absence_of, away, competences, desk, held, held_by, official,
};
pub(crate) use organisation::organisation;
pub(crate) use organisation::with_business_id;
pub use organisation::{ORGANISATIONS, ORGANISATIONS_BY_WORD, OrganisationLine};
pub(crate) use party::applied_in;
pub use party::{PARTIES, PartyLine};
pub(crate) use person::person;
pub use person::{PERSONS, PersonLine};
pub(crate) use person_key::{name_keys, number_key, read_with_keys, with_keys};
pub use person_pair::{PAIRS, PairLine};
pub use representation::{REPRESENTED, RepresentedLine};
pub(crate) use task::UNITS_MAX;
pub use task::{TASKS, TaskLine, queue_of};
pub(crate) use untaken::{Alike, open_tasks};
pub(crate) use word::hashed_terms;

use crate::state::{
    BulkOrder, BulkPortion, Case, Hold, Official, Organisation, Person, SavedFilter,
};

/// Stands for no date: keys of pages are never null.
const NEVER: kernel::Date = jiff::civil::date(9999, 12, 31);

/// The states whose rows these are.
#[must_use]
pub fn projections() -> Vec<Projection> {
    static PERSON_TABLES: [&Table; 5] = [
        &person::PERSON,
        &person::PERSON_WORD,
        &person_key::PERSON_KEY,
        &person_pair::PERSON_PAIR,
        &representation::REPRESENTATION,
    ];
    static CASE_TABLES: [&Table; 7] = [
        &case::CASE,
        &case::CASE_WORD,
        &task::TASK,
        &party::PARTY,
        &link::LINK,
        &lead::CLOSED,
        &lasted::LASTED,
    ];
    static HOLD_TABLES: [&Table; 1] = [&hold::HOLD];
    static ORGANISATION_TABLES: [&Table; 2] =
        [&organisation::ORGANISATION, &organisation::ORGANISATION_WORD];
    static OFFICIAL_TABLES: [&Table; 2] = [&official::ABSENCE, &official::OFFICIAL];
    static FILTER_TABLES: [&Table; 1] = [&filter::FILTER];
    static BULK_TABLES: [&Table; 2] = [&bulk::BULK, &bulk::BULK_CASE];
    static PORTION_TABLES: [&Table; 1] = [&bulk::BULK_CASE];
    vec![
        Projection::of::<Official>(&OFFICIAL_TABLES),
        Projection::of::<Organisation>(&ORGANISATION_TABLES),
        Projection::of::<Person>(&PERSON_TABLES),
        Projection::of::<Case>(&CASE_TABLES),
        Projection::of::<SavedFilter>(&FILTER_TABLES),
        Projection::of::<BulkOrder>(&BULK_TABLES),
        Projection::of::<BulkPortion>(&PORTION_TABLES),
        Projection::of::<Hold>(&HOLD_TABLES),
    ]
}

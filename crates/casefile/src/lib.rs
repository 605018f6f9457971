//! Persons, cases, tasks, clocks, documents: the file every process works in.
//!
//! A case's stream is shared with the system that runs the case: each folds the kinds it knows,
//! and this crate offers pure functions that return its events, such as [`case_clock::stop`].

pub mod acts;
pub mod awaited;
pub mod case_begin;
pub mod case_clock;
pub mod case_document;
pub mod case_end;
mod case_filter;
pub mod case_message;
pub mod case_processing;
pub mod case_status;
pub mod case_task;
pub mod case_type;
pub mod clock;
pub mod competence;
mod events;
mod giving;
pub mod ground;
pub mod hold;
mod ids;
mod jobs;
pub mod lasted;
pub mod mail;
pub mod model;
pub mod organisation_entry;
mod pages;
pub mod person_entry;
pub mod personas;
pub mod population;
pub mod requests;
pub mod residence_right;
mod rights;
mod rows;
pub mod signals;
mod state;
mod untaken;
pub mod way;
mod words;

use kernel::Migration;
use web::{System, TextFiles};

pub use events::{
    Area, BulkEnd, BulkEvent, BulkKind, CaseEvent, Document, Failed, FilterEvent, GivingEvent,
    Hides, HoldEvent, Left, LinkKind, MessageEvent, Move, OfficialEvent, OrganisationEvent,
    Outcome, Particulars, Party, PersonEvent, PortionEvent, Priority, Skip, StopsEvent, Work, code,
    from_code,
};
pub use ids::{
    BulkId, CaseId, FilterId, GivenId, HoldId, MessageId, OrganisationId, PersonId, PortionId,
    RedactionId, StopsId, TaskId,
};
pub use residence_right::ResidenceRight;
pub use rights::{AUDIT, CLASSIFY, GIVE, GRANTS, HOLD, LEAD, PROTECT, SEE, WORK};
pub use rows::{
    BULK_CASES, BULKS, BulkCaseLine, BulkLine, CASES, CASES_BY_WORD, CaseLine, DEADLINES,
    DeadlineLine, FILTERS, FilterLine, HOLDS, HoldLine, LINKS, LinkLine, ORGANISATIONS,
    ORGANISATIONS_BY_WORD, OrganisationLine, PAIRS, PARTIES, PERSONS, PairLine, PartyLine,
    PersonLine, REPRESENTED, RepresentedLine, TASKS, TaskLine, queue_of,
};
pub use state::{
    APPLICANT, Absence, BulkOrder, BulkPortion, Case, Given, Giving, Hold, HoldState, KnownBulk,
    KnownCase, KnownFilter, KnownHold, KnownOrganisation, KnownPerson, Message, Messages, Official,
    Organisation, Person, Redaction, SavedFilter, SeenDocument, Stage, Status, Stops, Task,
    TaskState,
};

const MIGRATIONS: &[Migration] = &[
    Migration { name: "casefile/0001", sql: include_str!("../migrations/0001_casefile.sql") },
    Migration { name: "casefile/0002", sql: include_str!("../migrations/0002_persons.sql") },
    Migration { name: "casefile/0003", sql: include_str!("../migrations/0003_cases.sql") },
    Migration { name: "casefile/0004", sql: include_str!("../migrations/0004_officials.sql") },
    Migration { name: "casefile/0005", sql: include_str!("../migrations/0005_competences.sql") },
    Migration { name: "casefile/0006", sql: include_str!("../migrations/0006_bulk.sql") },
    Migration { name: "casefile/0009", sql: include_str!("../migrations/0009_holds.sql") },
    Migration { name: "casefile/0010", sql: include_str!("../migrations/0010_lead.sql") },
    Migration { name: "casefile/0011", sql: include_str!("../migrations/0011_queue_of_unit.sql") },
    Migration { name: "casefile/0012", sql: include_str!("../migrations/0012_processing.sql") },
    Migration { name: "casefile/0013", sql: include_str!("../migrations/0013_lasted.sql") },
    Migration { name: "casefile/0014", sql: include_str!("../migrations/0014_task_words.sql") },
    Migration { name: "casefile/0015", sql: include_str!("../migrations/0015_idle.sql") },
    Migration { name: "casefile/0016", sql: include_str!("../migrations/0016_task_queue.sql") },
];

/// The case file's part of the house.
#[must_use]
pub fn system() -> System {
    System {
        migrations: MIGRATIONS,
        states: rows::projections(),
        rights: rights::GRANTS,
        acts: pages::acts(),
        pages: pages::pages(),
        api: pages::api(),
        menu: pages::menu(),
        jobs: jobs::all(),
        lists: vec![
            &CASES,
            &TASKS,
            &PAIRS,
            &ORGANISATIONS,
            &REPRESENTED,
            &PARTIES,
            &LINKS,
            &*DEADLINES,
            &FILTERS,
            &BULKS,
            &BULK_CASES,
            &HOLDS,
        ],
        searches: vec![&PERSONS, &ORGANISATIONS_BY_WORD, &CASES_BY_WORD],
        ..System::new("casefile", TEXTS)
    }
}

const TEXTS: TextFiles = TextFiles {
    system: "casefile",
    fi: concat!(
        include_str!("../texts/fi.ftl"),
        "\n",
        include_str!("../texts/persons.fi.ftl"),
        "\n",
        include_str!("../texts/organisations.fi.ftl"),
        "\n",
        include_str!("../texts/languages.fi.ftl"),
        "\n",
        include_str!("../texts/countries.fi.ftl"),
        "\n",
        include_str!("../texts/cases.fi.ftl"),
        "\n",
        include_str!("../texts/clocks.fi.ftl"),
        "\n",
        include_str!("../texts/documents.fi.ftl"),
        "\n",
        include_str!("../texts/search.fi.ftl"),
        "\n",
        include_str!("../texts/team.fi.ftl"),
        "\n",
        include_str!("../texts/queue.fi.ftl"),
        "\n",
        include_str!("../texts/filters.fi.ftl"),
        "\n",
        include_str!("../texts/bulk.fi.ftl"),
        include_str!("../texts/holds.fi.ftl"),
        "\n",
        include_str!("../texts/lead.fi.ftl"),
        "\n",
        include_str!("../texts/giving.fi.ftl"),
        "\n",
        include_str!("../texts/messages.fi.ftl"),
    ),
    sv: concat!(
        include_str!("../texts/sv.ftl"),
        "\n",
        include_str!("../texts/persons.sv.ftl"),
        "\n",
        include_str!("../texts/organisations.sv.ftl"),
        "\n",
        include_str!("../texts/languages.sv.ftl"),
        "\n",
        include_str!("../texts/countries.sv.ftl"),
        "\n",
        include_str!("../texts/cases.sv.ftl"),
        "\n",
        include_str!("../texts/clocks.sv.ftl"),
        "\n",
        include_str!("../texts/documents.sv.ftl"),
        "\n",
        include_str!("../texts/search.sv.ftl"),
        "\n",
        include_str!("../texts/team.sv.ftl"),
        "\n",
        include_str!("../texts/queue.sv.ftl"),
        "\n",
        include_str!("../texts/filters.sv.ftl"),
        "\n",
        include_str!("../texts/bulk.sv.ftl"),
        include_str!("../texts/holds.sv.ftl"),
        "\n",
        include_str!("../texts/lead.sv.ftl"),
        "\n",
        include_str!("../texts/giving.sv.ftl"),
        "\n",
        include_str!("../texts/messages.sv.ftl"),
    ),
    en: concat!(
        include_str!("../texts/en.ftl"),
        "\n",
        include_str!("../texts/persons.en.ftl"),
        "\n",
        include_str!("../texts/organisations.en.ftl"),
        "\n",
        include_str!("../texts/languages.en.ftl"),
        "\n",
        include_str!("../texts/countries.en.ftl"),
        "\n",
        include_str!("../texts/cases.en.ftl"),
        "\n",
        include_str!("../texts/clocks.en.ftl"),
        "\n",
        include_str!("../texts/documents.en.ftl"),
        "\n",
        include_str!("../texts/search.en.ftl"),
        "\n",
        include_str!("../texts/team.en.ftl"),
        "\n",
        include_str!("../texts/queue.en.ftl"),
        "\n",
        include_str!("../texts/filters.en.ftl"),
        "\n",
        include_str!("../texts/bulk.en.ftl"),
        include_str!("../texts/holds.en.ftl"),
        "\n",
        include_str!("../texts/lead.en.ftl"),
        "\n",
        include_str!("../texts/giving.en.ftl"),
        "\n",
        include_str!("../texts/messages.en.ftl"),
    ),
};

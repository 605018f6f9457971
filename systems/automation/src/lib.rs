//! Lawful automated decisions: rulings on cases, when one may do without a person, and the proof of
//! each. See README.md.

pub mod acts;
pub mod demo;
mod events;
pub mod facts;
mod ids;
mod limits;
pub mod model;
mod pages;
pub mod procedure;
pub mod replay;
mod rights;
mod rows;
pub mod rules;
pub mod ruling;
mod start;
mod state;
pub mod told;
pub mod words;

use kernel::Migration;
use web::{System, TextFiles};

pub use events::{
    ArchiveEvent, FACT_RECORDED, FACT_SETTLED, FACT_WITHDRAWN, FactEvent, InstallationEvent,
    ParameterEvent, RuleSetEvent, RulingEvent,
};
pub use ids::{ArchiveId, InstallationId, ParameterId, RuleSetId, RulingId};
pub use model::{Outcome, Reason, Ruling};
pub use pages::reason_words;
pub use rights::{APPROVE, AUTHOR, REVIEW, SEE, STOP, WHY};
pub use rows::{RULINGS, RulingLine, TABLES};
pub use start::{TrustedKey, start};
pub use state::{
    Archive, CaseFacts, FactMoments, FactState, GovernedRuleSet, Installation, KnownRuling,
    Recorded, Review, Rulings, Suspension, Told, VerifiedParameter, VerifiedValue,
};

/// Tables of this system.
pub const MIGRATIONS: &[Migration] = &[Migration {
    name: "automation/0001",
    sql: include_str!("../migrations/0001_automation.sql"),
}];

const TEXTS: TextFiles = TextFiles {
    system: "automation",
    fi: include_str!("../texts/fi.ftl"),
    sv: include_str!("../texts/sv.ftl"),
    en: include_str!("../texts/en.ftl"),
};

/// The door: everything the house has to know of this system.
#[must_use]
pub fn system() -> System {
    System {
        migrations: MIGRATIONS,
        states: rows::projections(),
        rights: rights::GRANTS,
        lists: vec![&RULINGS],
        acts: pages::acts(),
        pages: pages::pages(),
        panels: pages::panels(),
        menu: pages::menu(),
        ..System::new("automation", TEXTS)
    }
}

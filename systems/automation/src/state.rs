//! What is known of everything in automation: folds over its events.

mod archive;
mod case_facts;
mod fact_moments;
mod installation;
mod parameter;
mod rule_set;
mod rulings;

pub use archive::Archive;
pub use case_facts::{CaseFacts, FactState, Told};
pub use fact_moments::FactMoments;
pub use installation::Installation;
pub use parameter::{VerifiedParameter, VerifiedValue};
pub use rule_set::{GovernedRuleSet, Recorded, Suspension};
pub use rulings::{KnownRuling, Review, Rulings};

//! What is known of persons and cases: folds over their events.

mod bulk;
mod case;
mod filter;
mod giving;
mod hold;
mod messages;
mod official;
mod organisation;
mod person;
mod task;

pub use bulk::{BulkOrder, BulkPortion, KnownBulk};
pub use case::{APPLICANT, Case, KnownCase, Status, Waiting};
pub use filter::{KnownFilter, SavedFilter};
pub use giving::{Given, Giving, Redaction, Stage};
pub use hold::{Hold, HoldState, KnownHold, Stops};
pub use messages::{Message, Messages};
pub use official::{Absence, Official};
pub use organisation::{KnownOrganisation, Organisation};
pub use person::{KnownPerson, Person, SeenDocument};
pub use task::{Task, TaskState};

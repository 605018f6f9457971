//! What is known of persons and cases: folds over their events.

mod case;
mod organisation;
mod person;

pub use case::{Case, KnownCase, Status, Task, TaskState};
pub use organisation::{KnownOrganisation, Organisation};
pub use person::{KnownPerson, Person};

//! Verbs on persons.

mod add_travel_document;
mod correct_person;
mod particulars;
mod record_residence_right;
mod register_person;

pub use add_travel_document::AddTravelDocument;
pub use correct_person::CorrectPerson;
pub use particulars::Typed;
pub use record_residence_right::RecordResidenceRight;
pub use register_person::RegisterPerson;

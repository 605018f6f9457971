//! The nouns of the file: value types whose constructors refuse nonsense.
//!
//! What is typed is parsed once, at the door, by these constructors. Reading a stored event back
//! does not judge again: a rule that has become stricter must not make the past unreadable.

mod case;
mod countries;
mod country;
mod document;
mod fold;
mod language;
mod name;
mod partial_date;
mod sex;
mod text;

pub use case::{CaseNumber, Headline};
pub use countries::COUNTRIES;
pub use country::Country;
pub use document::{DocumentKind, TravelDocument};
pub use fold::fold;
pub use language::Language;
pub use name::{Name, NameKind, Script};
pub use partial_date::PartialDate;
pub use sex::Sex;

//! The nouns of the file: value types whose constructors refuse nonsense.
//!
//! What is typed is parsed once, at the door, by these constructors. Reading a stored event back
//! does not judge again: a rule that has become stricter must not make the past unreadable.

mod authority;
mod business_id;
mod case;
mod comparison;
mod compartment;
mod contact;
mod countries;
mod country;
mod document;
mod fold;
mod language;
mod municipality;
mod name;
mod organisation;
mod partial_date;
mod relation;
mod representation;
mod sex;
mod text;
mod validity;
mod words;

pub use authority::{Authority, AuthorityKind};
pub use business_id::BusinessId;
pub use case::{CaseNumber, Headline};
pub use comparison::{Comparison, Grounds, Verdict};
pub use compartment::{ActKind, Compartment};
pub use contact::{Address, AddressUse, Contact, Reach, TypedAddress};
pub use countries::COUNTRIES;
pub use country::Country;
pub use document::{DocumentEnd, DocumentKind, TravelDocument};
pub use fold::fold;
pub use language::{LANGUAGES, Language, Languages};
pub use municipality::{Municipality, MunicipalityList};
pub use name::{Name, NameKind, Script};
pub use organisation::{ContactPerson, Details, FormerName, OrganisationKind, TypedOrganisation};
pub use partial_date::PartialDate;
pub use relation::{Relation, RelationKind};
pub use representation::{Agent, Representation, RepresentativeRole};
pub use sex::Sex;
pub use validity::Validity;
pub use words::{date_word, terms, words};

#[cfg(test)]
pub(crate) use contact::tests::home;
#[cfg(test)]
pub(crate) use organisation::tests::employer;

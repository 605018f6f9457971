//! Verbs on persons.

mod add_address;
mod add_contact;
mod add_travel_document;
mod change_name;
mod correct_person;
mod end_contact;
mod end_non_disclosure;
mod particulars;
mod reclassify_person;
mod record_languages;
mod record_name;
mod record_non_disclosure;
mod record_residence_right;
mod register_person;

pub use add_address::AddAddress;
pub use add_contact::AddContact;
pub use add_travel_document::AddTravelDocument;
pub use change_name::ChangeName;
pub use correct_person::CorrectPerson;
pub use end_contact::EndContact;
pub use end_non_disclosure::EndNonDisclosure;
pub use particulars::Typed;
pub use reclassify_person::ReclassifyPerson;
pub use record_languages::RecordLanguages;
pub use record_name::RecordName;
pub use record_non_disclosure::RecordNonDisclosure;
pub use record_residence_right::RecordResidenceRight;
pub use register_person::RegisterPerson;

use kernel::{Changes, Ctx, Refusal, Sealed};

use crate::events::PersonEvent;
use crate::ids::PersonId;
use crate::model::Contact;
use crate::state::KnownPerson;

/// Nothing more is recorded of somebody whose data was erased.
fn alive(known: &KnownPerson) -> Result<(), Refusal> {
    known.particulars.as_ref().map(drop).ok_or_else(|| Refusal::new("person-erased"))
}

/// One more way to reach a person. Whoever may not see the others is not told whether it is there.
fn contact_added(
    person: PersonId,
    known: &KnownPerson,
    contact: Contact,
    ctx: &Ctx<'_>,
) -> Result<Changes, Refusal> {
    alive(known)?;
    let there = known
        .contacts
        .values()
        .any(|c| c.reach == contact.reach && c.validity.until() == contact.validity.until());
    if there && known.shows_contacts(ctx.who, ctx.today) {
        return Err(Refusal::new("contact-known"));
    }
    let contact = Sealed::new(person, contact);
    Ok(Changes::one(person, &PersonEvent::ContactAdded { id: ctx.ids.next(), contact }))
}

#[cfg(test)]
pub(crate) use particulars::tests::amina;

//! Verbs on persons.

mod add_address;
mod add_contact;
mod add_representative;
mod add_travel_document;
mod change_name;
mod compare_persons;
mod correct_person;
mod correct_residence_right;
mod correct_travel_document;
mod end_contact;
mod end_non_disclosure;
mod end_relation;
mod end_travel_document;
mod particulars;
mod reclassify_person;
mod record_languages;
mod record_name;
mod record_non_disclosure;
mod record_relation;
mod record_residence_right;
mod register_person;
mod withdraw_representative;

pub use add_address::AddAddress;
pub use add_contact::AddContact;
pub use add_representative::AddRepresentative;
pub use add_travel_document::AddTravelDocument;
pub use change_name::ChangeName;
pub use compare_persons::ComparePersons;
pub use correct_person::CorrectPerson;
pub use correct_residence_right::CorrectResidenceRight;
pub use correct_travel_document::CorrectTravelDocument;
pub use end_contact::EndContact;
pub use end_non_disclosure::EndNonDisclosure;
pub use end_relation::EndRelation;
pub use end_travel_document::EndTravelDocument;
pub use particulars::Typed;
pub(in crate::acts) use particulars::{countries, municipalities};
pub use reclassify_person::ReclassifyPerson;
pub use record_languages::RecordLanguages;
pub use record_name::RecordName;
pub use record_non_disclosure::RecordNonDisclosure;
pub use record_relation::RecordRelation;
pub use record_residence_right::RecordResidenceRight;
pub use register_person::RegisterPerson;
pub use withdraw_representative::WithdrawRepresentative;

use std::sync::Arc;

use kernel::{Changes, Ctx, Refusal, Sealed};
use web::{Draft, Problem, Request};

use crate::acts::person_draft;
use crate::events::PersonEvent;
use crate::ids::PersonId;
use crate::model::Contact;
use crate::rights::SEE;
use crate::state::{KnownPerson, Person};

/// Nothing more is recorded of somebody whose data was erased.
fn alive(known: &KnownPerson) -> Result<(), Refusal> {
    known.particulars.as_ref().map(drop).ok_or_else(|| Refusal::new("person-erased"))
}

/// A person and their id.
type Side = (PersonId, Arc<Person>);

/// What a form on two persons starts from: both opened, and both looks recorded.
async fn other_draft(request: &Request, act: &str) -> Result<(Draft, Side, Side), Problem> {
    let (draft, person) = person_draft(request, act).await?;
    let typed = request.query.get("other").or_else(|| request.form.get("other"));
    let other: PersonId = typed.and_then(|id| id.parse().ok()).ok_or(Problem::NotFound)?;
    let opened = request.kernel.open::<Person>(&request.who, other, SEE, act).await?;
    let name = opened.state.shown().unwrap_or_default();
    let draft = draft.value("other", other).arg("other", name);
    Ok((draft, (request.param("id")?, person), (other, opened.state)))
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

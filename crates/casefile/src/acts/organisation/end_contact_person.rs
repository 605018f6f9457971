//! Records that somebody in an organisation is to be asked no more.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{known, organisation_draft};
use crate::events::OrganisationEvent;
use crate::ids::OrganisationId;
use crate::rights::WORK;
use crate::state::Organisation;

/// Ends a contact person.
#[derive(Debug, Clone)]
pub struct EndContactPerson {
    /// Where.
    pub organisation: OrganisationId,
    /// Which entry.
    pub contact: Uuid,
    /// The last day.
    pub last: Date,
}

impl Act for EndContactPerson {
    const NAME: &'static str = "organisation.end_contact_person";
    const RIGHT: Right = WORK;
    type State = Organisation;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.organisation.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, state: &Organisation, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let person = known(state)?.contact_persons.get(&self.contact);
        let person = person.ok_or_else(|| Refusal::new("contact-person-unknown"))?;
        if person.validity.until() == Some(self.last) {
            return Err(Refusal::new("nothing-changed").at("last"));
        }
        let ended = OrganisationEvent::ContactPersonEnded { id: self.contact, last: self.last };
        Ok(Changes::one(self.organisation, &ended))
    }
}

impl FormAct for EndContactPerson {
    fn fields() -> Vec<Field> {
        vec![Field::date("last")]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, state) = organisation_draft(request, Self::NAME).await?;
        let id: Uuid = request.param("contact")?;
        let person = state.known().and_then(|known| known.contact_persons.get(&id));
        let person = person.ok_or(Problem::NotFound)?;
        Ok(draft.arg("contact", &person.name).value("last", request.ui.today()))
    }

    fn read(form: &mut Reader<'_>) -> Option<EndContactPerson> {
        let (organisation, contact) = (form.param("id"), form.param("contact"));
        let last = form.date("last");
        Some(EndContactPerson { organisation: organisation?, contact: contact?, last: last? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/organisations/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use kernel::Sealed;
    use testkit::given;

    use super::*;
    use crate::acts::organisation::tests::{founded, organisation_id};
    use crate::acts::tests::monday;
    use crate::model::ContactPerson;

    const ID: Uuid = Uuid::from_u128(1);

    #[test]
    fn somebody_is_asked_no_more() {
        let person = ContactPerson::new("Eeva Esimerkki", "", "", "").unwrap();
        let person = Sealed::new(organisation_id(), person);
        let added = OrganisationEvent::ContactPersonAdded { id: ID, person };
        let ended = OrganisationEvent::ContactPersonEnded { id: ID, last: monday() };
        let act =
            || EndContactPerson { organisation: organisation_id(), contact: ID, last: monday() };
        let given = || given::<Organisation>([founded(), added.clone()]);
        given().when(act(), ()).then([ended.clone()]);
        given().and([ended]).when(act(), ()).then_refused("nothing-changed");
    }

    #[test]
    fn nobody_ends_what_is_not_there() {
        let act = EndContactPerson { organisation: organisation_id(), contact: ID, last: monday() };
        let given = given::<Organisation>([founded()]);
        given.when(act, ()).then_refused("contact-person-unknown");
    }
}

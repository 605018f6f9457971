//! Records whom to ask for in an organisation.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::{known, organisation_draft};
use crate::events::OrganisationEvent;
use crate::ids::OrganisationId;
use crate::model::ContactPerson;
use crate::rights::WORK;
use crate::state::Organisation;

/// Records a contact person.
#[derive(Debug, Clone)]
pub struct AddContactPerson {
    /// Where.
    pub organisation: OrganisationId,
    /// Their name.
    pub name: String,
    /// What they do there; may be empty.
    pub role: String,
    /// Telephone number; may be empty.
    pub phone: String,
    /// Mail address; may be empty.
    pub email: String,
}

impl Act for AddContactPerson {
    const NAME: &'static str = "organisation.add_contact_person";
    const RIGHT: Right = WORK;
    type State = Organisation;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.organisation.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, state: &Organisation, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = known(state)?;
        if known.details.is_none() {
            return Err(Refusal::new("organisation-erased"));
        }
        let person = ContactPerson::new(&self.name, &self.role, &self.phone, &self.email)?;
        if known.contact_persons.values().any(|there| *there == person) {
            return Err(Refusal::new("contact-person-known").at("name"));
        }
        let person = Sealed::new(self.organisation, person);
        let added = OrganisationEvent::ContactPersonAdded { id: ctx.ids.next(), person };
        Ok(Changes::one(self.organisation, &added))
    }
}

impl FormAct for AddContactPerson {
    fn fields() -> Vec<Field> {
        vec![
            Field::text("name", Limit::NAME),
            Field::text("role", Limit::NAME).optional(),
            Field::text("phone", Limit::REFERENCE).optional(),
            Field::text("email", Limit::EMAIL).optional(),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, _) = organisation_draft(request, Self::NAME).await?;
        Ok(draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<AddContactPerson> {
        let (organisation, name, role) = (form.param("id"), form.text("name"), form.text("role"));
        let (phone, email) = (form.text("phone"), form.text("email"));
        Some(AddContactPerson {
            organisation: organisation?,
            name: name?,
            role: role?,
            phone: phone?,
            email: email?,
        })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/organisations/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::organisation::tests::{founded, organisation_id};

    fn act(name: &str) -> AddContactPerson {
        AddContactPerson {
            organisation: organisation_id(),
            name: name.into(),
            role: "Pay office".into(),
            phone: "040 123 4567".into(),
            email: String::new(),
        }
    }

    #[test]
    fn whom_to_ask_for_is_recorded_once() {
        let when = given::<Organisation>([founded()]).when(act("Eeva Esimerkki"), ());
        assert_eq!(when.outcome().unwrap().into_events().unwrap().len(), 1);
        let person = ContactPerson::new("Eeva Esimerkki", "Pay office", "0401234567", "").unwrap();
        let person = Sealed::new(organisation_id(), person);
        let added = OrganisationEvent::ContactPersonAdded { id: Uuid::from_u128(1), person };
        given::<Organisation>([founded(), added])
            .when(act("Eeva Esimerkki"), ())
            .then_refused("contact-person-known");
    }

    #[test]
    fn somebody_needs_a_name() {
        let given = given::<Organisation>([founded()]);
        given.when(act(""), ()).then_refused("organisation-name");
    }
}

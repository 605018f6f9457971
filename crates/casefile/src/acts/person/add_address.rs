//! Records where a person lives, stays or gets letters.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::contact_added;
use super::particulars::{self, municipalities};
use crate::acts::{known, person_draft};
use crate::ids::PersonId;
use crate::model::{AddressUse, Contact, Reach, TypedAddress, Validity};
use crate::rights::WORK;
use crate::state::Person;

/// Records an address.
#[derive(Debug, Clone)]
pub struct AddAddress {
    /// Whose.
    pub person: PersonId,
    /// What it is to them.
    pub r#use: AddressUse,
    /// The address, as typed.
    pub typed: TypedAddress,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

impl Act for AddAddress {
    const NAME: &'static str = "person.add_address";
    const RIGHT: Right = WORK;
    type State = Person;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.person.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, person: &Person, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = known(person)?;
        let reach = Reach::Address { r#use: self.r#use, address: self.typed.check()? };
        let contact = Contact { reach, validity: Validity::new(self.from, self.until)? };
        contact_added(self.person, known, contact, ctx)
    }
}

impl FormAct for AddAddress {
    fn fields() -> Vec<Field> {
        let why = "four lines of a hundred characters";
        vec![
            Field::radios("use", &["residence", "temporary", "post"]),
            Field::long_text("lines", Limit::new(400, why)).rows(3).optional(),
            Field::text("postal_code", Limit::new(20, "the longest have ten; room for spaces"))
                .optional(),
            Field::text("town", Limit::NAME).optional(),
            Field::drafted("municipality", Shown::Folded).optional(),
            Field::drafted("country", Shown::Folded),
            Field::date("from").optional(),
            Field::date("until").optional(),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, _) = person_draft(request, Self::NAME).await?;
        Ok(draft
            .options("municipality", municipalities(&request.ui))
            .options("country", particulars::countries(&request.ui))
            .value("country", "FIN"))
    }

    fn read(form: &mut Reader<'_>) -> Option<AddAddress> {
        let (person, r#use) = (form.param("id"), form.choice("use"));
        let (lines, postal_code) = (form.text("lines"), form.text("postal_code"));
        let (town, municipality) = (form.text("town"), form.maybe_choice::<String>("municipality"));
        let country = form.choice("country");
        let (from, until) = (form.maybe_date("from"), form.maybe_date("until"));
        let typed = TypedAddress {
            lines: lines?,
            postal_code: postal_code?,
            town: town?,
            municipality: municipality?.unwrap_or_default(),
            country: country?,
        };
        Some(AddAddress { person: person?, r#use: r#use?, typed, from: from?, until: until? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Class, Sealed, Who};
    use testkit::given;

    use super::*;
    use crate::acts::tests::{officer, person_id, registered};
    use crate::events::PersonEvent;
    use crate::model::home;

    fn act() -> AddAddress {
        let person = person_id();
        AddAddress { person, r#use: AddressUse::Residence, typed: home(), from: None, until: None }
    }

    fn added(id: u128) -> PersonEvent {
        let address = home().check().unwrap();
        let reach = Reach::Address { r#use: AddressUse::Residence, address };
        let contact = Contact { reach, validity: Validity::default() };
        let contact = Sealed::new(person_id(), contact);
        PersonEvent::ContactAdded { id: Uuid::from_u128(id), contact }
    }

    #[test]
    fn where_somebody_lives_is_recorded_sealed() {
        let when = given::<Person>([registered()]).when(act(), ());
        let events = when.outcome().unwrap().into_events().unwrap();
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].kind, "person.contact_added");
        assert!(events[0].body["contact"]["$seal"]["plain"]["reach"]["address"].is_object());
    }

    #[test]
    fn the_same_address_is_recorded_once() {
        let given = given::<Person>([registered(), added(1)]);
        given.as_who(&officer()).when(act(), ()).then_refused("contact-known");
    }

    #[test]
    fn whoever_may_not_see_an_undisclosed_address_learns_nothing_by_typing_it() {
        let until = "2027-01-31".parse().unwrap();
        let reason = Sealed::new(person_id(), "Threat".to_owned());
        let held = PersonEvent::NonDisclosureRecorded { until, reason };
        let given = || given::<Person>([registered(), added(1), held.clone()]);
        given().as_who(&officer()).when(act(), ()).outcome().unwrap();
        let cleared = Who { clearance: Class::Protected, ..officer() };
        given().as_who(&cleared).when(act(), ()).then_refused("contact-known");
    }

    #[test]
    fn an_erased_person_gets_no_address() {
        let particulars = Sealed::Erased(person_id().into());
        let erased = PersonEvent::Registered { particulars, class: Class::Normal };
        given::<Person>([erased]).when(act(), ()).then_refused("person-erased");
    }
}

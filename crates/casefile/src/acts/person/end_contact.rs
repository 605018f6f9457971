//! Ends an address, mail address or telephone number that holds no more.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::acts::{known, person_draft};
use crate::events::PersonEvent;
use crate::ids::PersonId;
use crate::rights::WORK;
use crate::state::Person;

/// Ends a way to reach a person.
#[derive(Debug, Clone)]
pub struct EndContact {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub contact: Uuid,
    /// The last day it holds.
    pub last: Date,
}

impl Act for EndContact {
    const NAME: &'static str = "person.end_contact";
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
        // Whoever may not see it is answered as if it were not there.
        let shown = known.contacts.get(&self.contact);
        let shown = shown.filter(|_| known.shows_contacts(ctx.who, ctx.today));
        let contact = shown.ok_or_else(|| Refusal::new("contact-unknown"))?;
        contact.validity.ending(self.last).map_err(|r| r.at("last"))?;
        if contact.validity.until() == Some(self.last) {
            return Err(Refusal::new("nothing-changed").at("last"));
        }
        let ended = PersonEvent::ContactEnded { id: self.contact, last: self.last };
        Ok(Changes::one(self.person, &ended))
    }
}

impl FormAct for EndContact {
    fn fields() -> Vec<Field> {
        vec![Field::date("last")]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, person) = person_draft(request, Self::NAME).await?;
        let id: Uuid = request.param("contact")?;
        let known = person.known().ok_or(Problem::NotFound)?;
        let there = known.contacts.contains_key(&id);
        if !there || !known.shows_contacts(&request.who, request.ui.today()) {
            return Err(Problem::NotFound);
        }
        Ok(draft.value("last", request.ui.today()))
    }

    fn read(form: &mut Reader<'_>) -> Option<EndContact> {
        let (person, contact) = (form.param("id"), form.param("contact"));
        let last = form.date("last");
        Some(EndContact { person: person?, contact: contact?, last: last? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use kernel::Sealed;
    use testkit::given;

    use super::*;
    use crate::acts::tests::{monday, officer, person_id, registered};
    use crate::model::{Contact, Reach, Validity};

    const ID: Uuid = Uuid::from_u128(7);

    fn added() -> PersonEvent {
        let reach = Reach::phone("0401234567").unwrap();
        let validity = Validity::new(Some(monday()), None).unwrap();
        let contact = Sealed::new(person_id(), Contact { reach, validity });
        PersonEvent::ContactAdded { id: ID, contact }
    }

    fn act(last: Date) -> EndContact {
        EndContact { person: person_id(), contact: ID, last }
    }

    #[test]
    fn a_number_ends_on_a_day() {
        let ended = PersonEvent::ContactEnded { id: ID, last: monday() };
        let given = given::<Person>([registered(), added()]);
        given.when(act(monday()), ()).then([ended]);
    }

    #[test]
    fn it_does_not_end_before_it_began_or_twice_on_one_day() {
        let before = monday().yesterday().unwrap();
        let given = || given::<Person>([registered(), added()]);
        given().when(act(before), ()).then_refused("dates-reversed");
        let ended = PersonEvent::ContactEnded { id: ID, last: monday() };
        given().and([ended]).when(act(monday()), ()).then_refused("nothing-changed");
    }

    #[test]
    fn what_one_may_not_see_one_cannot_end() {
        let reason = Sealed::new(person_id(), "Threat".to_owned());
        let held = PersonEvent::NonDisclosureRecorded { until: monday(), reason };
        let given = given::<Person>([registered(), added(), held]);
        given.as_who(&officer()).when(act(monday()), ()).then_refused("contact-unknown");
    }
}

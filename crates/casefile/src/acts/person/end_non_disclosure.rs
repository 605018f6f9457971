//! Ends a non-disclosure before its last day.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::alive;
use crate::acts::{known, person_draft};
use crate::events::PersonEvent;
use crate::ids::PersonId;
use crate::rights::PROTECT;
use crate::state::Person;

/// Discloses a person's contacts again.
#[derive(Debug, Clone)]
pub struct EndNonDisclosure {
    /// Whose.
    pub person: PersonId,
    /// Why.
    pub reason: String,
}

impl Act for EndNonDisclosure {
    const NAME: &'static str = "person.end_non_disclosure";
    const RIGHT: Right = PROTECT;
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
        alive(known)?;
        if !known.is_undisclosed_on(ctx.today) {
            return Err(Refusal::new("non-disclosure-none"));
        }
        if !known.shows_contacts(ctx.who, ctx.today) {
            return Err(Refusal::new("clearance-missing"));
        }
        let reason = Sealed::new(self.person, self.reason.clone());
        Ok(Changes::one(self.person, &PersonEvent::NonDisclosureEnded { reason }))
    }
}

impl FormAct for EndNonDisclosure {
    fn fields() -> Vec<Field> {
        vec![Field::text("reason", Limit::LINE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, _) = person_draft(request, Self::NAME).await?;
        Ok(draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<EndNonDisclosure> {
        let (person, reason) = (form.param("id"), form.text("reason"));
        Some(EndNonDisclosure { person: person?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Class, Who};
    use testkit::given;

    use super::*;
    use crate::acts::tests::{monday, officer, person_id, registered};

    fn act() -> EndNonDisclosure {
        EndNonDisclosure { person: person_id(), reason: "At their own wish".into() }
    }

    fn held() -> PersonEvent {
        let reason = Sealed::new(person_id(), "Threat".to_owned());
        PersonEvent::NonDisclosureRecorded { until: monday(), reason }
    }

    #[test]
    fn whoever_may_see_the_contacts_may_disclose_them() {
        let cleared = Who { clearance: Class::Protected, ..officer() };
        let reason = Sealed::new(person_id(), act().reason);
        given::<Person>([registered(), held()])
            .as_who(&cleared)
            .when(act(), ())
            .then([PersonEvent::NonDisclosureEnded { reason }]);
    }

    #[test]
    fn others_may_not() {
        let given = given::<Person>([registered(), held()]).as_who(&officer());
        given.when(act(), ()).then_refused("clearance-missing");
    }

    #[test]
    fn one_that_is_over_is_not_ended() {
        let given = given::<Person>([registered(), held()]).days_pass(1);
        given.when(act(), ()).then_refused("non-disclosure-none");
    }
}

//! Records that where a person lives and how they are reached is disclosed to nobody without clearance.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::alive;
use crate::acts::{known, person_draft};
use crate::events::PersonEvent;
use crate::ids::PersonId;
use crate::rights::PROTECT;
use crate::state::Person;

/// Holds a person's contacts back.
#[derive(Debug, Clone)]
pub struct RecordNonDisclosure {
    /// Whose.
    pub person: PersonId,
    /// The last day it holds.
    pub until: Date,
    /// Why.
    pub reason: String,
}

impl Act for RecordNonDisclosure {
    const NAME: &'static str = "person.record_non_disclosure";
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
        if self.until < ctx.today {
            return Err(Refusal::new("date-past").at("until"));
        }
        let now = known.non_disclosure;
        if now == Some(self.until) {
            return Err(Refusal::new("nothing-changed").at("until"));
        }
        // To shorten it shows what it hides earlier: that is for those who may see it.
        let shortened = now.is_some_and(|now| self.until < now);
        if shortened && !known.shows_contacts(ctx.who, ctx.today) {
            return Err(Refusal::new("clearance-missing").at("until"));
        }
        let reason = Sealed::new(self.person, self.reason.clone());
        let recorded = PersonEvent::NonDisclosureRecorded { until: self.until, reason };
        Ok(Changes::one(self.person, &recorded))
    }
}

impl FormAct for RecordNonDisclosure {
    fn fields() -> Vec<Field> {
        vec![Field::date("until"), Field::text("reason", Limit::LINE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, person) = person_draft(request, Self::NAME).await?;
        let now = person.known().and_then(|known| known.non_disclosure);
        Ok(match now {
            Some(until) => draft.value("until", until),
            None => draft,
        })
    }

    fn read(form: &mut Reader<'_>) -> Option<RecordNonDisclosure> {
        let (person, until, reason) = (form.param("id"), form.date("until"), form.text("reason"));
        Some(RecordNonDisclosure { person: person?, until: until?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{monday, officer, person_id, registered};

    fn act(until: &str) -> RecordNonDisclosure {
        let reason = "A threat was reported".to_owned();
        RecordNonDisclosure { person: person_id(), until: until.parse().unwrap(), reason }
    }

    fn recorded(until: &str) -> PersonEvent {
        let reason = Sealed::new(person_id(), act(until).reason);
        PersonEvent::NonDisclosureRecorded { until: until.parse().unwrap(), reason }
    }

    #[test]
    fn it_holds_until_a_day_with_its_reason() {
        let given = given::<Person>([registered()]).as_who(&officer());
        given.when(act("2027-03-01"), ()).then([recorded("2027-03-01")]);
    }

    #[test]
    fn it_does_not_end_in_the_past() {
        let yesterday = monday().yesterday().unwrap().to_string();
        given::<Person>([registered()]).when(act(&yesterday), ()).then_refused("date-past");
    }

    #[test]
    fn whoever_may_not_see_what_it_hides_may_make_it_longer_but_not_shorter() {
        let given = || given::<Person>([registered(), recorded("2027-03-01")]).as_who(&officer());
        given().when(act("2028-03-01"), ()).then([recorded("2028-03-01")]);
        given().when(act("2026-03-05"), ()).then_refused("clearance-missing");
    }
}

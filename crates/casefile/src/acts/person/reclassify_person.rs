//! Says how protected a person's data is: plain rows and search words go or come back with it.

use kernel::{Act, Changes, Class, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::alive;
use crate::acts::{known, person_draft};
use crate::events::{PersonEvent, from_code};
use crate::ids::PersonId;
use crate::jobs::FOLLOW_APPLICANT;
use crate::rights::CLASSIFY;
use crate::state::Person;

/// Changes how protected a person is.
#[derive(Debug, Clone)]
pub struct ReclassifyPerson {
    /// Whom.
    pub person: PersonId,
    /// How protected from now on.
    pub class: Class,
    /// Why.
    pub reason: String,
}

impl Act for ReclassifyPerson {
    const NAME: &'static str = "person.reclassify";
    const RIGHT: Right = CLASSIFY;
    type State = Person;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.person.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, person: &Person, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        // Whoever sees the person may lower their class, since to see them takes the clearance; and
        // whoever learns of a danger may raise it at once, also beyond what they will see after.
        let known = known(person)?;
        alive(known)?;
        if known.class == self.class {
            return Err(Refusal::new("nothing-changed").at("class"));
        }
        let reason = Sealed::new(self.person, self.reason.clone());
        let reclassified = PersonEvent::Reclassified { class: self.class, reason };
        let changes = Changes::one(self.person, &reclassified);
        Ok(if self.class > known.class {
            changes.job(FOLLOW_APPLICANT, &self.person, None)
        } else {
            changes
        })
    }
}

impl FormAct for ReclassifyPerson {
    fn fields() -> Vec<Field> {
        vec![Field::radios("class", &["normal", "protected"]), Field::text("reason", Limit::LINE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, person) = person_draft(request, Self::NAME).await?;
        let known = person.known().ok_or(Problem::NotFound)?;
        Ok(draft.value("class", known.class.code()))
    }

    fn read(form: &mut Reader<'_>) -> Option<ReclassifyPerson> {
        let (person, reason) = (form.param("id"), form.text("reason"));
        let class = form.choice::<String>("class");
        let class = from_code(&class?)?;
        Some(ReclassifyPerson { person: person?, class, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use kernel::State as _;
    use testkit::given;

    use super::*;
    use crate::acts::tests::{person_id, registered};

    fn act(class: Class) -> ReclassifyPerson {
        ReclassifyPerson { person: person_id(), class, reason: "A threat".into() }
    }

    fn reclassified(class: Class) -> PersonEvent {
        let reason = Sealed::new(person_id(), act(class).reason);
        PersonEvent::Reclassified { class, reason }
    }

    #[test]
    fn plain_rows_and_search_words_go_and_come_back() {
        let protected = reclassified(Class::Protected);
        let given = || given::<Person>([registered()]);
        let rows = |given: testkit::Given<Person>| {
            given.state(person_id().0).rows(person_id().0, &testkit::blind())
        };
        let before = rows(given());
        assert!(format!("{before:?}").contains("Rahimi"));
        let hidden = format!("{:?}", rows(given().and([protected.clone()])));
        assert!(!hidden.contains("Rahimi") && !hidden.contains("rahimi"), "{hidden}");
        let back = given().and([protected.clone(), reclassified(Class::Normal)]);
        assert_eq!(rows(back), before);
        given().when(act(Class::Protected), ()).then([protected]);
    }

    #[test]
    fn the_same_class_changes_nothing() {
        let given = given::<Person>([registered()]);
        given.when(act(Class::Normal), ()).then_refused("nothing-changed");
    }
}

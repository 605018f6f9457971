//! Corrects what is known of who a person is; the former version stays in the history.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::particulars::{self, Typed};
use crate::acts::{known, person_draft};
use crate::events::PersonEvent;
use crate::ids::PersonId;
use crate::rights::WORK;
use crate::state::Person;

/// Corrects a person's particulars.
#[derive(Debug, Clone)]
pub struct CorrectPerson {
    /// Whom.
    pub person: PersonId,
    /// All of it, as typed.
    pub typed: Typed,
    /// Why.
    pub reason: String,
}

impl Act for CorrectPerson {
    const NAME: &'static str = "person.correct";
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
        let now = known(person)?.particulars.as_ref();
        let now = now.ok_or_else(|| Refusal::new("person-erased"))?;
        let mut particulars = self.typed.check(ctx.today)?;
        // Former names and aliases are not in this form and stay.
        let kept = now.names.iter().filter(|n| n.kind() != crate::model::NameKind::Current);
        particulars.names.extend(kept.cloned());
        if particulars == *now {
            return Err(Refusal::new("nothing-changed"));
        }
        let particulars = Sealed::new(self.person, particulars);
        let reason = Sealed::new(self.person, self.reason.clone());
        Ok(Changes::one(self.person, &PersonEvent::Corrected { particulars, reason }))
    }
}

impl FormAct for CorrectPerson {
    fn fields() -> Vec<Field> {
        let mut fields = particulars::fields();
        fields.push(Field::text("reason", Limit::LINE));
        fields
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, person) = person_draft(request, Self::NAME).await?;
        let now = person.known().and_then(|k| k.particulars.as_ref()).ok_or(Problem::NotFound)?;
        Ok(particulars::filled(draft, now, &request.ui))
    }

    fn read(form: &mut Reader<'_>) -> Option<CorrectPerson> {
        let (person, typed, reason) =
            (form.param("id"), particulars::read(form), form.text("reason"));
        Some(CorrectPerson { person: person?, typed: typed?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use kernel::Class;
    use testkit::given;

    use super::*;
    use crate::acts::person::particulars::tests::{amina, typed};
    use crate::events::Particulars;
    use crate::model::PartialDate;

    fn act(typed: Typed) -> CorrectPerson {
        CorrectPerson {
            person: PersonId(Uuid::from_u128(1)),
            typed,
            reason: "Passport seen".into(),
        }
    }

    fn registered() -> PersonEvent {
        let particulars = Sealed::new(PersonId(Uuid::from_u128(1)), amina());
        PersonEvent::Registered { particulars, class: Class::Normal }
    }

    #[test]
    fn a_day_of_birth_learnt_later_is_recorded_with_its_reason() {
        let typed = Typed { born: ("1994".into(), "2".into(), "17".into()), ..typed() };
        let born = PartialDate::Day("1994-02-17".parse().unwrap());
        let particulars = Particulars { born, ..amina() };
        given::<Person>([registered()]).when(act(typed), ()).then([PersonEvent::Corrected {
            particulars: Sealed::new(PersonId(Uuid::from_u128(1)), particulars),
            reason: Sealed::new(PersonId(Uuid::from_u128(1)), "Passport seen".into()),
        }]);
    }

    #[test]
    fn a_correction_that_changes_nothing_is_refused() {
        given::<Person>([registered()]).when(act(typed()), ()).then_refused("nothing-changed");
    }

    #[test]
    fn an_erased_person_is_not_written_anew() {
        let subject = PersonId(Uuid::from_u128(1)).into();
        let erased =
            PersonEvent::Registered { particulars: Sealed::Erased(subject), class: Class::Normal };
        given::<Person>([erased]).when(act(typed()), ()).then_refused("person-erased");
    }
}

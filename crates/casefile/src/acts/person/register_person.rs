//! Registers a person who is not known here yet.

use kernel::{Act, Changes, Class, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::particulars::{self, Typed};
use crate::events::PersonEvent;
use crate::ids::PersonId;
use crate::rights::WORK;
use crate::state::Person;

/// Registers a person.
#[derive(Debug, Clone)]
pub struct RegisterPerson {
    /// The id the person gets.
    pub person: PersonId,
    /// Who they are, as typed.
    pub typed: Typed,
    /// How protected.
    pub class: Class,
}

impl Act for RegisterPerson {
    const NAME: &'static str = "person.register";
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
        if person.known().is_some() {
            return Err(Refusal::new("person-exists"));
        }
        let particulars = self.typed.check(ctx.today)?;
        let particulars = Sealed::new(self.person, particulars);
        Ok(Changes::one(self.person, &PersonEvent::Registered { particulars, class: self.class }))
    }
}

impl FormAct for RegisterPerson {
    fn fields() -> Vec<Field> {
        let mut fields = vec![Field::hidden("person")];
        fields.extend(particulars::fields());
        fields
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let draft = Draft::new().crumb(request.ui.t("casefile-persons"), "/persons");
        let countries = particulars::countries(&request.ui);
        Ok(draft
            .value("person", request.kernel.next_id())
            .options("nationality", countries.clone())
            .options("second_nationality", countries.clone())
            .options("third_nationality", countries))
    }

    fn read(form: &mut Reader<'_>) -> Option<RegisterPerson> {
        let (person, typed) = (form.reference("person"), particulars::read(form));
        Some(RegisterPerson { person: person?, typed: typed?, class: Class::Normal })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::person::particulars::tests::{amina, typed};

    fn act(typed: Typed) -> RegisterPerson {
        RegisterPerson { person: PersonId(Uuid::from_u128(1)), typed, class: Class::Normal }
    }

    fn registered() -> PersonEvent {
        let particulars = Sealed::new(PersonId(Uuid::from_u128(1)), amina());
        PersonEvent::Registered { particulars, class: Class::Normal }
    }

    #[test]
    fn a_person_is_registered_with_both_scripts() {
        given::<Person>([]).when(act(typed()), ()).then([registered()]);
    }

    #[test]
    fn nobody_is_registered_twice_under_one_id() {
        given::<Person>([registered()]).when(act(typed()), ()).then_refused("person-exists");
    }

    #[test]
    fn nobody_is_born_tomorrow() {
        let typed = Typed { born: ("2030".into(), String::new(), String::new()), ..typed() };
        given::<Person>([]).when(act(typed), ()).then_refused("date-future");
    }
}

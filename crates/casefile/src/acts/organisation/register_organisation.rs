//! Registers an employer, a school or another organisation that is not known here yet.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::typed;
use crate::events::OrganisationEvent;
use crate::ids::OrganisationId;
use crate::model::TypedOrganisation;
use crate::rights::WORK;
use crate::state::Organisation;

/// Kind of the claim that keeps business ids unique.
pub const BUSINESS_ID: &str = "business-id";

/// Registers an organisation.
#[derive(Debug, Clone)]
pub struct RegisterOrganisation {
    /// The id it gets.
    pub organisation: OrganisationId,
    /// What it is, as typed.
    pub typed: TypedOrganisation,
}

impl Act for RegisterOrganisation {
    const NAME: &'static str = "organisation.register";
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
        if state.known().is_some() {
            return Err(Refusal::new("organisation-exists"));
        }
        let details = self.typed.check()?;
        if details.since.is_some_and(|since| since > ctx.today) {
            return Err(Refusal::new("date-future").at("since"));
        }
        let claimed = details.business_id.as_ref().map(crate::model::BusinessId::claim);
        let details = Sealed::new(self.organisation, details);
        let registered = OrganisationEvent::Registered { details };
        let changes = Changes::one(self.organisation, &registered);
        Ok(match claimed {
            Some(value) => changes.claim(BUSINESS_ID, value, self.organisation),
            None => changes,
        })
    }
}

impl FormAct for RegisterOrganisation {
    fn fields() -> Vec<Field> {
        let mut fields = vec![Field::hidden("organisation")];
        fields.extend(typed::fields());
        fields
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let draft = Draft::new().crumb(request.ui.t("organisations"), "/organisations");
        let draft = draft.value("organisation", request.kernel.next_id()).value("country", "FIN");
        Ok(typed::options(draft, &request.ui))
    }

    fn read(form: &mut Reader<'_>) -> Option<RegisterOrganisation> {
        let (organisation, typed) = (form.reference("organisation"), typed::read(form));
        Some(RegisterOrganisation { organisation: organisation?, typed: typed? })
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
    use crate::model::employer;

    fn act() -> RegisterOrganisation {
        RegisterOrganisation { organisation: organisation_id(), typed: employer() }
    }

    #[test]
    fn an_employer_is_registered_sealed() {
        given::<Organisation>([]).when(act(), ()).then([founded()]);
    }

    #[test]
    fn nothing_is_registered_twice_under_one_id() {
        given::<Organisation>([founded()]).when(act(), ()).then_refused("organisation-exists");
    }

    #[test]
    fn a_wrong_check_digit_is_refused() {
        let typed = TypedOrganisation { business_id: "0112038-1".into(), ..employer() };
        let act = RegisterOrganisation { typed, ..act() };
        given::<Organisation>([]).when(act, ()).then_refused("business-id-check");
    }

    #[test]
    fn nothing_bears_its_name_from_tomorrow() {
        let typed = TypedOrganisation { since: Some("2030-01-01".parse().unwrap()), ..employer() };
        let act = RegisterOrganisation { typed, ..act() };
        given::<Organisation>([]).when(act, ()).then_refused("date-future");
    }
}

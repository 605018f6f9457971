//! Records that an organisation is no more.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::{known, organisation_draft};
use crate::events::OrganisationEvent;
use crate::ids::OrganisationId;
use crate::rights::WORK;
use crate::state::Organisation;

/// Ends an organisation.
#[derive(Debug, Clone)]
pub struct EndOrganisation {
    /// Which.
    pub organisation: OrganisationId,
    /// Its last day.
    pub last: Date,
    /// Why.
    pub reason: String,
}

impl Act for EndOrganisation {
    const NAME: &'static str = "organisation.end";
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
        if self.last > ctx.today {
            return Err(Refusal::new("date-future").at("last"));
        }
        if known.ended == Some(self.last) {
            return Err(Refusal::new("nothing-changed").at("last"));
        }
        let since = known.details.as_ref().and_then(|details| details.since);
        if since.is_some_and(|since| self.last < since) {
            return Err(Refusal::new("dates-reversed").at("last"));
        }
        let reason = Sealed::new(self.organisation, self.reason.clone());
        let ended = OrganisationEvent::Ended { last: self.last, reason };
        Ok(Changes::one(self.organisation, &ended))
    }
}

impl FormAct for EndOrganisation {
    fn fields() -> Vec<Field> {
        vec![Field::date("last"), Field::text("reason", Limit::LINE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, _) = organisation_draft(request, Self::NAME).await?;
        Ok(draft.value("last", request.ui.today()))
    }

    fn read(form: &mut Reader<'_>) -> Option<EndOrganisation> {
        let (organisation, last, reason) =
            (form.param("id"), form.date("last"), form.text("reason"));
        Some(EndOrganisation { organisation: organisation?, last: last?, reason: reason? })
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
    use crate::acts::tests::monday;

    fn act(last: Date) -> EndOrganisation {
        EndOrganisation { organisation: organisation_id(), last, reason: "Bankrupt".into() }
    }

    #[test]
    fn it_has_a_last_day() {
        let reason = Sealed::new(organisation_id(), "Bankrupt".to_owned());
        let ended = || OrganisationEvent::Ended { last: monday(), reason: reason.clone() };
        given::<Organisation>([founded()]).when(act(monday()), ()).then([ended()]);
        let given = given::<Organisation>([founded(), ended()]);
        given.when(act(monday()), ()).then_refused("nothing-changed");
    }

    #[test]
    fn what_is_to_come_has_not_ended() {
        let tomorrow = monday().tomorrow().unwrap();
        given::<Organisation>([founded()]).when(act(tomorrow), ()).then_refused("date-future");
    }
}

//! Corrects what is known of an organisation; a new name leaves the one before as a former name.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::{BUSINESS_ID, known, organisation_draft, typed};
use crate::events::OrganisationEvent;
use crate::ids::OrganisationId;
use crate::model::{BusinessId, Details, FormerName, TypedOrganisation, Validity};
use crate::rights::WORK;
use crate::state::Organisation;

/// Corrects an organisation.
#[derive(Debug, Clone)]
pub struct CorrectOrganisation {
    /// Which.
    pub organisation: OrganisationId,
    /// All of it, as typed.
    pub typed: TypedOrganisation,
    /// Why.
    pub reason: String,
}

impl Act for CorrectOrganisation {
    const NAME: &'static str = "organisation.correct";
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
        let now = known(state)?.details.as_ref();
        let now = now.ok_or_else(|| Refusal::new("organisation-erased"))?;
        let details = renamed(now, self.typed.check()?)?;
        if details.since.is_some_and(|since| since > ctx.today) {
            return Err(Refusal::new("date-future").at("since"));
        }
        if details == *now {
            return Err(Refusal::new("nothing-changed"));
        }
        let claim = |details: &Details| details.business_id.as_ref().map(BusinessId::claim);
        let (before, after) = (claim(now), claim(&details));
        let reason = Sealed::new(self.organisation, self.reason.clone());
        let details = Sealed::new(self.organisation, details);
        let corrected = OrganisationEvent::Corrected { details, reason };
        let mut changes = Changes::one(self.organisation, &corrected);
        if before != after {
            if let Some(value) = before {
                changes = changes.release(BUSINESS_ID, value, self.organisation);
            }
            if let Some(value) = after {
                changes = changes.claim(BUSINESS_ID, value, self.organisation);
            }
        }
        Ok(changes)
    }
}

/// The details with the names borne before, the last one among them when the name is new.
fn renamed(now: &Details, new: Details) -> Result<Details, Refusal> {
    let mut former = now.former.clone();
    if new.name != now.name {
        let until = new.since.and_then(|since| since.yesterday().ok());
        let validity = Validity::new(now.since, until).map_err(|r| r.at("since"))?;
        former.push(FormerName { name: now.name.clone(), validity });
    }
    Ok(Details { former, ..new })
}

impl FormAct for CorrectOrganisation {
    fn fields() -> Vec<Field> {
        let mut fields = typed::fields();
        fields.push(Field::text("reason", Limit::LINE));
        fields
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, state) = organisation_draft(request, Self::NAME).await?;
        let now = state.known().and_then(|known| known.details.as_ref());
        let now = now.ok_or(Problem::NotFound)?;
        Ok(typed::filled(typed::options(draft, &request.ui), now))
    }

    fn read(form: &mut Reader<'_>) -> Option<CorrectOrganisation> {
        let (organisation, typed) = (form.param("id"), typed::read(form));
        let reason = form.text("reason");
        Some(CorrectOrganisation { organisation: organisation?, typed: typed?, reason: reason? })
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

    fn act(typed: TypedOrganisation) -> CorrectOrganisation {
        let reason = "Trade register".to_owned();
        CorrectOrganisation { organisation: organisation_id(), typed, reason }
    }

    #[test]
    fn the_name_before_stays_as_a_former_name() {
        let since = Some("2026-01-01".parse().unwrap());
        let typed = TypedOrganisation { name: "Leipä Oyj".into(), since, ..employer() };
        let until = Some("2025-12-31".parse().unwrap());
        let validity = Validity::new(None, until).unwrap();
        let former = vec![FormerName { name: "Pohjolan Leipä Oy".into(), validity }];
        let details = Details { former, ..typed.check().unwrap() };
        given::<Organisation>([founded()]).when(act(typed), ()).then([
            OrganisationEvent::Corrected {
                details: Sealed::new(organisation_id(), details),
                reason: Sealed::new(organisation_id(), "Trade register".into()),
            },
        ]);
    }

    #[test]
    fn a_correction_that_changes_nothing_is_refused() {
        given::<Organisation>([founded()])
            .when(act(employer()), ())
            .then_refused("nothing-changed");
        given::<Organisation>([]).when(act(employer()), ()).then_refused("organisation-unknown");
    }
}

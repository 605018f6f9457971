//! Lets a case wait until its applicant has shown who they are.

use casefile::{Case, CaseId};
use kernel::{Act, Changes, Ctx, Date, Fault, Read, Refusal, Right, Sealed, UserId};
use permits::answers::Answers;
use permits::permit::{self, PersonPart};
use permits::{Application, ApplicationId, KnownApplication, Stage};
use uuid::Uuid;

use crate::events::{IdentityEvent, VisitEvent};
use crate::ids::VisitId;
use crate::model::{Part, Passport};
use crate::rules::{self, Rules};
use crate::state::IdentityStep;

/// Lets a case wait for identity. Done again it does nothing.
#[derive(Debug, Clone, Copy)]
pub struct AwaitIdentity {
    /// The case.
    pub case: CaseId,
    /// The application that became it.
    pub application: ApplicationId,
}

/// What was applied for, as far as identity has to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Who applied.
    pub owner: UserId,
    /// The day the application was sent.
    pub sent: Date,
    /// What was said of the passport.
    pub passport: Passport,
}

impl Act for AwaitIdentity {
    const NAME: &'static str = "identity.await";
    const RIGHT: Right = Right::MACHINE;
    type State = IdentityStep;
    type Inputs = (Case, Option<Applied>, &'static Rules);

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Self::Inputs, Fault> {
        let application = read.fold::<Application>(self.application).await?;
        let applied = application.known().map(applied).transpose()?.flatten();
        Ok((read.fold(self.case).await?, applied, rules::rules()?))
    }

    fn decide(
        &self,
        step: &IdentityStep,
        (case, applied, rules): &Self::Inputs,
        _: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        // Closed in the meantime, taken back, or known already: nobody is waited for.
        let (Ok(known), Some(applied), None) = (case.open(), applied, step.known()) else {
            return Ok(Changes::new());
        };
        let Some(limit) = rules.limit(applied.sent) else {
            return Ok(Changes::new());
        };
        let awaited = IdentityEvent::Awaited {
            visit: VisitId::of(self.case),
            until: limit.until,
            remind: limit.remind,
            applied: Sealed::new(known.applicant, applied.passport.clone()),
        };
        let wanted = VisitEvent::Wanted { case: self.case, owner: applied.owner };
        Ok(Changes::one(self.case, &awaited).record(VisitId::of(self.case), &wanted))
    }
}

/// What an application says; nothing when it became no case.
fn applied(known: &KnownApplication) -> Result<Option<Applied>, Fault> {
    let Stage::Instituted { at, .. } = known.stage else { return Ok(None) };
    let permit = permit::of(&known.permit)?.filter(|permit| permit.asks_identity_on(at.date()));
    let Some(permit) = permit else { return Ok(None) };
    let answers = Answers::new(permit, known);
    let passport = Passport::new([
        (Part::FamilyName, answers.person(PersonPart::FamilyName)),
        (Part::GivenNames, answers.person(PersonPart::GivenNames)),
        (Part::Born, answers.person(PersonPart::Born)),
        (Part::Sex, answers.person(PersonPart::Sex)),
        (Part::Nationality, answers.person(PersonPart::Nationality)),
        (Part::Number, answers.person(PersonPart::DocumentNumber)),
        (Part::Issuer, answers.person(PersonPart::DocumentIssuer)),
        (Part::Expires, answers.person(PersonPart::DocumentExpires)),
    ]);
    Ok(Some(Applied { owner: known.owner, sent: at.date(), passport }))
}

#[cfg(test)]
mod tests {
    use testkit::{given, on};

    use super::*;
    use crate::acts::tests::{CASE, awaited, case, closed, passport};

    const OWNER: UserId = UserId(Uuid::from_u128(700));

    fn act() -> AwaitIdentity {
        AwaitIdentity { case: CASE, application: ApplicationId(Uuid::from_u128(6)) }
    }

    fn inputs(case: Case) -> <AwaitIdentity as Act>::Inputs {
        let (sent, passport) = ("2026-03-02".parse().unwrap(), passport("1974-08-12"));
        (case, Some(Applied { owner: OWNER, sent, passport }), rules::rules().unwrap())
    }

    #[test]
    fn a_case_that_needs_it_waits_and_its_applicant_has_a_visit() {
        let wanted = VisitEvent::Wanted { case: CASE, owner: OWNER };
        given::<IdentityStep>([])
            .when(act(), inputs(case()))
            .then_all([on(CASE, &awaited()), on(VisitId::of(CASE), &wanted)]);
    }

    #[test]
    fn it_waits_once_and_not_when_it_is_over() {
        given::<IdentityStep>([awaited()]).when(act(), inputs(case())).then_nothing();
        given::<IdentityStep>([]).when(act(), inputs(closed())).then_nothing();
        let taken_back = (case(), None, rules::rules().unwrap());
        given::<IdentityStep>([]).when(act(), taken_back).then_nothing();
    }
}

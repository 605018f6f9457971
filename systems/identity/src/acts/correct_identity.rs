//! What was proven was wrong: an official takes it back. Nothing is deleted from history; biometrics of whoever it
//! was are destroyed, and the step begins again.

use automation::facts::{self, Saying};
use automation::{CaseFacts, rules as automated};
use casefile::{Case, CaseId, case_task, case_type};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use law::{Dictionary, Value};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::prove_identity::{PASSPORTS, SOURCE};
use super::{ID, LOOK, erased, official, sealed};
use crate::events::IdentityEvent;
use crate::ids::CaptureId;
use crate::limits::NOTE;
use crate::rights::SETTLE;
use crate::rows;
use crate::state::IdentityStep;

/// Takes back that identity is proven.
#[derive(Debug, Clone)]
pub struct CorrectIdentity {
    /// In which case.
    pub case: CaseId,
    /// Why.
    pub reason: String,
}

/// What a correction has to know.
#[derive(Debug, Clone)]
pub struct CorrectInputs {
    /// The case.
    pub case: Case,
    /// Its facts.
    pub facts: CaseFacts,
    /// What lies in the vault.
    pub kept: Vec<CaptureId>,
    /// The law's dictionary.
    pub law: &'static Dictionary,
}

impl Act for CorrectIdentity {
    const NAME: &'static str = "identity.correct";
    const RIGHT: Right = SETTLE;
    type State = IdentityStep;
    type Inputs = CorrectInputs;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<CorrectInputs, Fault> {
        Ok(CorrectInputs {
            case: read.fold(self.case).await?,
            facts: read.fold(self.case).await?,
            kept: rows::of_case(read, self.case).await?,
            law: &automated::law()?.dictionary,
        })
    }

    fn decide(
        &self,
        step: &IdentityStep,
        inputs: &CorrectInputs,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let CorrectInputs { case, facts: told, kept, law } = inputs;
        let known = case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        let proven = step.known().is_some_and(|step| step.proven.is_some());
        if !proven {
            return Err(Refusal::new("identity-not-proven"));
        }
        let corrected = IdentityEvent::Corrected { reason: sealed(self.case, &self.reason) };
        let fact = law::facts::IDENTITY_PROVEN.name();
        let not = Saying::new(fact, SOURCE, Value::Bool(false), ctx.at);
        let mut changes = Changes::one(self.case, &corrected);
        changes = changes.and(facts::record(self.case, known.applicant, not, law)?);
        for (fact, source) in [
            (law::facts::TRAVEL_DOCUMENT_VALID.name(), PASSPORTS),
            (law::facts::PHOTO_ACCEPTED.name(), SOURCE),
            (law::facts::VULNERABLE.name(), SOURCE),
        ] {
            if told.told_by(fact, source).is_some() {
                changes = changes.and(facts::withdraw(self.case, told, fact, source)?);
            }
        }
        // Of a closed case nobody has a task; who corrects it decides whether it is taken up again.
        if case.open().is_ok() {
            let kind = case_type::known(&known.case_type)?;
            changes = changes.and(case_task::add(self.case, kind, LOOK, known.legal_date(), ctx).1);
        }
        Ok(changes.and(erased(kept.iter().copied())))
    }
}

impl FormAct for CorrectIdentity {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("reason", NOTE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        official(request, Self::NAME).await
    }

    fn read(form: &mut Reader<'_>) -> Option<CorrectIdentity> {
        let (case, reason) = (form.param(ID), form.text("reason"));
        Some(CorrectIdentity { case: case?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{CAPTURE, CASE, case, closed, kinds, proven, ready};

    fn inputs(case: Case, kept: &[CaptureId]) -> CorrectInputs {
        let law = &automated::law().unwrap().dictionary;
        CorrectInputs { case, facts: CaseFacts::default(), kept: kept.to_vec(), law }
    }

    fn act() -> CorrectIdentity {
        CorrectIdentity { case: CASE, reason: "another person came".into() }
    }

    #[test]
    fn it_is_proven_no_longer_an_official_is_told_and_biometrics_go() {
        let given = given::<IdentityStep>(ready()).and([proven()]);
        let made = kinds(given.when(act(), inputs(case(), &[CAPTURE])));
        for kind in ["identity.corrected", "fact.recorded", "case.task_added", "capture.erased"] {
            assert_eq!(made.get(kind), Some(&1), "{kind}: {made:?}");
        }
    }

    #[test]
    fn also_when_the_case_is_closed_and_only_what_was_proven() {
        let made = given::<IdentityStep>(ready()).and([proven(), IdentityEvent::Ended {}]);
        let made = kinds(made.when(act(), inputs(closed(), &[])));
        assert_eq!((made.get("identity.corrected"), made.get("case.task_added")), (Some(&1), None));
        let given = given::<IdentityStep>(ready());
        given.when(act(), inputs(case(), &[])).then_refused("identity-not-proven");
    }
}

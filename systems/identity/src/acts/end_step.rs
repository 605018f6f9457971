//! The case is pending no longer: nobody waits for identity, and biometrics are kept as long as the law says, or
//! not at all.

use casefile::{Case, CaseId, Status};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use super::erased;
use crate::events::{CaptureEvent, IdentityEvent};
use crate::ids::CaptureId;
use crate::rows;
use crate::rules::{self, Rules};
use crate::state::IdentityStep;

/// Ends the step of a closed case.
#[derive(Debug, Clone, Copy)]
pub struct EndStep {
    /// Which case.
    pub case: CaseId,
}

impl Act for EndStep {
    const NAME: &'static str = "identity.end";
    const RIGHT: Right = Right::MACHINE;
    type State = IdentityStep;
    /// The case, what lies in its vault, and the rules.
    type Inputs = (Case, Vec<CaptureId>, &'static Rules);

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Self::Inputs, Fault> {
        let kept = rows::of_case(read, self.case).await?;
        Ok((read.fold(self.case).await?, kept, rules::rules()?))
    }

    fn decide(
        &self,
        step: &IdentityStep,
        (case, kept, rules): &Self::Inputs,
        _: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let Some(Status::Closed { outcome, at }) = case.known().map(|known| known.status) else {
            return Ok(Changes::new());
        };
        if step.known().is_none_or(|step| step.ended) {
            return Ok(Changes::new());
        }
        let ended = Changes::one(self.case, &IdentityEvent::Ended {});
        Ok(match rules.kept_until(outcome, at.date()) {
            None => ended.and(erased(kept.iter().copied())),
            Some(until) => kept.iter().fold(ended, |changes, capture| {
                changes.record(*capture, &CaptureEvent::Retained { until })
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use casefile::{CaseEvent, Outcome};
    use testkit::{given, on};

    use super::*;
    use crate::acts::tests::{CAPTURE, CASE, awaited, case, opened};

    fn inputs(outcome: Outcome) -> (Case, Vec<CaptureId>, &'static Rules) {
        let case = given::<Case>([opened(), CaseEvent::Closed { outcome }]).state(CASE.0);
        (case, vec![CAPTURE], rules::rules().unwrap())
    }

    #[test]
    fn what_was_taken_back_leaves_nothing_and_what_was_decided_is_kept_for_a_while() {
        let ended = IdentityEvent::Ended {};
        let jobs = given::<IdentityStep>([awaited()])
            .when(EndStep { case: CASE }, inputs(Outcome::Withdrawn))
            .then_all([on(CASE, &ended), on(CAPTURE, &CaptureEvent::Erased {})]);
        assert_eq!(jobs.len(), 1);
        let until = "2031-03-02".parse().unwrap();
        let jobs = given::<IdentityStep>([awaited()])
            .when(EndStep { case: CASE }, inputs(Outcome::Done))
            .then_all([on(CASE, &ended), on(CAPTURE, &CaptureEvent::Retained { until })]);
        assert_eq!(jobs.len(), 0);
    }

    #[test]
    fn it_ends_once_and_only_with_the_case() {
        let act = EndStep { case: CASE };
        let ended = given::<IdentityStep>([awaited(), IdentityEvent::Ended {}]);
        ended.when(act, inputs(Outcome::Done)).then_nothing();
        let open = (case(), vec![], rules::rules().unwrap());
        given::<IdentityStep>([awaited()]).when(act, open).then_nothing();
        given::<IdentityStep>([]).when(act, inputs(Outcome::Done)).then_nothing();
    }
}

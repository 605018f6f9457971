//! The case is pending again: what is not proven is waited for again.

use casefile::{Case, CaseId};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::events::IdentityEvent;
use crate::state::IdentityStep;

/// Takes the step of a reopened case up again.
#[derive(Debug, Clone, Copy)]
pub struct ResumeStep {
    /// Which case.
    pub case: CaseId,
}

impl Act for ResumeStep {
    const NAME: &'static str = "identity.resume";
    const RIGHT: Right = Right::MACHINE;
    type State = IdentityStep;
    type Inputs = Case;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Case, Fault> {
        read.fold(self.case).await
    }

    fn decide(&self, step: &IdentityStep, case: &Case, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let ended = step.known().is_some_and(|step| step.ended);
        if !ended || case.open().is_err() {
            return Ok(Changes::new());
        }
        Ok(Changes::one(self.case, &IdentityEvent::Resumed {}))
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{CASE, awaited, case, closed};

    #[test]
    fn only_what_has_ended_goes_on_and_only_with_the_case() {
        let act = ResumeStep { case: CASE };
        let ended = || given::<IdentityStep>([awaited(), IdentityEvent::Ended {}]);
        ended().when(act, case()).then([IdentityEvent::Resumed {}]);
        ended().when(act, closed()).then_nothing();
        given::<IdentityStep>([awaited()]).when(act, case()).then_nothing();
    }
}

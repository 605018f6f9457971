//! Rules on a case, when nothing else follows from it in the same commit.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::ruling::{Asked, RulingInputs};
use crate::state::Rulings;

/// Rules on a case and records the ruling. Systems whose own events follow from the outcome call
/// [`RulingInputs`] in their own act instead.
#[derive(Debug, Clone, Copy)]
pub struct RuleCase {
    /// Which, and the dates.
    pub asked: Asked,
}

impl Act for RuleCase {
    const NAME: &'static str = "ruling.give";
    const RIGHT: Right = Right::MACHINE;
    type State = Rulings;
    type Inputs = RulingInputs;

    fn stream(&self) -> Uuid {
        self.asked.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<RulingInputs, Fault> {
        RulingInputs::read(read, self.asked).await
    }

    fn decide(
        &self,
        _: &Rulings,
        inputs: &RulingInputs,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        Ok(inputs.rule(ctx)?.changes())
    }
}

#[cfg(test)]
mod tests {
    use casefile::{Case, CaseId};
    use testkit::given;

    use super::*;

    #[test]
    fn only_a_case_that_is_pending_is_ruled_on() {
        let act = RuleCase { asked: Asked::about(CaseId(Uuid::from_u128(1))) };
        let inputs = RulingInputs::of_case(act.asked, Case::Unknown);
        given::<Rulings>([]).when(act, inputs).then_refused("case-unknown");
    }
}

//! A question that cannot be asked, or need not be any more, is given up, and the case says why.

use casefile::CaseId;
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::events::AskEvent;
use crate::ids::AskId;
use crate::model::GivenUp;
use crate::state::CaseAsks;

/// Gives a question up.
#[derive(Debug, Clone, Copy)]
pub struct GiveUpAsk {
    /// Of which case.
    pub case: CaseId,
    /// Which question.
    pub ask: AskId,
    /// Why.
    pub why: GivenUp,
}

impl Act for GiveUpAsk {
    const NAME: &'static str = "register.give_up";
    const RIGHT: Right = Right::MACHINE;
    type State = CaseAsks;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, asks: &CaseAsks, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let GiveUpAsk { case, ask, why } = *self;
        asks.open(ask).ok_or_else(|| Refusal::new("register-ask-over"))?;
        Ok(Changes::one(case, &AskEvent::GivenUp { ask, why }))
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{ASK, CASE, asked};

    #[test]
    fn a_question_is_given_up_once() {
        let act = GiveUpAsk { case: CASE, ask: ASK, why: GivenUp::BirthDate };
        let over = AskEvent::GivenUp { ask: ASK, why: GivenUp::BirthDate };
        given::<CaseAsks>([asked()]).when(act, ()).then([over.clone()]);
        given::<CaseAsks>([asked(), over]).when(act, ()).then_refused("register-ask-over");
        given::<CaseAsks>([]).when(act, ()).then_refused("register-ask-over");
    }
}

//! A register gave no answer that can be used: the question waits.

use casefile::CaseId;
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, Ts};
use uuid::Uuid;

use crate::events::AskEvent;
use crate::ids::AskId;
use crate::model::Trouble;
use crate::state::{CaseAsks, Standing};

/// Lets a question wait.
#[derive(Debug, Clone, Copy)]
pub struct DelayAsk {
    /// Of which case.
    pub case: CaseId,
    /// Which question.
    pub ask: AskId,
    /// Why.
    pub trouble: Trouble,
    /// Not before this instant is asked again.
    pub next: Ts,
}

impl Act for DelayAsk {
    const NAME: &'static str = "register.delay";
    const RIGHT: Right = Right::MACHINE;
    type State = CaseAsks;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    /// That a register is still down is nothing new: the case says once that it waits for it.
    fn decide(&self, asks: &CaseAsks, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let DelayAsk { case, ask, trouble, next } = *self;
        let known = asks.open(ask).ok_or_else(|| Refusal::new("register-ask-over"))?;
        match known.standing {
            Standing::Open { trouble: Some(before), .. }
                if before == trouble && trouble.is_of_register() =>
            {
                Ok(Changes::new())
            }
            _ => Ok(Changes::one(case, &AskEvent::Delayed { ask, trouble, next })),
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{ASK, CASE, asked};
    use crate::model::GivenUp;

    fn act(trouble: Trouble, next: i64) -> DelayAsk {
        DelayAsk { case: CASE, ask: ASK, trouble, next: Ts::from_micros(next) }
    }

    fn delayed(trouble: Trouble, next: i64) -> AskEvent {
        AskEvent::Delayed { ask: ASK, trouble, next: Ts::from_micros(next) }
    }

    #[test]
    fn that_a_register_is_down_is_said_once_and_each_misfit_anew() {
        let waiting = || given::<CaseAsks>([asked(), delayed(Trouble::Down, 1)]);
        given::<CaseAsks>([asked()])
            .when(act(Trouble::Down, 1), ())
            .then([delayed(Trouble::Down, 1)]);
        waiting().when(act(Trouble::Down, 2), ()).then_nothing();
        waiting().when(act(Trouble::Slow, 2), ()).then([delayed(Trouble::Slow, 2)]);
        let misfit = given::<CaseAsks>([asked(), delayed(Trouble::WrongSchema, 1)]);
        let again = delayed(Trouble::WrongSchema, 2);
        misfit.when(act(Trouble::WrongSchema, 2), ()).then([again]);
    }

    #[test]
    fn what_is_over_does_not_wait() {
        let over = AskEvent::GivenUp { ask: ASK, why: GivenUp::CaseClosed };
        let given = given::<CaseAsks>([asked(), over]);
        given.when(act(Trouble::Down, 1), ()).then_refused("register-ask-over");
    }
}

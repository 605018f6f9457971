//! Tells that the day to look at a hold has come. The hold holds on: nothing lapses by itself.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::events::HoldEvent;
use crate::ids::HoldId;
use crate::state::{Hold, HoldState};

/// Tells of a hold whose day has come, once for each day.
#[derive(Debug, Clone, Copy)]
pub struct TellHoldDue {
    /// Which.
    pub hold: HoldId,
}

impl Act for TellHoldDue {
    const NAME: &'static str = "hold.tell_due";
    const RIGHT: Right = Right::MACHINE;
    type State = Hold;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.hold.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, hold: &Hold, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = hold.standing()?;
        let told = known.state == HoldState::Stands { fell_due: true };
        if told || ctx.today < known.review_on {
            return Ok(Changes::new());
        }
        Ok(Changes::one(self.hold, &HoldEvent::FellDue {}))
    }
}

#[cfg(test)]
mod tests {
    use kernel::Sealed;
    use testkit::given;

    use super::*;
    use crate::acts::hold::tests::{day, hold_id, placed};
    use crate::acts::tests::person_id;

    #[test]
    fn it_is_told_once_when_its_day_has_come() {
        let act = TellHoldDue { hold: hold_id() };
        let reviewed = |days| HoldEvent::Reviewed {
            review_on: day(days),
            reason: Sealed::new(person_id(), String::new()),
        };
        given::<Hold>([placed()]).when(act, ()).then_nothing();
        given::<Hold>([placed(), reviewed(0)]).when(act, ()).then([HoldEvent::FellDue {}]);
        let told = [placed(), reviewed(0), HoldEvent::FellDue {}];
        given::<Hold>(told).when(act, ()).then_nothing();
    }
}

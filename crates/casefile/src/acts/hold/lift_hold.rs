//! Lifts a hold: what it stopped may be done again, unless another hold stops it too.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::hold_draft;
use crate::events::{HoldEvent, StopsEvent};
use crate::ids::{HoldId, StopsId};
use crate::rights::HOLD;
use crate::state::Hold;

/// Lifts a hold.
#[derive(Debug, Clone)]
pub struct LiftHold {
    /// Which.
    pub hold: HoldId,
    /// Why.
    pub reason: String,
}

impl Act for LiftHold {
    const NAME: &'static str = "hold.lift";
    const RIGHT: Right = HOLD;
    type State = Hold;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.hold.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, hold: &Hold, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = hold.standing()?;
        let reason = Sealed::new(known.person, self.reason.clone());
        Ok(Changes::one(self.hold, &HoldEvent::Lifted { reason })
            .record(StopsId::of(known.person), &StopsEvent::Lifted { hold: self.hold }))
    }
}

impl FormAct for LiftHold {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("reason", Limit::NOTE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        hold_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<LiftHold> {
        let (hold, reason) = (form.param("id"), form.text("reason"));
        Some(LiftHold { hold: hold?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/holds/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::{given, on};

    use super::*;
    use crate::acts::hold::tests::{hold_id, lifted, placed};
    use crate::acts::tests::person_id;

    #[test]
    fn a_hold_is_lifted_once_and_others_are_stopped_no_more() {
        let act = || LiftHold { hold: hold_id(), reason: "The danger is over".to_owned() };
        let free = StopsEvent::Lifted { hold: hold_id() };
        given::<Hold>([placed()])
            .when(act(), ())
            .then_all([on(hold_id(), &lifted()), on(StopsId::of(person_id()), &free)]);
        given::<Hold>([placed(), lifted()]).when(act(), ()).then_refused("hold-lifted");
    }
}

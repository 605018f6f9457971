//! Says that a hold is still needed, and when somebody looks again.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::hold_draft;
use crate::events::HoldEvent;
use crate::ids::HoldId;
use crate::rights::HOLD;
use crate::state::{Hold, KnownHold};

/// Keeps a hold for longer.
#[derive(Debug, Clone)]
pub struct ReviewHold {
    /// Which.
    pub hold: HoldId,
    /// When somebody looks next.
    pub review_on: Date,
    /// What was found.
    pub reason: String,
}

impl Act for ReviewHold {
    const NAME: &'static str = "hold.review";
    const RIGHT: Right = HOLD;
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
        KnownHold::review_day(self.review_on, ctx.today)?;
        let reason = Sealed::new(known.person, self.reason.clone());
        let reviewed = HoldEvent::Reviewed { review_on: self.review_on, reason };
        Ok(Changes::one(self.hold, &reviewed))
    }
}

impl FormAct for ReviewHold {
    fn fields() -> Vec<Field> {
        vec![Field::date("review_on"), Field::long_text("reason", Limit::NOTE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        hold_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<ReviewHold> {
        let (hold, review_on) = (form.param("id"), form.date("review_on"));
        let reason = form.text("reason");
        Some(ReviewHold { hold: hold?, review_on: review_on?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/holds/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::hold::tests::{day, hold_id, lifted, placed};
    use crate::acts::tests::person_id;

    fn act(days: i64) -> ReviewHold {
        ReviewHold { hold: hold_id(), review_on: day(days), reason: "Still in danger".to_owned() }
    }

    #[test]
    fn a_hold_is_kept_until_somebody_looks_again() {
        let reason = Sealed::new(person_id(), "Still in danger".to_owned());
        let reviewed = HoldEvent::Reviewed { review_on: day(90), reason };
        given::<Hold>([placed(), HoldEvent::FellDue {}]).when(act(90), ()).then([reviewed]);
    }

    #[test]
    fn a_day_that_has_come_or_is_far_and_a_hold_that_is_over_are_refused() {
        given::<Hold>([placed()]).when(act(0), ()).then_refused("hold-review-past");
        given::<Hold>([placed()]).when(act(200), ()).then_refused("hold-review-far");
        given::<Hold>([placed(), lifted()]).when(act(90), ()).then_refused("hold-lifted");
        given::<Hold>([]).when(act(90), ()).then_refused("hold-unknown");
    }
}

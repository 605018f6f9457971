//! A time is free for somebody else: the applicant does not come then, or need not come any more.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{ID, own_visit, released, visit_path};
use crate::ids::VisitId;
use crate::rights::VISIT;
use crate::state::Visit;
use crate::words;

/// Gives a time back.
#[derive(Debug, Clone, Copy)]
pub struct ReleaseTime {
    /// Of which visit.
    pub visit: VisitId,
}

impl Act for ReleaseTime {
    const NAME: &'static str = "visit.release_time";
    const RIGHT: Right = VISIT;
    type State = Visit;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.visit.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, visit: &Visit, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let by_itself = ctx.who.is_machine();
        if !by_itself {
            visit.of(ctx.who)?;
        }
        // What is over was kept, and nobody is helped by it any more.
        match visit.booked().filter(|booking| booking.begins > ctx.at) {
            Some(booking) => Ok(released(self.visit, booking)),
            None if by_itself => Ok(Changes::new()),
            None => Err(Refusal::new("time-none")),
        }
    }
}

impl FormAct for ReleaseTime {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let own = own_visit(request, Self::NAME).await?;
        let booked = own.booked.ok_or_else(|| Refusal::new("time-none"))?;
        let ui = &request.ui;
        Ok(Draft::new()
            .arg("time", words::time(ui, &booked.place, booked.begins))
            .arg("place", words::place(ui, &booked.place))
            .crumb(ui.t("visit"), visit_path(own.visit)))
    }

    fn read(form: &mut Reader<'_>) -> Option<ReleaseTime> {
        Some(ReleaseTime { visit: form.param(ID)? })
    }

    fn after(done: &Done, _: &Request) -> String {
        visit_path(VisitId(done.stream))
    }
}

#[cfg(test)]
mod tests {
    use kernel::{UserId, Who};
    use testkit::given;

    use super::*;
    use crate::acts::tests::{CASE, PLACE};
    use crate::events::VisitEvent;
    use crate::model::Booking;

    fn booked(at: &str) -> Vec<VisitEvent> {
        let booking = Booking { place: PLACE.into(), begins: at.parse().unwrap(), seat: 1 };
        let owner = UserId(Uuid::from_u128(700));
        vec![VisitEvent::Wanted { case: CASE, owner }, VisitEvent::TimeBooked { booking }]
    }

    #[test]
    fn a_time_to_come_is_free_again_and_one_that_is_over_was_kept() {
        let act = ReleaseTime { visit: VisitId::of(CASE) };
        let amina = Who { user: UserId(Uuid::from_u128(700)), ..Who::visitor() };
        let given = |at: &str| given::<Visit>(booked(at));
        let (coming, over) = ("2027-03-09T08:00:00Z", "2025-03-09T08:00:00Z");
        given(coming).as_who(&amina).when(act, ()).then([VisitEvent::TimeReleased {}]);
        given(coming).as_who(&Who::machine()).when(act, ()).then([VisitEvent::TimeReleased {}]);
        given(over).as_who(&Who::machine()).when(act, ()).then_nothing();
        given(over).as_who(&amina).when(act, ()).then_refused("time-none");
        let other = Who { user: UserId(Uuid::from_u128(701)), ..Who::visitor() };
        given(coming).as_who(&other).when(act, ()).then_refused("visit-unknown");
    }
}

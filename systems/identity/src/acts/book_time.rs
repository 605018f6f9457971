//! An applicant has a time kept for them where they mean to come; another one that was kept is free again.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Ts};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{AT, ID, SEAT, own_visit, times_path, visit_path};
use crate::events::VisitEvent;
use crate::ids::VisitId;
use crate::model::Booking;
use crate::rights::VISIT;
use crate::rows;
use crate::rules::{self, Rules};
use crate::state::{IdentityStep, Visit};
use crate::words;

/// Books a time.
#[derive(Debug, Clone, Copy)]
pub struct BookTime {
    /// For which visit.
    pub visit: VisitId,
    /// When it begins.
    pub at: Ts,
}

/// What booking has to know: the step, which seats are taken at that time, and the rules.
pub type BookInputs = (IdentityStep, Vec<u16>, &'static Rules);

impl Act for BookTime {
    const NAME: &'static str = "visit.book_time";
    const RIGHT: Right = VISIT;
    type State = Visit;
    type Inputs = BookInputs;

    fn stream(&self) -> Uuid {
        self.visit.0
    }

    /// The case is not the applicant's to look at; that identity is proven is no secret to them.
    async fn inputs(&self, read: &mut Read<'_>) -> Result<BookInputs, Fault> {
        let visit = read.fold::<Visit>(self.visit).await?;
        let step = match &visit {
            Visit::Wanted { case, .. } => read.fold_unseen(*case).await?,
            Visit::Unknown => IdentityStep::NotWanted,
        };
        let taken = match visit.place() {
            Some(place) => rows::taken_at(read, place, self.at).await?,
            None => Vec::new(),
        };
        Ok((step, taken, rules::rules()?))
    }

    fn decide(
        &self,
        visit: &Visit,
        (step, taken, rules): &BookInputs,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let (_, place) = visit.of(ctx.who)?;
        step.waiting()?;
        let place = place.ok_or_else(|| Refusal::new("visit-without-place"))?;
        let before = visit.booked();
        if before.is_some_and(|kept| kept.place == place && kept.begins == self.at) {
            return Ok(Changes::new());
        }
        let hours = rules.hours(place, ctx.today);
        let hours = hours.filter(|hours| hours.receives(self.at) && self.at > ctx.at);
        let hours = hours.ok_or_else(|| Refusal::new("time-not-offered"))?;
        if hours.there(self.at).date() > rules.booked_until(ctx.today) {
            return Err(Refusal::new("time-not-offered"));
        }
        let seat = hours.free(taken).ok_or_else(|| Refusal::new("taken-visit-time"))?;
        let booking = Booking { place: place.to_owned(), begins: self.at, seat };
        let taken = booking.seat_of_place();
        let given_back = before.map_or_else(Changes::new, |kept| {
            Changes::new().release(SEAT, kept.seat_of_place(), self.visit)
        });
        let booked = VisitEvent::TimeBooked { booking };
        Ok(given_back.record(self.visit, &booked).claim(SEAT, taken, self.visit))
    }
}

impl FormAct for BookTime {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let own = own_visit(request, Self::NAME).await?;
        let (ui, at): (_, Ts) = (&request.ui, request.param(AT)?);
        let place = own.place.ok_or_else(|| Refusal::new("visit-without-place"))?;
        Ok(Draft::new()
            .arg("time", words::time(ui, &place, at))
            .arg("place", words::place(ui, &place))
            .crumb(ui.t("visit"), visit_path(own.visit))
            .crumb(ui.t("visit-times"), times_path(own.visit)))
    }

    fn read(form: &mut Reader<'_>) -> Option<BookTime> {
        Some(BookTime { visit: form.param(ID)?, at: form.param(AT)? })
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
    use crate::acts::tests::{CASE, PLACE, awaited, proven};

    fn amina() -> Who {
        Who { user: UserId(Uuid::from_u128(700)), ..Who::visitor() }
    }

    /// A Monday, at nine and a half past nine in Abuja.
    const NINE: &str = "2026-03-09T08:00:00Z";
    const LATER: &str = "2026-03-09T08:30:00Z";

    fn act(at: &str) -> BookTime {
        BookTime { visit: VisitId::of(CASE), at: at.parse().unwrap() }
    }

    fn inputs(taken: &[u16]) -> BookInputs {
        let step = given::<IdentityStep>([awaited()]).state(CASE.0);
        (step, taken.to_vec(), rules::rules().unwrap())
    }

    fn chosen() -> Vec<VisitEvent> {
        let wanted = VisitEvent::Wanted { case: CASE, owner: amina().user };
        vec![wanted, VisitEvent::PlaceChosen { place: PLACE.into() }]
    }

    fn booked(at: &str) -> VisitEvent {
        let booking = Booking { place: PLACE.into(), begins: at.parse().unwrap(), seat: 1 };
        VisitEvent::TimeBooked { booking }
    }

    fn given_booked(at: &str) -> testkit::Given<Visit> {
        given::<Visit>(chosen()).and([booked(at)]).as_who(&amina())
    }

    #[test]
    fn a_time_is_kept_and_another_one_instead() {
        let given = given::<Visit>(chosen()).as_who(&amina());
        given.when(act(NINE), inputs(&[])).then([booked(NINE)]);
        given_booked(NINE).when(act(NINE), inputs(&[1])).then_nothing();
        given_booked(NINE).when(act(LATER), inputs(&[])).then([booked(LATER)]);
    }

    #[test]
    fn what_is_taken_over_or_not_offered_is_refused() {
        let given = || given::<Visit>(chosen()).as_who(&amina());
        given().when(act(NINE), inputs(&[1])).then_refused("taken-visit-time");
        for at in [
            "2026-03-09T08:07:00Z",
            "2026-03-08T08:00:00Z",
            "2026-03-09T07:00:00Z",
            "2026-02-23T08:00:00Z",
            "2026-09-07T08:00:00Z",
        ] {
            given().when(act(at), inputs(&[])).then_refused("time-not-offered");
        }
    }

    #[test]
    fn nobody_books_for_others_without_a_place_or_when_it_is_over() {
        let other = Who { user: UserId(Uuid::from_u128(701)), ..Who::visitor() };
        let given_of = |events: Vec<VisitEvent>| given::<Visit>(events);
        given_of(chosen())
            .as_who(&other)
            .when(act(NINE), inputs(&[]))
            .then_refused("visit-unknown");
        let without = given_of(vec![chosen().remove(0)]).as_who(&amina());
        without.when(act(NINE), inputs(&[])).then_refused("visit-without-place");
        let over = given::<IdentityStep>([awaited(), proven()]).state(CASE.0);
        let over = (over, vec![], rules::rules().unwrap());
        given_of(chosen()).as_who(&amina()).when(act(NINE), over).then_refused("identity-proven");
    }
}

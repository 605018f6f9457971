//! An applicant says where they mean to come. They may come elsewhere all the same.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{ID, own_visit, released, visit_path};
use crate::events::VisitEvent;
use crate::ids::VisitId;
use crate::places;
use crate::rights::VISIT;
use crate::state::{IdentityStep, Visit};
use crate::words;

/// Says where one means to come.
#[derive(Debug, Clone)]
pub struct ChoosePlace {
    /// Which visit.
    pub visit: VisitId,
    /// Key of the mission or service point.
    pub place: String,
}

impl Act for ChoosePlace {
    const NAME: &'static str = "visit.choose_place";
    const RIGHT: Right = VISIT;
    type State = Visit;
    type Inputs = IdentityStep;

    fn stream(&self) -> Uuid {
        self.visit.0
    }

    /// The case is not the applicant's to look at; that identity is proven is no secret to them.
    async fn inputs(&self, read: &mut Read<'_>) -> Result<IdentityStep, Fault> {
        match read.fold::<Visit>(self.visit).await? {
            Visit::Wanted { case, .. } => read.fold_unseen(case).await,
            Visit::Unknown => Ok(IdentityStep::NotWanted),
        }
    }

    fn decide(
        &self,
        visit: &Visit,
        step: &IdentityStep,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let (_, chosen) = visit.of(ctx.who)?;
        step.waiting()?;
        if !places::open(ctx.today).any(|place| place.key == self.place) {
            return Err(Refusal::new("place-unknown").at("place"));
        }
        if chosen == Some(&self.place) {
            return Ok(Changes::new());
        }
        let place = VisitEvent::PlaceChosen { place: self.place.clone() };
        // A time elsewhere is for somebody else.
        let elsewhere = visit.booked().map(|booking| released(self.visit, booking));
        Ok(Changes::one(self.visit, &place).and(elsewhere.unwrap_or_default()))
    }
}

impl FormAct for ChoosePlace {
    fn fields() -> Vec<Field> {
        vec![Field::drafted("place", Shown::Folded)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let own = own_visit(request, Self::NAME).await?;
        let ui = &request.ui;
        let named = |key: &str| words::place(ui, key);
        let options = places::open(ui.today()).map(|place| (place.key.clone(), named(&place.key)));
        let draft = Draft::new().options("place", options.collect());
        let draft = match &own.place {
            Some(place) => draft.value("place", place),
            None => draft,
        };
        Ok(draft.crumb(ui.t("visit"), visit_path(own.visit)))
    }

    fn read(form: &mut Reader<'_>) -> Option<ChoosePlace> {
        let (visit, place) = (form.param(ID), form.choice("place"));
        Some(ChoosePlace { visit: visit?, place: place? })
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

    fn act(place: &str) -> ChoosePlace {
        ChoosePlace { visit: VisitId::of(CASE), place: place.into() }
    }

    fn wanted() -> VisitEvent {
        VisitEvent::Wanted { case: CASE, owner: amina().user }
    }

    fn chosen(place: &str) -> VisitEvent {
        VisitEvent::PlaceChosen { place: place.into() }
    }

    fn step(events: impl IntoIterator<Item = crate::IdentityEvent>) -> IdentityStep {
        given::<IdentityStep>(events).state(CASE.0)
    }

    #[test]
    fn a_place_is_chosen_and_chosen_anew() {
        let given = |events: Vec<VisitEvent>| given::<Visit>(events).as_who(&amina());
        given(vec![wanted()]).when(act(PLACE), step([awaited()])).then([chosen(PLACE)]);
        let chosen_before = vec![wanted(), chosen(PLACE)];
        given(chosen_before.clone()).when(act(PLACE), step([awaited()])).then_nothing();
        let other = "service-point-helsinki";
        given(chosen_before).when(act(other), step([awaited()])).then([chosen(other)]);
        given(vec![wanted()]).when(act("migri"), step([awaited()])).then_refused("place-unknown");
    }

    #[test]
    fn nobody_chooses_for_others_or_when_it_is_over() {
        let other = Who { user: UserId(Uuid::from_u128(701)), ..Who::visitor() };
        let given = || given::<Visit>([wanted()]);
        given().as_who(&other).when(act(PLACE), step([awaited()])).then_refused("visit-unknown");
        let over = step([awaited(), proven()]);
        given().as_who(&amina()).when(act(PLACE), over).then_refused("identity-proven");
    }
}

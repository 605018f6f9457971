//! Stops kinds of act for a person. Others are told no more than that it is stopped.

use std::collections::BTreeSet;

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed, UserId};
use uuid::Uuid;
use web::form::{FieldKind, Options, Shown};
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::{able, members};
use crate::events::{HoldEvent, StopsEvent};
use crate::ids::{HoldId, PersonId, StopsId};
use crate::model::{ActKind, Compartment};
use crate::rights::{HOLD, SEE};
use crate::state::{Hold, KnownHold, Person, Stops};

/// Places a hold.
#[derive(Debug, Clone)]
pub struct PlaceHold {
    /// The id the hold gets.
    pub hold: HoldId,
    /// For whom.
    pub person: PersonId,
    /// The compartment whose it is.
    pub compartment: Uuid,
    /// What is stopped.
    pub kinds: BTreeSet<ActKind>,
    /// Who answers for it.
    pub owner: UserId,
    /// When somebody looks whether it is still needed.
    pub review_on: Date,
    /// Why.
    pub reason: String,
}

/// What placing has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// There is such a person, whom the user may see.
    pub person_known: bool,
    /// The owner is a member who is there.
    pub owner_able: bool,
}

impl Act for PlaceHold {
    const NAME: &'static str = "hold.place";
    const RIGHT: Right = HOLD;
    type State = Hold;
    type Inputs = Facts;

    fn stream(&self) -> Uuid {
        self.hold.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Facts, Fault> {
        let person_known = read.fold::<Person>(self.person).await?.known().is_some();
        let owner_able = able(read, self.owner, self.compartment).await?;
        // An act that asked whether it is free and this one do not both win.
        read.guard::<Stops>(StopsId::of(self.person)).await?;
        Ok(Facts { person_known, owner_able })
    }

    fn decide(&self, hold: &Hold, facts: &Facts, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        if *hold != Hold::Unknown {
            return Err(Refusal::new("hold-placed"));
        }
        if !facts.person_known {
            return Err(Refusal::new("person-unknown"));
        }
        let compartment = Compartment::of(self.compartment);
        let compartment = compartment.filter(|c| ctx.who.compartments.contains(&c.id));
        let compartment = compartment.ok_or_else(|| Refusal::new("hold-compartment-unknown"))?;
        if self.kinds.is_empty() || !self.kinds.is_subset(&compartment.stops) {
            return Err(Refusal::new("hold-kinds-none").at("kinds"));
        }
        if !facts.owner_able {
            return Err(Refusal::new("hold-owner-unable").at("owner"));
        }
        KnownHold::review_day(self.review_on, ctx.today)?;
        let placed = HoldEvent::Placed {
            person: self.person,
            compartment: self.compartment,
            kinds: self.kinds.clone(),
            owner: self.owner,
            review_on: self.review_on,
            reason: Sealed::new(self.person, self.reason.clone()),
        };
        let stopped = StopsEvent::Placed { hold: self.hold, kinds: self.kinds.clone() };
        Ok(Changes::one(self.hold, &placed).record(StopsId::of(self.person), &stopped))
    }
}

impl FormAct for PlaceHold {
    fn fields() -> Vec<Field> {
        let kinds = FieldKind::Choices(Options::Drafted);
        vec![
            Field::hidden("hold"),
            Field::hidden("person"),
            Field::hidden("compartment"),
            Field { kind: kinds, ..Field::checks("kinds", &[]) },
            Field::drafted("owner", Shown::Folded),
            Field::date("review_on"),
            Field::long_text("reason", Limit::NOTE),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let typed = |name: &str| request.query.get(name).or_else(|| request.form.get(name));
        let person: Option<PersonId> = typed("person").and_then(|id| id.parse().ok());
        let person = person.ok_or(Problem::NotFound)?;
        let compartment = typed("compartment").and_then(|id| id.parse().ok());
        let mut own = Compartment::of_member(&request.who);
        let compartment = own.find(|c| Some(c.id) == compartment).ok_or(Problem::NotFound)?;
        // In the record a look at the person like any other: that it led to this form is not said.
        let opened = request.kernel.open::<Person>(&request.who, person, SEE, "person").await?;
        let name = opened.state.shown().unwrap_or_default();
        let kind = |kind: &ActKind| {
            (kind.code().to_owned(), request.ui.code("act-kind-", kind.code()).plain())
        };
        Ok(Draft::new()
            .value("hold", request.kernel.next_id())
            .value("person", person)
            .value("compartment", compartment.id)
            .value("owner", request.who.user)
            .options("kinds", compartment.stops.iter().map(kind).collect())
            .options("owner", members(request, compartment.id).await?)
            .arg("name", &name)
            .arg("compartment", compartment.name(request.ui.lang().code()))
            .crumb(request.ui.t("casefile-persons"), "/persons")
            .crumb(name, format!("/persons/{person}")))
    }

    fn read(form: &mut Reader<'_>) -> Option<PlaceHold> {
        let (hold, person) = (form.reference("hold"), form.reference("person"));
        let (compartment, kinds) = (form.reference("compartment"), form.choices("kinds"));
        let (owner, review_on) = (form.choice("owner"), form.date("review_on"));
        let reason = form.text("reason");
        Some(PlaceHold {
            hold: hold?,
            person: person?,
            compartment: compartment?,
            kinds: kinds?.into_iter().collect(),
            owner: owner?,
            review_on: review_on?,
            reason: reason?,
        })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/holds/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::{given, on};

    use super::*;
    use crate::acts::hold::tests::{day, hold_id, member, placed};
    use crate::acts::tests::{colleague_id, person_id};

    const FINE: Facts = Facts { person_known: true, owner_able: true };

    fn act() -> PlaceHold {
        PlaceHold {
            hold: hold_id(),
            person: person_id(),
            compartment: Compartment::coded("trafficking").unwrap().id,
            kinds: [ActKind::Letter].into(),
            owner: colleague_id(),
            review_on: day(30),
            reason: "She asked for it".to_owned(),
        }
    }

    fn insider() -> kernel::Who {
        let compartments = std::sync::Arc::new([act().compartment].into());
        kernel::Who { compartments, ..member() }
    }

    #[test]
    fn a_hold_stands_on_its_own_stream_and_others_are_told_that_something_is_stopped() {
        let HoldEvent::Placed { person, kinds, owner, review_on, reason, .. } = placed() else {
            panic!()
        };
        let compartment = act().compartment;
        let placed = HoldEvent::Placed { person, compartment, kinds, owner, review_on, reason };
        let stopped = StopsEvent::Placed { hold: hold_id(), kinds: [ActKind::Letter].into() };
        given::<Hold>([])
            .as_who(&insider())
            .when(act(), FINE)
            .then_all([on(hold_id(), &placed), on(StopsId::of(person_id()), &stopped)]);
    }

    #[test]
    fn only_members_stop_something_and_only_what_their_compartment_may() {
        let refused = |act: PlaceHold, facts: Facts, code: &str| {
            given::<Hold>([]).as_who(&insider()).when(act, facts).then_refused(code);
        };
        given::<Hold>([])
            .as_who(&member())
            .when(act(), FINE)
            .then_refused("hold-compartment-unknown");
        let elsewhere = PlaceHold { compartment: Uuid::from_u128(1), ..act() };
        refused(elsewhere, FINE, "hold-compartment-unknown");
        refused(PlaceHold { kinds: BTreeSet::new(), ..act() }, FINE, "hold-kinds-none");
        let identity = Compartment::coded("protected-identity").unwrap().id;
        let who = kernel::Who { compartments: std::sync::Arc::new([identity].into()), ..member() };
        let removal =
            PlaceHold { compartment: identity, kinds: [ActKind::Removal].into(), ..act() };
        given::<Hold>([]).as_who(&who).when(removal, FINE).then_refused("hold-kinds-none");
        refused(act(), Facts { person_known: false, ..FINE }, "person-unknown");
        refused(act(), Facts { owner_able: false, ..FINE }, "hold-owner-unable");
    }

    #[test]
    fn somebody_looks_at_it_within_half_a_year() {
        for (days, code) in [(0, "hold-review-past"), (184, "hold-review-far")] {
            let act = PlaceHold { review_on: day(days), ..act() };
            given::<Hold>([]).as_who(&insider()).when(act, FINE).then_refused(code);
        }
    }
}

//! An official opens a case of light processing: from here on it is known how long that takes.

use std::collections::BTreeSet;

use casefile::{Case, CaseId};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::events::SittingEvent;
use crate::ids::SittingId;
use crate::light::held;
use crate::rights::DECIDE;
use crate::state::Sittings;

/// Opens a sitting, unless one is open.
#[derive(Debug, Clone)]
pub struct OpenSitting {
    /// Over which case.
    pub case: CaseId,
    /// Whose it is.
    pub sitting: SittingId,
    /// Names of what has to be answered.
    pub asked: BTreeSet<String>,
}

impl Act for OpenSitting {
    const NAME: &'static str = "light.open";
    const RIGHT: Right = DECIDE;
    type State = Sittings;
    type Inputs = Case;

    fn stream(&self) -> Uuid {
        self.sitting.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Case, Fault> {
        read.fold::<Case>(self.case).await
    }

    fn decide(&self, sittings: &Sittings, case: &Case, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.open()?;
        held(known, ctx.who.user)?;
        if self.sitting != SittingId::of(self.case, ctx.who.user) {
            return Err(Refusal::new("light-others"));
        }
        if sittings.open().is_some() {
            return Ok(Changes::new());
        }
        let opened = SittingEvent::Opened {
            case: self.case,
            applicant: known.applicant,
            unit: known.unit.clone(),
            asked: self.asked.clone(),
        };
        Ok(Changes::one(self.sitting, &opened))
    }
}

#[cfg(test)]
mod tests {
    use casefile::CaseEvent;
    use testkit::given;

    use super::*;
    use crate::acts::tests::{CASE, PERSON, official, opened};

    fn act(n: u128) -> OpenSitting {
        let sitting = SittingId::of(CASE, official(n).user);
        OpenSitting { case: CASE, sitting, asked: BTreeSet::from(["fee_paid".to_owned()]) }
    }

    fn had_by(n: u128) -> Case {
        let assigned = CaseEvent::Assigned { handler: Some(official(n).user) };
        given::<Case>([opened(), assigned]).state(CASE.0)
    }

    #[test]
    fn whoever_has_the_case_opens_it_once() {
        let event = SittingEvent::Opened {
            case: CASE,
            applicant: PERSON,
            unit: "HEL".into(),
            asked: BTreeSet::from(["fee_paid".to_owned()]),
        };
        let me = official(1);
        given::<Sittings>([]).as_who(&me).when(act(1), had_by(1)).then([event.clone()]);
        given::<Sittings>([event]).as_who(&me).when(act(1), had_by(1)).then_nothing();
    }

    #[test]
    fn what_a_colleague_has_or_nobody_is_not_opened() {
        let me = official(1);
        let none = || given::<Sittings>([]).as_who(&me);
        none().when(act(1), had_by(2)).then_refused("light-others");
        none().when(act(2), had_by(1)).then_refused("light-others");
        let free = given::<Case>([opened()]).state(CASE.0);
        none().when(act(1), free).then_refused("light-not-taken");
    }
}

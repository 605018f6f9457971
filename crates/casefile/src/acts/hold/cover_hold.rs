//! Has whoever covers answer for a hold when its owner is away or may no longer sign in. When no member
//! covers, nobody answers for it, and all members see it first: it is never nobody's unnoticed.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, User, UserId};
use uuid::Uuid;

use super::able;
use crate::events::HoldEvent;
use crate::ids::HoldId;
use crate::rights::{GRANTS, HOLD};
use crate::state::{Hold, HoldState, Official};

/// Takes a hold from an owner who is not there.
#[derive(Debug, Clone, Copy)]
pub struct CoverHold {
    /// Which.
    pub hold: HoldId,
    /// From whom.
    pub from: UserId,
}

/// Who answers for it from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// The owner is there: it stays with them.
    Stays,
    /// A member who covers, or nobody.
    Goes(Option<UserId>),
}

impl Act for CoverHold {
    const NAME: &'static str = "hold.cover";
    const RIGHT: Right = Right::MACHINE;
    type State = Hold;
    type Inputs = Answers;

    fn stream(&self) -> Uuid {
        self.hold.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Answers, Fault> {
        let hold = read.fold::<Hold>(self.hold).await?;
        let Some(known) = hold.known() else { return Ok(Answers::Stays) };
        let compartment = known.compartment;
        let owner = read.fold::<User>(self.from).await?.who(self.from, None, GRANTS);
        let still = owner.is_some_and(|w| w.may(HOLD) && w.compartments.contains(&compartment));
        let away = read.fold::<Official>(self.from).await?.away_on(read.at().date());
        if still && away.is_none() {
            return Ok(Answers::Stays);
        }
        let Some(cover) = away.and_then(|absence| absence.cover) else {
            return Ok(Answers::Goes(None));
        };
        let able = able(read, cover, compartment).await?;
        Ok(Answers::Goes(able.then_some(cover)))
    }

    fn decide(&self, hold: &Hold, answers: &Answers, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let theirs = hold.known().is_some_and(|known| {
            known.state != HoldState::Lifted && known.owner == Some(self.from)
        });
        match *answers {
            Answers::Goes(owner) if theirs => {
                Ok(Changes::one(self.hold, &HoldEvent::HandedOver { owner }))
            }
            Answers::Goes(_) | Answers::Stays => Ok(Changes::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::hold::tests::{hold_id, lifted, placed};
    use crate::acts::tests::{colleague_id, officer};

    fn act() -> CoverHold {
        CoverHold { hold: hold_id(), from: colleague_id() }
    }

    #[test]
    fn whoever_covers_answers_for_it_else_nobody() {
        for owner in [Some(officer().user), None] {
            let handed = HoldEvent::HandedOver { owner };
            given::<Hold>([placed()]).when(act(), Answers::Goes(owner)).then([handed]);
        }
    }

    #[test]
    fn what_is_not_theirs_or_over_or_they_are_there_stays() {
        given::<Hold>([placed()]).when(act(), Answers::Stays).then_nothing();
        let other = CoverHold { from: officer().user, ..act() };
        given::<Hold>([placed()]).when(other, Answers::Goes(None)).then_nothing();
        given::<Hold>([placed(), lifted()]).when(act(), Answers::Goes(None)).then_nothing();
    }
}

//! Has another member answer for a hold.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, UserId};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{able, hold_draft, members};
use crate::events::HoldEvent;
use crate::ids::HoldId;
use crate::rights::HOLD;
use crate::state::Hold;

/// Gives a hold to another owner.
#[derive(Debug, Clone, Copy)]
pub struct HandOverHold {
    /// Which.
    pub hold: HoldId,
    /// Who answers for it.
    pub owner: UserId,
}

/// Is the new owner a member who is there?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnerAble(pub bool);

impl Act for HandOverHold {
    const NAME: &'static str = "hold.hand_over";
    const RIGHT: Right = HOLD;
    type State = Hold;
    type Inputs = OwnerAble;

    fn stream(&self) -> Uuid {
        self.hold.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<OwnerAble, Fault> {
        let hold = read.fold::<Hold>(self.hold).await?;
        let Some(known) = hold.known() else { return Ok(OwnerAble(false)) };
        able(read, self.owner, known.compartment).await.map(OwnerAble)
    }

    fn decide(&self, hold: &Hold, able: &OwnerAble, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = hold.standing()?;
        if known.owner == Some(self.owner) {
            return Err(Refusal::new("nothing-changed").at("owner"));
        }
        if !able.0 {
            return Err(Refusal::new("hold-owner-unable").at("owner"));
        }
        let handed = HoldEvent::HandedOver { owner: Some(self.owner) };
        Ok(Changes::one(self.hold, &handed))
    }
}

impl FormAct for HandOverHold {
    fn fields() -> Vec<Field> {
        vec![Field::drafted("owner", Shown::Folded)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, hold) = hold_draft(request, Self::NAME).await?;
        let known = hold.known().ok_or(Problem::NotFound)?;
        let mut others = members(request, known.compartment).await?;
        let owner = known.owner.map(|owner| owner.to_string());
        others.retain(|(id, _)| Some(id) != owner.as_ref());
        Ok(draft.options("owner", others))
    }

    fn read(form: &mut Reader<'_>) -> Option<HandOverHold> {
        let (hold, owner) = (form.param("id"), form.choice("owner"));
        Some(HandOverHold { hold: hold?, owner: owner? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/holds/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::hold::tests::{hold_id, lifted, placed};
    use crate::acts::tests::{colleague_id, officer};

    fn act() -> HandOverHold {
        HandOverHold { hold: hold_id(), owner: officer().user }
    }

    #[test]
    fn another_member_answers_for_it() {
        let handed = HoldEvent::HandedOver { owner: Some(officer().user) };
        given::<Hold>([placed()]).when(act(), OwnerAble(true)).then([handed]);
    }

    #[test]
    fn nobody_outside_and_not_the_same_again_and_not_what_is_over() {
        given::<Hold>([placed()]).when(act(), OwnerAble(false)).then_refused("hold-owner-unable");
        let same = HandOverHold { owner: colleague_id(), ..act() };
        given::<Hold>([placed()]).when(same, OwnerAble(true)).then_refused("nothing-changed");
        given::<Hold>([placed(), lifted()])
            .when(act(), OwnerAble(true))
            .then_refused("hold-lifted");
    }
}

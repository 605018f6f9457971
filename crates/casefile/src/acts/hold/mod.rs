//! Verbs on holds: all of them within the compartment whose the hold is.

mod cover_hold;
mod hand_over_hold;
mod lift_hold;
mod place_hold;
mod review_hold;
mod tell_hold_due;

pub use cover_hold::CoverHold;
pub use hand_over_hold::HandOverHold;
pub use lift_hold::LiftHold;
pub use place_hold::PlaceHold;
pub use review_hold::ReviewHold;
pub use tell_hold_due::TellHoldDue;

use std::sync::Arc;

use kernel::{Fault, Read, State as _, UserId};
use uuid::Uuid;
use web::{Draft, Problem, Request};

use crate::acts::at_work;
use crate::ids::HoldId;
use crate::rights::HOLD;
use crate::state::{Hold, Person};

/// May somebody answer for a hold of a compartment: in it, allowed to, and there?
async fn able(read: &mut Read<'_>, owner: UserId, compartment: Uuid) -> Result<bool, Fault> {
    let who = at_work(read, owner).await?;
    Ok(who.is_some_and(|who| who.may(HOLD) && who.compartments.contains(&compartment)))
}

/// Members of a compartment, as options of a choice.
async fn members(request: &Request, compartment: Uuid) -> Result<Vec<(String, String)>, Problem> {
    let members = request.kernel.members(compartment).await?;
    Ok(members.into_iter().map(|member| (member.id.to_string(), member.name)).collect())
}

/// What a form on a hold starts from. The name of the person shows to whoever may see them.
async fn hold_draft(request: &Request, act: &str) -> Result<(Draft, Arc<Hold>), Problem> {
    let id: HoldId = request.param("id")?;
    let opened = request.kernel.open::<Hold>(&request.who, id, HOLD, act).await?;
    let known = opened.state.known().ok_or(Problem::NotFound)?;
    let (person, _) = request.kernel.peek::<Person>(known.person).await?;
    let seen = person.access().is_some_and(|access| request.who.sees(&access));
    let name = person.shown().filter(|_| seen);
    let name = name.unwrap_or_else(|| request.ui.t("hold-person-unseen").plain());
    let draft = Draft::new()
        .seen(id.0, opened.version)
        .arg("name", &name)
        .crumb(request.ui.t("holds"), "/holds")
        .crumb(name, format!("/holds/{id}"));
    Ok((draft, opened.state))
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use kernel::{Date, Sealed, Who};

    use super::*;
    use crate::acts::tests::{colleague_id, monday, officer, person_id};
    use crate::events::HoldEvent;
    use crate::model::ActKind;

    pub(super) const INSIDE: Uuid = Uuid::from_u128(600);

    pub(super) const fn hold_id() -> HoldId {
        HoldId(Uuid::from_u128(700))
    }

    pub(super) fn member() -> Who {
        let compartments = Arc::new([INSIDE].into());
        Who { rights: Arc::new([HOLD].into()), compartments, ..officer() }
    }

    pub(super) fn day(days: i64) -> Date {
        monday().saturating_add(jiff::Span::new().days(days))
    }

    pub(super) fn placed() -> HoldEvent {
        HoldEvent::Placed {
            person: person_id(),
            compartment: INSIDE,
            kinds: [ActKind::Letter].into(),
            owner: colleague_id(),
            review_on: day(30),
            reason: Sealed::new(person_id(), "She asked for it".to_owned()),
        }
    }

    pub(super) fn lifted() -> HoldEvent {
        HoldEvent::Lifted { reason: Sealed::new(person_id(), "The danger is over".to_owned()) }
    }
}

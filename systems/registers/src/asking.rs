//! Asking: a pure function that returns the events, for acts of the systems that run cases.

use casefile::{CaseId, KnownCase, Party};
use kernel::{Changes, Ctx, Date, Refusal};
use serde::{Deserialize, Serialize};

use crate::adapters;
use crate::events::AskEvent;
use crate::ids::AskId;
use crate::jobs::ASK_NOW;
use crate::manner::Manner;
use crate::model::Register;
use crate::state::{Ask, CaseAsks, Standing};

/// What is to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// Which register.
    pub register: Register,
    /// About whom.
    pub about: Party,
    /// The day on which the answer shall hold.
    pub on: Date,
    /// How the register is asked: how long an answer counts.
    pub manner: &'a Manner,
}

/// A question of a case, as its job knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) case: CaseId,
    pub(crate) ask: AskId,
}

/// Records that a register is to be asked, and has it asked as soon as that is committed.
///
/// # Errors
/// `register-no-party`, `register-not-about` when it knows nothing of such, `register-asked` when it is
/// being asked, `register-fresh` when its answer still counts.
pub fn ask(
    case: CaseId,
    known: &KnownCase,
    asks: &CaseAsks,
    wanted: Wanted<'_>,
    ctx: &Ctx<'_>,
) -> Result<Changes, Refusal> {
    let Wanted { register, about, on, manner } = wanted;
    let roles: Vec<&str> =
        known.all_parties().filter(|(party, _)| *party == about).map(|(_, role)| role).collect();
    if roles.is_empty() {
        return Err(Refusal::new("register-no-party").at("about"));
    }
    let told = |role: &&str| !adapters::facts(register, about, role).is_empty();
    let role = roles.into_iter().find(told);
    let role = role.ok_or_else(|| Refusal::new("register-not-about").at("about"))?.to_owned();
    let before: Vec<&Ask> = asks.of(register, about).filter(|ask| ask.role == role).collect();
    if before.iter().any(|ask| ask.is_open()) {
        return Err(Refusal::new("register-asked").at("register"));
    }
    let answered = before.iter().find(|ask| matches!(ask.standing, Standing::Answered { .. }));
    let until = answered.map(|ask| manner.fresh_until(ask.moved.date()));
    if let Some(until) = until.filter(|until| ctx.today <= *until) {
        return Err(Refusal::new("register-fresh").with("date", until).at("register"));
    }
    let ask = AskId(ctx.ids.next());
    let asked = AskEvent::Asked { ask, register, about, role, on };
    Ok(Changes::one(case, &asked).job(ASK_NOW, &Asked { case, ask }, None))
}

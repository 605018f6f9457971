//! Somebody did not come: they are reminded, by mail too where there is an address, and after the last day an
//! official is told by a task. Nothing is refused by it.

use casefile::{Case, CaseId, case_task, case_type};
use kernel::{Act, Changes, Ctx, Date, Fault, Read, Refusal, Right};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::events::IdentityEvent;
use crate::state::IdentityStep;

/// The job that tells of a reminder by mail.
pub(crate) const REMIND: &str = "identity.remind";

/// Which reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reminding {
    pub(crate) case: CaseId,
    pub(crate) planned: Date,
}

/// The task that says so.
const NOT_SHOWN: &str = "identity-not-shown";

/// Does what the day asks for.
#[derive(Debug, Clone, Copy)]
pub struct NoteLimit {
    /// In which case.
    pub case: CaseId,
}

impl Act for NoteLimit {
    const NAME: &'static str = "identity.note_limit";
    const RIGHT: Right = Right::MACHINE;
    type State = IdentityStep;
    type Inputs = Case;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Case, Fault> {
        read.fold(self.case).await
    }

    fn decide(&self, step: &IdentityStep, case: &Case, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let (step, known) = (step.waiting()?, case.open()?);
        if ctx.today > step.until && !step.lapsed {
            let kind = case_type::known(&known.case_type)?;
            let (task, added) = case_task::add(self.case, kind, NOT_SHOWN, known.legal_date(), ctx);
            return Ok(Changes::one(self.case, &IdentityEvent::Lapsed { task }).and(added));
        }
        // Of several that were missed, as when a server stood still, one is given.
        let planned = step.remind.iter().copied().filter(|day| *day <= ctx.today).max();
        Ok(match planned {
            Some(planned) => Changes::one(self.case, &IdentityEvent::Reminded { planned }).job(
                REMIND,
                &Reminding { case: self.case, planned },
                None,
            ),
            None => Changes::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acts::tests::{CASE, case, closed, kinds, proven, waiting};

    fn act() -> NoteLimit {
        NoteLimit { case: CASE }
    }

    fn reminded(day: &str) -> IdentityEvent {
        IdentityEvent::Reminded { planned: day.parse().unwrap() }
    }

    #[test]
    fn each_reminder_is_given_once_and_of_missed_ones_the_last() {
        waiting().when(act(), case()).then_nothing();
        waiting().days_pass(62).when(act(), case()).then([reminded("2026-05-03")]);
        let jobs = |days| {
            let changes = waiting().days_pass(days).when(act(), case()).outcome().unwrap();
            changes.jobs().iter().map(|job| job.kind).collect::<Vec<_>>()
        };
        assert_eq!((jobs(0), jobs(62), jobs(90)), (vec![], vec![REMIND], vec![REMIND]));
        let once = waiting().and([reminded("2026-05-03")]).days_pass(62);
        once.when(act(), case()).then_nothing();
        waiting().days_pass(90).when(act(), case()).then([reminded("2026-05-26")]);
    }

    #[test]
    fn after_the_last_day_an_official_has_a_task_and_nothing_is_refused() {
        let last = waiting().and([reminded("2026-05-26")]).days_pass(92);
        last.when(act(), case()).then_nothing();
        let made = kinds(waiting().days_pass(93).when(act(), case()));
        let all: Vec<&str> = made.keys().map(String::as_str).collect();
        assert_eq!(all, ["case.task_added", "identity.lapsed"]);
        let lapsed = IdentityEvent::Lapsed { task: crate::acts::tests::TASK };
        waiting().and([lapsed]).days_pass(120).when(act(), case()).then_nothing();
    }

    #[test]
    fn whoever_came_or_whose_case_is_closed_is_left_alone() {
        let over = waiting().and([proven()]).days_pass(120);
        over.when(act(), case()).then_refused("identity-proven");
        waiting().days_pass(120).when(act(), closed()).then_refused("case-closed");
    }
}

//! A mail went with a reminder, or no relay takes mail for the applicant.

use casefile::CaseId;
use kernel::{Act, Changes, Ctx, Date, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;

use crate::events::IdentityEvent;
use crate::state::IdentityStep;

/// Records what came of the mail with a reminder.
#[derive(Debug, Clone)]
pub struct NoteMailed {
    /// In which case.
    pub case: CaseId,
    /// The day for which the reminder was planned.
    pub planned: Date,
    /// Why no relay takes it, in its words; nothing when it was sent.
    pub failed: Option<String>,
}

impl Act for NoteMailed {
    const NAME: &'static str = "identity.note_mailed";
    const RIGHT: Right = Right::MACHINE;
    type State = IdentityStep;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, step: &IdentityStep, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let Some(known) = step.known() else { return Ok(Changes::new()) };
        if known.mailed.is_some_and(|(planned, _)| planned >= self.planned) {
            return Ok(Changes::new());
        }
        let failed = self.failed.clone().map(|why| Sealed::new(self.case, why));
        let mailed = IdentityEvent::ReminderMailed { planned: self.planned, failed };
        Ok(Changes::one(self.case, &mailed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acts::tests::{CASE, waiting};

    fn act(day: &str) -> NoteMailed {
        NoteMailed { case: CASE, planned: day.parse().unwrap(), failed: None }
    }

    fn mailed(day: &str) -> IdentityEvent {
        IdentityEvent::ReminderMailed { planned: day.parse().unwrap(), failed: None }
    }

    #[test]
    fn each_mail_is_noted_once() {
        waiting().when(act("2026-05-03"), ()).then([mailed("2026-05-03")]);
        let once = || waiting().and([mailed("2026-05-03")]);
        once().when(act("2026-05-03"), ()).then_nothing();
        once().when(act("2026-05-26"), ()).then([mailed("2026-05-26")]);
        let no = NoteMailed { failed: Some("550 no such user".to_owned()), ..act("2026-05-03") };
        let failed = Some(Sealed::new(CASE, "550 no such user".to_owned()));
        let planned = no.planned;
        waiting().when(no, ()).then([IdentityEvent::ReminderMailed { planned, failed }]);
    }
}

//! The machine could not tell somebody of their decision by mail: the try and its failure, in one.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;

use crate::events::DecisionEvent;
use crate::ids::DecisionId;
use crate::state::Decision;

/// Records a mail that no relay takes.
#[derive(Debug, Clone)]
pub struct NoteUnreachable {
    /// Of which decision.
    pub decision: DecisionId,
    /// Where to.
    pub to: String,
    /// What the relay said.
    pub reason: String,
}

impl Act for NoteUnreachable {
    const NAME: &'static str = "decision.note_unreachable";
    const RIGHT: Right = Right::MACHINE;
    type State = Decision;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.decision.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, decision: &Decision, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = decision.there()?;
        let mode = known.served_by().ok_or_else(|| Refusal::new("decision-not-given"))?;
        if !known.reached.attempts.is_empty() || known.reached.served.is_some() {
            return Ok(Changes::new());
        }
        let sealed = |text: &str| Sealed::new(known.applicant, text.to_owned());
        let (mode, on) = (mode.to_owned(), ctx.today);
        let sent = DecisionEvent::Sent { mode: mode.clone(), on, to: Some(sealed(&self.to)) };
        let failed = DecisionEvent::Undelivered { mode, reason: sealed(&self.reason) };
        Ok(Changes::one(self.decision, &sent).record(self.decision, &failed))
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{DECISION, PERSON, archived, sent};

    #[test]
    fn a_mail_that_no_relay_takes_is_a_try_that_failed_once() {
        let (to, reason) = ("amina@example.org".to_owned(), "550 no such user".to_owned());
        let act = NoteUnreachable { decision: DECISION, to: to.clone(), reason: reason.clone() };
        let mode = || "electronic-ordinary".to_owned();
        let on = "2026-03-02".parse().unwrap();
        let tried = DecisionEvent::Sent { mode: mode(), on, to: Some(Sealed::new(PERSON, to)) };
        let failed =
            DecisionEvent::Undelivered { mode: mode(), reason: Sealed::new(PERSON, reason) };
        let given = || given::<Decision>(archived("electronic-ordinary"));
        given().when(act.clone(), ()).then([tried, failed]);
        given().and([sent("electronic-ordinary")]).when(act, ()).then_nothing();
    }
}

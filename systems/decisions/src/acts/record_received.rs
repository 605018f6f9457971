//! Records that a decision was received: as somebody showed, as its reader opened it, or by presumption when
//! its days are over. What had to be opened and was not has failed then, and goes another way.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::decision_draft;
use super::record_undelivered::undelivered;
use super::redirect_decision::INSTRUCT;
use crate::basis::Basis;
use crate::events::{CaseDecisionEvent, DecisionEvent};
use crate::ids::DecisionId;
use crate::library::Mode;
use crate::rights::SERVE;
use crate::state::{Attempt, Decision, KnownDecision, Stage};

/// Records the day that somebody showed.
#[derive(Debug, Clone, Copy)]
pub struct RecordReceived {
    /// Which.
    pub decision: DecisionId,
    /// The day.
    pub on: Date,
}

/// Records that the presumed day has come.
#[derive(Debug, Clone, Copy)]
pub struct PresumeReceived {
    /// Which.
    pub decision: DecisionId,
}

/// Records that whom a decision concerns opened its document in the online service.
#[derive(Debug, Clone, Copy)]
pub struct NoteOpened {
    /// Which.
    pub decision: DecisionId,
}

/// The attempt that is under way.
fn under_way(decision: &Decision) -> Result<(&KnownDecision, &Attempt), Refusal> {
    let known = decision.there()?;
    let attempt = known.reached.under_way().ok_or_else(|| Refusal::new("decision-not-sent"))?;
    Ok((known, attempt))
}

/// What follows from service on a day: from then on the time to appeal runs.
fn served(
    id: DecisionId,
    known: &KnownDecision,
    basis: &Basis,
    (mode, on, presumed): (&str, Date, bool),
) -> Result<Changes, Refusal> {
    basis.case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
    let appeal = known.kind(basis.library)?.appeal.as_deref();
    let appeal = appeal.and_then(|code| basis.library.appeal(code, on));
    let appeal_until = appeal.and_then(|appeal| appeal.until(on));
    let mode = mode.to_owned();
    let told = CaseDecisionEvent::Served { decision: id, on, appeal_until };
    let served = DecisionEvent::Served { mode, on, presumed, appeal_until };
    Ok(Changes::one(id, &served).record(known.case, &told))
}

impl Act for RecordReceived {
    const NAME: &'static str = "decision.record_received";
    const RIGHT: Right = SERVE;
    type State = Decision;
    type Inputs = Option<Basis>;

    fn stream(&self) -> Uuid {
        self.decision.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Basis>, Fault> {
        Basis::of(read, self.decision).await
    }

    fn decide(
        &self,
        decision: &Decision,
        basis: &Option<Basis>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let (known, attempt) = under_way(decision)?;
        let basis = Basis::there(basis)?;
        if self.on > ctx.today {
            return Err(Refusal::new("date-future").at("on"));
        }
        if self.on < attempt.on {
            return Err(Refusal::new("received-before-sent").at("on"));
        }
        served(self.decision, known, basis, (&attempt.mode, self.on, false))
    }
}

impl Act for PresumeReceived {
    const NAME: &'static str = "decision.presume_received";
    const RIGHT: Right = Right::MACHINE;
    type State = Decision;
    type Inputs = Option<Basis>;

    fn stream(&self) -> Uuid {
        self.decision.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Basis>, Fault> {
        Basis::of(read, self.decision).await
    }

    fn decide(
        &self,
        decision: &Decision,
        basis: &Option<Basis>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let (known, attempt) = under_way(decision)?;
        let basis = Basis::there(basis)?;
        let Some(mode) = basis.library.mode(&attempt.mode, attempt.on) else {
            return Ok(Changes::new());
        };
        if let Some(day) = mode.presumed(attempt.on).filter(|day| *day <= ctx.today) {
            return served(self.decision, known, basis, (&attempt.mode, day, true));
        }
        match mode.fetch_until(attempt.on).filter(|last| *last < ctx.today) {
            Some(last) => unopened(self.decision, known, basis, (mode, last), ctx),
            // Its day has not come, or receipt has to be shown.
            None => Ok(Changes::new()),
        }
    }
}

/// What follows when nobody opened a decision in time: it goes by the next mode, whose instructions are
/// made by themselves.
fn unopened(
    id: DecisionId,
    known: &KnownDecision,
    basis: &Basis,
    (mode, last): (&Mode, Date),
    ctx: &Ctx<'_>,
) -> Result<Changes, Refusal> {
    let tongue = known.language;
    let reason = tongue.of(&basis.library.mail.unopened);
    let reason = reason.replace("{date}", &basis.library.days.write(last, tongue));
    let failed = undelivered(id, known, basis, reason, ctx)?;
    let next = mode.fallback.as_ref().and_then(|code| basis.library.mode(code, ctx.today));
    Ok(match next {
        Some(next) => {
            let redirected = DecisionEvent::Redirected { mode: next.code.clone() };
            failed.record(id, &redirected).job(INSTRUCT, &id, None)
        }
        None => failed,
    })
}

impl Act for NoteOpened {
    const NAME: &'static str = "decision.note_opened";
    const RIGHT: Right = Right::MACHINE;
    type State = Decision;
    type Inputs = Option<Basis>;

    fn stream(&self) -> Uuid {
        self.decision.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Basis>, Fault> {
        Basis::of(read, self.decision).await
    }

    fn decide(
        &self,
        decision: &Decision,
        basis: &Option<Basis>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = decision.there()?;
        let basis = Basis::there(basis)?;
        if known.reached.recalled.is_some() {
            return Err(Refusal::new("decision-recalled"));
        }
        if let Some(attempt) = known.reached.under_way() {
            let mode = basis.library.mode(&attempt.mode, attempt.on);
            let last = mode.and_then(|mode| mode.fetch_until(attempt.on));
            if last.is_some_and(|last| ctx.today <= last) {
                return served(self.decision, known, basis, (&attempt.mode, ctx.today, false));
            }
        }
        // What is sent otherwise is received otherwise, but whoever has read it has it.
        let first = known.reached.served.is_none() && known.reached.opened.is_none();
        match &known.stage {
            Stage::Archived { .. } if first => {
                Ok(Changes::one(self.decision, &DecisionEvent::Opened {}))
            }
            _ => Ok(Changes::new()),
        }
    }
}

impl FormAct for RecordReceived {
    fn fields() -> Vec<Field> {
        vec![Field::date("on")]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        decision_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<RecordReceived> {
        let (decision, on) = (form.param("id"), form.date("on"));
        Some(RecordReceived { decision: decision?, on: on? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/decisions/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::{given, on};

    use super::*;
    use crate::acts::tests::{CASE, DECISION, archived, basis, opened, sent, terms};

    fn with() -> Option<Basis> {
        Some(basis(&[opened()], &terms()))
    }

    fn served_events(mode: &str, day: &str, presumed: bool, until: &str) -> [kernel::NewEvent; 2] {
        let (served_on, until): (Date, Date) = (day.parse().unwrap(), until.parse().unwrap());
        let served = DecisionEvent::Served {
            mode: mode.into(),
            on: served_on,
            presumed,
            appeal_until: Some(until),
        };
        let told = CaseDecisionEvent::Served {
            decision: DECISION,
            on: served_on,
            appeal_until: Some(until),
        };
        [on(DECISION, &served), on(CASE, &told)]
    }

    #[test]
    fn a_letter_counts_as_received_on_its_presumed_day_and_not_before() {
        let sent = || given::<Decision>(archived("letter")).and([sent("letter")]);
        let act = PresumeReceived { decision: DECISION };
        sent().days_pass(6).when(act, with()).then_nothing();
        let wanted = served_events("letter", "2026-03-09", true, "2026-04-08");
        sent().days_pass(7).when(act, with()).then_all(wanted.clone());
        // Asked late, it still counts from its day.
        sent().days_pass(20).when(act, with()).then_all(wanted);
    }

    #[test]
    fn what_is_to_be_opened_is_received_when_it_is() {
        const MODE: &str = "electronic-verifiable";
        let sent = || given::<Decision>(archived(MODE)).and([sent(MODE)]);
        let act = NoteOpened { decision: DECISION };
        let wanted = served_events(MODE, "2026-03-09", false, "2026-04-08");
        sent().days_pass(7).when(act, with()).then_all(wanted);
        // Too late, or to be received in another way: that it was read is known all the same, once.
        let opened_it = DecisionEvent::Opened {};
        sent().days_pass(8).when(act, with()).then([opened_it.clone()]);
        let (served_on, until) = ("2026-03-09".parse().unwrap(), None);
        let mode = MODE.to_owned();
        let served =
            DecisionEvent::Served { mode, on: served_on, presumed: false, appeal_until: until };
        // Opened again, as a page or as a document, it is received once.
        sent().and([served]).days_pass(7).when(act, with()).then_nothing();
        let letter = || given::<Decision>(archived("letter")).and([super::tests::sent("letter")]);
        letter().when(act, with()).then([opened_it.clone()]);
        letter().and([opened_it]).when(act, with()).then_nothing();
    }

    #[test]
    fn what_nobody_opened_in_time_goes_the_next_way_by_itself() {
        const MODE: &str = "electronic-verifiable";
        let sent = || given::<Decision>(archived(MODE)).and([sent(MODE)]);
        let act = PresumeReceived { decision: DECISION };
        sent().days_pass(7).when(act, with()).then_nothing();
        let changes = sent().days_pass(8).when(act, with()).outcome().unwrap();
        let jobs: Vec<_> = changes.jobs().iter().map(|job| job.kind).collect();
        assert_eq!(jobs, [INSTRUCT]);
        let events = changes.into_events().unwrap();
        let told: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(told[0], "decision.undelivered");
        assert!(told.contains(&"decision.redirected"), "{told:?}");
        let redirected = events.iter().find(|event| event.kind == "decision.redirected").unwrap();
        assert_eq!(redirected.body["mode"], "letter-receipt");
    }

    #[test]
    fn what_has_to_be_shown_is_never_presumed() {
        let sent = || given::<Decision>(archived("letter-receipt")).and([sent("letter-receipt")]);
        let act = PresumeReceived { decision: DECISION };
        sent().days_pass(400).when(act, with()).then_nothing();
        let act = |day: &str| RecordReceived { decision: DECISION, on: day.parse().unwrap() };
        let wanted = served_events("letter-receipt", "2026-03-05", false, "2026-04-07");
        sent().days_pass(5).when(act("2026-03-05"), with()).then_all(wanted);
        sent().when(act("2026-03-03"), with()).then_refused("date-future");
        sent().when(act("2026-03-01"), with()).then_refused("received-before-sent");
        let unsent = given::<Decision>(archived("letter"));
        unsent.when(act("2026-03-02"), with()).then_refused("decision-not-sent");
    }
}

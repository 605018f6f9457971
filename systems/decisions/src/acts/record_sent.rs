//! Records that a decision was sent, or handed to whoever brings it: by an official, or by the machine
//! that told of it by mail.

use casefile::hold::{self, ActKind, Standing};
use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::decision_draft;
use crate::basis::Basis;
use crate::events::DecisionEvent;
use crate::ids::DecisionId;
use crate::rights::SERVE;
use crate::state::{Decision, Stage};

/// Records that it was sent.
#[derive(Debug, Clone)]
pub struct RecordSent {
    /// Which.
    pub decision: DecisionId,
    /// The day.
    pub on: Date,
    /// Where to.
    pub to: Option<String>,
}

/// The case, and whether writing to the person is stopped.
pub struct Sending {
    /// What it rests on.
    pub basis: Basis,
    /// Whether writing to them is stopped.
    pub writing: Standing,
}

impl Act for RecordSent {
    const NAME: &'static str = "decision.record_sent";
    const RIGHT: Right = SERVE;
    type State = Decision;
    type Inputs = Option<Sending>;

    fn stream(&self) -> Uuid {
        self.decision.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Sending>, Fault> {
        let decision = read.fold::<Decision>(self.decision).await?;
        let Some(known) = decision.known() else { return Ok(None) };
        let writing = hold::look(read, known.applicant, ActKind::Letter).await?;
        let basis = Basis::read(read, known.case).await?;
        Ok(Some(Sending { basis, writing }))
    }

    fn decide(
        &self,
        decision: &Decision,
        inputs: &Option<Sending>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = decision.there()?;
        let Sending { basis, writing } =
            inputs.as_ref().ok_or_else(|| Refusal::new("decision-unknown"))?;
        basis.case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        let Stage::Archived { at, .. } = &known.stage else {
            return Err(Refusal::new("decision-not-given"));
        };
        if known.reached.recalled.is_some() {
            return Err(Refusal::new("decision-recalled"));
        }
        let mode = known.served_by().ok_or_else(|| Refusal::new("instructions-not-ready"))?;
        if known.reached.served.is_some() {
            return Err(Refusal::new("decision-served"));
        }
        if known.reached.under_way().is_some() {
            return Err(Refusal::new("decision-sent"));
        }
        if self.on > ctx.today {
            return Err(Refusal::new("date-future").at("on"));
        }
        if self.on < at.date() {
            return Err(Refusal::new("sent-before-given").at("on"));
        }
        writing.free()?;
        let to = self.to.clone().filter(|to| !to.trim().is_empty());
        let to = to.map(|to| Sealed::new(known.applicant, to));
        let sent = DecisionEvent::Sent { mode: mode.to_owned(), on: self.on, to };
        Ok(Changes::one(self.decision, &sent))
    }
}

impl FormAct for RecordSent {
    fn fields() -> Vec<Field> {
        vec![Field::date("on"), Field::text("to", Limit::LINE).optional()]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, known) = decision_draft(request, Self::NAME).await?;
        let mode = known.served_by().ok_or(Problem::NotFound)?;
        let mode = request.ui.code("service-mode-", mode).plain();
        Ok(draft.arg("mode", mode).value("on", request.ui.today()))
    }

    fn read(form: &mut Reader<'_>) -> Option<RecordSent> {
        let (decision, on, to) = (form.param("id"), form.date("on"), form.maybe_text("to"));
        Some(RecordSent { decision: decision?, on: on?, to: to? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/decisions/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{DECISION, PERSON, archived, basis, drafted, opened, terms};
    use crate::events::Origin;

    fn act(on: &str) -> RecordSent {
        RecordSent { decision: DECISION, on: on.parse().unwrap(), to: None }
    }

    fn with(writing: Standing) -> Option<Sending> {
        Some(Sending { basis: basis(&[opened()], &terms()), writing })
    }

    #[test]
    fn what_was_given_is_sent_once_by_the_mode_its_instructions_name() {
        let given = || given::<Decision>(archived("letter"));
        let on = "2026-03-02".parse().unwrap();
        let sent = DecisionEvent::Sent { mode: "letter".into(), on, to: None };
        given().when(act("2026-03-02"), with(Standing::Free)).then([sent.clone()]);
        let again = given().and([sent]).when(act("2026-03-02"), with(Standing::Free));
        again.then_refused("decision-sent");
        let to = Some("post office".to_owned());
        let addressed = RecordSent { to: to.clone(), ..act("2026-03-02") };
        let to = to.map(|to| Sealed::new(PERSON, to));
        let sent = DecisionEvent::Sent { mode: "letter".into(), on, to };
        given().when(addressed, with(Standing::Free)).then([sent]);
    }

    #[test]
    fn nothing_is_sent_tomorrow_before_it_was_given_or_to_whom_nobody_may_write() {
        let given = || given::<Decision>(archived("letter"));
        given().when(act("2026-03-03"), with(Standing::Free)).then_refused("date-future");
        given().when(act("2026-03-01"), with(Standing::Free)).then_refused("sent-before-given");
        let stopped = given().when(act("2026-03-02"), with(Standing::Stopped));
        stopped.then_refused("stopped-ask-duty-desk");
        let draft = testkit::given::<Decision>([drafted("residence-grant", Origin::Hand)]);
        draft.when(act("2026-03-02"), with(Standing::Free)).then_refused("decision-not-given");
    }
}

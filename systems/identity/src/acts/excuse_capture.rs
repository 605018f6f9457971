//! Something is not taken, or kept though it is poor: a clerk says why, as far as the rules allow it.

use std::str::FromStr as _;

use casefile::CaseId;
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::ask_capture::is_child;
use super::{ID, WHAT, back, desk, sealed};
use crate::events::IdentityEvent;
use crate::limits::NOTE;
use crate::model::What;
use crate::rights::PROVE;
use crate::rules::{self, Needs, Rules};
use crate::state::{IdentityStep, Standing};

/// Says why something is not taken, or is poor.
#[derive(Debug, Clone)]
pub struct ExcuseCapture {
    /// In which case.
    pub case: CaseId,
    /// What.
    pub what: What,
    /// Code of the reason.
    pub reason: String,
    /// More of it.
    pub note: Option<String>,
}

impl Act for ExcuseCapture {
    const NAME: &'static str = "identity.excuse_capture";
    const RIGHT: Right = PROVE;
    type State = IdentityStep;
    type Inputs = &'static Rules;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<&'static Rules, Fault> {
        rules::rules()
    }

    fn decide(
        &self,
        step: &IdentityStep,
        rules: &&'static Rules,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let (step, what) = (step.waiting()?, self.what);
        let mut reasons = rules.reasons(what, ctx.today);
        let reason = reasons.find(|(code, _)| *code == self.reason);
        let (_, needs) = reason.ok_or_else(|| Refusal::new("reason-unknown").at("reason"))?;
        let tries = rules.tries(ctx.today);
        let holds = match needs {
            Needs::Child if is_child(step, rules, ctx) => Ok(()),
            Needs::Child => Err(Refusal::new("reason-no-child")),
            Needs::Tries if step.poor(what) >= tries => Ok(()),
            Needs::Tries => Err(Refusal::new("reason-try-again").with("tries", tries)),
            Needs::Trouble => match step.newest(what).map(|(_, taken)| taken.standing) {
                Some(Standing::Failed { .. }) => Ok(()),
                _ => Err(Refusal::new("reason-no-trouble")),
            },
            Needs::Note if self.note.is_some() => Ok(()),
            Needs::Note => return Err(Refusal::new("reason-needs-note").at("note")),
        };
        holds.map_err(|refusal| refusal.at("reason"))?;
        if step.is_dealt_with(what) && !step.excused.contains_key(&what) {
            return Err(Refusal::new("capture-good"));
        }
        let note = self.note.as_deref().map(|note| sealed(self.case, note));
        let excused = IdentityEvent::CaptureExcused { what, reason: self.reason.clone(), note };
        Ok(Changes::one(self.case, &excused))
    }
}

impl FormAct for ExcuseCapture {
    fn fields() -> Vec<Field> {
        vec![Field::drafted("reason", Shown::Open), Field::long_text("note", NOTE).optional()]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let desk = desk(request, Self::NAME).await?;
        let (ui, code): (_, String) = (&request.ui, request.param(WHAT)?);
        let what = What::from_str(&code).map_err(|()| Problem::NotFound)?;
        let reasons = rules::rules()?.reasons(what, ui.today());
        let option =
            |(code, _): (&str, Needs)| (code.to_owned(), ui.code("identity-reason-", code).plain());
        let draft = desk.draft(request).options("reason", reasons.map(option).collect());
        Ok(draft.arg("what", ui.code("identity-what-", what).plain()))
    }

    fn read(form: &mut Reader<'_>) -> Option<ExcuseCapture> {
        let (reason, note) = (form.choice("reason"), form.maybe_text("note"));
        let (case, what) = (form.param(ID)?, form.param(WHAT)?);
        Some(ExcuseCapture { case, what, reason: reason?, note: note? })
    }

    fn after(done: &Done, _: &Request) -> String {
        back(done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acts::tests::{CAPTURE as ONE, CASE, asked, captured, read, waiting};
    use crate::ids::CaptureId;
    use crate::model::Trouble;

    fn act(what: What, reason: &str, note: Option<&str>) -> ExcuseCapture {
        let note = note.map(str::to_owned);
        ExcuseCapture { case: CASE, what, reason: reason.into(), note }
    }

    fn excused(what: What, reason: &str) -> IdentityEvent {
        IdentityEvent::CaptureExcused { what, reason: reason.into(), note: None }
    }

    fn rules() -> &'static Rules {
        rules::rules().unwrap()
    }

    #[test]
    fn a_small_child_has_no_fingerprints_and_an_older_one_does() {
        let small = || waiting().and([read("2021-03-02")]);
        let child = |what| act(what, "child", None);
        small()
            .when(child(What::Fingerprints), rules())
            .then([excused(What::Fingerprints, "child")]);
        small().when(child(What::Face), rules()).then_refused("reason-unknown");
        let older = waiting().and([read("2012-03-02")]);
        older.when(child(What::Fingerprints), rules()).then_refused("reason-no-child");
    }

    #[test]
    fn what_is_poor_is_tried_again_before_it_is_kept() {
        let poor = |n: u128| {
            let capture = CaptureId(Uuid::from_u128(n));
            [asked(capture, What::Face), captured(capture, false)]
        };
        let keep = || act(What::Face, "poor-quality", None);
        waiting().and(poor(1)).when(keep(), rules()).then_refused("reason-try-again");
        let twice = waiting().and(poor(1)).and(poor(2));
        twice.when(keep(), rules()).then([excused(What::Face, "poor-quality")]);
    }

    #[test]
    fn a_device_is_down_when_it_was_asked_and_an_injury_is_told_of() {
        let down = || act(What::Face, "device-down", None);
        waiting().when(down(), rules()).then_refused("reason-no-trouble");
        let failed = IdentityEvent::CaptureFailed { capture: ONE, trouble: Trouble::Down };
        let asked_for = waiting().and([asked(ONE, What::Face), failed]);
        asked_for.when(down(), rules()).then([excused(What::Face, "device-down")]);
        let injured = |note| act(What::Fingerprints, "physically-impossible", note);
        waiting().when(injured(None), rules()).then_refused("reason-needs-note");
        assert!(waiting().when(injured(Some("both hands")), rules()).outcome().is_ok());
    }

    #[test]
    fn what_was_taken_well_needs_no_excuse() {
        let good = waiting().and([asked(ONE, What::Fingerprints), captured(ONE, true)]);
        let act = act(What::Fingerprints, "physically-impossible", Some("no"));
        good.when(act, rules()).then_refused("capture-good");
    }
}

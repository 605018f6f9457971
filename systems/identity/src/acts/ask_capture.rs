//! A clerk has a device take something: recorded before the device is asked, so that nothing it hands over is
//! ever without its event.

use std::str::FromStr as _;

use casefile::CaseId;
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::record_capture::{CAPTURE, Order};
use super::{ID, WHAT, back, desk};
use crate::events::IdentityEvent;
use crate::ids::CaptureId;
use crate::model::{What, age};
use crate::places;
use crate::rights::PROVE;
use crate::rules::{self, Rules};
use crate::state::{IdentityStep, KnownStep, Standing};

/// Has something taken.
#[derive(Debug, Clone, Copy)]
pub struct AskCapture {
    /// In which case.
    pub case: CaseId,
    /// What.
    pub what: What,
}

/// Times a device is asked for one thing: after so many an official has to look, not the device.
const ASKED_TRIES_MAX: usize = 20;

impl Act for AskCapture {
    const NAME: &'static str = "identity.ask_capture";
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
        let step = step.waiting()?;
        let place = places::of_clerk(ctx.who, ctx.today);
        let place = place.ok_or_else(|| Refusal::new("clerk-without-place"))?;
        if step.shown.is_none() {
            return Err(Refusal::new("passport-not-read"));
        }
        if self.what == What::Fingerprints && is_child(step, rules, ctx) {
            return Err(Refusal::new("fingerprints-of-child"));
        }
        let before = step.captures.values().filter(|taken| taken.what == self.what);
        if before.clone().any(|taken| taken.standing == Standing::Asked) {
            return Err(Refusal::new("capture-under-way"));
        }
        if before.count() >= ASKED_TRIES_MAX {
            return Err(Refusal::new("captures-many"));
        }
        let (capture, case) = (CaptureId(ctx.ids.next()), self.case);
        let (what, place) = (self.what, place.key.clone());
        let asked = IdentityEvent::CaptureAsked { capture, what, place };
        Ok(Changes::one(case, &asked).job(CAPTURE, &Order { case, capture }, None))
    }
}

/// Is it a child of whom no fingerprints are taken?
pub(super) fn is_child(step: &KnownStep, rules: &Rules, ctx: &Ctx<'_>) -> bool {
    let from = rules.fingerprints_from_age(ctx.today);
    step.born().is_some_and(|born| age(born, ctx.today) < from)
}

impl FormAct for AskCapture {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let desk = desk(request, Self::NAME).await?;
        let code: String = request.param(WHAT)?;
        let what = What::from_str(&code).map_err(|()| Problem::NotFound)?;
        let named = request.ui.code("identity-what-", what).plain();
        Ok(desk.draft(request).arg("what", named))
    }

    fn read(form: &mut Reader<'_>) -> Option<AskCapture> {
        Some(AskCapture { case: form.param(ID)?, what: form.param(WHAT)? })
    }

    fn after(done: &Done, _: &Request) -> String {
        back(done)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{CAPTURE as ONE, CASE, asked, captured, clerk, proven, read, waiting};

    fn act(what: What) -> AskCapture {
        AskCapture { case: CASE, what }
    }

    fn rules() -> &'static Rules {
        rules::rules().unwrap()
    }

    #[test]
    fn it_is_recorded_with_the_job_that_asks_the_device() {
        let given = || waiting().and([read("1974-08-12")]);
        let outcome = given().when(act(What::Face), rules()).outcome().unwrap();
        let job = &outcome.jobs()[0];
        assert_eq!((job.kind, job.payload["case"].as_str()), (CAPTURE, Some(&*CASE.to_string())));
        let events = outcome.into_events().unwrap();
        assert_eq!((events.len(), events[0].body["place"].as_str()), (1, Some("mission-abuja")));
        let under_way = given().and([asked(ONE, What::Face)]);
        under_way.when(act(What::Face), rules()).then_refused("capture-under-way");
        let again = given().and([asked(ONE, What::Face), captured(ONE, false)]);
        assert!(again.when(act(What::Face), rules()).outcome().is_ok(), "poor: once more");
    }

    #[test]
    fn no_fingerprints_of_small_children_and_nothing_without_place_or_passport() {
        let child = || waiting().and([read("2021-03-02")]);
        child().when(act(What::Fingerprints), rules()).then_refused("fingerprints-of-child");
        assert!(child().when(act(What::Face), rules()).outcome().is_ok());
        let six = waiting().and([read("2020-03-02")]);
        assert!(six.when(act(What::Fingerprints), rules()).outcome().is_ok());
        waiting().when(act(What::Face), rules()).then_refused("passport-not-read");
        let nowhere = kernel::Who { unit: "HEL".into(), ..clerk() };
        let there = child().as_who(&nowhere);
        there.when(act(What::Face), rules()).then_refused("clerk-without-place");
        waiting().and([proven()]).when(act(What::Face), rules()).then_refused("identity-proven");
        given::<IdentityStep>([]).when(act(What::Face), rules()).then_refused("identity-unknown");
    }
}

//! What a device handed over lies in the vault, or it took nothing.

use casefile::CaseId;
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, Sealed};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::erased;
use crate::events::{CaptureEvent, IdentityEvent};
use crate::ids::CaptureId;
use crate::model::Trouble;
use crate::rows;
use crate::rules::{self, Rules};
use crate::state::{IdentityStep, Standing};
use crate::vault::Put;

/// The job that asks the device.
pub const CAPTURE: &str = "identity.capture";

/// A capture of a case, as its job knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) case: CaseId,
    pub(crate) capture: CaptureId,
}

/// Records what became of a capture.
#[derive(Debug, Clone)]
pub struct RecordCapture {
    /// Of which case.
    pub case: CaseId,
    /// Which capture.
    pub capture: CaptureId,
    /// What lies in the vault, or why nothing does.
    pub taken: Result<Put, Trouble>,
}

impl Act for RecordCapture {
    const NAME: &'static str = "identity.record_capture";
    const RIGHT: Right = Right::MACHINE;
    type State = IdentityStep;
    /// What lies in the vault of this case, and the rules.
    type Inputs = (Vec<CaptureId>, &'static Rules);

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Self::Inputs, Fault> {
        Ok((rows::of_case(read, self.case).await?, rules::rules()?))
    }

    fn decide(
        &self,
        step: &IdentityStep,
        (kept, rules): &Self::Inputs,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let capture = self.capture;
        let known = step.known().ok_or_else(|| Refusal::new("identity-unknown"))?;
        let taken = known.captures.get(&capture).filter(|taken| taken.standing == Standing::Asked);
        let Some(taken) = taken.filter(|_| known.waits()) else {
            // Nobody waits for it any more. It has no event, and with its key it is gone.
            return Ok(Changes::new().erase(capture.0));
        };
        let put = match &self.taken {
            Ok(put) => put,
            Err(trouble) => {
                let failed = IdentityEvent::CaptureFailed { capture, trouble: *trouble };
                return Ok(Changes::one(self.case, &failed));
            }
        };
        let what = taken.what;
        let captured = IdentityEvent::Captured {
            capture,
            quality: put.quality,
            good: put.quality >= rules.quality(what, ctx.today),
            sha256: put.sha256.clone(),
        };
        let in_vault = CaptureEvent::Kept {
            case: self.case,
            what,
            file: Sealed::new(capture.0, put.file),
            media_type: put.media_type.clone(),
            quality: put.quality,
        };
        // What it replaces is needed no longer.
        let same = |id: &&CaptureId| known.captures.get(*id).is_some_and(|t| t.what == what);
        let before = erased(kept.iter().filter(same).copied());
        Ok(Changes::one(self.case, &captured).record(capture, &in_vault).and(before))
    }
}

#[cfg(test)]
mod tests {
    use kernel::FileId;
    use testkit::on;

    use super::*;
    use crate::acts::tests::{CAPTURE as ONE, CASE, asked, captured, proven, waiting};
    use crate::model::What;

    const TWO: CaptureId = CaptureId(Uuid::from_u128(5));

    fn act(capture: CaptureId, quality: u8) -> RecordCapture {
        let (file, media_type) = (FileId(Uuid::from_u128(60)), "image/png".to_owned());
        let put = Put { file, media_type, sha256: "ab".repeat(32), quality };
        RecordCapture { case: CASE, capture, taken: Ok(put) }
    }

    fn inputs(kept: &[CaptureId]) -> (Vec<CaptureId>, &'static Rules) {
        (kept.to_vec(), rules::rules().unwrap())
    }

    fn in_vault(capture: CaptureId, quality: u8) -> CaptureEvent {
        CaptureEvent::Kept {
            case: CASE,
            what: What::Face,
            file: Sealed::new(capture.0, FileId(Uuid::from_u128(60))),
            media_type: "image/png".into(),
            quality,
        }
    }

    #[test]
    fn quality_decides_whether_it_is_good_and_a_second_one_replaces_the_first() {
        let jobs = waiting()
            .and([asked(ONE, What::Face)])
            .when(act(ONE, 23), inputs(&[]))
            .then_all([on(CASE, &captured(ONE, false)), on(ONE, &in_vault(ONE, 23))]);
        assert_eq!(jobs.len(), 0);
        let first = [asked(ONE, What::Face), captured(ONE, false), asked(TWO, What::Face)];
        let jobs = waiting().and(first).when(act(TWO, 88), inputs(&[ONE])).then_all([
            on(CASE, &captured(TWO, true)),
            on(TWO, &in_vault(TWO, 88)),
            on(ONE, &CaptureEvent::Erased {}),
        ]);
        assert_eq!(jobs.len(), 1, "the first one's key is destroyed");
    }

    #[test]
    fn a_device_that_took_nothing_says_why() {
        let failed = IdentityEvent::CaptureFailed { capture: ONE, trouble: Trouble::Down };
        let down = RecordCapture { taken: Err(Trouble::Down), ..act(ONE, 0) };
        waiting().and([asked(ONE, What::Face)]).when(down, inputs(&[])).then([failed]);
    }

    #[test]
    fn what_nobody_waits_for_any_more_is_destroyed_without_a_word() {
        for events in [vec![asked(ONE, What::Face), proven()], vec![]] {
            let jobs = waiting().and(events).when(act(ONE, 88), inputs(&[])).then_all([]);
            assert_eq!(jobs.len(), 1);
        }
        let twice = waiting().and([asked(ONE, What::Face), captured(ONE, true)]);
        assert_eq!(twice.when(act(ONE, 88), inputs(&[ONE])).then_all([]).len(), 1);
    }
}

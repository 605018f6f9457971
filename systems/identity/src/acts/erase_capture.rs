//! The last day of a thing in the vault is over: its key is destroyed, and with it the thing.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use super::erased;
use crate::ids::CaptureId;
use crate::state::Capture;

/// Erases a capture whose last day is over.
#[derive(Debug, Clone, Copy)]
pub struct EraseCapture {
    /// Which.
    pub capture: CaptureId,
}

impl Act for EraseCapture {
    const NAME: &'static str = "capture.erase";
    const RIGHT: Right = Right::MACHINE;
    type State = Capture;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.capture.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, capture: &Capture, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let until = capture.kept().and_then(|kept| kept.until);
        Ok(match until.filter(|until| *until < ctx.today) {
            Some(_) => erased([self.capture]),
            None => Changes::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use kernel::{FileId, Sealed};
    use testkit::given;

    use super::*;
    use crate::acts::tests::{CAPTURE, CASE};
    use crate::events::CaptureEvent;
    use crate::model::What;

    fn kept() -> CaptureEvent {
        CaptureEvent::Kept {
            case: CASE,
            what: What::Face,
            file: Sealed::new(CAPTURE.0, FileId(Uuid::from_u128(60))),
            media_type: "image/png".into(),
            quality: 88,
        }
    }

    #[test]
    fn it_is_erased_after_its_last_day_and_once() {
        let act = EraseCapture { capture: CAPTURE };
        let until = CaptureEvent::Retained { until: "2026-03-02".parse().unwrap() };
        given::<Capture>([kept()]).when(act, ()).then_nothing();
        given::<Capture>([kept(), until.clone()]).when(act, ()).then_nothing();
        let after = given::<Capture>([kept(), until.clone()]).days_pass(1);
        assert_eq!(after.when(act, ()).then([CaptureEvent::Erased {}]).len(), 1);
        let erased = given::<Capture>([kept(), until, CaptureEvent::Erased {}]).days_pass(1);
        erased.when(act, ()).then_nothing();
    }
}

//! Goes on with a trial of letters that was stopped.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::trial_draft;
use crate::events::TrialEvent;
use crate::ids::TrialId;
use crate::rights::WRITE;
use crate::state::{Trial, TrialStage};
use crate::trial::{TRY, TrialOf};

/// Goes on with a trial, by the rights of whoever ordered it.
#[derive(Debug, Clone, Copy)]
pub struct ResumeTrial {
    /// Which.
    pub trial: TrialId,
}

impl Act for ResumeTrial {
    const NAME: &'static str = "trial.resume";
    const RIGHT: Right = WRITE;
    type State = Trial;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.trial.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, trial: &Trial, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        match trial.known().map(|known| known.stage) {
            Some(TrialStage::Ended(_)) => {
                let of = TrialOf { trial: self.trial };
                Ok(Changes::one(self.trial, &TrialEvent::Resumed).job(TRY, &of, None))
            }
            Some(TrialStage::Running | TrialStage::Done) | None => {
                Err(Refusal::new("trial-not-stopped"))
            }
        }
    }
}

impl FormAct for ResumeTrial {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        trial_draft(request).await
    }

    fn read(form: &mut Reader<'_>) -> Option<ResumeTrial> {
        Some(ResumeTrial { trial: form.param("id")? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/decisions/letters/trials/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::official;
    use crate::events::TrialEnd;

    #[test]
    fn only_a_trial_that_was_stopped_goes_on() {
        let act = ResumeTrial { trial: TrialId(Uuid::from_u128(7)) };
        let ordered = TrialEvent::Ordered { rows: String::new(), decisions: 3 };
        let stopped = TrialEvent::Ended { why: TrialEnd::Stopped };
        let given = |events: &[TrialEvent]| given::<Trial>(events.to_vec()).as_who(&official(1));
        given(&[]).when(act, ()).then_refused("trial-not-stopped");
        given(std::slice::from_ref(&ordered)).when(act, ()).then_refused("trial-not-stopped");
        given(&[ordered, stopped]).when(act, ()).then([TrialEvent::Resumed]);
    }
}

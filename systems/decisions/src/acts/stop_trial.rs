//! Stops a trial of letters: what was found so far stays.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::trial_draft;
use crate::events::{TrialEnd, TrialEvent};
use crate::ids::TrialId;
use crate::rights::WRITE;
use crate::state::Trial;

/// Stops a trial.
#[derive(Debug, Clone, Copy)]
pub struct StopTrial {
    /// Which.
    pub trial: TrialId,
}

impl Act for StopTrial {
    const NAME: &'static str = "trial.stop";
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
        trial.running()?;
        Ok(Changes::one(self.trial, &TrialEvent::Ended { why: TrialEnd::Stopped }))
    }
}

impl FormAct for StopTrial {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        trial_draft(request).await
    }

    fn read(form: &mut Reader<'_>) -> Option<StopTrial> {
        Some(StopTrial { trial: form.param("id")? })
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

    #[test]
    fn a_trial_that_goes_on_is_stopped_and_one_that_is_over_is_not() {
        let act = StopTrial { trial: TrialId(Uuid::from_u128(7)) };
        let ordered = TrialEvent::Ordered { rows: String::new(), decisions: 3 };
        let stopped = TrialEvent::Ended { why: TrialEnd::Stopped };
        let given = |events: &[TrialEvent]| given::<Trial>(events.to_vec()).as_who(&official(1));
        given(std::slice::from_ref(&ordered)).when(act, ()).then([stopped.clone()]);
        given(&[ordered, stopped]).when(act, ()).then_refused("trial-over");
    }
}

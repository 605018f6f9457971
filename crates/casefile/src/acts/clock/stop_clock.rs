//! Stops a time limit: its days do not run until it is resumed.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::case_clock;
use crate::ids::CaseId;
use crate::rights::WORK;
use crate::state::Case;

/// Stops a time limit of a case.
#[derive(Debug, Clone)]
pub struct StopClock {
    /// On which case.
    pub case: CaseId,
    /// Name of its rule.
    pub name: String,
}

impl Act for StopClock {
    const NAME: &'static str = "case.stop_clock";
    const RIGHT: Right = WORK;
    type State = Case;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, case: &Case, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        case_clock::stop(self.case, case.open()?, &self.name, ctx.today)
    }
}

impl FormAct for StopClock {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        case_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<StopClock> {
        Some(StopClock { case: form.param("id")?, name: form.param("name")? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, clock_started, clock_stopped, opened};

    fn act(name: &str) -> StopClock {
        StopClock { case: case_id(), name: name.into() }
    }

    #[test]
    fn a_running_limit_stops() {
        let given = given::<Case>([opened(), clock_started()]);
        given.when(act("general-matter"), ()).then([clock_stopped()]);
    }

    #[test]
    fn a_stopped_limit_is_not_stopped_again() {
        let given = given::<Case>([opened(), clock_started(), clock_stopped()]);
        given.when(act("general-matter"), ()).then_refused("clock-stopped");
    }

    #[test]
    fn a_limit_the_case_does_not_have_is_not_stopped() {
        given::<Case>([opened()]).when(act("general-matter"), ()).then_refused("clock-unknown");
    }
}

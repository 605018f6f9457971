//! Lets a stopped time limit run again with the days that were left.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::case_clock;
use crate::ids::CaseId;
use crate::rights::WORK;
use crate::state::Case;

/// Resumes a time limit of a case.
#[derive(Debug, Clone)]
pub struct ResumeClock {
    /// On which case.
    pub case: CaseId,
    /// Name of its rule.
    pub name: String,
}

impl Act for ResumeClock {
    const NAME: &'static str = "case.resume_clock";
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
        case_clock::resume(self.case, case.open()?, &self.name, ctx.today)
    }
}

impl FormAct for ResumeClock {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        case_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<ResumeClock> {
        Some(ResumeClock { case: form.param("id")?, name: form.param("name")? })
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

    fn act() -> ResumeClock {
        ResumeClock { case: case_id(), name: "general-matter".into() }
    }

    #[test]
    fn a_limit_resumed_the_same_day_is_due_as_before() {
        let clock = clock_started();
        let crate::events::CaseEvent::ClockStarted { name, clock, .. } = clock else { panic!() };
        let given = given::<Case>([opened(), clock_started(), clock_stopped()]);
        let when = given.when(act(), ());
        let events = when.outcome().unwrap().into_events().unwrap();
        let due =
            crate::events::CaseEvent::ClockChanged { name, clock, waits_for: None, reason: None };
        let wanted = kernel::NewEvent::encode("case", case_id().0, &due).unwrap();
        assert_eq!(events[0].body["clock"], wanted.body["clock"]);
    }

    #[test]
    fn a_running_limit_is_not_resumed() {
        given::<Case>([opened(), clock_started()]).when(act(), ()).then_refused("clock-running");
    }
}

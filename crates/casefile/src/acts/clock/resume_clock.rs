//! Lets a stopped time limit run again with the days that were left. Where nothing is to be done on the
//! case, what comes next is.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::awaited::Outside;
use crate::case_clock;
use crate::case_task;
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
    type Inputs = Outside;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Outside, Fault> {
        Outside::read(read, self.case).await
    }

    fn decide(&self, case: &Case, outside: &Outside, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.open()?;
        let resumed = case_clock::resume(self.case, known, &self.name, ctx.today)?;
        if known.next_task().is_some() || outside.0 || known.waits_beside(&self.name) {
            return Ok(resumed);
        }
        // Without the day of the limit that runs again: the task follows that by itself.
        let legal = known.legal_date();
        Ok(resumed.and(case_task::decide_next(self.case, known, None, legal, ctx)?))
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
    use crate::acts::tests::{
        case_id, clock_started, clock_stopped, closed, opened, task_added, task_id,
    };
    use crate::events::CaseEvent;

    const INSIDE: Outside = Outside(false);

    fn act() -> ResumeClock {
        ResumeClock { case: case_id(), name: "general-matter".into() }
    }

    #[test]
    fn a_limit_resumed_the_same_day_is_due_as_before() {
        let clock = clock_started();
        let CaseEvent::ClockStarted { name, clock, .. } = clock else { panic!() };
        let given = given::<Case>([opened(), task_added(), clock_started(), clock_stopped()]);
        let when = given.when(act(), INSIDE);
        let events = when.outcome().unwrap().into_events().unwrap();
        let due = CaseEvent::ClockChanged { name, clock, waits_for: None, reason: None };
        let wanted = kernel::NewEvent::encode("case", case_id().0, &due).unwrap();
        assert_eq!(events[0].body["clock"], wanted.body["clock"]);
    }

    #[test]
    fn a_running_limit_is_not_resumed() {
        let given = || given::<Case>([opened(), clock_started()]);
        given().when(act(), INSIDE).then_refused("clock-running");
        given().and([closed()]).when(act(), INSIDE).then_refused("case-closed");
    }

    #[test]
    fn when_the_wait_is_over_something_is_to_be_done() {
        let kinds = |outside, before: Vec<CaseEvent>| -> Vec<String> {
            let given = given::<Case>([opened(), clock_started()]).and(before);
            let events = given.and([clock_stopped()]).when(act(), outside).outcome().unwrap();
            events.into_events().unwrap().into_iter().map(|event| event.kind).collect()
        };
        let added = "case.task_added".to_owned();
        assert!(kinds(INSIDE, vec![]).contains(&added));
        assert!(!kinds(Outside(true), vec![]).contains(&added));
        assert!(!kinds(INSIDE, vec![task_added()]).contains(&added));
        let done = CaseEvent::TaskDone { task: task_id() };
        assert!(kinds(INSIDE, vec![task_added(), done]).contains(&added));
    }
}

//! Tells somebody that nothing has happened in a case for too long: once for each silence.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::case_task;
use crate::case_type;
use crate::events::CaseEvent;
use crate::ids::CaseId;
use crate::state::{Case, KnownCase, TaskState};

/// The task that says so.
const QUIET_CASE: &str = "quiet-case";

/// Adds a task to a case that was quiet too long.
#[derive(Debug, Clone, Copy)]
pub struct NoteQuiet {
    /// Which case.
    pub case: CaseId,
}

impl Act for NoteQuiet {
    const NAME: &'static str = "case.note_quiet";
    const RIGHT: Right = Right::MACHINE;
    type State = Case;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, case: &Case, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.open()?;
        if !is_quiet(known, ctx.at) {
            return Ok(Changes::new());
        }
        let Some(kind) = case_type::of(&known.case_type) else { return Ok(Changes::new()) };
        let legal = known.legal_date();
        let (task, added) = case_task::add(self.case, kind, QUIET_CASE, legal, ctx);
        // Whoever has the case is told; else it waits for whoever takes it.
        Ok(match known.handler {
            Some(by) => added.record(self.case, &CaseEvent::TaskTaken { task, by }),
            None => added,
        })
    }
}

/// Has nothing happened for as long as its kind allows, and has nobody been told? The task itself
/// is a step: it begins the count anew, and while it is not done there is no other.
fn is_quiet(known: &KnownCase, at: kernel::Ts) -> bool {
    let Some(kind) = case_type::of(&known.case_type) else { return false };
    let told = known.tasks.values().any(|t| t.what == QUIET_CASE && t.state != TaskState::Done);
    let days = known.changed.date().until(at.date()).map_or(0, |span| span.get_days());
    !told && days >= i32::try_from(kind.quiet_days).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, closed, colleague_id, opened, task_id};

    const ACT: NoteQuiet = NoteQuiet { case: case_id() };

    fn told() -> CaseEvent {
        let kind = case_type::of(case_type::GENERAL_MATTER).unwrap();
        case_task::added(task_id(), kind, QUIET_CASE, None, "2026-04-01".parse().unwrap())
    }

    #[test]
    fn nobody_is_told_of_a_case_in_which_something_happened() {
        given::<Case>([opened()]).when(ACT, ()).then_nothing();
    }

    #[test]
    fn a_quiet_case_is_told_of_once() {
        let kinds = |given: testkit::Given<Case>| -> Vec<String> {
            let events = given.days_pass(30).when(ACT, ()).outcome().unwrap().into_events();
            events.unwrap().into_iter().map(|e| e.kind).collect()
        };
        assert_eq!(kinds(given::<Case>([opened()])), ["case.task_added"]);
        let mine = CaseEvent::Assigned { handler: Some(colleague_id()) };
        let wanted = ["case.task_added", "case.task_taken"];
        assert_eq!(kinds(given::<Case>([opened(), mine])), wanted);
        assert_eq!(kinds(given::<Case>([opened(), told()])), [""; 0]);
        let done = CaseEvent::TaskDone { task: task_id() };
        assert_eq!(kinds(given::<Case>([opened(), told(), done])), ["case.task_added"]);
        given::<Case>([opened(), closed()]).when(ACT, ()).then_refused("case-closed");
    }
}

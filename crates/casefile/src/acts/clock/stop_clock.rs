//! Stops a time limit: its days do not run until it is resumed.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::case_clock::{self, Wait};
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
    /// Whom the case waits for, and what for.
    pub wait: Wait,
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
        case_clock::stop(self.case, case.open()?, &self.name, &self.wait, ctx.today)
    }
}

impl FormAct for StopClock {
    fn fields() -> Vec<Field> {
        vec![
            Field::radios("waits_for", &["customer", "authority", "other"]),
            Field::text("reason", Limit::LINE),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        case_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<StopClock> {
        let (case, name) = (form.param("id"), form.param("name"));
        let (whom, reason) = (form.choice("waits_for"), form.text("reason"));
        let wait = Wait { whom: whom?, reason: reason? };
        Some(StopClock { case: case?, name: name?, wait })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, clock_started, clock_stopped, opened, status};

    fn act(name: &str) -> StopClock {
        let wait = Wait { whom: "customer".into(), reason: "Payslips".into() };
        StopClock { case: case_id(), name: name.into(), wait }
    }

    #[test]
    fn a_running_limit_stops() {
        let given = given::<Case>([opened(), clock_started()]);
        given
            .when(act("general-matter"), ())
            .then([clock_stopped(), status("waiting-for-customer")]);
    }

    #[test]
    fn a_stopped_limit_is_not_stopped_again() {
        let given = given::<Case>([opened(), clock_started(), clock_stopped()]);
        given.when(act("general-matter"), ()).then_refused("clock-stopped");
    }

    #[test]
    fn somebody_is_waited_for() {
        let wait = Wait { whom: "godot".into(), reason: "x".into() };
        let act = StopClock { wait, ..act("general-matter") };
        let given = given::<Case>([opened(), clock_started()]);
        given.when(act, ()).then_refused("waits-for-unknown");
    }

    #[test]
    fn a_limit_the_case_does_not_have_is_not_stopped() {
        given::<Case>([opened()]).when(act("general-matter"), ()).then_refused("clock-unknown");
    }
}

//! Moves a case to another unit: nobody there has it yet, so it and its tasks wait in the queue.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::given_back;
use crate::acts::case_draft;
use crate::events::CaseEvent;
use crate::ids::CaseId;
use crate::rights::WORK;
use crate::state::Case;

/// Moves a case to another unit.
#[derive(Debug, Clone)]
pub struct ChangeUnit {
    /// Which case.
    pub case: CaseId,
    /// Code of the unit that gets it.
    pub unit: String,
    /// Why.
    pub reason: String,
}

/// Is there such a unit?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitFound(pub bool);

impl Act for ChangeUnit {
    const NAME: &'static str = "case.change_unit";
    const RIGHT: Right = WORK;
    type State = Case;
    type Inputs = UnitFound;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<UnitFound, Fault> {
        Ok(UnitFound(read.unit_exists(&self.unit).await?))
    }

    fn decide(&self, case: &Case, found: &UnitFound, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.open()?;
        if known.unit == self.unit {
            return Err(Refusal::new("nothing-changed").at("unit"));
        }
        if !found.0 {
            return Err(Refusal::new("unit-unknown").at("unit"));
        }
        let reason = Sealed::new(self.case, self.reason.clone());
        let moved = CaseEvent::UnitChanged { unit: self.unit.clone(), reason };
        Ok(Changes::one(self.case, &moved).and(given_back(self.case, known)))
    }
}

impl FormAct for ChangeUnit {
    fn fields() -> Vec<Field> {
        vec![Field::drafted("unit", Shown::Folded), Field::text("reason", Limit::LINE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, case) = case_draft(request, Self::NAME).await?;
        let here = &case.known().ok_or(Problem::NotFound)?.unit;
        let units = request.kernel.units().await?;
        let others = units.into_iter().filter(|unit| unit != here);
        Ok(draft.options("unit", others.map(|unit| (unit.clone(), unit)).collect()))
    }

    fn read(form: &mut Reader<'_>) -> Option<ChangeUnit> {
        let (case, unit, reason) = (form.param("id"), form.choice("unit"), form.text("reason"));
        Some(ChangeUnit { case: case?, unit: unit?, reason: reason? })
    }

    /// Whoever does not see the other unit does not see the case any more.
    fn after(done: &Done, request: &Request) -> String {
        let seen = request.form.get("unit").is_some_and(|unit| request.who.units.contains(unit));
        if seen { format!("/cases/{}", done.stream) } else { "/cases".to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, colleague_id, opened, task_added, task_id};

    fn act(unit: &str) -> ChangeUnit {
        ChangeUnit { case: case_id(), unit: unit.into(), reason: "They moved".into() }
    }

    #[test]
    fn handler_and_tasks_do_not_move_with_the_case() {
        let by = colleague_id();
        let given = given::<Case>([
            opened(),
            task_added(),
            CaseEvent::Assigned { handler: Some(by) },
            CaseEvent::TaskTaken { task: task_id(), by },
        ]);
        let reason = Sealed::new(case_id(), "They moved".into());
        given.when(act("TKU"), UnitFound(true)).then([
            CaseEvent::UnitChanged { unit: "TKU".into(), reason },
            CaseEvent::Assigned { handler: None },
            CaseEvent::TaskReleased { task: task_id() },
        ]);
    }

    #[test]
    fn a_case_does_not_move_to_where_it_is_or_nowhere() {
        given::<Case>([opened()]).when(act("HEL"), UnitFound(true)).then_refused("nothing-changed");
        given::<Case>([opened()]).when(act("XXX"), UnitFound(false)).then_refused("unit-unknown");
    }
}

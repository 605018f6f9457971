//! Closes the case of an application that was taken back, or asks an official to when that is stopped.

use casefile::hold::Standing;
use casefile::{Case, CaseId, Outcome, case_end, case_task, case_type};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

/// The task of whoever has to look at a case that its applicant took back.
const TASK: &str = "look-at-withdrawal";

/// Closes a case because its applicant took the application back.
#[derive(Debug, Clone, Copy)]
pub struct CloseWithdrawn {
    /// Which case.
    pub case: CaseId,
}

impl Act for CloseWithdrawn {
    const NAME: &'static str = "case.close_withdrawn";
    const RIGHT: Right = Right::MACHINE;
    type State = Case;
    type Inputs = Standing;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Standing, Fault> {
        case_end::look(read, self.case, Outcome::Withdrawn).await
    }

    fn decide(&self, case: &Case, standing: &Standing, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        // Decided or closed in the meantime: there is nothing to close.
        let Ok(known) = case.open() else { return Ok(Changes::new()) };
        match standing {
            Standing::Free => {
                case_end::close(self.case, case, Outcome::Withdrawn, *standing, ctx.today)
            }
            Standing::Stopped => {
                let kind = case_type::known(&known.case_type)?;
                Ok(case_task::add(self.case, kind, TASK, None, ctx).1)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use casefile::model::{CaseNumber, Headline};
    use casefile::{CaseEvent, PersonId};
    use kernel::{Class, Sealed};
    use testkit::given;

    use super::*;

    fn act() -> CloseWithdrawn {
        CloseWithdrawn { case: CaseId(Uuid::from_u128(1)) }
    }

    fn opened() -> CaseEvent {
        CaseEvent::Opened {
            number: CaseNumber::new("HEL", 2026, 1).unwrap(),
            headline: Sealed::new(act().case, Headline::new("Aalto").unwrap()),
            applicant: PersonId(Uuid::from_u128(2)),
            unit: "HEL".into(),
            class: Class::Normal,
            case_type: "student-degree".into(),
            status: "received".into(),
        }
    }

    fn kinds(standing: Standing) -> Vec<String> {
        let when = given::<Case>([opened()]).when(act(), standing);
        when.outcome().unwrap().into_events().unwrap().into_iter().map(|e| e.kind).collect()
    }

    #[test]
    fn the_case_ends_or_an_official_sees_to_it() {
        assert_eq!(kinds(Standing::Free), ["case.closed", "signal.case_closed"]);
        assert_eq!(kinds(Standing::Stopped), ["case.task_added"]);
    }

    #[test]
    fn a_case_that_has_ended_is_left_alone() {
        let closed = CaseEvent::Closed { outcome: Outcome::Done };
        given::<Case>([opened(), closed]).when(act(), Standing::Free).then_nothing();
    }
}

//! A case is not for light processing after all: it goes the full way.

use casefile::{Case, CaseEvent, CaseId, KnownCase, TaskState, case_task, case_type};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::reason;
use crate::events::{CaseDecisionEvent, SittingEvent};
use crate::ids::SittingId;
use crate::light::held;
use crate::limits::REASON;
use crate::rights::DECIDE;
use crate::state::{CaseDecisions, Light, Sittings};

/// The task of whoever confirms what is prepared.
pub(crate) const CONFIRM: &str = "confirm-decision";
/// The task of whoever decides with everything before them, where the kind of case begins with none.
const EXAMINE: &str = "examine-application";

/// Takes a case to full processing.
#[derive(Debug, Clone)]
pub struct LeaveLight {
    /// Which.
    pub case: CaseId,
    /// Why.
    pub reason: String,
}

/// The case, and the sittings of whoever acts.
pub struct Leaving {
    /// The case.
    pub case: Case,
    /// Whose sittings.
    pub sitting: SittingId,
    /// The sittings.
    pub sittings: Sittings,
}

impl Act for LeaveLight {
    const NAME: &'static str = "light.leave";
    const RIGHT: Right = DECIDE;
    type State = CaseDecisions;
    type Inputs = Leaving;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Leaving, Fault> {
        let sitting = SittingId::of(self.case, read.who().user);
        Ok(Leaving {
            case: read.fold::<Case>(self.case).await?,
            sitting,
            sittings: read.fold::<Sittings>(sitting).await?,
        })
    }

    fn decide(
        &self,
        decisions: &CaseDecisions,
        leaving: &Leaving,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = leaving.case.open()?;
        held(known, ctx.who.user)?;
        if decisions.1 != Light::Open {
            return Err(Refusal::new("light-no-longer"));
        }
        let reason = Sealed::new(known.applicant, reason(&self.reason)?);
        let left = CaseDecisionEvent::Left { reason: Some(reason) };
        let changes = Changes::one(self.case, &left).and(full_way(self.case, known, ctx)?);
        Ok(match leaving.sittings.open() {
            Some(_) => changes.record(leaving.sitting, &SittingEvent::Left { by_rules: false }),
            None => changes,
        })
    }
}

/// The task of confirming is over; there is one of deciding, unless there is something to do already.
pub(crate) fn full_way(id: CaseId, case: &KnownCase, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
    let undone = case.tasks.iter().filter(|(_, task)| task.state != TaskState::Done);
    let (confirming, others): (Vec<_>, Vec<_>) = undone.partition(|(_, task)| task.what == CONFIRM);
    let changes = confirming.iter().fold(Changes::new(), |changes, (task, _)| {
        changes.record(id, &CaseEvent::TaskDone { task: **task })
    });
    if !others.is_empty() {
        return Ok(changes);
    }
    let kind = case_type::known(&case.case_type)?;
    let what = kind.first_task.as_deref().unwrap_or(EXAMINE);
    Ok(changes.and(case_task::add(id, kind, what, case.legal_date(), ctx).1))
}

impl FormAct for LeaveLight {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("reason", REASON)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let case: CaseId = request.param("case")?;
        let opened = request.kernel.open::<Case>(&request.who, case, DECIDE, Self::NAME).await?;
        let known = opened.state.known().ok_or(Problem::NotFound)?;
        let number = known.number.to_string();
        Ok(Draft::new()
            .arg("number", &number)
            .crumb(number, format!("/light/{case}/file"))
            .crumb(request.ui.t("light"), format!("/light/{case}")))
    }

    fn read(form: &mut Reader<'_>) -> Option<LeaveLight> {
        let (case, reason) = (form.param("case"), form.text("reason"));
        Some(LeaveLight { case: case?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{CASE, official, opened};

    fn leaving(n: u128) -> Leaving {
        let assigned = CaseEvent::Assigned { handler: Some(official(n).user) };
        let case = given::<Case>([opened(), assigned]).state(CASE.0);
        let sitting = SittingId::of(CASE, official(1).user);
        Leaving { case, sitting, sittings: Sittings::default() }
    }

    fn act(reason: &str) -> LeaveLight {
        LeaveLight { case: CASE, reason: reason.into() }
    }

    #[test]
    fn whoever_has_the_case_says_why_it_is_not_light_and_there_is_a_task() {
        let me = official(1);
        let none = || given::<CaseDecisions>([]).as_who(&me);
        let changes = none().when(act("A spouse"), leaving(1)).outcome().unwrap();
        let events = changes.into_events().unwrap();
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, ["light.left", "case.task_added"]);
        none().when(act(" "), leaving(1)).then_refused("reason-empty");
        none().when(act("A spouse"), leaving(2)).then_refused("light-others");
        let left = given::<CaseDecisions>([CaseDecisionEvent::Left { reason: None }]).as_who(&me);
        left.when(act("A spouse"), leaving(1)).then_refused("light-no-longer");
    }
}

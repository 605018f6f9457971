//! Prepares a decision for whoever got a task: a draft with the words that are always the same. A person
//! writes the rest, and nothing of it goes anywhere without one.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;

use super::drafted;
use crate::basis::Basis;
use crate::events::{CaseDecisionEvent, DecisionEvent, Origin};
use crate::ids::DecisionId;
use crate::library::Tongue;
use crate::state::{CaseDecisions, Decision};
use casefile::{CaseId, TaskId};

/// Prepares what a task calls for.
#[derive(Debug, Clone)]
pub struct PrepareDecision {
    /// On which case.
    pub case: CaseId,
    /// Which task.
    pub task: TaskId,
}

impl Act for PrepareDecision {
    const NAME: &'static str = "decision.prepare";
    const RIGHT: Right = Right::MACHINE;
    type State = Decision;
    type Inputs = (Basis, CaseDecisions);

    fn stream(&self) -> Uuid {
        DecisionId::of_task(self.task).0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<(Basis, CaseDecisions), Fault> {
        let basis = Basis::read(read, self.case).await?;
        Ok((basis, read.fold::<CaseDecisions>(self.case).await?))
    }

    fn decide(
        &self,
        decision: &Decision,
        (basis, begun): &(Basis, CaseDecisions),
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let case = basis.case.open()?;
        let task = case.tasks.get(&self.task);
        let decided = basis.library.decided(&case.case_type);
        let row = task.zip(decided);
        let row = row.and_then(|(task, of)| basis.library.prepared(&task.what, of, ctx.today));
        let letter = row.and_then(|row| basis.library.letter(&row.letter, ctx.today));
        let (None, Some(row), Some(letter)) = (decision.known(), row, letter) else {
            return Ok(Changes::new());
        };
        // Somebody has begun it by hand.
        if begun.0.values().any(|known| known.letter == letter.kind) {
            return Ok(Changes::new());
        }
        let id = DecisionId::of_task(self.task);
        let draft = drafted(self.case, basis, (&letter.kind, letter.valid_from), Origin::Hand)?;
        let DecisionEvent::Drafted { language, .. } = &draft else { return Ok(Changes::new()) };
        let tongue: Tongue = *language;
        let begun = CaseDecisionEvent::Begun { decision: id, letter: letter.kind.clone() };
        let changes = Changes::one(id, &draft).record(self.case, &begun);
        Ok(row.sections.iter().fold(changes, |changes, section| {
            let text = Sealed::new(case.applicant, tongue.of(&section.words).to_owned());
            let section = section.code.clone();
            changes.record(id, &DecisionEvent::Written { section, text })
        }))
    }
}

#[cfg(test)]
mod tests {
    use casefile::CaseEvent;
    use kernel::Who;
    use testkit::given;

    use super::*;
    use crate::acts::tests::{CASE, basis, opened};

    const TASK: TaskId = TaskId(Uuid::from_u128(400));

    fn with(what: &str) -> Basis {
        let added = CaseEvent::TaskAdded {
            task: TASK,
            what: what.into(),
            priority: casefile::Priority::Normal,
            due: "2026-06-01".parse().unwrap(),
            before_legal_date: None,
            urgent_days: None,
            competence: None,
            words: None,
            queue: None,
        };
        basis(&[opened(), added], &[])
    }

    #[test]
    fn whoever_did_not_come_is_not_refused_but_a_refusal_is_prepared_to_be_heard_and_written() {
        let act = PrepareDecision { case: CASE, task: TASK };
        let machine = Who::machine();
        let given = || given::<Decision>([]).as_who(&machine);
        let inputs = |what: &str, begun: CaseDecisions| (with(what), begun);
        let nothing = inputs("examine-application", CaseDecisions::default());
        given().when(act.clone(), nothing).then_nothing();
        let lapsed = inputs("identity-not-shown", CaseDecisions::default());
        let changes = given().when(act.clone(), lapsed).outcome().unwrap();
        let kinds: Vec<_> = changes.into_events().unwrap().into_iter().map(|e| e.kind).collect();
        let written = ["decision.written", "decision.written"];
        assert_eq!(kinds, [&["decision.drafted", "decided.begun"][..], &written].concat());
        // An official has begun it.
        let letter = "residence-refusal".to_owned();
        let begun = CaseDecisionEvent::Begun { decision: DecisionId(Uuid::nil()), letter };
        let begun = testkit::given::<CaseDecisions>([begun]).state(CASE.0);
        given().when(act, inputs("identity-not-shown", begun)).then_nothing();
    }
}

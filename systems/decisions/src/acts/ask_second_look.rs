//! An official in doubt about a draft asks for a second look: a colleague has a task, and until they have answered it
//! takes two, one who presents and another who decides.

use casefile::{case_task, case_type};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{decision_draft, reason};
use crate::basis::Basis;
use crate::events::DecisionEvent;
use crate::ids::DecisionId;
use crate::library::DecidedBy;
use crate::limits::REASON;
use crate::rights::WRITE;
use crate::state::{Decision, Stage};

/// The task of whoever looks.
const TASK: &str = "second-look";

/// Asks for a second look.
#[derive(Debug, Clone)]
pub struct AskSecondLook {
    /// At which draft.
    pub decision: DecisionId,
    /// What the official is in doubt about.
    pub question: String,
}

impl Act for AskSecondLook {
    const NAME: &'static str = "decision.ask_second_look";
    const RIGHT: Right = WRITE;
    type State = Decision;
    type Inputs = Option<Basis>;

    fn stream(&self) -> Uuid {
        self.decision.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Basis>, Fault> {
        Basis::of(read, self.decision).await
    }

    fn decide(
        &self,
        decision: &Decision,
        basis: &Option<Basis>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = decision.there()?;
        let basis = Basis::there(basis)?;
        let case = basis.case.open()?;
        if known.kind(basis.library)?.decided_by == DecidedBy::Machine {
            return Err(Refusal::new("decision-of-rules"));
        }
        if !matches!(known.stage, Stage::Draft { .. }) {
            return Err(Refusal::new("decision-not-draft"));
        }
        if known.open_look().is_some() {
            return Err(Refusal::new("decision-second-look-open"));
        }
        let question = Sealed::new(known.applicant, reason(&self.question)?);
        let kind = case_type::known(&case.case_type)?;
        let (task, added) = case_task::add(known.case, kind, TASK, case.legal_date(), ctx);
        let asked = DecisionEvent::SecondLookAsked { question, task };
        Ok(Changes::one(self.decision, &asked).and(added))
    }
}

impl FormAct for AskSecondLook {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("question", REASON)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        decision_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<AskSecondLook> {
        let (decision, question) = (form.param("id"), form.text("question"));
        Some(AskSecondLook { decision: decision?, question: question? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/decisions/{}", done.stream)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{DECISION, basis, drafted, official, opened, terms};
    use crate::acts::{PresentDecision, SignDecision};
    use crate::events::Origin;

    pub(in crate::acts) fn asked() -> AskSecondLook {
        AskSecondLook { decision: DECISION, question: "Is this a family?".into() }
    }

    pub(in crate::acts) fn with() -> Option<Basis> {
        Some(basis(&[opened()], &terms()))
    }

    /// What an act on the draft records on the decision, on top of what was recorded.
    pub(in crate::acts) fn kinds(changes: Changes) -> Vec<String> {
        changes.into_events().unwrap().into_iter().map(|event| event.kind).collect()
    }

    pub(in crate::acts) fn looked() -> [DecisionEvent; 2] {
        let person = crate::acts::tests::PERSON;
        let task = casefile::TaskId(Uuid::from_u128(8));
        let question = Sealed::new(person, "Is this a family?".to_owned());
        let drafted = drafted("residence-grant", Origin::Hand);
        [drafted, DecisionEvent::SecondLookAsked { question, task }]
    }

    #[test]
    fn a_colleague_gets_a_task_and_it_takes_two_from_then_on() {
        let drafted = drafted("residence-grant", Origin::Hand);
        let given_draft = given::<Decision>([drafted]).as_who(&official(1));
        let changes = given_draft.when(asked(), with()).outcome().unwrap();
        assert_eq!(kinds(changes), ["decision.second_look_asked", "case.task_added"]);
        let by_one = || given::<Decision>([]).and_by(&official(1), looked());
        by_one()
            .as_who(&official(1))
            .when(asked(), with())
            .then_refused("decision-second-look-open");
        let (checked, fields) = (Vec::new(), String::new());
        let sign = SignDecision { decision: DECISION, checked, fields };
        let mine = by_one().as_who(&official(1)).when(sign.clone(), with());
        mine.then_refused("decision-second-look-own");
        let at_once = by_one().as_who(&official(2)).when(sign, with());
        at_once.then_refused("decision-not-presented");
        let (checked, fields) = (Vec::new(), String::new());
        let present = PresentDecision { decision: DECISION, checked, fields };
        let presented = by_one().as_who(&official(1)).when(present, with());
        presented.then_refused("checklist-open");
    }
}

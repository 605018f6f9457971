//! Recalls a letter that has not reached its reader: from then on nobody opens it, and it serves nothing. What was
//! registered with it is taken back, until another document takes its place.

use casefile::{Person, residence_right};
use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::archive_decision::right_of;
use super::{decision_draft, reason};
use crate::basis::Basis;
use crate::events::{CaseDecisionEvent, DecisionEvent};
use crate::ids::DecisionId;
use crate::library::Library;
use crate::limits::REASON;
use crate::model::Fields;
use crate::rights::DECIDE;
use crate::state::{Decision, KnownDecision, Stage};

/// Recalls a decision or another letter.
#[derive(Debug, Clone)]
pub struct RecallDecision {
    /// Which.
    pub decision: DecisionId,
    /// Why.
    pub reason: String,
}

impl Act for RecallDecision {
    const NAME: &'static str = "decision.recall";
    const RIGHT: Right = DECIDE;
    type State = Decision;
    type Inputs = Option<Recalling>;

    fn stream(&self) -> Uuid {
        self.decision.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Recalling>, Fault> {
        let decision = read.fold::<Decision>(self.decision).await?;
        let Some(known) = decision.known() else { return Ok(None) };
        let basis = Basis::read(read, known.case).await?;
        // Where the right stands that is taken back is not moved in between.
        read.guard::<Person>(known.applicant).await?;
        let stands = match known.corrects() {
            Some((of, _)) => what_stands(read, of).await?,
            None => None,
        };
        Ok(Some(Recalling { basis, stands }))
    }

    fn decide(
        &self,
        decision: &Decision,
        inputs: &Option<Recalling>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = decision.there()?;
        let Recalling { basis, stands } =
            inputs.as_ref().ok_or_else(|| Refusal::new("decision-unknown"))?;
        basis.case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        recallable(known, basis.library, ctx.today)?;
        let reason = reason(&self.reason)?;
        let right = registered(known, (basis, stands.as_ref()), &reason)?;
        let reason = Sealed::new(known.applicant, reason);
        let told = CaseDecisionEvent::Recalled { decision: self.decision };
        let recalled = Changes::one(self.decision, &DecisionEvent::Recalled { reason });
        Ok(recalled.record(known.case, &told).and(right))
    }
}

/// What recalling has to know.
pub struct Recalling {
    /// What it rests on.
    pub basis: Basis,
    /// What the decision says that it corrects, or the one before that stands.
    pub stands: Option<Fields>,
}

/// May a letter still be recalled? Only while nobody has it: it was neither received nor opened, and what is on its way
/// goes by a mode that can be held back.
pub(crate) fn recallable(
    known: &KnownDecision,
    library: &Library,
    today: Date,
) -> Result<(), Refusal> {
    let Stage::Archived { .. } = &known.stage else {
        return Err(Refusal::new("decision-not-given"));
    };
    if known.reached.recalled.is_some() {
        return Err(Refusal::new("decision-recalled"));
    }
    if known.reached.served.is_some() {
        return Err(Refusal::new("decision-served"));
    }
    if known.reached.opened.is_some() {
        return Err(Refusal::new("decision-opened"));
    }
    let Some(attempt) = known.reached.under_way() else { return Ok(()) };
    let mode = library.mode(&attempt.mode, attempt.on);
    let mode = mode.ok_or_else(|| Refusal::new("service-unknown"))?;
    if !mode.recall {
        return Err(Refusal::new("recall-posted"));
    }
    // Its day has come, though nobody has recorded that yet.
    if mode.presumed(attempt.on).is_some_and(|day| day <= today) {
        return Err(Refusal::new("decision-served"));
    }
    Ok(())
}

/// What a decision says that stands: its own, or where it was recalled what the one says that it corrects.
pub(super) async fn what_stands(
    read: &mut Read<'_>,
    decision: DecisionId,
) -> Result<Option<Fields>, Fault> {
    let mut next = Some(decision);
    while let Some(id) = next {
        let decision = read.fold::<Decision>(id).await?;
        let Some(known) = decision.known() else { return Ok(None) };
        match &known.stage {
            Stage::Archived { signed, .. } if known.reached.recalled.is_none() => {
                return Ok(signed.fields.clone());
            }
            _ => next = known.corrects().map(|(of, _)| of),
        }
    }
    Ok(None)
}

/// What was registered with it is there no more: of a correction, what it corrected is there again.
fn registered(
    known: &KnownDecision,
    (basis, stands): (&Basis, Option<&Fields>),
    reason: &str,
) -> Result<Changes, Refusal> {
    let Stage::Archived { signed, .. } = &known.stage else { return Ok(Changes::new()) };
    let names = known.kind(basis.library)?.right.as_ref();
    let right = |fields| right_of(known.case, names?, fields);
    let (Some(own), Person::Known(person)) =
        (signed.fields.as_ref().and_then(right), &basis.person)
    else {
        return Ok(Changes::new());
    };
    match stands.and_then(right) {
        Some(before) => residence_right::correct(known.applicant, person, (&own, &before), reason),
        None => Ok(residence_right::take_back(known.applicant, person, &own, reason)),
    }
}

impl FormAct for RecallDecision {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("reason", REASON)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        decision_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<RecallDecision> {
        let (decision, reason) = (form.param("id"), form.text("reason"));
        Some(RecallDecision { decision: decision?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/decisions/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use casefile::PersonEvent;
    use testkit::{given, on};

    use super::*;
    use crate::acts::tests::{
        CASE, DECISION, PERSON, archived, basis, drafted, fields, opened, person_with, sent, terms,
    };
    use crate::acts::{NoteOpened, PresumeReceived, RecordSent, RedirectDecision, Sending};
    use crate::events::Origin;

    const VERIFIABLE: &str = "electronic-verifiable";

    fn with() -> Option<Recalling> {
        Some(Recalling { basis: basis(&[opened()], &terms()), stands: None })
    }

    fn of_others() -> Option<Basis> {
        with().map(|of| of.basis)
    }

    fn act() -> RecallDecision {
        RecallDecision { decision: DECISION, reason: "Of another person ".into() }
    }

    fn recalled() -> DecisionEvent {
        let reason = Sealed::new(PERSON, "Of another person".to_owned());
        DecisionEvent::Recalled { reason }
    }

    #[test]
    fn what_nobody_has_is_recalled_with_its_reason() {
        let told = CaseDecisionEvent::Recalled { decision: DECISION };
        let wanted = || [on(DECISION, &recalled()), on(CASE, &told)];
        for mode in ["electronic-ordinary", VERIFIABLE, "mission", "police"] {
            let under_way = given::<Decision>(archived(mode)).and([sent(mode)]);
            under_way.when(act(), with()).then_all(wanted());
        }
        given::<Decision>(archived("letter")).when(act(), with()).then_all(wanted());
        let silent = RecallDecision { reason: " ".into(), ..act() };
        given::<Decision>(archived("letter")).when(silent, with()).then_refused("reason-empty");
    }

    #[test]
    fn what_was_posted_opened_or_received_is_not_recalled() {
        for mode in ["letter", "letter-receipt", "counsel"] {
            let posted = || given::<Decision>(archived(mode)).and([sent(mode)]);
            posted().when(act(), with()).then_refused("recall-posted");
            let reason = Sealed::new(PERSON, "Came back".to_owned());
            let back = DecisionEvent::Undelivered { mode: mode.into(), reason };
            assert!(
                posted().and([back]).when(act(), with()).outcome().is_ok(),
                "{mode}: it is here"
            );
        }
        let opened = given::<Decision>(archived("letter")).and([DecisionEvent::Opened {}]);
        opened.when(act(), with()).then_refused("decision-opened");
        let ordinary = given::<Decision>(archived("electronic-ordinary"));
        let ordinary = ordinary.and([sent("electronic-ordinary")]);
        ordinary.days_pass(3).when(act(), with()).then_refused("decision-served");
        let draft = given::<Decision>([drafted("residence-grant", Origin::Hand)]);
        draft.when(act(), with()).then_refused("decision-not-given");
        let twice = given::<Decision>(archived("letter")).and([recalled()]);
        twice.when(act(), with()).then_refused("decision-recalled");
    }

    #[test]
    fn what_was_recalled_is_neither_opened_nor_sent_nor_presumed_received() {
        let given = || given::<Decision>(archived(VERIFIABLE)).and([sent(VERIFIABLE), recalled()]);
        let id = DECISION;
        given().when(NoteOpened { decision: id }, of_others()).then_refused("decision-recalled");
        let late = given().days_pass(20).when(PresumeReceived { decision: id }, of_others());
        late.then_refused("decision-not-sent");
        let send = RecordSent { decision: id, on: "2026-03-02".parse().unwrap(), to: None };
        let writing = casefile::hold::Standing::Free;
        let sending = of_others().map(|basis| Sending { basis, writing });
        given().when(send, sending).then_refused("decision-recalled");
        let police = RedirectDecision { decision: id, mode: "police".into() };
        given().when(police, of_others()).then_refused("decision-recalled");
    }

    #[test]
    fn the_right_that_was_registered_with_it_is_taken_back() {
        let mut of = with().unwrap();
        let fields = fields("residence-grant", &of.basis);
        let letter = of.basis.library.letter("residence-grant", "2026-03-02".parse().unwrap());
        let right = right_of(CASE, letter.unwrap().right.as_ref().unwrap(), &fields).unwrap();
        let right = Sealed::new(PERSON, right);
        of.basis.person = person_with(vec![PersonEvent::ResidenceRightRecorded { right }]);
        let made = given::<Decision>(archived("letter")).when(act(), Some(of)).outcome();
        let made = made.unwrap().into_events().unwrap();
        assert_eq!(made[2].kind, "person.residence_right_corrected");
        assert!(made[2].body["right"].is_null(), "{}", made[2].body);
    }
}

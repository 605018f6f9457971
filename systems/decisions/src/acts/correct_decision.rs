//! Begins the correction of a clerical error: a new document beside the one that it corrects, which
//! stays as it is.

use std::collections::BTreeMap;

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::About;
use super::draft_decision::drafted;
use crate::basis::Basis;
use crate::events::{CaseDecisionEvent, DecisionEvent, Origin};
use crate::ids::DecisionId;
use crate::library::{DecidedBy, LetterKind};
use crate::model::Original;
use crate::rights::WRITE;
use crate::state::{Decision, KnownDecision, Stage};

/// Begins a correction.
#[derive(Debug, Clone, Copy)]
pub struct CorrectDecision {
    /// The id it gets.
    pub decision: DecisionId,
    /// What it corrects.
    pub of: DecisionId,
}

impl Act for CorrectDecision {
    const NAME: &'static str = "decision.correct";
    const RIGHT: Right = WRITE;
    type State = Decision;
    type Inputs = Option<(Box<KnownDecision>, Basis)>;

    fn stream(&self) -> Uuid {
        self.decision.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Self::Inputs, Fault> {
        let Decision::Known(of) = read.guard::<Decision>(self.of).await? else { return Ok(None) };
        let basis = Basis::read(read, of.case).await?;
        Ok(Some((of, basis)))
    }

    fn decide(
        &self,
        decision: &Decision,
        inputs: &Self::Inputs,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        if decision.known().is_some() {
            return Err(Refusal::new("decision-known"));
        }
        let unknown = || Refusal::new("decision-unknown");
        let (of, basis) = inputs.as_ref().ok_or_else(unknown)?;
        let case = basis.case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        let Stage::Archived { signed, .. } = &of.stage else {
            return Err(Refusal::new("decision-not-given"));
        };
        let law = basis.library.correction(ctx.today).ok_or_else(unknown)?;
        if law.until(signed.at.date()) < ctx.today {
            return Err(Refusal::new("correction-too-late").with("years", law.years_max));
        }
        let erased = || Refusal::new("decision-erased");
        let fields = signed.fields.clone().ok_or_else(erased)?;
        if of.corrected_by.is_some() {
            return Err(Refusal::new("decision-corrected"));
        }
        let letter = by_people(of.kind(basis.library)?, basis, &case.case_type, signed.at.date())?;
        let origin = Origin::Correction { of: self.of, day: signed.at.date() };
        let kind = (letter.kind.as_str(), letter.valid_from);
        let drafted = drafted(of.case, basis, kind, origin)?;
        let begun =
            CaseDecisionEvent::Begun { decision: self.decision, letter: letter.kind.clone() };
        let kept = of.texts().into_iter().filter(|(section, _)| letter.section(section).is_some());
        let written: BTreeMap<String, String> = kept.collect();
        let original = Original { fields, written: written.clone() };
        let original = Sealed::new(of.applicant, original);
        let changes = Changes::one(self.decision, &drafted)
            .record(of.case, &begun)
            .record(self.decision, &DecisionEvent::TakenOver { original });
        Ok(written.into_iter().fold(changes, |changes, (section, text)| {
            let text = Sealed::new(of.applicant, text);
            changes.record(self.decision, &DecisionEvent::Written { section, text })
        }))
    }
}

/// The letter by which people correct: the same, or for what rules decided the one that people wrote
/// to the same effect on the day of the decision.
fn by_people<'a>(
    letter: &'a LetterKind,
    basis: &'a Basis,
    case_type: &str,
    day: kernel::Date,
) -> Result<&'a LetterKind, Refusal> {
    if letter.decided_by == DecidedBy::Person {
        return Ok(letter);
    }
    let by_hand = basis.library.decided(case_type).into_iter().flat_map(|d| &d.by_hand);
    let mut letters = by_hand.filter_map(|kind| basis.library.letter(kind, day));
    let same = letters.find(|other| other.outcome == letter.outcome);
    same.ok_or_else(|| Refusal::new("letter-unknown"))
}

impl FormAct for CorrectDecision {
    fn fields() -> Vec<Field> {
        vec![Field::hidden("decision")]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let About { draft, .. } = About::open(request, Self::NAME).await?;
        Ok(draft.value("decision", request.kernel.next_id()))
    }

    fn read(form: &mut Reader<'_>) -> Option<CorrectDecision> {
        let (decision, of) = (form.reference("decision"), form.param("id"));
        Some(CorrectDecision { decision: decision?, of: of? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/decisions/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::{given, on};

    use super::*;
    use crate::acts::tests::{
        CASE, DECISION, PERSON, basis, drafted as drafted_event, fields, opened, sheet, signed,
        terms, written,
    };

    const OTHER: DecisionId = DecisionId(Uuid::from_u128(301));

    fn act() -> CorrectDecision {
        CorrectDecision { decision: OTHER, of: DECISION }
    }

    fn given_before(events: Vec<DecisionEvent>) -> Option<(Box<KnownDecision>, Basis)> {
        let state = given::<Decision>(events).state(DECISION.0);
        let Decision::Known(known) = state else { panic!() };
        Some((known, basis(&[opened()], &terms())))
    }

    fn archived(letter: &str) -> Vec<DecisionEvent> {
        let fields = fields(letter, &basis(&[opened()], &terms()));
        vec![
            drafted_event(letter, Origin::Hand),
            written("reasons", "Because"),
            signed(&fields, "letter"),
            DecisionEvent::Archived { sheets: vec![sheet(9)] },
        ]
    }

    #[test]
    fn a_correction_is_a_new_draft_with_what_was_written() {
        for (letter, by) in [
            ("residence-grant", "residence-grant"),
            ("residence-grant-automatic", "residence-grant"),
        ] {
            let origin = Origin::Correction { of: DECISION, day: "2026-03-02".parse().unwrap() };
            let drafted = drafted_event(by, origin);
            let begun = CaseDecisionEvent::Begun { decision: OTHER, letter: by.into() };
            let written = [("reasons".to_owned(), "Because".to_owned())].into();
            let fields = fields(letter, &basis(&[opened()], &terms()));
            let original = Sealed::new(PERSON, Original { fields, written });
            let taken_over = DecisionEvent::TakenOver { original };
            let text = Sealed::new(PERSON, "Because".to_owned());
            let kept = DecisionEvent::Written { section: "reasons".into(), text };
            given::<Decision>([]).when(act(), given_before(archived(letter))).then_all([
                on(OTHER, &drafted),
                on(CASE, &begun),
                on(OTHER, &taken_over),
                on(OTHER, &kept),
            ]);
        }
    }

    #[test]
    fn only_what_was_given_is_corrected_and_once() {
        let draft = vec![drafted_event("residence-grant", Origin::Hand)];
        given::<Decision>([]).when(act(), given_before(draft)).then_refused("decision-not-given");
        let mut corrected = archived("residence-grant");
        corrected.push(DecisionEvent::Corrected { by: OTHER });
        given::<Decision>([])
            .when(act(), given_before(corrected))
            .then_refused("decision-corrected");
        given::<Decision>([]).when(act(), None).then_refused("decision-unknown");
    }

    #[test]
    fn what_was_given_longer_ago_than_the_law_says_is_not_corrected() {
        let given = || given::<Decision>([]);
        let old = || given_before(archived("residence-grant"));
        // Five years and a day, and a leap day among them.
        given().days_pass(1827).when(act(), old()).then_refused("correction-too-late");
        assert!(given().days_pass(1826).when(act(), old()).outcome().is_ok());
    }
}

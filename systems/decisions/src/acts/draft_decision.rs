//! Begins a decision or another letter on a case.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::basis::Basis;
use crate::events::{CaseDecisionEvent, DecisionEvent, Origin};
use crate::ids::DecisionId;
use crate::library::{Tongue, library};
use crate::rights::WRITE;
use crate::state::Decision;
use casefile::{Case, CaseId, KnownPerson};

/// Begins a letter.
#[derive(Debug, Clone)]
pub struct DraftDecision {
    /// The id it gets.
    pub decision: DecisionId,
    /// On which case.
    pub case: CaseId,
    /// Code of the kind of letter.
    pub letter: String,
}

impl Act for DraftDecision {
    const NAME: &'static str = "decision.draft";
    const RIGHT: Right = WRITE;
    type State = Decision;
    type Inputs = Basis;

    fn stream(&self) -> Uuid {
        self.decision.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Basis, Fault> {
        Basis::read(read, self.case).await
    }

    fn decide(&self, known: &Decision, basis: &Basis, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        if known.known().is_some() {
            return Err(Refusal::new("decision-known"));
        }
        let case = basis.case.open()?;
        let unknown = || Refusal::new("letter-unknown").at("letter");
        let decided = basis.library.decided(&case.case_type).ok_or_else(unknown)?;
        if !decided.by_hand.contains(&self.letter) {
            return Err(unknown());
        }
        let letter = basis.library.letter(&self.letter, ctx.today).ok_or_else(unknown)?;
        let drafted = drafted(self.case, basis, (&letter.kind, letter.valid_from), Origin::Hand)?;
        let begun =
            CaseDecisionEvent::Begun { decision: self.decision, letter: letter.kind.clone() };
        Ok(Changes::one(self.decision, &drafted).record(self.case, &begun))
    }
}

/// The event of a draft on a case, in the languages of the person it concerns.
pub(crate) fn drafted(
    case: CaseId,
    basis: &Basis,
    (letter, version): (&str, kernel::Date),
    origin: Origin,
) -> Result<DecisionEvent, Refusal> {
    let known = basis.case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
    let served_in = served_in(basis.person.known());
    Ok(DecisionEvent::Drafted {
        case,
        number: known.number.to_string(),
        applicant: known.applicant,
        letter: letter.to_owned(),
        version,
        language: Tongue::authentic(served_in),
        translation: Tongue::translation(served_in),
        origin,
    })
}

/// Code of the language somebody is served in; empty when nobody asked.
fn served_in(person: Option<&KnownPerson>) -> &str {
    person.and_then(|known| known.languages.as_ref()).map_or("", |l| l.contact.code())
}

impl FormAct for DraftDecision {
    fn fields() -> Vec<Field> {
        vec![Field::hidden("decision"), Field::drafted("letter", Shown::Open)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let id: CaseId = request.param("id")?;
        let kernel = &request.kernel;
        let opened = kernel.open::<Case>(&request.who, id, casefile::SEE, Self::NAME).await?;
        let case = opened.state.known().ok_or(Problem::NotFound)?;
        let decided = library()?.decided(&case.case_type).ok_or(Problem::NotFound)?;
        let option = |code: &String| (code.clone(), request.ui.code("letter-", code).plain());
        let number = case.number.to_string();
        Ok(Draft::new()
            .value("decision", kernel.next_id())
            .options("letter", decided.by_hand.iter().map(option).collect())
            .arg("number", &number)
            .crumb(request.ui.t("casefile-cases"), "/cases")
            .crumb(number, format!("/cases/{id}")))
    }

    fn read(form: &mut Reader<'_>) -> Option<DraftDecision> {
        let (decision, case) = (form.reference("decision"), form.param("id"));
        let letter = form.choice("letter");
        Some(DraftDecision { decision: decision?, case: case?, letter: letter? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/decisions/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use casefile::{CaseEvent, Outcome};
    use testkit::{given, on};

    use super::*;
    use crate::acts::tests::{CASE, DECISION, basis, opened};

    fn act(letter: &str) -> DraftDecision {
        DraftDecision { decision: DECISION, case: CASE, letter: letter.into() }
    }

    #[test]
    fn a_draft_is_of_a_letter_for_this_kind_of_case_and_shows_on_the_case() {
        let drafted = crate::acts::tests::drafted("residence-grant", Origin::Hand);
        let begun =
            CaseDecisionEvent::Begun { decision: DECISION, letter: "residence-grant".into() };
        given::<Decision>([])
            .when(act("residence-grant"), basis(&[opened()], &[]))
            .then_all([on(DECISION, &drafted), on(CASE, &begun)]);
        given::<Decision>([drafted])
            .when(act("residence-grant"), basis(&[opened()], &[]))
            .then_refused("decision-known");
    }

    #[test]
    fn nobody_writes_by_hand_what_rules_decide_and_nothing_on_a_closed_case() {
        let given = || given::<Decision>([]);
        given()
            .when(act("residence-grant-automatic"), basis(&[opened()], &[]))
            .then_refused("letter-unknown");
        let closed = CaseEvent::Closed { outcome: Outcome::Done };
        given()
            .when(act("residence-grant"), basis(&[opened(), closed], &[]))
            .then_refused("case-closed");
        given().when(act("residence-grant"), basis(&[], &[])).then_refused("case-unknown");
    }
}

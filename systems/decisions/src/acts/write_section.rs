//! Writes what a person says in a section of a decision.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::decision_draft;
use crate::basis::Basis;
use crate::events::DecisionEvent;
use crate::ids::DecisionId;
use crate::library::{Writing, library};
use crate::limits::SECTION;
use crate::rights::WRITE;
use crate::state::{Decision, Stage, Written};

/// Writes in a section.
#[derive(Debug, Clone)]
pub struct WriteSection {
    /// In which decision.
    pub decision: DecisionId,
    /// Code of the section.
    pub section: String,
    /// All that is to stand there.
    pub text: String,
}

impl Act for WriteSection {
    const NAME: &'static str = "decision.write";
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
        _: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = decision.there()?;
        let basis = Basis::there(basis)?;
        basis.case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        let letter = known.kind(basis.library)?;
        let section = letter.section(&self.section);
        let section = section.filter(|section| section.written != Writing::Never);
        section.ok_or_else(|| Refusal::new("section-unknown").at("text"))?;
        if !matches!(known.stage, Stage::Draft { .. }) {
            return Err(Refusal::new("decision-not-draft"));
        }
        let before = known.written.get(&self.section);
        let same = before.and_then(|written| written.text.as_deref()).unwrap_or("") == self.text;
        // Whoever saves what was prepared as it is makes it theirs.
        if same && !before.is_some_and(Written::is_prepared) {
            return Ok(Changes::new());
        }
        let text = Sealed::new(known.applicant, self.text.clone());
        let section = self.section.clone();
        Ok(Changes::one(self.decision, &DecisionEvent::Written { section, text }))
    }
}

impl FormAct for WriteSection {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("text", SECTION).rows(16).optional()]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, known) = decision_draft(request, Self::NAME).await?;
        let code: String = request.param("section")?;
        let letter = known.kind(library()?)?;
        let section = letter.section(&code).ok_or(Problem::NotFound)?;
        let tongue = known.language;
        let text = known.texts().remove(&code).unwrap_or_default();
        let language = request.ui.code("language-", tongue.code()).plain();
        Ok(draft
            .arg("heading", tongue.of(&section.heading))
            .arg("language", language)
            .value("text", text))
    }

    fn read(form: &mut Reader<'_>) -> Option<WriteSection> {
        let (decision, section) = (form.param("id"), form.param("section"));
        let text = form.maybe_text("text");
        let text = text?.unwrap_or_default();
        Some(WriteSection { decision: decision?, section: section?, text })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/decisions/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{
        DECISION, basis, drafted, fields, official, opened, signed, terms, written,
    };
    use crate::events::Origin;

    fn act(section: &str, text: &str) -> WriteSection {
        WriteSection { decision: DECISION, section: section.into(), text: text.into() }
    }

    fn with(facts: &[automation::FactEvent]) -> Option<Basis> {
        Some(basis(&[opened()], facts))
    }

    #[test]
    fn what_is_written_is_sealed_and_kept_once() {
        let draft = || given::<Decision>([drafted("residence-refusal", Origin::Hand)]);
        draft().when(act("hearing", "Heard"), with(&[])).then([written("hearing", "Heard")]);
        let again = draft().as_who(&official(1)).and([written("hearing", "Heard")]);
        again.when(act("hearing", "Heard"), with(&[])).then_nothing();
        given::<Decision>([]).when(act("hearing", "x"), None).then_refused("decision-unknown");
    }

    #[test]
    fn one_writes_only_where_the_letter_leaves_room_and_only_in_a_draft() {
        let draft = given::<Decision>([drafted("residence-refusal", Origin::Hand)]);
        draft.when(act("outcome", "Other"), with(&[])).then_refused("section-unknown");
        let facts = terms();
        let basis = with(&facts).unwrap();
        let signed = signed(&fields("residence-grant", &basis), "letter");
        let done = given::<Decision>([drafted("residence-grant", Origin::Hand), signed]);
        done.when(act("reasons", "More"), Some(basis)).then_refused("decision-not-draft");
    }
}

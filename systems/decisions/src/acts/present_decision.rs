//! The presenting official puts a draft before the decision-maker.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::form::Options;
use web::{Draft, Field, FieldKind, FormAct, Problem, Reader, Request};

use super::{checklist, decision_draft, stood_for};
use crate::basis::Basis;
use crate::events::DecisionEvent;
use crate::ids::DecisionId;
use crate::library::{DecidedBy, library};
use crate::rights::WRITE;
use crate::state::{Decision, KnownDecision, Stage};

/// Presents a draft.
#[derive(Debug, Clone)]
pub struct PresentDecision {
    /// Which.
    pub decision: DecisionId,
    /// Codes of what was looked at.
    pub checked: Vec<String>,
    /// The digest of the fields that were looked at.
    pub fields: String,
}

impl Act for PresentDecision {
    const NAME: &'static str = "decision.present";
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
        basis.case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        let letter = known.kind(basis.library)?;
        if letter.decided_by == DecidedBy::Machine {
            return Err(Refusal::new("decision-of-rules"));
        }
        if !known.takes_two(letter) {
            return Err(Refusal::new("decision-signed-at-once"));
        }
        if !matches!(known.stage, Stage::Draft { .. }) {
            return Err(Refusal::new("decision-not-draft"));
        }
        let seen = (self.checked.as_slice(), self.fields.as_str());
        let fields = stood_for(basis, known, letter, seen, ctx.today)?;
        let (fields, checked) = (Sealed::new(known.applicant, fields), self.checked.clone());
        Ok(Changes::one(self.decision, &DecisionEvent::Presented { fields, checked }))
    }
}

/// What a form starts from that asks somebody to stand for a decision: the checklist of its kind, and
/// the fields as they are now.
pub(super) async fn standing_draft(
    request: &Request,
    act: &str,
) -> Result<(Draft, Box<KnownDecision>), Problem> {
    let (draft, known) = decision_draft(request, act).await?;
    let letter = known.kind(library()?)?;
    let basis = Basis::look(&request.kernel, known.case).await?;
    let today = request.ui.today();
    let fields = basis.fields_of(&known, letter, today)?;
    let item = |code: &String| (code.clone(), request.ui.code("decision-check-", code).plain());
    let draft = draft
        .value("fields", fields.digest())
        .options("checked", checklist(basis.library, &known, letter, today).map(item).collect());
    Ok((draft, known))
}

/// The fields of such a form.
pub(super) fn standing_fields() -> Vec<Field> {
    let mut checked = Field::checks("checked", &[]);
    checked.kind = FieldKind::Choices(Options::Drafted);
    vec![Field::hidden("fields"), checked]
}

impl FormAct for PresentDecision {
    fn fields() -> Vec<Field> {
        standing_fields()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        standing_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<PresentDecision> {
        let (decision, fields) = (form.param("id"), form.text("fields"));
        let checked = form.choices("checked");
        Some(PresentDecision { decision: decision?, checked: checked?, fields: fields? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/decisions/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{DECISION, PERSON, basis, drafted, fields, official, opened, written};
    use crate::events::Origin;

    const CHECKED: [&str; 5] = ["identity", "facts", "hearing", "grounds", "language"];

    fn refusal() -> Vec<DecisionEvent> {
        let texts = [("hearing", "Heard"), ("assessment", "Assessed"), ("provisions", "s. 36")];
        let drafted = drafted("residence-refusal", Origin::Hand);
        let written = texts.map(|(section, text)| written(section, text));
        std::iter::once(drafted).chain(written).collect()
    }

    fn act(checked: &[&str], basis: &Basis) -> PresentDecision {
        PresentDecision {
            decision: DECISION,
            checked: checked.iter().map(ToString::to_string).collect(),
            fields: fields("residence-refusal", basis).digest(),
        }
    }

    #[test]
    fn a_refusal_is_presented_when_everything_was_written_and_looked_at() {
        let basis = basis(&[opened()], &[]);
        let act = act(&CHECKED, &basis);
        let presented = DecisionEvent::Presented {
            fields: Sealed::new(PERSON, fields("residence-refusal", &basis)),
            checked: CHECKED.map(str::to_owned).to_vec(),
        };
        let given = given::<Decision>(refusal()).as_who(&official(1));
        given.when(act, Some(basis)).then([presented]);
    }

    #[test]
    fn what_was_prepared_is_confirmed_by_somebody_before_it_is_presented() {
        use crate::acts::WriteSection;

        let with = || Some(basis(&[opened()], &[]));
        let machine = kernel::Who::machine();
        let prepared = || {
            let given = given::<Decision>(refusal()).as_who(&official(1));
            given.and_by(&machine, [written("hearing", "Heard")])
        };
        let act = act(&CHECKED, &with().unwrap());
        let lacking = prepared().when(act.clone(), with());
        lacking.then_refused("decision-lacks");
        let (section, text) = ("hearing".to_owned(), "Heard".to_owned());
        let save = WriteSection { decision: DECISION, section, text };
        prepared().when(save.clone(), with()).then([written("hearing", "Heard")]);
        let saved = prepared().and([written("hearing", "Heard")]);
        assert!(saved.when(act, with()).outcome().is_ok());
        let saved = prepared().and([written("hearing", "Heard")]);
        saved.when(save, with()).then_nothing();
    }

    #[test]
    fn nothing_is_presented_that_is_not_finished() {
        let with = || basis(&[opened()], &[]);
        let open = act(&["identity"], &with());
        let given = || given::<Decision>(refusal()).as_who(&official(1));
        given().when(open, Some(with())).then_refused("checklist-open");
        let emptied = given().and([written("hearing", " ")]);
        let all = act(&CHECKED, &with());
        emptied.when(all.clone(), Some(with())).then_refused("decision-lacks");
        let moved = PresentDecision { fields: "ab".into(), ..all.clone() };
        given().when(moved, Some(with())).then_refused("fields-moved");
        let stopped = Basis { standing: casefile::hold::Standing::Stopped, ..with() };
        given().when(all.clone(), Some(stopped)).then_refused("stopped-ask-duty-desk");
        let other = testkit::given::<Decision>([drafted("residence-grant", Origin::Hand)]);
        other.when(all, Some(with())).then_refused("decision-signed-at-once");
    }
}

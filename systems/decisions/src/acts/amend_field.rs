//! Says anew what a field of a correction is to say: a date, a kind, a name that was a plain slip. What was given
//! stays as it is; the correction says both.

use automation::words;
use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed};
use law::{FactEntry, Kind, Value};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::{About, reason};
use crate::basis::Basis;
use crate::events::DecisionEvent;
use crate::ids::DecisionId;
use crate::library::LetterKind;
use crate::light::read;
use crate::limits::REASON;
use crate::model::{Amendment, Fields, OWN, as_typed};
use crate::rights::WRITE;
use crate::state::{Decision, KnownDecision, Stage};

/// What the case itself is called: nobody says that anew.
const NUMBER: &str = "case_number";

/// Says a field of a correction anew.
#[derive(Debug, Clone)]
pub struct AmendField {
    /// In which correction.
    pub decision: DecisionId,
    /// Name of the field.
    pub field: String,
    /// What it is to say, as law files write it; nothing where it is to say nothing.
    pub value: Option<String>,
    /// What the error is due to.
    pub reason: String,
}

/// Where a field of a correction is said anew from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Amendable<'a> {
    /// An official says it.
    Fact(&'a FactEntry),
    /// The record of the case or the person says it, and something else than was given.
    Recorded(Value),
}

/// The fields of a correction that may be said anew, by name.
pub(crate) fn amendable<'a>(
    basis: &'a Basis,
    known: &KnownDecision,
    letter: &LetterKind,
    today: Date,
) -> Result<Vec<(String, Amendable<'a>)>, Refusal> {
    let Some(original) = &known.original else { return Ok(Vec::new()) };
    let now: Fields = basis.fields(letter, today)?;
    let mut found = Vec::new();
    for name in basis.library.fields(letter, known.said_on(today)) {
        if OWN.contains(&name.as_str()) && name != NUMBER {
            let recorded = now.get(&name).filter(|value| !original.says(&name, value));
            found.extend(recorded.map(|value| (name, Amendable::Recorded(value.clone()))));
            continue;
        }
        let fact = basis.law.dictionary.facts.get(&name).filter(|fact| !fact.many);
        found.extend(fact.map(|fact| (name, Amendable::Fact(fact))));
    }
    Ok(found)
}

impl Act for AmendField {
    const NAME: &'static str = "decision.amend";
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
        if known.original.is_none() {
            return Err(Refusal::new("decision-no-correction"));
        }
        if !matches!(known.stage, Stage::Draft { .. }) {
            return Err(Refusal::new("decision-not-draft"));
        }
        let letter = known.kind(basis.library)?;
        let fields = amendable(basis, known, letter, ctx.today)?;
        let field = fields.into_iter().find(|(name, _)| *name == self.field);
        let (_, field) = field.ok_or_else(|| Refusal::new("field-not-corrected").at("value"))?;
        let value = self.value(&field).ok_or_else(|| Refusal::new("field-wrong").at("value"))?;
        let reason = reason(&self.reason)?;
        let before = known.as_corrected().unwrap_or_default();
        if *before.get(&self.field).unwrap_or(&Value::NotApplicable) == value {
            return Err(Refusal::new("field-same").at("value"));
        }
        let said = Sealed::new(known.applicant, Amendment { value, reason });
        let field = self.field.clone();
        Ok(Changes::one(self.decision, &DecisionEvent::Amended { field, said }))
    }
}

impl AmendField {
    /// What is typed, as far as the field may say it.
    fn value(&self, field: &Amendable<'_>) -> Option<Value> {
        match (field, self.value.as_deref().map(str::trim)) {
            (Amendable::Fact(_), None | Some("")) => Some(Value::NotApplicable),
            (Amendable::Fact(fact), Some(typed)) => read(fact, typed),
            (Amendable::Recorded(value), Some(typed)) => {
                (as_typed(value) == typed).then(|| value.clone())
            }
            (Amendable::Recorded(_), None) => None,
        }
    }
}

/// The kind of the fact that an address names; nothing where the record says it.
fn kind(name: Option<&str>) -> Option<Kind> {
    let law = automation::rules::law().ok()?;
    law.dictionary.facts.get(name?).map(|fact| fact.kind)
}

impl FormAct for AmendField {
    fn fields() -> Vec<Field> {
        vec![Field::drafted("value", Shown::Open).optional(), Field::long_text("reason", REASON)]
    }

    fn fields_of(request: &Request) -> Vec<Field> {
        let value = match kind(request.params.get("field")) {
            Some(Kind::Date) => Field::date("value").optional(),
            Some(Kind::Bool | Kind::Code) | None => Field::drafted("value", Shown::Open).optional(),
            Some(_) => Field::text("value", Limit::LINE).optional(),
        };
        vec![value, Field::long_text("reason", REASON)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let About { draft, id, known, version } = About::open(request, Self::NAME).await?;
        let name: String = request.param("field")?;
        let (ui, today) = (&request.ui, request.ui.today());
        let basis = Basis::look(&request.kernel, known.case).await?;
        let letter = known.kind(basis.library)?;
        let law = &basis.law.dictionary;
        let fields = amendable(&basis, &known, letter, today)?;
        let field = fields.into_iter().find(|(known, _)| *known == name);
        let (_, field) = field.ok_or(Problem::NotFound)?;
        let now = known.as_corrected().unwrap_or_default();
        let said = |value: Option<&Value>| match value {
            Some(value) => words::value(ui, law, &name, value),
            None => ui.t("decision-said-nothing").plain(),
        };
        let before = known.original.as_ref().and_then(|original| original.fields.get(&name));
        let (before, now) = (said(before), now.get(&name).cloned());
        let options = match &field {
            Amendable::Recorded(value) => vec![(as_typed(value), said(Some(value)))],
            Amendable::Fact(fact) if fact.kind == Kind::Bool => {
                let yes_no = [("true", Value::Bool(true)), ("false", Value::Bool(false))];
                yes_no.map(|(code, value)| (code.to_owned(), said(Some(&value)))).to_vec()
            }
            Amendable::Fact(fact) => {
                let option = |code: &String| (code.clone(), said(Some(&Value::text(code))));
                fact.codes.iter().map(option).collect()
            }
        };
        let label = if OWN.contains(&name.as_str()) {
            ui.code("decision-field-", name.replace('_', "-")).plain()
        } else {
            words::name(ui, law, &name)
        };
        let draft = draft.seen(id.0, version).arg("field", label).arg("before", before);
        let draft = draft.options("value", options);
        Ok(match now {
            Some(value) => draft.value("value", as_typed(&value)),
            None => draft,
        })
    }

    fn read(form: &mut Reader<'_>) -> Option<AmendField> {
        let (decision, field) = (form.param("id"), form.param::<String>("field"));
        let value = match kind(field.as_deref()) {
            Some(Kind::Date) => form.maybe_date("value").map(|day| day.map(|day| day.to_string())),
            Some(Kind::Bool | Kind::Code) | None => form.maybe_choice::<String>("value"),
            // People write a comma where law files have a point.
            Some(Kind::Text) => form.maybe_text("value"),
            Some(_) => form
                .maybe_text("value")
                .map(|typed| typed.map(|typed| typed.replace(',', ".").replace(' ', ""))),
        };
        let reason = form.text("reason");
        Some(AmendField { decision: decision?, field: field?, value: value?, reason: reason? })
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
        DECISION, PERSON, basis, drafted, fields, opened, signed, terms, told,
    };
    use crate::events::Origin;
    use crate::model::Original;

    fn granting() -> Basis {
        basis(&[opened()], &terms())
    }

    fn begun() -> Vec<DecisionEvent> {
        let of = DecisionId(Uuid::from_u128(301));
        let origin = Origin::Correction { of, day: "2026-03-01".parse().unwrap() };
        let fields = fields("residence-grant", &granting());
        let original = Original { fields, ..Original::default() };
        let original = Sealed::new(PERSON, original);
        vec![drafted("residence-grant", origin), DecisionEvent::TakenOver { original }]
    }

    fn act(field: &str, value: Option<&str>) -> AmendField {
        let (field, value) = (field.to_owned(), value.map(str::to_owned));
        AmendField { decision: DECISION, field, value, reason: "Typed wrongly ".into() }
    }

    fn amended(field: &str, value: Value) -> DecisionEvent {
        let said = Amendment { value, reason: "Typed wrongly".into() };
        DecisionEvent::Amended { field: field.into(), said: Sealed::new(PERSON, said) }
    }

    fn day(text: &str) -> Value {
        Value::Date(law::Day::parse(text).unwrap())
    }

    #[test]
    fn a_slip_is_said_anew_with_its_reason_and_can_be_undone() {
        let given = || given::<Decision>(begun());
        let wanted = amended("granted_until", day("2027-04-30"));
        let act = |value| act("granted_until", Some(value));
        given().when(act("2027-04-30"), Some(granting())).then([wanted.clone()]);
        let state = given().and([wanted.clone()]).state(DECISION.0);
        let known = state.known().unwrap();
        let fields = known.as_corrected().unwrap();
        assert_eq!(fields.day("granted_until").unwrap().to_string(), "2027-04-30");
        assert_eq!(fields.day("granted_from").unwrap().to_string(), "2026-04-01");
        assert_eq!(known.correction().unwrap().reasons, ["Typed wrongly"]);
        assert!(!known.changes_nothing());
        let same = given().and([wanted.clone()]).when(act("2027-04-30"), Some(granting()));
        same.then_refused("field-same");
        let undone = amended("granted_until", day("2027-03-31"));
        given()
            .and([wanted.clone()])
            .when(act("2027-03-31"), Some(granting()))
            .then([undone.clone()]);
        let state = given().and([wanted, undone]).state(DECISION.0);
        assert!(state.known().unwrap().changes_nothing());
    }

    #[test]
    fn a_field_says_nothing_or_what_its_fact_may_say() {
        let given = || given::<Decision>(begun());
        let nothing = amended("granted_until", Value::NotApplicable);
        given().when(act("granted_until", None), Some(granting())).then([nothing]);
        let kind = amended("granted_kind", Value::text("permanent"));
        given().when(act("granted_kind", Some("permanent")), Some(granting())).then([kind]);
        for (field, value, code) in [
            ("granted_kind", "for-ever", "field-wrong"),
            ("granted_until", "yesterday", "field-wrong"),
            ("case_number", "HEL-2026-000002", "field-not-corrected"),
            ("identity_proven", "true", "field-not-corrected"),
        ] {
            given().when(act(field, Some(value)), Some(granting())).then_refused(code);
        }
        let silent = AmendField { reason: " ".into(), ..act("granted_work", Some("none")) };
        given().when(silent, Some(granting())).then_refused("reason-empty");
    }

    #[test]
    fn a_name_is_corrected_in_the_record_first() {
        let given = || given::<Decision>(begun());
        let same = act("applicant_name", Some("Amina Rahimi"));
        given().when(same, Some(granting())).then_refused("field-not-corrected");
        let mut renamed = granting();
        let casefile::Person::Known(person) = &mut renamed.person else { panic!() };
        let particulars = person.particulars.as_mut().unwrap();
        let (script, kind) = (casefile::model::Script::Latin, casefile::model::NameKind::Current);
        particulars.names =
            vec![casefile::model::Name::new("Rahimy", "Amina", script, kind).unwrap()];
        let other = act("applicant_name", Some("Amina Nobody"));
        let elsewhere = testkit::given::<Decision>(begun()).when(other, Some(renamed));
        elsewhere.then_refused("field-wrong");
    }

    #[test]
    fn only_drafts_of_corrections_are_amended() {
        let act = || act("granted_until", Some("2027-04-30"));
        let hand = given::<Decision>([drafted("residence-grant", Origin::Hand)]);
        hand.when(act(), Some(granting())).then_refused("decision-no-correction");
        let mut events = begun();
        events.push(signed(&fields("residence-grant", &granting()), "letter"));
        given::<Decision>(events).when(act(), Some(granting())).then_refused("decision-not-draft");
        // What is told of the case later does not touch what was given.
        let mut facts = terms();
        facts.push(told("granted_until", day("2030-01-01")));
        let moved = basis(&[opened()], &facts);
        let state = given::<Decision>(begun()).state(DECISION.0);
        let known = state.known().unwrap();
        let letter = known.kind(moved.library).unwrap();
        let fields = moved.fields_of(known, letter, "2026-03-02".parse().unwrap()).unwrap();
        assert_eq!(fields.day("granted_until").unwrap().to_string(), "2027-03-31");
    }
}

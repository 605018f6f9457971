//! An official says what is to be granted: facts of the case, of which the decision then is made.

use automation::facts::{Saying, record};
use casefile::{CaseId, PersonId};
use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right};
use law::Value;
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::{FIXED_TERM, decision_draft, term_holds, type_holds};
use crate::basis::Basis;
use crate::ids::DecisionId;
use crate::library::{RightFields, library};
use crate::rights::WRITE;
use crate::state::{Decision, Stage};

/// Who says so.
const OFFICIAL: &str = "official";
/// The fact about work.
const WORK: &str = "granted_work";
/// The fact about the type.
const TYPE: &str = "granted_type";
/// The fact about the field in which somebody may work.
const OCCUPATION: &str = "occupation";
/// Digits of an occupation: ISCO-08 has unit groups of four.
const OCCUPATION_CHARS_MAX: usize = 4;

/// Says what is to be granted.
#[derive(Debug, Clone)]
pub struct TellTerms {
    /// In which decision.
    pub decision: DecisionId,
    /// Code of the kind of permit.
    pub kind: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Option<Date>,
    /// Code of the right to work.
    pub work: Option<String>,
    /// Code of the type.
    pub type_code: Option<String>,
    /// The occupation in which they may work, as ISCO-08 numbers it.
    pub occupation: Option<String>,
}

impl TellTerms {
    fn sayings(&self, right: &RightFields, at: kernel::Ts) -> Vec<Saying> {
        let day = |day: Date| Value::Date(automation::rules::day(day));
        let mut said = vec![
            (right.what.as_str(), Value::text(&self.kind)),
            (right.from.as_str(), day(self.from)),
            (right.until.as_str(), self.until.map_or(Value::NotApplicable, day)),
        ];
        let beside = [(WORK, &self.work), (TYPE, &self.type_code), (OCCUPATION, &self.occupation)];
        let beside = beside.map(|(fact, code)| Some((fact, Value::text(code.as_deref()?))));
        said.extend(beside.into_iter().flatten());
        said.into_iter().map(|(fact, value)| Saying::new(fact, OFFICIAL, value, at)).collect()
    }
}

impl Act for TellTerms {
    const NAME: &'static str = "decision.tell_terms";
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
        if known.corrects().is_some() {
            return Err(Refusal::new("correction-by-field"));
        }
        basis.case.open()?;
        if !matches!(known.stage, Stage::Draft { .. }) {
            return Err(Refusal::new("decision-not-draft"));
        }
        let right = known.kind(basis.library)?.right.as_ref();
        let right = right.ok_or_else(|| Refusal::new("letter-grants-nothing"))?;
        term_holds(&self.kind, self.from, self.until)?;
        self.type_code.as_deref().map_or(Ok(()), |code| type_holds(&self.kind, code))?;
        let (case, applicant): (CaseId, PersonId) = (known.case, known.applicant);
        let mut changes = Changes::new();
        for saying in self.sayings(right, ctx.at) {
            changes = changes.and(record(case, applicant, saying, &basis.law.dictionary)?);
        }
        Ok(changes)
    }
}

impl FormAct for TellTerms {
    fn fields() -> Vec<Field> {
        vec![
            Field::radios("kind", &[FIXED_TERM, "permanent", "eu-long-term"]),
            Field::date("from"),
            Field::date("until").optional(),
            Field::radios("work", &["unlimited", "limited", "none"]).optional(),
            Field::radios("type", &["A", "B", "P", "P-EU"]).optional(),
            Field::text("occupation", Limit::CODE).optional(),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, known) = decision_draft(request, Self::NAME).await?;
        let letter = known.kind(library()?)?;
        let right = letter.right.as_ref().ok_or(Problem::NotFound)?;
        let basis = Basis::look(&request.kernel, known.case).await?;
        let fields = basis.fields(letter, request.ui.today())?;
        let day = |name: &str| fields.day(name).map(|day| day.to_string()).unwrap_or_default();
        Ok(draft
            .value("kind", fields.code(&right.what).unwrap_or(FIXED_TERM))
            .value("from", day(&right.from))
            .value("until", day(&right.until))
            .value("work", fields.code(WORK).unwrap_or_default())
            .value("type", fields.code(TYPE).unwrap_or_default())
            .value("occupation", fields.code(OCCUPATION).unwrap_or_default()))
    }

    fn read(form: &mut Reader<'_>) -> Option<TellTerms> {
        let (decision, kind) = (form.param("id"), form.choice("kind"));
        let (from, until) = (form.date("from"), form.maybe_date("until"));
        let (work, type_code) = (form.maybe_choice("work"), form.maybe_choice("type"));
        let occupation = occupation(form);
        Some(TellTerms {
            decision: decision?,
            kind: kind?,
            from: from?,
            until: until?,
            work: work?,
            type_code: type_code?,
            occupation: occupation?,
        })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/decisions/{}", done.stream)
    }
}

/// An occupation as it is typed; nothing inside when it is left out.
fn occupation(form: &mut Reader<'_>) -> Option<Option<String>> {
    let Some(typed) = form.maybe_text("occupation")? else { return Some(None) };
    let typed = typed.trim().to_owned();
    let digits = typed.len() == OCCUPATION_CHARS_MAX && typed.bytes().all(|b| b.is_ascii_digit());
    if digits { Some(Some(typed)) } else { form.fail("occupation", "digits") }
}

#[cfg(test)]
mod tests {
    use testkit::{given, on};

    use super::*;
    use crate::acts::tests::{CASE, DECISION, basis, drafted, opened, terms, told};
    use crate::events::Origin;

    fn act(until: Option<&str>) -> TellTerms {
        TellTerms {
            decision: DECISION,
            kind: FIXED_TERM.into(),
            from: "2026-04-01".parse().unwrap(),
            until: until.map(|day| day.parse().unwrap()),
            work: None,
            type_code: None,
            occupation: None,
        }
    }

    #[test]
    fn terms_are_facts_of_the_case_said_by_an_official() {
        let draft = || given::<Decision>([drafted("residence-grant", Origin::Hand)]);
        let wanted = terms().into_iter().map(|fact| on(CASE, &fact)).collect::<Vec<_>>();
        let with = || Some(basis(&[opened()], &[]));
        draft().when(act(Some("2027-03-31")), with()).then_all(wanted.clone());
        // What work it lets do, in which field, and its type are facts as well.
        let beside = [("granted_work", "limited"), ("granted_type", "A"), ("occupation", "2512")];
        let more = beside.map(|(fact, code)| on(CASE, &told(fact, Value::text(code))));
        let [work, type_code, occupation] = beside.map(|(_, code)| Some(code.to_owned()));
        let act = TellTerms { work, type_code, occupation, ..act(Some("2027-03-31")) };
        draft().when(act, with()).then_all(wanted.into_iter().chain(more));
    }

    #[test]
    fn a_permit_does_not_end_before_it_begins_and_a_fixed_term_ends() {
        let draft = || given::<Decision>([drafted("residence-grant", Origin::Hand)]);
        let with = || Some(basis(&[opened()], &[]));
        draft().when(act(Some("2026-03-31")), with()).then_refused("dates-reversed");
        draft().when(act(None), with()).then_refused("residence-right-endless");
        let permanent = TellTerms { type_code: Some("P".into()), ..act(Some("2027-03-31")) };
        draft().when(permanent, with()).then_refused("permit-type-other");
        let refusal = given::<Decision>([drafted("residence-refusal", Origin::Hand)]);
        refusal.when(act(Some("2027-03-31")), with()).then_refused("letter-grants-nothing");
        let origin = Origin::Correction { of: DECISION, day: "2026-03-01".parse().unwrap() };
        let correction = given::<Decision>([drafted("residence-grant", origin)]);
        correction.when(act(Some("2027-03-31")), with()).then_refused("correction-by-field");
    }
}

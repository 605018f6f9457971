//! Settles a contradiction: an official found out which of several sources is right.

use casefile::{Case, CaseId, Status, WORK};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use law::Law;
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::facts;
use crate::limits::REASON;
use crate::rules;
use crate::state::{CaseFacts, FactState, Told};
use crate::words;

/// Says which source is right.
#[derive(Debug, Clone)]
pub struct SettleFact {
    /// Of which case.
    pub case: CaseId,
    /// Name of the fact in the dictionary.
    pub fact: String,
    /// Code of the source that is right.
    pub source: String,
    /// How that was found out.
    pub reason: String,
}

/// The case, and the law that says when sources differ.
#[derive(Debug, Clone)]
pub struct Around {
    /// The case.
    pub case: Case,
    /// The law of the house.
    pub law: &'static Law,
}

impl Act for SettleFact {
    const NAME: &'static str = "fact.settle";
    const RIGHT: Right = WORK;
    type State = CaseFacts;
    type Inputs = Around;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Around, Fault> {
        Ok(Around { case: read.fold::<Case>(self.case).await?, law: rules::law()? })
    }

    fn decide(
        &self,
        known: &CaseFacts,
        around: &Around,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let case = around.case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        if case.status != Status::Open {
            return Err(Refusal::new("case-closed"));
        }
        let what = (self.fact.as_str(), self.source.as_str());
        let on = (ctx.today, &around.law.dictionary);
        facts::settle(self.case, case.applicant, known, what, &self.reason, on)
    }
}

impl FormAct for SettleFact {
    fn fields() -> Vec<Field> {
        vec![Field::drafted("source", Shown::Open), Field::long_text("reason", REASON)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (case, fact): (CaseId, String) = (request.param("case")?, request.param("fact")?);
        let (kernel, ui) = (&request.kernel, &request.ui);
        let opened = kernel.open::<CaseFacts>(&request.who, case, WORK, Self::NAME).await?;
        let law = rules::law()?;
        let FactState::Contradictory(told) = opened.state.state(&fact, ui.today(), &law.dictionary)
        else {
            return Err(Problem::NotFound);
        };
        let option = |(source, told): (&str, &Told)| {
            let (name, value) = (words::source(ui, source), words::told(ui, law, &fact, told));
            (source.to_owned(), format!("{name}: {value}"))
        };
        Ok(Draft::new()
            .seen(case.0, opened.version)
            .options("source", told.into_iter().map(option).collect())
            .arg("fact", words::name(ui, &law.dictionary, &fact))
            .crumb(ui.t("casefile-case"), format!("/cases/{case}"))
            .crumb(ui.t("automation-facts"), format!("/automation/cases/{case}/facts")))
    }

    fn read(form: &mut Reader<'_>) -> Option<SettleFact> {
        let (case, fact) = (form.param("case"), form.param("fact"));
        let (source, reason) = (form.choice("source"), form.text("reason"));
        Some(SettleFact { case: case?, fact: fact?, source: source?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/automation/cases/{}/facts", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use casefile::model::Headline;
    use casefile::{CaseEvent, PersonId};
    use kernel::{Class, Sealed, Ts};
    use law::Value;
    use testkit::given;

    use super::*;
    use crate::acts::tests::person;
    use crate::events::FactEvent;

    const CASE: CaseId = CaseId(Uuid::from_u128(7));
    const APPLICANT: PersonId = PersonId(Uuid::from_u128(8));

    fn told(source: &str, value: bool) -> FactEvent {
        FactEvent::Recorded {
            fact: "admitted".into(),
            source: source.into(),
            value: Sealed::new(APPLICANT, Value::Bool(value)),
            retrieved: Ts::from_micros(1),
            valid_from: None,
            valid_until: None,
        }
    }

    fn around(case: Case) -> Around {
        Around { case, law: rules::law().unwrap() }
    }

    fn case() -> Around {
        let opened = CaseEvent::Opened {
            number: "HEL-2026-000001".parse().unwrap(),
            headline: Sealed::new(CASE, Headline::new("Studies").unwrap()),
            applicant: APPLICANT,
            unit: "HEL".into(),
            class: Class::Normal,
            case_type: "general-matter".into(),
            status: "received".into(),
        };
        around(given::<Case>([opened]).state(CASE.0))
    }

    fn act(source: &str) -> SettleFact {
        let reason = "Asked the school ".into();
        SettleFact { case: CASE, fact: "admitted".into(), source: source.into(), reason }
    }

    #[test]
    fn one_of_the_sources_is_right_and_the_reason_is_sealed() {
        let who = person(1, &[WORK]);
        let differ = || {
            let told = [told("study_register", true), told("application", false)];
            given::<CaseFacts>(told).as_who(&who)
        };
        let reason = Sealed::new(APPLICANT, "Asked the school".to_owned());
        let (fact, source) = ("admitted".to_owned(), "study_register".to_owned());
        let settled = FactEvent::Settled { fact, source, reason };
        differ().when(act("study_register"), case()).then([settled]);
        differ().when(act("payment"), case()).then_refused("fact-untold");
        let silent = SettleFact { reason: " ".into(), ..act("application") };
        differ().when(silent, case()).then_refused("reason-empty");
        differ().when(act("application"), around(Case::Unknown)).then_refused("case-unknown");
        let agree = given::<CaseFacts>([told("study_register", true)]).as_who(&who);
        agree.when(act("study_register"), case()).then_refused("fact-agreed");
    }
}

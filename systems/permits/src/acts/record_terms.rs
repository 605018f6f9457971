//! Records in the case what its employer told. What the applicant said of the same stays beside it: where the
//! two differ, that is how the fact stands, and an official sees to it.

use automation::CaseFacts;
use automation::facts::{self, Saying};
use automation::rules::day;
use casefile::{APPLICANT, Case, CaseId, Party};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, Ts};
use law::Value;
use uuid::Uuid;

use crate::employer::{EMPLOYER_PART, Terms};
use crate::rules;

/// Records what an employer told.
#[derive(Debug, Clone)]
pub struct RecordTerms {
    /// In which case.
    pub case: CaseId,
    /// The terms.
    pub terms: Terms,
    /// When they were confirmed.
    pub at: Ts,
}

impl Act for RecordTerms {
    const NAME: &'static str = "case.record_terms";
    const RIGHT: Right = Right::MACHINE;
    type State = Case;
    type Inputs = CaseFacts;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<CaseFacts, Fault> {
        read.fold_unseen::<CaseFacts>(self.case).await
    }

    fn decide(&self, case: &Case, told: &CaseFacts, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let complete = law::facts::TERMS_COMPLETE.name();
        // Both that the terms are confirmed and that there is a case lead here.
        if told.told_by(complete, EMPLOYER_PART).is_some_and(|told| told.retrieved >= self.at) {
            return Ok(Changes::new());
        }
        let person = case.known().and_then(|known| {
            known.all_parties().find_map(|(party, role)| match party {
                Party::Person(person) if role == APPLICANT => Some(person),
                _ => None,
            })
        });
        let Some(person) = person else { return Ok(Changes::new()) };
        let law = rules::dictionary().map_err(|_| Refusal::new("permit-unknown"))?;
        let amount = |text: &str| Terms::amount(text).map(Value::Num);
        let Terms { occupation, hours, starts, ends, .. } = &self.terms;
        let told = [
            (law::facts::OCCUPATION.name(), Some(Value::text(occupation))),
            (law::facts::WEEKLY_HOURS.name(), Some(Value::Num(i64::from(*hours).into()))),
            (law::facts::WORK_STARTS.name(), Some(Value::Date(day(*starts)))),
            (law::facts::WORK_ENDS.name(), ends.map(|ends| Value::Date(day(ends)))),
            (law::facts::PAY_MONTHLY.name(), amount(&self.terms.pay)),
            (
                law::facts::AGREEMENT_PAY.name(),
                self.terms.agreement_pay.as_deref().and_then(amount),
            ),
            (complete, Some(Value::Bool(true))),
        ];
        let told = told.into_iter().filter_map(|(fact, value)| Some((fact, value?)));
        told.into_iter().try_fold(Changes::new(), |changes, (fact, value)| {
            let saying = Saying::new(fact, EMPLOYER_PART, value, self.at);
            Ok(changes.and(facts::record(self.case, person, saying, law)?))
        })
    }
}

#[cfg(test)]
mod tests {
    use casefile::model::{CaseNumber, Headline};
    use casefile::{CaseEvent, PersonId};
    use kernel::{Class, Sealed};
    use testkit::given;

    use super::super::give_terms::tests::terms;
    use super::*;

    #[test]
    fn the_case_hears_pay_agreement_and_that_nothing_is_missing() {
        let case = CaseId(Uuid::from_u128(1));
        let opened = CaseEvent::Opened {
            number: CaseNumber::new("HEL", 2026, 1).unwrap(),
            headline: Sealed::new(case, Headline::new("Leipomo").unwrap()),
            applicant: PersonId(Uuid::from_u128(2)),
            unit: "HEL".into(),
            class: Class::Normal,
            case_type: "specialist".into(),
            status: "received".into(),
        };
        let act = RecordTerms { case, terms: terms(), at: Ts::MIN };
        let when = given::<Case>([opened]).when(act, CaseFacts::default());
        let events = when.outcome().unwrap().into_events().unwrap();
        let facts: Vec<_> =
            events.iter().map(|event| event.body["fact"].as_str().unwrap()).collect();
        let wanted = [
            "occupation",
            "weekly_hours",
            "work_starts",
            "pay_monthly",
            "agreement_pay",
            "terms_complete",
        ];
        assert_eq!(facts, wanted, "of work without an end none is told");
        assert!(events.iter().all(|event| event.body["source"] == "employer_part"));
    }

    #[test]
    fn of_no_case_nothing_is_recorded() {
        let act = RecordTerms { case: CaseId(Uuid::nil()), terms: terms(), at: Ts::MIN };
        given::<Case>([]).when(act, CaseFacts::default()).then_nothing();
    }
}

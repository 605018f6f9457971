//! Records in the case what its employer told, and that it is a party. What the applicant said of the same stays
//! beside it: where the two differ, that is how the fact stands, and an official sees to it. What was told when the
//! employer was asked before counts no longer, and another company that told it is a party no longer, unless whoever
//! applies named it themselves.

use automation::CaseFacts;
use automation::facts::{self, Saying};
use automation::rules::day;
use casefile::hold::{self, ActKind, Standing};
use casefile::model::BusinessId;
use casefile::{
    APPLICANT, Case, CaseEvent, CaseId, KnownCase, OrganisationId, Party, organisation_entry,
};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, Sealed, Ts};
use law::Value;
use uuid::Uuid;

use super::EMPLOYER;
use crate::employer::{self, EMPLOYER_PART, Taken, Terms};
use crate::receipt;
use crate::rules::{self, APPLICANT as APPLICANT_SAYS};

/// Records what an employer told.
#[derive(Debug, Clone)]
pub struct RecordTerms {
    /// In which case.
    pub case: CaseId,
    /// Who told: the company's business id, and its name as the register has it.
    pub taken: Taken,
    /// The id that the company gets when it is not known here.
    pub organisation: OrganisationId,
    /// The terms.
    pub terms: Terms,
    /// When they were confirmed.
    pub at: Ts,
}

/// What recording has to know.
#[derive(Debug, Clone)]
pub struct Told {
    /// What is known of the case.
    facts: CaseFacts,
    /// Whether those the case concerns may become known to others.
    notice: Standing,
    /// The company, where it is known here.
    known: Option<OrganisationId>,
    /// Another that told the terms before, likewise.
    former: Option<OrganisationId>,
}

impl Act for RecordTerms {
    const NAME: &'static str = "case.record_terms";
    const RIGHT: Right = Right::MACHINE;
    const TAKEN_IS_RETRIED: bool = true;
    type State = Case;
    type Inputs = Told;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Told, Fault> {
        let facts = read.fold_unseen::<CaseFacts>(self.case).await?;
        let case = read.fold::<Case>(self.case).await?;
        let persons = case.known().into_iter().flat_map(KnownCase::persons);
        let notice = hold::look_all(read, persons, ActKind::Notice).await?;
        let known = match self.business_id() {
            Some(id) => organisation_entry::look(read, &id).await?,
            None => None,
        };
        let former = match former(&facts, &self.taken.business_id) {
            Some(id) => organisation_entry::look(read, &id).await?,
            None => None,
        };
        Ok(Told { facts, notice, known, former })
    }

    fn decide(&self, case: &Case, around: &Told, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let before = &around.facts;
        let complete = law::facts::TERMS_COMPLETE.name();
        // Both that the terms are confirmed and that there is a case lead here.
        if before.told_by(complete, EMPLOYER_PART).is_some_and(|told| told.retrieved >= self.at) {
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
        let employer = Value::text(&self.taken.business_id);
        let told = [
            (law::facts::EMPLOYER_ID.name(), Some(employer)),
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
        let party = self.leaves(case, around)?.and(self.party(case, around));
        told.into_iter().try_fold(party, |changes, (fact, value)| match value {
            Some(value) => {
                let saying = Saying::new(fact, EMPLOYER_PART, value, self.at);
                Ok(changes.and(facts::record(self.case, person, saying, law)?))
            }
            // It was told before, and is not any more.
            None if before.told_by(fact, EMPLOYER_PART).is_some() => {
                Ok(changes.and(facts::withdraw(self.case, before, fact, EMPLOYER_PART)?))
            }
            None => Ok(changes),
        })
    }
}

impl RecordTerms {
    fn business_id(&self) -> Option<BusinessId> {
        employer::business_id(&self.taken.business_id).ok()
    }

    /// Whoever told the terms before is a party no longer.
    fn leaves(&self, case: &Case, around: &Told) -> Result<Changes, Refusal> {
        let (Ok(known), Some(former)) = (case.open(), around.former) else {
            return Ok(Changes::new());
        };
        let party = Party::Organisation(former);
        if !known.has_party(party, EMPLOYER) {
            return Ok(Changes::new());
        }
        let reason = receipt::words("employer-part-replaced");
        let reason = reason.map_err(|_| Refusal::new("permit-unknown"))?;
        let (role, reason) = (EMPLOYER.to_owned(), Sealed::new(self.case, reason));
        Ok(Changes::one(self.case, &CaseEvent::PartyRemoved { party, role, reason }))
    }

    /// The company as a party: it is known to the case already, or may not become known while somebody it
    /// concerns is not to be told.
    fn party(&self, case: &Case, around: &Told) -> Changes {
        let (Ok(known), Some(id)) = (case.open(), self.business_id()) else {
            return Changes::new();
        };
        let there = |id| known.has_party(Party::Organisation(id), EMPLOYER);
        if around.notice.free().is_err() || around.known.is_some_and(there) {
            return Changes::new();
        }
        employer::joins(self.case, (&id, &self.taken.name), self.organisation, around.known)
    }
}

/// Another company that told the terms before, unless whoever applies named it.
fn former(facts: &CaseFacts, now: &str) -> Option<BusinessId> {
    let fact = law::facts::EMPLOYER_ID.name();
    let by = |source| facts.told_by(fact, source)?.value.as_ref()?.as_str();
    let before = by(EMPLOYER_PART).filter(|before| *before != now)?;
    let named = by(APPLICANT_SAYS) == Some(before);
    if named { None } else { employer::business_id(before).ok() }
}

#[cfg(test)]
mod tests {
    use casefile::model::{CaseNumber, Headline};
    use casefile::{CaseEvent, PersonId};
    use kernel::{Class, Sealed};
    use testkit::given;

    use super::super::give_terms::tests::terms;
    use super::*;

    fn told(known: Option<OrganisationId>) -> Told {
        Told { facts: CaseFacts::default(), notice: Standing::Free, known, former: None }
    }

    fn act() -> RecordTerms {
        let (business_id, name) = ("0244683-1".to_owned(), "Leipomo Oy".to_owned());
        RecordTerms {
            case: CaseId(Uuid::from_u128(1)),
            taken: Taken { by: kernel::UserId(Uuid::from_u128(5)), business_id, name },
            organisation: OrganisationId(Uuid::from_u128(4)),
            terms: terms(),
            at: Ts::MIN,
        }
    }

    fn opened() -> CaseEvent {
        let case = act().case;
        CaseEvent::Opened {
            number: CaseNumber::new("HEL", 2026, 1).unwrap(),
            headline: Sealed::new(case, Headline::new("Leipomo").unwrap()),
            applicant: PersonId(Uuid::from_u128(2)),
            unit: "HEL".into(),
            class: Class::Normal,
            case_type: "specialist".into(),
            status: "received".into(),
        }
    }

    #[test]
    fn the_case_hears_pay_agreement_and_that_nothing_is_missing() {
        let opened = opened();
        let when = given::<Case>([opened.clone()]).when(act(), told(None));
        let mut events = when.outcome().unwrap().into_events().unwrap();
        let entered: Vec<_> = events.drain(..2).map(|event| event.kind).collect();
        assert_eq!(entered, ["organisation.registered", "case.party_added"]);
        let facts: Vec<_> =
            events.iter().map(|event| event.body["fact"].as_str().unwrap()).collect();
        let wanted = [
            "employer_id",
            "occupation",
            "weekly_hours",
            "work_starts",
            "pay_monthly",
            "agreement_pay",
            "terms_complete",
        ];
        assert_eq!(facts, wanted, "of work without an end none is told");
        assert!(events.iter().all(|event| event.body["source"] == "employer_part"));
        // A company that is known here is a party under its own record; one that is a party stays it.
        let known = told(Some(OrganisationId(Uuid::from_u128(9))));
        let kinds = |events: Vec<CaseEvent>| {
            let when = given::<Case>(events).when(act(), known.clone());
            let events = when.outcome().unwrap().into_events().unwrap();
            events.into_iter().map(|event| event.kind).collect::<Vec<_>>()
        };
        assert_eq!(kinds(vec![opened.clone()])[0], "case.party_added");
        let party = Party::Organisation(OrganisationId(Uuid::from_u128(9)));
        let added = CaseEvent::PartyAdded { party, role: EMPLOYER.into() };
        assert!(!kinds(vec![opened, added]).contains(&"case.party_added".into()));
    }

    /// Leipomo has told all before, under this id; now another company tells, of work without an end.
    #[test]
    fn what_another_company_told_before_counts_no_longer() {
        let told = |fact: &str, value: Value, source: &str| automation::FactEvent::Recorded {
            fact: fact.to_owned(),
            source: source.to_owned(),
            value: Sealed::new(PersonId(Uuid::from_u128(2)), value),
            retrieved: Ts::MIN,
            valid_from: None,
            valid_until: None,
        };
        let ends = Value::Date(day("2027-01-31".parse().unwrap()));
        let before = vec![
            told("employer_id", Value::text("0244683-1"), EMPLOYER_PART),
            told("work_ends", ends, EMPLOYER_PART),
        ];
        let named = told("employer_id", Value::text("0244683-1"), APPLICANT_SAYS);
        let facts = |events: Vec<_>| given::<CaseFacts>(events).state(act().case.0);
        let known = facts(before.clone());
        let of = |id: Option<BusinessId>| id.map(|id| id.number().to_owned());
        assert_eq!(of(former(&known, "0112038-9")).as_deref(), Some("0244683-1"));
        assert_eq!(former(&known, "0244683-1"), None, "it is the same company");
        let both = facts(before.into_iter().chain([named]).collect());
        assert_eq!(former(&both, "0112038-9"), None, "whoever applies named it");

        let leaving = OrganisationId(Uuid::from_u128(9));
        let party = Party::Organisation(leaving);
        let added = CaseEvent::PartyAdded { party, role: EMPLOYER.into() };
        let around = Told { facts: known, former: Some(leaving), ..self::told(None) };
        let act = RecordTerms { at: "2026-03-03T08:00:00Z".parse().unwrap(), ..act() };
        let when = given::<Case>([opened(), added]).when(act, around);
        let events = when.outcome().unwrap().into_events().unwrap();
        let kinds: Vec<_> = events.iter().map(|event| &*event.kind).collect();
        assert_eq!(
            kinds[..3],
            ["case.party_removed", "organisation.registered", "case.party_added"]
        );
        let gone = events.iter().find(|event| event.kind == "fact.withdrawn").unwrap();
        assert_eq!(gone.body["fact"], "work_ends");
    }

    #[test]
    fn of_no_case_nothing_is_recorded() {
        given::<Case>([]).when(act(), told(None)).then_nothing();
    }
}

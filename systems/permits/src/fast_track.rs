//! Whether whoever asked for the fast track keeps to what it is promised for: they show abroad who they are, and
//! their employer gives the terms, each within so many working days of sending. The days of the promise count
//! from sending as well, but they count for nobody who was late, and for nobody whose fee is not paid: their case goes
//! the ordinary way.

use automation::CaseFacts;
use casefile::clock;
use kernel::Date;
use law::{Value, facts as f};

use crate::employer::{self, EMPLOYER_PART};
use crate::of_case;
use crate::permit::PermitType;
use crate::rules::{self, IDENTITY_STEP};

/// Source of what became of the fee.
const PAYMENT: &str = "payment";

/// How a promise stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Promise {
    /// Something is still to be done, at the latest on this day.
    Open(Date),
    /// All that it is given for was done in time.
    Kept,
    /// Something was not.
    Lapsed,
}

/// How the promise that goes with a queue stands on a day. What has to be done in time are time limits that bear
/// the name of the queue.
pub(crate) fn promise(queue: &str, permit: &PermitType, facts: &CaseFacts, today: Date) -> Promise {
    let Some(sent) = of_case::sent_on(facts) else { return Promise::Lapsed };
    let until = |what: &str| {
        clock::rule_on(&format!("{queue}-{what}"), sent)
            .and_then(|rule| clock::start(&rule, sent).due())
    };
    let stands = |until: Option<Date>, done: Option<Date>| match (until, done) {
        (None, _) => Promise::Kept,
        (Some(until), Some(done)) if done <= until => Promise::Kept,
        (Some(until), None) if today <= until => Promise::Open(until),
        (Some(_), _) => Promise::Lapsed,
    };
    let identity = stands(until("identity"), shown_on(facts));
    // A type without an employer has nobody who gives terms.
    let terms = match employer::has_part(permit) {
        true => stands(until("terms"), terms_on(facts)),
        false => Promise::Kept,
    };
    match (identity, terms) {
        _ if is_in_finland(facts) || !is_paid(permit, facts, sent) => Promise::Lapsed,
        (Promise::Lapsed, _) | (_, Promise::Lapsed) => Promise::Lapsed,
        (Promise::Open(one), Promise::Open(other)) => Promise::Open(one.min(other)),
        (Promise::Open(until), Promise::Kept) | (Promise::Kept, Promise::Open(until)) => {
            Promise::Open(until)
        }
        (Promise::Kept, Promise::Kept) => Promise::Kept,
    }
}

/// Is the fee paid, and was not given back? Where the law names none on the day of sending, none is waited for.
fn is_paid(permit: &PermitType, facts: &CaseFacts, sent: Date) -> bool {
    let told = facts.told_by(f::FEE_PAID.name(), PAYMENT).and_then(|told| told.value.as_ref());
    match told {
        Some(value) => *value == Value::Bool(true),
        None => rules::fee(permit, sent).is_ok_and(|fee| fee.is_none()),
    }
}

/// The day on which somebody showed who they are.
fn shown_on(facts: &CaseFacts) -> Option<Date> {
    let told = facts.told_by(f::IDENTITY_PROVEN.name(), IDENTITY_STEP)?;
    let proven = told.value == Some(Value::Bool(true));
    proven.then(|| told.valid_from.unwrap_or_else(|| told.retrieved.date()))
}

/// The fast track is for who is abroad.
fn is_in_finland(facts: &CaseFacts) -> bool {
    let told = facts.told_by(f::APPLIED_ABROAD.name(), IDENTITY_STEP);
    told.is_some_and(|told| told.value == Some(Value::Bool(false)))
}

/// The day on which the employer gave the terms.
fn terms_on(facts: &CaseFacts) -> Option<Date> {
    let told = facts.names().filter_map(|fact| facts.told_by(fact, EMPLOYER_PART));
    told.map(|told| told.retrieved.date()).min()
}

#[cfg(test)]
mod tests {
    use automation::FactEvent;
    use casefile::{CaseId, PersonId};
    use kernel::{Sealed, Ts};
    use testkit::given;
    use uuid::Uuid;

    use super::*;
    use crate::permit;

    const PERSON: PersonId = PersonId(Uuid::from_u128(2));
    const QUEUE: &str = "fast-track";

    fn told(fact: &str, source: &str, value: Value, on: &str) -> FactEvent {
        FactEvent::Recorded {
            fact: fact.into(),
            source: source.into(),
            value: Sealed::new(PERSON, value),
            retrieved: Ts::start_of(on.parse().unwrap()),
            valid_from: None,
            valid_until: None,
        }
    }

    /// How it stands on a day for whoever sent it on Monday 2 March 2026, when this was told as well.
    fn stands(today: &str, identity: Option<&str>, terms: Option<&str>) -> Promise {
        let sent = Value::Date(law::Day::parse("2026-03-02").unwrap());
        let mut events = vec![told("sent_on", "case", sent, "2026-03-02")];
        let yes = Value::Bool(true);
        events.extend(identity.map(|on| told("identity_proven", IDENTITY_STEP, yes, on)));
        let pay = law::Kind::Money.read("5200").unwrap();
        events.extend(terms.map(|on| told("pay_monthly", EMPLOYER_PART, pay, on)));
        let specialist = permit::of("specialist").unwrap().unwrap();
        let facts = given::<CaseFacts>(events).state(CaseId(Uuid::from_u128(1)).0);
        promise(QUEUE, specialist, &facts, today.parse().unwrap())
    }

    #[test]
    fn it_stands_for_whoever_does_everything_in_time() {
        let open = |day: &str| Promise::Open(day.parse().unwrap());
        // Two working days for the employer, five for the visit.
        assert_eq!(stands("2026-03-02", None, None), open("2026-03-04"));
        assert_eq!(stands("2026-03-04", None, Some("2026-03-04")), open("2026-03-09"));
        assert_eq!(stands("2026-03-09", Some("2026-03-09"), Some("2026-03-04")), Promise::Kept);
        // What was done in time stays done.
        assert_eq!(stands("2026-03-25", Some("2026-03-09"), Some("2026-03-04")), Promise::Kept);
    }

    #[test]
    fn whoever_is_late_goes_the_ordinary_way() {
        for (today, identity, terms) in [
            ("2026-03-05", None, None),
            ("2026-03-05", Some("2026-03-03"), Some("2026-03-05")),
            ("2026-03-10", None, Some("2026-03-03")),
            ("2026-03-22", Some("2026-03-22"), Some("2026-03-03")),
        ] {
            assert_eq!(stands(today, identity, terms), Promise::Lapsed, "{today}");
        }
    }

    #[test]
    fn whoever_owes_the_fee_or_has_it_back_goes_the_ordinary_way() {
        // In 2025 the law named a fee, and for 2026 it is not known.
        let stands = |sent: &str, paid: Option<bool>| {
            let day = Value::Date(law::Day::parse(sent).unwrap());
            let mut events = vec![told("sent_on", "case", day, sent)];
            events.extend(paid.map(|paid| told("fee_paid", PAYMENT, Value::Bool(paid), sent)));
            let facts = given::<CaseFacts>(events).state(CaseId(Uuid::from_u128(1)).0);
            let specialist = permit::of("specialist").unwrap().unwrap();
            promise(QUEUE, specialist, &facts, sent.parse().unwrap())
        };
        let open = |day: &str| Promise::Open(day.parse().unwrap());
        assert_eq!(stands("2025-03-03", None), Promise::Lapsed);
        assert_eq!(stands("2025-03-03", Some(false)), Promise::Lapsed);
        assert_eq!(stands("2025-03-03", Some(true)), open("2025-03-05"));
        assert_eq!(stands("2026-03-02", None), open("2026-03-04"));
        assert_eq!(stands("2026-03-02", Some(false)), Promise::Lapsed);
    }
}

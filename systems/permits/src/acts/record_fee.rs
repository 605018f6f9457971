//! Records in the case that its fee is paid, or is not any more, with whoever takes payments as the source.

use automation::facts::{self, Saying};
use casefile::{APPLICANT, Case, CaseId, Party};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, Ts};
use law::Value;
use uuid::Uuid;

use crate::rules;

/// Source of what whoever takes payments says.
const PAYMENT: &str = "payment";

/// Records whether the fee of a case is paid.
#[derive(Debug, Clone, Copy)]
pub struct RecordFee {
    /// Which case.
    pub case: CaseId,
    /// Is it paid, and was not given back?
    pub paid: bool,
    /// When that was known.
    pub at: Ts,
}

impl Act for RecordFee {
    const NAME: &'static str = "case.record_fee";
    const RIGHT: Right = Right::MACHINE;
    type State = Case;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, case: &Case, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let Some(known) = case.known() else { return Ok(Changes::new()) };
        let person = known.all_parties().find_map(|(party, role)| match party {
            Party::Person(person) if role == APPLICANT => Some(person),
            _ => None,
        });
        let Some(person) = person else { return Ok(Changes::new()) };
        let law = rules::dictionary().map_err(|_| Refusal::new("permit-unknown"))?;
        let paid = law::facts::FEE_PAID.name();
        let saying = Saying::new(paid, PAYMENT, Value::Bool(self.paid), self.at);
        facts::record(self.case, person, saying, law)
    }
}

#[cfg(test)]
mod tests {
    use casefile::model::{CaseNumber, Headline};
    use casefile::{CaseEvent, PersonId};
    use kernel::{Class, Sealed};
    use testkit::given;

    use super::*;

    fn act() -> RecordFee {
        RecordFee { case: CaseId(Uuid::from_u128(1)), paid: true, at: Ts::MIN }
    }

    #[test]
    fn a_case_whose_fee_is_paid_knows_from_whom() {
        let opened = CaseEvent::Opened {
            number: CaseNumber::new("HEL", 2026, 1).unwrap(),
            headline: Sealed::new(act().case, Headline::new("Aalto").unwrap()),
            applicant: PersonId(Uuid::from_u128(2)),
            unit: "HEL".into(),
            class: Class::Normal,
            case_type: "student-degree".into(),
            status: "received".into(),
        };
        let events = given::<Case>([opened]).when(act(), ()).outcome().unwrap();
        let events = events.into_events().unwrap();
        let [event] = events.as_slice() else { panic!("one event") };
        assert_eq!(
            (event.kind.as_str(), &event.body["fact"]),
            ("fact.recorded", &"fee_paid".into())
        );
        assert_eq!(event.body["source"], "payment");
    }

    #[test]
    fn of_no_case_nothing_is_recorded() {
        given::<Case>([]).when(act(), ()).then_nothing();
    }
}

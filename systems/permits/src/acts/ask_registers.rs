//! Asks the registers that a type of permit needs, as soon as an application is a case.

use casefile::{Case, CaseId, KnownCase, Party};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use registers::asking::{self, Wanted};
use registers::{Ask, CaseAsks, Manner, Manners, Register, Standing};
use uuid::Uuid;

use crate::permit;

/// Asks the registers of the type about whoever applies. Done again it asks nobody twice.
#[derive(Debug, Clone, Copy)]
pub struct AskRegisters {
    /// Of which case.
    pub case: CaseId,
}

/// The case, which registers its type needs, and how each is asked.
#[derive(Debug, Clone)]
pub struct Asking {
    case: Case,
    registers: &'static [Register],
    manners: Manners,
}

impl Act for AskRegisters {
    const NAME: &'static str = "case.ask_registers";
    const RIGHT: Right = Right::MACHINE;
    type State = CaseAsks;
    type Inputs = Asking;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Asking, Fault> {
        let case = read.fold::<Case>(self.case).await?;
        let permit = permit::of(case.known().map_or("", |known| known.case_type.as_str()))?;
        let registers = permit.map_or(&[][..], |permit| permit.registers.as_slice());
        Ok(Asking { case, registers, manners: Manners::shipped()? })
    }

    fn decide(&self, asks: &CaseAsks, asking: &Asking, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = asking.case.open()?;
        let how = (asking.registers, &asking.manners, Fresh::AsLongAsItCounts);
        ask(self.case, (known, asks), how, ctx)
    }
}

/// Which answers are not asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fresh {
    /// Those that still count by the manner of their register.
    AsLongAsItCounts,
    /// Those of today alone.
    OfToday,
}

/// Asks each of the registers about whoever applies that was not asked yet, or whose answer is not fresh
/// enough. One that is being asked is being asked, and what was given up is an official's to take up.
pub(super) fn ask(
    case: CaseId,
    (known, asks): (&KnownCase, &CaseAsks),
    (registers, manners, fresh): (&[Register], &Manners, Fresh),
    ctx: &Ctx<'_>,
) -> Result<Changes, Refusal> {
    let about = Party::Person(known.applicant);
    let mut changes = Changes::new();
    for register in registers {
        let manner = manners.of(*register).ok_or_else(|| Refusal::new("register-not-about"))?;
        let fresh_days = if fresh == Fresh::OfToday { 0 } else { manner.fresh_days };
        let manner = &Manner { fresh_days, ..*manner };
        let counts = |ask: &Ask| match ask.standing {
            Standing::Open { .. } | Standing::GivenUp { .. } => true,
            Standing::Answered { .. } => ctx.today <= manner.fresh_until(ask.moved.date()),
        };
        if !asks.of(*register, about).next().is_some_and(counts) {
            let wanted = Wanted { register: *register, about, on: ctx.today, manner };
            changes = changes.and(asking::ask(case, known, asks, wanted, ctx)?);
        }
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use casefile::model::{CaseNumber, Headline};
    use casefile::{CaseEvent, Outcome, PersonId};
    use kernel::{Class, Sealed};
    use registers::{AskEvent, AskId, Found};
    use testkit::given;

    use super::*;

    const PERSON: PersonId = PersonId(Uuid::from_u128(2));

    fn act() -> AskRegisters {
        AskRegisters { case: CaseId(Uuid::from_u128(1)) }
    }

    fn asking(permit: &str, closed: bool) -> Asking {
        let opened = CaseEvent::Opened {
            number: CaseNumber::new("HEL", 2026, 1).unwrap(),
            headline: Sealed::new(act().case, Headline::new("Aalto").unwrap()),
            applicant: PERSON,
            unit: "HEL".into(),
            class: Class::Normal,
            case_type: permit.into(),
            status: "received".into(),
        };
        let end = closed.then_some(CaseEvent::Closed { outcome: Outcome::Withdrawn });
        let case = given::<Case>([opened]).and(end).state(act().case.0);
        let registers = permit::of(permit).unwrap().unwrap().registers.as_slice();
        Asking { case, registers, manners: Manners::shipped().unwrap() }
    }

    #[test]
    fn every_register_of_every_type_is_asked_about_the_applicant() {
        for permit in permit::all().unwrap() {
            assert!(!permit.registers.is_empty(), "{}", permit.code);
            let when = given::<CaseAsks>([]).when(act(), asking(&permit.code, false));
            let changes = when.outcome().unwrap();
            assert_eq!(changes.jobs().len(), permit.registers.len(), "{}: a job each", permit.code);
            let events = changes.into_events().unwrap();
            let asked = events.iter().map(|event| event.body["register"].as_str().unwrap());
            let wanted = permit.registers.iter().map(|register| register.code());
            assert!(asked.eq(wanted), "{}", permit.code);
        }
    }

    #[test]
    fn what_was_asked_is_not_asked_again_and_a_closed_case_asks_nothing() {
        let asked = AskEvent::Asked {
            ask: AskId(Uuid::from_u128(3)),
            register: Register::Study,
            about: Party::Person(PERSON),
            role: casefile::APPLICANT.into(),
            on: "2026-03-02".parse().unwrap(),
        };
        let given = || given::<CaseAsks>([asked.clone()]);
        let changes = given().when(act(), asking("student-degree", false)).outcome().unwrap();
        let events = changes.into_events().unwrap();
        assert!(events.len() == 3 && events.iter().all(|event| event.body["register"] != "study"));
        given().when(act(), asking("student-degree", true)).then_refused("case-closed");
    }

    #[test]
    fn an_answer_that_counts_no_more_is_asked_for_again() {
        let ask = AskId(Uuid::from_u128(3));
        let asked = AskEvent::Asked {
            ask,
            register: Register::Study,
            about: Party::Person(PERSON),
            role: casefile::APPLICANT.into(),
            on: "2026-03-02".parse().unwrap(),
        };
        let answered = AskEvent::Answered { ask, found: Found::One, facts: vec![] };
        let after = |days: i64| {
            let given = given::<CaseAsks>([asked.clone(), answered.clone()]).days_pass(days);
            let when = given.when(act(), asking("student-degree", false));
            let events = when.outcome().unwrap().into_events().unwrap();
            events.iter().any(|event| event.body["register"] == "study")
        };
        assert!(!after(14) && after(15), "a study register's answer counts for two weeks");
    }
}

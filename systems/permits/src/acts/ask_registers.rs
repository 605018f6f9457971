//! Asks the registers that a type of permit needs: about whoever applies as soon as an application is a case,
//! about an employer as soon as it is a party.

use casefile::{Case, CaseId, KnownCase, Party};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use registers::asking::{self, Wanted};
use registers::{Ask, CaseAsks, Manner, Manners, Register, Standing, in_force};
use uuid::Uuid;

use super::EMPLOYER;
use crate::permit::{self, PermitType};

/// Asks the registers of the type about whoever applies and their employers. Done again it asks nobody twice.
#[derive(Debug, Clone, Copy)]
pub struct AskRegisters {
    /// Of which case.
    pub case: CaseId,
}

/// The case, which registers its type needs, and how each is asked.
#[derive(Debug, Clone)]
pub struct Asking {
    case: Case,
    registers: Registers,
    manners: Manners,
}

/// Which registers are asked in a case.
#[derive(Debug, Clone, Default)]
pub(super) struct Registers {
    of_applicant: Vec<Register>,
    of_employer: Vec<Register>,
}

impl Registers {
    /// Those that its type asks, and that the law lets be asked in it.
    pub(super) fn of(known: &KnownCase, permit: &PermitType) -> Result<Registers, Fault> {
        let asked = |registers: &[Register]| {
            let mut asked = Vec::new();
            for register in registers {
                if in_force::for_case(*register, known)? {
                    asked.push(*register);
                }
            }
            Ok::<_, Fault>(asked)
        };
        let (of_applicant, of_employer) =
            (asked(&permit.registers)?, asked(&permit.registers_of_employer)?);
        Ok(Registers { of_applicant, of_employer })
    }

    /// Is a register asked about whoever applies?
    pub(super) fn has(&self, register: Register) -> bool {
        self.of_applicant.contains(&register)
    }

    /// What is to be asked, and about whom.
    pub(super) fn about(&self, known: &KnownCase) -> impl Iterator<Item = (Register, Party)> {
        let employers = known
            .all_parties()
            .filter(|(party, role)| matches!(party, Party::Organisation(_)) && *role == EMPLOYER);
        let employers: Vec<Party> = employers.map(|(party, _)| party).collect();
        let applicant = Party::Person(known.applicant);
        let of_employer = self.of_employer.iter();
        let of_employers =
            of_employer.flat_map(move |of| employers.clone().into_iter().map(|who| (*of, who)));
        self.of_applicant.iter().map(move |of| (*of, applicant)).chain(of_employers)
    }
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
        let registers = of_case(&case)?;
        Ok(Asking { case, registers, manners: Manners::shipped()? })
    }

    fn decide(&self, asks: &CaseAsks, asking: &Asking, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = asking.case.open()?;
        let how = (&asking.registers, &asking.manners, Fresh::AsLongAsItCounts);
        ask(self.case, (known, asks), how, ctx)
    }
}

/// Those that are asked in a case; none when it is no permit.
fn of_case(case: &Case) -> Result<Registers, Fault> {
    let Some(known) = case.known() else { return Ok(Registers::default()) };
    let permit = permit::of(&known.case_type)?;
    permit.map_or_else(|| Ok(Registers::default()), |permit| Registers::of(known, permit))
}

/// Which answers are not asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fresh {
    /// Those that still count by the manner of their register.
    AsLongAsItCounts,
    /// Those of today alone.
    OfToday,
    /// Those of any day: asked is only what never was.
    OfAnyDay,
}

/// Asks each of the registers that was not asked yet, or whose answer is not fresh enough. One that is being asked is being asked, and what was given up is an official's to take up.
pub(super) fn ask(
    case: CaseId,
    (known, asks): (&KnownCase, &CaseAsks),
    (registers, manners, fresh): (&Registers, &Manners, Fresh),
    ctx: &Ctx<'_>,
) -> Result<Changes, Refusal> {
    let mut changes = Changes::new();
    for (register, about) in registers.about(known) {
        let manner = manners.of(register).ok_or_else(|| Refusal::new("register-not-about"))?;
        let fresh_days = if fresh == Fresh::OfToday { 0 } else { manner.fresh_days };
        let manner = &Manner { fresh_days, ..*manner };
        let counts = |ask: &Ask| match ask.standing {
            Standing::Open { .. } | Standing::GivenUp { .. } => true,
            Standing::Answered { .. } => {
                fresh == Fresh::OfAnyDay || ctx.today <= manner.fresh_until(ask.moved.date())
            }
        };
        if !asks.of(register, about).next().is_some_and(counts) {
            let wanted = Wanted { register, about, on: ctx.today, manner };
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

    fn asking_events(permit: &str) -> Vec<CaseEvent> {
        vec![CaseEvent::Opened {
            number: CaseNumber::new("HEL", 2026, 1).unwrap(),
            headline: Sealed::new(act().case, Headline::new("Aalto").unwrap()),
            applicant: PERSON,
            unit: "HEL".into(),
            class: Class::Normal,
            case_type: permit.into(),
            status: "received".into(),
        }]
    }

    fn asking(permit: &str, closed: bool) -> Asking {
        let end = closed.then_some(CaseEvent::Closed { outcome: Outcome::Withdrawn });
        let case = given::<Case>(asking_events(permit)).and(end).state(act().case.0);
        let registers = of_case(&case).unwrap();
        Asking { case, registers, manners: Manners::shipped().unwrap() }
    }

    #[test]
    fn every_register_of_every_type_is_asked_about_the_applicant() {
        for permit in permit::all().unwrap() {
            assert!(!permit.registers.is_empty(), "{}", permit.code);
            let when = given::<CaseAsks>([]).when(act(), asking(&permit.code, false));
            let changes = when.outcome().unwrap();
            let may_be_asked = permit.registers.iter().filter(|of| **of != Register::Vis);
            let jobs = changes.jobs().len();
            assert_eq!(jobs, may_be_asked.clone().count(), "{}: a job each", permit.code);
            let events = changes.into_events().unwrap();
            let asked = events.iter().map(|event| event.body["register"].as_str().unwrap());
            let wanted = may_be_asked.map(|register| register.code());
            assert!(asked.eq(wanted), "{}", permit.code);
        }
    }

    #[test]
    fn vis_is_asked_of_whoever_applies_for_the_first_time_once_its_articles_apply() {
        let first = ["student-degree", "student-exchange", "employed-person", "specialist"];
        for permit in permit::all().unwrap() {
            let names = permit.registers.contains(&Register::Vis);
            assert_eq!(names, first.contains(&permit.code.as_str()), "{}", permit.code);
        }
        let asking = Asking {
            registers: Registers { of_applicant: vec![Register::Vis], ..Registers::default() },
            ..asking("student-degree", false)
        };
        let changes = given::<CaseAsks>([]).when(act(), asking).outcome().unwrap();
        let events = changes.into_events().unwrap();
        assert!(events.len() == 1 && events[0].body["register"] == "vis");
    }

    #[test]
    fn an_employer_is_asked_about_once_it_is_a_party() {
        let employer = Party::Organisation(casefile::OrganisationId(Uuid::from_u128(4)));
        let added = CaseEvent::PartyAdded { party: employer, role: EMPLOYER.into() };
        let (before, asking) = (asking("specialist", false), asking("specialist", false));
        let case = given::<Case>([]).and(asking_events("specialist")).and([added]);
        let asking = Asking { case: case.state(act().case.0), ..asking };
        let asked = |asking: Asking| {
            let when = given::<CaseAsks>([]).when(act(), asking);
            let events = when.outcome().unwrap().into_events().unwrap();
            let asked: Vec<_> =
                events.iter().map(|event| event.body["register"].to_string()).collect();
            asked
        };
        assert!(!asked(before).contains(&"\"trade\"".to_owned()));
        assert_eq!(asked(asking).last().map(String::as_str), Some("\"trade\""));
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

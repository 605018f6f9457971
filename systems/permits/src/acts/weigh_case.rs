//! Weighs a case anew when something became known: first the file says what it knows itself, then the
//! rules rule. Before they grant, registers whose answers are not of this day are asked once more, and one that
//! has not answered is waited for. When they do not grant and all that was waited for is there, registers whose
//! answers have become old are asked once more, and when nothing more comes by itself, an official gets it.

use automation::ruling::{Asked, RulingInputs};
use automation::{CaseFacts, Outcome, Ruling, Rulings, procedure};
use casefile::case_task::{self, Turn};
use casefile::{Case, CaseId, KnownCase, Party, Person, case_clock, case_type, clock};
use kernel::{Act, Changes, Ctx, Date, Fault, Read, Refusal, Right};
use law::LawDates;
use registers::{CaseAsks, Manners, Register};
use uuid::Uuid;

use super::ask_registers::{self, Fresh, Registers};
use crate::of_case::{self, OnFile};
use crate::permit::{self, PermitType};
use crate::{rows, rules};

/// The task of whoever decides with everything before them.
const EXAMINE: &str = "examine-application";
/// The task of whoever confirms what is prepared.
const CONFIRM: &str = "confirm-decision";
/// The class of a case that somebody confirms.
const LIGHT: &str = "light";

/// Weighs a case.
#[derive(Debug, Clone, Copy)]
pub struct WeighCase {
    /// Which.
    pub case: CaseId,
}

/// What weighing has to know.
pub struct Weighing {
    permit: &'static PermitType,
    case: Case,
    person: Person,
    elsewhere: bool,
    facts: CaseFacts,
    asks: CaseAsks,
    manners: Manners,
    assisting: &'static [String],
    years_max: Option<i16>,
    majority: Option<i16>,
    law: &'static law::Dictionary,
    ruling: RulingInputs,
}

impl Act for WeighCase {
    const NAME: &'static str = "case.weigh";
    const RIGHT: Right = Right::MACHINE;
    type State = Rulings;
    type Inputs = Option<Weighing>;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Weighing>, Fault> {
        let case = read.fold::<Case>(self.case).await?;
        let Some(known) = case.known() else { return Ok(None) };
        let Some(permit) = permit::of(&known.case_type)? else { return Ok(None) };
        let person = read.fold::<Person>(known.applicant).await?;
        let elsewhere = rows::others(read, known.applicant, self.case).await?;
        let facts = read.fold::<CaseFacts>(self.case).await?;
        let asks = read.fold::<CaseAsks>(self.case).await?;
        let procedure = procedure::of(&permit.code)?;
        let assisting = procedure.map_or(&[][..], |p| p.assisting_roles.as_slice());
        let (today, law) = (read.at().date(), rules::dictionary()?);
        let longest = permit.terms.as_ref().and_then(|terms| terms.years_max.as_ref());
        let years_max = longest.map(|years| rules::years(years, today)).transpose()?.flatten();
        let majority = rules::majority(today)?;
        let asked = Asked { filing: of_case::sent_on(&facts), ..Asked::about(self.case) };
        let ruling = RulingInputs::read(read, asked).await?;
        Ok(Some(Weighing {
            permit,
            case,
            person,
            elsewhere,
            facts,
            asks,
            manners: Manners::shipped()?,
            assisting,
            years_max,
            majority,
            law,
            ruling,
        }))
    }

    fn decide(
        &self,
        rulings: &Rulings,
        inputs: &Option<Weighing>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let Some(weighing) = inputs else { return Ok(Changes::new()) };
        // What is decided or closed meanwhile is weighed no more.
        let (Ok(case), Some(person)) = (weighing.case.open(), weighing.person.known()) else {
            return Ok(Changes::new());
        };
        let on_file = OnFile {
            case,
            person,
            elsewhere: weighing.elsewhere,
            assisting: weighing.assisting,
            terms: weighing.permit.terms.as_ref(),
            years_max: weighing.years_max,
            majority: weighing.majority,
        };
        // New facts: they are heard, and what is ruled then rests on them.
        let news = of_case::news(self.case, &on_file, &weighing.facts, weighing.law, ctx)?;
        if let Some(news) = news {
            return Ok(news);
        }
        let ruled = weighing.ruling.rule(ctx)?;
        let known = rulings.0.values().any(|known| known.ruling.says_as(&ruled.ruling));
        let changes = if known { Changes::new() } else { ruled.changes() };
        let again = |fresh| {
            let how = (weighing.registers(), &weighing.manners, fresh);
            ask_registers::ask(self.case, (case, &weighing.asks), how, ctx)
        };
        if matches!(ruled.ruling.outcome, Outcome::Grant { .. }) {
            // Nobody looks at it any more: it rests on what every register says on this very day.
            let again = again(Fresh::OfToday)?;
            let waits = !again.jobs().is_empty() || weighing.is_asking(case);
            return Ok(if waits { again } else { changes });
        }
        if !weighing.is_ripe() {
            return Ok(changes);
        }
        let again = again(Fresh::AsLongAsItCounts)?;
        if !again.jobs().is_empty() || weighing.is_asking(case) {
            return Ok(changes.and(again));
        }
        Ok(changes.and(self.official(case, weighing, &ruled.ruling, ctx)?))
    }
}

impl WeighCase {
    /// Puts the case before an official, once.
    fn official(
        &self,
        case: &KnownCase,
        weighing: &Weighing,
        ruling: &Ruling,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let prepared = |what: &str| case.tasks.values().any(|task| task.what == what);
        if prepared(EXAMINE) || prepared(CONFIRM) {
            return Ok(Changes::new());
        }
        let what = if ruling.class == LIGHT { CONFIRM } else { EXAMINE };
        let kind = case_type::known(&case.case_type)?;
        let (turn, promised) = weighing.turn(&ruling.dates, ctx.today)?;
        let received = of_case::sent_on(&weighing.facts).unwrap_or(ctx.today);
        let (started, until) = match promised {
            Some(clock) => case_clock::start(self.case, case, &clock, received)?,
            None => (Changes::new(), None),
        };
        let until = case.legal_date().into_iter().chain(until).min();
        Ok(started.and(case_task::add_in_turn(self.case, kind, what, until, turn, ctx).1))
    }
}

impl Weighing {
    fn is_ripe(&self) -> bool {
        is_ripe(self.permit, &self.facts)
    }

    fn registers(&self) -> Registers {
        Registers::of_type(self.permit)
    }

    fn is_asking(&self, case: &KnownCase) -> bool {
        self.registers().about(case).any(|of| is_asking(&self.asks, of))
    }

    /// Who gets it, and in which turn, by the table of queues; and the time limit that goes with the queue,
    /// which bears its name.
    fn turn(&self, dates: &LawDates, today: Date) -> Result<(Turn, Option<String>), Refusal> {
        let facts = self.facts.facts(today, self.law);
        let queue = rules::queue(&facts, dates).map_err(|_| Refusal::new("permit-unknown"))?;
        let Some((queue, fast)) = queue else { return Ok((Turn::default(), None)) };
        let promised = clock::rule_on(&queue, today).map(|_| queue.clone());
        // A queue that nobody has to know anything for is that of the kind of case.
        let known = casefile::competence::all().contains(&queue);
        Ok((Turn { competence: known.then_some(queue), urgent: fast }, promised))
    }
}

/// Has every source told something that tells by itself some day?
fn is_ripe(permit: &PermitType, facts: &CaseFacts) -> bool {
    let told = |source: &String| facts.names().any(|fact| facts.told_by(fact, source).is_some());
    permit.waits_for.iter().all(told)
}

/// Is a register being asked? One that is down is waited for.
fn is_asking(asks: &CaseAsks, (register, about): (Register, Party)) -> bool {
    asks.of(register, about).next().is_some_and(registers::Ask::is_open)
}

#[cfg(test)]
mod tests {
    use automation::FactEvent;
    use casefile::PersonId;
    use kernel::{Sealed, Ts};
    use law::Value;
    use registers::{AskEvent, AskId, Found};
    use testkit::given;

    use super::*;

    const CASE: CaseId = CaseId(Uuid::from_u128(1));
    const PERSON: PersonId = PersonId(Uuid::from_u128(2));

    fn told(fact: &str, source: &str, value: Value) -> FactEvent {
        FactEvent::Recorded {
            fact: fact.into(),
            source: source.into(),
            value: Sealed::new(PERSON, value),
            retrieved: Ts::from_micros(0),
            valid_from: None,
            valid_until: None,
        }
    }

    fn facts(told: Vec<FactEvent>) -> CaseFacts {
        given::<CaseFacts>(told).state(CASE.0)
    }

    #[test]
    fn a_case_of_another_system_is_left_alone() {
        given::<Rulings>([]).when(WeighCase { case: CASE }, None).then_nothing();
    }

    #[test]
    fn it_is_ripe_once_every_source_that_is_waited_for_has_told_something() {
        let student = permit::of("student-degree").unwrap().unwrap();
        assert!(!is_ripe(student, &facts(vec![told("fee_paid", "payment", Value::Bool(true))])));
        // Also that somebody could not show who they are is something an official takes up.
        let shown = told("identity_proven", "identity_step", Value::Bool(false));
        assert!(is_ripe(student, &facts(vec![shown])));
        let employed = permit::of("employed-person").unwrap().unwrap();
        assert!(is_ripe(employed, &facts(vec![])));
    }

    #[test]
    fn a_register_that_has_not_answered_is_waited_for() {
        let (ask, about) = (AskId(Uuid::from_u128(3)), Party::Person(PERSON));
        let asked = AskEvent::Asked {
            ask,
            register: Register::Study,
            about,
            role: casefile::APPLICANT.into(),
            on: "2026-03-02".parse().unwrap(),
        };
        let answered = AskEvent::Answered { ask, found: Found::One, facts: vec![] };
        let asking = |events: &[AskEvent]| {
            let asks = given::<CaseAsks>(events.to_vec()).state(CASE.0);
            is_asking(&asks, (Register::Study, about))
        };
        assert!(asking(std::slice::from_ref(&asked)) && !asking(&[asked, answered]));
    }

    #[test]
    fn the_law_counts_from_the_day_it_was_sent() {
        let day = Value::Date(law::Day::parse("2026-02-27").unwrap());
        let sent = facts(vec![told("sent_on", "case", day)]);
        assert_eq!(of_case::sent_on(&sent), "2026-02-27".parse().ok());
        assert_eq!(of_case::sent_on(&facts(vec![])), None);
    }
}

//! Weighs a case anew when something became known: first the file says what it knows itself, then the
//! rules rule. Before they grant, registers whose answers are not of this day are asked once more, and one that
//! has not answered is waited for. When they do not grant and all that was waited for is there, registers whose
//! answers have become old are asked once more, and when nothing more comes by itself, an official gets it.

use automation::ruling::{Asked, RulingInputs};
use automation::{CaseFacts, Outcome, Ruling, Rulings, procedure};
use casefile::case_task::{self, Turn};
use casefile::{Case, CaseId, KnownCase, Party, Person, TaskState, case_clock, case_type, clock};
use decisions::{CaseDecisions, Light};
use kernel::{Act, Changes, Ctx, Date, Fault, Read, Refusal, Right, Ts};
use law::LawDates;
use registers::{CaseAsks, Manners, Register};
use uuid::Uuid;

use super::ask_registers::{self, Fresh, Registers};
use crate::came_before::Before;
use crate::employer::EMPLOYER_PART;
use crate::fast_track::{self, Promise};
use crate::of_case::{self, OnFile};
use crate::permit::{self, PermitType};
use crate::rows;
use crate::rules::{self, IDENTITY_STEP};

/// The task of whoever decides with everything before them.
const EXAMINE: &str = "examine-application";
/// The task of whoever confirms what is prepared.
const CONFIRM: &str = "confirm-decision";
/// The job that weighs a case once more.
pub(crate) const WEIGH: &str = "permits.weigh";
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
    before: Before,
    facts: CaseFacts,
    asks: CaseAsks,
    registers: Registers,
    manners: Manners,
    assisting: &'static [String],
    years_max: Option<i16>,
    majority: Option<i16>,
    law: &'static law::Dictionary,
    ruling: RulingInputs,
    light: Light,
    employer_asked: bool,
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
        let (applicant, in_full) = (known.applicant, permit.card.is_some());
        let before = Before::read(read, applicant, self.case, in_full).await?;
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
        let registers = Registers::of(known, permit)?;
        let employer_asked = rows::is_employer_asked(read, self.case).await?;
        let CaseDecisions(_, light, ..) = read.fold::<CaseDecisions>(self.case).await?;
        Ok(Some(Weighing {
            permit,
            case,
            person,
            before,
            facts,
            asks,
            registers,
            manners: Manners::shipped()?,
            assisting,
            years_max,
            majority,
            law,
            ruling,
            light,
            employer_asked,
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
            before: &weighing.before,
            assisting: weighing.assisting,
            terms: weighing.permit.terms.as_ref(),
            card: weighing.permit.card.as_ref(),
            years_max: weighing.years_max,
            majority: weighing.majority,
            vis: weighing.registers.has(Register::Vis),
            weighed: weighing.is_weighed(case, ctx.today)?,
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
            let how = (&weighing.registers, &weighing.manners, fresh);
            ask_registers::ask(self.case, (case, &weighing.asks), how, ctx)
        };
        if matches!(ruled.ruling.outcome, Outcome::Grant { .. }) {
            // Nobody looks at it any more: it rests on what every register says on this very day.
            let again = again(Fresh::OfToday)?;
            let waits = !again.jobs().is_empty() || weighing.is_asking(case);
            return Ok(if waits { again } else { changes });
        }
        let routed = weighing.routed(&ruled.ruling.dates, ctx.today)?;
        let (promised, until) = self.promised(case, weighing, &routed)?;
        let changes = changes.and(promised);
        if !weighing.is_ripe(case, ctx.today) {
            // An employer that is a party since is asked about at once.
            return Ok(changes.and(again(Fresh::OfAnyDay)?));
        }
        let again = again(Fresh::AsLongAsItCounts)?;
        if !again.jobs().is_empty() || weighing.is_asking(case) {
            return Ok(changes.and(again));
        }
        let until = case.legal_date().into_iter().chain(until).min();
        let what = weighing.what(&ruled.ruling);
        Ok(changes.and(self.official(case, what, (routed, until), ctx)?))
    }
}

impl WeighCase {
    /// The time limit that goes with the queue, for whoever keeps to what it is promised for; and its last day.
    fn promised(
        &self,
        case: &KnownCase,
        weighing: &Weighing,
        routed: &Routed,
    ) -> Result<(Changes, Option<Date>), Refusal> {
        let Some((queue, Promise::Kept)) = &routed.promise else {
            return Ok((Changes::new(), None));
        };
        match of_case::sent_on(&weighing.facts) {
            Some(sent) if clock::rule_on(queue, sent).is_some() => {
                case_clock::start(self.case, case, queue, sent)
            }
            Some(_) | None => Ok((Changes::new(), None)),
        }
    }

    /// Puts the case before an official, once. The task follows what the case takes of an official and the queue
    /// it is in, until somebody works on it; nobody confirms what is not to be confirmed any more.
    fn official(
        &self,
        case: &KnownCase,
        what: Option<&str>,
        (routed, until): (Routed, Option<Date>),
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let Some(what) = what else { return Ok(Changes::new()) };
        let kind = case_type::known(&case.case_type)?;
        let prepared =
            || case.tasks.iter().filter(|(_, task)| [EXAMINE, CONFIRM].contains(&&*task.what));
        let Some((id, task)) = prepared().find(|(_, task)| task.state != TaskState::Done) else {
            if prepared().next().is_some() {
                return Ok(Changes::new());
            }
            let (_, added) = case_task::add_in_turn(self.case, kind, what, until, routed.turn, ctx);
            // It is looked at again when what the queue is promised for can be done no longer.
            return Ok(match routed.promise {
                Some((_, Promise::Open(last))) => {
                    let after = Ts::start_of(last.saturating_add(jiff::Span::new().days(1)));
                    added.job(WEIGH, &self.case, Some(after))
                }
                _ => added,
            });
        };
        let is_free = task.state == TaskState::Open;
        let moved = task.what != what && (is_free || what == EXAMINE);
        if !moved && (!is_free || task.queue == routed.turn.queue) {
            return Ok(Changes::new());
        }
        Ok(case_task::replace(self.case, (*id, task), (kind, what), (until, routed.turn), ctx))
    }
}

/// Where the table of queues puts a case.
#[derive(Debug, Clone)]
struct Routed {
    /// In which turn.
    turn: Turn,
    /// The queue that goes before others, and how stands what it is promised for.
    promise: Option<(String, Promise)>,
}

impl Weighing {
    fn sent(&self, case: &KnownCase) -> Date {
        of_case::sent_on(&self.facts).unwrap_or_else(|| case.opened.date())
    }

    /// Does a condition need an official although everything that it looks at is known?
    fn is_weighed(&self, case: &KnownCase, today: Date) -> Result<bool, Refusal> {
        let (facts, today) = (self.facts.facts(today, self.law), automation::rules::day(today));
        let filing = automation::rules::day(self.sent(case));
        let dates = LawDates { filing, ..LawDates::all_on(today) };
        let weighed = rules::is_weighed(self.permit, &facts, &dates);
        weighed.map_err(|_| Refusal::new("permit-unknown"))
    }

    fn is_ripe(&self, case: &KnownCase, today: Date) -> bool {
        let sent = self.sent(case);
        is_ripe(self.permit, &self.facts, self.employer_asked, (sent, today))
    }

    fn is_asking(&self, case: &KnownCase) -> bool {
        self.registers.about(case).any(|of| is_asking(&self.asks, of))
    }

    /// What an official has to do; nothing while what one confirmed is on its way.
    fn what(&self, ruling: &Ruling) -> Option<&'static str> {
        match self.light {
            Light::Confirmed(_) => None,
            Light::Open if ruling.class == LIGHT => Some(CONFIRM),
            Light::Open | Light::Left(_) => Some(EXAMINE),
        }
    }

    /// Who gets it, and in which turn, by the table of queues. Whoever does not keep to what a queue is promised for
    /// is put where they were without having asked for it.
    fn routed(&self, dates: &LawDates, today: Date) -> Result<Routed, Refusal> {
        let mut facts = self.facts.facts(today, self.law);
        let queue = |facts: &law::Facts| {
            rules::queue(facts, dates).map_err(|_| Refusal::new("permit-unknown"))
        };
        let mut promise = None;
        let mut routed = queue(&facts)?;
        if let Some((fast, true)) = &routed {
            let stands = fast_track::promise(fast, self.permit, &self.facts, today);
            if stands == Promise::Lapsed {
                let (asked, day) =
                    (law::facts::FAST_TRACK_ASKED.name(), automation::rules::day(today));
                facts.set(asked, law::Value::Bool(false), rules::FROM_CASE, day);
                routed = queue(&facts)?;
            } else {
                promise = Some((fast.clone(), stands));
            }
        }
        let Some((queue, fast)) = routed else {
            return Ok(Routed { turn: Turn::default(), promise });
        };
        // A queue that nobody has to know anything for is that of the kind of case.
        let known = casefile::competence::all().contains(&queue);
        let turn = Turn { competence: known.then(|| queue.clone()), queue: fast.then_some(queue) };
        Ok(Routed { turn, promise })
    }
}

/// Has every source told something that was asked and tells by itself some day, or is it waited for no longer?
fn is_ripe(
    permit: &PermitType,
    facts: &CaseFacts,
    employer_asked: bool,
    (sent, today): (Date, Date),
) -> bool {
    let told = |source: &str| facts.names().any(|fact| facts.told_by(fact, source).is_some());
    let asked = |source: &str| match source {
        IDENTITY_STEP => permit.asks_identity_on(sent),
        EMPLOYER_PART => employer_asked,
        _ => true,
    };
    permit.waits_for.iter().all(|waits| {
        let over = waits.last_day(sent).is_none_or(|last| last < today);
        over || told(&waits.source) || !asked(&waits.source)
    })
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

    /// Is it ripe on a day, sent on 2 March 2026?
    fn ripe(permit: &str, told: Vec<FactEvent>, employer_asked: bool, today: &str) -> bool {
        let permit = permit::of(permit).unwrap().unwrap();
        let days = ("2026-03-02".parse().unwrap(), today.parse().unwrap());
        is_ripe(permit, &facts(told), employer_asked, days)
    }

    #[test]
    fn it_is_ripe_once_every_source_that_is_waited_for_has_told_something() {
        let paid = told("fee_paid", "payment", Value::Bool(true));
        assert!(!ripe("student-degree", vec![paid], false, "2026-03-02"));
        // Also that somebody could not show who they are is something an official takes up.
        let shown = || told("identity_proven", "identity_step", Value::Bool(false));
        assert!(ripe("student-degree", vec![shown()], false, "2026-03-02"));
        let pay = || {
            let pay = law::Kind::Money.read("2400").unwrap();
            told("pay_monthly", "employer_part", pay)
        };
        for work in ["employed-person", "specialist", "extended-work"] {
            assert!(!ripe(work, vec![], false, "2026-03-02"), "{work}");
            assert!(ripe(work, vec![shown()], false, "2026-03-02"), "nobody asked an employer");
            assert!(!ripe(work, vec![shown()], true, "2026-03-02"), "{work}");
            assert!(!ripe(work, vec![pay()], true, "2026-03-02"), "{work}");
            assert!(ripe(work, vec![shown(), pay()], true, "2026-03-02"), "{work}");
        }
    }

    #[test]
    fn nothing_is_waited_for_for_ever() {
        let shown = || told("identity_proven", "identity_step", Value::Bool(true));
        // Fourteen days for the employer.
        assert!(!ripe("employed-person", vec![shown()], true, "2026-03-16"));
        assert!(ripe("employed-person", vec![shown()], true, "2026-03-17"));
        // Three months for the visit.
        for permit in ["employed-person", "student-degree"] {
            assert!(!ripe(permit, vec![], true, "2026-06-02"), "{permit}");
            assert!(ripe(permit, vec![], true, "2026-06-03"), "{permit}");
        }
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

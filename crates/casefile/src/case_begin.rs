//! The beginning of a case: the events of opening it, for this crate's act and for systems that run
//! cases.

use kernel::{Changes, Class, Ctx, Date, Fault, Read, Refusal, Sealed};

use crate::case_task;
use crate::case_type::CaseType;
use crate::clock;
use crate::events::CaseEvent;
use crate::ids::{CaseId, PersonId};
use crate::model::{CaseNumber, Headline};
use crate::rows;
use crate::signals::Signal;

/// Kind of the claim that keeps numbers unique. An act that opens cases runs again when a number is
/// taken (`TAKEN_IS_RETRIED`).
pub const CASE_NUMBER: &str = "case-number";

/// Numbers that each further try spreads over: as many officials as press at once in one unit.
const SPREAD_ITEMS_MAX: u128 = 8;

/// What a case begins with.
#[derive(Debug, Clone)]
pub struct Beginning<'a> {
    /// Whom it concerns.
    pub applicant: PersonId,
    /// What it is about.
    pub headline: Headline,
    /// Its kind.
    pub kind: &'a CaseType,
    /// Code of the unit that handles it and whose number it gets.
    pub unit: &'a str,
    /// How protected it is: as its applicant.
    pub class: Class,
    /// The running number proposed, see [`next_number`].
    pub running: u64,
    /// The day its time limit begins: the day it came in.
    pub received: Date,
}

/// The running number that an act proposes for a case of a unit. For an act's `inputs`.
///
/// # Errors
/// A fault when the database is away.
pub async fn next_number(read: &Read<'_>, case: CaseId, unit: &str) -> Result<u64, Fault> {
    let last = rows::last_number(read, unit, read.at().date().year()).await?;
    Ok(last + step(case, read.attempt()))
}

/// How far above the last number a try goes: numbers follow one another, but where many officials
/// open cases in the same moment, later tries spread out.
fn step(case: CaseId, attempt: u32) -> u64 {
    let spread = u128::from(attempt.saturating_sub(1)) * SPREAD_ITEMS_MAX + 1;
    1 + u64::try_from(case.0.as_u128() % spread).unwrap_or(0)
}

/// Opens a case: its number, its time limit, its first task, and the signal to other systems.
///
/// # Errors
/// `case-number-malformed`, `clock-rule-missing`.
pub fn begin(
    case: CaseId,
    beginning: &Beginning<'_>,
    ctx: &Ctx<'_>,
) -> Result<(CaseNumber, Changes), Refusal> {
    let Beginning { applicant, headline, kind, unit, class, running, received } = beginning;
    let number = CaseNumber::new(unit, ctx.today.year(), *running)?;
    let opened = CaseEvent::Opened {
        number: number.clone(),
        headline: Sealed::new(case, headline.clone()),
        applicant: *applicant,
        unit: (*unit).to_owned(),
        class: *class,
        case_type: kind.code.clone(),
        status: kind.first_status().to_owned(),
    };
    let changes = Changes::one(case, &opened)
        .and(start(case, kind, *received, ctx)?)
        .record(case, &Signal::CaseOpened { unit: (*unit).to_owned() })
        .claim(CASE_NUMBER, number.to_string(), case);
    Ok((number, changes))
}

/// Starts the time limit of a kind of case and puts its first task in the queue, as far as the kind
/// has them: the rest is for its system, which hears the signal.
pub(crate) fn start(
    case: CaseId,
    kind: &CaseType,
    received: Date,
    ctx: &Ctx<'_>,
) -> Result<Changes, Refusal> {
    let (mut changes, mut legal) = (Changes::new(), None);
    if let Some(name) = &kind.clock {
        let rule = clock::rule_on(name, received)
            .ok_or_else(|| Refusal::new("clock-rule-missing").with("date", received))?;
        let clock = clock::start(&rule, received);
        legal = clock.due();
        let name = name.clone();
        changes = changes.record(case, &CaseEvent::ClockStarted { name, rule, clock });
    }
    if let Some(what) = &kind.first_task {
        changes = changes.and(case_task::add(case, kind, what, legal, ctx).1);
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_try_takes_the_next_number_and_later_ones_spread() {
        let case = CaseId(uuid::Uuid::from_u128(100));
        assert_eq!(step(case, 1), 1);
        assert!((1..=9).contains(&step(case, 2)));
    }
}

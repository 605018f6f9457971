//! Time limits on a case: pure functions that return the events, for this crate's acts and for
//! systems that run cases.

use kernel::{Changes, Date, Refusal, Sealed};

use crate::clock::{self, Clock, ClockRule, Length};
use crate::events::CaseEvent;
use crate::ids::CaseId;
use crate::state::KnownCase;
use crate::{case_status, case_type};

/// Why a time limit stands still: whom the case waits for, and what for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// Code of whom, with a text `waits-for-<code>`.
    pub whom: String,
    /// What for, in the official's words.
    pub reason: String,
}

/// Whom a case may wait for.
pub const WHOM: [&str; 3] = ["customer", "authority", "other"];

/// Starts a further time limit of a case on a day, and tells its last day; one that it has stays as it is.
///
/// # Errors
/// `clock-rule-missing` when no rule of that name is in force on the day.
pub fn start(
    case: CaseId,
    known: &KnownCase,
    name: &str,
    on: Date,
) -> Result<(Changes, Option<Date>), Refusal> {
    if let Some((_, clock)) = known.clocks.get(name) {
        return Ok((Changes::new(), clock.due()));
    }
    let rule = clock::rule_on(name, on)
        .ok_or_else(|| Refusal::new("clock-rule-missing").with("date", on))?;
    let clock = clock::start(&rule, on);
    let (due, name) = (clock.due(), name.to_owned());
    Ok((Changes::one(case, &CaseEvent::ClockStarted { name, rule, clock }), due))
}

/// Stops a time limit of a case, which then waits for somebody; its status word says so when its
/// kind has one for it.
///
/// # Errors
/// Refused when the case has no such limit, it does not run, or nobody is waited for.
pub fn stop(
    case: CaseId,
    known: &KnownCase,
    name: &str,
    wait: &Wait,
    today: Date,
) -> Result<Changes, Refusal> {
    let clock = find(known, name)?.1.stop(today)?;
    if !WHOM.contains(&wait.whom.as_str()) {
        return Err(Refusal::new("waits-for-unknown").at("waits_for"));
    }
    let (waits_for, reason) = (Some(wait.whom.clone()), sealed(case, &wait.reason));
    let stopped = CaseEvent::ClockChanged { name: name.to_owned(), clock, waits_for, reason };
    let kind = case_type::of(&known.case_type);
    let word = kind.and_then(|kind| kind.waiting.get(&wait.whom));
    let follows = case_status::follow(case, known, word.map(String::as_str));
    Ok(Changes::one(case, &stopped).and(follows))
}

/// Lengthens a running time limit for a reason, as far as its rule allows.
///
/// # Errors
/// Refused when the case has no such limit, its rule allows no extension or none so long, or it
/// does not run or has run out.
pub fn extend(
    case: CaseId,
    known: &KnownCase,
    name: &str,
    by: Length,
    reason: &str,
    today: Date,
) -> Result<Changes, Refusal> {
    let (rule, clock) = find(known, name)?;
    if rule.ceiling().is_none() {
        return Err(Refusal::new("clock-no-extension"));
    }
    let clock = clock.extend(by, today)?;
    let (waits_for, reason) = (None, sealed(case, reason));
    let extended = CaseEvent::ClockChanged { name: name.to_owned(), clock, waits_for, reason };
    Ok(Changes::one(case, &extended))
}

/// Lets a stopped time limit run again.
///
/// # Errors
/// Refused when the case has no such limit, or it is not stopped.
pub fn resume(
    case: CaseId,
    known: &KnownCase,
    name: &str,
    today: Date,
) -> Result<Changes, Refusal> {
    let clock = find(known, name)?.1.resume(today)?;
    let kind = case_type::of(&known.case_type);
    // Only a word that said it waited gives way: what else is said of the case goes on.
    let said = kind.filter(|kind| kind.waiting.values().any(|word| *word == known.status_word));
    let word = said.and_then(|kind| kind.resumed.as_deref());
    Ok(changed(case, name, clock).and(case_status::follow(case, known, word)))
}

/// Ends every time limit of a case that has not ended.
#[must_use]
pub fn end_all(case: CaseId, known: &KnownCase, today: Date) -> Changes {
    let ended = known.clocks.iter().filter_map(|(name, (_, clock))| {
        clock.end(today).ok().map(|clock| changed(case, name, clock))
    });
    ended.fold(Changes::new(), Changes::and)
}

fn find<'a>(known: &'a KnownCase, name: &str) -> Result<&'a (ClockRule, Clock), Refusal> {
    known.clocks.get(name).ok_or_else(|| Refusal::new("clock-unknown"))
}

fn sealed(case: CaseId, reason: &str) -> Option<Sealed<String>> {
    let reason = reason.trim();
    (!reason.is_empty()).then(|| Sealed::new(case, reason.to_owned()))
}

fn changed(case: CaseId, name: &str, clock: Clock) -> Changes {
    let (name, waits_for, reason) = (name.to_owned(), None, None);
    Changes::one(case, &CaseEvent::ClockChanged { name, clock, waits_for, reason })
}

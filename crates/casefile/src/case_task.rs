//! Tasks on a case: how urgent they are, when they are due and who may take them, as the rules of the
//! kind of case say. For this crate's acts and for systems that run cases.

use kernel::{Changes, Ctx, Date, Refusal, Sealed, UserId};
use serde::Deserialize;

use crate::case_type::{self, CaseType};
use crate::clock::{days_before, days_from};
use crate::events::{CaseEvent, Priority};
use crate::ids::{CaseId, TaskId};
use crate::model::Headline;
use crate::state::{KnownCase, Task, TaskState};

/// The task that an official sets in words of their own.
pub(crate) const BY_HAND: &str = "by-hand";
/// The task that stands where no other does.
pub(crate) const DECIDE_NEXT: &str = "decide-next";

/// The rule of one kind of task.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskRule {
    /// Code of the task, with a text `task-<code>`.
    pub code: String,
    /// How urgent it is from the beginning.
    #[serde(default)]
    pub priority: Priority,
    /// When it is due.
    pub due: DueRule,
    /// So many days before the next legal date it is urgent; from the day the time limit warns when
    /// not said.
    #[serde(default)]
    pub urgent_days: Option<u32>,
    /// The competence it needs, where it is another than that of its kind of case.
    #[serde(default)]
    pub competence: Option<String>,
}

/// From where the day is counted on which a task is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueRule {
    /// So many days after it was added.
    Days(u32),
    /// So many days after it was added that are neither Saturdays, Sundays nor holidays.
    WorkingDays(u32),
    /// So many days before the next day that law sets, wherever that moves.
    DaysBeforeLegalDate(u32),
}

impl DueRule {
    /// The day for a task of today.
    fn day(self, today: Date, legal: Option<Date>) -> Date {
        match self {
            DueRule::Days(days) => days_from(today, days, false),
            DueRule::WorkingDays(days) => days_from(today, days, true),
            DueRule::DaysBeforeLegalDate(days) => {
                legal.map_or(today, |legal| days_before(legal, days).max(today))
            }
        }
    }

    const fn before_legal_date(self) -> Option<u32> {
        match self {
            DueRule::DaysBeforeLegalDate(days) => Some(days),
            DueRule::Days(_) | DueRule::WorkingDays(_) => None,
        }
    }
}

/// Puts a task of a case in the queue as the rules of its kind say; `legal` is the next day that law
/// sets. A task for which there is no rule is due today.
#[must_use]
pub fn add(
    case: CaseId,
    kind: &CaseType,
    what: &str,
    legal: Option<Date>,
    ctx: &Ctx<'_>,
) -> (TaskId, Changes) {
    let task = TaskId(ctx.ids.next());
    (task, Changes::one(case, &added(task, kind, what, legal, ctx.today)))
}

/// In which turn a task comes and who may take it, where that is another than its rule says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Turn {
    /// Code of the competence it needs; that of the rule when none.
    pub competence: Option<String>,
    /// Code of the queue in which it goes before what is not urgent, with a text `queue-<code>`; none when it waits
    /// its turn.
    pub queue: Option<String>,
}

/// The same as [`add`] in a turn of its own.
#[must_use]
pub fn add_in_turn(
    case: CaseId,
    kind: &CaseType,
    what: &str,
    legal: Option<Date>,
    turn: Turn,
    ctx: &Ctx<'_>,
) -> (TaskId, Changes) {
    let task = TaskId(ctx.ids.next());
    let mut event = added(task, kind, what, legal, ctx.today);
    if let CaseEvent::TaskAdded { priority, competence, queue, .. } = &mut event {
        *competence = turn.competence.or(competence.take());
        if turn.queue.is_some() {
            *priority = Priority::Urgent;
        }
        *queue = turn.queue;
    }
    (task, Changes::one(case, &event))
}

/// Puts another task in the place of one that is not done, in a turn of its own: whoever has that one gets it.
#[must_use]
pub fn replace(
    case: CaseId,
    (id, task): (TaskId, &Task),
    (kind, what): (&CaseType, &str),
    (legal, turn): (Option<Date>, Turn),
    ctx: &Ctx<'_>,
) -> Changes {
    let done = Changes::one(case, &CaseEvent::TaskDone { task: id });
    let (new, added) = add_in_turn(case, kind, what, legal, turn, ctx);
    match task.state {
        TaskState::Taken(by) => {
            done.and(added).record(case, &CaseEvent::TaskTaken { task: new, by })
        }
        TaskState::Open | TaskState::Done => done.and(added),
    }
}

/// The event of [`add`].
pub(crate) fn added(
    task: TaskId,
    kind: &CaseType,
    what: &str,
    legal: Option<Date>,
    today: Date,
) -> CaseEvent {
    let rule = case_type::task_rule(kind, what);
    let due = rule.map_or(today, |rule| rule.due.day(today, legal));
    CaseEvent::TaskAdded {
        task,
        what: what.to_owned(),
        priority: rule.map(|rule| rule.priority).unwrap_or_default(),
        due: legal.map_or(due, |legal| due.min(legal)),
        before_legal_date: rule.and_then(|rule| rule.due.before_legal_date()),
        urgent_days: rule.and_then(|rule| rule.urgent_days),
        competence: needed(kind, what).map(str::to_owned),
        words: None,
        queue: None,
    }
}

/// Code of the competence that such a task needs: that of its rule, or of its kind of case.
pub(crate) fn needed<'a>(kind: &'a CaseType, what: &str) -> Option<&'a str> {
    let own = case_type::task_rule(kind, what).and_then(|rule| rule.competence.as_deref());
    own.or(kind.competence.as_deref())
}

/// Puts deciding what comes next before whoever has the case, else before somebody, else in the queue:
/// for acts that leave nothing to be done on a case that stays open.
///
/// # Errors
/// `case-type-unknown`.
pub(crate) fn decide_next(
    case: CaseId,
    known: &KnownCase,
    else_by: Option<UserId>,
    legal: Option<Date>,
    ctx: &Ctx<'_>,
) -> Result<Changes, Refusal> {
    let kind = case_type::known(&known.case_type)?;
    let (task, added) = add(case, kind, DECIDE_NEXT, legal, ctx);
    Ok(match known.handler.or(else_by) {
        Some(by) => added.record(case, &CaseEvent::TaskTaken { task, by }),
        None => added,
    })
}

/// What a task set by hand is to be called and when it is due, as an official says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ByHand {
    pub(crate) words: Headline,
    pub(crate) due: Date,
}

/// The event of a task that an official sets: its rule says in which turn it comes, the official when it
/// is due. Like every task it is done at the latest on the next day that law sets, wherever that moves.
pub(crate) fn set_by_hand(
    case: CaseId,
    task: TaskId,
    kind: &CaseType,
    by_hand: ByHand,
) -> CaseEvent {
    let mut event = added(task, kind, BY_HAND, None, by_hand.due);
    if let CaseEvent::TaskAdded { due, words, .. } = &mut event {
        *due = by_hand.due;
        *words = Some(Sealed::new(case, by_hand.words));
    }
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_counted_from_today_or_back_from_the_law() {
        let (thursday, legal) = (day("2026-04-02"), Some(day("2026-04-30")));
        for (rule, wanted) in [
            (DueRule::Days(0), "2026-04-02"),
            (DueRule::Days(7), "2026-04-09"),
            // Good Friday, the weekend and Easter Monday are no days of work.
            (DueRule::WorkingDays(1), "2026-04-07"),
            (DueRule::DaysBeforeLegalDate(10), "2026-04-20"),
            // Never before it is there.
            (DueRule::DaysBeforeLegalDate(40), "2026-04-02"),
        ] {
            assert_eq!(rule.day(thursday, legal), day(wanted), "{rule:?}");
        }
        assert_eq!(DueRule::DaysBeforeLegalDate(3).day(thursday, None), thursday);
        let far = DueRule::Days(u32::MAX).day(thursday, legal);
        assert!(far > thursday && days_before(thursday, u32::MAX) < thursday);
    }

    #[test]
    fn a_turn_of_its_own_goes_before_the_rule() {
        let kind = case_type::of(case_type::GENERAL_MATTER).unwrap();
        let (who, ids) = (kernel::Who::machine(), kernel::SeededIds::new(1, 1));
        let at = kernel::Ts::from_micros(0);
        let ctx = Ctx { who: &who, at, today: at.date(), ids: &ids };
        let added = |turn: Turn| {
            let case = CaseId(uuid::Uuid::nil());
            let (_, changes) = add_in_turn(case, kind, "look-into", None, turn, &ctx);
            let body = changes.into_events().unwrap().remove(0).body;
            [body["priority"].clone(), body["competence"].clone(), body["queue"].clone()]
        };
        let [priority, competence, queue] = added(Turn::default());
        assert!(priority == "normal" && competence.is_null() && queue.is_null());
        let (competence, queue) = (Some("data-protection".to_owned()), Some("fast".to_owned()));
        let turn = added(Turn { competence, queue });
        assert_eq!(turn, ["urgent", "data-protection", "fast"]);
    }

    #[test]
    fn no_task_is_due_after_the_law_says_and_one_without_a_rule_is_due_today() {
        let kind = case_type::of(case_type::GENERAL_MATTER).unwrap();
        let (today, legal) = (day("2026-04-02"), day("2026-04-01"));
        let id = TaskId(uuid::Uuid::nil());
        for (what, wanted) in [("look-into", legal), ("quiet-case", legal), ("no-such", legal)] {
            let CaseEvent::TaskAdded { due, .. } = added(id, kind, what, Some(legal), today) else {
                panic!()
            };
            assert_eq!(due, wanted, "{what}");
        }
        let CaseEvent::TaskAdded { due, priority, .. } = added(id, kind, "no-such", None, today)
        else {
            panic!()
        };
        assert_eq!((due, priority), (today, Priority::Normal));
    }
}

//! What is to be done on a case, by when, and in which turn.

use kernel::{Date, UserId};

use super::case::KnownCase;
use crate::clock::days_before;
use crate::events::Priority;
use crate::ids::TaskId;
use crate::model::Headline;

/// The turn of what goes before everything else.
const FIRST: Date = jiff::civil::date(1, 1, 1);

/// Something to do on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What kind: a code with a text.
    pub what: String,
    /// What is to be done in the words of whoever set it; nothing when the kind says it, or once erased.
    pub words: Option<Headline>,
    /// How urgent.
    pub priority: Priority,
    /// By when, as was counted when it was added; see [`KnownCase::due`].
    pub due: Date,
    /// It is due so many days before the next day that law sets, wherever that moves.
    pub before_legal_date: Option<u32>,
    /// It is urgent so many days before that day; from when the time limit warns if not said.
    pub urgent_days: Option<u32>,
    /// Code of the competence it needs.
    pub competence: Option<String>,
    /// Code of the queue in which it goes before others.
    pub queue: Option<String>,
    /// The day it was added.
    pub added: Date,
    /// How it stands.
    pub state: TaskState,
}

/// How a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskState {
    /// Nobody has it.
    Open,
    /// An official has it.
    Taken(UserId),
    /// Done.
    Done,
}

impl TaskState {
    /// Code for rows and texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            TaskState::Open => "open",
            TaskState::Taken(_) => "taken",
            TaskState::Done => "done",
        }
    }
}

impl KnownCase {
    /// By when a task is to be done: where its rule counts back from the law, so many days before the
    /// next day that law sets, as it is now; in every case never after that day.
    #[must_use]
    pub fn due(&self, task: &Task) -> Date {
        match (self.legal_date(), task.before_legal_date) {
            (Some(legal), Some(days)) => days_before(legal, days).max(task.added).min(legal),
            (Some(legal), None) => task.due.min(legal),
            (None, _) => task.due,
        }
    }

    /// Does a task wait with its case? Its day follows a time limit, and that stands still.
    #[must_use]
    pub fn stands_still(&self, task: &Task) -> bool {
        task.before_legal_date.is_some() && self.legal_date().is_none() && self.waits()
    }

    /// The day from which a task goes before all whose day is later: it is urgent from then on, or due.
    /// Nothing while it waits with its case. As days go by no turn changes, so the order of work
    /// stands in an index, and what comes near is at its head by itself.
    #[must_use]
    pub fn turn(&self, task: &Task) -> Option<Date> {
        if self.stands_still(task) {
            return None;
        }
        if task.priority == Priority::Urgent {
            return Some(FIRST);
        }
        let near = match (task.urgent_days, self.legal_date()) {
            (Some(days), Some(legal)) => Some(days_before(legal, days)),
            (Some(_), None) => None,
            (None, _) => self.warn_on(),
        };
        let due = self.due(task);
        Some(near.map_or(due, |near| near.min(due)))
    }

    /// Is anything left to be done beside a task?
    #[must_use]
    pub fn has_more_to_do(&self, than: TaskId) -> bool {
        self.tasks.iter().any(|(task, t)| *task != than && t.state != TaskState::Done)
    }

    /// Has somebody a task of it?
    #[must_use]
    pub fn has_task(&self, official: UserId) -> bool {
        self.tasks.values().any(|task| task.state == TaskState::Taken(official))
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, clock_started, clock_stopped, monday, opened, task_id};
    use crate::events::CaseEvent;
    use crate::state::Case;

    fn added(before_legal_date: Option<u32>, urgent_days: Option<u32>) -> CaseEvent {
        let (task, what) = (task_id(), "look-into".to_owned());
        let (priority, due) = (Priority::Normal, "2026-12-31".parse().unwrap());
        let (competence, words, queue) = (None, None, None);
        CaseEvent::TaskAdded {
            task,
            what,
            priority,
            due,
            before_legal_date,
            urgent_days,
            competence,
            words,
            queue,
        }
    }

    fn dates(events: impl IntoIterator<Item = CaseEvent>) -> (Date, Option<Date>) {
        let case = given::<Case>(events).state(case_id().0);
        let known = case.known().unwrap();
        let task = &known.tasks[&task_id()];
        (known.due(task), known.turn(task))
    }

    #[test]
    fn a_task_is_never_due_after_the_law_says_and_comes_near_with_it() {
        let case = given::<Case>([opened(), clock_started()]).state(case_id().0);
        let legal = case.known().unwrap().legal_date().unwrap();
        let warned = case.known().unwrap().warn_on().unwrap();
        let begun = || vec![opened(), clock_started()];
        let with = |event| begun().into_iter().chain([event]).collect::<Vec<_>>();
        assert_eq!(dates(with(added(None, None))), (legal, Some(warned)));
        let (due, near) = (days_before(legal, 10), days_before(legal, 20));
        assert_eq!(dates(with(added(Some(10), Some(20)))), (due, Some(near)));
        // What is due before it is near by the law has its turn on that day.
        assert_eq!(dates(with(added(Some(30), Some(3)))).1, Some(days_before(legal, 30)));
        // Not before the day on which it was added.
        assert_eq!(dates(with(added(Some(400), None))).0, monday());
    }

    #[test]
    fn a_task_that_follows_a_time_limit_stands_still_with_it() {
        let stopped = |event| dates([opened(), clock_started(), event, clock_stopped()]);
        assert_eq!(stopped(added(Some(0), None)).1, None);
        assert_eq!(stopped(added(None, None)).1, Some("2026-12-31".parse().unwrap()));
    }
}

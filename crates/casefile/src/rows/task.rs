//! Rows of tasks, and the list over them.

use std::collections::BTreeSet;

use kernel::{
    DbRow, Fault, Filter, FilterKind, List, MERGED_MAX, Order, Row, Table, UserId, Value, Who,
};
use uuid::Uuid;

use super::{NEVER, case};
use crate::competence;
use crate::ids::{CaseId, TaskId};
use crate::model::Headline;
use crate::state::{KnownCase, Status, Task, TaskState};

/// Units shown at once, and whose queues one is given work from: a lead's, not a whole authority's.
pub(crate) const UNITS_MAX: usize = 10;

/// Queues of one unit that are read each along its own index; see [`queue_of`].
const QUEUES_APART_MAX: usize = 4;

// Every queue of a user is one part of the statement that reads them.
const _: () = assert!(UNITS_MAX * QUEUES_APART_MAX <= MERGED_MAX);

pub(super) static TASK: Table = Table {
    name: "casefile_task",
    columns: &[
        "stream_id",
        "task",
        "what",
        "state",
        "turn",
        "due",
        "handler",
        "competence",
        "waits_for",
        "processing",
        "words",
        "queue",
        "number",
        "headline",
        "unit",
        "class",
        "compartment",
    ],
    key: 2,
};

/// The state of a case whose handler has no task of it.
const HELD: &str = "held";

/// Rows of what is to be done on a case, with what their list shows of the case: of its tasks, and of
/// itself when its handler has none of them, so that whatever somebody has stands in one list.
pub(super) fn tasks(id: CaseId, known: &KnownCase, headline: &Value) -> Vec<Row> {
    let row = |(task, t): (&TaskId, &Task)| {
        let (handler, still) = match t.state {
            TaskState::Taken(by) => (Some(by), known.stands_still(t)),
            TaskState::Open => (None, known.stands_still(t)),
            TaskState::Done => (None, false),
        };
        let item = Item {
            task: task.0,
            what: &t.what,
            // As the headline: only what is not protected stands in lists.
            words: t.words.as_ref().filter(|_| known.is_plain()).map_or("", Headline::as_str),
            state: t.state.code(),
            turn: known.turn(t),
            due: Some(known.due(t)).filter(|_| !still),
            handler,
            competence: t.competence.as_deref(),
            queue: t.queue.as_deref().unwrap_or_default(),
        };
        item.row(id, known, headline)
    };
    let mut rows: Vec<Row> = known.tasks.iter().map(row).collect();
    rows.extend(held(known).map(|item| item.row(id, known, headline)));
    rows
}

/// The case itself, as something its handler has to do.
fn held(known: &KnownCase) -> Option<Item<'_>> {
    let handler = known.handler.filter(|handler| !known.has_task(*handler))?;
    let due = known.next_date();
    (known.status == Status::Open).then(|| Item {
        task: Uuid::nil(),
        what: known.next_task().map_or("", |task| &task.what),
        words: "",
        state: HELD,
        turn: known.warn_on().into_iter().chain(due).min(),
        due,
        handler: Some(handler),
        competence: None,
        queue: "",
    })
}

struct Item<'a> {
    task: Uuid,
    what: &'a str,
    words: &'a str,
    state: &'static str,
    turn: Option<kernel::Date>,
    due: Option<kernel::Date>,
    handler: Option<UserId>,
    competence: Option<&'a str>,
    queue: &'a str,
}

impl Item<'_> {
    fn row(&self, id: CaseId, known: &KnownCase, headline: &Value) -> Row {
        let values = vec![
            id.into(),
            self.task.into(),
            self.what.into(),
            self.state.into(),
            self.turn.unwrap_or(NEVER).into(),
            self.due.unwrap_or(NEVER).into(),
            self.handler.into(),
            self.competence.unwrap_or(competence::NONE).into(),
            case::waits_for(known).into(),
            known.processing.as_deref().unwrap_or_default().into(),
            self.words.into(),
            self.queue.into(),
            known.number.to_string().into(),
            headline.clone(),
            known.unit.as_str().into(),
            known.class.level().into(),
            known.compartment.into(),
        ];
        Row::new(&TASK, values)
    }
}

/// What is to be done, in the order of work: by turn, which is the day from which something is urgent.
pub static TASKS: List = List {
    name: "tasks",
    columns: "t.stream_id, t.task, t.what, t.state, t.turn, t.due, t.handler, t.competence, t.waits_for, t.processing, t.number, t.headline, t.unit, t.words, t.queue",
    width: 15,
    from: "casefile_task t",
    always: "",
    protected: Some("t"),
    filters: &[
        Filter { name: "state", sql: "t.state = ?", kind: FilterKind::Text },
        Filter { name: "unit", sql: "t.unit = ?", kind: FilterKind::Text },
        Filter { name: "competence", sql: "t.competence = ?", kind: FilterKind::Text },
        Filter { name: "competences", sql: "t.competence IN (?)", kind: FilterKind::OneOf },
        Filter { name: "handler", sql: "t.handler = ?", kind: FilterKind::Uuid },
        Filter { name: "what", sql: "t.what = ?", kind: FilterKind::Text },
        Filter { name: "number", sql: "t.number >= ? AND t.number < ?", kind: FilterKind::Prefix },
        Filter { name: "until", sql: "t.due <= ?", kind: FilterKind::Date },
        Filter { name: "waits", sql: "t.waits_for <> ''", kind: FilterKind::Flag },
        Filter { name: "level", sql: "t.class = ?", kind: FilterKind::Int },
        Filter { name: "circle", sql: "t.compartment IS NOT NULL", kind: FilterKind::Flag },
        Filter { name: "plain", sql: "t.compartment IS NULL", kind: FilterKind::Flag },
    ],
    orders: &[Order {
        name: "work",
        columns: &["t.turn", "t.due", "t.stream_id", "t.task"],
        descending: false,
    }],
};

/// Sets of filters of [`TASKS`] under which stands what waits for somebody of these units with these
/// competences, their own unit first.
///
/// Each unit and competence is a queue of its own, and a few are read each along its index: nothing of
/// others is passed by. Every further queue costs a look of its own, though, while who knows more may
/// take most of what waits in a unit: their queue is the unit's, without what they may not take. Which
/// kinds of case it holds costs nothing either way.
#[must_use]
pub fn queue_of(who: &Who, competences: &BTreeSet<String>) -> Vec<Vec<(String, String)>> {
    let own = std::iter::once(&*who.unit);
    let others = who.units.iter().map(String::as_str).filter(|unit| *unit != &*who.unit);
    let units = own.chain(others).filter(|unit| !unit.is_empty()).take(UNITS_MAX);
    let codes = std::iter::once(competence::NONE).chain(competences.iter().map(String::as_str));
    let codes: Vec<&str> = codes.collect();
    let set = |unit: &str, (filter, value): (&str, &str)| {
        [("state", "open"), ("unit", unit), (filter, value)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec()
    };
    if codes.len() <= QUEUES_APART_MAX {
        let each = |unit| codes.iter().map(move |code| set(unit, ("competence", code)));
        return units.flat_map(each).collect();
    }
    let known = codes.join(" ");
    units.map(|unit| set(unit, ("competences", &known))).collect()
}

/// A row of [`TASKS`].
#[derive(Debug, Clone)]
pub struct TaskLine {
    /// The case.
    pub case: CaseId,
    /// The task; nothing when it is the case itself that somebody has.
    pub task: Option<TaskId>,
    /// What kind; of a case itself what is next on it, and empty when nothing is.
    pub what: String,
    /// What is to be done in the words of whoever set it; empty when the kind says it, or in protected
    /// cases.
    pub words: String,
    /// `open`, `taken` or `done`; `held` when it is the case itself.
    pub state: String,
    /// The day from which it is urgent; nothing while it waits with its case.
    pub turn: Option<kernel::Date>,
    /// By when; nothing while no day is set.
    pub due: Option<kernel::Date>,
    /// Who has it.
    pub handler: Option<UserId>,
    /// Code of the competence it needs.
    pub competence: Option<String>,
    /// Code of whom its case waits for; empty when for nobody.
    pub waits_for: String,
    /// Code of how much of an official its case takes; empty until it was weighed.
    pub processing: String,
    /// Code of the queue in which it goes before others; empty when it waits its turn.
    pub queue: String,
    /// The case's number.
    pub number: String,
    /// What the case is about.
    pub headline: String,
    /// Code of the unit.
    pub unit: String,
}

impl TaskLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<TaskLine, Fault> {
        let day = |column| row.get(column).map(|day| Some(day).filter(|day| *day != NEVER));
        let competence: String = row.get(7)?;
        Ok(TaskLine {
            case: row.get(0)?,
            task: Some(row.get(1)?).filter(|task: &TaskId| !task.0.is_nil()),
            what: row.get(2)?,
            words: row.get(13)?,
            state: row.get(3)?,
            turn: day(4)?,
            due: day(5)?,
            handler: row.get(6)?,
            competence: Some(competence).filter(|code| code != competence::NONE),
            waits_for: row.get(8)?,
            processing: row.get(9)?,
            queue: row.get(14)?,
            number: row.get(10)?,
            headline: row.get(11)?,
            unit: row.get(12)?,
        })
    }

    /// Should it have been done before today?
    #[must_use]
    pub fn is_late(&self, today: kernel::Date) -> bool {
        self.due.is_some_and(|due| due < today)
    }

    /// Does it go before all that is not urgent?
    #[must_use]
    pub fn is_urgent(&self, today: kernel::Date) -> bool {
        self.turn.is_some_and(|turn| turn <= today)
    }
}

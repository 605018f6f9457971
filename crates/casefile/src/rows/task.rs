//! Rows of tasks, and the list over them.

use kernel::{DbRow, Fault, Filter, FilterKind, List, Order, Row, Table, UserId, Value};

use crate::events::Priority;
use crate::ids::{CaseId, TaskId};
use crate::state::{KnownCase, Task, TaskState};

pub(super) static TASK: Table = Table {
    name: "casefile_task",
    columns: &[
        "stream_id",
        "task",
        "what",
        "state",
        "rank",
        "due",
        "handler",
        "number",
        "headline",
        "unit",
        "class",
        "compartment",
    ],
    key: 2,
};

/// Rows of a case's tasks, with what their list shows of the case.
pub(super) fn tasks(id: CaseId, known: &KnownCase, headline: &Value) -> Vec<Row> {
    let row = |(task, t): (&TaskId, &Task)| {
        let handler = match t.state {
            TaskState::Taken(by) => Some(by),
            TaskState::Open | TaskState::Done => None,
        };
        let values = vec![
            id.into(),
            (*task).into(),
            t.what.as_str().into(),
            t.state.code().into(),
            rank(t.priority).into(),
            t.due.into(),
            handler.into(),
            known.number.to_string().into(),
            headline.clone(),
            known.unit.as_str().into(),
            known.class.level().into(),
            known.compartment.into(),
        ];
        Row::new(&TASK, values)
    };
    known.tasks.iter().map(row).collect()
}

const fn rank(priority: Priority) -> i64 {
    match priority {
        Priority::Urgent => 0,
        Priority::Normal => 1,
    }
}

/// Tasks in the order of work.
pub static TASKS: List = List {
    name: "tasks",
    columns: "t.stream_id, t.task, t.what, t.state, t.due, t.handler, t.number, t.headline, t.unit, t.rank",
    width: 10,
    from: "casefile_task t",
    always: "",
    protected: Some("t"),
    filters: &[
        Filter { name: "state", sql: "t.state = ?", kind: FilterKind::Text },
        Filter { name: "unit", sql: "t.unit = ?", kind: FilterKind::Text },
        Filter { name: "handler", sql: "t.handler = ?", kind: FilterKind::Uuid },
    ],
    orders: &[Order {
        name: "work",
        columns: &["t.rank", "t.due", "t.stream_id", "t.task"],
        descending: false,
    }],
};

/// A row of [`TASKS`].
#[derive(Debug, Clone)]
pub struct TaskLine {
    /// The case.
    pub case: CaseId,
    /// The task.
    pub task: TaskId,
    /// What kind.
    pub what: String,
    /// `open`, `taken` or `done`.
    pub state: String,
    /// By when.
    pub due: kernel::Date,
    /// Who has it.
    pub handler: Option<UserId>,
    /// The case's number.
    pub number: String,
    /// What the case is about.
    pub headline: String,
    /// Code of the unit.
    pub unit: String,
    /// Is it to be done before all that are not?
    pub urgent: bool,
}

impl TaskLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<TaskLine, Fault> {
        Ok(TaskLine {
            case: row.get(0)?,
            task: row.get(1)?,
            what: row.get(2)?,
            state: row.get(3)?,
            due: row.get(4)?,
            handler: row.get(5)?,
            number: row.get(6)?,
            headline: row.get(7)?,
            unit: row.get(8)?,
            urgent: row.get::<i64>(9)? == rank(Priority::Urgent),
        })
    }
}

//! Rows of persons and cases, and the lists over them: the only SQL of the case file.

use std::collections::BTreeSet;

use kernel::{
    Class, DbRow, Fault, Filter, FilterKind, Kernel, List, Order, Projection, Read, Row, Table,
    UserId, Value,
};

use crate::events::Priority;
use crate::ids::{CaseId, PersonId, TaskId};
use crate::model::{CaseNumber, Name, PartialDate, fold};
use crate::state::{Case, KnownCase, KnownPerson, Person, TaskState};

/// Stands for no date: keys of pages are never null.
const NEVER: kernel::Date = jiff::civil::date(9999, 12, 31);

static PERSON: Table = Table {
    name: "casefile_person",
    columns: &[
        "stream_id",
        "name",
        "other_names",
        "born",
        "nationalities",
        "unit",
        "class",
        "compartment",
    ],
    key: 1,
};
static PERSON_WORD: Table =
    Table { name: "casefile_person_word", columns: &["stream_id", "word"], key: 2 };
static CASE: Table = Table {
    name: "casefile_case",
    columns: &[
        "stream_id",
        "number",
        "year",
        "running",
        "headline",
        "applicant",
        "status",
        "handler",
        "opened_at",
        "changed_at",
        "next_date",
        "unit",
        "class",
        "compartment",
    ],
    key: 1,
};
static TASK: Table = Table {
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

/// The states whose rows these are.
#[must_use]
pub fn projections() -> Vec<Projection> {
    static PERSON_TABLES: [&Table; 2] = [&PERSON, &PERSON_WORD];
    static CASE_TABLES: [&Table; 2] = [&CASE, &TASK];
    vec![Projection::of::<Person>(&PERSON_TABLES), Projection::of::<Case>(&CASE_TABLES)]
}

/// Rows of a person. An erased one has none; one of a protected class is not found by name, and
/// nothing of who they are stands in plain rows.
pub(crate) fn person(id: PersonId, known: &KnownPerson) -> Vec<Row> {
    let Some(particulars) = &known.particulars else { return Vec::new() };
    let row = |name: &str, others: String, born: String, nationalities: String| {
        let values = vec![
            id.into(),
            name.into(),
            others.into(),
            born.into(),
            nationalities.into(),
            "".into(),
            known.class.level().into(),
            Value::Null,
        ];
        Row::new(&PERSON, values)
    };
    if known.class != Class::Normal {
        return vec![row("", String::new(), String::new(), String::new())];
    }
    let shown: Vec<String> = particulars.names.iter().map(Name::shown).collect();
    let (first, others) = shown.split_first().map_or(("", &[][..]), |(f, o)| (f.as_str(), o));
    let nationalities: Vec<String> =
        particulars.nationalities.iter().map(ToString::to_string).collect();
    let born = particulars.born.to_string();
    let mut rows = vec![row(first, others.join(" · "), born, nationalities.join(" "))];
    let folded: Vec<String> = particulars.names.iter().map(Name::folded).collect();
    let words: BTreeSet<&str> = folded.iter().flat_map(|n| n.split_whitespace()).collect();
    rows.extend(words.into_iter().map(|w| Row::new(&PERSON_WORD, vec![id.into(), w.into()])));
    rows
}

/// Rows of a case and its tasks. A protected case shows its number and no headline.
pub(crate) fn case(id: CaseId, known: &KnownCase) -> Vec<Row> {
    let open = known.headline.as_ref().filter(|_| known.class == Class::Normal);
    let headline: Value = open.map_or("".into(), |h| h.as_str().into());
    let mut rows = vec![Row::new(
        &CASE,
        vec![
            id.into(),
            known.number.to_string().into(),
            i64::from(known.number.year()).into(),
            i64::try_from(known.number.running()).unwrap_or(i64::MAX).into(),
            headline.clone(),
            known.applicant.into(),
            known.status.code().into(),
            known.handler.into(),
            known.opened.into(),
            known.changed.into(),
            known.next_date().unwrap_or(NEVER).into(),
            known.unit.as_str().into(),
            known.class.level().into(),
            Value::Null,
        ],
    )];
    rows.extend(known.tasks.iter().map(|(task, t)| {
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
            Value::Null,
        ];
        Row::new(&TASK, values)
    }));
    rows
}

const fn rank(priority: Priority) -> i64 {
    match priority {
        Priority::Urgent => 0,
        Priority::Normal => 1,
    }
}

/// Cases.
pub static CASES: List = List {
    name: "cases",
    columns: "c.stream_id, c.number, c.headline, c.status, c.handler, c.unit, c.next_date, c.changed_at, c.class",
    width: 9,
    from: "casefile_case c",
    always: "",
    protected: Some("c"),
    filters: &[
        Filter { name: "status", sql: "c.status = ?", kind: FilterKind::Text },
        Filter { name: "unit", sql: "c.unit = ?", kind: FilterKind::Text },
        Filter { name: "handler", sql: "c.handler = ?", kind: FilterKind::Uuid },
        Filter { name: "number", sql: "c.number >= ? AND c.number < ?", kind: FilterKind::Prefix },
        Filter { name: "applicant", sql: "c.applicant = ?", kind: FilterKind::Uuid },
        Filter { name: "due", sql: "c.next_date <= ?", kind: FilterKind::Date },
    ],
    orders: &[
        Order { name: "due", columns: &["c.next_date", "c.stream_id"], descending: false },
        Order { name: "changed", columns: &["c.changed_at", "c.stream_id"], descending: true },
        Order { name: "number", columns: &["c.number", "c.stream_id"], descending: false },
    ],
};

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

/// Persons by words of their names; the filters are prefixes of folded words.
pub static PERSONS: List = List {
    name: "persons",
    columns: "p.stream_id, p.name, p.other_names, p.born, p.nationalities",
    width: 5,
    from: "casefile_person_word w JOIN casefile_person p ON p.stream_id = w.stream_id",
    always: "",
    protected: Some("p"),
    filters: &[
        Filter { name: "word", sql: "w.word >= ? AND w.word < ?", kind: FilterKind::Prefix },
        Filter {
            name: "also",
            sql: "EXISTS (SELECT 1 FROM casefile_person_word v WHERE v.stream_id = p.stream_id AND v.word >= ? AND v.word < ?)",
            kind: FilterKind::Prefix,
        },
    ],
    orders: &[Order { name: "word", columns: &["w.word", "w.stream_id"], descending: false }],
};

/// Filters that find the persons with all words of a query: the longest word leads, since it is
/// the rarest as a rule.
#[must_use]
pub fn word_filters(query: &str) -> Vec<(String, String)> {
    let folded = fold(query);
    let mut words: Vec<&str> = folded.split_whitespace().collect();
    words.sort_by_key(|w| std::cmp::Reverse(w.chars().count()));
    let name = |n: usize| if n == 0 { "word" } else { "also" };
    words.iter().enumerate().map(|(n, w)| (name(n).to_owned(), (*w).to_owned())).collect()
}

/// A row of [`CASES`].
#[derive(Debug, Clone)]
pub struct CaseLine {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub headline: String,
    /// `open` or `closed`.
    pub status: String,
    /// Who has it.
    pub handler: Option<UserId>,
    /// Code of its unit.
    pub unit: String,
    /// Next date, if there is one.
    pub next: Option<kernel::Date>,
    /// When something last happened.
    pub changed: kernel::Ts,
}

impl CaseLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<CaseLine, Fault> {
        Ok(CaseLine {
            id: row.get(0)?,
            number: row.get(1)?,
            headline: row.get(2)?,
            status: row.get(3)?,
            handler: row.get(4)?,
            unit: row.get(5)?,
            next: Some(row.get(6)?).filter(|d| *d != NEVER),
            changed: row.get(7)?,
        })
    }
}

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

/// A row of [`PERSONS`].
#[derive(Debug, Clone)]
pub struct PersonLine {
    /// The person.
    pub id: PersonId,
    /// Name shown first.
    pub name: String,
    /// Names in other scripts, former ones, aliases.
    pub others: String,
    /// Birth date as far as known.
    pub born: PartialDate,
    /// Codes of nationalities.
    pub nationalities: String,
}

impl PersonLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<PersonLine, Fault> {
        Ok(PersonLine {
            id: row.get(0)?,
            name: row.get(1)?,
            others: row.get(2)?,
            born: row.get::<String>(3)?.parse().map_err(|_| Fault::corrupt("a birth date"))?,
            nationalities: row.get(4)?,
        })
    }
}

/// The greatest running number of a unit in a year, 0 when there is none.
pub(crate) async fn last_number(read: &Read<'_>, unit: &str, year: i16) -> Result<u64, Fault> {
    let select = kernel::sql!(
        "SELECT running FROM casefile_case WHERE unit = $1 AND year = $2 ORDER BY running DESC LIMIT 1"
    );
    let rows = read.rows(select, vec![unit.into(), i64::from(year).into()]).await?;
    let last = rows.first().map(|row| row.get::<i64>(0)).transpose()?.unwrap_or(0);
    u64::try_from(last).map_err(|e| Fault::corrupt(e.to_string()))
}

/// The case with this number, whatever its class: for auditors.
pub(crate) async fn case_numbered(
    kernel: &Kernel,
    number: &CaseNumber,
) -> Result<Option<CaseId>, Fault> {
    let select = kernel::sql!("SELECT c.stream_id FROM casefile_case c WHERE c.number = $1");
    let rows = kernel.fetch(select, vec![number.to_string().into()]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// The number of a case, whatever its class: for auditors.
pub(crate) async fn number_of(kernel: &Kernel, case: CaseId) -> Result<Option<String>, Fault> {
    let select = kernel::sql!("SELECT c.number FROM casefile_case c WHERE c.stream_id = $1");
    let rows = kernel.fetch(select, vec![case.into()]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// The open work of one unit.
#[derive(Debug, Clone)]
pub struct UnitWork {
    /// Code of the unit.
    pub unit: String,
    /// Open cases.
    pub open: i64,
    /// Those past their next date.
    pub late: i64,
    /// Those that nobody has.
    pub unassigned: i64,
}

/// Open work by unit, for leads.
///
/// # Errors
/// A fault when the database is away.
pub async fn open_work(kernel: &Kernel, today: kernel::Date) -> Result<Vec<UnitWork>, Fault> {
    let select = kernel::sql!(
        "SELECT c.unit, COUNT(*), COUNT(*) FILTER (WHERE c.next_date < $1), COUNT(*) FILTER (WHERE c.handler IS NULL) \
         FROM casefile_case c WHERE c.status = 'open' GROUP BY c.unit ORDER BY c.unit"
    );
    let rows = kernel.fetch(select, vec![today.into()]).await?;
    let read = |r: &DbRow| -> Result<UnitWork, Fault> {
        Ok(UnitWork { unit: r.get(0)?, open: r.get(1)?, late: r.get(2)?, unassigned: r.get(3)? })
    };
    rows.iter().map(read).collect()
}

//! Rows of questions, and the lists and counts over them: the only SQL of this system.

use casefile::CaseId;
use casefile::awaited::AwaitedRows;
use kernel::{
    DbRow, Fault, Filter, FilterKind, Kernel, List, Order, Projection, Row, Table, Ts, sql,
};
use uuid::Uuid;

use crate::ids::AskId;
use crate::model::Register;
use crate::state::{Ask, CaseAsks, Standing};

static ASK: Table = Table {
    name: "registers_ask",
    columns: &[
        "stream_id",
        "ask",
        "register",
        "state",
        "trouble",
        "asked_at",
        "due_at",
        "moved_at",
    ],
    key: 2,
};

/// Of cases that wait for an answer.
pub(crate) const AWAITED: AwaitedRows = AwaitedRows { table: &ASK, state: "open" };

/// The tables of this system.
pub static TABLES: &[&Table] = &[&ASK];

/// The states with rows; the others are folds alone.
#[must_use]
pub fn projections() -> Vec<Projection> {
    vec![Projection::of::<CaseAsks>(TABLES)]
}

/// The row of a question. Of one that is over, the trouble says what came of it.
pub(crate) fn ask(case: Uuid, id: AskId, ask: &Ask) -> Row {
    let (state, trouble, due) = match &ask.standing {
        Standing::Open { trouble, next, .. } => {
            ("open", trouble.map_or("", |trouble| trouble.code()), *next)
        }
        Standing::Answered { found, .. } => ("answered", found.code(), ask.moved),
        Standing::GivenUp { why } => ("given-up", why.code(), ask.moved),
    };
    let values = vec![
        case.into(),
        id.into(),
        ask.register.code().into(),
        state.into(),
        trouble.into(),
        ask.asked.into(),
        due.into(),
        ask.moved.into(),
    ];
    Row::new(&ASK, values)
}

/// Questions; seen by whoever may see the case.
pub static ASKS: List = List {
    name: "register questions",
    columns: "a.stream_id, c.number, a.register, a.state, a.trouble, a.asked_at, a.moved_at",
    width: 7,
    from: "registers_ask a JOIN casefile_shown_case c ON c.stream_id = a.stream_id",
    always: "",
    protected: Some("c"),
    filters: &[
        Filter { name: "register", sql: "a.register = ?", kind: FilterKind::Text },
        Filter { name: "state", sql: "a.state = ?", kind: FilterKind::Text },
        Filter { name: "case", sql: "a.stream_id = ?", kind: FilterKind::Uuid },
    ],
    orders: &[
        Order { name: "oldest", columns: &["a.asked_at", "a.ask"], descending: false },
        Order { name: "newest", columns: &["a.asked_at", "a.ask"], descending: true },
    ],
};

/// A row of [`ASKS`].
#[derive(Debug, Clone)]
pub struct AskLine {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// Code of the register.
    pub register: String,
    /// `open`, `answered` or `given-up`.
    pub state: String,
    /// Code of the trouble, or of what came of it.
    pub trouble: String,
    /// When it was asked.
    pub asked: Ts,
    /// When something last happened to it.
    pub moved: Ts,
}

impl AskLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<AskLine, Fault> {
        Ok(AskLine {
            case: row.get(0)?,
            number: row.get(1)?,
            register: row.get(2)?,
            state: row.get(3)?,
            trouble: row.get(4)?,
            asked: row.get(5)?,
            moved: row.get(6)?,
        })
    }
}

/// An open question that is due: case, question, since when.
pub(crate) type Due = (CaseId, AskId, Ts);

/// Open questions to a register that are due, the longest waiting first, after one.
pub(crate) async fn due(
    kernel: &Kernel,
    register: Register,
    now: Ts,
    (after, ask): (Ts, AskId),
    at_most: i64,
) -> Result<Vec<Due>, Fault> {
    let select = sql!(
        "SELECT a.stream_id, a.ask, a.due_at FROM registers_ask a WHERE a.state = 'open' AND a.register = $1 \
         AND a.due_at <= $2 AND (a.due_at, a.ask) > ($3, $4) ORDER BY a.due_at, a.ask LIMIT $5"
    );
    let binds = vec![register.code().into(), now.into(), after.into(), ask.into(), at_most.into()];
    let rows = kernel.fetch(select, binds).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// How many cases wait for which register: register, cases.
pub(crate) async fn waiting(kernel: &Kernel) -> Result<Vec<(String, i64)>, Fault> {
    let select = sql!(
        "SELECT a.register, COUNT(DISTINCT a.stream_id) FROM registers_ask a \
         WHERE a.state = 'open' AND a.trouble <> '' GROUP BY a.register ORDER BY a.register"
    );
    let rows = kernel.fetch(select, vec![]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Why they wait: register, code of a trouble, at most one of each.
pub(crate) async fn troubles(kernel: &Kernel) -> Result<Vec<(String, String)>, Fault> {
    let select = sql!(
        "SELECT DISTINCT a.register, a.trouble FROM registers_ask a \
         WHERE a.state = 'open' AND a.trouble <> '' ORDER BY a.register, a.trouble"
    );
    let rows = kernel.fetch(select, vec![]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// When a register last answered.
pub(crate) async fn last_answer(kernel: &Kernel, register: Register) -> Result<Option<Ts>, Fault> {
    let select = sql!(
        "SELECT a.moved_at FROM registers_ask a WHERE a.state = 'answered' AND a.register = $1 \
         ORDER BY a.moved_at DESC LIMIT 1"
    );
    let rows = kernel.fetch(select, vec![register.code().into()]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

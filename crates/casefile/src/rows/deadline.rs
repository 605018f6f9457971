//! Deadlines of open cases, and what is missing of them: for leads.

use std::sync::LazyLock;

use kernel::{Class, DbRow, Fault, Filter, FilterKind, Kernel, List, Order, UserId};

use super::NEVER;
use crate::awaited::{self, AwaitedRows};
use crate::ids::CaseId;

/// Open cases by the next day that law sets; those without one come last.
pub static DEADLINES: LazyLock<List> = LazyLock::new(|| List {
    name: "deadlines",
    columns: "c.stream_id, c.number, c.headline, c.status_word, c.handler, c.unit, c.legal_date, c.waits_for, c.next_task",
    width: 9,
    from: "casefile_case c",
    always: "c.status = 'open'",
    protected: Some("c"),
    // Made once, and kept as long as the program runs.
    filters: Box::leak(Box::new([
        Filter { name: "unit", sql: "c.unit = ?", kind: FilterKind::Text },
        Filter { name: "until", sql: "c.legal_date <= ?", kind: FilterKind::Date },
        Filter { name: "waits", sql: "c.waits_for = ?", kind: FilterKind::Text },
        Filter {
            name: "undated",
            sql: "c.legal_date = '9999-12-31' AND c.waits_for = ''",
            kind: FilterKind::Flag,
        },
        Filter { name: "idle", sql: idle(), kind: FilterKind::Flag },
        Filter { name: "nobody", sql: "c.handler IS NULL", kind: FilterKind::Flag },
    ])),
    orders: &[Order {
        name: "legal",
        columns: &["c.legal_date", "c.stream_id"],
        descending: false,
    }],
});

/// Nothing is to be done next, and it waits for nobody: neither for a party nor, as other systems know, outside.
fn idle() -> &'static str {
    let mut idle = "c.next_task = '' AND c.waits_for = ''".to_owned();
    for AwaitedRows { table, state } in awaited::by_rows() {
        let table = table.name;
        idle.push_str(&format!(
            " AND NOT EXISTS (SELECT 1 FROM {table} w WHERE w.stream_id = c.stream_id AND w.state = '{state}')"
        ));
    }
    Box::leak(idle.into_boxed_str())
}

/// A row of [`DEADLINES`].
#[derive(Debug, Clone)]
pub struct DeadlineLine {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub headline: String,
    /// How it stands.
    pub word: String,
    /// Who has it.
    pub handler: Option<UserId>,
    /// Code of its unit.
    pub unit: String,
    /// The next day that law sets.
    pub legal: Option<kernel::Date>,
    /// Code of whom it waits for; empty when it waits for nobody.
    pub waits_for: String,
    /// Code of the next task; empty when there is none.
    pub next_task: String,
}

impl DeadlineLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<DeadlineLine, Fault> {
        Ok(DeadlineLine {
            id: row.get(0)?,
            number: row.get(1)?,
            headline: row.get(2)?,
            word: row.get(3)?,
            handler: row.get(4)?,
            unit: row.get(5)?,
            legal: Some(row.get(6)?).filter(|day| *day != NEVER),
            waits_for: row.get(7)?,
            next_task: row.get(8)?,
        })
    }
}

/// How many open cases of a unit stand how.
#[derive(Debug, Clone)]
pub struct WordCount {
    /// Code of the unit.
    pub unit: String,
    /// The status word.
    pub word: String,
    /// Open cases.
    pub cases: i64,
}

/// Open cases of a unit by status word; those in compartments and above a clearance are not counted.
///
/// # Errors
/// A fault when the database is away.
pub(crate) async fn by_word(
    kernel: &Kernel,
    unit: &str,
    clearance: Class,
) -> Result<Vec<WordCount>, Fault> {
    let select = kernel::sql!(
        "SELECT c.unit, c.status_word, COUNT(*) FROM casefile_case c WHERE c.status = 'open' AND c.unit = $1 \
         AND c.class <= $2 AND c.compartment IS NULL GROUP BY c.unit, c.status_word ORDER BY c.status_word"
    );
    let rows = kernel.fetch(select, vec![unit.into(), clearance.level().into()]).await?;
    let read = |r: &DbRow| -> Result<WordCount, Fault> {
        Ok(WordCount { unit: r.get(0)?, word: r.get(1)?, cases: r.get(2)? })
    };
    rows.iter().map(read).collect()
}

/// Open cases in which nothing has happened since an instant, the longest quiet first, after one.
pub(crate) async fn quiet_since(
    kernel: &Kernel,
    since: kernel::Ts,
    after: (kernel::Ts, CaseId),
    at_most: i64,
) -> Result<Vec<(kernel::Ts, CaseId)>, Fault> {
    let select = kernel::sql!(
        "SELECT c.changed_at, c.stream_id FROM casefile_case c WHERE c.status = 'open' AND c.changed_at < $1 \
         AND (c.changed_at, c.stream_id) > ($2, $3) ORDER BY c.changed_at, c.stream_id LIMIT $4"
    );
    let binds = vec![since.into(), after.0.into(), after.1.into(), at_most.into()];
    let rows = kernel.fetch(select, binds).await?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

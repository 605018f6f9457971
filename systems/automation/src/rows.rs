//! Rows of rulings, and the lists and counts over them: the only SQL of this system.

use casefile::CaseId;
use kernel::{
    Date, DbRow, Fault, Filter, FilterKind, Kernel, List, Order, Projection, Row, Table, Ts, sql,
};
use uuid::Uuid;

use crate::ids::RulingId;
use crate::state::{KnownRuling, Rulings};

static RULING: Table = Table {
    name: "automation_ruling",
    columns: &[
        "stream_id",
        "ruling",
        "case_type",
        "rule_set",
        "hash",
        "outcome",
        "class",
        "given_at",
        "given_on",
        "review",
        "rules",
    ],
    key: 2,
};
static REASON: Table = Table {
    name: "automation_reason",
    columns: &["stream_id", "ruling", "reason", "detail", "rule_set", "given_on"],
    key: 4,
};

/// The tables of this system.
pub static TABLES: &[&Table] = &[&RULING, &REASON];

/// The states with rows; the others are folds alone.
#[must_use]
pub fn projections() -> Vec<Projection> {
    vec![Projection::of::<Rulings>(TABLES)]
}

/// The rows of a ruling.
pub(crate) fn ruling(case: Uuid, known: &KnownRuling) -> Vec<Row> {
    let ruling = &known.ruling;
    let (rule_set, hash) =
        ruling.main_part().map_or(("", ""), |part| (part.rule_set.as_str(), part.hash.as_str()));
    let on = known.at.date();
    let mut rows = vec![Row::new(
        &RULING,
        vec![
            case.into(),
            ruling.id.into(),
            ruling.case_type.as_str().into(),
            rule_set.into(),
            hash.into(),
            ruling.outcome.code().into(),
            ruling.class.as_str().into(),
            known.at.into(),
            on.into(),
            known.review_code().into(),
            ruling.row_bytes().into(),
        ],
    )];
    for reason in ruling.outcome.reasons() {
        let (code, detail) = (reason.code().into(), reason.detail().into());
        let values = vec![case.into(), ruling.id.into(), code, detail, rule_set.into(), on.into()];
        let row = Row::new(&REASON, values);
        // A fact may be unknown to one rule set and old to another: one row tells of it.
        if !rows.iter().any(|other| other.table == row.table && other.key() == row.key()) {
            rows.push(row);
        }
    }
    rows
}

/// Rulings, newest first; seen by whoever may see the case.
pub static RULINGS: List = List {
    name: "rulings",
    columns: "r.stream_id, r.ruling, c.number, r.case_type, r.rule_set, r.outcome, r.class, r.given_at, r.review",
    width: 9,
    from: "automation_ruling r JOIN casefile_shown_case c ON c.stream_id = r.stream_id",
    always: "",
    protected: Some("c"),
    filters: &[
        Filter { name: "rules", sql: "r.rule_set = ?", kind: FilterKind::Text },
        Filter { name: "outcome", sql: "r.outcome = ?", kind: FilterKind::Text },
        Filter { name: "review", sql: "r.review = ?", kind: FilterKind::Text },
        Filter { name: "case", sql: "r.stream_id = ?", kind: FilterKind::Uuid },
    ],
    orders: &[Order { name: "given", columns: &["r.given_at", "r.ruling"], descending: true }],
};

/// A row of [`RULINGS`].
#[derive(Debug, Clone)]
pub struct RulingLine {
    /// The case.
    pub case: CaseId,
    /// The ruling.
    pub ruling: RulingId,
    /// Number of the case.
    pub number: String,
    /// Code of its kind.
    pub case_type: String,
    /// Name of the rule set.
    pub rule_set: String,
    /// Code of the outcome.
    pub outcome: String,
    /// Code of the class.
    pub class: String,
    /// When.
    pub at: Ts,
    /// Code of how the review stands.
    pub review: String,
}

impl RulingLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<RulingLine, Fault> {
        Ok(RulingLine {
            case: row.get(0)?,
            ruling: row.get(1)?,
            number: row.get(2)?,
            case_type: row.get(3)?,
            rule_set: row.get(4)?,
            outcome: row.get(5)?,
            class: row.get(6)?,
            at: row.get(7)?,
            review: row.get(8)?,
        })
    }
}

/// How many rulings of a rule set came to what since a day: rule set, outcome, rulings.
pub(crate) async fn counted(
    kernel: &Kernel,
    since: Date,
) -> Result<Vec<(String, String, i64)>, Fault> {
    let select = sql!(
        "SELECT r.rule_set, r.outcome, COUNT(*) FROM automation_ruling r WHERE r.given_on >= $1 \
         GROUP BY r.rule_set, r.outcome ORDER BY r.rule_set, r.outcome"
    );
    let rows = kernel.fetch(select, vec![since.into()]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// Reasons shown of one rule set at most: more is a table nobody reads.
const REASONS_ROWS_MAX: i64 = 30;

/// Why rulings of a rule set went to a person since a day, the most frequent first: reason, detail,
/// rulings.
pub(crate) async fn handed_over(
    kernel: &Kernel,
    rule_set: &str,
    since: Date,
) -> Result<Vec<(String, String, i64)>, Fault> {
    let select = sql!(
        "SELECT r.reason, r.detail, COUNT(*) FROM automation_reason r WHERE r.rule_set = $1 AND r.given_on >= $2 \
         GROUP BY r.reason, r.detail ORDER BY COUNT(*) DESC, r.reason, r.detail LIMIT $3"
    );
    let binds = vec![rule_set.into(), since.into(), REASONS_ROWS_MAX.into()];
    let rows = kernel.fetch(select, binds).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// Cases with rulings in the order of their ids, after one: the case and its number.
pub(crate) async fn ruled_cases(
    kernel: &Kernel,
    after: CaseId,
    at_most: i64,
) -> Result<Vec<(CaseId, String)>, Fault> {
    let select = sql!(
        "SELECT DISTINCT r.stream_id, c.number FROM automation_ruling r \
         JOIN casefile_shown_case c ON c.stream_id = r.stream_id WHERE r.stream_id > $1 ORDER BY r.stream_id LIMIT $2"
    );
    let rows = kernel.fetch(select, vec![after.into(), at_most.into()]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// A case by its number.
pub(crate) async fn case_numbered(kernel: &Kernel, number: &str) -> Result<Option<CaseId>, Fault> {
    let select = sql!("SELECT c.stream_id FROM casefile_shown_case c WHERE c.number = $1");
    let rows = kernel.fetch(select, vec![number.into()]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

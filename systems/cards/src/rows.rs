//! Rows of cards, and the list over them: the only SQL of this system.

use casefile::CaseId;
use kernel::{
    DbRow, Fault, Filter, FilterKind, Kernel, List, Order, Projection, Row, Table, Ts, sql,
};
use uuid::Uuid;

use crate::ids::CardId;
use crate::state::{Card, KnownCard};

static CARD: Table = Table {
    name: "cards_card",
    columns: &["stream_id", "case_id", "state", "why", "official", "place", "since"],
    key: 1,
};

/// The tables of this system.
pub static TABLES: &[&Table] = &[&CARD];

/// The states with rows.
#[must_use]
pub fn projections() -> Vec<Projection> {
    vec![Projection::of::<Card>(TABLES)]
}

/// The value of a card for which an official is needed, and of one for which none is.
pub(crate) const NEEDED: [&str; 2] = ["needed", "none"];

/// The row of a card.
pub(crate) fn card(id: CardId, known: &KnownCard) -> Row {
    let [needed, none] = NEEDED;
    let values = vec![
        id.into(),
        known.case.into(),
        known.standing.code().into(),
        known.standing.why().into(),
        (if known.standing.needs_official() { needed } else { none }).into(),
        known.place.as_deref().unwrap_or_default().into(),
        known.since().into(),
    ];
    Row::new(&CARD, values)
}

/// Cards; seen by whoever may see the case.
pub static CARDS: List = List {
    name: "cards",
    columns: "a.stream_id, a.case_id, c.number, a.state, a.why, a.place, a.since",
    width: 7,
    from: "cards_card a JOIN casefile_shown_case c ON c.stream_id = a.case_id",
    always: "",
    protected: Some("c"),
    filters: &[
        Filter { name: "official", sql: "a.official = ?", kind: FilterKind::Text },
        Filter { name: "state", sql: "a.state = ?", kind: FilterKind::Text },
        Filter { name: "case", sql: "a.case_id = ?", kind: FilterKind::Uuid },
    ],
    orders: &[Order { name: "oldest", columns: &["a.since", "a.stream_id"], descending: false }],
};

/// A row of [`CARDS`].
#[derive(Debug, Clone)]
pub struct CardLine {
    /// The card.
    pub card: CardId,
    /// Its case.
    pub case: CaseId,
    /// The number of that.
    pub number: String,
    /// Code of how it stands.
    pub state: String,
    /// Code of why; empty when nothing is to be said of that.
    pub why: String,
    /// Key of the place where it is handed over; empty when that is not known.
    pub place: String,
    /// Since when it stands so.
    pub since: Ts,
}

impl CardLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<CardLine, Fault> {
        Ok(CardLine {
            card: row.get(0)?,
            case: row.get(1)?,
            number: row.get(2)?,
            state: row.get(3)?,
            why: row.get(4)?,
            place: row.get(5)?,
            since: row.get(6)?,
        })
    }
}

/// Before every card, for reading them from the beginning.
pub(crate) const FIRST: CardId = CardId(Uuid::nil());

/// Cards that stand so since an instant after one and before another: card, since when; the longest first.
pub(crate) async fn that_are(
    kernel: &Kernel,
    state: &str,
    (after, card): (Ts, CardId),
    before: Ts,
    at_most: i64,
) -> Result<Vec<(CardId, Ts)>, Fault> {
    let select = sql!(
        "SELECT a.stream_id, a.since FROM cards_card a WHERE a.state = $1 AND a.since <= $2 \
         AND (a.since, a.stream_id) > ($3, $4) ORDER BY a.since, a.stream_id LIMIT $5"
    );
    let binds = vec![state.into(), before.into(), after.into(), card.into(), at_most.into()];
    let rows = kernel.fetch(select, binds).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// The cards of a case, oldest first: a case has one, and one more for each correction.
pub(crate) async fn of_case(
    kernel: &Kernel,
    case: CaseId,
    at_most: i64,
) -> Result<Vec<CardId>, Fault> {
    let select = sql!(
        "SELECT a.stream_id FROM cards_card a WHERE a.case_id = $1 ORDER BY a.since, a.stream_id LIMIT $2"
    );
    let rows = kernel.fetch(select, vec![case.into(), at_most.into()]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

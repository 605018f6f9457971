//! Rows of letters: the only SQL of this system.

use kernel::{Filter, FilterKind, List, Order, Row, Table};
use uuid::Uuid;

use super::state::{Letter, LetterId};

static LETTER: Table = Table {
    name: "letters_letter",
    columns: &["stream_id", "letter", "sent_at", "came_back"],
    key: 2,
};

/// The tables of this system.
pub static TABLES: &[&Table] = &[&LETTER];

/// The row of a letter.
pub fn letter(case: Uuid, id: LetterId, letter: &Letter) -> Row {
    let came_back = if letter.came_back { "yes" } else { "no" };
    Row::new(&LETTER, vec![case.into(), id.into(), letter.sent.into(), came_back.into()])
}

/// Letters with the numbers of their cases, newest first; seen by whoever may see the case.
pub static LETTERS: List = List {
    name: "letters",
    columns: "l.stream_id, l.letter, l.sent_at, l.came_back, c.number",
    width: 5,
    from: "letters_letter l JOIN casefile_shown_case c ON c.stream_id = l.stream_id",
    always: "",
    protected: Some("c"),
    filters: &[Filter { name: "back", sql: "l.came_back = ?", kind: FilterKind::Text }],
    orders: &[Order { name: "sent", columns: &["l.sent_at", "l.letter"], descending: true }],
};

//! Rows of parties to cases, and the list over them.

use kernel::{DbRow, Fault, Filter, FilterKind, Kernel, List, Order, Row, Table, Ts};

use super::CaseLine;
use crate::ids::{CaseId, PersonId};
use crate::state::{APPLICANT, KnownCase};

pub(super) static PARTY: Table =
    Table { name: "casefile_party", columns: &["stream_id", "party", "role", "opened_at"], key: 3 };

/// Rows of a case's parties, each once in a role.
pub(super) fn parties(id: CaseId, known: &KnownCase) -> Vec<Row> {
    let mut parties: Vec<_> = known.all_parties().collect();
    parties.sort_unstable();
    parties.dedup();
    let row = |(party, role): (crate::events::Party, &str)| {
        Row::new(&PARTY, vec![id.into(), party.id().into(), role.into(), known.opened.into()])
    };
    parties.into_iter().map(row).collect()
}

/// Cases a person applied in, oldest first, after one of them.
pub(crate) async fn applied_in(
    kernel: &Kernel,
    person: PersonId,
    after: (Ts, CaseId),
    limit: i64,
) -> Result<Vec<(Ts, CaseId)>, Fault> {
    let select = kernel::sql!(
        "SELECT p.opened_at, p.stream_id FROM casefile_party p WHERE p.party = $1 AND p.role = $2 \
         AND (p.opened_at, p.stream_id) > ($3, $4) ORDER BY p.opened_at, p.stream_id LIMIT $5"
    );
    let (at, case) = after;
    let binds = vec![person.into(), APPLICANT.into(), at.into(), case.into(), limit.into()];
    let rows = kernel.fetch(select, binds).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// The cases somebody is a party to, newest first, and in which role.
pub static PARTIES: List = List {
    name: "parties",
    columns: "c.stream_id, c.number, c.headline, c.status, c.handler, c.unit, c.next_date, c.changed_at, c.class, c.status_word, c.case_type, c.compartment, p.role",
    width: 13,
    from: "casefile_party p JOIN casefile_case c ON c.stream_id = p.stream_id",
    always: "",
    protected: Some("c"),
    filters: &[Filter { name: "party", sql: "p.party = ?", kind: FilterKind::Uuid }],
    orders: &[Order {
        name: "opened",
        columns: &["p.opened_at", "p.stream_id", "p.party", "p.role"],
        descending: true,
    }],
};

/// A row of [`PARTIES`].
#[derive(Debug, Clone)]
pub struct PartyLine {
    /// The case.
    pub case: CaseLine,
    /// The role in it.
    pub role: String,
}

impl PartyLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<PartyLine, Fault> {
        Ok(PartyLine { case: CaseLine::read(row)?, role: row.get(12)? })
    }
}

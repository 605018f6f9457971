//! Rows of applications, and the list over them: the only SQL of this system.

use casefile::{CaseId, PersonId, Status};
use kernel::{
    BlindIndex, DbRow, Fault, Filter, FilterKind, Kernel, List, Order, Read, Row, Table, Ts,
    UserId, Value,
};

use crate::employer::{self, KnownPart};
use crate::ids::{ApplicationId, EmployerPartId, OrderId};
use crate::state::{INSTITUTED, KnownApplication, Stage};

static APPLICATION: Table = Table {
    name: "permits_application",
    columns: &[
        "stream_id",
        "owner",
        "permit",
        "stage",
        "begun_at",
        "changed_at",
        "case_id",
        "number",
    ],
    key: 1,
};

static PAYMENT: Table = Table {
    name: "permits_payment",
    columns: &["stream_id", "order_id", "standing", "ordered_at"],
    key: 2,
};

static EMPLOYER_PART: Table = Table {
    name: "permits_employer_part",
    columns: &["stream_id", "application", "code_hash", "stage", "invited_at"],
    key: 1,
};

/// The tables of employers' parts.
pub static PART_TABLES: &[&Table] = &[&EMPLOYER_PART];

/// The tables of applications.
pub static TABLES: &[&Table] = &[&APPLICATION, &PAYMENT];

/// The row of an application: nothing that was said in it.
pub(crate) fn application(id: ApplicationId, known: &KnownApplication) -> Vec<Row> {
    let case = known.stage.case();
    let mut rows = vec![Row::new(
        &APPLICATION,
        vec![
            id.into(),
            known.owner.into(),
            known.permit.as_str().into(),
            known.stage.code().into(),
            known.begun.into(),
            known.changed.into(),
            case.map_or(Value::Null, |(case, _)| case.into()),
            case.map_or("", |(_, number)| number).into(),
        ],
    )];
    rows.extend(known.payments.iter().map(|payment| {
        let (order, ordered) = (payment.order.into(), payment.ordered.into());
        Row::new(&PAYMENT, vec![id.into(), order, payment.code().into(), ordered])
    }));
    rows
}

/// The row of an employer's part: found by its code, which stands nowhere.
pub(crate) fn employer_part(
    part: EmployerPartId,
    known: &KnownPart,
    blind: &BlindIndex,
) -> Vec<Row> {
    let hash = employer::hash(&employer::code(part, blind), blind);
    let (application, stage) = (known.application.into(), known.stage.code().into());
    let values = vec![part.into(), application, hash.into(), stage, known.invited.into()];
    vec![Row::new(&EMPLOYER_PART, values)]
}

/// The part that has a code.
pub(crate) async fn part_of_code(
    kernel: &Kernel,
    code: &str,
) -> Result<Option<EmployerPartId>, Fault> {
    let select =
        kernel::sql!("SELECT p.stream_id FROM permits_employer_part p WHERE p.code_hash = $1");
    let hash = employer::hash(code, kernel.blind());
    let rows = kernel.fetch(select, vec![hash.into()]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// Employers' parts of an application read at most: more are not asked for.
const PARTS_ROWS_MAX: i64 = 20;

fn parts_sql() -> &'static str {
    kernel::sql!(
        "SELECT p.stream_id FROM permits_employer_part p WHERE p.application = $1 \
         ORDER BY p.invited_at DESC, p.stream_id DESC LIMIT $2"
    )
}

/// The employers' parts of an application, the last that was asked for first.
pub(crate) async fn parts_of(
    kernel: &Kernel,
    application: ApplicationId,
) -> Result<Vec<EmployerPartId>, Fault> {
    let rows = kernel.fetch(parts_sql(), vec![application.into(), PARTS_ROWS_MAX.into()]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// How many employers' parts of an application were asked for.
pub(crate) async fn parts_read(read: &Read<'_>, id: ApplicationId) -> Result<usize, Fault> {
    Ok(read.rows(parts_sql(), vec![id.into(), PARTS_ROWS_MAX.into()]).await?.len())
}

/// Was an employer asked for the terms in the application that became a case?
pub(crate) async fn is_employer_asked(read: &Read<'_>, case: CaseId) -> Result<bool, Fault> {
    let select = kernel::sql!(
        "SELECT p.stream_id FROM permits_application a JOIN permits_employer_part p \
         ON p.application = a.stream_id WHERE a.case_id = $1 LIMIT 1"
    );
    Ok(!read.rows(select, vec![case.into()]).await?.is_empty())
}

/// Payments that stand so, ordered after one and up to an instant, the oldest first: application, payment,
/// when.
pub(crate) async fn payments_that_are(
    kernel: &Kernel,
    standing: &str,
    (after, order): (Ts, OrderId),
    to: Ts,
    at_most: i64,
) -> Result<Vec<(ApplicationId, OrderId, Ts)>, Fault> {
    let select = kernel::sql!(
        "SELECT p.stream_id, p.order_id, p.ordered_at FROM permits_payment p WHERE p.standing = $1 \
         AND p.ordered_at <= $2 AND (p.ordered_at, p.order_id) > ($3, $4) ORDER BY p.ordered_at, p.order_id LIMIT $5"
    );
    let binds = vec![standing.into(), to.into(), after.into(), order.into(), at_most.into()];
    let rows = kernel.fetch(select, binds).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// The application that became a case.
pub(crate) async fn of_case(kernel: &Kernel, case: CaseId) -> Result<Option<ApplicationId>, Fault> {
    let select =
        kernel::sql!("SELECT a.stream_id FROM permits_application a WHERE a.case_id = $1 LIMIT 1");
    let rows = kernel.fetch(select, vec![case.into()]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// The application whose case has a number.
pub(crate) async fn of_number(
    kernel: &Kernel,
    number: &str,
) -> Result<Option<ApplicationId>, Fault> {
    let select =
        kernel::sql!("SELECT a.stream_id FROM permits_application a WHERE a.number = $1 LIMIT 1");
    let rows = kernel.fetch(select, vec![number.into()]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// The application of a payment.
pub(crate) async fn of_payment(
    kernel: &Kernel,
    order: OrderId,
) -> Result<Option<ApplicationId>, Fault> {
    let select = kernel::sql!("SELECT p.stream_id FROM permits_payment p WHERE p.order_id = $1");
    let rows = kernel.fetch(select, vec![order.into()]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// Applications, the one that changed last first. Pages ask for those of one owner.
pub static APPLICATIONS: List = List {
    name: "applications",
    columns: "a.stream_id, a.permit, a.stage, a.changed_at, a.case_id, a.number",
    width: 6,
    from: "permits_application a",
    always: "",
    protected: None,
    filters: &[
        Filter { name: "owner", sql: "a.owner = ?", kind: FilterKind::Uuid },
        Filter { name: "stage", sql: "a.stage = ?", kind: FilterKind::Text },
    ],
    orders: &[Order {
        name: "changed",
        columns: &["a.changed_at", "a.stream_id"],
        descending: true,
    }],
};

/// A row of [`APPLICATIONS`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationLine {
    /// The application.
    pub id: ApplicationId,
    /// Code of the type of permit.
    pub permit: String,
    /// Code of how far it is.
    pub stage: String,
    /// When something last happened.
    pub changed: Ts,
    /// The case it became.
    pub case: Option<CaseId>,
    /// Its number; empty while there is none.
    pub number: String,
}

impl ApplicationLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<ApplicationLine, Fault> {
        Ok(ApplicationLine {
            id: row.get(0)?,
            permit: row.get(1)?,
            stage: row.get(2)?,
            changed: row.get(3)?,
            case: row.get(4)?,
            number: row.get(5)?,
        })
    }
}

/// Cases of one person that are read at most: of whoever has more, an official knows more than a rule.
const OTHERS_ROWS_MAX: usize = 20;

/// The cases that somebody has here beside one: id, code of the kind, whether it is pending; and whether there are
/// more than are read.
pub(crate) async fn others(
    read: &Read<'_>,
    person: PersonId,
    but: CaseId,
) -> Result<(Vec<(CaseId, String, bool)>, bool), Fault> {
    let select = kernel::sql!(
        "SELECT c.stream_id, c.case_type, c.status FROM casefile_shown_case c \
         WHERE c.applicant = $1 AND c.stream_id <> $2 ORDER BY c.stream_id LIMIT $3"
    );
    let at_most = i64::try_from(OTHERS_ROWS_MAX).map_err(Fault::bug)? + 1;
    let rows = read.rows(select, vec![person.into(), but.into(), at_most.into()]).await?;
    let line = |row: &DbRow| {
        let pending = row.get::<String>(2)? == Status::Open.code();
        Ok((row.get(0)?, row.get(1)?, pending))
    };
    let others = rows.iter().take(OTHERS_ROWS_MAX).map(line).collect::<Result<_, Fault>>()?;
    Ok((others, rows.len() > OTHERS_ROWS_MAX))
}

/// Pending cases of one person that are weighed at most when the file knows something else of them.
const PENDING_ROWS_MAX: i64 = 50;

/// The cases in which somebody applied and that are pending: id and code of the kind.
pub(crate) async fn pending(
    read: &Read<'_>,
    person: PersonId,
) -> Result<Vec<(CaseId, String)>, Fault> {
    let select = kernel::sql!(
        "SELECT c.stream_id, c.case_type FROM casefile_shown_case c \
         WHERE c.applicant = $1 AND c.status = $2 ORDER BY c.stream_id LIMIT $3"
    );
    let binds = vec![person.into(), Status::Open.code().into(), PENDING_ROWS_MAX.into()];
    let rows = read.rows(select, binds).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Applications looked at for a permit that came of them: who has more goes back by themselves.
const SENT_ROWS_MAX: i64 = 5;

/// The applications of an owner that became cases, the one that changed last first.
pub(crate) async fn last_sent(read: &Read<'_>, owner: UserId) -> Result<Vec<ApplicationId>, Fault> {
    let select = kernel::sql!(
        "SELECT a.stream_id FROM permits_application a WHERE a.owner = $1 AND a.stage = $2 \
         ORDER BY a.changed_at DESC, a.stream_id DESC LIMIT $3"
    );
    let binds = vec![owner.into(), INSTITUTED.into(), SENT_ROWS_MAX.into()];
    read.rows(select, binds).await?.iter().map(|row| row.get(0)).collect()
}

/// How many applications of an owner are begun and not sent.
pub(crate) async fn drafts(read: &Read<'_>, owner: UserId) -> Result<usize, Fault> {
    let select = kernel::sql!(
        "SELECT COUNT(*) FROM permits_application a WHERE a.owner = $1 AND a.stage = $2"
    );
    let rows = read.rows(select, vec![owner.into(), Stage::Draft.code().into()]).await?;
    let count = rows.first().map(|row| row.get::<i64>(0)).transpose()?.unwrap_or(0);
    usize::try_from(count).map_err(|e| Fault::corrupt(e.to_string()))
}

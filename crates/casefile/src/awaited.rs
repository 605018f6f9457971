//! What a case waits for outside, of which another system knows: an identity visit, the answer of a
//! register. While it waits so, nobody has to say what comes next.

use kernel::{BoxFuture, Fault, Read, Recorded, State, Table, fold};

use crate::ids::CaseId;

/// A state on the stream of a case that knows whether the case waits for something outside. Its system
/// hands it in with `kernel::inventory::submit! { Awaited::of::<ItsState>() }`.
pub trait Awaits: State {
    /// Code of what is waited for, with a text `awaited-<code>`.
    const WHAT: &'static str;

    /// Where the same is known of many cases.
    const ROWS: AwaitedRows;

    /// Does the case wait for it?
    fn awaits(&self) -> bool;
}

/// Rows of a system by which it knows which cases wait: those in one `state` of a table with `stream_id` and `state`.
#[derive(Debug, Clone, Copy)]
pub struct AwaitedRows {
    /// The table.
    pub table: &'static Table,
    /// In this state they wait.
    pub state: &'static str,
}

/// Something outside that cases wait for.
#[derive(Clone, Copy)]
pub struct Awaited {
    what: &'static str,
    rows: AwaitedRows,
    told: fn(&[Recorded]) -> Result<bool, Fault>,
    read: for<'a, 'b> fn(&'a mut Read<'b>, CaseId) -> BoxFuture<'a, Result<bool, Fault>>,
}

kernel::inventory::collect!(Awaited);

impl Awaited {
    /// What a state knows of.
    #[must_use]
    pub const fn of<S: Awaits>() -> Awaited {
        Awaited { what: S::WHAT, rows: S::ROWS, told: told::<S>, read: read::<S> }
    }
}

fn told<S: Awaits>(events: &[Recorded]) -> Result<bool, Fault> {
    Ok(fold::<S>(events)?.awaits())
}

fn read<'a, S: Awaits>(read: &'a mut Read<'_>, case: CaseId) -> BoxFuture<'a, Result<bool, Fault>> {
    Box::pin(async move { Ok(read.fold::<S>(case).await?.awaits()) })
}

/// The rows of all that cases wait for outside.
pub(crate) fn by_rows() -> impl Iterator<Item = AwaitedRows> {
    kernel::inventory::iter::<Awaited>().map(|awaited| awaited.rows)
}

/// Codes of what a case with these events waits for outside, in order.
///
/// # Errors
/// Corrupt when the events do not read.
pub(crate) fn by_events(events: &[Recorded]) -> Result<Vec<&'static str>, Fault> {
    let mut codes = Vec::new();
    for awaited in kernel::inventory::iter::<Awaited>() {
        if (awaited.told)(events)? {
            codes.push(awaited.what);
        }
    }
    codes.sort_unstable();
    Ok(codes)
}

/// Does a case wait for something outside? For an act's `inputs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outside(pub bool);

impl Outside {
    pub(crate) async fn read(read: &mut Read<'_>, case: CaseId) -> Result<Outside, Fault> {
        for awaited in kernel::inventory::iter::<Awaited>() {
            if (awaited.read)(read, case).await? {
                return Ok(Outside(true));
            }
        }
        Ok(Outside(false))
    }
}

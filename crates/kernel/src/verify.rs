//! Verification: every stream is read again from its first event, its hashes are recomputed, its
//! state folded and its rows compared with those stored. The difference must be nothing.
//!
//! Reads go by ranges of stream ids, never one by one, and two cores share the folding. A server
//! may be at work meanwhile: what looks wrong is looked at again, alone, before it is reported.

use std::collections::BTreeSet;

use futures_util::stream::{TryStreamExt as _, try_unfold};
use uuid::Uuid;

use crate::commit::{event_hash, row_write, statements};
use crate::db::{CommitError, DbRow, Engine, Guard, Lane, Miss, Value, WriteSet, plain};
use crate::event::Recorded;
use crate::keys::Keys;
use crate::refusal::Fault;
use crate::rows::{Row, RowChange, Table, difference};
use crate::seal::{Subject, open_body, sealed_subjects};
use crate::sql;
use crate::store::{Kernel, recorded};

/// Streams whose headers are read at once.
const HEADERS: i64 = 1000;
/// Events read and folded together: some megabytes, and enough to fill a core.
const EVENTS_A_SLICE: i64 = 4000;
/// Slices in work at once: two cores fold while others are read.
const SLICES_AT_ONCE: usize = 4;
/// Drifts told in words; beyond that they are only counted.
const TOLD_MAX: usize = 200;
/// Looks at a stream that moves while we look.
const LOOKS_MAX: u32 = 5;

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Streams looked at.
    pub streams: u64,
    /// Events whose hashes were recomputed.
    pub events: u64,
    /// Rows compared.
    pub rows: u64,
    /// Audit rows whose hashes were recomputed.
    pub audit_rows: u64,
    /// Checkpoints whose signatures were checked.
    pub checkpoints: u64,
    /// Things that are not as they must be.
    pub drifts: u64,
    /// The first of them in words, without personal data.
    pub told: Vec<String>,
}

impl Report {
    /// Is everything as it must be?
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.drifts == 0
    }

    pub(crate) fn tell(&mut self, what: String) {
        self.drifts += 1;
        if self.told.len() < TOLD_MAX {
            self.told.push(what);
        }
    }
}

/// How far a verification goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// Versions and hashes.
    Chains,
    /// Folds and rows too.
    Rows,
}

/// One stream as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Header {
    stream: Uuid,
    kind: String,
    version: i64,
    head: Vec<u8>,
}

/// Neighbouring streams, and the ids between them.
struct Slice {
    from: Uuid,
    to: Uuid,
    headers: Vec<Header>,
}

/// What is wrong, and with which stream.
type Finding = (Uuid, String);

/// What a slice gave.
#[derive(Default)]
struct Outcome {
    events: u64,
    streams: u64,
    rows: u64,
    findings: Vec<Finding>,
    /// What would bring the stored rows to those of the folded state.
    changes: Vec<RowChange>,
}

impl Kernel {
    /// Verifies every stream and every row. `progress` hears events done and events in all.
    ///
    /// # Errors
    /// A fault when a store is away; what is wrong with the data stands in the report.
    pub async fn verify(
        &self,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Report, Fault> {
        self.walk(Depth::Rows, progress).await
    }

    /// Verifies versions and hashes of every stream, without opening what is sealed.
    pub(crate) async fn verify_chains(
        &self,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Report, Fault> {
        self.walk(Depth::Chains, progress).await
    }

    async fn walk(
        &self,
        depth: Depth,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Report, Fault> {
        let select = sql!("SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM stream",
            scans: "the whole of it is what is about to be read");
        let total = self.db().fetch_optional(select, vec![]).await?;
        let total: i64 = total.map_or(Ok(0), |row| row.get(0))?;
        let total = u64::try_from(total).unwrap_or(0);
        let mut report = Report::default();
        let slices = try_unfold(Some((Uuid::nil(), Vec::new())), |at| self.next_slice(at));
        let outcomes = slices.map_ok(|slice| self.look(slice, depth));
        let mut outcomes = std::pin::pin!(outcomes.try_buffer_unordered(SLICES_AT_ONCE));
        while let Some(outcome) = outcomes.try_next().await? {
            report.events += outcome.events;
            report.streams += outcome.streams;
            report.rows += outcome.rows;
            progress(report.events, total.max(report.events));
            let suspects: BTreeSet<Uuid> = outcome.findings.iter().map(|(s, _)| *s).collect();
            for stream in suspects {
                self.look_again(stream, depth, &mut report).await?;
            }
        }
        Ok(report)
    }

    /// The next slice from an id on, given the headers already read from there.
    async fn next_slice(
        &self,
        at: Option<(Uuid, Vec<Header>)>,
    ) -> Result<Option<(Slice, Option<(Uuid, Vec<Header>)>)>, Fault> {
        let Some((from, mut waiting)) = at else { return Ok(None) };
        let mut last_page = false;
        if waiting.is_empty() {
            let select = sql!(
                "SELECT stream_id, kind, version, head FROM stream WHERE stream_id >= $1 ORDER BY stream_id LIMIT $2"
            );
            let rows = self.db().fetch(select, vec![from.into(), HEADERS.into()]).await?;
            last_page = i64::try_from(rows.len()).unwrap_or(i64::MAX) < HEADERS;
            waiting = rows.iter().map(header).collect::<Result<_, _>>()?;
        }
        let mut events = 0_i64;
        let fit = waiting.iter().take_while(|h| {
            let room = events < EVENTS_A_SLICE;
            events = events.saturating_add(h.version);
            room
        });
        let fit = fit.count();
        let rest = waiting.split_off(fit);
        let ends = last_page && rest.is_empty();
        let to = match waiting.last() {
            Some(last) if !ends => last.stream,
            Some(_) | None => Uuid::max(),
        };
        // When the last page is cut into slices, its end is found by one more, empty page.
        let next = after(to).map(|from| (from, rest));
        Ok(Some((Slice { from, to, headers: waiting }, next)))
    }

    /// Looks at one stream until nothing moves it meanwhile, and reports what is wrong then.
    async fn look_again(
        &self,
        stream: Uuid,
        depth: Depth,
        report: &mut Report,
    ) -> Result<(), Fault> {
        if report.told.len() >= TOLD_MAX {
            report.drifts += 1;
            return Ok(());
        }
        for _ in 0..LOOKS_MAX {
            let before = self.headers_of(stream).await?;
            let slice = Slice { from: stream, to: stream, headers: before.clone() };
            let outcome = self.look(slice, depth).await?;
            if self.headers_of(stream).await? == before {
                outcome.findings.into_iter().for_each(|(_, what)| report.tell(what));
                return Ok(());
            }
        }
        Ok(())
    }

    async fn headers_of(&self, stream: Uuid) -> Result<Vec<Header>, Fault> {
        let select = sql!("SELECT stream_id, kind, version, head FROM stream WHERE stream_id = $1");
        let rows = self.db().fetch(select, vec![stream.into()]).await?;
        rows.iter().map(header).collect()
    }

    /// Reads a slice and looks at all of it.
    async fn look(&self, slice: Slice, depth: Depth) -> Result<Outcome, Fault> {
        let select = sql!(
            "SELECT version, id, kind, schema_version, at, actor, on_behalf_of, act, body, hash, cause, basis, stream_id \
             FROM event WHERE stream_id >= $1 AND stream_id <= $2 ORDER BY stream_id, version"
        );
        let range = || vec![slice.from.into(), slice.to.into()];
        let rows = self.db().fetch(select, range()).await?;
        let read = blocking(move || Ok(chains(&rows))).await?;
        let mut outcome = Outcome {
            events: u64::try_from(read.events.len()).unwrap_or(u64::MAX),
            streams: u64::try_from(slice.headers.len()).unwrap_or(u64::MAX),
            findings: read.findings,
            ..Outcome::default()
        };
        heads(&slice.headers, &read.events, &mut outcome.findings);
        if depth == Depth::Chains {
            return Ok(outcome);
        }
        let keys = self.keys().find(&read.subjects).await?;
        let stored = self.stored_rows(range).await?;
        outcome.rows = u64::try_from(stored.len()).unwrap_or(u64::MAX);
        let kernel = self.clone();
        let (events, headers) = (read.events, slice.headers);
        blocking(move || {
            let mut wanted = Vec::new();
            let mut broken = BTreeSet::new();
            for (header, events) in by_header(&headers, events) {
                match kernel.wanted_rows(header, events, &keys) {
                    Ok(rows) => wanted.extend(rows),
                    Err(fault) => {
                        broken.insert(header.stream);
                        let what = format!("stream {} does not fold: {fault}", header.stream);
                        outcome.findings.push((header.stream, what));
                    }
                }
            }
            let stored: Vec<Row> =
                stored.into_iter().filter(|r| !broken.contains(&stream_of(r))).collect();
            outcome.changes = difference(&stored, &wanted);
            for change in &outcome.changes {
                outcome.findings.push(told(change, &stored));
            }
            Ok(outcome)
        })
        .await
    }

    /// Rows of all tables of all projections in a range of streams.
    async fn stored_rows(&self, range: impl Fn() -> Vec<Value>) -> Result<Vec<Row>, Fault> {
        let mut seen = BTreeSet::new();
        let mut stored = Vec::new();
        for table in self.registry().projections.iter().flat_map(|p| p.tables) {
            let table: &'static Table = table;
            if seen.insert(table.name) {
                let rows = self.db().fetch(statements(table).range, range()).await?;
                stored.extend(rows.into_iter().map(|row| Row { table, values: row.0 }));
            }
        }
        Ok(stored)
    }

    /// The rows a stream must have, in the values the engine gives back.
    fn wanted_rows(
        &self,
        header: &Header,
        mut events: Vec<Recorded>,
        keys: &Keys,
    ) -> Result<Vec<Row>, Fault> {
        events.iter_mut().try_for_each(|e| open_body(&mut e.body, e.id, keys))?;
        let mut wanted = Vec::new();
        for projection in self.registry().projections.iter().filter(|p| p.stream == header.kind) {
            wanted.extend(projection.rows(header.stream, &[], &events, self.blind())?.1);
        }
        if self.db().engine() == Engine::Sqlite {
            for row in &mut wanted {
                row.values = row.values.iter().map(plain).collect();
            }
        }
        Ok(wanted)
    }

    /// Brings the stored rows of one stream to those of its folded state: after a sealed value of
    /// its events was erased, or after a change of the code that shows it. Returns how many rows
    /// were written; repeating it writes none.
    ///
    /// # Errors
    /// A fault when a store is away, or the stream moves all the time.
    pub async fn rewrite_rows(&self, stream: Uuid) -> Result<usize, Fault> {
        for _ in 0..LOOKS_MAX {
            let headers = self.headers_of(stream).await?;
            let version = headers.first().map_or(0, |h| h.version);
            let slice = Slice { from: stream, to: stream, headers };
            let changes = self.look(slice, Depth::Rows).await?.changes;
            if changes.is_empty() {
                return Ok(0);
            }
            let set = WriteSet {
                lane: Lane::Batch,
                guards: vec![Guard { stream, version }],
                writes: changes.iter().map(row_write).collect(),
                ..WriteSet::default()
            };
            match self.db().commit(set).await {
                Ok(()) => return Ok(changes.len()),
                Err(CommitError::Missed(Miss::Stale(_)) | CommitError::Retry(_)) => {}
                Err(CommitError::Missed(miss)) => return Err(Fault::message(format!("{miss:?}"))),
                Err(CommitError::Fault(fault)) => return Err(fault),
            }
        }
        Err(Fault::message(format!("stream {stream} kept moving while its rows were rewritten")))
    }
}

/// Work for a core, away from the tasks that answer people.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(Fault::bug)?
}

fn header(row: &DbRow) -> Result<Header, Fault> {
    Ok(Header { stream: row.get(0)?, kind: row.get(1)?, version: row.get(2)?, head: row.get(3)? })
}

/// The id after this one; nothing after the greatest.
pub(crate) fn after(id: Uuid) -> Option<Uuid> {
    id.as_u128().checked_add(1).map(Uuid::from_u128)
}

/// Events of a range, their chains checked.
struct Read {
    events: Vec<Recorded>,
    subjects: BTreeSet<Subject>,
    findings: Vec<Finding>,
}

fn chains(rows: &[DbRow]) -> Read {
    let mut read = Read { events: Vec::new(), subjects: BTreeSet::new(), findings: Vec::new() };
    let mut before: Option<(Uuid, i64, [u8; 32])> = None;
    for row in rows {
        let stream: Uuid = row.get(12).unwrap_or_default();
        let (event, computed) = match event_of(stream, row, before) {
            Ok(found) => found,
            Err(_) => {
                let version: i64 = row.get(0).unwrap_or_default();
                let what = format!("stream {stream}: event {version} does not read");
                read.findings.push((stream, what));
                before = None;
                continue;
            }
        };
        let due = before.filter(|(s, _, _)| *s == stream).map_or(1, |(_, version, _)| version + 1);
        if event.version != due {
            let what = format!("stream {stream}: event {due} is missing");
            read.findings.push((stream, what));
        } else if computed != event.hash {
            let what = format!("stream {stream}: event {} is not what was recorded", event.version);
            read.findings.push((stream, what));
        }
        before = Some((stream, event.version, event.hash));
        sealed_subjects(&event.body, &mut read.subjects);
        read.events.push(event);
    }
    read
}

/// The event of a row, and the hash it must have after the one before it.
fn event_of(
    stream: Uuid,
    row: &DbRow,
    before: Option<(Uuid, i64, [u8; 32])>,
) -> Result<(Recorded, [u8; 32]), Fault> {
    let event = recorded(stream, row)?;
    let prev = before.filter(|(s, _, _)| *s == stream).map_or([0; 32], |(_, _, hash)| hash);
    let (Some(Value::Text(body)), Some(Value::Text(cause)), Some(Value::Text(basis))) =
        (row.0.get(8), row.0.get(10), row.0.get(11))
    else {
        return Err(Fault::corrupt("an event's columns"));
    };
    let hash = event_hash(&prev, &event, cause, basis, body);
    Ok((event, hash))
}

/// Compares the rows of the streams with their last events.
fn heads(headers: &[Header], events: &[Recorded], findings: &mut Vec<Finding>) {
    let mut last = events.chunk_by(|a, b| a.stream == b.stream).filter_map(<[_]>::last).peekable();
    for header in headers {
        let stream = header.stream;
        while let Some(e) = last.next_if(|e| e.stream < stream) {
            findings.push((e.stream, format!("stream {}: events without a stream", e.stream)));
        }
        let found = last.next_if(|e| e.stream == stream);
        let version = found.map_or(0, |e| e.version);
        if version != header.version {
            let what = format!(
                "stream {stream}: its last event is {version}, but {} were recorded",
                header.version
            );
            findings.push((stream, what));
        } else if found.is_none_or(|e| e.hash.as_slice() != header.head) {
            findings.push((stream, format!("stream {stream}: its head is not its last event")));
        }
    }
    for e in last {
        findings.push((e.stream, format!("stream {}: events without a stream", e.stream)));
    }
}

/// Each stream with its events; both come in the order of ids.
fn by_header(
    headers: &[Header],
    events: Vec<Recorded>,
) -> impl Iterator<Item = (&Header, Vec<Recorded>)> {
    let mut events = events.into_iter().peekable();
    headers.iter().map(move |header| {
        let mut own = Vec::with_capacity(usize::try_from(header.version).unwrap_or(0).min(1024));
        while events.next_if(|e| e.stream < header.stream).is_some() {}
        while let Some(event) = events.next_if(|e| e.stream == header.stream) {
            own.push(event);
        }
        (header, own)
    })
}

fn stream_of(row: &Row) -> Uuid {
    match row.values.first() {
        Some(Value::Uuid(id)) => *id,
        Some(Value::Bytes(bytes)) => Uuid::from_slice(bytes).unwrap_or_default(),
        Some(_) | None => Uuid::nil(),
    }
}

/// A difference in words: which stream, table and column, never the values.
fn told(change: &RowChange, stored: &[Row]) -> Finding {
    let (RowChange::Insert(row) | RowChange::Update(row) | RowChange::Delete(row)) = change;
    let (stream, table) = (stream_of(row), row.table.name);
    let what = match change {
        RowChange::Insert(_) => format!("stream {stream}: a row of {table} is missing"),
        RowChange::Delete(_) => format!("stream {stream}: a row of {table} is too much"),
        RowChange::Update(row) => {
            let old = stored.iter().find(|o| o.table == row.table && o.key() == row.key());
            let pairs = old.into_iter().flat_map(|o| o.values.iter().zip(&row.values));
            let columns: Vec<&str> = (row.table.columns.iter())
                .zip(pairs)
                .filter(|(_, (old, new))| old != new)
                .map(|(column, _)| *column)
                .collect();
            format!("stream {stream}: a row of {table} differs in {}", columns.join(", "))
        }
    };
    (stream, what)
}

//! From what an act decided to one set of writes: events with their hashes, rows, claims, jobs,
//! outbox, the command's token and the audit row.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, OnceLock, PoisonError};

use uuid::Uuid;

use crate::act::{Cause, Changes, Claim, Done, NewJob, Run};
use crate::audit::AuditKind;
use crate::db::{CommitError, Guard, Miss, Value, Write, WriteSet, hash_parts};
use crate::errand::Errand;
use crate::event::{NewEvent, Recorded};
use crate::keys::Keys;
use crate::loaded::Loaded;
use crate::refusal::{Fault, NotDone};
use crate::rights::{Class, Who};
use crate::rows::{RowChange, Table, difference};
use crate::seal::{Subject, mark_erased, open_subjects, seal_body};
use crate::sql;
use crate::store::{Kernel, Read, nothing_to_do, text};
use crate::time::Ts;

/// Who did what, when and why: the same for all events of one command.
pub(crate) struct Envelope<'a> {
    pub(crate) who: &'a Who,
    pub(crate) act: &'a str,
    pub(crate) cause: String,
    pub(crate) basis: String,
    pub(crate) at: Ts,
}

/// One act about to be committed.
pub(crate) struct Command<'a> {
    pub(crate) who: &'a Who,
    pub(crate) act: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) stream: Uuid,
    pub(crate) run: &'a Run,
}

/// Commits what an act decided. The outer error is why nothing was sent.
pub(crate) async fn commit(
    kernel: &Kernel,
    command: Command<'_>,
    mut read: Read<'_>,
    changes: Changes,
) -> Result<Result<Done, CommitError>, NotDone> {
    let Command { who, act, kind: main_kind, stream: main, run } = command;
    let version = read.loaded.get(&main).map_or(0, |l| l.version);
    if nothing_to_do(&changes) && run.cause == Cause::Person {
        // There is nothing to do either when it was done before.
        let before = kernel.done_before(who, act, run).await?;
        return Ok(Ok(before.unwrap_or(Done { stream: main, version, again: false })));
    }
    let Changes { events, claims, jobs } = changes;
    let events = events.into_iter().collect::<Result<Vec<_>, _>>()?;
    let envelope =
        Envelope { who, act, cause: run.cause.text(), basis: basis_text(&read)?, at: read.at() };
    let keys = keys_for(kernel, &events, envelope.at).await?;
    let streams = by_stream(events);
    let mut set = WriteSet::default();
    let mut tail = Vec::new();
    let mut recorded = BTreeMap::new();
    let mut within = unwritten(kernel, &streams, read.loaded.get(&main), main)?;
    for (stream, (kind, events)) in streams {
        let loaded = match read.loaded.remove(&stream) {
            Some(loaded) => loaded,
            None => kernel.load(stream).await?,
        };
        if loaded.version > 0 && loaded.kind != kind {
            let what = format!("stream {stream} is a {}, not a {kind}", loaded.kind);
            return Err(Fault::message(what).into());
        }
        // The main stream was looked at before the act decided.
        if stream != main && !kernel.shows(who, &loaded)? {
            let entry = kernel.entry(who, AuditKind::Denied, act).about(kind, stream);
            kernel.audit(entry).await?;
            return Err(NotDone::NotFound);
        }
        let batch = append(kernel, &envelope, &loaded, stream, kind, events, &keys)?;
        set.writes.push(batch.bump);
        tail.extend(batch.writes);
        within = within.or(batch.within.filter(|_| stream == main));
        recorded.insert(stream, batch.recorded);
    }
    set.guards = read.guards_except(&recorded);
    if !recorded.contains_key(&main) && set.guards.iter().all(|g| g.stream != main) {
        // The act decided on its main stream also when it writes others only.
        set.guards.push(Guard { stream: main, version });
    }
    set.writes.extend(token(run, who, act, main, version, &recorded, envelope.at));
    set.writes.extend(claims.iter().map(claim_write));
    set.writes.extend(taken_from_outbox(&run.cause));
    set.writes.append(&mut tail);
    set.writes.extend(
        jobs.iter()
            .map(|job| job_write(kernel, who, job, envelope.at))
            .collect::<Result<Vec<_>, _>>()?,
    );
    set.audit.push(kernel.entry(who, AuditKind::Write, act).about(main_kind, main).within(within));
    let looks = kernel.errand_of().map(Errand::looks).unwrap_or_default();
    set.audit.splice(0..0, looks);
    let version = recorded.get(&main).and_then(|r| r.last()).map_or(version, |e| e.version);
    let wakes = !jobs.is_empty() || recorded.values().flatten().any(|e| reacts(kernel, &e.kind));
    if let Err(error) = kernel.db().commit(set).await {
        return Ok(Err(error));
    }
    if let Some(errand) = kernel.errand_of() {
        errand.recorded();
    }
    if wakes {
        kernel.0.wake.notify_waiters();
    }
    Ok(Ok(Done { stream: main, version, again: false }))
}

/// What the act has read, for the record; empty when it read nothing.
fn basis_text(read: &Read<'_>) -> Result<String, Fault> {
    if read.basis.is_empty() {
        return Ok(String::new());
    }
    text(&serde_json::to_value(&read.basis)?)
}

/// The compartment of the main stream, when nothing is written on it.
fn unwritten(
    kernel: &Kernel,
    streams: &ByStream,
    loaded: Option<&Loaded>,
    main: Uuid,
) -> Result<Option<Uuid>, Fault> {
    match loaded {
        Some(loaded) if !streams.contains_key(&main) => kernel.compartment(loaded),
        Some(_) | None => Ok(None),
    }
}

fn reacts(kernel: &Kernel, kind: &str) -> bool {
    kernel.0.registry.reactions.iter().any(|r| r.on.contains(&kind))
}

pub(crate) type ByStream = BTreeMap<Uuid, (&'static str, Vec<NewEvent>)>;

pub(crate) fn by_stream(events: Vec<NewEvent>) -> ByStream {
    let mut streams = ByStream::new();
    for event in events {
        streams.entry(event.stream).or_insert((event.stream_kind, Vec::new())).1.push(event);
    }
    streams
}

/// Keys for all open values, made durable before the events are written.
pub(crate) async fn keys_for(kernel: &Kernel, events: &[NewEvent], at: Ts) -> Result<Keys, Fault> {
    let mut subjects = BTreeSet::new();
    events.iter().for_each(|e| open_subjects(&e.body, &mut subjects));
    if subjects.is_empty() {
        return Ok(Keys::new());
    }
    kernel.keys().ensure(&subjects, Class::Normal, at).await
}

/// Everything written for the new events of one stream.
pub(crate) struct Batch {
    /// The write that may find the stream moved.
    pub(crate) bump: Write,
    /// Events, rows and outbox entries.
    pub(crate) writes: Vec<Write>,
    /// The events as they will be read back.
    pub(crate) recorded: Vec<Recorded>,
    /// The compartment the stream is in from now on.
    pub(crate) within: Option<Uuid>,
}

/// Turns new events of a stream into writes.
pub(crate) fn append(
    kernel: &Kernel,
    envelope: &Envelope<'_>,
    loaded: &Loaded,
    stream: Uuid,
    kind: &'static str,
    events: Vec<NewEvent>,
    keys: &Keys,
) -> Result<Batch, Fault> {
    let mut recorded = Vec::with_capacity(events.len());
    let mut writes = Vec::new();
    let mut head = loaded.head;
    for (event, body) in sealed_events(kernel, envelope, loaded, stream, events, keys)? {
        head = event.hash;
        writes.push(event_write(&event, envelope, body));
        recorded.push(event);
    }
    for event in &recorded {
        let reactions = kernel.0.registry.reactions.iter();
        let listening = reactions.filter(|r| r.hears(event, &recorded));
        writes.extend(listening.map(|r| outbox_write(event, r.name, envelope.at)));
    }
    let mut within = None;
    for projection in kernel.0.registry.projections.iter().filter(|p| p.stream == kind) {
        let (before, after, access) =
            projection.rows(stream, &loaded.events, &recorded, kernel.blind())?;
        writes.extend(difference(&before, &after).iter().map(row_write));
        within = within.or_else(|| access.and_then(|access| access.compartment));
    }
    writes.extend(new_subjects(stream, &loaded.events, &recorded));
    let version = recorded.last().map_or(loaded.version, |e| e.version);
    let bump = bump(stream, kind, loaded.version, version, &head);
    Ok(Batch { bump, writes, recorded, within })
}

/// New events of a stream as they will be read back, each with the body that is stored.
pub(crate) fn sealed_events(
    kernel: &Kernel,
    envelope: &Envelope<'_>,
    loaded: &Loaded,
    stream: Uuid,
    events: Vec<NewEvent>,
    keys: &Keys,
) -> Result<Vec<(Recorded, String)>, Fault> {
    let mut head = loaded.head;
    // A machine clock that jumped back must not reorder a stream.
    let at = loaded.events.last().map_or(envelope.at, |last| envelope.at.max(last.at));
    let mut sealed = Vec::with_capacity(events.len());
    for (version, mut event) in (loaded.version + 1..).zip(events) {
        let id = kernel.next_id();
        mark_erased(&mut event.body, keys)?;
        let mut stored = event.body.clone();
        seal_body(&mut stored, id, keys)?;
        let mut event = Recorded {
            stream,
            version,
            id,
            kind: event.kind,
            schema: event.schema,
            at,
            actor: envelope.who.user.0,
            on_behalf_of: envelope.who.on_behalf_of,
            act: envelope.act.to_owned(),
            body: event.body,
            hash: [0; 32],
        };
        let body = text(&stored)?;
        head = event_hash(&head, &event, &envelope.cause, &envelope.basis, &body);
        event.hash = head;
        sealed.push((event, body));
    }
    Ok(sealed)
}

/// Notes which other subjects' values a stream holds, so that erasure finds its rows.
fn new_subjects(stream: Uuid, old: &[Recorded], new: &[Recorded]) -> Vec<Write> {
    let subjects = |events: &[Recorded]| {
        let mut found = BTreeSet::new();
        events.iter().for_each(|e| open_subjects(&e.body, &mut found));
        found
    };
    let mut added = subjects(new);
    added.remove(&Subject(stream));
    if !added.is_empty() {
        let known = subjects(old);
        added.retain(|s| !known.contains(s));
    }
    let insert = sql!("INSERT INTO subject_stream (subject, stream_id) VALUES ($1, $2)");
    let row = |s: Subject| Write::new(insert, vec![s.into(), stream.into()]).apart();
    added.into_iter().map(row).collect()
}

/// The hash of an event: over the one before it and every stored byte of it.
pub(crate) fn event_hash(
    prev: &[u8; 32],
    e: &Recorded,
    cause: &str,
    basis: &str,
    body: &str,
) -> [u8; 32] {
    hash_parts(&[
        prev,
        e.stream.as_bytes(),
        &e.version.to_be_bytes(),
        e.id.as_bytes(),
        e.kind.as_bytes(),
        &e.schema.to_be_bytes(),
        &e.at.micros().to_be_bytes(),
        e.actor.as_bytes(),
        e.on_behalf_of.as_ref().map_or(&[][..], |u| u.as_bytes()),
        e.act.as_bytes(),
        cause.as_bytes(),
        basis.as_bytes(),
        body.as_bytes(),
    ])
}

fn bump(stream: Uuid, kind: &'static str, from: i64, to: i64, head: &[u8; 32]) -> Write {
    let head = Value::Bytes(head.to_vec());
    if from == 0 {
        let insert =
            sql!("INSERT INTO stream (stream_id, kind, version, head) VALUES ($1, $2, $3, $4)");
        return Write::new(insert, vec![stream.into(), kind.into(), to.into(), head])
            .free_else(Miss::Stale(stream));
    }
    let update =
        sql!("UPDATE stream SET version = $3, head = $4 WHERE stream_id = $1 AND version = $2");
    Write::new(update, vec![stream.into(), from.into(), to.into(), head])
        .one_else(Miss::Stale(stream))
}

fn event_write(e: &Recorded, envelope: &Envelope<'_>, body: String) -> Write {
    Write::new(
        sql!(
            "INSERT INTO event (stream_id, version, id, kind, schema_version, at, actor, on_behalf_of, act, cause, basis, body, hash) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        ),
        event_values(e, envelope, body),
    )
    .apart()
}

/// The columns of `event` in the order of [`event_values`].
pub(crate) const EVENT_COLUMNS: [&str; 13] = [
    "stream_id",
    "version",
    "id",
    "kind",
    "schema_version",
    "at",
    "actor",
    "on_behalf_of",
    "act",
    "cause",
    "basis",
    "body",
    "hash",
];

pub(crate) fn event_values(e: &Recorded, envelope: &Envelope<'_>, body: String) -> Vec<Value> {
    vec![
        e.stream.into(),
        e.version.into(),
        e.id.into(),
        e.kind.as_str().into(),
        i64::from(e.schema).into(),
        e.at.into(),
        e.actor.into(),
        e.on_behalf_of.into(),
        e.act.as_str().into(),
        envelope.cause.as_str().into(),
        envelope.basis.as_str().into(),
        body.into(),
        Value::Bytes(e.hash.to_vec()),
    ]
}

/// Due at once by the clock, also when the stream's own time is ahead of a clock that jumped back.
fn outbox_write(e: &Recorded, reaction: &'static str, due: Ts) -> Write {
    Write::new(
        sql!(
            "INSERT INTO outbox (stream_id, version, reaction, due, attempts, trouble) VALUES ($1, $2, $3, $4, 0, '')"
        ),
        vec![e.stream.into(), e.version.into(), reaction.into(), due.into()],
    )
    .apart()
}

/// The reaction's outbox entry goes in the same transaction as what it did: exactly once.
fn taken_from_outbox(cause: &Cause) -> Option<Write> {
    let Cause::Reaction { reaction, stream, version } = cause else { return None };
    let delete = sql!("DELETE FROM outbox WHERE stream_id = $1 AND version = $2 AND reaction = $3");
    let binds = vec![(*stream).into(), (*version).into(), reaction.as_str().into()];
    Some(Write::new(delete, binds).one_else(Miss::Gone))
}

fn token(
    run: &Run,
    who: &Who,
    act: &str,
    main: Uuid,
    version: i64,
    recorded: &BTreeMap<Uuid, Vec<Recorded>>,
    at: Ts,
) -> Option<Write> {
    let once = run.once?;
    let version = recorded.get(&main).and_then(|r| r.last()).map_or(version, |e| e.version);
    let insert = sql!(
        "INSERT INTO command (id, at, actor, act, stream_id, version) VALUES ($1, $2, $3, $4, $5, $6)"
    );
    let binds =
        vec![once.into(), at.into(), who.user.into(), act.into(), main.into(), version.into()];
    Some(Write::new(insert, binds).free_else(Miss::Again).apart())
}

pub(crate) fn claim_write(claim: &Claim) -> Write {
    let binds = vec![claim.value.as_str().into(), claim.kind.into(), claim.stream.into()];
    if claim.take {
        Write::new(sql!("INSERT INTO claim (value, kind, stream_id) VALUES ($1, $2, $3)"), binds)
            .free_else(Miss::Taken(claim.kind.to_owned()))
    } else {
        Write::new(
            sql!("DELETE FROM claim WHERE value = $1 AND kind = $2 AND stream_id = $3"),
            binds,
        )
    }
}

pub(crate) fn job_write(kernel: &Kernel, who: &Who, job: &NewJob, at: Ts) -> Result<Write, Fault> {
    Ok(Write::new(
        sql!(
            "INSERT INTO job (id, kind, payload, state, due, created_at, created_by, attempts, done, total, trouble) \
             VALUES ($1, $2, $3, 'waiting', $4, $5, $6, 0, 0, 0, '')"
        ),
        vec![
            job.id.unwrap_or_else(|| kernel.next_id()).into(),
            job.kind.into(),
            text(&job.payload)?.into(),
            job.due.unwrap_or(at).into(),
            at.into(),
            who.user.into(),
        ],
    )
    .apart())
}

pub(crate) fn row_write(change: &RowChange) -> Write {
    let (table, row) = match change {
        RowChange::Insert(row) | RowChange::Update(row) | RowChange::Delete(row) => {
            (row.table, row)
        }
    };
    let sql = statements(table);
    let write = match change {
        RowChange::Insert(_) => Write::new(sql.insert, row.values.clone()),
        RowChange::Update(_) => Write::new(sql.update, row.values.clone()),
        RowChange::Delete(_) => Write::new(sql.delete, row.key().to_vec()),
    };
    write.apart()
}

/// Generated statements of a row table.
#[derive(Clone, Copy)]
pub struct RowStatements {
    /// All columns.
    pub insert: &'static str,
    /// All columns; the key finds the row. A table that is all key writes its last column again.
    pub update: &'static str,
    /// The key.
    pub delete: &'static str,
    /// All columns of the rows of streams from `$1` to `$2`, in key order.
    pub range: &'static str,
}

/// The statements of a table, made once and kept for the life of the process.
#[must_use]
pub fn statements(table: &'static Table) -> RowStatements {
    static MADE: OnceLock<Mutex<HashMap<&'static str, RowStatements>>> = OnceLock::new();
    let mut made = MADE.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    *made.entry(table.name).or_insert_with(|| {
        let keep = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
        let columns = table.columns.join(", ");
        let marks: Vec<String> = (1..=table.columns.len()).map(|n| format!("${n}")).collect();
        let set = |from: usize, to: usize, glue: &str| {
            let pairs = table.columns.iter().zip(&marks).skip(from).take(to - from);
            pairs.map(|(c, m)| format!("{c} = {m}")).collect::<Vec<_>>().join(glue)
        };
        let first = if table.key == table.columns.len() { table.key - 1 } else { table.key };
        let (name, key) = (table.name, set(0, table.key, " AND "));
        let stream = table.columns.first().copied().unwrap_or_default();
        let order = table.columns.iter().take(table.key).copied().collect::<Vec<_>>().join(", ");
        RowStatements {
            insert: keep(format!("INSERT INTO {name} ({columns}) VALUES ({})", marks.join(", "))),
            update: keep(format!("UPDATE {name} SET {} WHERE {key}", set(first, table.columns.len(), ", "))),
            delete: keep(format!("DELETE FROM {name} WHERE {key}")),
            range: keep(format!(
                "SELECT {columns} FROM {name} WHERE {stream} >= $1 AND {stream} <= $2 ORDER BY {order}"
            )),
        }
    })
}

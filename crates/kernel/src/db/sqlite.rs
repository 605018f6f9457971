//! SQLite: one thread owns the only writing connection and commits commands in groups.
//!
//! A command's caller waits for its group's flush; sixty-four callers share one. People's commands
//! go before batch work, which runs in slices.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fs::File;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use tokio::sync::{Semaphore, oneshot};

use super::chain::Chain;
use super::value::{DbRow, Value};
use super::write::{Check, CommitError, Inserts, Lane, Miss, Write, WriteSet};
use crate::refusal::Fault;

/// Commands that wait at most; beyond that callers queue outside. Bounds memory, not throughput.
const QUEUE_MAX: usize = 4096;
/// Commands in one group at most: keeps the wait of the first one short.
const GROUP_MAX: usize = 256;
/// How long a slice of batch work may hold the writer.
const SLICE_MAX: Duration = Duration::from_millis(50);
/// What a connection that reads keeps of the file: the upper pages of its indexes. What it reads beside
/// them lies in the system's memory, which all of them share.
const READER_CACHE_KIB: u32 = 6 * 1024;
/// Connections that read: more than cores, since readers wait for pages.
const READERS: usize = 8;
/// Statements kept prepared per connection.
const STATEMENTS_CACHED: usize = 512;

pub struct Sqlite {
    readers: Arc<Mutex<Vec<Reader>>>,
    reader_permits: Arc<Semaphore>,
    queue: Option<Arc<Queue>>,
    queue_permits: Semaphore,
    thread: Mutex<Option<std::thread::JoinHandle<()>>>,
    /// False after a commit failed, until one succeeds.
    pub(super) writable: AtomicBool,
}

struct Reader(Connection);

struct Waiting {
    set: WriteSet,
    done: oneshot::Sender<Result<(), CommitError>>,
}

#[derive(Default)]
struct Queue {
    state: Mutex<QueueState>,
    wake: Condvar,
}

#[derive(Default)]
struct QueueState {
    interactive: VecDeque<Waiting>,
    batch: VecDeque<Waiting>,
    closed: bool,
}

impl Sqlite {
    pub(super) fn open(path: &Path) -> Result<Sqlite, Fault> {
        let lock = lock_file(path)?;
        let writer = Connection::open(path).map_err(Fault::unavailable)?;
        prepare_connection(&writer).map_err(Fault::unavailable)?;
        writer
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                 PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;",
            )
            .map_err(Fault::unavailable)?;
        let queue = Arc::new(Queue::default());
        let mut thread = Writer { conn: writer, chain: None, _lock: lock };
        let shared = Arc::clone(&queue);
        let handle = std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || thread.run(&shared))
            .map_err(Fault::unavailable)?;
        Ok(Sqlite {
            readers: Arc::new(Mutex::new(open_readers(path)?)),
            reader_permits: Arc::new(Semaphore::new(READERS)),
            queue: Some(queue),
            queue_permits: Semaphore::new(QUEUE_MAX),
            thread: Mutex::new(Some(handle)),
            writable: AtomicBool::new(true),
        })
    }

    pub(super) fn open_read_only(path: &Path) -> Result<Sqlite, Fault> {
        Ok(Sqlite {
            readers: Arc::new(Mutex::new(open_readers(path)?)),
            reader_permits: Arc::new(Semaphore::new(READERS)),
            queue: None,
            queue_permits: Semaphore::new(0),
            thread: Mutex::new(None),
            writable: AtomicBool::new(false),
        })
    }

    pub(super) async fn fetch(
        &self,
        sql: Cow<'static, str>,
        binds: Vec<Value>,
    ) -> Result<Vec<DbRow>, Fault> {
        let permit = Arc::clone(&self.reader_permits).acquire_owned().await;
        let permit = permit.map_err(Fault::unavailable)?;
        let readers = Arc::clone(&self.readers);
        // The connection goes back inside the blocking task: a caller that goes away keeps nothing.
        let reading = tokio::task::spawn_blocking(move || {
            let reader = readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let reader =
                reader.ok_or_else(|| Fault::message("a reader permit without a reader"))?;
            let rows = read(&reader.0, &sql, &binds);
            readers.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
            drop(permit);
            rows
        });
        reading.await.map_err(Fault::bug)?
    }

    /// Reads by key, on the caller's own thread: microseconds, and a change of threads takes longer.
    pub(super) async fn look_up(
        &self,
        sql: Cow<'static, str>,
        binds: Vec<Value>,
    ) -> Result<Vec<DbRow>, Fault> {
        let _permit = self.reader_permits.acquire().await.map_err(Fault::unavailable)?;
        let reader = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let reader = reader.ok_or_else(|| Fault::message("a reader permit without a reader"))?;
        let rows = read(&reader.0, &sql, &binds);
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        rows
    }

    pub(super) async fn commit(&self, set: WriteSet) -> Result<(), CommitError> {
        let Some(queue) = &self.queue else {
            return Err(Fault::message("this database was opened for reading only").into());
        };
        let permit = self.queue_permits.acquire().await.map_err(Fault::unavailable)?;
        let (done, outcome) = oneshot::channel();
        queue.push(Waiting { set, done })?;
        let outcome = outcome.await;
        drop(permit);
        outcome.unwrap_or_else(|_| {
            Err(Fault::unavailable(anyhow::anyhow!("the writer has stopped")).into())
        })
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        if let Some(queue) = &self.queue {
            queue.lock().closed = true;
            queue.wake.notify_all();
        }
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the SQLite writer thread panicked");
        }
    }
}

impl Queue {
    fn lock(&self) -> std::sync::MutexGuard<'_, QueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, waiting: Waiting) -> Result<(), Fault> {
        let mut state = self.lock();
        if state.closed {
            return Err(Fault::unavailable(anyhow::anyhow!("the writer is stopping")));
        }
        match waiting.set.lane {
            Lane::Interactive => state.interactive.push_back(waiting),
            Lane::Batch => state.batch.push_back(waiting),
        }
        drop(state);
        self.wake.notify_one();
        Ok(())
    }

    /// Waits for work: a group of people's commands, else some batch work. Nothing once closed.
    fn take(&self) -> Option<Vec<Waiting>> {
        let mut state = self.lock();
        loop {
            if !state.interactive.is_empty() {
                let n = state.interactive.len().min(GROUP_MAX);
                return Some(state.interactive.drain(..n).collect());
            }
            if !state.batch.is_empty() {
                let n = state.batch.len().min(GROUP_MAX);
                return Some(state.batch.drain(..n).collect());
            }
            if state.closed {
                return None;
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn give_back(&self, rest: Vec<Waiting>) {
        let mut state = self.lock();
        for waiting in rest.into_iter().rev() {
            state.batch.push_front(waiting);
        }
    }

    fn people_wait(&self) -> bool {
        !self.lock().interactive.is_empty()
    }
}

struct Writer {
    conn: Connection,
    chain: Option<Chain>,
    _lock: File,
}

/// How one set went inside a group.
enum Applied {
    Written,
    /// Nothing was written.
    Clean(CommitError),
    /// Some statements ran before one failed: the group has to be rolled back.
    Torn,
}

impl Writer {
    fn run(&mut self, queue: &Queue) {
        while let Some(group) = queue.take() {
            self.commit_group(queue, group);
        }
        if let Err(e) = self.conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)") {
            tracing::warn!(error = %e, "the last checkpoint did not finish; the next start repeats it");
        }
    }

    fn commit_group(&mut self, queue: &Queue, group: Vec<Waiting>) {
        let started = Instant::now();
        let batch = group.first().is_some_and(|w| w.set.lane == Lane::Batch);
        let before = self.chain.clone();
        if let Err(e) = self.conn.execute_batch("BEGIN IMMEDIATE") {
            return answer_all(group, &e);
        }
        // A set that missed is answered with the others: what it missed against is not committed
        // before, and its caller would look too early.
        let mut applied = Vec::with_capacity(group.len());
        let mut rest = group.into_iter();
        while let Some(waiting) = rest.next() {
            match self.apply(&waiting.set) {
                Applied::Written => applied.push((waiting, Ok(()))),
                Applied::Clean(error) => applied.push((waiting, Err(error))),
                Applied::Torn => {
                    self.roll_back(before);
                    applied.into_iter().for_each(|(w, _)| self.commit_alone(w));
                    self.commit_alone(waiting);
                    return rest.for_each(|w| self.commit_alone(w));
                }
            }
            if batch && (started.elapsed() > SLICE_MAX || queue.people_wait()) {
                break;
            }
        }
        queue.give_back(rest.collect());
        match self.conn.execute_batch("COMMIT") {
            Ok(()) => applied.into_iter().for_each(|(w, outcome)| drop(w.done.send(outcome))),
            Err(_) => {
                self.roll_back(before);
                applied.into_iter().for_each(|(w, _)| self.commit_alone(w));
            }
        }
    }

    /// The rare path: one set in a transaction of its own.
    fn commit_alone(&mut self, waiting: Waiting) {
        let before = self.chain.clone();
        let outcome = self.try_alone(&waiting.set);
        if outcome.is_err() {
            self.roll_back(before);
        }
        drop(waiting.done.send(outcome));
    }

    fn try_alone(&mut self, set: &WriteSet) -> Result<(), CommitError> {
        self.conn.execute_batch("BEGIN IMMEDIATE").map_err(|e| fault(&e))?;
        let mut first = false;
        self.write(set, &mut first)?;
        self.conn.execute_batch("COMMIT").map_err(|e| fault(&e).into())
    }

    fn apply(&mut self, set: &WriteSet) -> Applied {
        let before = self.chain.clone();
        let mut dirty = false;
        match self.write(set, &mut dirty) {
            Ok(()) => Applied::Written,
            // A full disk or a failing one ends the whole transaction by itself.
            Err(_) if dirty || self.conn.is_autocommit() => Applied::Torn,
            Err(error) => {
                self.chain = before;
                Applied::Clean(error)
            }
        }
    }

    fn write(&mut self, set: &WriteSet, dirty: &mut bool) -> Result<(), CommitError> {
        for guard in &set.guards {
            let mut ask = self
                .conn
                .prepare_cached("SELECT version FROM stream WHERE stream_id = ?1")
                .map_err(|e| fault(&e))?;
            let found = ask.query_row([guard.stream.as_bytes()], |row| row.get(0));
            let found: i64 = match found {
                Err(rusqlite::Error::QueryReturnedNoRows) => 0,
                other => other.map_err(|e| fault(&e))?,
            };
            if found != guard.version {
                return Err(CommitError::Missed(Miss::Stale(guard.stream)));
            }
        }
        for write in &set.writes {
            execute(&self.conn, write, dirty)?;
        }
        for inserts in &set.inserts {
            *dirty = true;
            insert_all(&self.conn, inserts).map_err(|e| fault(&e))?;
        }
        for entry in &set.audit {
            let chain = self.chain.get_or_insert_with(Chain::start);
            for write in chain.append(entry) {
                execute(&self.conn, &write, dirty)?;
            }
        }
        Ok(())
    }

    fn roll_back(&mut self, chain: Option<Chain>) {
        self.chain = chain;
        if !self.conn.is_autocommit()
            && let Err(e) = self.conn.execute_batch("ROLLBACK")
        {
            tracing::error!(error = %e, "rolling back failed");
        }
    }
}

fn execute(conn: &Connection, write: &Write, dirty: &mut bool) -> Result<(), CommitError> {
    let mut statement = conn.prepare_cached(&numbered(&write.sql)).map_err(|e| fault(&e))?;
    match statement.execute(rusqlite::params_from_iter(&write.binds)) {
        Ok(touched) => match &write.check {
            Check::One(miss) if touched != 1 => {
                *dirty |= touched > 0;
                Err(CommitError::Missed(miss.clone()))
            }
            Check::Any | Check::Free(_) | Check::One(_) => {
                *dirty |= touched > 0;
                Ok(())
            }
        },
        Err(e) => match &write.check {
            Check::Free(miss) if is_taken(&e) => Err(CommitError::Missed(miss.clone())),
            Check::Any | Check::Free(_) | Check::One(_) => Err(fault(&e).into()),
        },
    }
}

fn insert_all(conn: &Connection, inserts: &Inserts) -> rusqlite::Result<()> {
    let Inserts { table, columns, rows } = inserts;
    let marks: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    let sql = format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), marks.join(", "));
    let mut statement = conn.prepare_cached(&sql)?;
    for row in rows {
        statement.execute(rusqlite::params_from_iter(row))?;
    }
    Ok(())
}

/// Is it a key that exists already?
fn is_taken(e: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
    let code = e.sqlite_error().map(|e| e.extended_code);
    code.is_some_and(|c| [SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE].contains(&c))
}

fn read(conn: &Connection, sql: &str, binds: &[Value]) -> Result<Vec<DbRow>, Fault> {
    let mut statement = conn.prepare_cached(&numbered(sql)).map_err(|e| fault(&e))?;
    let columns = statement.column_count();
    let rows = statement
        .query_map(rusqlite::params_from_iter(binds), |row| {
            (0..columns).map(|i| row.get(i)).collect::<rusqlite::Result<Vec<Value>>>().map(DbRow)
        })
        .map_err(|e| fault(&e))?;
    rows.collect::<rusqlite::Result<Vec<DbRow>>>().map_err(|e| fault(&e))
}

/// `$1` is a name to SQLite and a number to PostgreSQL; `?1` is the number here.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

fn fault(e: &rusqlite::Error) -> Fault {
    let text = anyhow::anyhow!("{e}");
    if let rusqlite::Error::FromSqlConversionFailure(..) = e {
        // A text that is no UTF-8, or a fraction: nothing of ours writes such values.
        return Fault::corrupt(text);
    }
    match e.sqlite_error_code() {
        Some(
            ErrorCode::DiskFull
            | ErrorCode::CannotOpen
            | ErrorCode::SystemIoFailure
            | ErrorCode::DatabaseBusy
            | ErrorCode::ReadOnly,
        ) => Fault::unavailable(text),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Fault::corrupt(text),
        _ => Fault::bug(text),
    }
}

fn answer_all(group: Vec<Waiting>, e: &rusqlite::Error) {
    for waiting in group {
        drop(waiting.done.send(Err(fault(e).into())));
    }
}

fn prepare_connection(conn: &Connection) -> rusqlite::Result<()> {
    // The plan that was read in tests is the plan that runs, whatever values are bound; and no
    // statement is prepared anew because of them.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    conn.execute_batch(
        "PRAGMA busy_timeout = 5000; PRAGMA secure_delete = ON; PRAGMA cache_size = -16384; \
         PRAGMA temp_store = MEMORY;",
    )
}

fn open_readers(path: &Path) -> Result<Vec<Reader>, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<Reader> {
        let conn = Connection::open_with_flags(path, flags)?;
        prepare_connection(&conn)?;
        conn.execute_batch(&format!(
            "PRAGMA query_only = ON; PRAGMA cache_size = -{READER_CACHE_KIB}"
        ))?;
        Ok(Reader(conn))
    };
    (0..READERS).map(|_| open().map_err(Fault::unavailable)).collect()
}

/// One process owns the file for writing: the lock lives beside it and dies with the process.
fn lock_file(path: &Path) -> Result<File, Fault> {
    let lock_path = path.with_extension("lock");
    let file = File::options()
        .create(true)
        .write(true)
        .truncate(false)
        .open(&lock_path)
        .map_err(Fault::unavailable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(Fault::unavailable(anyhow::anyhow!(
            "{} is in use by another process; stop it first, or let it do the work",
            path.display()
        ))),
        Err(std::fs::TryLockError::Error(e)) => Err(Fault::unavailable(e)),
    }
}

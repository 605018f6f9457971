//! The kernel: loads streams, runs acts, commits what they decide, together with their rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use serde_json::Value as Json;
use uuid::Uuid;

use crate::act::{Act, Cause, Changes, Done, Run};
use crate::audit::{AuditEntry, AuditKind};
use crate::blind::BlindIndex;
use crate::commit;
use crate::db::{CommitError, Db, DbRow, Guard, Miss, Value};
use crate::deciding::{AnyDeciding, BoxFuture, Deciding, Is};
use crate::errand::Errand;
use crate::event::{Recorded, State, fold};
use crate::id::{Ids, StreamKey};
use crate::keys::KeyStore;
use crate::loaded::Loaded;
use crate::reaction::Reaction;
use crate::refusal::{Fault, NotDone, Refusal};
use crate::rights::{Access, Right, UserId, Who};
use crate::rows::{Row, Table};
use crate::seal::{open_body, sealed_subjects};
use crate::sql;
use crate::time::{Clock, Ts};

/// Runs of one act before a moving stream is given up; each loses only to a commit that won.
const ATTEMPTS_MAX: u32 = 16;

/// A unique value's length at most, in bytes: PostgreSQL keeps no longer ones in an index, and acts
/// have lengths of their own long before.
const CLAIM_BYTES_MAX: usize = 2000;

/// What the kernel knows of the systems: their folds and what reacts to which event.
pub struct Registry {
    /// Every state with rows, by kind of stream.
    pub projections: Vec<Projection>,
    /// Every reaction.
    pub reactions: Vec<Reaction>,
    /// Every kind of job.
    pub jobs: Vec<crate::job::JobKind>,
    /// Which roles hold which rights.
    pub rights: Vec<crate::rights::RightGrant>,
    /// Every list, for the test that prepares their statements.
    pub lists: Vec<&'static crate::list::List>,
    /// Their searches, for the same test.
    pub searches: Vec<&'static crate::search::Search>,
}

impl Default for Registry {
    /// The kernel's own parts.
    fn default() -> Registry {
        Registry {
            projections: vec![Projection::of::<crate::user::User>(crate::user::USER_TABLES)],
            reactions: Vec::new(),
            jobs: [tidy_job(), crate::checkpoint::job()]
                .into_iter()
                .chain(crate::erase::jobs())
                .collect(),
            rights: crate::user::GRANTS.to_vec(),
            lists: vec![&crate::audit::AUDIT],
            searches: Vec::new(),
        }
    }
}

/// Removes, every hour, what has ended or was left unfinished.
fn tidy_job() -> crate::job::JobKind {
    crate::job::JobKind::new("kernel.tidy", |run| {
        Box::pin(async move {
            run.kernel.tidy_sessions().await?;
            run.kernel.tidy_tokens().await?;
            run.kernel.tidy_periodic().await?;
            run.kernel.tidy_jobs().await?;
            run.kernel.tidy_files().await
        })
    })
    .every(3600)
}

/// A state whose rows the kernel keeps, with its type erased.
#[derive(Clone, Copy)]
pub struct Projection {
    /// Kind of stream.
    pub stream: &'static str,
    /// Tables its rows may live in.
    pub tables: &'static [&'static Table],
    rows: Fold,
    access: AccessOf,
}

/// Who may see a stream, as a state that is folded from it says.
type AccessOf = fn(&Loaded) -> Result<Option<Access>, Fault>;

type Fold = fn(Uuid, &[Recorded], &[Recorded], &BlindIndex) -> Result<BeforeAfter, Fault>;

/// Rows of a stream before and after further events, and who may see it then.
pub(crate) type BeforeAfter = (Vec<Row>, Vec<Row>, Option<Access>);

impl Projection {
    /// The projection of a state onto its tables.
    #[must_use]
    pub fn of<S: State>(tables: &'static [&'static Table]) -> Projection {
        Projection { stream: S::STREAM, tables, rows: rows_of::<S>, access: access_of::<S> }
    }

    /// Rows before and after further events.
    pub(crate) fn rows(
        &self,
        stream: Uuid,
        old: &[Recorded],
        new: &[Recorded],
        blind: &BlindIndex,
    ) -> Result<BeforeAfter, Fault> {
        (self.rows)(stream, old, new, blind)
    }
}

fn access_of<S: State>(loaded: &Loaded) -> Result<Option<Access>, Fault> {
    Ok(loaded.folded::<S>()?.access())
}

fn rows_of<S: State>(
    stream: Uuid,
    old: &[Recorded],
    new: &[Recorded],
    blind: &BlindIndex,
) -> Result<BeforeAfter, Fault> {
    let mut state: S = fold(old)?;
    let before = if old.is_empty() { Vec::new() } else { state.rows(stream, blind) };
    crate::event::extend(&mut state, new)?;
    Ok((before, state.rows(stream, blind), state.access()))
}

/// What everything else stands on; cheap to clone.
#[derive(Clone)]
pub struct Kernel(pub(crate) Arc<Inner>, Option<Arc<Errand>>);

pub(crate) struct Inner {
    pub(crate) db: Db,
    pub(crate) keys: KeyStore,
    blind: BlindIndex,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn Ids>,
    pub(crate) registry: Registry,
    pub(crate) wake: tokio::sync::Notify,
    pub(crate) failures: crate::session::Failures,
    /// The last period of each periodic job that is known to be claimed: nobody asks again for it.
    pub(crate) periods: Mutex<HashMap<&'static str, Ts>>,
    turns: Turns,
    /// Held by whoever empties the log of a database.
    pub(crate) emptying: tokio::sync::Mutex<()>,
}

/// Whose turn it is to run again on a stream that moved; neighbours may share a lock.
struct Turns([tokio::sync::Mutex<()>; 64]);

impl Default for Turns {
    fn default() -> Turns {
        Turns(std::array::from_fn(|_| tokio::sync::Mutex::default()))
    }
}

impl Turns {
    fn of(&self, stream: Uuid) -> &tokio::sync::Mutex<()> {
        let n = usize::from(stream.as_bytes().iter().fold(0, |a, b| a ^ b)) % self.0.len();
        self.0.get(n).unwrap_or(&self.0[0])
    }
}

/// How the stores are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// The database answers.
    pub database: bool,
    /// The last commit succeeded.
    pub writable: bool,
    /// The key store answers.
    pub keys: bool,
    /// How long the oldest reaction has waited beyond its time.
    pub oldest_reaction_seconds: i64,
}

impl Health {
    /// May people be sent here?
    #[must_use]
    pub const fn is_ready(&self) -> bool {
        self.database && self.writable && self.keys
    }
}

/// A stream opened for looking at.
#[derive(Debug)]
pub struct Opened<S> {
    /// Its folded state; shared as the events are.
    pub state: Arc<S>,
    /// Its version, for forms.
    pub version: i64,
    /// Its events, for the timeline; shared with whoever looks at them on the same errand.
    pub events: Arc<Vec<Recorded>>,
}

impl Kernel {
    /// A kernel on its stores. Migrations have run.
    #[must_use]
    pub fn new(
        db: Db,
        keys: KeyStore,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        registry: Registry,
    ) -> Kernel {
        let wake = tokio::sync::Notify::new();
        let failures = crate::session::Failures::default();
        let (turns, emptying) = (Turns::default(), tokio::sync::Mutex::default());
        let blind = BlindIndex::of(keys.ring());
        let periods = Mutex::default();
        let inner = Inner {
            db,
            keys,
            blind,
            clock,
            ids,
            registry,
            wake,
            failures,
            periods,
            turns,
            emptying,
        };
        Kernel(Arc::new(inner), None)
    }

    /// The same kernel with a memory of its own.
    pub(crate) fn remembering(&self, errand: Errand) -> Kernel {
        Kernel(Arc::clone(&self.0), Some(Arc::new(errand)))
    }

    pub(crate) fn errand_of(&self) -> Option<&Errand> {
        self.1.as_deref()
    }

    /// The database, for reading rows.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The key store.
    #[must_use]
    pub fn keys(&self) -> &KeyStore {
        &self.0.keys
    }

    /// The instant now.
    #[must_use]
    pub fn now(&self) -> Ts {
        self.0.clock.now()
    }

    /// A new id.
    #[must_use]
    pub fn next_id(&self) -> Uuid {
        self.0.ids.next()
    }

    /// Keyed hashes of texts that must not stand in plain rows, yet be found.
    #[must_use]
    pub fn blind(&self) -> &BlindIndex {
        &self.0.blind
    }

    /// What the systems registered.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.0.registry
    }

    /// Reads rows; see [`Db::fetch`].
    ///
    /// # Errors
    /// As [`Db::fetch`].
    pub async fn fetch(&self, sql: &'static str, binds: Vec<Value>) -> Result<Vec<DbRow>, Fault> {
        self.0.db.fetch(sql, binds).await
    }

    /// Runs an act: authorises, loads, decides, and commits events, rows, claims, jobs, outbox and
    /// audit together. Runs again when a stream moved meanwhile, unless the user saw a version.
    ///
    /// # Errors
    /// See [`NotDone`].
    pub async fn run<A: Act>(&self, who: &Who, act: A, run: Run) -> Result<Done, NotDone> {
        self.run_deciding(who, &mut Deciding { act, state: A::State::default() }, run).await
    }

    fn run_deciding<'a>(
        &'a self,
        who: &'a Who,
        act: &'a mut dyn AnyDeciding,
        run: Run,
    ) -> BoxFuture<'a, Result<Done, NotDone>> {
        Box::pin(async move {
            let is = act.is();
            if !who.may(is.right) {
                self.audit(self.entry(who, AuditKind::Denied, is.name)).await?;
                return Err(NotDone::NotAllowed);
            }
            match self.run_until_done(who, act, &run).await {
                Err(NotDone::Fault(fault)) => Err(NotDone::Fault(fault)),
                // The same command may have been done before, which is why it cannot be done any more;
                // where it could, its token is taken, and nothing is written.
                Err(not_done) => self.done_before(who, is.name, &run).await?.ok_or(not_done),
                Ok(done) => Ok(done),
            }
        })
    }

    async fn run_until_done(
        &self,
        who: &Who,
        act: &mut dyn AnyDeciding,
        run: &Run,
    ) -> Result<Done, NotDone> {
        let (is, mut attempt) = (act.is(), 0);
        // Whoever comes anew waits for those who lost before, else they could lose for ever.
        let turn = self.0.turns.of(is.stream);
        let mut turn = if turn.try_lock().is_ok() { None } else { Some(turn.lock().await) };
        loop {
            attempt += 1;
            let (error, stale) = match self.attempt(who, act, run, attempt).await? {
                Ok(done) => return Ok(done),
                Err(CommitError::Missed(Miss::Again)) => {
                    let again = self.done_before(who, is.name, run).await?;
                    return again.ok_or_else(|| Fault::message("a token taken by nobody").into());
                }
                Err(CommitError::Missed(Miss::Taken(kind))) => {
                    if !is.taken_is_retried || attempt >= ATTEMPTS_MAX {
                        return Err(NotDone::Taken(kind));
                    }
                    continue;
                }
                Err(CommitError::Missed(Miss::Gone)) => {
                    return Ok(Done { stream: is.stream, version: 0, again: true });
                }
                Err(CommitError::Missed(Miss::Stale(stream))) => {
                    (Fault::message(format!("stream {stream} kept moving")), Some(stream))
                }
                Err(CommitError::Retry(fault)) => (fault, None),
                Err(CommitError::Fault(fault)) => return Err(fault.into()),
            };
            if let Some(errand) = self.errand_of() {
                errand.forget_read();
            }
            if let (Some(stream), Some(seen)) = (stale.filter(|s| *s == is.stream), run.seen) {
                let now = self.load(stream).await?.version;
                return Err(NotDone::Stale { stream, seen, now });
            }
            if attempt >= ATTEMPTS_MAX {
                return Err(error.into());
            }
            // Losers of one stream go one after the other, so that each soon wins.
            drop(turn.take());
            turn = Some(self.0.turns.of(stale.unwrap_or(is.stream)).lock().await);
            if attempt > 2 {
                // Another process does not see our turns: step aside for a moment.
                let millis = rand::random::<u64>() % (1 << attempt.min(6));
                tokio::time::sleep(std::time::Duration::from_millis(millis)).await;
            }
        }
    }

    async fn attempt(
        &self,
        who: &Who,
        act: &mut dyn AnyDeciding,
        run: &Run,
        attempt: u32,
    ) -> Result<Result<Done, CommitError>, NotDone> {
        let Is { name, kind, stream, .. } = act.is();
        let mut loaded = self.load(stream).await?;
        let access = act.take(&loaded.events)?;
        let other_kind = loaded.version > 0 && loaded.kind != kind;
        let hidden = other_kind || !self.visible(who, access, &loaded)?;
        if hidden {
            let entry = self.entry(who, AuditKind::Denied, name).about(kind, stream);
            self.audit(entry).await?;
            // From here on as if there were no such thing, so that the answers are the same.
            loaded = Loaded::default();
            act.take(&loaded.events)?;
        }
        if let Some(seen) = run.seen
            && seen != loaded.version
        {
            return Err(NotDone::Stale { stream, seen, now: loaded.version });
        }
        let mut read = Read {
            kernel: self,
            who,
            at: self.now(),
            loaded: HashMap::new(),
            basis: BTreeMap::new(),
            guards: BTreeSet::new(),
            attempt,
        };
        read.loaded.insert(stream, loaded);
        let changes = act.decide(&mut read).await?;
        if hidden {
            return Err(NotDone::NotAllowed);
        }
        if changes.holds_null() {
            return Err(Refusal::new("text-unreadable").into());
        }
        if let Some(long) = changes.claims.iter().find(|c| c.value.len() > CLAIM_BYTES_MAX) {
            let what = format!("a claimed {} of {} bytes", long.kind, long.value.len());
            return Err(Fault::message(what).into());
        }
        let command = commit::Command { who, act: name, kind, stream, run };
        commit::commit(self, command, read, changes).await
    }

    /// What the same command did before. A token that somebody else took, or another act, stands for that one:
    /// nobody is told that theirs is done when it is not.
    pub(crate) async fn done_before(
        &self,
        who: &Who,
        act: &str,
        run: &Run,
    ) -> Result<Option<Done>, NotDone> {
        let Some(once) = run.once else { return Ok(None) };
        let select = sql!("SELECT actor, act, stream_id, version FROM command WHERE id = $1");
        let rows = self.db().look_up(select, vec![once.into()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let (actor, name): (UserId, String) = (row.get(0)?, row.get(1)?);
        if actor != who.user || name != act {
            return Err(Refusal::new("command-other").into());
        }
        Ok(Some(Done { stream: row.get(2)?, version: row.get(3)?, again: true }))
    }

    /// Opens a stream for looking: checks the right and that the user may see it, and commits the
    /// audit row before it answers; on an errand the row waits for the act, or for
    /// [`Kernel::settle`].
    ///
    /// # Errors
    /// Not found also when it is there and hidden from the user, so that nobody learns what exists.
    pub async fn open<S: State>(
        &self,
        who: &Who,
        id: impl StreamKey,
        right: Right,
        purpose: &str,
    ) -> Result<Opened<S>, NotDone> {
        let about = (S::STREAM, id.uuid());
        let loaded = self.opened(who, about, access_of::<S>, (right, purpose)).await?;
        let state = loaded.folded()?;
        let Loaded { version, events, .. } = loaded;
        Ok(Opened { state, version, events })
    }

    fn opened<'a>(
        &'a self,
        who: &'a Who,
        (stream_kind, stream): (&'static str, Uuid),
        access: AccessOf,
        (right, purpose): (Right, &'a str),
    ) -> BoxFuture<'a, Result<Loaded, NotDone>> {
        Box::pin(async move {
            let loaded = self.load_kept(stream).await?;
            let access = access(&loaded)?;
            let exists = loaded.version > 0 && loaded.kind == stream_kind;
            let found = exists && self.visible(who, access, &loaded)?;
            let kind = if found && who.may(right) { AuditKind::Read } else { AuditKind::Denied };
            let entry = self.entry(who, kind, purpose).about(stream_kind, stream);
            // Whoever is not in its compartment tried a thing that is not there, and that is recorded.
            let within = if found { self.compartment(&loaded)? } else { None };
            self.audit(entry.within(within)).await?;
            if !who.may(right) {
                return Err(NotDone::NotAllowed);
            }
            if !found {
                return Err(NotDone::NotFound);
            }
            Ok(loaded)
        })
    }

    /// May the user see the stream? Every state registered for its kind has a say, so that a
    /// system that shares a stream cannot forget what the owner protects.
    fn visible(&self, who: &Who, access: Option<Access>, loaded: &Loaded) -> Result<bool, Fault> {
        Ok(access.is_none_or(|a| who.sees(&a)) && self.shows(who, loaded)?)
    }

    /// May the user see the stream, as far as the states registered for its kind have a say?
    pub(crate) fn shows(&self, who: &Who, loaded: &Loaded) -> Result<bool, Fault> {
        for projection in self.0.registry.projections.iter().filter(|p| p.stream == loaded.kind) {
            if (projection.access)(loaded)?.is_some_and(|a| !who.sees(&a)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The compartment a stream is in.
    pub(crate) fn compartment(&self, loaded: &Loaded) -> Result<Option<Uuid>, Fault> {
        let projections = self.0.registry.projections.iter();
        for projection in projections.filter(|p| p.stream == loaded.kind) {
            let access = (projection.access)(loaded)?;
            if let Some(compartment) = access.and_then(|access| access.compartment) {
                return Ok(Some(compartment));
            }
        }
        Ok(None)
    }

    /// Folds a stream for the machine's own use, without audit.
    ///
    /// # Errors
    /// As [`Db::fetch`].
    pub async fn peek<S: State>(&self, id: impl StreamKey) -> Result<(Arc<S>, i64), Fault> {
        let loaded = self.load_kept(id.uuid()).await?;
        Ok((loaded.folded()?, loaded.version))
    }

    /// What a service manager has to know before it sends people here.
    pub async fn health(&self) -> Health {
        let probe = sql!("SELECT version FROM stream WHERE stream_id = $1");
        let nobody = vec![Uuid::nil().into()];
        let key_probe = sql!("SELECT class FROM data_key WHERE subject = $1");
        let oldest = self.oldest_outbox().await.ok().flatten();
        Health {
            database: self.db().fetch(probe, nobody.clone()).await.is_ok(),
            writable: self.db().writable(),
            keys: self.keys().db().fetch(key_probe, nobody).await.is_ok(),
            oldest_reaction_seconds: oldest
                .map_or(0, |due| ((self.now().micros() - due.micros()) / 1_000_000).max(0)),
        }
    }

    /// An audit entry by someone, now.
    #[must_use]
    pub fn entry(&self, who: &Who, kind: AuditKind, act: &str) -> AuditEntry {
        AuditEntry::new(who, self.now(), kind, act)
    }

    /// Commits an audit entry durably; on an errand together with the act that follows, or when it
    /// is settled.
    ///
    /// # Errors
    /// A fault when the database is away or full: then the answer must not be given either.
    pub async fn audit(&self, entry: AuditEntry) -> Result<(), Fault> {
        self.audit_all(vec![entry]).await
    }

    /// Records several looks at once; what was not recorded must not be shown.
    ///
    /// # Errors
    /// As [`Kernel::audit`].
    pub fn audit_all(&self, entries: Vec<AuditEntry>) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(async move {
            match self.errand_of() {
                Some(errand) => {
                    errand.looked(entries);
                    Ok(())
                }
                None => self.db().commit_audit(entries).await,
            }
        })
    }

    /// A stream as it stands, or as the errand has read it; whoever only looks at it keeps it for
    /// the act that follows.
    fn load_kept(&self, stream: Uuid) -> BoxFuture<'_, Result<Loaded, Fault>> {
        Box::pin(async move {
            let loaded = self.load(stream).await?;
            if let Some(errand) = self.errand_of() {
                errand.keep(stream, &loaded);
            }
            Ok(loaded)
        })
    }

    pub(crate) fn load(&self, stream: Uuid) -> BoxFuture<'_, Result<Loaded, Fault>> {
        Box::pin(async move {
            if let Some(loaded) = self.errand_of().and_then(|errand| errand.take(stream)) {
                return Ok(loaded);
            }
            let select = sql!(
                "SELECT e.version, e.id, e.kind, e.schema_version, e.at, e.actor, e.on_behalf_of, e.act, e.body, e.hash, s.kind \
                 FROM stream s JOIN event e ON e.stream_id = s.stream_id WHERE s.stream_id = $1 ORDER BY e.version"
            );
            let rows = self.db().look_up(select, vec![stream.into()]).await?;
            let (mut loaded, mut events) = (Loaded::default(), Vec::with_capacity(rows.len()));
            for row in &rows {
                events.push(recorded(stream, row)?);
                loaded.kind = row.get(10)?;
            }
            open_all(&self.0.keys, &mut events).await?;
            loaded.events = Arc::new(events);
            if let Some(last) = loaded.events.last() {
                loaded.version = last.version;
                loaded.head = last.hash;
            }
            Ok(loaded)
        })
    }
}

pub(crate) fn recorded(stream: Uuid, row: &DbRow) -> Result<Recorded, Fault> {
    let body: String = row.get(8)?;
    let hash: Vec<u8> = row.get(9)?;
    Ok(Recorded {
        stream,
        version: row.get(0)?,
        id: row.get(1)?,
        kind: row.get(2)?,
        schema: u16::try_from(row.get::<i64>(3)?).map_err(|e| Fault::corrupt(e.to_string()))?,
        at: row.get(4)?,
        actor: row.get(5)?,
        on_behalf_of: row.get(6)?,
        act: row.get(7)?,
        body: serde_json::from_str(&body)?,
        hash: hash.try_into().map_err(|_| Fault::corrupt("an event hash of another length"))?,
    })
}

/// Opens the sealed values of events, asking for all keys at once.
pub(crate) async fn open_all(keys: &KeyStore, events: &mut [Recorded]) -> Result<(), Fault> {
    let mut subjects = BTreeSet::new();
    events.iter().for_each(|e| sealed_subjects(&e.body, &mut subjects));
    if subjects.is_empty() {
        return Ok(());
    }
    let found = keys.find(&subjects).await?;
    events.iter_mut().try_for_each(|e| open_body(&mut e.body, e.id, &found))
}

/// What an act may read before it decides. Streams read here are recorded as its basis.
pub struct Read<'a> {
    pub(crate) kernel: &'a Kernel,
    who: &'a Who,
    at: Ts,
    pub(crate) loaded: HashMap<Uuid, Loaded>,
    pub(crate) basis: BTreeMap<Uuid, i64>,
    guards: BTreeSet<Uuid>,
    attempt: u32,
}

impl Read<'_> {
    /// Which run of the act this is, from 1: later ones may propose other values.
    #[must_use]
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Who acts.
    #[must_use]
    pub const fn who(&self) -> &Who {
        self.who
    }

    /// The instant of the act.
    #[must_use]
    pub const fn at(&self) -> Ts {
        self.at
    }

    /// Folds another stream as the user may see it: a hidden one is as if it were not there. It
    /// becomes part of the basis.
    ///
    /// # Errors
    /// As [`Db::fetch`].
    pub async fn fold<S: State>(&mut self, id: impl StreamKey) -> Result<S, Fault> {
        let stream = id.uuid();
        let (kernel, who) = (self.kernel, self.who);
        let loaded = self.loaded(stream).await?;
        let (version, state) = (loaded.version, fold::<S>(&loaded.events)?);
        let visible = kernel.visible(who, state.access(), loaded)?;
        self.basis.insert(stream, version);
        Ok(if visible { state } else { S::default() })
    }

    /// Folds another stream as it is, whoever acts: for a rule that holds also where the user may not
    /// look. What it says must not reach them. It becomes part of the basis.
    ///
    /// # Errors
    /// As [`Db::fetch`].
    pub async fn fold_unseen<S: State>(&mut self, id: impl StreamKey) -> Result<S, Fault> {
        let loaded = self.loaded(id.uuid()).await?;
        let (version, state) = (loaded.version, fold(&loaded.events)?);
        self.basis.insert(id.uuid(), version);
        Ok(state)
    }

    fn loaded(&mut self, stream: Uuid) -> BoxFuture<'_, Result<&Loaded, Fault>> {
        Box::pin(async move {
            if !self.loaded.contains_key(&stream) {
                let loaded = self.kernel.load(stream).await?;
                self.loaded.insert(stream, loaded);
            }
            self.loaded.get(&stream).ok_or_else(|| Fault::message("just loaded"))
        })
    }

    /// Folds another stream that must not have moved when the act commits.
    ///
    /// # Errors
    /// As [`Db::fetch`].
    pub async fn guard<S: State>(&mut self, id: impl StreamKey) -> Result<S, Fault> {
        self.guards.insert(id.uuid());
        self.fold(id).await
    }

    /// Keyed hashes of texts; see [`Kernel::blind`].
    #[must_use]
    pub fn blind(&self) -> &BlindIndex {
        self.kernel.blind()
    }

    /// Reads rows.
    ///
    /// # Errors
    /// As [`Db::fetch`].
    pub async fn rows(&self, sql: &'static str, binds: Vec<Value>) -> Result<Vec<DbRow>, Fault> {
        self.kernel.db().fetch(sql, binds).await
    }

    /// Guards for streams that are not written themselves.
    pub(crate) fn guards_except(&self, written: &BTreeMap<Uuid, Vec<Recorded>>) -> Vec<Guard> {
        let unwritten = self.guards.iter().filter(|s| !written.contains_key(s));
        unwritten
            .filter_map(|s| self.basis.get(s).map(|v| Guard { stream: *s, version: *v }))
            .collect()
    }
}

impl Cause {
    /// Stored text.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Cause::Person => String::new(),
            Cause::Reaction { reaction, stream, version } => {
                format!("reaction {reaction} {stream} {version}")
            }
            Cause::Job(id) => format!("job {id}"),
        }
    }
}

/// A body as canonical text: what is hashed and stored.
pub(crate) fn text(body: &Json) -> Result<String, Fault> {
    serde_json::to_string(body).map_err(Fault::bug)
}

/// What is left for an empty outcome: an act that changes nothing still answers.
pub(crate) fn nothing_to_do(changes: &Changes) -> bool {
    changes.events.is_empty() && changes.claims.is_empty() && changes.jobs.is_empty()
}

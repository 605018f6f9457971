//! Loading many new streams at once: populations, and old data that moves in.
//!
//! The same fold and rows as acts, in two steps that may run side by side: [`Kernel::seal_load`]
//! works on a core, [`Kernel::write_load`] waits for the disk. An empty house is loaded without its
//! secondary indexes, which are made at the end.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::act::{Changes, NewJob};
use crate::audit::AuditKind;
use crate::commit::{Envelope, by_stream, claim_write, job_write, sealed_events};
use crate::db::migrate::{Migration, indexes};
use crate::db::{CommitError, Inserts, Lane, Miss, Value, Write, WriteSet};
use crate::event::{NewEvent, Recorded};
use crate::files::{CHUNK, FileId, StoredFile, chunk_context};
use crate::keys::{Keys, keyed_hash};
use crate::loaded::Loaded;
use crate::refusal::Fault;
use crate::rights::{Class, Who};
use crate::seal::{Subject, open_subjects};
use crate::sql;
use crate::store::Kernel;
use crate::time::Ts;
use crate::verify::blocking;

/// Stands in the claims while an empty house is being loaded, so that a load that was cut off is
/// told from a finished one.
const LOADING: &str = "kernel.loading";

/// A stream that does not exist yet with its history, for loading many at once.
#[derive(Debug)]
pub struct NewStream {
    /// What happened, oldest first, and when it is recorded as having happened.
    pub stages: Vec<(Ts, Changes)>,
}

/// A small file that is loaded with the streams that name it.
#[derive(Debug)]
pub struct NewFile {
    stored: StoredFile,
    subject: Subject,
    at: Ts,
    digest: [u8; 32],
    content: Vec<u8>,
}

impl NewFile {
    /// A file of at most one chunk, sealed with the subject's key.
    ///
    /// # Errors
    /// A bug when it is empty or longer than a chunk: larger files are streamed in.
    pub fn new(
        id: FileId,
        subject: impl Into<Subject>,
        at: Ts,
        media_type: &str,
        content: Vec<u8>,
    ) -> Result<NewFile, Fault> {
        if content.is_empty() || content.len() > CHUNK {
            return Err(Fault::message(format!("a file of {} bytes to load", content.len())));
        }
        let digest: [u8; 32] = Sha256::digest(&content).into();
        let stored = StoredFile {
            id,
            size: u64::try_from(content.len()).map_err(Fault::bug)?,
            sha256: digest.iter().map(|b| format!("{b:02x}")).collect(),
            media_type: media_type.to_owned(),
        };
        Ok(NewFile { stored, subject: subject.into(), at, digest, content })
    }

    /// What an event says of it.
    #[must_use]
    pub const fn stored(&self) -> &StoredFile {
        &self.stored
    }
}

/// What one user has recorded: loaded in their name, with one audit row.
#[derive(Debug)]
pub struct Portion {
    /// In whose name.
    pub who: Who,
    /// New streams.
    pub streams: Vec<NewStream>,
    /// Files that they name.
    pub files: Vec<NewFile>,
}

/// A load ready to be written.
#[derive(Debug)]
pub struct SealedLoad(WriteSet);

impl Kernel {
    /// Loads many new streams in one set, through the same fold and rows as acts. For populations
    /// and migrations of old data; one audit row stands for the whole set.
    ///
    /// # Errors
    /// A fault when the database is away, or when a stream or claimed value exists.
    pub async fn load_streams(
        &self,
        who: &Who,
        act: &'static str,
        streams: Vec<NewStream>,
    ) -> Result<(), Fault> {
        let portion = Portion { who: who.clone(), streams, files: Vec::new() };
        let load = self.seal_load(act, vec![portion]).await?;
        self.write_load(load).await
    }

    /// Makes keys, seals, folds and shows: everything but the writing.
    ///
    /// # Errors
    /// A fault when the key store is away, or an event does not encode or fold.
    pub async fn seal_load(
        &self,
        act: &'static str,
        portions: Vec<Portion>,
    ) -> Result<SealedLoad, Fault> {
        let mut subjects = BTreeSet::new();
        let mut encoded = Vec::with_capacity(portions.len());
        for Portion { who, streams, files } in portions {
            subjects.extend(files.iter().map(|f| f.subject));
            let mut histories = Vec::with_capacity(streams.len());
            for NewStream { stages } in streams {
                let mut history = Vec::with_capacity(stages.len());
                for (at, Changes { events, claims, jobs }) in stages {
                    let events = events.into_iter().collect::<Result<Vec<_>, _>>()?;
                    events.iter().for_each(|e| open_subjects(&e.body, &mut subjects));
                    history.push((at, events, claims, jobs));
                }
                histories.push(history);
            }
            encoded.push((who, histories, files));
        }
        let keys = self.keys().make(&subjects, Class::Normal, self.now()).await?;
        let kernel = self.clone();
        blocking(move || {
            let mut sealing = Sealing { kernel: &kernel, act, keys, tables: BTreeMap::new() };
            let mut set = WriteSet { lane: Lane::Batch, ..WriteSet::default() };
            for (who, histories, files) in encoded {
                for history in histories {
                    sealing.history(&who, history, &mut set)?;
                }
                for file in files {
                    sealing.file(file)?;
                }
                set.audit.push(kernel.entry(&who, AuditKind::Write, act));
            }
            set.inserts = sealing.inserts();
            Ok(SealedLoad(set))
        })
        .await
    }

    /// Writes a load, whole or not at all.
    ///
    /// # Errors
    /// A fault when the database is away or full, or when a stream or claimed value exists.
    pub async fn write_load(&self, load: SealedLoad) -> Result<(), Fault> {
        self.db().commit(load.0).await.map_err(loading_fault)
    }

    /// Readies an empty house for a load of many batches: marks that it is being loaded, and takes
    /// the secondary indexes away until [`Kernel::end_load`].
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn begin_load(&self, migrations: &[Migration]) -> Result<(), Fault> {
        let insert = sql!("INSERT INTO claim (value, kind, stream_id) VALUES ($1, $2, $3)");
        self.shape(vec![Write::new(insert, mark())]).await?;
        for (drop, _) in indexes(migrations) {
            self.shape(vec![Write::new(drop, vec![])]).await?;
        }
        Ok(())
    }

    /// Makes the secondary indexes again and says that the house is whole. `progress` hears how
    /// many of how many indexes are made.
    ///
    /// # Errors
    /// A fault when the database is away or full.
    pub async fn end_load(
        &self,
        migrations: &[Migration],
        progress: &mut (dyn FnMut(usize, usize) + Send),
    ) -> Result<(), Fault> {
        let indexes = indexes(migrations);
        let all = indexes.len();
        for (done, (_, statement)) in indexes.into_iter().enumerate() {
            progress(done, all);
            self.shape(vec![Write::new(statement, vec![])]).await?;
        }
        self.gather_statistics().await?;
        let delete = sql!("DELETE FROM claim WHERE value = $1 AND kind = $2 AND stream_id = $3");
        self.shape(vec![Write::new(delete, mark())]).await
    }

    /// Was a load of this house cut off?
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn is_half_loaded(&self) -> Result<bool, Fault> {
        let select =
            sql!("SELECT stream_id FROM claim WHERE value = $1 AND kind = $2 AND stream_id = $3");
        Ok(!self.db().fetch(select, mark()).await?.is_empty())
    }

    async fn shape(&self, writes: Vec<Write>) -> Result<(), Fault> {
        let set = WriteSet { lane: Lane::Batch, writes, ..WriteSet::default() };
        self.db().commit(set).await.map_err(loading_fault)
    }

    /// After so many new rows PostgreSQL plans by what it last knew of empty tables.
    async fn gather_statistics(&self) -> Result<(), Fault> {
        match self.db().engine() {
            crate::db::Engine::Postgres => self.shape(vec![Write::new("ANALYZE", vec![])]).await,
            crate::db::Engine::Sqlite => Ok(()),
        }
    }
}

fn mark() -> Vec<Value> {
    vec![LOADING.into(), LOADING.into(), Uuid::nil().into()]
}

fn loading_fault(error: CommitError) -> Fault {
    match error {
        CommitError::Fault(f) | CommitError::Retry(f) => f,
        CommitError::Missed(m @ (Miss::Taken(_) | Miss::Stale(_) | Miss::Again | Miss::Gone)) => {
            Fault::message(format!("loading met what exists: {m:?}"))
        }
    }
}

type Stage = (Ts, Vec<NewEvent>, Vec<crate::act::Claim>, Vec<NewJob>);

/// Columns of a table and the rows that go there.
type Filling = (&'static [&'static str], Vec<Vec<Value>>);

struct Sealing<'a> {
    kernel: &'a Kernel,
    act: &'static str,
    keys: Keys,
    tables: BTreeMap<&'static str, Filling>,
}

impl Sealing<'_> {
    fn put(&mut self, table: &'static str, columns: &'static [&'static str], row: Vec<Value>) {
        self.tables.entry(table).or_insert((columns, Vec::new())).1.push(row);
    }

    fn history(&mut self, who: &Who, stages: Vec<Stage>, set: &mut WriteSet) -> Result<(), Fault> {
        let mut streams = BTreeMap::<Uuid, Loaded>::new();
        for (at, events, claims, jobs) in stages {
            set.writes.extend(claims.iter().map(claim_write));
            for job in &jobs {
                set.writes.push(job_write(self.kernel, who, job, at)?);
            }
            let (cause, basis) = (String::new(), String::new());
            let envelope = Envelope { who, act: self.act, cause, basis, at };
            for (stream, (kind, events)) in by_stream(events) {
                let loaded = streams.entry(stream).or_default();
                let sealed =
                    sealed_events(self.kernel, &envelope, loaded, stream, events, &self.keys)?;
                let mut recorded = Vec::with_capacity(sealed.len());
                for (event, body) in sealed {
                    self.event(&envelope, &event, body);
                    recorded.push(event);
                }
                loaded.extend(kind, recorded);
            }
        }
        streams.into_iter().try_for_each(|(stream, loaded)| self.stream(stream, &loaded))
    }

    fn event(&mut self, envelope: &Envelope<'_>, event: &Recorded, body: String) {
        let columns = &crate::commit::EVENT_COLUMNS;
        self.put("event", columns, crate::commit::event_values(event, envelope, body));
        let kernel = self.kernel;
        let reactions = kernel.0.registry.reactions.iter();
        for reaction in reactions.filter(|r| r.on.contains(&event.kind.as_str())) {
            self.put(
                "outbox",
                &["stream_id", "version", "reaction", "due", "attempts", "trouble"],
                vec![
                    event.stream.into(),
                    event.version.into(),
                    reaction.name.into(),
                    envelope.at.into(),
                    0_i64.into(),
                    "".into(),
                ],
            );
        }
    }

    /// The stream itself, its rows as they are in the end, and whose values it holds.
    fn stream(&mut self, stream: Uuid, loaded: &Loaded) -> Result<(), Fault> {
        let head = Value::Bytes(loaded.head.to_vec());
        self.put(
            "stream",
            &["stream_id", "kind", "version", "head"],
            vec![stream.into(), loaded.kind.as_str().into(), loaded.version.into(), head],
        );
        let mut subjects = BTreeSet::new();
        loaded.events.iter().for_each(|e| open_subjects(&e.body, &mut subjects));
        subjects.remove(&Subject(stream));
        for subject in subjects {
            let row = vec![subject.into(), stream.into()];
            self.put("subject_stream", &["subject", "stream_id"], row);
        }
        let kernel = self.kernel;
        let projections = kernel.0.registry.projections.iter();
        for projection in projections.filter(|p| p.stream == loaded.kind) {
            for row in projection.rows(stream, &[], &loaded.events, kernel.blind())?.1 {
                self.put(row.table.name, row.table.columns, row.values);
            }
        }
        Ok(())
    }

    fn file(&mut self, file: NewFile) -> Result<(), Fault> {
        let NewFile { stored, subject, at, digest, content } = file;
        let key = self.keys.get(&subject).cloned().flatten();
        let key = key.ok_or_else(|| Fault::message("the key of a loaded file was destroyed"))?;
        let sealed = key.seal(&chunk_context(stored.id, 0), &content)?;
        let content_key = self.kernel.keys().ring().server_key("file content");
        let content = keyed_hash(&content_key, &digest).to_vec();
        let size = i64::try_from(stored.size).map_err(Fault::bug)?;
        self.put(
            "file",
            &[
                "file_id",
                "subject",
                "content",
                "size",
                "chunks",
                "media_type",
                "finished",
                "created_at",
            ],
            vec![
                stored.id.into(),
                subject.into(),
                content.into(),
                size.into(),
                1_i64.into(),
                stored.media_type.into(),
                true.into(),
                at.into(),
            ],
        );
        self.put(
            "file_chunk",
            &["file_id", "n", "sealed"],
            vec![stored.id.into(), 0_i64.into(), sealed.into()],
        );
        Ok(())
    }

    fn inserts(self) -> Vec<Inserts> {
        let tables = self.tables.into_iter();
        tables.map(|(table, (columns, rows))| Inserts { table, columns, rows }).collect()
    }
}

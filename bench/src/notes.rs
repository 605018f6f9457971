//! The command that is measured: a note on a case, with all that an ordinary act writes.
//!
//! One event with a sealed text, one row, one outbox entry, the form's token, the audit row, and
//! the stream's new version and hash: six statements.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use kernel::{
    Act, BlindIndex, Changes, Clock, Ctx, Db, EventSet, Fault, FileKeyRing, Kernel, KeyStore, Kind,
    Meta, Migration, Projection, Reaction, Read, Refusal, Registry, Right, Row, Run, Sealed, State,
    StreamKey as _, SystemClock, SystemIds, Table, Who,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Notes on one case before a client goes on to the next: the length of an ordinary case.
pub const NOTES_ON_A_CASE: u32 = 10;

/// What a note says: a few lines.
pub const TEXT: &str = "The applicant called and will send the missing payslips by Friday. Asked \
    about the time limit; told that it has not begun. Agreed that letters go to the new address, \
    which was already changed in the register. Nothing else is open on our side at the moment.";

kernel::id!(
    /// A case with notes.
    NotesId,
    "bench-notes"
);

/// What happens on it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum NoteEvent {
    /// A note was written.
    #[serde(rename = "bench.noted")]
    Noted {
        /// What it says.
        text: Sealed<String>,
    },
}

impl EventSet for NoteEvent {
    const KINDS: &'static [Kind] = &[Kind { name: "bench.noted", schema: 1 }];
}

/// The case as folded.
#[derive(Debug, Default)]
pub struct Notes {
    count: i64,
    erased: i64,
}

/// The table that shows it.
pub static NOTES: Table =
    Table { name: "bench_notes", columns: &["stream_id", "headline", "notes", "erased"], key: 1 };

/// The tables of the notes.
pub static TABLES: &[&Table] = &[&NOTES];

/// What its list shows.
pub const HEADLINE: &str = "A general matter of an ordinary person, waiting for documents";

impl State for Notes {
    const STREAM: &'static str = "bench-notes";
    type Event = NoteEvent;

    fn apply(&mut self, event: NoteEvent, _meta: Meta<'_>) {
        let NoteEvent::Noted { text } = event;
        self.count += 1;
        self.erased += i64::from(text.get().is_none());
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        let values = vec![stream.into(), HEADLINE.into(), self.count.into(), self.erased.into()];
        vec![Row::new(&NOTES, values)]
    }
}

/// Writes a note.
#[derive(Debug)]
pub struct Note {
    /// On which case.
    pub case: NotesId,
    /// Whose key seals it.
    pub person: Uuid,
}

impl Act for Note {
    const NAME: &'static str = "bench.note";
    const RIGHT: Right = Right::MACHINE;
    type State = Notes;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.uuid()
    }

    async fn inputs(&self, _read: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, _: &Notes, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let text = Sealed::new(self.person, TEXT.to_owned());
        Ok(Changes::one(self.case, &NoteEvent::Noted { text }))
    }
}

/// The kernel's tables and the one of the notes.
pub fn migrations() -> Vec<Migration> {
    let notes = Migration {
        name: "bench/0001",
        sql: "CREATE TABLE IF NOT EXISTS bench_notes (stream_id UUID PRIMARY KEY, \
              headline TEXT NOT NULL, notes BIGINT NOT NULL, erased BIGINT NOT NULL);",
    };
    kernel::MIGRATIONS.iter().copied().chain([notes]).collect()
}

/// Where a kernel keeps its things.
pub enum Place<'a> {
    /// Files in a folder.
    Folder(&'a Path),
    /// Two databases of a server, the ring in a folder, connections at most.
    Server {
        /// Address of the events.
        events: &'a str,
        /// Address of the keys.
        keys: &'a str,
        /// Folder of the key ring.
        ring: &'a Path,
        /// Connections at most.
        connections: usize,
    },
}

/// Opens a kernel that knows notes, and something that listens to them.
pub async fn open(place: &Place<'_>) -> Result<Kernel> {
    let (db, keys, ring) = match place {
        Place::Folder(folder) => {
            let open = |name| Db::sqlite(&folder.join(name));
            (open("uma.db")?, open("keys.db")?, folder.join("ring"))
        }
        Place::Server { events, keys, ring, connections } => {
            (Db::postgres(events, *connections)?, Db::postgres(keys, 4)?, ring.join("ring"))
        }
    };
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let now = clock.now();
    kernel::migrate(&db, &migrations(), now).await?;
    let keys = KeyStore::open(keys, Arc::new(FileKeyRing::open(&ring)?), now).await?;
    let mut registry = Registry::default();
    registry.projections.push(Projection::of::<Notes>(TABLES));
    // Nobody runs the worker here, so the outbox entries stay: they are part of what is written.
    let listen =
        Reaction::new("bench.listen", &["bench.noted"], |_, _| Box::pin(async { Ok(None) }));
    registry.reactions.push(listen);
    let ids = Arc::new(SystemIds(Arc::clone(&clock)));
    Ok(Kernel::new(db, keys, clock, ids, registry))
}

/// Writes one note, with the token that a form carries.
pub async fn write(kernel: &Kernel, who: &Who, case: NotesId, person: Uuid) -> Result<i64> {
    let run = Run { once: Some(kernel.next_id()), ..Run::default() };
    let done = kernel.run(who, Note { case, person }, run).await;
    Ok(done.map_err(|not_done| anyhow::anyhow!("{not_done:?}"))?.version)
}

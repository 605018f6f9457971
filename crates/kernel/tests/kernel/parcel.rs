//! The fixture system: parcels with notes, and a ledger that reacts to them.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use kernel::{
    Access, Act, BlindIndex, Cause, Changes, Class, Ctx, Date, EventSet, Fault, Filter, FilterKind,
    JobKind, Kind, List, Meta, Migration, Order, Projection, Reaction, Read, Recorded, Refusal,
    Registry, Right, RightGrant, Row, Run, Sealed, State, StreamKey, Subject, Table, Ts, Value,
    Who, id,
};
use serde::{Deserialize, Serialize};
use testkit::{Sample, Setup, World};
use uuid::Uuid;

id!(
    /// A parcel.
    ParcelId, "parcel"
);
id!(
    /// The ledger of one parcel.
    LedgerId, "ledger"
);

/// The ledger of a parcel has its id, a little moved.
pub fn ledger_of(parcel: ParcelId) -> LedgerId {
    LedgerId(Uuid::from_u128(parcel.0.as_u128() ^ 1))
}

pub const MIGRATIONS: &[Migration] = &[Migration {
    name: "parcel/0001",
    sql: "\
-- Parcels, for tests.
CREATE TABLE IF NOT EXISTS parcel (
  stream_id UUID PRIMARY KEY,
  number TEXT NOT NULL,
  owner TEXT,
  unit TEXT NOT NULL,
  class BIGINT NOT NULL,
  compartment UUID,
  weight BIGINT NOT NULL,
  ratio TEXT NOT NULL,
  taken_by UUID,
  registered_on DATE NOT NULL,
  moved_at TIMESTAMPTZ NOT NULL,
  is_open BOOLEAN NOT NULL
);
CREATE INDEX IF NOT EXISTS parcel_open ON parcel (is_open, moved_at, stream_id);
CREATE INDEX IF NOT EXISTS parcel_number ON parcel (number, stream_id);
CREATE INDEX IF NOT EXISTS parcel_moved ON parcel (moved_at, stream_id);
CREATE TABLE IF NOT EXISTS parcel_note (
  stream_id UUID NOT NULL,
  n BIGINT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (stream_id, n)
);
CREATE TABLE IF NOT EXISTS ledger (
  stream_id UUID PRIMARY KEY,
  entries BIGINT NOT NULL
);
",
}];

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum ParcelEvent {
    #[serde(rename = "parcel.registered")]
    Registered {
        number: String,
        owner: Sealed<String>,
        unit: String,
        #[serde(default)]
        class: Class,
        #[serde(default)]
        compartment: Option<Uuid>,
    },
    #[serde(rename = "parcel.noted")]
    Noted { note: String },
    #[serde(rename = "parcel.weighed")]
    Weighed { grams: i64, ratio: f64 },
    #[serde(rename = "parcel.taken")]
    Taken { by: Uuid },
    #[serde(rename = "parcel.closed")]
    Closed {},
    #[serde(rename = "parcel.owner_erased")]
    OwnerErased {},
}

impl EventSet for ParcelEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "parcel.registered", schema: 2 },
        Kind { name: "parcel.noted", schema: 1 },
        Kind { name: "parcel.weighed", schema: 1 },
        Kind { name: "parcel.taken", schema: 1 },
        Kind { name: "parcel.closed", schema: 1 },
        Kind { name: "parcel.owner_erased", schema: 1 },
    ];

    /// Version 1 called the owner `holder`.
    fn up(kind: &str, schema: u16, mut body: serde_json::Value) -> serde_json::Value {
        if kind == "parcel.registered"
            && schema == 1
            && let Some(map) = body.as_object_mut()
            && let Some(holder) = map.remove("holder")
        {
            map.insert("owner".into(), holder);
        }
        body
    }
}

pub const SAMPLES: &[Sample] = &[
    Sample {
        kind: "parcel.registered",
        schema: 1,
        body: r#"{"number": "A1", "unit": "hki", "holder": {"$seal": {"subject": "00000000-0000-0000-0000-000000000009", "plain": "Åsa"}}}"#,
    },
    Sample {
        kind: "parcel.registered",
        schema: 2,
        body: r#"{"number": "A1", "unit": "hki", "class": "normal", "compartment": null, "owner": {"$seal": {"subject": "00000000-0000-0000-0000-000000000009", "plain": "Åsa"}}}"#,
    },
    Sample { kind: "parcel.noted", schema: 1, body: r#"{"note": "fragile"}"# },
    Sample { kind: "parcel.weighed", schema: 1, body: r#"{"grams": 500, "ratio": 0.1}"# },
    Sample {
        kind: "parcel.taken",
        schema: 1,
        body: r#"{"by": "00000000-0000-0000-0000-000000000007"}"#,
    },
    Sample { kind: "parcel.closed", schema: 1, body: "{}" },
    Sample { kind: "parcel.owner_erased", schema: 1, body: "{}" },
];

#[derive(Debug, Clone, Default, PartialEq)]
pub enum Parcel {
    #[default]
    Unknown,
    Known {
        number: String,
        owner: Option<String>,
        unit: String,
        class: Class,
        compartment: Option<Uuid>,
        notes: Vec<String>,
        grams: i64,
        ratio: f64,
        taken_by: Option<Uuid>,
        registered_on: Date,
        moved_at: Ts,
        open: bool,
    },
}

pub static PARCEL: Table = Table {
    name: "parcel",
    columns: &[
        "stream_id",
        "number",
        "owner",
        "unit",
        "class",
        "compartment",
        "weight",
        "ratio",
        "taken_by",
        "registered_on",
        "moved_at",
        "is_open",
    ],
    key: 1,
};
pub static NOTE: Table =
    Table { name: "parcel_note", columns: &["stream_id", "n", "note"], key: 2 };
pub const TABLES: &[&Table] = &[&PARCEL, &NOTE];

impl State for Parcel {
    const STREAM: &'static str = "parcel";
    type Event = ParcelEvent;

    fn apply(&mut self, event: ParcelEvent, meta: Meta<'_>) {
        if let ParcelEvent::Registered { number, owner, unit, class, compartment } = event {
            *self = Parcel::Known {
                number,
                owner: owner.into_option(),
                unit,
                class,
                compartment,
                notes: Vec::new(),
                grams: 0,
                ratio: 0.0,
                taken_by: None,
                registered_on: meta.at().date(),
                moved_at: meta.at(),
                open: true,
            };
            return;
        }
        let Parcel::Known { owner, notes, grams, ratio, taken_by, moved_at, open, .. } = self
        else {
            return;
        };
        *moved_at = meta.at();
        match event {
            ParcelEvent::Registered { .. } => {}
            ParcelEvent::Noted { note } => notes.push(note),
            ParcelEvent::Weighed { grams: g, ratio: r } => (*grams, *ratio) = (g, r),
            ParcelEvent::Taken { by } => *taken_by = Some(by),
            ParcelEvent::Closed {} => *open = false,
            ParcelEvent::OwnerErased {} => *owner = None,
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        let Parcel::Known {
            number,
            owner,
            unit,
            class,
            compartment,
            notes,
            grams,
            ratio,
            taken_by,
            registered_on,
            moved_at,
            open,
        } = self
        else {
            return Vec::new();
        };
        let mut rows = vec![Row::new(
            &PARCEL,
            vec![
                stream.into(),
                number.into(),
                owner.clone().into(),
                unit.into(),
                class.level().into(),
                (*compartment).into(),
                (*grams).into(),
                ratio.to_string().into(),
                (*taken_by).into(),
                (*registered_on).into(),
                (*moved_at).into(),
                (*open).into(),
            ],
        )];
        rows.extend(
            notes
                .iter()
                .zip(1_i64..)
                .map(|(note, n)| Row::new(&NOTE, vec![stream.into(), n.into(), note.into()])),
        );
        rows
    }

    fn access(&self) -> Option<Access> {
        let Parcel::Known { unit, class, compartment, .. } = self else { return None };
        Some(Access { unit: unit.clone(), class: *class, compartment: *compartment })
    }
}

/// Parcels by number or latest change.
pub static PARCELS: List = List {
    name: "parcels",
    columns: "p.stream_id, p.number, p.owner",
    width: 3,
    from: "parcel p",
    always: "",
    protected: Some("p"),
    filters: &[
        Filter { name: "number", sql: "p.number = ?", kind: FilterKind::Text },
        Filter { name: "begins", sql: "p.number >= ? AND p.number < ?", kind: FilterKind::Prefix },
        Filter { name: "id", sql: "p.stream_id = ?", kind: FilterKind::Uuid },
        Filter { name: "since", sql: "p.registered_on >= ?", kind: FilterKind::Date },
        Filter { name: "heavier", sql: "p.weight > ?", kind: FilterKind::Int },
        Filter { name: "open", sql: "p.is_open", kind: FilterKind::Flag },
    ],
    orders: &[
        Order { name: "number", columns: &["p.number", "p.stream_id"], descending: false },
        Order { name: "newest", columns: &["p.moved_at", "p.stream_id"], descending: true },
    ],
};

pub const HANDLE: Right = Right("parcel.handle");
pub const GRANTS: &[RightGrant] = &[RightGrant { right: HANDLE, roles: &["handler"] }];

/// Registers a parcel under a number nobody else has.
#[derive(Debug, Clone)]
pub struct Register {
    pub id: ParcelId,
    pub number: String,
    pub owner: (Subject, String),
    pub unit: String,
    pub class: Class,
    pub compartment: Option<Uuid>,
}

pub fn register(id: ParcelId, number: &str) -> Register {
    Register {
        id,
        number: number.to_owned(),
        owner: (Subject(Uuid::from_u128(0x0A)), "Matti Meikäläinen".to_owned()),
        unit: "hki".to_owned(),
        class: Class::Normal,
        compartment: None,
    }
}

macro_rules! on_parcel {
    ($act:ty, $name:literal) => {
        const NAME: &'static str = $name;
        const RIGHT: Right = HANDLE;
        type State = Parcel;
        type Inputs = ();

        fn stream(&self) -> Uuid {
            self.id.0
        }

        async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
            Ok(())
        }
    };
}

impl Act for Register {
    on_parcel!(Register, "parcel.register");

    fn decide(&self, state: &Parcel, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        if *state != Parcel::Unknown {
            return Err(Refusal::new("parcel-exists"));
        }
        let event = ParcelEvent::Registered {
            number: self.number.clone(),
            owner: Sealed::new(self.owner.0, self.owner.1.clone()),
            unit: self.unit.clone(),
            class: self.class,
            compartment: self.compartment,
        };
        Ok(Changes::one(self.id, &event).claim("parcel-number", self.number.clone(), self.id))
    }
}

/// Writes a note on an open parcel.
#[derive(Debug, Clone)]
pub struct Note {
    pub id: ParcelId,
    pub note: String,
}

impl Act for Note {
    on_parcel!(Note, "parcel.note");

    fn decide(&self, state: &Parcel, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        match state {
            Parcel::Known { open: true, .. } => {
                Ok(Changes::one(self.id, &ParcelEvent::Noted { note: self.note.clone() }))
            }
            Parcel::Known { .. } => Err(Refusal::new("parcel-closed")),
            Parcel::Unknown => Err(Refusal::new("parcel-unknown")),
        }
    }
}

/// Takes a parcel that nobody has.
#[derive(Debug, Clone)]
pub struct Take {
    pub id: ParcelId,
}

impl Act for Take {
    on_parcel!(Take, "parcel.take");

    fn decide(&self, state: &Parcel, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        match state {
            Parcel::Known { taken_by: None, open: true, .. } => {
                Ok(Changes::one(self.id, &ParcelEvent::Taken { by: ctx.who.user.0 }))
            }
            Parcel::Known { .. } | Parcel::Unknown => Err(Refusal::new("parcel-gone")),
        }
    }
}

/// Anything at all, as it comes: events and jobs ready-made.
#[derive(Debug, Clone)]
pub struct Do {
    pub id: ParcelId,
    pub events: Vec<ParcelEvent>,
    pub job: Option<serde_json::Value>,
}

impl Act for Do {
    on_parcel!(Do, "parcel.do");

    fn decide(&self, _: &Parcel, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let changes = self.events.iter().fold(Changes::new(), |c, e| c.record(self.id, e));
        Ok(match &self.job {
            Some(payload) => changes.job("parcel.work", payload, None),
            None => changes,
        })
    }
}

/// Closes a parcel while another one is, and stays, open; and notes it on a third.
#[derive(Debug, Clone)]
pub struct CloseBeside {
    pub id: ParcelId,
    pub beside: ParcelId,
}

impl Act for CloseBeside {
    const NAME: &'static str = "parcel.close_beside";
    const RIGHT: Right = HANDLE;
    type State = Parcel;
    type Inputs = Parcel;

    fn stream(&self) -> Uuid {
        self.id.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Parcel, Fault> {
        read.guard::<Parcel>(self.beside).await
    }

    fn decide(&self, _: &Parcel, beside: &Parcel, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        if !matches!(beside, Parcel::Known { open: true, .. }) {
            return Err(Refusal::new("parcel-beside-closed"));
        }
        Ok(Changes::one(self.id, &ParcelEvent::Closed {}))
    }
}

/// Registers a parcel unless another one, by id, exists.
#[derive(Debug, Clone)]
pub struct RegisterUnless {
    pub id: ParcelId,
    pub other: ParcelId,
}

impl Act for RegisterUnless {
    const NAME: &'static str = "parcel.register_unless";
    const RIGHT: Right = HANDLE;
    type State = Parcel;
    type Inputs = Parcel;

    fn stream(&self) -> Uuid {
        self.id.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Parcel, Fault> {
        let found = read.guard::<Parcel>(self.other).await?;
        // Long enough for the other one to look as well.
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        Ok(found)
    }

    fn decide(&self, _: &Parcel, other: &Parcel, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        if *other != Parcel::Unknown {
            return Err(Refusal::new("parcel-other-exists"));
        }
        let number = self.id.to_string();
        register(self.id, &number).decide(&Parcel::Unknown, &(), ctx)
    }
}

/// Notes the same on two parcels.
#[derive(Debug, Clone)]
pub struct NoteBoth {
    pub id: ParcelId,
    pub other: ParcelId,
    pub note: String,
}

impl Act for NoteBoth {
    on_parcel!(NoteBoth, "parcel.note_both");

    fn decide(&self, _: &Parcel, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let event = ParcelEvent::Noted { note: self.note.clone() };
        Ok(Changes::new().record(self.id, &event).record(self.other, &event))
    }
}

// The ledger: a second kind of stream, written by a reaction.

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum LedgerEvent {
    #[serde(rename = "ledger.counted")]
    Counted { parcel: Uuid, version: i64 },
}

impl EventSet for LedgerEvent {
    const KINDS: &'static [Kind] = &[Kind { name: "ledger.counted", schema: 1 }];
}

pub const LEDGER_SAMPLES: &[Sample] = &[Sample {
    kind: "ledger.counted",
    schema: 1,
    body: r#"{"parcel": "00000000-0000-0000-0000-000000000007", "version": 2}"#,
}];

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Versions of the parcel's notes, in the order in which they were heard of.
    pub heard: Vec<i64>,
}

pub static LEDGER: Table = Table { name: "ledger", columns: &["stream_id", "entries"], key: 1 };
pub const LEDGER_TABLES: &[&Table] = &[&LEDGER];

impl State for Ledger {
    const STREAM: &'static str = "ledger";
    type Event = LedgerEvent;

    fn apply(&mut self, event: LedgerEvent, _: Meta<'_>) {
        let LedgerEvent::Counted { version, .. } = event;
        self.heard.push(version);
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        let n = i64::try_from(self.heard.len()).unwrap();
        vec![Row::new(&LEDGER, vec![stream.into(), n.into()])]
    }
}

/// Counts a note of a parcel.
#[derive(Debug, Clone)]
pub struct Count {
    pub parcel: ParcelId,
    pub version: i64,
}

impl Act for Count {
    const NAME: &'static str = "ledger.count";
    const RIGHT: Right = Right::MACHINE;
    type State = Ledger;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        ledger_of(self.parcel).0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, _: &Ledger, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let event = LedgerEvent::Counted { parcel: self.parcel.0, version: self.version };
        Ok(Changes::one(ledger_of(self.parcel), &event))
    }
}

/// What tests change and see of the reaction and the job while they run.
#[derive(Default)]
pub struct Knobs {
    /// The reaction fails this many times before it answers.
    pub failures: AtomicI64,
    /// Versions the reaction was asked about, failures included.
    pub asked: Mutex<Vec<i64>>,
    /// Times the job began.
    pub began: AtomicI64,
    /// Lets the job end.
    pub go_on: tokio::sync::Notify,
    /// The job waits to be let on.
    pub waits: std::sync::atomic::AtomicBool,
    /// The job or reaction panics this many times.
    pub panics: AtomicI64,
    /// The stream whose reaction never ends.
    pub hangs: Mutex<Option<Uuid>>,
}

fn left(counter: &AtomicI64) -> bool {
    counter.fetch_sub(1, Ordering::SeqCst) > 0
}

fn reaction(knobs: Arc<Knobs>) -> Reaction {
    Reaction::new("ledger.count_notes", &["parcel.noted"], move |_, event: &Recorded| {
        let knobs = Arc::clone(&knobs);
        let (parcel, version) = (ParcelId(event.stream), event.version);
        Box::pin(async move {
            knobs.asked.lock().unwrap().push(version);
            assert!(!left(&knobs.panics), "a reaction that panics, for a test");
            if *knobs.hangs.lock().unwrap() == Some(parcel.0) {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            if left(&knobs.failures) {
                return Err(Fault::message("the ledger is away"));
            }
            let act: Box<dyn kernel::AnyAct> = Box::new(Count { parcel, version });
            Ok(Some(act))
        })
    })
}

fn job(knobs: Arc<Knobs>) -> JobKind {
    JobKind::new("parcel.work", move |run| {
        let knobs = Arc::clone(&knobs);
        Box::pin(async move {
            knobs.began.fetch_add(1, Ordering::SeqCst);
            assert!(!left(&knobs.panics), "a job that panics, for a test");
            run.progress(3, 10);
            if knobs.waits.load(Ordering::SeqCst) {
                knobs.go_on.notified().await;
            }
            run.progress(10, 10);
            let Some(parcel) = run.payload.get("note_on").and_then(|p| p.as_str()) else {
                return Ok(());
            };
            let id = ParcelId(parcel.parse().map_err(Fault::bug)?);
            let act = Note { id, note: format!("job after {}", run.done_before) };
            let cause = Run { cause: Cause::Job(run.id), ..Run::default() };
            run.kernel
                .run(&Who::machine(), act, cause)
                .await
                .map(drop)
                .map_err(|e| Fault::message(format!("{e:?}")))
        })
    })
}

/// A setup with the fixture system, and the knobs of its reaction and job.
pub fn setup() -> (Setup, Arc<Knobs>) {
    let knobs = Arc::new(Knobs::default());
    let held = Arc::clone(&knobs);
    let setup = Setup::new().migrations(MIGRATIONS).registry(move |r| add(r, &held));
    (setup, knobs)
}

fn add(registry: &mut Registry, knobs: &Arc<Knobs>) {
    registry.projections.push(Projection::of::<Parcel>(TABLES));
    registry.projections.push(Projection::of::<Ledger>(LEDGER_TABLES));
    registry.reactions.push(reaction(Arc::clone(knobs)));
    registry.jobs.push(job(Arc::clone(knobs)));
    registry.rights.extend(GRANTS);
    registry.lists.push(&PARCELS);
}

/// The kernel's registry with the fixture system.
pub fn registry() -> Registry {
    let mut registry = Registry::default();
    add(&mut registry, &Arc::default());
    registry
}

/// The fixture system on both engines.
pub async fn on_both<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    setup().0.for_both(test).await;
}

/// What registers a parcel and goes on with events, for loading many.
pub fn first(id: ParcelId, number: &str, then: &[ParcelEvent]) -> Changes {
    let Register { owner, unit, .. } = register(id, number);
    let registered = ParcelEvent::Registered {
        number: number.to_owned(),
        owner: Sealed::new(owner.0, owner.1),
        unit,
        class: Class::Normal,
        compartment: None,
    };
    let changes = Changes::one(id, &registered).claim("parcel-number", number, id);
    then.iter().fold(changes, |c, e| c.record(id, e))
}

pub fn new_parcel(world: &World) -> ParcelId {
    ParcelId(world.kernel.next_id())
}

/// A registered parcel.
pub async fn registered(world: &World, number: &str) -> ParcelId {
    let id = new_parcel(world);
    world.kernel.run(&Who::machine(), register(id, number), Run::default()).await.unwrap();
    id
}

pub async fn note(world: &World, id: ParcelId, note: &str) {
    let act = Note { id, note: note.to_owned() };
    world.kernel.run(&Who::machine(), act, Run::default()).await.unwrap();
}

pub async fn notes(world: &World, id: ParcelId) -> Vec<String> {
    match &*world.kernel.peek::<Parcel>(id).await.unwrap().0 {
        Parcel::Known { notes, .. } => notes.clone(),
        Parcel::Unknown => panic!("no parcel {id}"),
    }
}

/// Number of rows a query counts.
pub async fn count(world: &World, sql: &'static str, binds: Vec<Value>) -> i64 {
    world.kernel.fetch(sql, binds).await.unwrap()[0].get(0).unwrap()
}

pub fn uuid_of(id: impl StreamKey) -> Value {
    Value::Uuid(id.uuid())
}

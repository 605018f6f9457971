use kernel::{Run, Value, Who};
use testkit::World;

use crate::parcel::{self, Note, ParcelId, note, registered};

/// A few parcels with notes and ledgers, all in order.
async fn some(world: &World) -> Vec<ParcelId> {
    let mut parcels = Vec::new();
    for n in 0..5 {
        let id = registered(world, &format!("P{n}")).await;
        for text in ["first", "second", "third"] {
            note(world, id, text).await;
        }
        parcels.push(id);
    }
    world.user("Anna", "hki", &["handler"]).await;
    world.settle().await;
    parcels
}

async fn told(world: &World) -> Vec<String> {
    world.kernel.verify(&mut |_, _| {}).await.unwrap().told
}

#[tokio::test]
async fn what_the_kernel_wrote_verifies_and_progress_reaches_its_end() {
    parcel::on_both(|world| async move {
        some(&world).await;
        let mut last = (0, 0);
        let report = world.kernel.verify(&mut |done, total| last = (done, total)).await.unwrap();
        assert_eq!(report.told, [""; 0]);
        assert_eq!((report.streams, report.events), (11, 36));
        assert_eq!(report.rows, 5 + 15 + 5 + 2);
        assert_eq!(last, (36, 36));
    })
    .await;
}

#[tokio::test]
async fn many_streams_are_read_in_slices_without_a_gap_between_them() {
    parcel::on_both(|world| async move {
        let streams = 1100_usize;
        let mut loads = Vec::new();
        for n in 0..streams {
            let id = parcel::new_parcel(&world);
            let notes = vec![parcel::ParcelEvent::Noted { note: n.to_string() }; n % 9];
            let changes = parcel::first(id, &format!("N{n}"), &notes);
            loads.push(kernel::NewStream { stages: vec![(world.now(), changes)] });
        }
        world.kernel.load_streams(&Who::machine(), "load", loads).await.unwrap();
        let report = world.verify().await;
        assert_eq!(report.streams, 1100);
        let last = "DELETE FROM parcel WHERE stream_id = (SELECT stream_id FROM parcel ORDER BY stream_id DESC LIMIT 1)";
        world.tamper(last, vec![]).await.unwrap();
        assert_eq!(told(&world).await.len(), 1);
    })
    .await;
}

/// What somebody does, and what is told of it.
type Tampering = (&'static str, &'static str);
const TAMPERINGS: &[Tampering] = &[
    (
        "UPDATE parcel SET number = 'secret-number' WHERE stream_id = $1",
        "a row of parcel differs in number",
    ),
    (
        "UPDATE parcel SET weight = 7, is_open = FALSE WHERE stream_id = $1",
        "differs in weight, is_open",
    ),
    ("UPDATE parcel SET moved_at = $2 WHERE stream_id = $1", "differs in moved_at"),
    ("DELETE FROM parcel WHERE stream_id = $1", "a row of parcel is missing"),
    ("DELETE FROM parcel_note WHERE stream_id = $1 AND n = 2", "a row of parcel_note is missing"),
    (
        "INSERT INTO parcel_note (stream_id, n, note) VALUES ($1, 9, 'secret')",
        "a row of parcel_note is too much",
    ),
    ("INSERT INTO ledger (stream_id, entries) VALUES ($1, 9)", "a row of ledger is too much"),
    (
        "UPDATE event SET body = '{\"note\":\"secret\"}' WHERE stream_id = $1 AND version = 3",
        "event 3 is not what was recorded",
    ),
    (
        "UPDATE event SET at = $2 WHERE stream_id = $1 AND version = 3",
        "event 3 is not what was recorded",
    ),
    (
        "UPDATE event SET actor = $1 WHERE stream_id = $1 AND version = 3",
        "event 3 is not what was recorded",
    ),
    (
        "UPDATE event SET act = 'x' WHERE stream_id = $1 AND version = 3",
        "event 3 is not what was recorded",
    ),
    (
        "UPDATE event SET cause = 'x' WHERE stream_id = $1 AND version = 3",
        "event 3 is not what was recorded",
    ),
    (
        "UPDATE event SET basis = 'x' WHERE stream_id = $1 AND version = 3",
        "event 3 is not what was recorded",
    ),
    (
        "UPDATE event SET kind = 'parcel.closed' WHERE stream_id = $1 AND version = 3",
        "event 3 is not what was recorded",
    ),
    (
        "UPDATE event SET hash = head FROM stream WHERE stream.stream_id = $1 AND event.stream_id = $1 AND event.version = 1",
        "event 1 is not what was recorded",
    ),
    ("DELETE FROM event WHERE stream_id = $1 AND version = 2", "event 2 is missing"),
    ("DELETE FROM event WHERE stream_id = $1 AND version = 1", "event 1 is missing"),
    (
        "DELETE FROM event WHERE stream_id = $1 AND version = 4",
        "its last event is 3, but 4 were recorded",
    ),
    ("DELETE FROM stream WHERE stream_id = $1", "events without a stream"),
    (
        "UPDATE stream SET version = 3 WHERE stream_id = $1",
        "its last event is 4, but 3 were recorded",
    ),
    (
        "UPDATE stream SET head = (SELECT hash FROM event WHERE stream_id = $1 AND version = 1) WHERE stream_id = $1",
        "its head is not its last event",
    ),
    (
        "UPDATE event SET body = '{\"note\":' WHERE stream_id = $1 AND version = 3",
        "event 3 does not read",
    ),
];

#[tokio::test]
async fn every_tampering_is_told_without_the_tampered_text() {
    parcel::on_both(|world| async move {
        let parcels = some(&world).await;
        let undo = Undo::of(&world).await;
        for (sql, expected) in TAMPERINGS {
            let mut binds = vec![parcel::uuid_of(parcels[2])];
            if sql.contains("$2") {
                binds.push(Value::Ts(world.now().plus_seconds(1)));
            }
            world.tamper(sql, binds).await.unwrap();
            let told = told(&world).await;
            assert!(told.iter().any(|t| t.contains(expected)), "{sql}: {told:?}");
            assert!(told.iter().all(|t| !t.contains("secret")), "{told:?}");
            let id = parcels[2].to_string();
            assert!(told.iter().all(|t| t.contains(&id)), "another stream is accused: {told:?}");
            undo.all(&world).await;
            assert_eq!(self::told(&world).await, [""; 0], "after {sql}");
        }
    })
    .await;
}

/// What SQLite takes into a column of another type.
const ODDITIES: &[Tampering] = &[
    (
        "UPDATE parcel SET number = CAST(X'FF73' AS TEXT) WHERE stream_id = $1",
        "a row of parcel differs in number",
    ),
    ("UPDATE parcel SET weight = 7.5 WHERE stream_id = $1", "a row of parcel differs in weight"),
    (
        "UPDATE event SET body = CAST(X'FF73' AS TEXT) WHERE stream_id = $1 AND version = 3",
        "event 3 does not read",
    ),
    ("UPDATE event SET at = 0.5 WHERE stream_id = $1 AND version = 3", "event 3 does not read"),
];

#[tokio::test]
async fn texts_that_are_none_and_fractions_are_told_like_any_tampering() {
    parcel::setup()
        .0
        .for_engine(kernel::Engine::Sqlite, |world| async move {
            let parcels = some(&world).await;
            let undo = Undo::of(&world).await;
            for (sql, expected) in ODDITIES {
                world.tamper(sql, vec![parcel::uuid_of(parcels[2])]).await.unwrap();
                let told = told(&world).await;
                assert!(told.iter().any(|t| t.contains(expected)), "{sql}: {told:?}");
                undo.all(&world).await;
            }
        })
        .await;
}

/// Copies of the tables, to put them back.
struct Undo;

impl Undo {
    const TABLES: [[&'static str; 3]; 5] = [
        [
            "CREATE TABLE kept_stream AS SELECT * FROM stream",
            "DELETE FROM stream",
            "INSERT INTO stream SELECT * FROM kept_stream",
        ],
        [
            "CREATE TABLE kept_event AS SELECT * FROM event",
            "DELETE FROM event",
            "INSERT INTO event SELECT * FROM kept_event",
        ],
        [
            "CREATE TABLE kept_parcel AS SELECT * FROM parcel",
            "DELETE FROM parcel",
            "INSERT INTO parcel SELECT * FROM kept_parcel",
        ],
        [
            "CREATE TABLE kept_note AS SELECT * FROM parcel_note",
            "DELETE FROM parcel_note",
            "INSERT INTO parcel_note SELECT * FROM kept_note",
        ],
        [
            "CREATE TABLE kept_ledger AS SELECT * FROM ledger",
            "DELETE FROM ledger",
            "INSERT INTO ledger SELECT * FROM kept_ledger",
        ],
    ];

    async fn of(world: &World) -> Undo {
        for [keep, _, _] in Undo::TABLES {
            world.tamper(keep, vec![]).await.unwrap();
        }
        Undo
    }

    async fn all(&self, world: &World) {
        for [_, empty, fill] in Undo::TABLES {
            world.tamper(empty, vec![]).await.unwrap();
            world.tamper(fill, vec![]).await.unwrap();
        }
    }
}

#[tokio::test]
async fn drifted_rows_are_rewritten_and_untouched_ones_are_not() {
    parcel::on_both(|world| async move {
        let parcels = some(&world).await;
        let id = parcel::uuid_of(parcels[1]);
        for sql in [
            "UPDATE parcel SET number = 'x', owner = NULL WHERE stream_id = $1",
            "DELETE FROM parcel_note WHERE stream_id = $1 AND n = 2",
            "INSERT INTO ledger (stream_id, entries) VALUES ($1, 9)",
        ] {
            world.tamper(sql, vec![id.clone()]).await.unwrap();
        }
        assert_eq!(told(&world).await.len(), 3);
        assert_eq!(world.kernel.rewrite_rows(parcels[1].0).await.unwrap(), 3);
        assert_eq!(world.kernel.rewrite_rows(parcels[1].0).await.unwrap(), 0);
        world.verify().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verifying_beside_writers_accuses_nobody() {
    parcel::on_both(|world| async move {
        let parcels = some(&world).await;
        let kernel = world.kernel.clone();
        let (wrote, mut written) = tokio::sync::watch::channel(0_usize);
        let writer = tokio::spawn(async move {
            while !wrote.is_closed() {
                let n = *wrote.borrow();
                let act = Note { id: parcels[n % 5], note: n.to_string() };
                kernel.run(&Who::machine(), act, Run::default()).await.unwrap();
                wrote.send_modify(|n| *n += 1);
            }
        });
        for _ in 0..6 {
            // Each verification begins in the middle of writing.
            let before = *written.borrow();
            written.wait_for(|n| *n > before).await.unwrap();
            world.verify().await;
        }
        drop(written);
        writer.await.unwrap();
        world.verify().await;
    })
    .await;
}

//! Stores that are held by another, full, away, or of another shape.

use std::sync::Arc;
use std::time::Duration;

use kernel::db::{Write, WriteSet};
use kernel::{
    Db, Engine, FaultKind, FileKeyRing, Kernel, KeyStore, Migration, NotDone, Run, Who, migrate,
};
use testkit::World;

use crate::parcel::{self, Ledger, Note, Parcel, ParcelId, ledger_of, note, notes, registered};

async fn try_note(kernel: &Kernel, id: ParcelId, text: &str) -> Result<(), FaultKind> {
    let act = Note { id, note: text.to_owned() };
    match kernel.run(&Who::machine(), act, Run::default()).await {
        Ok(_) => Ok(()),
        Err(NotDone::Fault(fault)) if fault.kind == FaultKind::Unavailable => Err(fault.kind),
        Err(other) => panic!("{other:?}"),
    }
}

async fn on(engine: Engine) -> World {
    parcel::setup().0.world(engine).await
}

#[tokio::test]
async fn a_second_process_on_the_same_file_is_told_so_and_may_read() {
    let world = on(Engine::Sqlite).await;
    let id = registered(&world, "A").await;
    let Err(second) = Db::sqlite(&world.file()) else { panic!("two own one file") };
    assert_eq!(second.kind, FaultKind::Unavailable);
    assert!(second.to_string().contains("is in use by another process"), "{second}");
    let reader = Db::sqlite_read_only(&world.file()).unwrap();
    let count = "SELECT COUNT(*) FROM event";
    let seen = |row: Option<kernel::DbRow>| row.unwrap().get::<i64>(0).unwrap();
    assert_eq!(seen(reader.fetch_optional(count, vec![]).await.unwrap()), 1);
    note(&world, id, "while it reads").await;
    assert_eq!(seen(reader.fetch_optional(count, vec![]).await.unwrap()), 2);
    let set = || WriteSet {
        writes: vec![Write::new("DELETE FROM event", vec![])],
        ..WriteSet::default()
    };
    assert!(reader.commit(set()).await.is_err());
    assert!(reader.fetch("DELETE FROM event", vec![]).await.is_err());
    assert!(world.kernel.fetch("DELETE FROM event", vec![]).await.is_err(), "reading writes");
    assert_eq!(seen(reader.fetch_optional(count, vec![]).await.unwrap()), 2);
    let file = world.file();
    let closed = world.close();
    drop(Db::sqlite(&file).unwrap());
    drop(closed);
}

#[tokio::test]
async fn reading_a_file_that_is_not_there_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.db");
    let Err(fault) = Db::sqlite_read_only(&path) else { panic!("opened nothing") };
    assert_eq!(fault.kind, FaultKind::Unavailable);
    assert!(!path.exists());
    std::fs::write(&path, "this is no database, and long enough to be looked at as one".repeat(99))
        .unwrap();
    assert!(Db::sqlite(&path).is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_answers_everybody_and_loses_nothing_and_recovers() {
    let world = on(Engine::Sqlite).await;
    let ids = [registered(&world, "A").await, registered(&world, "B").await];
    let pages = "SELECT page_count FROM pragma_page_count()";
    let pages = parcel::count(&world, pages, vec![]).await;
    limit_pages(&world, pages + 20).await;
    // Writers of small and of large notes share groups, so that a group breaks in its middle.
    let writers = (0..24).map(|w| {
        let (kernel, id) = (world.kernel.clone(), ids[w % 2]);
        tokio::spawn(async move {
            let mut safe = Vec::new();
            for n in 0..40 {
                let text = format!("{w}/{n} {}", "x".repeat(if w % 3 == 0 { 3000 } else { 10 }));
                match try_note(&kernel, id, &text).await {
                    Ok(()) => safe.push((id, text)),
                    Err(kind) => assert_eq!(kind, FaultKind::Unavailable),
                }
            }
            safe
        })
    });
    let mut safe = Vec::new();
    for writer in writers.collect::<Vec<_>>() {
        safe.extend(writer.await.expect("a writer was never answered"));
    }
    assert!(safe.len() < 24 * 40, "the disk was never full");
    assert!(!world.kernel.db().writable());
    assert!(!world.kernel.health().await.is_ready());
    // A look that cannot be recorded is not answered, and every answered one is recorded.
    let mut looks = 0;
    loop {
        let who = Who::machine();
        match world.kernel.open::<Parcel>(&who, ids[0], parcel::HANDLE, "look").await {
            Ok(_) => looks += 1,
            Err(NotDone::Fault(fault)) if fault.kind == FaultKind::Unavailable => break,
            Err(other) => panic!("{other:?}"),
        }
        assert!(looks < 10_000, "the disk is not full");
    }
    let recorded = "SELECT COUNT(*) FROM audit WHERE act = 'look'";
    assert_eq!(parcel::count(&world, recorded, vec![]).await, looks);
    limit_pages(&world, 1_000_000).await;
    note(&world, ids[0], "there is room again").await;
    assert!(world.kernel.db().writable());
    let mut found = Vec::new();
    for id in ids {
        found.extend(notes(&world, id).await.into_iter().map(|n| (id, n)));
    }
    assert_eq!(found.len(), safe.len() + 1, "what was not acknowledged is not there either");
    assert!(safe.iter().all(|s| found.contains(s)));
    world.verify().await;
    let audit = world.kernel.audit_verify(&mut |_, _| {}).await.unwrap();
    assert_eq!(audit.told, [""; 0]);
}

/// Makes the file full at so many pages. The limit is the connection's, so the writer has to set
/// it: it does so inside a group of its own.
async fn limit_pages(world: &World, pages: i64) {
    let sql = format!("PRAGMA max_page_count = {pages}");
    let set = WriteSet { writes: vec![Write::new(sql, vec![])], ..WriteSet::default() };
    drop(world.kernel.db().commit(set).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_drops_its_connections_is_unavailable_for_a_moment_and_comes_back() {
    let world = on(Engine::Postgres).await;
    let id = registered(&world, "A").await;
    let admin = world.postgres().await;
    let mut safe = 0;
    for round in 0..5 {
        let writers = (0..8).map(|w| {
            let kernel = world.kernel.clone();
            tokio::spawn(async move {
                let mut safe = 0;
                for n in 0..10 {
                    match try_note(&kernel, id, &format!("{round}/{w}/{n}")).await {
                        Ok(()) => safe += 1,
                        Err(kind) => assert_eq!(kind, FaultKind::Unavailable),
                    }
                }
                safe
            })
        });
        let writers: Vec<_> = writers.collect();
        tokio::time::sleep(Duration::from_millis(10)).await;
        let all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        admin.query(all, &[]).await.unwrap();
        for writer in writers {
            safe += writer.await.expect("a writer was never answered");
        }
    }
    // By itself: no call in between but the acts.
    let mut tries = 0;
    while try_note(&world.kernel, id, "back").await.is_err() {
        tries += 1;
        assert!(tries < 20, "it does not come back");
    }
    // A connection that broke while committing leaves nobody knowing: then the note may be there.
    let found = notes(&world, id).await.len();
    assert!(found > safe, "{found} notes of {safe} acknowledged ones");
    world.verify().await;
    let audit = world.kernel.audit_verify(&mut |_, _| {}).await.unwrap();
    assert_eq!(audit.told, [""; 0]);
}

/// Stands between a kernel and its server, and can take the server away.
struct Between {
    address: String,
    away: tokio::sync::watch::Sender<bool>,
}

impl Between {
    async fn of(world: &World) -> Between {
        let server: tokio_postgres::Config = world.address().parse().unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (host, database) = ("127.0.0.1", server.get_dbname().unwrap().to_owned());
        let address = format!("host={host} port={port} user=postgres dbname={database}");
        let (away, is_away) = tokio::sync::watch::channel(false);
        let to = format!("{host}:{}", server.get_ports()[0]);
        tokio::spawn(async move {
            while let Ok((mut here, _)) = listener.accept().await {
                let (to, mut is_away) = (to.clone(), is_away.clone());
                tokio::spawn(async move {
                    let mut there = tokio::net::TcpStream::connect(to).await.unwrap();
                    tokio::select! {
                        _ = is_away.wait_for(|away| *away) => {}
                        _ = tokio::io::copy_bidirectional(&mut here, &mut there) => {}
                    }
                });
            }
        });
        Between { address, away }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_goes_away_is_told_at_once_and_all_goes_on_when_it_comes_back() {
    let world = on(Engine::Postgres).await;
    let between = Between::of(&world).await;
    let db = Db::postgres(&between.address, 4).unwrap();
    let ring = FileKeyRing::open(&world.folder().join("keyring")).unwrap();
    let keys = KeyStore::attach(world.kernel.keys().db().clone(), Arc::new(ring));
    let ids = Arc::new(kernel::SystemIds(world.clock.clone()));
    let kernel = Kernel::new(db, keys, world.clock.clone(), ids, parcel::registry());
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let working = kernel.clone();
    let worker = tokio::spawn(async move { working.work_until(stopped).await });
    let id = registered(&world, "A").await;
    try_note(&kernel, id, "before").await.unwrap();
    between.away.send(true).unwrap();
    let asked = std::time::Instant::now();
    for _ in 0..6 {
        assert_eq!(try_note(&kernel, id, "away").await, Err(FaultKind::Unavailable));
        let opened = kernel.open::<Parcel>(&Who::machine(), id, parcel::HANDLE, "look").await;
        assert!(matches!(&opened, Err(NotDone::Fault(f)) if f.kind == FaultKind::Unavailable));
        assert!(!kernel.health().await.is_ready());
    }
    assert!(asked.elapsed() < Duration::from_secs(20), "people wait for what is not there");
    between.away.send(false).unwrap();
    try_note(&kernel, id, "after").await.unwrap();
    assert!(kernel.health().await.is_ready());
    assert_eq!(notes(&world, id).await, ["before", "after"]);
    // The worker was away with its server, and goes on too.
    let heard = async || world.kernel.peek::<Ledger>(ledger_of(id)).await.unwrap().0.heard.clone();
    for _ in 0..500 {
        if heard().await.len() == 2 {
            break;
        }
        world.seconds_pass(1);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(heard().await, [2, 3]);
    stop.send(true).unwrap();
    worker.await.unwrap();
    world.verify().await;
    let audit = world.kernel.audit_verify(&mut |_, _| {}).await.unwrap();
    assert_eq!(audit.told, [""; 0]);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let db = Db::postgres("postgres://postgres@127.0.0.1:1/nowhere", 2).unwrap();
    let fault = db.fetch("SELECT 1", vec![]).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unavailable);
    let Err(fault) = Db::postgres("this is no address", 2) else { panic!("accepted") };
    assert_eq!(fault.kind, FaultKind::Unavailable);
}

const FIRST: Migration = Migration {
    name: "test/0001",
    sql: "-- A table; with a semicolon in this comment.\nCREATE TABLE IF NOT EXISTS shelf (stream_id UUID PRIMARY KEY, width BIGINT NOT NULL);\n\nCREATE INDEX IF NOT EXISTS shelf_width ON shelf (width);\nALTER TABLE shelf ADD COLUMN IF NOT EXISTS depth BIGINT NOT NULL DEFAULT 30;\n",
};

#[tokio::test]
async fn migrations_run_once_and_an_edited_one_is_refused() {
    parcel::on_both(|world| async move {
        let db = world.kernel.db();
        assert_eq!(migrate(db, &[FIRST], world.now()).await.unwrap(), ["test/0001"]);
        assert_eq!(migrate(db, &[FIRST], world.now()).await.unwrap(), [""; 0]);
        let edited = Migration {
            sql: "CREATE TABLE IF NOT EXISTS shelf (stream_id UUID PRIMARY KEY);",
            ..FIRST
        };
        let fault = migrate(db, &[edited], world.now()).await.unwrap_err();
        assert!(fault.to_string().contains("test/0001 was changed"), "{fault}");
        // A crash between two statements: the whole file runs again.
        world.tamper("DELETE FROM migration WHERE name = 'test/0001'", vec![]).await.unwrap();
        world.tamper("DROP INDEX shelf_width", vec![]).await.unwrap();
        assert_eq!(migrate(db, &[FIRST], world.now()).await.unwrap(), ["test/0001"]);
        let broken = Migration { name: "test/0002", sql: "CREATE TABLE shelf (;" };
        let fault = migrate(db, &[broken], world.now()).await.unwrap_err();
        assert!(
            fault.to_string().contains("CREATE TABLE shelf ("),
            "it does not say which: {fault}"
        );
        assert_eq!(migrate(db, &[FIRST], world.now()).await.unwrap(), [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_processes_that_start_at_once_migrate_one_database() {
    let world = on(Engine::Postgres).await;
    let many: Vec<Migration> = (0..10)
        .map(|n| {
            let sql = format!("CREATE TABLE IF NOT EXISTS many_{n} (stream_id UUID PRIMARY KEY);\nCREATE INDEX IF NOT EXISTS many_{n}_i ON many_{n} (stream_id);\n");
            let name: &'static str = Box::leak(format!("many/{n:04}").into_boxed_str());
            Migration { name, sql: Box::leak(sql.into_boxed_str()) }
        })
        .collect();
    let starting = (0..6).map(|_| {
        let (many, now) = (many.clone(), world.now());
        let db = Db::postgres(world.address(), 2).unwrap();
        tokio::spawn(async move { migrate(&db, &many, now).await })
    });
    for started in starting.collect::<Vec<_>>() {
        started.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_database_that_sorts_by_language_is_refused_with_what_to_do() {
    let world = on(Engine::Postgres).await;
    kernel::check_collation(world.kernel.db()).await.unwrap();
    kernel::check_collation(on(Engine::Sqlite).await.kernel.db()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_that_go_away_take_nothing_with_them() {
    parcel::on_both(|world| async move {
        let id = registered(&world, "A").await;
        for n in 0..120_u64 {
            let kernel = world.kernel.clone();
            let caller = tokio::spawn(async move {
                try_note(&kernel, id, "gone").await.ok();
            });
            let reader = world.kernel.clone();
            let reading = tokio::spawn(async move { reader.peek::<parcel::Parcel>(id).await });
            tokio::time::sleep(Duration::from_micros(n % 40 * 50)).await;
            caller.abort();
            reading.abort();
        }
        // Every reader, connection and turn is still there for others.
        for n in 0..5 {
            let acts = (0..12).map(|w| {
                let kernel = world.kernel.clone();
                tokio::spawn(async move { try_note(&kernel, id, &format!("{n} {w}")).await })
            });
            for act in acts.collect::<Vec<_>>() {
                act.await.unwrap().unwrap();
            }
        }
        world.verify().await;
        let audit = world.kernel.audit_verify(&mut |_, _| {}).await.unwrap();
        assert_eq!(audit.told, [""; 0]);
    })
    .await;
}

use kernel::{Engine, Kernel, Run, Sealed, Subject, Value, Who};
use testkit::World;
use uuid::Uuid;

use crate::parcel::{
    self, Do, Parcel, ParcelEvent, ParcelId, new_parcel, note, register, registered, uuid_of,
};

/// Appears nowhere but in what the test stores.
const NAME: &str = "Qwertzuiopia Erasmusson";
const OWNER: Subject = Subject(Uuid::from_u128(0xE4A5E));

async fn of_owner(world: &World, number: &str) -> ParcelId {
    let id = new_parcel(world);
    let mut act = register(id, number);
    act.owner = (OWNER, NAME.to_owned());
    world.kernel.run(&Who::machine(), act, Run::default()).await.unwrap();
    id
}

/// Parcels of the owner among others, moved about so that rows changed their pages.
async fn many(world: &World) -> Vec<ParcelId> {
    let mut own = Vec::new();
    for n in 0..40 {
        own.push(of_owner(world, &format!("own{n}")).await);
        let other = registered(world, &format!("other{n}")).await;
        note(world, own[n / 2], &"long note ".repeat(n * 10)).await;
        note(world, other, "short").await;
    }
    own
}

async fn owners(world: &World) -> i64 {
    let sql = "SELECT COUNT(*) FROM parcel WHERE owner = $1";
    parcel::count(world, sql, vec![NAME.into()]).await
}

/// What the act that decides on an erasure records: its own event, and the erasure.
#[derive(Debug)]
struct EraseOwner {
    id: ParcelId,
}

impl kernel::Act for EraseOwner {
    const NAME: &'static str = "parcel.erase_owner";
    const RIGHT: kernel::Right = parcel::HANDLE;
    type State = Parcel;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.id.0
    }

    async fn inputs(&self, _: &mut kernel::Read<'_>) -> Result<(), kernel::Fault> {
        Ok(())
    }

    fn decide(
        &self,
        _: &Parcel,
        (): &(),
        _: &kernel::Ctx<'_>,
    ) -> Result<kernel::Changes, kernel::Refusal> {
        let erased = ParcelEvent::OwnerErased {};
        Ok(kernel::Changes::one(self.id, &erased).erase(OWNER))
    }
}

#[tokio::test]
async fn erasure_reaches_every_stream_and_verifies_and_repeats() {
    parcel::on_both(|world| async move {
        let own = many(&world).await;
        assert_eq!(owners(&world).await, 40);
        world.kernel.checkpoint().await.unwrap();
        let act = EraseOwner { id: own[0] };
        world.kernel.run(&Who::machine(), act, Run::default()).await.unwrap();
        assert_eq!(owners(&world).await, 39, "the act's own rows go with its event");
        world.settle().await;
        assert_eq!(owners(&world).await, 0);
        let others = "SELECT COUNT(*) FROM parcel WHERE owner IS NOT NULL";
        assert_eq!(parcel::count(&world, others, vec![]).await, 40);
        let (state, _) = world.kernel.peek::<Parcel>(own[7]).await.unwrap();
        assert!(matches!(*state, Parcel::Known { owner: None, .. }), "{state:?}");
        world.verify().await;
        let audit = world.kernel.audit_verify(&mut |_, _| {}).await.unwrap();
        assert_eq!(audit.told, [""; 0], "chains are over sealed bytes and stay whole");
        // The second look, and once more by hand.
        world.seconds_pass(200);
        world.settle().await;
        world.kernel.erase(OWNER).await.unwrap();
        world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn nothing_more_is_recorded_for_an_erased_subject() {
    parcel::on_both(|world| async move {
        of_owner(&world, "before").await;
        world.kernel.erase(OWNER).await.unwrap();
        let late = of_owner(&world, "late").await;
        assert_eq!(owners(&world).await, 0, "a plain value of an erased subject came back");
        let (state, _) = world.kernel.peek::<Parcel>(late).await.unwrap();
        assert!(matches!(*state, Parcel::Known { owner: None, .. }), "{state:?}");
        world.verify().await;
    })
    .await;
}

/// What was kept of captures that failed goes by the dozen while others are taken.
#[tokio::test]
async fn many_are_erased_at_once() {
    parcel::on_both(|world| async move {
        let erased = (0..24).map(|n| world.kernel.erase(Subject(Uuid::from_u128(0xE7A5E + n))));
        for done in futures_util::future::join_all(erased).await {
            done.unwrap();
        }
        world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_subject_that_was_erased_before_anything_was_sealed_stays_erased() {
    parcel::on_both(|world| async move {
        world.kernel.erase(OWNER).await.unwrap();
        // Another process, which remembers nothing of it.
        let other = world.beside().await;
        let id = new_parcel(&world);
        let mut act = register(id, "late");
        act.owner = (OWNER, NAME.to_owned());
        other.run(&Who::machine(), act, Run::default()).await.unwrap();
        assert_eq!(owners(&world).await, 0);
        let (state, _) = other.peek::<Parcel>(id).await.unwrap();
        assert!(matches!(*state, Parcel::Known { owner: None, .. }), "{state:?}");
        assert_eq!(world.kernel.reapply_erasures().await.unwrap(), 0);
        world.verify().await;
    })
    .await;
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|w| w == text.as_bytes())
}

/// The files of the data folder that hold the name.
fn files_with_name(world: &World) -> Vec<String> {
    let files = std::fs::read_dir(world.folder()).unwrap().map(|f| f.unwrap().path());
    let with = files.filter(|f| f.is_file() && holds(&std::fs::read(f).unwrap(), NAME));
    with.map(|f| f.file_name().unwrap().to_string_lossy().into_owned()).collect()
}

#[tokio::test]
async fn no_plain_trace_is_left_in_the_sqlite_files_nor_in_a_new_backup() {
    let (setup, _) = parcel::setup();
    setup
        .for_engine(Engine::Sqlite, |world| async move {
            many(&world).await;
            let before = files_with_name(&world);
            assert!(before.iter().any(|f| f == "uma.db-wal"), "{before:?}");
            let wrapped = wrapped_key(&world.kernel).await;
            assert!(!wrapped.is_empty());
            world.kernel.erase(OWNER).await.unwrap();
            assert_eq!(files_with_name(&world), [""; 0]);
            for file in ["keys.db", "keys.db-wal"] {
                let bytes = std::fs::read(world.folder().join(file)).unwrap_or_default();
                let found = bytes.windows(wrapped.len()).any(|w| w == wrapped);
                assert!(!found, "the wrapped key is still in {file}");
            }
            let backup = world.folder().join("backup.db");
            let conn = rusqlite::Connection::open(world.file()).unwrap();
            conn.execute("VACUUM INTO ?1", [backup.to_str().unwrap()]).unwrap();
            drop(conn);
            assert!(backup.metadata().unwrap().len() > 100_000);
            assert_eq!(files_with_name(&world), [""; 0]);
            world.verify().await;
        })
        .await;
}

async fn wrapped_key(kernel: &Kernel) -> Vec<u8> {
    let sql = "SELECT wrapped FROM data_key WHERE subject = $1";
    let row = kernel.keys().db().fetch_optional(sql, vec![OWNER.into()]).await.unwrap();
    row.and_then(|r| r.get::<Option<Vec<u8>>>(0).unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn no_plain_trace_is_left_in_the_postgresql_tables_after_their_vacuum() {
    let (setup, _) = parcel::setup();
    setup
        .for_engine(Engine::Postgres, |world| async move {
            many(&world).await;
            let client = world.postgres().await;
            assert_eq!(traces(&client).await, ["parcel"], "the scan sees nothing, or too much");
            world.kernel.erase(OWNER).await.unwrap();
            assert_eq!(traces_after_vacuum(&client).await, [""; 0]);
        })
        .await;
}

/// Tables and indexes whose files hold the name.
async fn traces(client: &tokio_postgres::Client) -> Vec<String> {
    client.batch_execute("CHECKPOINT").await.unwrap();
    let files = "SELECT relname::text, pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class \
                 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i', 't') \
                 AND pg_relation_filepath(oid) IS NOT NULL";
    let rows = client.query(files, &[]).await.unwrap();
    let with = rows.iter().filter(|row| holds(row.get::<_, &[u8]>(1), NAME));
    with.map(|row| row.get(0)).collect()
}

/// What a vacuum leaves. The server's own gathering of statistics may hold an old snapshot for a
/// moment, which keeps old row versions: then once more.
async fn traces_after_vacuum(client: &tokio_postgres::Client) -> Vec<String> {
    let mut left = Vec::new();
    for _ in 0..50 {
        client.batch_execute("VACUUM FULL").await.unwrap();
        left = traces(client).await;
        if left.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    left
}

#[tokio::test]
async fn a_restored_key_store_is_emptied_again() {
    parcel::on_both(|world| async move {
        let id = of_owner(&world, "A").await;
        let wrapped = wrapped_key(&world.kernel).await;
        world.kernel.erase(OWNER).await.unwrap();
        // The key store comes back from a backup made before; another process starts on it.
        let sql = "UPDATE data_key SET wrapped = $2, destroyed_at = NULL WHERE subject = $1";
        tamper_keys(&world, sql, vec![OWNER.into(), Value::Bytes(wrapped)]).await;
        let restored = world.beside().await;
        let (state, _) = restored.peek::<Parcel>(id).await.unwrap();
        assert!(
            matches!(*state, Parcel::Known { owner: Some(_), .. }),
            "the test restores nothing"
        );
        assert_eq!(restored.reapply_erasures().await.unwrap(), 1);
        assert_eq!(restored.reapply_erasures().await.unwrap(), 0);
        let (state, _) = world.beside().await.peek::<Parcel>(id).await.unwrap();
        assert!(matches!(*state, Parcel::Known { owner: None, .. }), "{state:?}");
        world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn restored_rows_of_a_destroyed_key_are_erased_again() {
    parcel::on_both(|world| async move {
        let id = of_owner(&world, "A").await;
        world.kernel.erase(OWNER).await.unwrap();
        // The events come back from a backup made before the erasure: plain row, no tombstone.
        let row = "UPDATE parcel SET owner = $2 WHERE stream_id = $1";
        world.tamper(row, vec![uuid_of(id), NAME.into()]).await.unwrap();
        world.tamper("DELETE FROM erasure", vec![]).await.unwrap();
        assert_eq!(owners(&world).await, 1);
        assert_eq!(world.kernel.reapply_erasures().await.unwrap(), 1);
        assert_eq!(owners(&world).await, 0);
        world.verify().await;
    })
    .await;
}

async fn tamper_keys(world: &World, sql: &'static str, binds: Vec<Value>) {
    let writes = vec![kernel::db::Write::new(sql, binds)];
    let set = kernel::db::WriteSet { writes, ..kernel::db::WriteSet::default() };
    world.kernel.keys().db().commit(set).await.unwrap();
}

#[tokio::test]
async fn a_stream_remembers_the_subjects_whose_values_it_holds_once() {
    parcel::on_both(|world| async move {
        let id = of_owner(&world, "A").await;
        let again = ParcelEvent::Registered {
            number: "A".into(),
            owner: Sealed::new(OWNER, NAME.to_owned()),
            unit: "hki".into(),
            class: kernel::Class::Normal,
            compartment: None,
        };
        let own = ParcelEvent::Registered {
            number: "A".into(),
            owner: Sealed::new(id.0, "its own".to_owned()),
            unit: "hki".into(),
            class: kernel::Class::Normal,
            compartment: None,
        };
        for event in [again, own] {
            let act = Do { id, events: vec![event], job: None };
            world.kernel.run(&Who::machine(), act, Run::default()).await.unwrap();
        }
        let sql = "SELECT subject, stream_id FROM subject_stream WHERE stream_id = $1";
        let rows = world.kernel.fetch(sql, vec![id.into()]).await.unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].get::<Uuid>(0).unwrap(), OWNER.0);
    })
    .await;
}

/// Every sample of every event set on one stream, their sealed values plain; returns those values.
async fn record_samples(world: &World) -> (ParcelId, Vec<String>) {
    let id = new_parcel(world);
    let mut plain = Vec::new();
    let mut events: Vec<ParcelEvent> = Vec::new();
    for (n, sample) in parcel::SAMPLES.iter().enumerate() {
        let mut body: serde_json::Value = serde_json::from_str(sample.body).unwrap();
        mark(&mut body, &format!("{NAME} {n}"), &mut plain);
        let body = <ParcelEvent as kernel::EventSet>::up(sample.kind, sample.schema, body);
        let tagged = serde_json::json!({ "kind": sample.kind, "body": body });
        events.push(serde_json::from_value(tagged).unwrap());
    }
    let act = Do { id, events, job: None };
    world.kernel.run(&Who::machine(), act, Run::default()).await.unwrap();
    (id, plain)
}

/// Puts a text of its own, for the owner, into every sealed value of a body.
fn mark(body: &mut serde_json::Value, text: &str, plain: &mut Vec<String>) {
    if let Some(seal) = body.get_mut(kernel::SEAL) {
        *seal = serde_json::json!({ "subject": OWNER, "plain": text });
        plain.push(text.to_owned());
        return;
    }
    for value in body.as_object_mut().into_iter().flat_map(|map| map.values_mut()) {
        mark(value, text, plain);
    }
}

#[tokio::test]
async fn of_every_sample_nothing_plain_is_left_and_its_stream_still_folds() {
    parcel::on_both(|world| async move {
        let (id, plain) = record_samples(&world).await;
        assert_eq!(plain.len(), 2, "the samples seal something");
        let columns = "SELECT body FROM event WHERE stream_id = $1";
        for row in world.kernel.fetch(columns, vec![id.into()]).await.unwrap() {
            let body: String = row.get(0).unwrap();
            assert!(plain.iter().all(|p| !body.contains(p.as_str())), "stored plain: {body}");
        }
        world.kernel.erase(OWNER).await.unwrap();
        let opened = world.kernel.open::<Parcel>(&Who::machine(), id, parcel::HANDLE, "look").await;
        let opened = opened.unwrap();
        assert_eq!(opened.events.len(), parcel::SAMPLES.len());
        assert!(matches!(*opened.state, Parcel::Known { owner: None, .. }), "{:?}", opened.state);
        for event in opened.events.iter() {
            let body = event.body.to_string();
            assert!(plain.iter().all(|p| !body.contains(p.as_str())), "shown plain: {body}");
            let sealed = body.contains(kernel::SEAL);
            assert!(
                !sealed || body.contains("\"erased\":true"),
                "neither shown nor erased: {body}"
            );
        }
        world.verify().await;
        match world.engine() {
            Engine::Sqlite => assert_eq!(files_with_name(&world), [""; 0]),
            Engine::Postgres => {
                let client = world.postgres().await;
                assert_eq!(traces_after_vacuum(&client).await, [""; 0]);
            }
        }
    })
    .await;
}

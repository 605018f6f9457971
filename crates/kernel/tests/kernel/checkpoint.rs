use kernel::Value;
use testkit::World;

use crate::parcel::{self, ParcelId, note, notes, registered, uuid_of};

async fn told(world: &World) -> Vec<String> {
    world.kernel.audit_verify(&mut |_, _| {}).await.unwrap().told
}

/// Three parcels under one checkpoint, two of them moved under another, one moved since.
async fn signed(world: &World) -> [ParcelId; 3] {
    let mut parcels = [ParcelId(uuid::Uuid::nil()); 3];
    for (n, parcel) in parcels.iter_mut().enumerate() {
        *parcel = registered(world, &format!("P{n}")).await;
        note(world, *parcel, "first").await;
    }
    let first = world.kernel.checkpoint().await.unwrap().unwrap();
    // Streams, and at least one lane of audit rows.
    assert!(first.n == 1 && first.leaves >= 4, "{first:?}");
    world.days_pass(1);
    note(world, parcels[0], "second").await;
    note(world, parcels[1], "second").await;
    let second = world.kernel.checkpoint().await.unwrap().unwrap();
    assert!(second.n == 2 && (3..=first.leaves).contains(&second.leaves), "{second:?}");
    note(world, parcels[0], "third").await;
    parcels
}

#[tokio::test]
async fn checkpoints_cover_what_moved_and_verify() {
    parcel::on_both(|world| async move {
        signed(&world).await;
        let report = world.kernel.audit_verify(&mut |_, _| {}).await.unwrap();
        assert_eq!(report.told, [""; 0]);
        assert_eq!((report.checkpoints, report.events, report.audit_rows), (2, 9, 9));
        let third = world.kernel.checkpoint().await.unwrap().unwrap();
        assert_eq!(third.n, 3);
        assert_eq!(world.kernel.checkpoint().await.unwrap(), None, "nothing moved");
    })
    .await;
}

#[tokio::test]
async fn the_nightly_job_signs_once_a_night() {
    parcel::on_both(|world| async move {
        registered(&world, "P").await;
        for _ in 0..3 {
            world.settle().await;
        }
        world.days_pass(1);
        note(&world, registered(&world, "Q").await, "n").await;
        world.settle().await;
        let n = parcel::count(&world, "SELECT COUNT(*) FROM checkpoint", vec![]).await;
        assert_eq!(n, 2);
    })
    .await;
}

/// Makes the chain of a stream whole again after a change, as somebody would who knows how.
async fn cut(world: &World, parcel: ParcelId, version: i64) {
    let id = uuid_of(parcel);
    for sql in [
        "DELETE FROM event WHERE stream_id = $1 AND version > $2",
        "DELETE FROM outbox WHERE stream_id = $1 AND version > $2",
        "UPDATE stream SET version = $2, head = (SELECT hash FROM event WHERE stream_id = $1 AND version = $2) WHERE stream_id = $1",
    ] {
        world.tamper(sql, vec![id.clone(), version.into()]).await.unwrap();
    }
}

#[tokio::test]
async fn a_stream_cut_behind_its_checkpoint_is_found_although_its_chain_is_whole() {
    parcel::on_both(|world| async move {
        let parcels = signed(&world).await;
        cut(&world, parcels[1], 2).await;
        let told = told(&world).await;
        let expected =
            format!("chain {}: its end at 3 was signed in checkpoint 2 and is gone", parcels[1]);
        assert_eq!(told, [expected]);
        // And it goes on as if nothing were: the new end is signed and the old one still missed.
        world.kernel.rewrite_rows(parcels[1].0).await.unwrap();
        note(&world, parcels[1], "other").await;
        let told = self::told(&world).await;
        assert!(told[0].contains("its entry 3 is not the one signed in checkpoint 2"), "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn a_stream_that_is_gone_altogether_is_found() {
    parcel::on_both(|world| async move {
        let parcels = signed(&world).await;
        for sql in [
            "DELETE FROM event WHERE stream_id = $1",
            "DELETE FROM stream WHERE stream_id = $1",
            "DELETE FROM parcel WHERE stream_id = $1",
            "DELETE FROM parcel_note WHERE stream_id = $1",
        ] {
            world.tamper(sql, vec![uuid_of(parcels[2])]).await.unwrap();
        }
        let told = told(&world).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains(&parcels[2].to_string()), "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn changes_of_audit_rows_are_found() {
    parcel::on_both(|world| async move {
        signed(&world).await;
        for column in ["actor", "session", "subject", "lane"] {
            let sql: &'static str =
                Box::leak(format!("UPDATE audit SET {column} = $1 WHERE seq = 2").into_boxed_str());
            let other = uuid::Uuid::from_u128(99);
            world.tamper("CREATE TABLE kept AS SELECT * FROM audit", vec![]).await.unwrap();
            world.tamper(sql, vec![other.into()]).await.unwrap();
            let told = told(&world).await;
            assert!(!told.is_empty(), "{column} may change");
            world.tamper("DELETE FROM audit", vec![]).await.unwrap();
            world.tamper("INSERT INTO audit SELECT * FROM kept", vec![]).await.unwrap();
            world.tamper("DROP TABLE kept", vec![]).await.unwrap();
            assert_eq!(self::told(&world).await, [""; 0]);
        }
        for sql in [
            "UPDATE audit SET act = 'x' WHERE seq = 2",
            "UPDATE audit SET kind = 'read' WHERE seq = 2",
            "UPDATE audit SET kind = 'nothing' WHERE seq = 2",
            "UPDATE audit SET detail = 'x' WHERE seq = 2",
            "UPDATE audit SET subject_kind = 'x' WHERE seq = 2",
            "DELETE FROM audit WHERE seq = 2",
            "DELETE FROM audit WHERE seq = 1",
            "DELETE FROM audit WHERE seq > 6",
            "DELETE FROM audit",
        ] {
            world.tamper("CREATE TABLE kept AS SELECT * FROM audit", vec![]).await.unwrap();
            world.tamper(sql, vec![]).await.unwrap();
            let told = told(&world).await;
            assert!(!told.is_empty(), "{sql} passes");
            world.tamper("DELETE FROM audit", vec![]).await.unwrap();
            world.tamper("INSERT INTO audit SELECT * FROM kept", vec![]).await.unwrap();
            world.tamper("DROP TABLE kept", vec![]).await.unwrap();
        }
        assert_eq!(told(&world).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn changes_of_checkpoints_are_found() {
    parcel::on_both(|world| async move {
        let parcels = signed(&world).await;
        world.tamper("CREATE TABLE kept AS SELECT * FROM checkpoint", vec![]).await.unwrap();
        world.tamper("CREATE TABLE kept_head AS SELECT * FROM checkpoint_head", vec![]).await.unwrap();
        let id = uuid_of(parcels[1]);
        let later = Value::Ts(world.now());
        type Case = (&'static str, Vec<Value>);
        let cases: Vec<Case> = vec![
            ("UPDATE checkpoint SET at = $1 WHERE n = 1", vec![later]),
            ("UPDATE checkpoint SET leaves = leaves + 1 WHERE n = 1", vec![]),
            ("UPDATE checkpoint SET root = public_key WHERE n = 1", vec![]),
            ("UPDATE checkpoint SET public_key = root WHERE n = 1", vec![]),
            ("UPDATE checkpoint SET signature = root WHERE n = 1", vec![]),
            ("DELETE FROM checkpoint WHERE n = 1", vec![]),
            ("UPDATE checkpoint_head SET position = 1 WHERE chain = $1 AND position = 3", vec![id.clone()]),
            ("UPDATE checkpoint_head SET head = (SELECT root FROM checkpoint WHERE n = 1) WHERE chain = $1", vec![id.clone()]),
            ("DELETE FROM checkpoint_head WHERE chain = $1", vec![id]),
            ("DELETE FROM checkpoint_head", vec![]),
        ];
        for (sql, binds) in cases {
            world.tamper(sql, binds).await.unwrap();
            assert!(!told(&world).await.is_empty(), "{sql} passes");
            for undo in [
                "DELETE FROM checkpoint",
                "INSERT INTO checkpoint SELECT * FROM kept",
                "DELETE FROM checkpoint_head",
                "INSERT INTO checkpoint_head SELECT * FROM kept_head",
            ] {
                world.tamper(undo, vec![]).await.unwrap();
            }
            assert_eq!(told(&world).await, [""; 0]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_half_made_checkpoint_does_not_count_and_goes_away() {
    parcel::on_both(|world| async move {
        let parcels = signed(&world).await;
        // A process that died after it had written some heads.
        let run = world.kernel.next_id();
        let sql = "INSERT INTO checkpoint_head (chain, run, position, head) SELECT stream_id, $2, version, head FROM stream WHERE stream_id = $1";
        world.tamper(sql, vec![uuid_of(parcels[0]), run.into()]).await.unwrap();
        assert_eq!(told(&world).await, [""; 0]);
        let next = world.kernel.checkpoint().await.unwrap().unwrap();
        assert_eq!(next.n, 3);
        let of_parcel = "SELECT COUNT(*) FROM checkpoint_head WHERE chain = $1";
        let heads = parcel::count(&world, of_parcel, vec![uuid_of(parcels[0])]).await;
        assert_eq!(heads, 4, "the end is signed although the dead process had written it");
        world.days_pass(2);
        note(&world, parcels[0], "later").await;
        world.kernel.checkpoint().await.unwrap().unwrap();
        let left = "SELECT COUNT(*) FROM checkpoint_head WHERE run = $1";
        assert_eq!(parcel::count(&world, left, vec![run.into()]).await, 0);
        assert_eq!(told(&world).await, [""; 0]);
        assert_eq!(notes(&world, parcels[0]).await.len(), 4);
    })
    .await;
}

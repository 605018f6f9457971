use kernel::{Kernel, NotDone, Run, Who};
use testkit::World;

use crate::parcel::{self, HANDLE, Note, Parcel, ParcelId, note, notes, registered};

async fn looks(world: &World) -> i64 {
    let sql = "SELECT COUNT(*) FROM audit WHERE kind = $1";
    world.kernel.fetch(sql, vec!["read".into()]).await.unwrap()[0].get(0).unwrap()
}

async fn look_at(kernel: &Kernel, id: ParcelId) -> i64 {
    kernel.open::<Parcel>(&Who::machine(), id, HANDLE, "parcel.note").await.unwrap().version
}

fn a_note(id: ParcelId, seen: i64) -> (Note, Run) {
    (Note { id, note: format!("saw {seen}") }, Run { seen: Some(seen), ..Run::default() })
}

#[tokio::test]
async fn a_look_is_recorded_with_the_act_that_follows() {
    parcel::on_both(|world| async move {
        let id = registered(&world, "A").await;
        let errand = world.kernel.errand();
        let seen = look_at(&errand, id).await;
        assert_eq!(looks(&world).await, 0);
        let (act, run) = a_note(id, seen);
        errand.run(&Who::machine(), act, run).await.unwrap();
        assert_eq!(looks(&world).await, 1);
        // What was recorded is not recorded again, and the next look sees what was done.
        errand.settle().await.unwrap();
        assert_eq!((looks(&world).await, look_at(&errand, id).await), (1, 2));
        errand.settle().await.unwrap();
        assert_eq!(looks(&world).await, 2);
        world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_look_is_recorded_when_no_act_follows_or_it_is_not_done() {
    parcel::on_both(|world| async move {
        let id = registered(&world, "A").await;
        let errand = world.kernel.errand();
        let seen = look_at(&errand, id).await;
        // A colleague is faster than the errand, which has read the parcel before.
        note(&world, id, "first").await;
        let (act, run) = a_note(id, seen);
        let late = errand.run(&Who::machine(), act, run).await;
        assert!(matches!(late, Err(NotDone::Stale { seen: 1, now: 2, .. })), "{late:?}");
        errand.settle().await.unwrap();
        assert_eq!(looks(&world).await, 1);
        assert_eq!(notes(&world, id).await, ["first"]);
        world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_an_errand_has_read_is_read_again_when_it_moved() {
    parcel::on_both(|world| async move {
        let id = registered(&world, "A").await;
        let errand = world.kernel.errand();
        look_at(&errand, id).await;
        note(&world, id, "first").await;
        let act = Note { id, note: "second".into() };
        errand.run(&Who::machine(), act, Run::default()).await.unwrap();
        assert_eq!(notes(&world, id).await, ["first", "second"]);
        world.verify().await;
    })
    .await;
}

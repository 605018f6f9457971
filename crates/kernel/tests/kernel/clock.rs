//! Clocks that jump: what waits is done, what is leased comes back, and nobody is let in for longer.

use std::sync::atomic::Ordering;

use kernel::{IDLE_SECONDS, JobStatus, SESSION_SECONDS, Ts};
use testkit::World;
use uuid::Uuid;

use crate::parcel::{self, Ledger, ParcelId, ledger_of, note, notes, registered};
use crate::work::{begun, enqueue, with_knobs};

const YEAR: i64 = 365 * 24 * 3600;

async fn times(world: &World, id: ParcelId) -> Vec<Ts> {
    let sql = "SELECT at FROM event WHERE stream_id = $1 ORDER BY version";
    let rows = world.kernel.fetch(sql, vec![id.into()]).await.unwrap();
    rows.iter().map(|r| r.get(0).unwrap()).collect()
}

async fn state(world: &World, job: Uuid) -> String {
    let JobStatus { state, .. } = world.kernel.job_status(job).await.unwrap().unwrap();
    state
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_and_is_put_right_keeps_streams_in_order_and_reactions_going() {
    parcel::on_both(|world| async move {
        let id = registered(&world, "A").await;
        world.seconds_pass(YEAR);
        note(&world, id, "a year too early").await;
        world.seconds_pass(-YEAR);
        let put_right = world.now();
        note(&world, id, "in time").await;
        let times = times(&world, id).await;
        assert!(times.is_sorted(), "{times:?}");
        assert_eq!(times[2], put_right.plus_seconds(YEAR), "as late as the event before");
        // A stream that never saw the wrong time is not touched by it.
        let other = registered(&world, "B").await;
        assert_eq!(self::times(&world, other).await, [put_right]);
        // The first round calls back what was to be answered in a year.
        world.settle().await;
        world.settle().await;
        let (ledger, _) = world.kernel.peek::<Ledger>(ledger_of(id)).await.unwrap();
        assert_eq!(ledger.heard, [2, 3]);
        world.verify().await;
        let audit = world.kernel.audit_verify(&mut |_, _| {}).await.unwrap();
        assert_eq!(audit.told, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn jobs_of_a_clock_that_was_ahead_do_not_wait_until_it_is_there_again() {
    with_knobs(|world, knobs| async move {
        world.settle().await;
        world.seconds_pass(YEAR);
        let at_once = enqueue(&world, serde_json::json!({})).await;
        world.settle().await;
        assert_eq!(state(&world, at_once).await, "done");
        let failing = enqueue(&world, serde_json::json!({ "note_on": "no id" })).await;
        world.settle().await;
        let new = enqueue(&world, serde_json::json!({})).await;
        world.seconds_pass(-YEAR);
        let ran = knobs.began.load(Ordering::SeqCst);
        // Within the hour in which things are tidied, and the longest pause.
        for _ in 0..5 {
            world.seconds_pass(1800);
            world.settle().await;
        }
        assert_eq!(state(&world, new).await, "done");
        assert_eq!(state(&world, failing).await, "waiting");
        assert!(knobs.began.load(Ordering::SeqCst) > ran + 1, "the failing one was not tried");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lease_taken_while_the_clock_was_ahead_comes_back_when_its_worker_is_dead() {
    with_knobs(|world, knobs| async move {
        world.seconds_pass(YEAR);
        world.settle().await;
        knobs.waits.store(true, Ordering::SeqCst);
        let id = registered(&world, "A").await;
        let job = enqueue(&world, serde_json::json!({ "note_on": id })).await;
        let dying = begun(&world, &world.kernel, &knobs).await;
        dying.abort();
        assert!(dying.await.unwrap_err().is_cancelled());
        knobs.waits.store(false, Ordering::SeqCst);
        world.seconds_pass(-YEAR);
        for _ in 0..3 {
            world.settle().await;
        }
        assert_eq!(state(&world, job).await, "done");
        assert_eq!(notes(&world, id).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_session_outlives_small_jumps_and_not_its_end() {
    parcel::on_both(|world| async move {
        let who = world.user("Anna", "hki", &["handler"]).await;
        let signed_in = world.kernel.sign_in_as(who.user).await;
        let Ok(signed_in) = signed_in else { panic!("not signed in") };
        let is_in = async || world.kernel.session(&signed_in.token).await.unwrap().is_some();
        assert!(is_in().await);
        world.seconds_pass(-3600);
        assert!(is_in().await, "a clock put back an hour signs people out");
        world.seconds_pass(3600 + IDLE_SECONDS - 1);
        assert!(is_in().await, "a request in time does not count");
        world.seconds_pass(IDLE_SECONDS);
        assert!(!is_in().await, "it outlives its idle time");
        world.seconds_pass(-1);
        let mut passed = 2 * IDLE_SECONDS - 2;
        while is_in().await {
            world.seconds_pass(IDLE_SECONDS - 60);
            passed += IDLE_SECONDS - 60;
            assert!(passed < SESSION_SECONDS + IDLE_SECONDS, "it outlives a working day");
        }
        assert!(passed >= SESSION_SECONDS, "it ended after {passed} s of work");
        let signed_in = world.kernel.sign_in_as(who.user).await;
        let Ok(signed_in) = signed_in else { panic!("not signed in") };
        world.seconds_pass(-SESSION_SECONDS - 1);
        let session = world.kernel.session(&signed_in.token).await.unwrap();
        assert!(session.is_none(), "begun by a clock a day ahead, it would last until then");
    })
    .await;
}

//! Reactions and jobs: exactly once, in order, whoever dies.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use kernel::{Engine, JobStatus, Kernel, Run, Who};
use testkit::World;
use uuid::Uuid;

use crate::parcel::{self, Do, Knobs, Ledger, ParcelId, ledger_of, note, notes, registered};

async fn heard(world: &World, id: ParcelId) -> Vec<i64> {
    world.kernel.peek::<Ledger>(ledger_of(id)).await.unwrap().0.heard.clone()
}

async fn waiting(world: &World) -> i64 {
    parcel::count(world, "SELECT COUNT(*) FROM outbox", vec![]).await
}

/// The fixture system on both engines, with its knobs.
pub async fn with_knobs<F: Future<Output = ()>>(test: impl Fn(World, Arc<Knobs>) -> F) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let (setup, knobs) = parcel::setup();
        setup.for_engine(engine, |world| test(world, knobs)).await;
    }
}

#[tokio::test]
async fn every_event_is_heard_once_in_the_order_of_its_stream() {
    with_knobs(|world, _| async move {
        let a = registered(&world, "A").await;
        let b = registered(&world, "B").await;
        for n in 0..10 {
            note(&world, if n % 3 == 0 { a } else { b }, "n").await;
        }
        world.settle().await;
        assert_eq!(heard(&world, a).await, [2, 3, 4, 5]);
        assert_eq!(heard(&world, b).await, [2, 3, 4, 5, 6, 7]);
        assert_eq!(waiting(&world).await, 0);
        world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_reaction_that_fails_holds_back_its_stream_only_and_is_tried_again() {
    with_knobs(|world, knobs| async move {
        let a = registered(&world, "A").await;
        for _ in 0..3 {
            note(&world, a, "n").await;
        }
        knobs.failures.store(3, Ordering::SeqCst);
        world.settle().await;
        assert_eq!(heard(&world, a).await, [0; 0], "a later event overtook a failed one");
        let b = registered(&world, "B").await;
        knobs.failures.store(0, Ordering::SeqCst);
        note(&world, b, "n").await;
        world.settle().await;
        assert_eq!(heard(&world, b).await, [2], "one stream's trouble stops another");
        assert_eq!(heard(&world, a).await, [0; 0], "it did not wait");
        knobs.failures.store(2, Ordering::SeqCst);
        for _ in 0..6 {
            world.seconds_pass(10);
            world.settle().await;
        }
        assert_eq!(heard(&world, a).await, [2, 3, 4]);
        world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_reaction_that_panics_is_a_failure_like_others() {
    with_knobs(|world, knobs| async move {
        let a = registered(&world, "A").await;
        note(&world, a, "n").await;
        knobs.panics.store(1, Ordering::SeqCst);
        world.settle().await;
        world.seconds_pass(10);
        world.settle().await;
        assert_eq!(heard(&world, a).await, [2]);
        assert_eq!(knobs.asked.lock().unwrap().len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reaction_that_kills_every_process_does_not_keep_the_others_from_their_answers() {
    with_knobs(|world, knobs| async move {
        let (deadly, harmless) = (registered(&world, "A").await, registered(&world, "B").await);
        *knobs.hangs.lock().unwrap() = Some(deadly.0);
        let begin = || {
            let (kernel, (stop, stopped)) =
                (world.kernel.clone(), tokio::sync::watch::channel(false));
            (stop, tokio::spawn(async move { kernel.work_until(stopped).await }))
        };
        // Recorded before the process begins, so that it counts what is due whatever comes first.
        note(&world, deadly, "n").await;
        let (_stop, dying) = begin();
        while knobs.asked.lock().unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        dying.abort();
        assert!(dying.await.unwrap_err().is_cancelled());
        let (stop, living) = begin();
        note(&world, harmless, "n").await;
        while heard(&world, harmless).await.is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(knobs.asked.lock().unwrap().len(), 2, "the deadly one was not asked again");
        // Whatever it was is put right, and after a while the stream is heard.
        *knobs.hangs.lock().unwrap() = None;
        world.seconds_pass(61);
        while heard(&world, deadly).await.is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop.send(true).unwrap();
        living.await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_dispatchers_beside_writers_answer_each_event_once_and_in_order() {
    with_knobs(|world, knobs| async move {
        let mut parcels = Vec::new();
        for n in 0..4 {
            parcels.push(registered(&world, &format!("P{n}")).await);
        }
        knobs.failures.store(5, Ordering::SeqCst);
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let other = world.beside().await;
        let workers: Vec<_> = [world.kernel.clone(), other]
            .into_iter()
            .map(|kernel| {
                let stopped = stopped.clone();
                tokio::spawn(async move { kernel.work_until(stopped).await })
            })
            .collect();
        for n in 0..40 {
            note(&world, parcels[n % 4], "n").await;
        }
        for _ in 0..600 {
            if waiting(&world).await == 0 {
                break;
            }
            world.seconds_pass(1);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        stop.send(true).unwrap();
        for worker in workers {
            worker.await.unwrap();
        }
        for id in parcels {
            assert_eq!(heard(&world, id).await, (2..12).collect::<Vec<i64>>());
        }
        world.verify().await;
    })
    .await;
}

pub async fn enqueue(world: &World, payload: serde_json::Value) -> Uuid {
    let id = registered(world, &world.kernel.next_id().to_string()).await;
    let act = Do { id, events: vec![], job: Some(payload) };
    world.kernel.run(&Who::machine(), act, Run::default()).await.unwrap();
    let sql = "SELECT id FROM job WHERE kind = 'parcel.work' ORDER BY id DESC LIMIT 1";
    world.kernel.fetch(sql, vec![]).await.unwrap()[0].get(0).unwrap()
}

async fn status(kernel: &Kernel, job: Uuid) -> JobStatus {
    kernel.job_status(job).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_job_runs_once_and_shows_its_progress() {
    with_knobs(|world, knobs| async move {
        let job = enqueue(&world, serde_json::json!({})).await;
        assert_eq!(status(&world.kernel, job).await.state, "waiting");
        world.settle().await;
        let done = status(&world.kernel, job).await;
        assert_eq!((done.state.as_str(), done.done, done.total), ("done", 10, 10));
        world.days_pass(1);
        world.settle().await;
        assert_eq!(knobs.began.load(Ordering::SeqCst), 1);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_fails_or_panics_is_tried_again_and_at_last_set_aside() {
    with_knobs(|world, knobs| async move {
        let job = enqueue(&world, serde_json::json!({})).await;
        knobs.panics.store(2, Ordering::SeqCst);
        for _ in 0..4 {
            world.settle().await;
            world.seconds_pass(60);
        }
        assert_eq!(status(&world.kernel, job).await.state, "done");
        assert_eq!(knobs.began.load(Ordering::SeqCst), 3);
        let lost = enqueue(&world, serde_json::json!({ "note_on": "no id" })).await;
        for _ in 0..20 {
            world.settle().await;
            world.seconds_pass(700);
        }
        assert_eq!(status(&world.kernel, lost).await.state, "failed");
        let sql = "SELECT attempts FROM job WHERE id = $1";
        assert_eq!(parcel::count(&world, sql, vec![lost.into()]).await, 12);
    })
    .await;
}

/// Runs due jobs on a kernel until one is in the middle of its work.
pub async fn begun(
    world: &World,
    kernel: &Kernel,
    knobs: &Knobs,
) -> tokio::task::JoinHandle<usize> {
    let before = knobs.began.load(Ordering::SeqCst);
    let kernel = kernel.clone();
    let worker = tokio::spawn(async move { kernel.run_due_jobs().await.unwrap() });
    for _ in 0..500 {
        if knobs.began.load(Ordering::SeqCst) > before {
            return worker;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the job never began on {:?}", world.engine());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_workers_job_is_taken_over_when_its_lease_ends_and_not_before() {
    with_knobs(|world, knobs| async move {
        world.settle().await;
        knobs.waits.store(true, Ordering::SeqCst);
        let job = enqueue(&world, serde_json::json!({})).await;
        let dying = begun(&world, &world.kernel, &knobs).await;
        dying.abort();
        assert!(dying.await.unwrap_err().is_cancelled());
        let other = world.beside().await;
        knobs.waits.store(false, Ordering::SeqCst);
        world.seconds_pass(20);
        assert_eq!(other.run_due_jobs().await.unwrap(), 0, "taken from a worker that may live");
        world.seconds_pass(11);
        assert_eq!(other.run_due_jobs().await.unwrap(), 1);
        assert_eq!(status(&other, job).await.state, "done");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_kills_every_process_is_set_aside_at_last() {
    with_knobs(|world, knobs| async move {
        world.settle().await;
        knobs.waits.store(true, Ordering::SeqCst);
        let deadly = enqueue(&world, serde_json::json!({})).await;
        for _ in 0..12 {
            let dying = begun(&world, &world.kernel, &knobs).await;
            dying.abort();
            assert!(dying.await.unwrap_err().is_cancelled());
            world.seconds_pass(31);
        }
        knobs.waits.store(false, Ordering::SeqCst);
        let harmless = enqueue(&world, serde_json::json!({})).await;
        world.settle().await;
        assert_eq!(status(&world.kernel, deadly).await.state, "failed");
        assert_eq!(status(&world.kernel, harmless).await.state, "done");
        world.seconds_pass(3600);
        world.settle().await;
        assert_eq!(knobs.began.load(Ordering::SeqCst), 13);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_slept_through_its_lease_does_not_speak_for_the_one_who_took_over() {
    with_knobs(|world, knobs| async move {
        world.settle().await;
        knobs.waits.store(true, Ordering::SeqCst);
        let job = enqueue(&world, serde_json::json!({})).await;
        let slow = begun(&world, &world.kernel, &knobs).await;
        world.seconds_pass(31);
        let other = world.beside().await;
        let second = begun(&world, &other, &knobs).await;
        // The first one wakes up and ends, while the second is still at work.
        knobs.go_on.notify_one();
        slow.await.unwrap();
        assert_eq!(status(&other, job).await.state, "running", "ended by one who lost it");
        knobs.go_on.notify_one();
        second.await.unwrap();
        assert_eq!(status(&other, job).await.state, "done");
    })
    .await;
}

#[tokio::test]
async fn a_job_acts_with_the_job_as_its_cause() {
    with_knobs(|world, _| async move {
        let id = registered(&world, "A").await;
        let job = enqueue(&world, serde_json::json!({ "note_on": id })).await;
        world.settle().await;
        assert_eq!(notes(&world, id).await, ["job after 0"]);
        let sql = "SELECT cause FROM event WHERE stream_id = $1 AND version = 2";
        let row = &world.kernel.fetch(sql, vec![id.into()]).await.unwrap()[0];
        assert_eq!(row.get::<String>(0).unwrap(), format!("job {job}"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_claim_a_periodic_job_once() {
    with_knobs(|world, _| async move {
        let other = world.beside().await;
        for _ in 0..3 {
            let rounds = (0..8).map(|n| {
                let kernel = if n % 2 == 0 { world.kernel.clone() } else { other.clone() };
                tokio::spawn(async move { kernel.run_due_jobs().await.unwrap() })
            });
            for round in rounds.collect::<Vec<_>>() {
                round.await.unwrap();
            }
            world.seconds_pass(3600);
        }
        let sql = "SELECT COUNT(*) FROM job WHERE kind = 'kernel.tidy'";
        assert_eq!(parcel::count(&world, sql, vec![]).await, 3);
        let sql = "SELECT COUNT(*) FROM job WHERE kind = 'kernel.tidy' AND attempts = 1 AND state = 'done'";
        assert_eq!(parcel::count(&world, sql, vec![]).await, 3);
    })
    .await;
}

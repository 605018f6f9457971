//! One act on several streams, several values claimed at once, and many streams loaded at once.

use kernel::{
    Act, Changes, Ctx, Engine, Fault, FileId, NewFile, NewStream, NotDone, Portion, Read, Refusal,
    Right, Run, Who,
};
use testkit::World;
use uuid::Uuid;

use crate::parcel::{
    self, HANDLE, Ledger, Parcel, ParcelEvent, ParcelId, first, ledger_of, new_parcel, notes,
    register, registered,
};

/// Registers two parcels, each under its number.
#[derive(Debug)]
struct RegisterBoth {
    ids: [ParcelId; 2],
    numbers: [String; 2],
}

/// Writes a note, gives numbers back and takes others.
#[derive(Debug)]
struct Renumber {
    id: ParcelId,
    gives: Vec<(&'static str, ParcelId)>,
    takes: Vec<(&'static str, ParcelId)>,
}

macro_rules! decides {
    ($act:ty, $name:literal, $id:expr, $decide:expr) => {
        impl Act for $act {
            const NAME: &'static str = $name;
            const RIGHT: Right = HANDLE;
            type State = Parcel;
            type Inputs = ();

            fn stream(&self) -> Uuid {
                $id(self).0
            }

            async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
                Ok(())
            }

            fn decide(&self, _: &Parcel, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
                $decide(self, ctx)
            }
        }
    };
}
decides!(RegisterBoth, "parcel.register_both", |a: &RegisterBoth| a.ids[0], both);
decides!(Renumber, "parcel.renumber", |a: &Renumber| a.id, renumbered);

fn both(act: &RegisterBoth, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
    let one = |n: usize| register(act.ids[n], &act.numbers[n]).decide(&Parcel::Unknown, &(), ctx);
    Ok(one(0)?.and(one(1)?))
}

fn renumbered(act: &Renumber, _: &Ctx<'_>) -> Result<Changes, Refusal> {
    let mut changes = Changes::one(act.id, &ParcelEvent::Noted { note: "renumbered".into() });
    for (number, of) in &act.gives {
        changes = changes.release("parcel-number", *number, *of);
    }
    for (number, to) in &act.takes {
        changes = changes.claim("parcel-number", *number, *to);
    }
    Ok(changes)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_acts_that_claim_the_same_two_values_in_opposite_order_one_wins_whole() {
    parcel::on_both(|world| async move {
        for round in 0..5 {
            let numbers = [format!("X{round}"), format!("Y{round}")];
            let racing = (0..4).map(|n| {
                let (kernel, mut numbers) = (world.kernel.clone(), numbers.clone());
                if n % 2 == 1 {
                    numbers.reverse();
                }
                let ids = [new_parcel(&world), new_parcel(&world)];
                tokio::spawn(async move {
                    let act = RegisterBoth { ids, numbers };
                    (ids, kernel.run(&Who::machine(), act, Run::default()).await)
                })
            });
            let mut won = 0;
            for run in racing.collect::<Vec<_>>() {
                let (ids, outcome) = run.await.unwrap();
                let expected = match outcome {
                    Ok(_) => 1,
                    Err(NotDone::Taken(kind)) if kind == "parcel-number" => 0,
                    Err(other) => panic!("{other:?}"),
                };
                won += expected;
                for id in ids {
                    let (_, version) = world.kernel.peek::<Parcel>(id).await.unwrap();
                    assert_eq!(version, expected, "half of an act");
                }
            }
            assert_eq!(won, 1);
        }
        let claims = "SELECT COUNT(*) FROM claim WHERE kind = 'parcel-number'";
        assert_eq!(parcel::count(&world, claims, vec![]).await, 10);
        world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn values_given_back_are_free_for_others_and_two_streams_may_change_theirs() {
    parcel::on_both(|world| async move {
        let (a, b) = (registered(&world, "A").await, registered(&world, "B").await);
        let run = async |id, gives: &[_], takes: &[_]| {
            let act = Renumber { id, gives: gives.to_vec(), takes: takes.to_vec() };
            world.kernel.run(&Who::machine(), act, Run::default()).await
        };
        run(a, &[("A", a), ("B", b)], &[("B", a), ("A", b)]).await.unwrap();
        // B is now the number of a: nobody else can give it back.
        run(b, &[("B", b)], &[]).await.unwrap();
        let taken = run(b, &[], &[("B", b)]).await;
        assert!(matches!(taken, Err(NotDone::Taken(_))), "{taken:?}");
        run(a, &[("B", a)], &[]).await.unwrap();
        run(b, &[], &[("B", b)]).await.unwrap();
        // The one that was refused left no note.
        assert_eq!((notes(&world, a).await.len(), notes(&world, b).await.len()), (2, 2));
        let claims = "SELECT COUNT(*) FROM claim WHERE kind = 'parcel-number' AND stream_id = $1";
        assert_eq!(parcel::count(&world, claims, vec![b.into()]).await, 2);
        world.verify().await;
    })
    .await;
}

fn noted(id: ParcelId, note: &str) -> Changes {
    Changes::one(id, &ParcelEvent::Noted { note: note.into() })
}

async fn load(world: &World, streams: Vec<NewStream>) -> Result<(), Fault> {
    world.kernel.load_streams(&Who::machine(), "parcel.load", streams).await
}

#[tokio::test]
async fn a_loaded_history_keeps_its_instants_and_is_shown_and_heard_like_any_other() {
    parcel::on_both(|world| async move {
        let (id, other) = (new_parcel(&world), new_parcel(&world));
        let before = |days: i64| world.now().plus_seconds(-days * 24 * 3600);
        let stages = vec![
            (before(30), first(id, "A", &[])),
            (before(20), noted(id, "one").and(noted(id, "two"))),
            // Told out of order: no later event is older than the one before it.
            (before(25), noted(id, "three")),
        ];
        let second = NewStream { stages: vec![(before(10), first(other, "B", &[]))] };
        load(&world, vec![NewStream { stages }, second]).await.unwrap();
        let sql = "SELECT at FROM event WHERE stream_id = $1 ORDER BY version";
        let rows = world.kernel.fetch(sql, vec![id.into()]).await.unwrap();
        let at: Vec<kernel::Ts> = rows.iter().map(|r| r.get(0).unwrap()).collect();
        assert_eq!(at, [before(30), before(20), before(20), before(20)]);
        let (state, version) = world.kernel.peek::<Parcel>(id).await.unwrap();
        let Parcel::Known { registered_on, moved_at, .. } = *state else { panic!("{state:?}") };
        assert_eq!((registered_on, moved_at, version), (before(30).date(), before(20), 4));
        // It goes on like any other, and its number is taken.
        parcel::note(&world, id, "now").await;
        let taken = world.kernel.run(&Who::machine(), register(other, "A"), Run::default()).await;
        assert!(matches!(taken, Err(NotDone::Refused(_))), "{taken:?}");
        let new = register(new_parcel(&world), "A");
        let taken = world.kernel.run(&Who::machine(), new, Run::default()).await;
        assert!(matches!(taken, Err(NotDone::Taken(_))), "{taken:?}");
        world.settle().await;
        let (ledger, _) = world.kernel.peek::<Ledger>(ledger_of(id)).await.unwrap();
        assert_eq!(ledger.heard, [2, 3, 4, 5]);
        world.verify().await;
        let audit = world.kernel.audit_verify(&mut |_, _| {}).await.unwrap();
        assert_eq!(audit.told, [""; 0]);
    })
    .await;
}

/// How many secondary indexes the database has.
async fn indexes(world: &World) -> i64 {
    let sql = match world.engine() {
        Engine::Sqlite => {
            "SELECT COUNT(*) FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        }
        Engine::Postgres => {
            "SELECT COUNT(*) FROM pg_indexes WHERE schemaname = 'public' AND indexdef NOT LIKE '%UNIQUE%'"
        }
    };
    parcel::count(world, sql, vec![]).await
}

#[tokio::test]
async fn a_large_load_has_its_indexes_in_the_end_and_one_cut_off_is_told() {
    parcel::on_both(|world| async move {
        let kernel = &world.kernel;
        let before = indexes(&world).await;
        assert!(before > 5 && !kernel.is_half_loaded().await.unwrap());
        kernel.begin_load(kernel::MIGRATIONS).await.unwrap();
        assert!(kernel.is_half_loaded().await.unwrap());
        assert!(indexes(&world).await < before);
        let subject = new_parcel(&world);
        let id = FileId(kernel.next_id());
        let letter = || NewFile::new(id, subject.0, world.now(), "text/plain", b"hello".to_vec());
        let streams = vec![NewStream { stages: vec![(world.now(), first(subject, "A", &[]))] }];
        let files = vec![letter().unwrap()];
        let portion = Portion { who: Who::machine(), streams, files };
        let load = kernel.seal_load("parcel.load", vec![portion]).await.unwrap();
        kernel.write_load(load).await.unwrap();
        let mut steps = 0;
        kernel.end_load(kernel::MIGRATIONS, &mut |_, _| steps += 1).await.unwrap();
        assert!(steps > 5 && !kernel.is_half_loaded().await.unwrap());
        assert_eq!(indexes(&world).await, before);
        assert_eq!(kernel.file_chunk(id, 0).await.unwrap().unwrap(), b"hello");
        assert_eq!(letter().unwrap().stored().size, 5);
        assert!(NewFile::new(id, subject.0, world.now(), "text/plain", Vec::new()).is_err());
        world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_load_that_meets_what_exists_loads_nothing() {
    parcel::on_both(|world| async move {
        let there = registered(&world, "A").await;
        let one =
            |id, number: &str| NewStream { stages: vec![(world.now(), first(id, number, &[]))] };
        let fresh = new_parcel(&world);
        for (id, number) in [(there, "C"), (new_parcel(&world), "A")] {
            assert!(load(&world, vec![one(fresh, "B"), one(id, number)]).await.is_err());
            assert_eq!(world.kernel.peek::<Parcel>(fresh).await.unwrap().1, 0);
        }
        assert_eq!(parcel::count(&world, "SELECT COUNT(*) FROM claim", vec![]).await, 1);
        load(&world, vec![one(fresh, "B")]).await.unwrap();
        world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn an_event_that_would_not_read_back_is_not_recorded() {
    parcel::on_both(|world| async move {
        let id = registered(&world, "A").await;
        // No number: JSON has no way to write it.
        let events = vec![ParcelEvent::Weighed { grams: 1, ratio: f64::NAN }];
        let act = parcel::Do { id, events, job: None };
        let outcome = world.kernel.run(&Who::machine(), act, Run::default()).await;
        assert!(matches!(outcome, Err(NotDone::Fault(_))), "{outcome:?}");
        assert_eq!(world.kernel.peek::<Parcel>(id).await.unwrap().1, 1);
        world.verify().await;
    })
    .await;
}

use std::sync::Arc;

use kernel::{AuditKind, Class, Done, Kernel, NotDone, Profile, Refusal, Run, Value, Who};
use testkit::World;
use uuid::Uuid;

use crate::parcel::{
    self, CloseBeside, Do, HANDLE, Note, NoteBoth, Parcel, ParcelEvent, ParcelId, RegisterUnless,
    Take, new_parcel, note, notes, register, registered,
};

fn machine() -> Who {
    Who::machine()
}

fn a_note(id: ParcelId, text: impl std::fmt::Display) -> Note {
    Note { id, note: format!("{text}") }
}

fn seeing(version: i64) -> Run {
    Run { seen: Some(version), ..Run::default() }
}

fn once(token: Uuid) -> Run {
    Run { once: Some(token), ..Run::default() }
}

#[tokio::test]
async fn an_act_appends_its_events_and_shows_its_rows() {
    parcel::on_both(|world| async move {
        let id = new_parcel(&world);
        let done = world.kernel.run(&machine(), register(id, "A"), Run::default()).await.unwrap();
        assert_eq!(done, Done { stream: id.0, version: 1, again: false });
        let done = world.kernel.run(&machine(), a_note(id, "x"), seeing(1)).await.unwrap();
        assert_eq!(done.version, 2);
        let sql = "SELECT owner, registered_on, is_open FROM parcel WHERE stream_id = $1";
        let row = &world.kernel.fetch(sql, vec![id.into()]).await.unwrap()[0];
        assert_eq!(row.get::<String>(0).unwrap(), "Matti Meikäläinen");
        assert_eq!(row.get::<kernel::Date>(1).unwrap().to_string(), "2026-03-02");
        assert!(row.get::<bool>(2).unwrap());
        world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_version_that_was_overtaken_is_stale_and_nothing_is_written() {
    parcel::on_both(|world| async move {
        let id = registered(&world, "A").await;
        note(&world, id, "first").await;
        let late = world.kernel.run(&machine(), a_note(id, "late"), seeing(1)).await;
        let Err(NotDone::Stale { stream, seen, now }) = late else { panic!("{late:?}") };
        assert_eq!((stream, seen, now), (id.0, 1, 2));
        assert_eq!(notes(&world, id).await, ["first"]);
        world.verify().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_saw_one_version_one_wins_and_the_others_learn_the_version_now() {
    parcel::on_both(|world| async move {
        let id = registered(&world, "A").await;
        let runs = (0..32).map(|n| {
            let kernel = world.kernel.clone();
            tokio::spawn(async move { kernel.run(&machine(), a_note(id, n), seeing(1)).await })
        });
        let mut won = 0;
        for run in runs.collect::<Vec<_>>() {
            match run.await.unwrap() {
                Ok(done) => {
                    assert_eq!(done.version, 2);
                    won += 1;
                }
                Err(NotDone::Stale { seen: 1, now: 2, .. }) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!((won, notes(&world, id).await.len()), (1, 1));
        world.verify().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_writers_at_the_head_of_one_stream_all_get_through() {
    parcel::on_both(|world| async move {
        let id = registered(&world, "A").await;
        // Half of them through another process, which does not see whose turn it is here.
        let kernels = [world.kernel.clone(), world.beside().await];
        let writers = (0..64).map(|w| {
            let kernel = kernels[w % 2].clone();
            tokio::spawn(async move {
                for n in 0..4 {
                    let act = a_note(id, format!("{w}/{n}"));
                    kernel.run(&machine(), act, Run::default()).await.unwrap();
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        let mut found = notes(&world, id).await;
        // Each writer's own notes stand in its own order.
        for w in 0..64 {
            let own: Vec<_> =
                found.iter().filter(|n| n.starts_with(&format!("{w}/"))).cloned().collect();
            assert_eq!(own, (0..4).map(|n| format!("{w}/{n}")).collect::<Vec<_>>());
        }
        found.sort();
        found.dedup();
        assert_eq!(found.len(), 256);
        world.verify().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn taking_the_next_gives_each_parcel_to_one() {
    parcel::on_both(|world| async move {
        for n in 0..20 {
            registered(&world, &format!("T{n:02}")).await;
        }
        let kernels = [world.kernel.clone(), world.beside().await];
        let officers = (0..8).map(|n| tokio::spawn(take_all(kernels[n % 2].clone())));
        let mut taken = Vec::new();
        for officer in officers.collect::<Vec<_>>() {
            taken.extend(officer.await.unwrap());
        }
        assert_eq!(taken.len(), 20, "somebody's parcel is missing, or two have one");
        taken.sort();
        taken.dedup();
        assert_eq!(taken.len(), 20);
        let events = "SELECT COUNT(*) FROM event WHERE kind = 'parcel.taken'";
        assert_eq!(parcel::count(&world, events, vec![]).await, 20);
        world.verify().await;
    })
    .await;
}

/// Takes parcels one after the other until there are none.
async fn take_all(kernel: Kernel) -> Vec<ParcelId> {
    let mut taken = Vec::new();
    let free = "SELECT stream_id FROM parcel WHERE is_open = $1 AND taken_by IS NULL ORDER BY moved_at, stream_id LIMIT 1";
    while let Some(row) = kernel.fetch(free, vec![true.into()]).await.unwrap().first() {
        let id: ParcelId = row.get(0).unwrap();
        match kernel.run(&machine(), Take { id }, Run::default()).await {
            Ok(_) => taken.push(id),
            Err(NotDone::Refused(refusal)) => assert_eq!(refusal.code, "parcel-gone"),
            Err(other) => panic!("{other:?}"),
        }
    }
    taken
}

#[tokio::test]
async fn the_same_token_is_done_once_and_answers_the_same() {
    parcel::on_both(|world| async move {
        let id = registered(&world, "A").await;
        let token = world.kernel.next_id();
        let first = world.kernel.run(&machine(), a_note(id, "x"), once(token)).await.unwrap();
        note(&world, id, "between").await;
        let second = world.kernel.run(&machine(), a_note(id, "x"), once(token)).await.unwrap();
        assert_eq!((first.version, first.again), (2, false));
        assert_eq!((second.version, second.again), (2, true));
        assert_eq!(notes(&world, id).await, ["x", "between"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_sent_several_times_at_once_is_done_once_for_all_of_them() {
    parcel::on_both(|world| async move {
        let kernels = [world.kernel.clone(), world.beside().await];
        for round in 0..6 {
            let id = registered(&world, &format!("A{round}")).await;
            let token = world.kernel.next_id();
            // With the version the form was made for, as a page sends it.
            let run = Run { seen: Some(1), ..once(token) };
            let sent = (0..8).map(|n| {
                let (kernel, run) = (kernels[n % 2].clone(), run.clone());
                tokio::spawn(async move { kernel.run(&machine(), Take { id }, run).await })
            });
            let mut first = 0;
            for answer in sent.collect::<Vec<_>>() {
                let done = answer.await.unwrap().unwrap();
                assert_eq!((done.stream, done.version), (id.0, 2));
                first += i32::from(!done.again);
            }
            assert_eq!(first, 1);
        }
        world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_unique_value_is_given_to_one_and_refused_to_others() {
    parcel::on_both(|world| async move {
        registered(&world, "A").await;
        let other = new_parcel(&world);
        let taken = world.kernel.run(&machine(), register(other, "A"), Run::default()).await;
        assert!(matches!(taken, Err(NotDone::Taken(kind)) if kind == "parcel-number"));
        assert_eq!(world.kernel.peek::<Parcel>(other).await.unwrap(), (Arc::default(), 0));
        let racing: Vec<_> = (0..16)
            .map(|_| {
                let (kernel, id) = (world.kernel.clone(), new_parcel(&world));
                tokio::spawn(async move {
                    kernel.run(&machine(), register(id, "B"), Run::default()).await
                })
            })
            .collect();
        let mut won = 0;
        for run in racing {
            match run.await.unwrap() {
                Ok(_) => won += 1,
                Err(NotDone::Taken(_)) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(won, 1);
        let claims = "SELECT COUNT(*) FROM claim WHERE kind = 'parcel-number'";
        assert_eq!(parcel::count(&world, claims, vec![]).await, 2);
        world.verify().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_each_guard_the_other_only_one_closes() {
    parcel::on_both(|world| async move {
        for round in 0..5 {
            let a = registered(&world, &format!("A{round}")).await;
            let b = registered(&world, &format!("B{round}")).await;
            let run = |id, beside| {
                let kernel = world.kernel.clone();
                tokio::spawn(async move {
                    kernel.run(&machine(), CloseBeside { id, beside }, Run::default()).await
                })
            };
            let (one, two) = (run(a, b), run(b, a));
            let outcomes = [one.await.unwrap(), two.await.unwrap()];
            let refused = |r: &Result<Done, NotDone>| {
                matches!(r, Err(NotDone::Refused(Refusal { code: "parcel-beside-closed", .. })))
            };
            assert!(outcomes.iter().filter(|r| r.is_ok()).count() == 1, "{outcomes:?}");
            assert!(outcomes.iter().filter(|r| refused(r)).count() == 1, "{outcomes:?}");
        }
        world.verify().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_each_guard_that_the_other_is_not_there_only_one_comes() {
    parcel::on_both(|world| async move {
        for _ in 0..5 {
            let (a, b) = (new_parcel(&world), new_parcel(&world));
            let run = |id, other| {
                let kernel = world.kernel.clone();
                tokio::spawn(async move {
                    kernel.run(&machine(), RegisterUnless { id, other }, Run::default()).await
                })
            };
            let (one, two) = (run(a, b), run(b, a));
            let outcomes = [one.await.unwrap(), two.await.unwrap()];
            let ok = outcomes.iter().filter(|r| r.is_ok()).count();
            assert!(ok == 1, "{outcomes:?}");
        }
        world.verify().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acts_on_the_same_streams_in_opposite_order_do_not_lock_each_other_out() {
    parcel::on_both(|world| async move {
        let a = registered(&world, "A").await;
        let b = registered(&world, "B").await;
        let racing = (0..32).map(|n| {
            let kernel = world.kernel.clone();
            let (id, other) = if n % 2 == 0 { (a, b) } else { (b, a) };
            tokio::spawn(async move {
                let act = NoteBoth { id, other, note: n.to_string() };
                kernel.run(&machine(), act, Run::default()).await.unwrap();
            })
        });
        for run in racing.collect::<Vec<_>>() {
            run.await.unwrap();
        }
        assert_eq!(notes(&world, a).await, notes(&world, b).await, "both in one order");
        assert_eq!(notes(&world, a).await.len(), 32);
        world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_refusal_writes_nothing_at_all() {
    parcel::on_both(|world| async move {
        let id = registered(&world, "A").await;
        let close = Do { id, events: vec![ParcelEvent::Closed {}], job: None };
        world.kernel.run(&machine(), close, Run::default()).await.unwrap();
        let before = parcel::count(&world, "SELECT COUNT(*) FROM event", vec![]).await;
        let token = once(world.kernel.next_id());
        let refused = world.kernel.run(&machine(), a_note(id, "x"), token).await;
        assert!(matches!(refused, Err(NotDone::Refused(r)) if r.code == "parcel-closed"));
        assert_eq!(parcel::count(&world, "SELECT COUNT(*) FROM event", vec![]).await, before);
        assert_eq!(parcel::count(&world, "SELECT COUNT(*) FROM command", vec![]).await, 0);
    })
    .await;
}

async fn denied(world: &World) -> i64 {
    let sql = "SELECT COUNT(*) FROM audit WHERE kind = $1";
    parcel::count(world, sql, vec![AuditKind::Denied.code().into()]).await
}

#[tokio::test]
async fn what_one_must_not_see_answers_like_what_is_not_there() {
    parcel::on_both(|world| async move {
        let handler = world.user("Anna", "hki", &["handler"]).await;
        let nobody = world.user("Bo", "hki", &[]).await;
        let compartment = Uuid::from_u128(77);
        let inside = Profile {
            unit: "hki".into(),
            roles: ["handler".to_owned()].into(),
            units: ["hki".to_owned()].into(),
            clearance: Class::Secret,
            compartments: [compartment].into(),
        };
        let inside = world.user_with("Cilla", inside).await;
        let hide = |change: fn(&mut parcel::Register, Uuid), number: &str| {
            let mut act = register(new_parcel(&world), number);
            change(&mut act, compartment);
            act
        };
        let hidden = [
            hide(|a, _| a.unit = "ou".into(), "1"),
            hide(|a, _| a.class = Class::Protected, "2"),
            hide(|a, c| a.compartment = Some(c), "3"),
        ];
        let seen = registered(&world, "0").await;
        for act in &hidden {
            world.kernel.run(&machine(), act.clone(), Run::default()).await.unwrap();
        }
        let missing = new_parcel(&world);
        let mut denials = denied(&world).await;
        for id in hidden.iter().map(|a| a.id).chain([missing]) {
            let opened = world.kernel.open::<Parcel>(&handler, id, HANDLE, "look").await;
            assert!(matches!(opened, Err(NotDone::NotFound)), "{opened:?}");
            denials += 1;
            assert_eq!(denied(&world).await, denials, "a look is not in the audit");
            for (run, expected) in [
                (
                    Run::default(),
                    "Refused(Refusal { code: \"parcel-unknown\", args: [], field: None })",
                ),
                (seeing(1), "Stale { stream: ID, seen: 1, now: 0 }"),
                (seeing(7), "Stale { stream: ID, seen: 7, now: 0 }"),
            ] {
                let said = world.kernel.run(&handler, a_note(id, "x"), run).await.unwrap_err();
                assert_eq!(format!("{said:?}").replace(&id.to_string(), "ID"), expected);
            }
            denials = denied(&world).await;
        }
        assert!(world.kernel.open::<Parcel>(&handler, seen, HANDLE, "look").await.is_ok());
        assert!(world.kernel.open::<Parcel>(&inside, hidden[2].id, HANDLE, "look").await.is_ok());
        let again = register(hidden[0].id, "5");
        let again = world.kernel.run(&handler, again, Run::default()).await;
        assert!(matches!(again, Err(NotDone::NotAllowed)), "{again:?}");
        let denials = denied(&world).await;
        let both = NoteBoth { id: seen, other: hidden[1].id, note: "x".into() };
        let both = world.kernel.run(&handler, both, Run::default()).await;
        assert!(matches!(both, Err(NotDone::NotFound)), "written beside what is seen: {both:?}");
        assert_eq!(denied(&world).await, denials + 1);
        let without = world.kernel.open::<Parcel>(&nobody, seen, HANDLE, "look").await;
        assert!(matches!(without, Err(NotDone::NotAllowed)));
        let without = world.kernel.run(&nobody, a_note(seen, "x"), Run::default()).await;
        assert!(matches!(without, Err(NotDone::NotAllowed)));
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_jumps_back_does_not_reorder_a_stream() {
    parcel::on_both(|world| async move {
        let id = registered(&world, "A").await;
        world.seconds_pass(60);
        note(&world, id, "later").await;
        world.seconds_pass(-3600);
        note(&world, id, "after the jump").await;
        let (_, version) = world.kernel.peek::<Parcel>(id).await.unwrap();
        let sql = "SELECT at FROM event WHERE stream_id = $1 ORDER BY version";
        let rows = world.kernel.fetch(sql, vec![id.into()]).await.unwrap();
        let times: Vec<kernel::Ts> = rows.iter().map(|r| r.get(0).unwrap()).collect();
        assert_eq!(version, 3);
        assert!(times.is_sorted(), "{times:?}");
        // And what reacts to it does not wait for the clock to come back.
        world.settle().await;
        let (ledger, _) = world.kernel.peek::<parcel::Ledger>(parcel::ledger_of(id)).await.unwrap();
        assert_eq!(ledger.heard, [2, 3]);
        world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn any_text_people_can_send_comes_back_as_it_was_or_is_refused() {
    // No two parts alike, so that no engine makes it shorter.
    let long: String = (0..10_000_u32)
        .map(|n| char::from_u32(0x4e00 + n.wrapping_mul(7919) % 20_000).unwrap())
        .collect();
    let texts = [
        "'; DROP TABLE event; --",
        "<script>alert(1)</script>",
        "\u{202e}gnirts\u{202c} שלום مرحبا",
        "e\u{301}\u{302}\u{303} 👩‍👩‍👧 \u{fffd}",
        "line\nbreak\ttab\r\n",
        "{\"$seal\": {\"subject\": 1}} $1 ?1 %s",
        "\u{1}\u{7f}\u{85}\u{2028}",
        long.as_str(),
        "",
    ];
    parcel::on_both(|world| {
        let texts = texts.map(str::to_owned);
        async move {
            for text in texts {
                let id = new_parcel(&world);
                // A number is unique, and so not of any length.
                let mut act = register(id, &text.chars().take(200).collect::<String>());
                act.owner.1.clone_from(&text);
                act.unit.clone_from(&text);
                world.kernel.run(&machine(), act, Run::default()).await.unwrap();
                note(&world, id, &text).await;
                assert_eq!(notes(&world, id).await, std::slice::from_ref(&text));
                let sql = "SELECT owner, unit FROM parcel WHERE stream_id = $1";
                let row = &world.kernel.fetch(sql, vec![id.into()]).await.unwrap()[0];
                assert_eq!(row.get::<String>(0).unwrap(), text);
                assert_eq!(row.get::<String>(1).unwrap(), text);
            }
            let endless = register(new_parcel(&world), &"x".repeat(2001));
            let endless = world.kernel.run(&machine(), endless, Run::default()).await;
            assert!(matches!(endless, Err(NotDone::Fault(_))), "{endless:?}");
            // A null character is not text on PostgreSQL, so it is on neither.
            let id = registered(&world, "null").await;
            let null = world.kernel.run(&machine(), a_note(id, "a\0b"), Run::default()).await;
            assert!(
                matches!(&null, Err(NotDone::Refused(r)) if r.code == "text-unreadable"),
                "{null:?}"
            );
            world.verify().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_sealed_value_opens_in_its_own_place_only() {
    parcel::on_both(|world| async move {
        let ids = [registered(&world, "A").await, registered(&world, "B").await];
        let body = "SELECT body FROM event WHERE stream_id = $1 AND version = 1";
        let mut bodies = Vec::new();
        for id in ids {
            let row = &world.kernel.fetch(body, vec![id.into()]).await.unwrap()[0];
            bodies.push(row.get::<String>(0).unwrap());
        }
        assert!(bodies.iter().all(|b| !b.contains("Matti") && b.contains("cipher")), "{bodies:?}");
        let moved_field = bodies[0].replace("\"owner\"", "\"holder\"");
        for forged in [&bodies[1], &moved_field] {
            let update = "UPDATE event SET body = $2 WHERE stream_id = $1 AND version = 1";
            let binds = vec![ids[0].into(), Value::from(forged.as_str())];
            world.tamper(update, binds).await.unwrap();
            let opened = world.kernel.peek::<Parcel>(ids[0]).await;
            let fault = opened.expect_err("it opened in another place");
            assert_eq!(fault.kind, kernel::FaultKind::Corrupt);
        }
    })
    .await;
}

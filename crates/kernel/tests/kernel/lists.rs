//! Lists: every row once, in one order on both engines, and nothing through made-up questions.

use kernel::{FaultKind, ListQuery, NotDone, Refusal, Run, Value, Who};
use testkit::World;

use crate::parcel::{self, PARCELS, Register, new_parcel, register, registered};

/// Numbers that sort, fold, escape or read as something else somewhere.
fn numbers() -> Vec<String> {
    let mut numbers: Vec<String> = [
        "A",
        "a",
        "B",
        "Z",
        "z",
        "Å",
        "å",
        "Ö",
        "A1",
        "A10",
        "A2",
        "a\u{301}",
        "\u{e1}",
        "%",
        "_",
        "A%",
        "A_",
        "' OR 1=1 --",
        "\\",
        "\"; DROP TABLE parcel; --",
        "$1",
        "?",
        "\u{202e}gnirts\u{202c}",
        "שלום",
        "مرحبا",
        "👩‍👩‍👧",
        "\u{fffd}",
        "\u{ffff}",
        "\u{10fffe}",
        "A\nB",
        "A\tB",
        "\u{1}\u{7f}",
        "null",
        "0",
    ]
    .map(str::to_owned)
    .to_vec();
    numbers.push("ä".repeat(200));
    numbers
}

/// All rows, page after page: the numbers in the order in which they came.
async fn all_pages(world: &World, who: &Who, query: &ListQuery) -> Vec<String> {
    let mut query = query.clone();
    let mut found = Vec::new();
    loop {
        let page = PARCELS.page(&world.kernel, who, &query).await.unwrap();
        assert!(page.rows.len() <= query.limit);
        found.extend(page.rows.iter().map(|r| r.get::<String>(1).unwrap()));
        let Some(next) = page.next else { return found };
        query.after = Some(next);
    }
}

fn asking(filters: &[(&str, &str)], limit: usize) -> ListQuery {
    let filters = filters.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    ListQuery { filters, limit, ..ListQuery::default() }
}

#[tokio::test]
async fn pages_of_any_text_give_each_row_once_in_the_same_order_on_both_engines() {
    parcel::on_both(|world| async move {
        let mut numbers = numbers();
        for number in &numbers {
            // Many share one instant, so that the last key decides.
            registered(&world, number).await;
        }
        numbers.sort();
        let who = Who::machine();
        for limit in [1, 4, 100] {
            assert_eq!(all_pages(&world, &who, &asking(&[], limit)).await, numbers);
            let newest = ListQuery { order: Some("newest".into()), ..asking(&[], limit) };
            let mut found = all_pages(&world, &who, &newest).await;
            found.sort();
            assert_eq!(found, numbers, "newest first, {limit} a page");
        }
        for number in &numbers {
            let found = all_pages(&world, &who, &asking(&[("number", number)], 4)).await;
            assert_eq!(found, std::slice::from_ref(number));
            let found = all_pages(&world, &who, &asking(&[("begins", number)], 4)).await;
            let expected: Vec<_> = numbers.iter().filter(|n| n.starts_with(number)).collect();
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "begins with {number:?}");
        }
    })
    .await;
}

async fn refused(world: &World, query: &ListQuery) -> Refusal {
    match PARCELS.page(&world.kernel, &Who::machine(), query).await {
        Err(NotDone::Refused(refusal)) => refusal,
        other => panic!("{query:?} on {}: {other:?}", world.engine().name()),
    }
}

#[tokio::test]
async fn values_that_cannot_be_are_refused_and_odd_ones_find_nothing() {
    parcel::on_both(|world| async move {
        registered(&world, "A").await;
        for (name, value) in [
            ("since", "31.2.2026"),
            ("since", "2026-02-30"),
            ("since", "-009999-01-01"),
            ("since", "-004714-01-01"),
            ("since", "'"),
            ("heavier", "1e3"),
            ("heavier", "9223372036854775808"),
            ("heavier", "1; DROP TABLE parcel"),
            ("id", "1"),
            ("id", "\0"),
        ] {
            assert_eq!(
                refused(&world, &asking(&[(name, value)], 5)).await.code,
                "list-value-wrong"
            );
        }
        let query = asking(&[("weight = 1 OR 1", "1")], 5);
        assert_eq!(refused(&world, &query).await.code, "list-filter-unknown");
        let query = ListQuery { order: Some("number DESC".into()), ..asking(&[], 5) };
        assert_eq!(refused(&world, &query).await.code, "list-order-unknown");
        for (name, value) in [
            ("number", "a\0b"),
            ("begins", "A\0"),
            ("since", "9999-12-31"),
            ("heavier", "9223372036854775807"),
            ("number", "A' OR 'a' = 'a"),
        ] {
            let query = asking(&[(name, value)], 5);
            let page = PARCELS.page(&world.kernel, &Who::machine(), &query).await.unwrap();
            assert_eq!(page.rows.len(), 0, "{name} {value:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn lists_show_what_one_may_open_and_nothing_else() {
    parcel::on_both(|world| async move {
        let (inside, elsewhere) = (uuid::Uuid::from_u128(77), uuid::Uuid::from_u128(78));
        let mut parcels = Vec::new();
        for unit in ["", "hki", "ou"] {
            for class in kernel::Class::ALL {
                for compartment in [None, Some(inside), Some(elsewhere)] {
                    let number = format!("N{:02}", parcels.len());
                    let act = register(new_parcel(&world), &number);
                    let act = Register { unit: unit.into(), class, compartment, ..act };
                    world.kernel.run(&Who::machine(), act, Run::default()).await.unwrap();
                    let access = kernel::Access { unit: unit.into(), class, compartment };
                    parcels.push((number, access));
                }
            }
        }
        for units in [vec!["hki"], vec!["hki", "ou"]] {
            for clearance in kernel::Class::ALL {
                for compartments in [vec![], vec![inside], vec![inside, elsewhere]] {
                    let profile = kernel::Profile {
                        unit: "hki".into(),
                        roles: ["handler".to_owned()].into(),
                        units: units.iter().map(ToString::to_string).collect(),
                        clearance,
                        compartments: compartments.iter().copied().collect(),
                    };
                    let who = world.user_with("Anna", profile).await;
                    let may = parcels.iter().filter(|(_, access)| who.sees(access));
                    let may: Vec<&str> = may.map(|(number, _)| number.as_str()).collect();
                    assert_eq!(all_pages(&world, &who, &asking(&[], 7)).await, may, "{who:?}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_changed_cursor_is_refused_and_a_whole_one_shows_only_what_its_user_may_see() {
    parcel::on_both(|world| async move {
        for n in 0..6 {
            let unit = if n % 2 == 0 { "hki" } else { "ou" };
            let act = register(new_parcel(&world), &format!("N{n}"));
            let act = Register { unit: unit.into(), ..act };
            world.kernel.run(&Who::machine(), act, Run::default()).await.unwrap();
        }
        let first = PARCELS.page(&world.kernel, &Who::machine(), &asking(&[], 2)).await.unwrap();
        let cursor = first.next.unwrap();
        let with = |cursor: String| ListQuery { after: Some(cursor), ..asking(&[], 5) };
        for at in 0..cursor.len() {
            let mut changed = cursor.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            // The last letter may hold bits that are not part of any byte.
            let code = match PARCELS.page(&world.kernel, &Who::machine(), &with(changed)).await {
                Err(NotDone::Refused(refusal)) => refusal.code,
                other => panic!("letter {at}: {other:?}"),
            };
            assert_eq!(code, "list-cursor-wrong", "letter {at}");
        }
        for made_up in ["", "=", "AAAA", "../..", "\0", &cursor[1..], &format!("{cursor}A")] {
            if !made_up.is_empty() {
                let code = refused(&world, &with(made_up.to_owned())).await.code;
                assert_eq!(code, "list-cursor-wrong", "{made_up:?}");
            }
        }
        let newest = ListQuery { order: Some("newest".into()), ..with(cursor.clone()) };
        assert_eq!(refused(&world, &newest).await.code, "list-cursor-wrong");
        // The machine's cursor in a user's hands.
        let handler = world.user("Anna", "hki", &["handler"]).await;
        assert_eq!(all_pages(&world, &handler, &with(cursor)).await, ["N2", "N4"]);
        assert_eq!(all_pages(&world, &handler, &asking(&[], 1)).await, ["N0", "N2", "N4"]);
    })
    .await;
}

#[tokio::test]
async fn a_stored_text_that_is_none_is_told_as_damage() {
    let world = parcel::setup().0.world(kernel::Engine::Sqlite).await;
    let id = registered(&world, "A").await;
    let torn = "UPDATE parcel SET number = CAST(X'41FF' AS TEXT) WHERE stream_id = $1";
    world.tamper(torn, vec![id.into()]).await.unwrap();
    let page = PARCELS.page(&world.kernel, &Who::machine(), &asking(&[], 5)).await.unwrap();
    assert_eq!(page.rows[0].get::<String>(1).unwrap_err().kind, FaultKind::Corrupt);
    let torn = "UPDATE event SET body = CAST(X'7B22FF' AS TEXT) WHERE stream_id = $1";
    world.tamper(torn, vec![id.into()]).await.unwrap();
    let fault = world.kernel.peek::<parcel::Parcel>(id).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Corrupt, "{fault:?}");
}

#[tokio::test]
async fn a_null_character_in_a_write_is_a_fault_on_both_engines() {
    parcel::on_both(|world| async move {
        let id = registered(&world, "A").await;
        let update = "UPDATE parcel SET owner = $2 WHERE stream_id = $1";
        let written = world.tamper(update, vec![id.into(), Value::from("a\0b")]).await;
        assert!(written.unwrap_err().contains("null character"));
        // Who searches for one is answered all the same, and it is in the audit.
        let entry = world.kernel.entry(&Who::machine(), kernel::AuditKind::Search, "look");
        world.kernel.audit(entry.detail("a\0b")).await.unwrap();
        let sql = "SELECT detail FROM audit WHERE act = 'look'";
        let rows = world.kernel.fetch(sql, vec![]).await.unwrap();
        assert_eq!(rows[0].get::<String>(0).unwrap(), "a\u{fffd}b");
        let audit = world.kernel.audit_verify(&mut |_, _| {}).await.unwrap();
        assert_eq!(audit.told, [""; 0]);
    })
    .await;
}

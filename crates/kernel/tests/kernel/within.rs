//! What is recorded of a thing in a compartment: its members alone are told, in chains of its own.

use std::collections::BTreeMap;

use kernel::{AUDIT, Class, ListQuery, Profile, Run, Who};
use testkit::World;
use uuid::Uuid;

use crate::parcel::{self, Parcel, ParcelId, Register, note, register, registered};

const INSIDE: Uuid = Uuid::from_u128(5);

async fn user(world: &World, compartments: &[Uuid]) -> Who {
    let profile = Profile {
        unit: "hki".into(),
        roles: ["handler".to_owned()].into(),
        units: ["hki".to_owned()].into(),
        clearance: Class::Normal,
        compartments: compartments.iter().copied().collect(),
    };
    world.user_with("Somebody", profile).await
}

/// What an auditor is shown of the record: the act, the subject and the place in its chain.
async fn shown(world: &World, who: &Who) -> Vec<(String, Option<Uuid>, Uuid, i64)> {
    let query = ListQuery { limit: 100, ..ListQuery::default() };
    let page = AUDIT.page(&world.kernel, who, &query).await.unwrap();
    let row = |row: &kernel::DbRow| {
        (row.get(3).unwrap(), row.get(5).unwrap(), row.get(7).unwrap(), row.get(8).unwrap())
    };
    page.rows.iter().map(row).collect()
}

#[tokio::test]
async fn looks_and_acts_within_a_compartment_are_told_to_its_members_alone() {
    parcel::on_both(|world| async move {
        let (member, outsider) = (user(&world, &[INSIDE]).await, user(&world, &[]).await);
        registered(&world, "open").await;
        let before = shown(&world, &outsider).await;
        let hidden = ParcelId(world.kernel.next_id());
        let act = Register { compartment: Some(INSIDE), ..register(hidden, "sealed") };
        world.kernel.run(&member, act, Run::default()).await.unwrap();
        note(&world, hidden, "by the machine").await;
        world.kernel.open::<Parcel>(&member, hidden, parcel::HANDLE, "look").await.unwrap();
        assert_eq!(shown(&world, &outsider).await, before, "nothing was added for them");
        let inside = shown(&world, &member).await;
        assert_eq!(inside.iter().filter(|line| line.1 == Some(hidden.0)).count(), 3);

        // Whoever is not in it tried a thing that is not there, and everybody is told so.
        for id in [hidden, ParcelId(Uuid::from_u128(7))] {
            let looked = world.kernel.open::<Parcel>(&outsider, id, parcel::HANDLE, "look").await;
            assert!(looked.is_err());
        }
        let after = shown(&world, &outsider).await;
        assert_eq!(after.len(), before.len() + 2);
        // The open chains have no gap where something was kept from them.
        let mut lanes = BTreeMap::<Uuid, Vec<i64>>::new();
        after.iter().rev().for_each(|(_, _, lane, seq)| lanes.entry(*lane).or_default().push(*seq));
        for mut seqs in lanes.into_values() {
            seqs.sort_unstable();
            assert!(seqs.iter().copied().eq(1..=i64::try_from(seqs.len()).unwrap()), "{seqs:?}");
        }
        let told = world.kernel.audit_verify(&mut |_, _| {}).await.unwrap().told;
        assert_eq!(told, [""; 0]);
        let other = Uuid::from_u128(9).into();
        world.tamper("UPDATE audit_lane SET compartment = $1", vec![other]).await.unwrap();
        let told = world.kernel.audit_verify(&mut |_, _| {}).await.unwrap().told;
        assert!(!told.is_empty(), "a chain was given to another compartment");
    })
    .await;
}

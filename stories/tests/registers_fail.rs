//! Registers fail at random while people apply, on both databases: no case is lost, doubled, stuck or wrongly
//! granted. The long run is left out of the ordinary tests; it takes minutes:
//! `cargo test -p stories --test registers_fail -- --ignored`.

use kernel::Engine;
use stories::{Came, registers_fail};

/// Seeds of the long run.
const SEEDS: std::ops::Range<u64> = 1..41;
/// People who apply in the short run, and in the long one.
const FEW: usize = 3;
const ALL: usize = 10;

#[tokio::test]
async fn no_case_is_lost_or_doubled_while_registers_fail() {
    for (engine, seed) in [(Engine::Sqlite, 7), (Engine::Postgres, 11)] {
        let came = registers_fail(engine, seed, FEW).await;
        assert_eq!(came.granted + came.official, FEW + 1, "{seed}: {came:?}");
        assert!(came.faults >= FEW && came.granted > 0, "{seed}: {came:?}");
    }
}

#[tokio::test]
#[ignore = "takes minutes"]
async fn for_a_long_time_no_case_is_lost_or_doubled_while_registers_fail() {
    let mut all = Came::default();
    for seed in SEEDS {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let came = registers_fail(engine, seed, ALL).await;
            all.sent += came.sent;
            all.granted += came.granted;
            all.official += came.official;
            all.faults += came.faults;
        }
    }
    assert_eq!(all.granted + all.official, all.sent, "{all:?}");
    assert!(all.granted > 0 && all.official > all.granted, "{all:?}");
}

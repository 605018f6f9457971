//! Typed ids: every kind of thing has its own, all are version 7 UUIDs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

use crate::time::Clock;

/// The identity of a stream of events: which kind of thing, and which one.
pub trait StreamKey: Copy + Send + Sync + 'static {
    /// The stored name of the kind, such as `case`.
    const KIND: &'static str;

    /// The id without its type.
    fn uuid(self) -> Uuid;
}

/// Declares an id type that names a kind of stream: `id!(/// doc, CaseId, "case")`.
#[macro_export]
macro_rules! id {
    ($(#[$meta:meta])* $name:ident, $kind:literal) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug,
            ::serde::Serialize, ::serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub ::uuid::Uuid);

        impl $crate::StreamKey for $name {
            const KIND: &'static str = $kind;
            fn uuid(self) -> ::uuid::Uuid {
                self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::uuid::Error;
            fn from_str(text: &str) -> Result<Self, ::uuid::Error> {
                text.parse().map($name)
            }
        }

        impl From<$name> for $crate::Value {
            fn from(id: $name) -> Self {
                $crate::Value::Uuid(id.0)
            }
        }

        impl $crate::FromValue for $name {
            fn from_value(value: $crate::Value) -> Result<Self, $crate::Fault> {
                <::uuid::Uuid as $crate::FromValue>::from_value(value).map($name)
            }
        }
    };
}

/// Where new ids come from. Nothing else in the house makes one.
pub trait Ids: Send + Sync + 'static {
    /// A new id, greater than those before it from the same source and clock.
    fn next(&self) -> Uuid;
}

/// Ids from the clock and the machine's randomness.
pub struct SystemIds(pub Arc<dyn Clock>);

impl Ids for SystemIds {
    fn next(&self) -> Uuid {
        let micros = u64::try_from(self.0.now().micros()).unwrap_or(0);
        let random: [u8; 10] = rand::random();
        uuid::Builder::from_unix_timestamp_millis(micros / 1000, &random).into_uuid()
    }
}

/// Ids that repeat from one seed: for tests and made-up populations.
#[derive(Debug)]
pub struct SeededIds {
    millis: u64,
    counter: AtomicU64,
    seed: u64,
}

impl SeededIds {
    /// Ids as if born from `millis` since the epoch on, one millisecond per 65,536 ids.
    #[must_use]
    pub const fn new(seed: u64, millis: u64) -> SeededIds {
        SeededIds { millis, counter: AtomicU64::new(0), seed }
    }
}

impl Ids for SeededIds {
    fn next(&self) -> Uuid {
        let n = self.counter.fetch_add(1, Ordering::SeqCst);
        let mut bytes = [0_u8; 10];
        let (low, high) = bytes.split_at_mut(2);
        low.copy_from_slice(&u16::try_from(n & 0xFFF).unwrap_or(0).to_be_bytes());
        high.copy_from_slice(&mix(self.seed ^ n).to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(self.millis + (n >> 12), &bytes).into_uuid()
    }
}

/// A fixed bijection that spreads counters over all 64 bits (the finaliser of SplitMix64).
const fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeded_ids_repeat_and_sort_by_birth() {
        let a: Vec<_> = (0..10_000).scan(SeededIds::new(7, 1), |s, _| Some(s.next())).collect();
        let b: Vec<_> = (0..10_000).scan(SeededIds::new(7, 1), |s, _| Some(s.next())).collect();
        assert_eq!(a, b);
        assert!(a.is_sorted());
        assert_ne!(
            a,
            (0..10_000).scan(SeededIds::new(8, 1), |s, _| Some(s.next())).collect::<Vec<_>>()
        );
    }
}

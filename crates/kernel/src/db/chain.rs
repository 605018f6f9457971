//! The audit chains of one writer: every audit row carries the hash of the one before it.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::value::Value;
use super::write::Write;
use crate::audit::{AuditEntry, audit_hash, lane_start};

/// Where a writer's chains stand: the open one, and one for each compartment. One writer at a time
/// holds them, so they never branch. Those of a compartment are apart, so that a reader of the open
/// one misses nothing in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chain(BTreeMap<Option<Uuid>, End>);

#[derive(Debug, Clone)]
struct End {
    lane: Uuid,
    seq: i64,
    head: [u8; 32],
}

impl Chain {
    /// New chains with ids of their own.
    pub(crate) fn start() -> Chain {
        Chain::default()
    }

    /// The inserts for an entry, and its chain moves on.
    pub(crate) fn append(&mut self, entry: &AuditEntry) -> Vec<Write> {
        let within = entry.within;
        let end = self.0.entry(within).or_insert_with(|| End::start(within));
        let named = within.filter(|_| end.seq == 0).map(|compartment| end.named(compartment));
        named.into_iter().chain([end.append(entry)]).collect()
    }
}

impl End {
    fn start(within: Option<Uuid>) -> End {
        let lane = Uuid::from_bytes(rand::random());
        End { lane, seq: 0, head: lane_start(lane, within) }
    }

    /// Says whose chain it is.
    fn named(&self, compartment: Uuid) -> Write {
        Write::new(
            crate::sql!("INSERT INTO audit_lane (lane, compartment) VALUES ($1, $2)"),
            vec![self.lane.into(), compartment.into()],
        )
    }

    fn append(&mut self, entry: &AuditEntry) -> Write {
        self.seq += 1;
        self.head = audit_hash(&self.head, self.lane, self.seq, entry);
        Write::new(
            crate::sql!(
                "INSERT INTO audit (lane, seq, at, actor, session, kind, act, subject_kind, subject, detail, hash) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
            ),
            vec![
                self.lane.into(),
                self.seq.into(),
                entry.at.into(),
                entry.actor.into(),
                entry.session.into(),
                entry.kind.code().into(),
                entry.act.as_str().into(),
                entry.subject_kind.as_str().into(),
                entry.subject.into(),
                entry.detail.as_str().into(),
                Value::Bytes(self.head.to_vec()),
            ],
        )
        .apart()
    }
}

/// SHA-256 over parts, each preceded by its length, so that parts cannot run together.
pub(crate) fn hash_parts(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

//! The audit chain of one writer: every audit row carries the hash of the one before it.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::value::Value;
use super::write::Write;
use crate::audit::{AuditEntry, audit_hash, lane_start};

/// Where a chain stands. One writer at a time holds it, so chains never branch.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    lane: Uuid,
    seq: i64,
    head: [u8; 32],
}

impl Chain {
    /// A new chain with an id of its own.
    pub(crate) fn start() -> Chain {
        let lane = Uuid::from_bytes(rand::random());
        Chain { lane, seq: 0, head: lane_start(lane) }
    }

    /// The insert for an entry, and the chain moves on.
    pub(crate) fn append(&mut self, entry: &AuditEntry) -> Write {
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

//! Checkpoints: every night one signature over the ends of all chains that moved since.
//!
//! A chain of hashes shows a change in its middle, but not that its end, or the whole of it, is
//! gone. So the ends of streams and audit lanes become leaves of a Merkle tree (RFC 6962 hashing),
//! its root is signed with a key that is not in the database, together with the signature of the
//! night before. The root also goes to the log, so that another machine remembers it.

use ed25519_dalek::{Signer as _, SigningKey, Verifier as _, VerifyingKey};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::audit::{AuditEntry, AuditKind, audit_hash, lane_start};
use crate::db::{CommitError, DbRow, Lane, Miss, Value, Write, WriteSet, hash_parts};
use crate::job::JobKind;
use crate::refusal::Fault;
use crate::sql;
use crate::store::Kernel;
use crate::time::Ts;
use crate::verify::{Report, after, blocking};

/// Rows read or written at once.
const PAGE: i64 = 2000;
/// Heads of a checkpoint that was never finished are removed after this long.
const UNFINISHED_SECONDS: i64 = 24 * 3600;

/// A signed root over chain ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Its number, from 1.
    pub n: i64,
    /// Ends of chains it covers.
    pub leaves: i64,
    /// Root of their Merkle tree.
    pub root: [u8; 32],
}

/// The nightly job.
pub(crate) fn job() -> JobKind {
    JobKind::new("kernel.checkpoint", |run| {
        Box::pin(async move { run.kernel.checkpoint().await.map(drop) })
    })
    .every(24 * 3600)
}

/// A Merkle tree root that takes its leaves one by one and keeps only the edge.
#[derive(Default)]
struct Merkle(Vec<(u32, [u8; 32])>);

impl Merkle {
    fn push(&mut self, leaf: &[u8]) {
        let mut level = 0;
        let mut hash: [u8; 32] =
            Sha256::new().chain_update([0]).chain_update(leaf).finalize().into();
        while let Some((_, left)) = self.0.pop_if(|(l, _)| *l == level) {
            hash = node(&left, &hash);
            level += 1;
        }
        self.0.push((level, hash));
    }

    fn root(mut self) -> [u8; 32] {
        let Some((_, last)) = self.0.pop() else { return Sha256::digest([]).into() };
        self.0.iter().rev().fold(last, |right, (_, left)| node(left, &right))
    }
}

fn node(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

fn leaf(chain: Uuid, position: i64, head: &[u8]) -> Vec<u8> {
    [&chain.as_bytes()[..], &position.to_be_bytes(), head].concat()
}

/// A stored checkpoint.
struct Stored {
    n: i64,
    run: Uuid,
    at: Ts,
    leaves: i64,
    root: Vec<u8>,
    public_key: Vec<u8>,
    signature: Vec<u8>,
}

impl Stored {
    fn read(row: &DbRow) -> Result<Stored, Fault> {
        Ok(Stored {
            n: row.get(0)?,
            run: row.get(1)?,
            at: row.get(2)?,
            leaves: row.get(3)?,
            root: row.get(4)?,
            public_key: row.get(5)?,
            signature: row.get(6)?,
        })
    }

    /// What is signed: everything it says, and the signature before it.
    fn message(&self, previous: &[u8]) -> [u8; 32] {
        hash_parts(&[
            b"uma checkpoint",
            &self.n.to_be_bytes(),
            self.run.as_bytes(),
            &self.at.micros().to_be_bytes(),
            &self.leaves.to_be_bytes(),
            &self.root,
            previous,
        ])
    }
}

/// The end of a chain.
struct End {
    chain: Uuid,
    position: i64,
    head: Vec<u8>,
}

impl Kernel {
    fn signing_key(&self) -> SigningKey {
        SigningKey::from_bytes(&self.keys().ring().server_key("audit checkpoint"))
    }

    /// Signs the ends of all chains that moved since the last checkpoint; nothing when none did,
    /// or when another process made this one.
    ///
    /// # Errors
    /// A fault when the database is away; a half-made checkpoint does not count and is removed later.
    pub async fn checkpoint(&self) -> Result<Option<Checkpoint>, Fault> {
        self.tidy_checkpoints().await?;
        let run = self.next_id();
        let mut from = Some(Uuid::nil());
        while let Some(at) = from {
            let (moved, next) = self.moved_streams(at).await?;
            self.write_heads(run, moved).await?;
            from = next;
        }
        let mut lane = Uuid::nil();
        while let Some(next) = self.next_lane(lane).await? {
            lane = next;
            let end = self.lane_end(lane).await?;
            let signed = self.signed_until(lane, lane).await?;
            let signed = signed.first().map_or(0, |(_, position)| *position);
            self.write_heads(run, end.into_iter().filter(|e| e.position > signed).collect())
                .await?;
        }
        let (leaves, root) = self.tree(run, &mut |_, _| {}).await?;
        if leaves == 0 {
            return Ok(None);
        }
        self.sign(run, leaves, root).await
    }

    async fn sign(
        &self,
        run: Uuid,
        leaves: i64,
        root: [u8; 32],
    ) -> Result<Option<Checkpoint>, Fault> {
        let select = sql!("SELECT n, signature FROM checkpoint ORDER BY n DESC LIMIT 1");
        let last = self.db().fetch_optional(select, vec![]).await?;
        let (last, previous): (i64, Vec<u8>) = match last {
            Some(row) => (row.get(0)?, row.get(1)?),
            None => (0, Vec::new()),
        };
        let key = self.signing_key();
        let mut stored = Stored {
            n: last + 1,
            run,
            at: self.now(),
            leaves,
            root: root.to_vec(),
            public_key: key.verifying_key().to_bytes().to_vec(),
            signature: Vec::new(),
        };
        stored.signature = key.sign(&stored.message(&previous)).to_bytes().to_vec();
        let insert = sql!(
            "INSERT INTO checkpoint (n, run, at, leaves, root, public_key, signature) VALUES ($1, $2, $3, $4, $5, $6, $7)"
        );
        let binds = vec![
            stored.n.into(),
            run.into(),
            stored.at.into(),
            leaves.into(),
            stored.root.into(),
            stored.public_key.into(),
            stored.signature.into(),
        ];
        if !self.write(Write::new(insert, binds).free_else(Miss::Again)).await? {
            return Ok(None);
        }
        tracing::info!(n = stored.n, leaves, root = hex(&root), "checkpoint signed");
        Ok(Some(Checkpoint { n: stored.n, leaves, root }))
    }

    /// Ends of streams that moved, among a page of streams from an id on; and where to go on.
    async fn moved_streams(&self, from: Uuid) -> Result<(Vec<End>, Option<Uuid>), Fault> {
        let select = sql!(
            "SELECT stream_id, version, head FROM stream WHERE stream_id >= $1 ORDER BY stream_id LIMIT $2"
        );
        let rows = self.db().fetch(select, vec![from.into(), PAGE.into()]).await?;
        let mut ends = Vec::with_capacity(rows.len());
        for row in &rows {
            ends.push(End { chain: row.get(0)?, position: row.get(1)?, head: row.get(2)? });
        }
        let Some(last) = ends.last().map(|e| e.chain) else { return Ok((ends, None)) };
        let full = i64::try_from(rows.len()).unwrap_or(i64::MAX) == PAGE;
        let mut signed = self.signed_until(from, last).await?.into_iter().peekable();
        ends.retain(|end| {
            while signed.next_if(|(chain, _)| *chain < end.chain).is_some() {}
            let known = signed.next_if(|(chain, _)| *chain == end.chain);
            known.is_none_or(|(_, position)| end.position > position)
        });
        Ok((ends, after(last).filter(|_| full)))
    }

    /// How far each chain in a range is covered by finished checkpoints.
    async fn signed_until(&self, from: Uuid, to: Uuid) -> Result<Vec<(Uuid, i64)>, Fault> {
        let select = sql!(
            "SELECT h.chain, MAX(h.position) FROM checkpoint_head h JOIN checkpoint c ON c.run = h.run \
             WHERE h.chain >= $1 AND h.chain <= $2 GROUP BY h.chain ORDER BY h.chain"
        );
        let rows = self.db().fetch(select, vec![from.into(), to.into()]).await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
    }

    async fn next_lane(&self, lane: Uuid) -> Result<Option<Uuid>, Fault> {
        let select = sql!("SELECT lane FROM audit WHERE lane > $1 ORDER BY lane LIMIT 1");
        let row = self.db().fetch_optional(select, vec![lane.into()]).await?;
        row.map(|r| r.get(0)).transpose()
    }

    async fn lane_end(&self, lane: Uuid) -> Result<Option<End>, Fault> {
        let select = sql!("SELECT seq, hash FROM audit WHERE lane = $1 ORDER BY seq DESC LIMIT 1");
        let row = self.db().fetch_optional(select, vec![lane.into()]).await?;
        row.map(|r| Ok(End { chain: lane, position: r.get(0)?, head: r.get(1)? })).transpose()
    }

    async fn write_heads(&self, run: Uuid, ends: Vec<End>) -> Result<(), Fault> {
        if ends.is_empty() {
            return Ok(());
        }
        let insert = sql!(
            "INSERT INTO checkpoint_head (chain, run, position, head) VALUES ($1, $2, $3, $4)"
        );
        let writes = ends.into_iter().map(|end| {
            let End { chain, position, head } = end;
            Write::new(insert, vec![chain.into(), run.into(), position.into(), head.into()])
        });
        let set = WriteSet { lane: Lane::Batch, writes: writes.collect(), ..WriteSet::default() };
        self.db().commit(set).await.map_err(|e| match e {
            CommitError::Fault(f) | CommitError::Retry(f) => f,
            CommitError::Missed(m) => Fault::message(format!("heads of a checkpoint: {m:?}")),
        })
    }

    /// The root over the heads of a run as stored. `each` hears every end, and the hash that the
    /// chain itself has at that position.
    async fn tree(
        &self,
        run: Uuid,
        each: &mut (dyn FnMut(&End, Option<Vec<u8>>) + Send),
    ) -> Result<(i64, [u8; 32]), Fault> {
        let select = sql!(
            "SELECT h.chain, h.position, h.head, e.hash, a.hash FROM checkpoint_head h \
             LEFT JOIN event e ON e.stream_id = h.chain AND e.version = h.position \
             LEFT JOIN audit a ON a.lane = h.chain AND a.seq = h.position \
             WHERE h.run = $1 AND h.chain >= $2 ORDER BY h.chain LIMIT $3"
        );
        let mut merkle = Merkle::default();
        let mut leaves = 0;
        let mut from = Some(Uuid::nil());
        while let Some(at) = from {
            let rows = self.db().fetch(select, vec![run.into(), at.into(), PAGE.into()]).await?;
            from = None;
            for row in &rows {
                let end = End { chain: row.get(0)?, position: row.get(1)?, head: row.get(2)? };
                merkle.push(&leaf(end.chain, end.position, &end.head));
                leaves += 1;
                from = after(end.chain);
                each(&end, row.get::<Option<Vec<u8>>>(3)?.or(row.get(4)?));
            }
        }
        Ok((leaves, merkle.root()))
    }

    /// Removes the heads of checkpoints that were begun and never finished.
    async fn tidy_checkpoints(&self) -> Result<(), Fault> {
        let next = sql!("SELECT run FROM checkpoint_head WHERE run > $1 ORDER BY run LIMIT 1");
        let finished = sql!("SELECT n FROM checkpoint WHERE run = $1");
        let delete = sql!("DELETE FROM checkpoint_head WHERE run = $1");
        let old = self.now().plus_seconds(-UNFINISHED_SECONDS).micros() / 1_000_000;
        let mut run = Uuid::nil();
        while let Some(row) = self.db().fetch_optional(next, vec![run.into()]).await? {
            run = row.get(0)?;
            let begun = run.get_timestamp().map_or(0, |t| t.to_unix().0);
            let is_old = i64::try_from(begun).unwrap_or(i64::MAX) < old;
            if is_old && self.db().fetch_optional(finished, vec![run.into()]).await?.is_none() {
                self.write(Write::new(delete, vec![run.into()])).await?;
            }
        }
        Ok(())
    }

    /// Verifies what must never change: the chains of all streams, the chain of every audit lane,
    /// and every checkpoint with its signature and the ends it covers. `progress` hears events done
    /// and events in all.
    ///
    /// # Errors
    /// A fault when the database is away; what is wrong stands in the report.
    pub async fn audit_verify(
        &self,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Report, Fault> {
        let mut report = self.verify_chains(progress).await?;
        self.verify_lanes(&mut report).await?;
        self.verify_checkpoints(&mut report).await?;
        Ok(report)
    }

    async fn verify_lanes(&self, report: &mut Report) -> Result<(), Fault> {
        let select = sql!(
            "SELECT a.lane, a.seq, a.at, a.actor, a.session, a.kind, a.act, a.subject_kind, a.subject, a.detail, a.hash, l.compartment \
             FROM audit a LEFT JOIN audit_lane l ON l.lane = a.lane \
             WHERE (a.lane, a.seq) > ($1, $2) ORDER BY a.lane, a.seq LIMIT $3"
        );
        let mut end = End { chain: Uuid::nil(), position: 0, head: Vec::new() };
        loop {
            let binds = vec![end.chain.into(), end.position.into(), PAGE.into()];
            let rows = self.db().fetch(select, binds).await?;
            if rows.is_empty() {
                return Ok(());
            }
            report.audit_rows += u64::try_from(rows.len()).unwrap_or(u64::MAX);
            let (last, findings) = blocking(move || lane_findings(&rows, end)).await?;
            findings.into_iter().for_each(|f| report.tell(f));
            end = last;
        }
    }

    async fn verify_checkpoints(&self, report: &mut Report) -> Result<(), Fault> {
        let select = sql!(
            "SELECT n, run, at, leaves, root, public_key, signature FROM checkpoint WHERE n > $1 ORDER BY n LIMIT 1"
        );
        let key = self.signing_key().verifying_key();
        let mut n = 0;
        let mut previous = Vec::new();
        while let Some(row) = self.db().fetch_optional(select, vec![Value::Int(n)]).await? {
            let stored = Stored::read(&row)?;
            if stored.n != n + 1 {
                report.tell(format!("checkpoint {} is missing", n + 1));
            } else if !signed(&stored, &previous, &key) {
                report.tell(format!("checkpoint {} is not signed by this installation", stored.n));
            }
            n = stored.n;
            let mut findings = Vec::new();
            let mut each = |end: &End, found: Option<Vec<u8>>| match found {
                None => findings.push(format!(
                    "chain {}: its end at {} was signed in checkpoint {n} and is gone",
                    end.chain, end.position
                )),
                Some(found) if found != end.head => findings.push(format!(
                    "chain {}: its entry {} is not the one signed in checkpoint {n}",
                    end.chain, end.position
                )),
                Some(_) => {}
            };
            let (leaves, root) = self.tree(stored.run, &mut each).await?;
            findings.into_iter().for_each(|f| report.tell(f));
            if leaves != stored.leaves || root.as_slice() != stored.root {
                report.tell(format!("checkpoint {n}: the ends it covers are not those it signed"));
            }
            report.checkpoints += 1;
            previous = stored.signature;
        }
        Ok(())
    }
}

fn signed(stored: &Stored, previous: &[u8], key: &VerifyingKey) -> bool {
    let signature = ed25519_dalek::Signature::from_slice(&stored.signature);
    stored.public_key == key.to_bytes()
        && signature.is_ok_and(|s| key.verify(&stored.message(previous), &s).is_ok())
}

/// What is wrong with a page of audit rows, and where it ends.
fn lane_findings(rows: &[DbRow], before: End) -> Result<(End, Vec<String>), Fault> {
    let mut findings = Vec::new();
    let mut end = before;
    for row in rows {
        let (lane, seq): (Uuid, i64) = (row.get(0)?, row.get(1)?);
        if lane != end.chain {
            let start = lane_start(lane, row.get(11)?);
            end = End { chain: lane, position: 0, head: start.to_vec() };
        }
        let hash: Vec<u8> = row.get(10)?;
        let prev: [u8; 32] = end.head.as_slice().try_into().unwrap_or_default();
        if seq != end.position + 1 {
            findings.push(format!("audit lane {lane}: entry {} is missing", end.position + 1));
        } else if audit_entry(row)?.is_none_or(|e| audit_hash(&prev, lane, seq, &e)[..] != hash) {
            findings.push(format!("audit lane {lane}: entry {seq} is not what was recorded"));
        }
        end = End { chain: lane, position: seq, head: hash };
    }
    Ok((end, findings))
}

fn audit_entry(row: &DbRow) -> Result<Option<AuditEntry>, Fault> {
    let Some(kind) = AuditKind::from_code(&row.get::<String>(5)?) else { return Ok(None) };
    Ok(Some(AuditEntry {
        at: row.get(2)?,
        actor: row.get(3)?,
        session: row.get(4)?,
        kind,
        act: row.get(6)?,
        subject_kind: row.get(7)?,
        subject: row.get(8)?,
        detail: row.get(9)?,
        within: row.get(11)?,
    }))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference tree of RFC 6962 implementations.
    #[test]
    fn roots_are_those_of_rfc_6962() {
        let leaves: [&[u8]; 8] = [
            b"",
            &[0],
            &[0x10],
            &[0x20, 0x21],
            &[0x30, 0x31],
            b"@ABC",
            b"PQRSTUVW",
            b"`abcdefghijklmno",
        ];
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        for (n, root) in roots.iter().enumerate() {
            let mut tree = Merkle::default();
            leaves.iter().take(n).for_each(|l| tree.push(l));
            assert_eq!(hex(&tree.root()), *root, "{n} leaves");
        }
    }
}

//! Audit: who looked at what and who did what, in chains that show any later change.

use uuid::Uuid;

use crate::db::hash_parts;
use crate::list::{Filter, FilterKind, List, Order};
use crate::rights::Who;
use crate::time::Ts;

/// What kind of thing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditKind {
    /// A person, case or document was opened.
    Read,
    /// An act was done.
    Write,
    /// A search was made.
    Search,
    /// Data left the system in a file.
    Export,
    /// An act was refused for lack of right.
    Denied,
    /// Someone signed in, out, or failed to.
    SignIn,
}

impl AuditKind {
    /// Every kind.
    pub const ALL: [AuditKind; 6] = [
        AuditKind::Read,
        AuditKind::Write,
        AuditKind::Search,
        AuditKind::Export,
        AuditKind::Denied,
        AuditKind::SignIn,
    ];

    /// Stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            AuditKind::Read => "read",
            AuditKind::Write => "write",
            AuditKind::Search => "search",
            AuditKind::Export => "export",
            AuditKind::Denied => "denied",
            AuditKind::SignIn => "sign-in",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<AuditKind> {
        AuditKind::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// One audit row before it is chained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: Ts,
    /// Who.
    pub actor: Uuid,
    /// In which session.
    pub session: Option<Uuid>,
    /// What kind of thing.
    pub kind: AuditKind,
    /// Name of the act or page.
    pub act: String,
    /// Kind of the stream it concerned; empty when none.
    pub subject_kind: String,
    /// The stream it concerned.
    pub subject: Option<Uuid>,
    /// More, without personal data: a purpose, a number of hits, a version.
    pub detail: String,
    /// The compartment whose members alone are told of it: that there is such a thing at all is
    /// nobody else's to know. It is chained among the entries of its compartment.
    pub within: Option<Uuid>,
}

impl AuditEntry {
    /// An entry by someone at an instant.
    #[must_use]
    pub fn new(who: &Who, at: Ts, kind: AuditKind, act: &str) -> AuditEntry {
        AuditEntry {
            at,
            actor: who.user.0,
            session: who.session,
            kind,
            act: act.to_owned(),
            subject_kind: String::new(),
            subject: None,
            detail: String::new(),
            within: None,
        }
    }

    /// Names the stream it concerned.
    #[must_use]
    pub fn about(mut self, kind: &str, stream: Uuid) -> AuditEntry {
        kind.clone_into(&mut self.subject_kind);
        self.subject = Some(stream);
        self
    }

    /// Adds detail without personal data.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> AuditEntry {
        self.detail = detail.into();
        self
    }

    /// Keeps it among the members of a compartment, when there is one.
    #[must_use]
    pub const fn within(mut self, compartment: Option<Uuid>) -> AuditEntry {
        self.within = compartment;
        self
    }
}

/// What the first row of a chain points back to: which chain it is, and whose it is when it is a
/// compartment's.
pub(crate) fn lane_start(lane: Uuid, within: Option<Uuid>) -> [u8; 32] {
    match within {
        None => hash_parts(&[b"uma audit lane", lane.as_bytes()]),
        Some(compartment) => {
            hash_parts(&[b"uma audit lane", lane.as_bytes(), compartment.as_bytes()])
        }
    }
}

/// Hash of an audit row: over the one before it and everything it says.
pub(crate) fn audit_hash(prev: &[u8; 32], lane: Uuid, seq: i64, e: &AuditEntry) -> [u8; 32] {
    hash_parts(&[
        prev,
        lane.as_bytes(),
        &seq.to_be_bytes(),
        &e.at.micros().to_be_bytes(),
        e.actor.as_bytes(),
        e.session.as_ref().map_or(&[][..], |s| s.as_bytes()),
        e.kind.code().as_bytes(),
        e.act.as_bytes(),
        e.subject_kind.as_bytes(),
        e.subject.as_ref().map_or(&[][..], |s| s.as_bytes()),
        e.detail.as_bytes(),
    ])
}

/// The audit record, newest first: for auditors, under a right of the system that shows it. What is of
/// a compartment is shown to its members alone.
pub static AUDIT: List = List {
    name: "audit",
    columns: "a.at, a.actor, a.kind, a.act, a.subject_kind, a.subject, a.detail, a.lane, a.seq, a.hash",
    width: 10,
    from: "(SELECT r.at, r.actor, r.kind, r.act, r.subject_kind, r.subject, r.detail, r.lane, r.seq, r.hash, \
           '' AS unit, 0 AS class, (SELECT l.compartment FROM audit_lane l WHERE l.lane = r.lane) AS compartment \
           FROM audit r) a",
    always: "",
    protected: Some("a"),
    filters: &[
        Filter { name: "subject", sql: "a.subject = ?", kind: FilterKind::Uuid },
        Filter { name: "actor", sql: "a.actor = ?", kind: FilterKind::Uuid },
        Filter { name: "since", sql: "a.at >= ?", kind: FilterKind::Since },
        Filter { name: "until", sql: "a.at < ?", kind: FilterKind::Until },
        Filter { name: "kind", sql: "a.kind = ?", kind: FilterKind::Text },
    ],
    orders: &[Order { name: "newest", columns: &["a.at", "a.lane", "a.seq"], descending: true }],
};

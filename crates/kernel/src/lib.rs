//! Events, acts, database, rights, audit, jobs: what every system stands on.
//!
//! An [`Act`] is run by the [`Kernel`]: it authorises, folds the stream, lets the act decide purely,
//! and commits events, rows, claims, jobs and the audit row together. Events are the legal record;
//! rows are a pure function of the folded state.

mod act;
mod audit;
mod blind;
mod checkpoint;
mod commit;
mod cursor;
pub mod db;
mod deciding;
mod erase;
mod errand;
mod event;
mod files;
mod id;
mod job;
mod keys;
mod list;
mod load;
mod loaded;
mod reaction;
mod refusal;
mod rights;
mod rows;
mod seal;
mod search;
mod session;
mod store;
mod time;
mod token;
mod user;
mod verify;

#[doc(hidden)]
pub use inventory;

pub use act::{Act, Cause, Changes, Done, NewJob, Run};
pub use audit::{AUDIT, AuditEntry, AuditKind};
pub use blind::BlindIndex;
pub use checkpoint::Checkpoint;
pub use commit::{RowStatements, statements};
pub use db::migrate::{Migration, check_collation, migrate};
pub use db::{Db, DbRow, Engine, FromValue, Value};
pub use deciding::{AnyAct, BoxFuture};
pub use event::{EventSet, Kind, Meta, NewEvent, Recorded, State, extend, fold};
pub use files::{CHUNK, FileId, FileWriter, NotStored, StoredFile};
pub use id::{Ids, SeededIds, StreamKey, SystemIds};
pub use job::{JobKind, JobRun, JobStatus};
pub use keys::{DataKey, FileKeyRing, KeyRing, KeyStore, keyed_hash};
pub use list::{
    Counted, Filter, FilterKind, List, ListPage, ListQuery, MERGED_MAX, Order, PAGE_MAX,
};
pub use load::{NewFile, NewStream, Portion, SealedLoad};
pub use reaction::{Answer, Reaction};
pub use refusal::{Fault, FaultKind, NotDone, Refusal};
pub use rights::{Access, Class, Ctx, MACHINE, Right, RightGrant, UserId, Who};
pub use rows::{Row, RowChange, Table, difference};
pub use seal::{SEAL, Sealed, Subject, erase_all};
pub use search::{SCAN_MAX, Search, SearchPage, SearchQuery, Term};
pub use session::{IDLE_SECONDS, NotSignedIn, SESSION_SECONDS, SignedIn, hash_password};
pub use store::{Health, Kernel, Opened, Projection, Read, Registry};
pub use time::{Clock, Date, SystemClock, TestClock, Ts};
pub use token::{TOKEN_DAYS_MAX, TOKEN_NAME_CHARS_MAX, TokenNotMade};
pub use user::{
    AddUser, ChangeUser, Colleague, EnableUser, GRANTS, MANAGE_USERS, Profile, USER_TABLES, User,
    UserEvent,
};
pub use verify::Report;

/// The kernel's own tables.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "kernel/0001", sql: include_str!("../migrations/0001_kernel.sql") },
    Migration { name: "kernel/0002", sql: include_str!("../migrations/0002_audit_lanes.sql") },
    Migration { name: "kernel/0003", sql: include_str!("../migrations/0003_tokens.sql") },
];

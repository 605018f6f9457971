//! An errand: one request that looks and then acts. What it has read is not read again, and its looks
//! go into the record together with the act, or before the answer.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use crate::audit::AuditEntry;
use crate::loaded::Loaded;
use crate::refusal::Fault;
use crate::store::Kernel;

/// What an errand remembers.
#[derive(Debug, Default)]
pub(crate) struct Errand(Mutex<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    /// Streams as they were read, until an act takes them or one is done.
    read: HashMap<Uuid, Loaded>,
    /// Looks that are not recorded yet.
    looks: Vec<AuditEntry>,
}

impl Errand {
    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn keep(&self, stream: Uuid, loaded: &Loaded) {
        self.remembered().read.insert(stream, loaded.clone());
    }

    pub(crate) fn take(&self, stream: Uuid) -> Option<Loaded> {
        self.remembered().read.remove(&stream)
    }

    pub(crate) fn looked(&self, entries: Vec<AuditEntry>) {
        self.remembered().looks.extend(entries);
    }

    /// The looks that are to be recorded now, by whoever takes them.
    fn take_looks(&self) -> Vec<AuditEntry> {
        std::mem::take(&mut self.remembered().looks)
    }

    /// The looks that are to be recorded with what commits now.
    pub(crate) fn looks(&self) -> Vec<AuditEntry> {
        self.remembered().looks.clone()
    }

    /// They were recorded, and what was read is old.
    pub(crate) fn recorded(&self) {
        *self.remembered() = Remembered::default();
    }

    /// What was read may have moved.
    pub(crate) fn forget_read(&self) {
        self.remembered().read.clear();
    }
}

impl Kernel {
    /// The kernel for one errand: [`Kernel::open`], [`Kernel::peek`] and [`Kernel::run`] read a stream
    /// once between them, and looks are recorded by the act that follows, or by [`Kernel::settle`].
    /// Whoever begins an errand settles it before anything of it is shown.
    #[must_use]
    pub fn errand(&self) -> Kernel {
        self.remembering(Errand::default())
    }

    /// Records the looks of an errand that no act recorded; looks that come meanwhile wait for the
    /// next time. A page may read on beside it.
    ///
    /// # Errors
    /// As [`Kernel::audit`]: then the answer must not be given either.
    pub async fn settle(&self) -> Result<(), Fault> {
        let looks = self.errand_of().map(Errand::take_looks).unwrap_or_default();
        if looks.is_empty() { Ok(()) } else { self.db().commit_audit(looks).await }
    }
}

//! Whether a kind of act is stopped for a person: what acts of every system ask before they do it.
//!
//! A compartment may stop kinds of act for a person. Whoever tries one is told that it is stopped and
//! whom to ask, in the same words whatever was stopped, why and by whom.

use std::collections::BTreeSet;

use kernel::{Fault, Kernel, Read, Refusal};

use crate::ids::{PersonId, StopsId};
use crate::state::{KnownPerson, Person, Stops};

pub use crate::model::ActKind;

/// Whether a kind of act may be done to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Standing {
    /// Nothing stands against it.
    Free,
    /// It is stopped.
    Stopped,
}

impl Standing {
    /// Goes on when nothing stands against it.
    ///
    /// # Errors
    /// `stopped-ask-duty-desk`, the one refusal for everything that is stopped.
    pub const fn free(self) -> Result<(), Refusal> {
        match self {
            Standing::Free => Ok(()),
            Standing::Stopped => Err(Refusal::new("stopped-ask-duty-desk")),
        }
    }
}

/// Is this kind of act stopped for this person, or for another record that two officials found to be
/// of the same person? For an act's `inputs`: a hold that is placed or lifted before the act commits
/// makes it ask again, so that the two cannot both win.
///
/// # Errors
/// A fault when the database is away.
pub async fn look(read: &mut Read<'_>, person: PersonId, kind: ActKind) -> Result<Standing, Fault> {
    look_all(read, [person], kind).await
}

/// The same for several persons: stopped when it is for one of them.
///
/// # Errors
/// As [`look`].
pub async fn look_all(
    read: &mut Read<'_>,
    persons: impl IntoIterator<Item = PersonId>,
    kind: ActKind,
) -> Result<Standing, Fault> {
    let mut all = BTreeSet::new();
    let mut new: Vec<PersonId> = persons.into_iter().collect();
    while let Some(person) = new.pop() {
        if all.insert(person) {
            // Whoever may not see the other record is stopped by it all the same.
            let record = read.fold_unseen::<Person>(person).await?;
            new.extend(record.known().into_iter().flat_map(KnownPerson::same));
        }
    }
    let mut standing = Standing::Free;
    // Each is asked, also after the answer is known: the answer takes as long whoever it is about.
    for person in all {
        if read.guard::<Stops>(StopsId::of(person)).await?.stop(kind) {
            standing = Standing::Stopped;
        }
    }
    Ok(standing)
}

/// The same for a job, before it does what cannot be taken back, such as sending a mail. What is
/// placed a moment later comes too late for it, as it would for a letter in the box.
///
/// # Errors
/// A fault when the database is away.
pub async fn peek(kernel: &Kernel, person: PersonId, kind: ActKind) -> Result<Standing, Fault> {
    let mut all = BTreeSet::new();
    let mut new = vec![person];
    let mut standing = Standing::Free;
    while let Some(person) = new.pop() {
        if all.insert(person) {
            let (record, _) = kernel.peek::<Person>(person).await?;
            new.extend(record.known().into_iter().flat_map(KnownPerson::same));
            let (stops, _) = kernel.peek::<Stops>(StopsId::of(person)).await?;
            if stops.stop(kind) {
                standing = Standing::Stopped;
            }
        }
    }
    Ok(standing)
}

//! Verbs on what parties get of a case's documents, and on the files they are given.

mod clear_version;
mod end_file;
mod give_file;
mod keep_file;
mod preview;
mod receiver;
mod redact;
mod table;
mod take_back_redaction;

pub use clear_version::ClearVersion;
pub use end_file::EndFile;
pub use give_file::{Facts, GiveFile, Receiver};
pub use keep_file::KeepFile;
pub use receiver::To;
pub(crate) use receiver::{choices, name_of};
pub use redact::Redact;
pub(crate) use table::PlanTable;
pub use take_back_redaction::TakeBackRedaction;

use std::collections::BTreeSet;

use kernel::{Fault, Read, Refusal};

use crate::events::Party;
use crate::ground;
use crate::hold::{self, ActKind, Standing};
use crate::state::{Case, KnownCase};

/// The case, pending or not: a party's right does not end with the matter.
fn known(case: &Case) -> Result<&KnownCase, Refusal> {
    case.known().ok_or_else(|| Refusal::new("case-unknown"))
}

/// Is somebody a party to whom the file may be given?
fn is_party(case: &KnownCase, party: Party) -> bool {
    case.all_parties().any(|(p, role)| p == party && ground::makes_a_party(role))
}

/// Does anything stand against giving a file to these? What they get may not be sent to them, and
/// nobody else whom the case concerns may become known by it.
async fn stops(
    read: &mut Read<'_>,
    case: &Case,
    receivers: &[Option<Party>],
) -> Result<Standing, Fault> {
    let person = |party: &Option<Party>| match party {
        Some(Party::Person(person)) => Some(*person),
        _ => None,
    };
    let receivers: BTreeSet<_> = receivers.iter().filter_map(person).collect();
    let letter = hold::look_all(read, receivers.iter().copied(), ActKind::Letter).await?;
    let others = case.known().into_iter().flat_map(KnownCase::persons);
    let others: Vec<_> = others.filter(|person| !receivers.contains(person)).collect();
    let notice = hold::look_all(read, others, ActKind::Notice).await?;
    Ok(match (letter, notice) {
        (Standing::Free, Standing::Free) => Standing::Free,
        _ => Standing::Stopped,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kernel::{FileId, Sealed, Who};
    use uuid::Uuid;

    use super::*;
    use crate::acts::tests::{case_id, document_added, officer, opened, party_added, person_id};
    use crate::events::{CaseEvent, GivingEvent, Hides};
    use crate::ids::{GivenId, RedactionId};
    use crate::rights::{GIVE, SEE, WORK};

    pub(super) fn giver() -> Who {
        Who { rights: Arc::new([SEE, WORK, GIVE].into()), ..officer() }
    }

    pub(super) const fn file(n: u128) -> FileId {
        FileId(Uuid::from_u128(n))
    }

    pub(super) const fn given_id() -> GivenId {
        GivenId(Uuid::from_u128(800))
    }

    pub(super) const fn redaction_id() -> RedactionId {
        RedactionId(Uuid::from_u128(810))
    }

    pub(super) const fn applicant() -> Party {
        Party::Person(person_id())
    }

    /// A case with two documents, the second with a new version, and a spouse.
    pub(super) fn case() -> Case {
        let mut newer = document_added(3);
        if let CaseEvent::DocumentAdded { replaces, .. } = &mut newer {
            *replaces = Some(file(2));
        }
        let events = [opened(), document_added(1), document_added(2), newer, party_added("spouse")];
        testkit::given::<Case>(events).state(case_id().0)
    }

    pub(super) fn redacted(of: u128) -> GivingEvent {
        GivingEvent::Redacted {
            redaction: redaction_id(),
            file: file(of),
            hides: Hides::Whole,
            ground: "child-interest".into(),
            named: true,
            from: None,
            note: Sealed::new(case_id(), "About her child".into()),
        }
    }

    pub(super) fn taken_back() -> GivingEvent {
        let reason = Sealed::new(case_id(), "A mistake".into());
        GivingEvent::RedactionTakenBack { redaction: redaction_id(), reason }
    }

    pub(super) fn ordered(redactions: Vec<RedactionId>) -> GivingEvent {
        GivingEvent::FileOrdered {
            given: given_id(),
            to: applicant(),
            through: None,
            documents: vec![file(1), file(3)],
            redactions,
            language: "fi".into(),
            purpose: Sealed::new(case_id(), "Asked for it".into()),
        }
    }

    #[test]
    fn whoever_acts_for_a_party_and_a_witness_are_no_parties() {
        let with = |role: &str| {
            let case = testkit::given::<Case>([opened(), party_added(role)]).state(case_id().0);
            let known = case.known().unwrap();
            let other = known.parties[0].0;
            (is_party(known, applicant()), is_party(known, other))
        };
        assert_eq!(with("spouse"), (true, true));
        assert_eq!(with("witness"), (true, false));
        assert_eq!(with("representative"), (true, false));
    }
}

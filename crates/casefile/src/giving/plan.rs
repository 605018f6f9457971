//! What a file shows of each document.

use std::collections::{BTreeMap, BTreeSet};

use kernel::FileId;

use crate::events::{Area, Hides};
use crate::ids::RedactionId;
use crate::state::{Giving, Redaction};

/// What a party gets of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it.
    Whole,
    /// All but what is hidden, by page from 1.
    Partly(BTreeMap<usize, HiddenPage>),
    /// Nothing.
    Withheld {
        /// Code of the ground.
        ground: String,
        /// Does the index name it? Else the file does not betray that there is such a document.
        named: bool,
    },
}

/// A page of which something is hidden.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct HiddenPage {
    /// Code of the ground on which all of it is hidden.
    pub(crate) withheld: Option<String>,
    /// Areas, each with the code of its ground.
    pub(crate) areas: Vec<(Area, String)>,
}

/// A document and what a party gets of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Planned {
    /// The document.
    pub(crate) file: FileId,
    /// What they get.
    pub(crate) extent: Extent,
}

/// What a file with these documents shows of each, when these redactions hold.
pub(crate) fn plan(
    giving: &Giving,
    redactions: &[RedactionId],
    documents: &[FileId],
) -> Vec<Planned> {
    let held: BTreeSet<&RedactionId> = redactions.iter().collect();
    let held = giving.redactions.iter().filter(|(id, _)| held.contains(id));
    let mut by_file: BTreeMap<FileId, Vec<&Redaction>> = BTreeMap::new();
    for (_, redaction) in held {
        by_file.entry(redaction.file).or_default().push(redaction);
    }
    let planned = documents.iter().map(|file| {
        let extent = by_file.get(file).map_or(Extent::Whole, |of| extent(of));
        Planned { file: *file, extent }
    });
    planned.collect()
}

fn extent(redactions: &[&Redaction]) -> Extent {
    let mut whole = redactions.iter().filter(|r| r.hides == Hides::Whole);
    if let Some(first) = whole.next() {
        // One that must not be named outweighs others that may.
        let named = first.named && whole.all(|r| r.named);
        return Extent::Withheld { ground: first.ground.clone(), named };
    }
    let mut hidden: BTreeMap<usize, HiddenPage> = BTreeMap::new();
    for redaction in redactions {
        let ground = || redaction.ground.clone();
        match &redaction.hides {
            Hides::Whole => {}
            Hides::Pages(numbers) => {
                for number in numbers {
                    hidden.entry(*number).or_default().withheld.get_or_insert_with(ground);
                }
            }
            Hides::Areas(areas) => {
                for area in areas {
                    hidden.entry(area.page).or_default().areas.push((*area, ground()));
                }
            }
        }
    }
    if hidden.is_empty() { Extent::Whole } else { Extent::Partly(hidden) }
}

#[cfg(test)]
mod tests {
    use kernel::{Sealed, State as _};
    use testkit::given;
    use uuid::Uuid;

    use super::*;
    use crate::acts::tests::{case_id, other_id, person_id};
    use crate::events::{GivingEvent, Party};

    fn redacted(n: u128, file: u128, hides: Hides, named: bool) -> GivingEvent {
        GivingEvent::Redacted {
            redaction: RedactionId(Uuid::from_u128(n)),
            file: FileId(Uuid::from_u128(file)),
            hides,
            ground: format!("ground-{n}"),
            named,
            from: (n == 9).then_some(Party::Person(other_id())),
            note: Sealed::new(case_id(), "Why".into()),
        }
    }

    fn planned(events: Vec<GivingEvent>, party: Party) -> Vec<Extent> {
        let giving: Giving = given::<Giving>(events).state(case_id().0);
        let documents = [1, 2].map(|n| FileId(Uuid::from_u128(n)));
        let held = giving.kept_from(party, &documents);
        assert_eq!(Giving::STREAM, "case");
        plan(&giving, &held, &documents).into_iter().map(|planned| planned.extent).collect()
    }

    #[test]
    fn all_of_a_document_outweighs_its_parts_and_no_name_outweighs_a_name() {
        let applicant = Party::Person(person_id());
        let events = vec![
            redacted(1, 1, Hides::Pages([2].into()), true),
            redacted(2, 1, Hides::Whole, true),
            redacted(3, 1, Hides::Whole, false),
        ];
        let withheld = Extent::Withheld { ground: "ground-2".into(), named: false };
        assert_eq!(planned(events, applicant), [withheld, Extent::Whole]);
    }

    #[test]
    fn parts_of_one_page_come_together_and_another_party_is_not_kept_from_them() {
        let area = Area { page: 2, left: 0, top: 0, width: 10, height: 10 };
        let events = vec![
            redacted(1, 2, Hides::Pages([1, 2].into()), true),
            redacted(2, 2, Hides::Areas(vec![area]), true),
            redacted(9, 1, Hides::Whole, true),
        ];
        let applicant = planned(events.clone(), Party::Person(person_id()));
        let Extent::Partly(hidden) = &applicant[1] else { panic!("{applicant:?}") };
        assert_eq!(hidden[&1].withheld.as_deref(), Some("ground-1"));
        assert_eq!(hidden[&2].areas, [(area, "ground-2".to_owned())]);
        assert_eq!(applicant[0], Extent::Whole);
        let other = planned(events, Party::Person(other_id()));
        assert!(matches!(other[0], Extent::Withheld { .. }));
    }
}

//! Documents that systems make for a case: a pure function that returns the event, for systems that
//! decide and write to people; and which documents are looked at in place.

use kernel::{Changes, Refusal};

use crate::events::{CaseEvent, Document};
use crate::ids::CaseId;
use crate::state::KnownCase;

/// Puts a document into the file of a case, pending or not: what was decided belongs there for ever.
///
/// # Errors
/// `document-on-case` when the file is there already.
pub fn add(case: CaseId, known: &KnownCase, document: Document) -> Result<Changes, Refusal> {
    if known.document(document.file).is_some() {
        let name = document.name.get().cloned().unwrap_or_default();
        return Err(Refusal::new("document-on-case").with("name", name).at("file"));
    }
    Ok(Changes::one(case, &CaseEvent::DocumentAdded { document, replaces: None }))
}

/// May a browser show it in place? Only kinds that it shows without running anything.
#[must_use]
pub fn is_shown(media_type: &str) -> bool {
    media_type == "application/pdf" || media_type.starts_with("image/")
}

#[cfg(test)]
mod tests {
    use testkit::{given, on};

    use super::*;
    use crate::acts::tests::{case_id, closed, document_added, opened};
    use crate::state::Case;

    #[test]
    fn a_document_goes_into_the_file_once_also_when_the_case_is_closed() {
        let CaseEvent::DocumentAdded { document, .. } = document_added(7) else { panic!() };
        let state = |events: &[CaseEvent]| given::<Case>(events.to_vec()).state(case_id().0);
        let case = state(&[opened(), closed()]);
        let added = add(case_id(), case.known().unwrap(), document.clone()).unwrap();
        let events = added.into_events().unwrap();
        assert_eq!(events[0].body, on(case_id(), &document_added(7)).body);
        let case = state(&[opened(), document_added(7)]);
        let again = add(case_id(), case.known().unwrap(), document).unwrap_err();
        assert_eq!(again.code, "document-on-case");
    }
}

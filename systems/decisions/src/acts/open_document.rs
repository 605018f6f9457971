//! An official opens a document of a case of light processing: what they had before them is known later.

use casefile::{Case, CaseId};
use kernel::{Act, Changes, Ctx, Fault, FileId, Read, Refusal, Right};
use uuid::Uuid;

use crate::events::SittingEvent;
use crate::ids::SittingId;
use crate::rights::DECIDE;
use crate::state::Sittings;

/// Opens a document in a sitting, which keeps the first time.
#[derive(Debug, Clone, Copy)]
pub struct OpenDocument {
    /// Of which case.
    pub case: CaseId,
    /// Whose sitting.
    pub sitting: SittingId,
    /// Which document.
    pub document: FileId,
}

impl Act for OpenDocument {
    const NAME: &'static str = "light.document";
    const RIGHT: Right = DECIDE;
    type State = Sittings;
    type Inputs = Case;

    fn stream(&self) -> Uuid {
        self.sitting.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Case, Fault> {
        read.fold::<Case>(self.case).await
    }

    fn decide(&self, sittings: &Sittings, case: &Case, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        if self.sitting != SittingId::of(self.case, ctx.who.user) {
            return Err(Refusal::new("light-others"));
        }
        let unknown = || Refusal::new("document-not-on-case");
        let document = self.document;
        case.known().and_then(|known| known.document(document)).ok_or_else(unknown)?;
        let open = sittings.open().ok_or_else(|| Refusal::new("sitting-over"))?;
        if open.documents.contains_key(&document) {
            return Ok(Changes::new());
        }
        Ok(Changes::one(self.sitting, &SittingEvent::DocumentOpened { document }))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use casefile::{CaseEvent, Document};
    use kernel::Sealed;
    use testkit::given;

    use super::*;
    use crate::acts::tests::{CASE, PERSON, official, opened};

    const FILE: FileId = FileId(Uuid::from_u128(77));

    fn act(official_n: u128) -> OpenDocument {
        let sitting = SittingId::of(CASE, official(official_n).user);
        OpenDocument { case: CASE, sitting, document: FILE }
    }

    fn case() -> Case {
        let document = Document {
            file: FILE,
            name: Sealed::new(PERSON, "means.pdf".to_owned()),
            kind: "certificate".into(),
            media_type: "application/pdf".into(),
            size: 9,
            sha256: "ab".into(),
            language: None,
            sender: None,
            arrived: None,
        };
        let added = CaseEvent::DocumentAdded { document, replaces: None };
        given::<Case>([opened(), added]).state(CASE.0)
    }

    fn begun() -> SittingEvent {
        let (applicant, unit) = (PERSON, "HEL".to_owned());
        SittingEvent::Opened { case: CASE, applicant, unit, asked: BTreeSet::new() }
    }

    #[test]
    fn a_document_is_opened_once_in_a_sitting_and_again_in_the_next() {
        let me = official(1);
        let looked = SittingEvent::DocumentOpened { document: FILE };
        let sat = |events: Vec<SittingEvent>| given::<Sittings>(events).as_who(&me);
        sat(vec![begun()]).when(act(1), case()).then([looked.clone()]);
        sat(vec![begun(), looked.clone()]).when(act(1), case()).then_nothing();
        let left = SittingEvent::Left { by_rules: false };
        let next = vec![begun(), looked.clone(), left.clone(), begun()];
        sat(next).when(act(1), case()).then([looked]);
        sat(vec![begun(), left]).when(act(1), case()).then_refused("sitting-over");
    }

    #[test]
    fn nobody_opens_one_in_the_sitting_of_another_or_one_of_another_case() {
        let me = official(1);
        let sat = || given::<Sittings>([begun()]).as_who(&me);
        sat().when(act(2), case()).then_refused("light-others");
        let without = given::<Case>([opened()]).state(CASE.0);
        sat().when(act(1), without).then_refused("document-not-on-case");
    }
}

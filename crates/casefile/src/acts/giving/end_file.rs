//! Says that a file for a party could not be made, and why.

use kernel::{Act, Changes, Ctx, Fault, FileId, Read, Refusal, Right};
use uuid::Uuid;

use crate::events::{Failed, GivingEvent};
use crate::ids::{CaseId, GivenId};
use crate::state::Giving;

/// Gives a file up.
#[derive(Debug, Clone, Copy)]
pub struct EndFile {
    /// Of which case.
    pub case: CaseId,
    /// Which.
    pub given: GivenId,
    /// Why.
    pub why: Failed,
    /// The document that it is about.
    pub document: Option<FileId>,
}

impl Act for EndFile {
    const NAME: &'static str = "case.end_file";
    const RIGHT: Right = Right::MACHINE;
    type State = Giving;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, giving: &Giving, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        if giving.pending(self.given).is_none() {
            return Ok(Changes::new());
        }
        let EndFile { given, why, document, .. } = *self;
        Ok(Changes::one(self.case, &GivingEvent::FileFailed { given, why, document }))
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::tests::{file, given_id, ordered};
    use super::*;
    use crate::acts::tests::case_id;

    #[test]
    fn a_file_is_given_up_once_and_says_which_document_it_was() {
        let (case, given_id) = (case_id(), given_id());
        let (why, document) = (Failed::Unreadable, Some(file(1)));
        let act = EndFile { case, given: given_id, why, document };
        let failed = GivingEvent::FileFailed { given: given_id, why, document };
        given::<Giving>([ordered(vec![])]).when(act, ()).then([failed.clone()]);
        given::<Giving>([ordered(vec![]), failed]).when(act, ()).then_nothing();
        given::<Giving>([]).when(act, ()).then_nothing();
    }
}

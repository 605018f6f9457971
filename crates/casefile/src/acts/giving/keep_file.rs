//! Keeps the file that was made for a party: what it was made of is looked at once more.

use kernel::{Act, Changes, Ctx, Fault, FileId, Read, Refusal, Right, StoredFile};
use uuid::Uuid;

use super::{known, stops};
use crate::events::{Failed, GivingEvent};
use crate::hold::Standing;
use crate::ids::{CaseId, GivenId};
use crate::rights::GIVE;
use crate::state::{Case, Giving};

/// Keeps a file that was made, by the rights that whoever ordered it has now.
#[derive(Debug, Clone)]
pub struct KeepFile {
    /// Of which case.
    pub case: CaseId,
    /// Which.
    pub given: GivenId,
    /// The stored PDF.
    pub stored: StoredFile,
    /// Its pages.
    pub page_count: usize,
    /// Documents of which not everything could be drawn.
    pub incomplete: Vec<FileId>,
}

impl Act for KeepFile {
    const NAME: &'static str = "case.keep_file";
    const RIGHT: Right = GIVE;
    type State = Giving;
    type Inputs = (Case, Standing);

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<(Case, Standing), Fault> {
        let case = read.fold::<Case>(self.case).await?;
        let giving = read.fold::<Giving>(self.case).await?;
        let given = giving.given.get(&self.given);
        let receivers = given.map_or_else(Vec::new, |given| vec![Some(given.to), given.through]);
        let stops = stops(read, &case, &receivers).await?;
        Ok((case, stops))
    }

    fn decide(
        &self,
        giving: &Giving,
        (case, stops): &(Case, Standing),
        _: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let Some(ordered) = giving.pending(self.given) else { return Ok(Changes::new()) };
        let known = known(case)?;
        let given = self.given;
        let changed = giving.kept_from(ordered.to, &ordered.documents) != ordered.redactions
            || !giving.undecided(known, &ordered.documents).is_empty()
            || ordered.documents.iter().any(|file| known.replaced.contains_key(file));
        // That it was stopped is told to whoever orders it again, not to all who read the history.
        if changed || *stops == Standing::Stopped {
            let (why, document) = (Failed::Changed, None);
            let failed = GivingEvent::FileFailed { given, why, document };
            return Ok(Changes::one(self.case, &failed));
        }
        let StoredFile { id, size, sha256, .. } = self.stored.clone();
        let (page_count, incomplete) = (self.page_count, self.incomplete.clone());
        let made = GivingEvent::FileMade { given, file: id, size, sha256, page_count, incomplete };
        Ok(Changes::one(self.case, &made))
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::tests::{case, file, given_id, giver, ordered, redacted, redaction_id};
    use super::*;
    use crate::acts::tests::case_id;

    fn act() -> KeepFile {
        let stored = StoredFile {
            id: file(50),
            size: 900,
            sha256: "cd".repeat(32),
            media_type: "application/pdf".into(),
        };
        let (case, given) = (case_id(), given_id());
        KeepFile { case, given, stored, page_count: 7, incomplete: vec![file(3)] }
    }

    fn made() -> GivingEvent {
        GivingEvent::FileMade {
            given: given_id(),
            file: file(50),
            size: 900,
            sha256: "cd".repeat(32),
            page_count: 7,
            incomplete: vec![file(3)],
        }
    }

    fn failed(why: Failed) -> GivingEvent {
        GivingEvent::FileFailed { given: given_id(), why, document: None }
    }

    #[test]
    fn what_was_made_is_kept_once() {
        let free = || (case(), Standing::Free);
        let ordered = ordered(vec![]);
        given::<Giving>([ordered.clone()]).as_who(&giver()).when(act(), free()).then([made()]);
        given::<Giving>([ordered, made()]).as_who(&giver()).when(act(), free()).then_nothing();
    }

    #[test]
    fn what_was_kept_back_after_the_order_stops_the_file() {
        let late = given::<Giving>([ordered(vec![]), redacted(3)]).as_who(&giver());
        late.when(act(), (case(), Standing::Free)).then([failed(Failed::Changed)]);
        let known = given::<Giving>([redacted(3), ordered(vec![redaction_id()])]);
        known.as_who(&giver()).when(act(), (case(), Standing::Free)).then([made()]);
        let hidden = given::<Giving>([ordered(vec![])]).as_who(&giver());
        hidden.when(act(), (Case::Unknown, Standing::Free)).then_refused("case-unknown");
    }

    #[test]
    fn a_hold_that_was_placed_meanwhile_stops_it_and_is_not_told_in_the_history() {
        let given = given::<Giving>([ordered(vec![])]).as_who(&giver());
        given.when(act(), (case(), Standing::Stopped)).then([failed(Failed::Changed)]);
    }
}

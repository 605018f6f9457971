//! Records that somebody is back: work may be given to them again.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, UserId};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{Colleagues, official_draft};
use crate::events::OfficialEvent;
use crate::rights::WORK;
use crate::state::Official;

/// Ends an absence, or takes it back before it has begun.
#[derive(Debug, Clone, Copy)]
pub struct EndAbsence {
    /// Whose.
    pub official: UserId,
}

impl Act for EndAbsence {
    const NAME: &'static str = "official.end_absence";
    const RIGHT: Right = WORK;
    type State = Official;
    type Inputs = Colleagues;

    fn stream(&self) -> Uuid {
        self.official.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Colleagues, Fault> {
        Colleagues::read(read, self.official, None).await
    }

    fn decide(
        &self,
        official: &Official,
        who: &Colleagues,
        _: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        who.check()?;
        if official.absence.is_none() {
            return Err(Refusal::new("nothing-changed"));
        }
        Ok(Changes::one(self.official, &OfficialEvent::AbsenceEnded {}))
    }
}

impl FormAct for EndAbsence {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        official_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<EndAbsence> {
        Some(EndAbsence { official: form.param("id")? })
    }

    fn after(_: &Done, _: &Request) -> String {
        "/team".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{monday, officer};

    #[test]
    fn an_absence_ends_once() {
        let fine = Colleagues { theirs: true, cover_able: true };
        let act = EndAbsence { official: officer().user };
        let (from, until, cover) = (monday(), monday(), None);
        let recorded = OfficialEvent::AbsenceRecorded { from, until, cover };
        given::<Official>([recorded]).when(act, fine).then([OfficialEvent::AbsenceEnded {}]);
        given::<Official>([]).when(act, fine).then_refused("nothing-changed");
    }
}

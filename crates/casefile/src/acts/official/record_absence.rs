//! Records that somebody is away: what they hold goes to somebody else while they are.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, User, UserId};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{Colleagues, official_draft};
use crate::events::OfficialEvent;
use crate::rights::WORK;
use crate::state::{Absence, Official};

/// Records an absence; one that was recorded before is replaced.
#[derive(Debug, Clone, Copy)]
pub struct RecordAbsence {
    /// Whose.
    pub official: UserId,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Who gets what they hold; the queue when nobody is named.
    pub cover: Option<UserId>,
}

impl Act for RecordAbsence {
    const NAME: &'static str = "official.record_absence";
    const RIGHT: Right = WORK;
    type State = Official;
    type Inputs = Colleagues;

    fn stream(&self) -> Uuid {
        self.official.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Colleagues, Fault> {
        Colleagues::read(read, self.official, self.cover).await
    }

    fn decide(&self, _: &Official, who: &Colleagues, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        who.check()?;
        let absence = Absence::new(self.from, self.until, self.cover);
        let Absence { from, until, cover } = absence.map_err(|refusal| refusal.at("until"))?;
        if until < ctx.today {
            return Err(Refusal::new("date-past").at("until"));
        }
        if !who.cover_able {
            return Err(Refusal::new("cover-unable").at("cover"));
        }
        let recorded = OfficialEvent::AbsenceRecorded { from, until, cover };
        Ok(Changes::one(self.official, &recorded))
    }
}

impl FormAct for RecordAbsence {
    fn fields() -> Vec<Field> {
        vec![
            Field::date("from"),
            Field::date("until"),
            Field::drafted("cover", web::form::Shown::Folded).optional(),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, official) = official_draft(request, Self::NAME).await?;
        let id: UserId = request.param("id")?;
        let (user, _) = request.kernel.peek::<User>(id).await?;
        let User::Known { profile, .. } = &*user else { return Err(Problem::NotFound) };
        let colleagues = request.kernel.colleagues(&profile.unit).await?;
        let others = colleagues.into_iter().filter(|colleague| colleague.id != id);
        let draft = draft.options("cover", others.map(|c| (c.id.to_string(), c.name)).collect());
        Ok(match official.absence {
            Some(absence) => {
                let draft = draft.value("from", absence.from).value("until", absence.until);
                match absence.cover {
                    Some(cover) => draft.value("cover", cover),
                    None => draft,
                }
            }
            None => draft,
        })
    }

    fn read(form: &mut Reader<'_>) -> Option<RecordAbsence> {
        let (official, from) = (form.param("id"), form.date("from"));
        let (until, cover) = (form.date("until"), form.maybe_choice("cover"));
        Some(RecordAbsence { official: official?, from: from?, until: until?, cover: cover? })
    }

    fn after(_: &Done, _: &Request) -> String {
        "/team".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{colleague_id, monday, officer};

    const FINE: Colleagues = Colleagues { theirs: true, cover_able: true };

    fn act(from: i64, until: i64) -> RecordAbsence {
        let day = |days| monday().saturating_add(jiff::Span::new().days(days));
        let cover = Some(colleague_id());
        RecordAbsence { official: officer().user, from: day(from), until: day(until), cover }
    }

    #[test]
    fn an_absence_has_days_and_who_takes_over() {
        let RecordAbsence { from, until, cover, .. } = act(0, 4);
        let recorded = OfficialEvent::AbsenceRecorded { from, until, cover };
        given::<Official>([]).when(act(0, 4), FINE).then([recorded]);
    }

    #[test]
    fn days_that_make_no_absence_are_refused() {
        for (act, code) in [
            (act(4, 3), "dates-reversed"),
            (act(-9, -1), "date-past"),
            (act(0, 401), "absence-long"),
        ] {
            given::<Official>([]).when(act, FINE).then_refused(code);
        }
    }

    #[test]
    fn only_who_is_at_work_takes_over_and_only_ones_own_absence_is_recorded() {
        let unable = Colleagues { cover_able: false, ..FINE };
        given::<Official>([]).when(act(0, 4), unable).then_refused("cover-unable");
        let others = Colleagues { theirs: false, ..FINE };
        given::<Official>([]).when(act(0, 4), others).then_refused("absence-of-another");
    }
}

//! An official confirms what was prepared: the rules are asked again with their answers, and when they
//! grant, the decision is drafted, signed by this official and on its way to the archive, in one commit.
//! When they do not, the case goes the full way.

use automation::ruling::{Asked, RulingInputs};
use automation::{CaseFacts, Ruling, Rulings};
use casefile::{Case, CaseEvent, CaseId, KnownCase, TaskState};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::draft_decision::drafted;
use super::leave_light::{CONFIRM, full_way};
use super::{ARCHIVE, light_sheet, stood_for};
use crate::basis::Basis;
use crate::events::{CaseDecisionEvent, DecisionEvent, Origin, SittingEvent};
use crate::ids::{DecisionId, SittingId};
use crate::library::LetterKind;
use crate::light::{LIGHT, Prepared, held, prepare};
use crate::model::date;
use crate::rights::DECIDE;
use crate::state::{CaseDecisions, KnownDecision, Light, Sittings};

/// Confirms a prepared decision.
#[derive(Debug, Clone, Copy)]
pub struct ConfirmLight {
    /// On which case.
    pub case: CaseId,
}

/// What confirming has to know.
pub struct Confirming {
    /// What it rests on, with the answers.
    pub basis: Basis,
    /// What sources told before the answers.
    pub before: CaseFacts,
    /// Code of the class of the newest ruling.
    pub class: String,
    /// Whose sittings.
    pub sitting: SittingId,
    /// The sittings of whoever confirms.
    pub sittings: Sittings,
    /// What was prepared, and what it comes to.
    pub prepared: Prepared,
    /// What the ruling with the answers needs.
    pub ruling: RulingInputs,
}

impl Act for ConfirmLight {
    const NAME: &'static str = "light.confirm";
    const RIGHT: Right = DECIDE;
    type State = CaseDecisions;
    type Inputs = Option<Confirming>;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Confirming>, Fault> {
        let mut basis = Basis::read(read, self.case).await?;
        let rulings = read.fold::<Rulings>(self.case).await?;
        let Some(newest) = rulings.newest() else { return Ok(None) };
        let sitting = SittingId::of(self.case, read.who().user);
        let sittings = read.guard::<Sittings>(sitting).await?;
        let today = read.at().date();
        let prepared = prepare(&basis, newest.ruling.dates, sittings.answers(), today)?;
        let before = std::mem::replace(&mut basis.told, prepared.told.clone());
        let asked = asked(self.case, &newest.ruling);
        let ruling = RulingInputs::read_confirming(read, asked, &prepared.told).await?;
        let class = newest.ruling.class.clone();
        Ok(Some(Confirming { basis, before, class, sitting, sittings, prepared, ruling }))
    }

    fn decide(
        &self,
        decisions: &CaseDecisions,
        inputs: &Option<Confirming>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let no_longer = || Refusal::new("light-no-longer");
        let of = inputs.as_ref().ok_or_else(no_longer)?;
        let case = of.basis.case.open()?;
        held(case, ctx.who.user)?;
        if of.class != LIGHT || decisions.1 != Light::Open {
            return Err(no_longer());
        }
        if of.sittings.open().is_none() {
            return Err(Refusal::new("sitting-over"));
        }
        let unanswered = of.prepared.unanswered();
        if unanswered > 0 {
            return Err(Refusal::new("light-unanswered").with("n", unanswered));
        }
        let facts = of.prepared.facts(self.case, case.applicant, &of.before);
        let changes = facts.and(of.ruling.rule(ctx)?.changes());
        match of.prepared.letter {
            Some(letter) if of.prepared.is_ready() => {
                Ok(changes.and(self.decided(of, case, letter, ctx)?))
            }
            _ => Ok(changes
                .record(self.case, &CaseDecisionEvent::Left { reason: None })
                .record(of.sitting, &SittingEvent::Left { by_rules: true })
                .and(full_way(self.case, case, ctx)?)),
        }
    }
}

impl ConfirmLight {
    /// The decision of this official; where it takes two, it is presented to another.
    fn decided(
        self,
        of: &Confirming,
        case: &KnownCase,
        letter: &LetterKind,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let id = DecisionId(ctx.ids.next());
        let kind = (letter.kind.as_str(), letter.valid_from);
        let draft = drafted(self.case, &of.basis, kind, Origin::Hand)?;
        let known = KnownDecision::drafted(&draft, (ctx.who.user, ctx.at));
        let known = known.ok_or_else(|| Refusal::new("decision-unknown"))?;
        let checked = letter.checklist.clone();
        let seen = of.basis.fields(letter, ctx.today)?.digest();
        let fields = stood_for(&of.basis, &known, letter, (&checked, &seen), ctx.today)?;
        let fields = Sealed::new(case.applicant, fields);
        let begun = CaseDecisionEvent::Begun { decision: id, letter: letter.kind.clone() };
        let unchanged = of.prepared.is_unchanged();
        let changes = Changes::one(id, &draft)
            .record(self.case, &begun)
            .record(self.case, &CaseDecisionEvent::Confirmed { decision: id })
            .record(of.sitting, &SittingEvent::Confirmed { decision: id, unchanged });
        let confirmed = case.tasks.iter().filter(|(_, task)| {
            task.what == CONFIRM && task.state == TaskState::Taken(ctx.who.user)
        });
        let changes = confirmed.fold(changes, |changes, (task, _)| {
            changes.record(self.case, &CaseEvent::TaskDone { task: *task })
        });
        if letter.four_eyes {
            return Ok(changes.record(id, &DecisionEvent::Presented { fields, checked }));
        }
        let mode = of.basis.mode(self.case, letter, ctx.today)?.to_owned();
        let signed = DecisionEvent::Signed { fields, checked, mode };
        Ok(changes.record(id, &signed).job(ARCHIVE, &id, None))
    }
}

/// The dates that law applied by, of a ruling that is repeated today.
fn asked(case: CaseId, ruling: &Ruling) -> Asked {
    Asked {
        case,
        filing: date(ruling.dates.filing),
        permit_start: ruling.dates.permit_start.and_then(date),
        event: ruling.dates.event.and_then(date),
    }
}

impl FormAct for ConfirmLight {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    /// The page itself: what is prepared stands above the button.
    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let case: CaseId = request.param("case")?;
        let opened = request.kernel.open::<Case>(&request.who, case, DECIDE, Self::NAME).await?;
        light_sheet::draft(request, case, (&opened.state, opened.version)).await
    }

    fn read(form: &mut Reader<'_>) -> Option<ConfirmLight> {
        Some(ConfirmLight { case: form.param("case")? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{CASE, official};

    #[test]
    fn nothing_is_confirmed_on_a_case_that_nobody_ruled_on() {
        let none = given::<CaseDecisions>([]).as_who(&official(1));
        none.when(ConfirmLight { case: CASE }, None).then_refused("light-no-longer");
    }
}

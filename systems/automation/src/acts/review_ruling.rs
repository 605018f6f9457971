//! A person looks at a ruling of the sample and says whether they would have come to the same. Whoever would not leaves
//! a task for the officials of the case while it is pending, and their words on its page. Too many who would not stop
//! the rule set by themselves.

use casefile::{Case, CaseId, case_task, case_type};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use crate::events::{RuleSetEvent, RulingEvent};
use crate::ids::{InstallationId, RuleSetId, RulingId};
use crate::model::Quality;
use crate::rights::REVIEW;
use crate::state::{GovernedRuleSet, Installation, Rulings};

/// The task of whoever has the case when somebody disagrees.
const TASK: &str = "review-disagreement";

/// Says what one thinks of a ruling.
#[derive(Debug, Clone)]
pub struct ReviewRuling {
    /// The case.
    pub case: CaseId,
    /// The ruling.
    pub ruling: RulingId,
    /// Would one have come to the same?
    pub agrees: bool,
    /// What one says to it.
    pub remark: String,
}

/// The case, the rule set a ruling rests on most, and whether the installation is for trial.
#[derive(Debug, Clone, Default)]
pub struct Reviewed {
    /// The case.
    pub case: Case,
    /// How it is governed.
    pub governed: GovernedRuleSet,
    /// Whose signatures count.
    pub installation: Installation,
}

impl Act for ReviewRuling {
    const NAME: &'static str = "ruling.review";
    const RIGHT: Right = REVIEW;
    type State = Rulings;
    type Inputs = Reviewed;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Reviewed, Fault> {
        let case = read.fold_unseen::<Case>(self.case).await?;
        let rulings: Rulings = read.fold(self.case).await?;
        let part = rulings.0.get(&self.ruling).and_then(|known| known.ruling.main_part());
        let Some(part) = part else { return Ok(Reviewed { case, ..Reviewed::default() }) };
        let governed = read.guard(RuleSetId::of(&part.rule_set)).await?;
        let installation = read.guard(InstallationId::this()).await?;
        Ok(Reviewed { case, governed, installation })
    }

    fn decide(
        &self,
        rulings: &Rulings,
        inputs: &Reviewed,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = rulings.0.get(&self.ruling);
        let known = known.ok_or_else(|| Refusal::new("ruling-unknown"))?;
        if !known.ruling.sampled {
            return Err(Refusal::new("ruling-not-sampled"));
        }
        if known.review.is_some() {
            return Err(Refusal::new("ruling-reviewed"));
        }
        if self.remark.trim().is_empty() && !self.agrees {
            return Err(Refusal::new("remark-empty").at("remark"));
        }
        let (case, ruling, agrees) = (self.case, self.ruling, self.agrees);
        let remark = Sealed::new(known.ruling.packed.subject(), self.remark.trim().to_owned());
        let changes = Changes::one(case, &RulingEvent::Reviewed { ruling, agrees, remark });
        let changes = changes.and(self.raised(&inputs.case, ctx)?);
        let Some(part) = known.ruling.main_part() else { return Ok(changes) };
        let id = RuleSetId::of(&part.rule_set);
        let changes = changes.record(id, &RuleSetEvent::Reviewed { case, ruling, agrees });
        let Reviewed { governed, installation, .. } = inputs;
        let quality = governed.in_force(ctx.today, installation).map(|r| &r.implementation.quality);
        Ok(match quality {
            Some(quality)
                if governed.suspension.is_none() && self.is_too_much(governed, quality) =>
            {
                let reason = format!("> {}/{}", quality.disagreements_max, quality.reviews_counted);
                changes.record(id, &RuleSetEvent::Suspended { by_itself: true, reason })
            }
            _ => changes,
        })
    }
}

impl ReviewRuling {
    /// What officials have to do about a disagreement: nothing on a case that is closed, whose page tells of it.
    fn raised(&self, case: &Case, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let pending = case.open().ok().filter(|_| !self.agrees);
        let Some(known) = pending else { return Ok(Changes::new()) };
        let kind = case_type::known(&known.case_type)?;
        Ok(case_task::add(self.case, kind, TASK, known.legal_date(), ctx).1)
    }

    fn is_too_much(&self, governed: &GovernedRuleSet, quality: &Quality) -> bool {
        let disagreements = governed.disagreements(quality.reviews_counted, self.agrees);
        !self.agrees && disagreements > quality.disagreements_max
    }
}

impl FormAct for ReviewRuling {
    fn fields() -> Vec<Field> {
        vec![
            Field::radios("agrees", &["yes", "no"]),
            Field::long_text("remark", Limit::NOTE).optional(),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let id: CaseId = request.param("case")?;
        let ruling: RulingId = request.param("ruling")?;
        let opened = request.kernel.open::<Rulings>(&request.who, id, REVIEW, Self::NAME).await?;
        if !opened.state.0.contains_key(&ruling) {
            return Err(Problem::NotFound);
        }
        let why = format!("/automation/rulings/{id}/{ruling}");
        Ok(Draft::new()
            .crumb(request.ui.t("automation-reviews"), "/automation/reviews")
            .crumb(request.ui.t("automation-why"), why))
    }

    fn read(form: &mut Reader<'_>) -> Option<ReviewRuling> {
        let (case, ruling) = (form.param("case"), form.param("ruling"));
        let (agrees, remark) = (form.choice::<String>("agrees"), form.maybe_text("remark"));
        Some(ReviewRuling {
            case: case?,
            ruling: ruling?,
            agrees: agrees? == "yes",
            remark: remark?.unwrap_or_default(),
        })
    }

    fn after(_: &Done, _: &Request) -> String {
        "/automation/reviews".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use testkit::{given, on};

    use super::*;
    use crate::acts::tests::{RULES, file, recorded};
    use crate::model::{Outcome, Packed, Part, PartRole, Ruling};

    const CASE: CaseId = CaseId(Uuid::from_u128(1));

    fn ruling(sampled: bool) -> Ruling {
        let day = law::Day::FIRST;
        let part = Part {
            role: PartRole::Automatic,
            rule_set: RULES.into(),
            valid_from: day,
            hash: "ab".into(),
            seal: "cd".into(),
            rows: vec![vec![1]],
        };
        Ruling {
            id: RulingId(Uuid::from_u128(2)),
            case_type: "card".into(),
            outcome: Outcome::RouteToOfficial { reasons: vec![] },
            class: "full".into(),
            dates: law::LawDates::all_on(day),
            packed: Sealed::new(CASE, Packed::default()),
            parts: vec![part],
            basis: vec![],
            sampled,
        }
    }

    fn act(agrees: bool) -> ReviewRuling {
        let remark = "The fee was not paid".to_owned();
        ReviewRuling { case: CASE, ruling: ruling(true).id, agrees, remark }
    }

    fn noted(agrees: bool) -> RuleSetEvent {
        RuleSetEvent::Reviewed { case: CASE, ruling: ruling(true).id, agrees }
    }

    fn reviewed(reviews: impl IntoIterator<Item = bool>) -> Reviewed {
        let events = std::iter::once(recorded(&file())).chain(reviews.into_iter().map(noted));
        let governed = given::<GovernedRuleSet>(events).state(Uuid::nil());
        let installation = Installation { demo: true, ..Installation::default() };
        Reviewed { case: Case::default(), governed, installation }
    }

    fn said(agrees: bool) -> RulingEvent {
        let remark = Sealed::new(CASE, "The fee was not paid".to_owned());
        RulingEvent::Reviewed { ruling: ruling(true).id, agrees, remark }
    }

    #[test]
    fn a_ruling_of_the_sample_is_reviewed_once() {
        let sampled = || given::<Rulings>([RulingEvent::Given(Box::new(ruling(true)))]);
        let id = RuleSetId::of(RULES);
        let both = [on(CASE, &said(true)), on(id, &noted(true))];
        sampled().when(act(true), reviewed([])).then_all(both);
        sampled().and([said(true)]).when(act(true), reviewed([])).then_refused("ruling-reviewed");
        let other = given::<Rulings>([RulingEvent::Given(Box::new(ruling(false)))]);
        other.when(act(true), reviewed([])).then_refused("ruling-not-sampled");
        given::<Rulings>([]).when(act(true), reviewed([])).then_refused("ruling-unknown");
        let silent = ReviewRuling { remark: " ".into(), ..act(false) };
        sampled().when(silent, reviewed([])).then_refused("remark-empty");
    }

    #[test]
    fn more_disagreement_than_decided_stops_the_rules_by_themselves() {
        let sampled = || given::<Rulings>([RulingEvent::Given(Box::new(ruling(true)))]);
        let id = RuleSetId::of(RULES);
        let stop = RuleSetEvent::Suspended { by_itself: true, reason: "> 2/50".into() };
        let base = || vec![on(CASE, &said(false)), on(id, &noted(false))];
        let enough = [true, false];
        sampled().when(act(false), reviewed(enough)).then_all(base());
        let mut with_stop = base();
        with_stop.push(on(id, &stop));
        sampled().when(act(false), reviewed([false, true, false])).then_all(with_stop);
        // What lies further back than is counted counts no more.
        let long_ago = [false, false].into_iter().chain(std::iter::repeat_n(true, 49));
        sampled().when(act(false), reviewed(long_ago)).then_all(base());
    }
}

//! Orders that a change of letters is tried on decisions that were given.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::events::TrialEvent;
use crate::ids::TrialId;
use crate::library::with_rows;
use crate::limits::{TRIAL_ITEMS, TRIAL_ROWS};
use crate::rights::WRITE;
use crate::state::Trial;
use crate::trial::{TRY, TrialOf};

/// Decisions of one trial: a fortnight of a large agency, and minutes of its machine.
pub const TRIAL_ITEMS_MAX: u32 = 10_000;
/// Flaws that are told at once: whoever mends them tries again.
const FLAWS_ITEMS_MAX: usize = 5;

/// Tries new rows: each decision is composed with and without them, and its letter is set.
#[derive(Debug, Clone)]
pub struct OrderTrial {
    /// The id the trial gets.
    pub trial: TrialId,
    /// The new rows.
    pub rows: String,
    /// On how many decisions.
    pub decisions: i64,
}

impl Act for OrderTrial {
    const NAME: &'static str = "trial.order";
    const RIGHT: Right = WRITE;
    type State = Trial;
    /// What is wrong with the rows.
    type Inputs = Vec<String>;

    fn stream(&self) -> Uuid {
        self.trial.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<Vec<String>, Fault> {
        Ok(with_rows(&self.rows).err().unwrap_or_default())
    }

    fn decide(&self, trial: &Trial, flaws: &Vec<String>, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        if trial.known().is_some() {
            return Err(Refusal::new("trial-exists"));
        }
        if !flaws.is_empty() {
            let first: Vec<_> = flaws.iter().take(FLAWS_ITEMS_MAX).map(String::as_str).collect();
            return Err(Refusal::new("trial-flawed").with("flaws", first.join("; ")).at("rows"));
        }
        let decisions = u32::try_from(self.decisions).ok();
        let decisions = decisions.filter(|n| (1..=TRIAL_ITEMS_MAX).contains(n));
        let decisions = decisions.ok_or_else(|| {
            Refusal::new("trial-number").with("max", TRIAL_ITEMS_MAX).at("decisions")
        })?;
        let ordered = TrialEvent::Ordered { rows: self.rows.clone(), decisions };
        let of = TrialOf { trial: self.trial };
        Ok(Changes::one(self.trial, &ordered).job_as(self.trial.0, TRY, &of))
    }
}

impl FormAct for OrderTrial {
    fn fields() -> Vec<Field> {
        let rows = Field::long_text("rows", TRIAL_ROWS).rows(12).optional();
        vec![Field::hidden("trial"), rows, Field::number("decisions")]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let ui = &request.ui;
        Ok(Draft::new()
            .value("trial", request.kernel.next_id())
            .value("decisions", TRIAL_ITEMS)
            .crumb(ui.t("decisions"), "/decisions")
            .crumb(ui.t("decisions-letters"), "/decisions/letters"))
    }

    fn read(form: &mut Reader<'_>) -> Option<OrderTrial> {
        let (trial, rows) = (form.reference("trial"), form.text("rows"));
        let decisions = form.number("decisions");
        Some(OrderTrial { trial: trial?, rows: rows?, decisions: decisions? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/progress/{0}?to=/decisions/letters/trials/{0}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::official;

    fn act(decisions: i64) -> OrderTrial {
        OrderTrial { trial: TrialId(Uuid::from_u128(7)), rows: String::new(), decisions }
    }

    #[test]
    fn a_trial_is_ordered_with_the_job_that_does_it() {
        let given = given::<Trial>([]).as_who(&official(1));
        let changes = given.when(act(3), Vec::new()).outcome().unwrap();
        let jobs: Vec<_> = changes.jobs().iter().map(|job| (job.kind, job.id)).collect();
        assert_eq!(jobs, [(TRY, Some(Uuid::from_u128(7)))]);
    }

    #[test]
    fn rows_with_flaws_and_numbers_out_of_bounds_are_not_tried() {
        let given = || given::<Trial>([]).as_who(&official(1));
        for wrong in [0, -1, i64::from(TRIAL_ITEMS_MAX) + 1] {
            given().when(act(wrong), Vec::new()).then_refused("trial-number");
        }
        given().when(act(3), vec!["no owner".into()]).then_refused("trial-flawed");
    }

    #[test]
    fn a_trial_is_ordered_once() {
        let ordered = TrialEvent::Ordered { rows: String::new(), decisions: 3 };
        given::<Trial>([ordered]).when(act(3), Vec::new()).then_refused("trial-exists");
    }
}

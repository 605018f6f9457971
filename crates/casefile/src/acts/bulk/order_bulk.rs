//! Orders that many cases go to colleagues, as a preview showed it.

use std::collections::HashSet;

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use super::{BULK_ITEMS_MAX, Plan, ordered};
use crate::events::BulkKind;
use crate::ids::BulkId;
use crate::rights::LEAD;
use crate::state::BulkOrder;

/// Orders what a plan says. Whether a case and its receiver are still as they were is decided when
/// the case's turn comes.
#[derive(Debug, Clone)]
pub struct OrderBulk {
    /// The id the order gets.
    pub bulk: BulkId,
    /// Which cases go to whom, and which stay.
    pub plan: Plan,
}

impl Act for OrderBulk {
    const NAME: &'static str = "bulk.order";
    const RIGHT: Right = LEAD;
    type State = BulkOrder;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.bulk.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, order: &BulkOrder, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        if order.known().is_some() {
            return Err(Refusal::new("bulk-exists"));
        }
        if self.plan.moves.is_empty() {
            return Err(Refusal::new("bulk-nothing"));
        }
        if self.plan.moves.len() + self.plan.left.len() > BULK_ITEMS_MAX {
            return Err(Refusal::new("bulk-many").with("max", BULK_ITEMS_MAX));
        }
        let distinct: HashSet<_> = self.plan.moves.iter().map(|moved| moved.case).collect();
        if distinct.len() < self.plan.moves.len() {
            return Err(Refusal::new("bulk-twice"));
        }
        Ok(ordered(self.bulk, BulkKind::Assign, &self.plan, None, ctx))
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::tests::{bulk_id, lead, moved};
    use super::super::{GO_THROUGH, PORTION_ITEMS_MAX};
    use super::*;
    use crate::events::Move;
    use crate::ids::CaseId;

    fn act(cases: usize) -> OrderBulk {
        let each = |n| Move { case: CaseId(Uuid::from_u128(n)), ..moved(None) };
        let moves = (1..).map(each).take(cases).collect();
        let plan = Plan { moves, left: Vec::new() };
        OrderBulk { bulk: bulk_id(), plan }
    }

    #[test]
    fn cases_are_ordered_in_portions_and_a_job_goes_through_them() {
        let given = given::<BulkOrder>([]).as_who(&lead());
        let changes = given.when(act(2 * PORTION_ITEMS_MAX + 1), ()).outcome().unwrap();
        let jobs: Vec<_> = changes.jobs().iter().map(|job| (job.kind, job.id)).collect();
        assert_eq!(jobs, [(GO_THROUGH, Some(bulk_id().0))]);
        let kinds: Vec<_> = changes.into_events().unwrap().into_iter().map(|e| e.kind).collect();
        assert_eq!(
            kinds,
            ["bulk.ordered", "portion.ordered", "portion.ordered", "portion.ordered"]
        );
    }

    #[test]
    fn nothing_too_much_and_one_case_twice_are_refused() {
        for (cases, code) in [(0, "bulk-nothing"), (BULK_ITEMS_MAX + 1, "bulk-many")] {
            let given = given::<BulkOrder>([]).as_who(&lead());
            given.when(act(cases), ()).then_refused(code);
        }
        let plan = Plan { moves: vec![moved(None); 2], left: Vec::new() };
        let twice = OrderBulk { bulk: bulk_id(), plan };
        given::<BulkOrder>([]).as_who(&lead()).when(twice, ()).then_refused("bulk-twice");
    }
}

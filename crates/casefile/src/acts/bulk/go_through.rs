//! Goes through a portion of an order: what happens to its cases and what is said of it are one
//! commit, so that each case is done once whenever the process dies.

use std::collections::BTreeMap;

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, UserId};
use uuid::Uuid;

use super::{Candidate, Standing, known};
use crate::acts::case::handed_over;
use crate::events::{BulkEvent, PortionEvent, Skip, Work};
use crate::ids::{BulkId, CaseId, PortionId};
use crate::rights::LEAD;
use crate::state::{BulkOrder, BulkPortion, Case};

/// Goes through a portion, by the rights that whoever ordered it has now.
#[derive(Debug, Clone, Copy)]
pub struct GoThrough {
    /// Which portion.
    pub portion: PortionId,
}

/// What a portion is gone through among.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The order, as far as whoever gave it still sees it.
    pub order: BulkOrder,
    /// The cases, as far as whoever ordered it may see them.
    pub cases: BTreeMap<CaseId, Case>,
    /// Whoever gets cases.
    pub receivers: BTreeMap<UserId, Candidate>,
}

impl Act for GoThrough {
    const NAME: &'static str = "bulk.go_through";
    const RIGHT: Right = LEAD;
    type State = BulkPortion;
    type Inputs = Surroundings;

    fn stream(&self) -> Uuid {
        self.portion.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Surroundings, Fault> {
        let mut found = Surroundings::default();
        let portion = read.fold::<BulkPortion>(self.portion).await?;
        let BulkPortion::Known { bulk, work, results: None, .. } = portion else {
            return Ok(found);
        };
        // One that is stopped in this moment is not gone through.
        found.order = read.guard::<BulkOrder>(bulk).await?;
        for (case, _, to) in work.cases() {
            found.cases.insert(case, read.fold::<Case>(case).await?);
            if let Some(to) = to
                && !found.receivers.contains_key(&to)
            {
                found.receivers.insert(to, Candidate::read(read, to).await?);
            }
        }
        Ok(found)
    }

    fn decide(
        &self,
        portion: &BulkPortion,
        around: &Surroundings,
        _: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let BulkPortion::Known { bulk, work, results: None, .. } = portion else {
            return Ok(Changes::new());
        };
        if known(&around.order)?.next().is_none() {
            return Ok(Changes::new());
        }
        let (changes, skipped) = match work {
            Work::Assign(moves) => {
                moves.iter().fold((Changes::new(), Vec::new()), |(changes, mut skipped), moved| {
                    let case = around.cases.get(&moved.case).and_then(Case::known);
                    let receiver = moved.to.and_then(|to| around.receivers.get(&to));
                    let standing = case.map(Standing::of);
                    let verdict = Standing::verdict(standing.as_ref(), moved, receiver);
                    skipped.push(verdict.err());
                    match case.filter(|_| verdict.is_ok()) {
                        Some(known) => {
                            let to = receiver.map(|receiver| (receiver.id, &*receiver.official));
                            (changes.and(handed_over(moved.case, known, to)), skipped)
                        }
                        None => (changes, skipped),
                    }
                })
            }
        };
        Ok(self.through(*bulk, skipped, changes))
    }
}

impl GoThrough {
    /// Says of the portion and of the order what became of the cases.
    fn through(self, bulk: BulkId, skipped: Vec<Option<Skip>>, changes: Changes) -> Changes {
        let stayed = skipped.iter().flatten().count();
        let (portion, done) = (self.portion, skipped.len() - stayed);
        changes
            .record(portion, &PortionEvent::GoneThrough { skipped })
            .record(bulk, &BulkEvent::GoneThrough { portion, done, skipped: stayed })
    }
}

#[cfg(test)]
mod tests {
    use testkit::{given, on};

    use super::super::tests::{bulk_id, ended, lead, moved, order, portion_id, through};
    use super::*;
    use crate::acts::tests::{case_id, colleague_id, opened, task_added, task_id};
    use crate::events::{BulkEnd, CaseEvent, Move};

    fn act() -> GoThrough {
        GoThrough { portion: portion_id() }
    }

    fn portion(from: Option<UserId>) -> PortionEvent {
        let work = Work::Assign(vec![moved(from)]);
        PortionEvent::Ordered { bulk: bulk_id(), first: 0, work }
    }

    /// A running order among whose cases is this one; its receiver is not known.
    fn around(case: impl IntoIterator<Item = CaseEvent>) -> Surroundings {
        let case = given::<Case>(case).state(case_id().0);
        let cases = BTreeMap::from([(case_id(), case)]);
        let order = given::<BulkOrder>([order()]).state(bulk_id().0);
        Surroundings { order, cases, receivers: BTreeMap::new() }
    }

    fn skipped(why: Skip) -> PortionEvent {
        PortionEvent::GoneThrough { skipped: vec![Some(why)] }
    }

    #[test]
    fn a_case_goes_with_its_tasks_and_the_portion_says_so_together() {
        let work = Work::Assign(vec![Move { to: None, ..moved(Some(colleague_id())) }]);
        let ordered = PortionEvent::Ordered { bulk: bulk_id(), first: 0, work };
        let by = colleague_id();
        let taken = CaseEvent::TaskTaken { task: task_id(), by };
        let held = [opened(), task_added(), CaseEvent::Assigned { handler: Some(by) }, taken];
        given::<BulkPortion>([ordered]).as_who(&lead()).when(act(), around(held)).then_all([
            on(case_id(), &CaseEvent::Assigned { handler: None }),
            on(case_id(), &CaseEvent::TaskReleased { task: task_id() }),
            on(portion_id(), &PortionEvent::GoneThrough { skipped: vec![None] }),
            on(bulk_id(), &through(1, 0)),
        ]);
    }

    #[test]
    fn what_somebody_took_meanwhile_stays_and_is_told() {
        let theirs = CaseEvent::Assigned { handler: Some(lead().user) };
        for (case, why) in [
            (vec![opened(), theirs], Skip::Taken),
            (vec![opened(), crate::acts::tests::closed()], Skip::Closed),
            (vec![], Skip::Unseen),
            (vec![opened()], Skip::Unable),
        ] {
            given::<BulkPortion>([portion(None)])
                .as_who(&lead())
                .when(act(), around(case))
                .then_all([on(portion_id(), &skipped(why)), on(bulk_id(), &through(0, 1))]);
        }
    }

    #[test]
    fn a_portion_that_was_gone_through_or_whose_order_ended_is_left_alone() {
        let over = PortionEvent::GoneThrough { skipped: vec![None] };
        given::<BulkPortion>([portion(None), over]).when(act(), around([opened()])).then_nothing();
        let cancelled = given::<BulkOrder>([order(), ended(BulkEnd::Cancelled)]);
        let order = cancelled.state(bulk_id().0);
        let stopped = Surroundings { order, ..around([opened()]) };
        given::<BulkPortion>([portion(None)]).when(act(), stopped).then_nothing();
        let hidden = Surroundings { order: BulkOrder::Unknown, ..around([opened()]) };
        given::<BulkPortion>([portion(None)]).when(act(), hidden).then_refused("bulk-unknown");
    }
}

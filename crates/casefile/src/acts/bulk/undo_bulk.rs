//! Orders that the cases of an order go back to whoever had them before.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{Plan, bulk_draft, known, ordered};
use crate::events::{BulkKind, Move};
use crate::ids::BulkId;
use crate::rights::LEAD;
use crate::state::{BulkOrder, BulkPortion};

/// Gives the cases of an order back. What went on to somebody else since stays there.
#[derive(Debug, Clone, Copy)]
pub struct UndoBulk {
    /// The id that the order to give them back gets.
    pub bulk: BulkId,
    /// The order whose cases go back.
    pub of: BulkId,
}

/// An order, and the cases that moved by it.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// The order.
    pub order: BulkOrder,
    /// Its cases that went to somebody else.
    pub moved: Vec<Move>,
}

impl Act for UndoBulk {
    const NAME: &'static str = "bulk.undo";
    const RIGHT: Right = LEAD;
    type State = BulkOrder;
    type Inputs = Before;

    fn stream(&self) -> Uuid {
        self.bulk.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Before, Fault> {
        let order = read.fold::<BulkOrder>(self.of).await?;
        let portions = order.known().map(|known| known.portions.clone()).unwrap_or_default();
        let mut moved = Vec::new();
        for portion in portions {
            moved.extend(read.fold::<BulkPortion>(portion).await?.moved());
        }
        Ok(Before { order, moved })
    }

    fn decide(
        &self,
        order: &BulkOrder,
        before: &Before,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        if order.known().is_some() {
            return Err(Refusal::new("bulk-exists"));
        }
        if known(&before.order)?.next().is_some() {
            return Err(Refusal::new("bulk-runs"));
        }
        if before.moved.is_empty() {
            return Err(Refusal::new("bulk-nothing-back"));
        }
        let back = |moved: &Move| Move { case: moved.case, from: moved.to, to: moved.from };
        let plan = Plan { moves: before.moved.iter().map(back).collect(), left: Vec::new() };
        Ok(ordered(self.bulk, BulkKind::GiveBack, &plan, Some(self.of), ctx))
    }
}

impl FormAct for UndoBulk {
    fn fields() -> Vec<Field> {
        vec![Field::hidden("bulk")]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, known) = bulk_draft(request, Self::NAME).await?;
        let n = request.ui.number(known.done);
        Ok(draft.value("bulk", request.kernel.next_id()).arg("n", n))
    }

    fn read(form: &mut Reader<'_>) -> Option<UndoBulk> {
        let (bulk, of) = (form.reference("bulk"), form.param("id"));
        Some(UndoBulk { bulk: bulk?, of: of? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/progress/{0}?to=/bulk/{0}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;
    use uuid::Uuid;

    use super::super::tests::{bulk_id, lead, moved, order, through};
    use super::*;
    use crate::events::BulkEvent;

    const BACK: BulkId = BulkId(Uuid::from_u128(702));

    fn before(events: impl IntoIterator<Item = BulkEvent>, moved: Vec<Move>) -> Before {
        Before { order: given::<BulkOrder>(events).state(bulk_id().0), moved }
    }

    fn act() -> UndoBulk {
        UndoBulk { bulk: BACK, of: bulk_id() }
    }

    #[test]
    fn cases_go_back_to_whoever_had_them() {
        let before = before([order(), through(1, 0)], vec![moved(None)]);
        let given = given::<BulkOrder>([]).as_who(&lead());
        let changes = given.when(act(), before).outcome().unwrap();
        let events = changes.into_events().unwrap();
        let bodies: Vec<_> = events.iter().map(|event| event.body.to_string()).collect();
        assert!(bodies[0].contains(&format!("\"undoes\":\"{}\"", bulk_id())), "{}", bodies[0]);
        let Move { case, to, .. } = moved(None);
        let back = serde_json::to_value(Move { case, from: to, to: None }).unwrap();
        assert_eq!(events[1].body["work"]["assign"][0], back);
    }

    #[test]
    fn an_order_that_runs_or_moved_nothing_is_not_undone() {
        for (before, code) in [
            (before([order()], Vec::new()), "bulk-runs"),
            (before([order(), through(0, 1)], Vec::new()), "bulk-nothing-back"),
            (before([], Vec::new()), "bulk-unknown"),
        ] {
            let given = given::<BulkOrder>([]).as_who(&lead());
            given.when(act(), before).then_refused(code);
        }
    }
}

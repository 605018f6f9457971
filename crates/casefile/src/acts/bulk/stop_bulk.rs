//! Ends an order whose lead may no longer do what they ordered.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::events::{BulkEnd, BulkEvent};
use crate::ids::BulkId;
use crate::state::BulkOrder;

/// Stops an order.
#[derive(Debug, Clone, Copy)]
pub struct StopBulk {
    /// Which.
    pub bulk: BulkId,
}

impl Act for StopBulk {
    const NAME: &'static str = "bulk.stop";
    const RIGHT: Right = Right::MACHINE;
    type State = BulkOrder;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.bulk.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, order: &BulkOrder, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let runs = order.known().is_some_and(|known| known.next().is_some());
        let stopped = BulkEvent::Ended { why: BulkEnd::NotAllowed };
        Ok(if runs { Changes::one(self.bulk, &stopped) } else { Changes::new() })
    }
}

#[cfg(test)]
mod tests {
    use kernel::Who;
    use testkit::given;

    use super::super::tests::{bulk_id, ended, order, through};
    use super::*;

    #[test]
    fn an_order_that_runs_ends_and_one_that_is_over_stays_over() {
        let act = StopBulk { bulk: bulk_id() };
        let machine = Who::machine();
        given::<BulkOrder>([order()])
            .as_who(&machine)
            .when(act, ())
            .then([ended(BulkEnd::NotAllowed)]);
        let over = given::<BulkOrder>([order(), through(1, 0)]).as_who(&machine);
        over.when(act, ()).then_nothing();
    }
}

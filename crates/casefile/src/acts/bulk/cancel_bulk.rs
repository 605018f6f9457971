//! Stops an order: what was done stays done, the rest stays as it is.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{bulk_draft, known};
use crate::events::{BulkEnd, BulkEvent};
use crate::ids::BulkId;
use crate::rights::LEAD;
use crate::state::BulkOrder;

/// Cancels an order.
#[derive(Debug, Clone, Copy)]
pub struct CancelBulk {
    /// Which.
    pub bulk: BulkId,
}

impl Act for CancelBulk {
    const NAME: &'static str = "bulk.cancel";
    const RIGHT: Right = LEAD;
    type State = BulkOrder;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.bulk.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, order: &BulkOrder, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        if known(order)?.next().is_none() {
            return Err(Refusal::new("bulk-over"));
        }
        Ok(Changes::one(self.bulk, &BulkEvent::Ended { why: BulkEnd::Cancelled }))
    }
}

impl FormAct for CancelBulk {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        bulk_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<CancelBulk> {
        Some(CancelBulk { bulk: form.param("id")? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/bulk/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::tests::{bulk_id, ended, lead, order, through};
    use super::*;

    #[test]
    fn an_order_that_runs_is_stopped_and_one_that_is_over_is_not() {
        let act = CancelBulk { bulk: bulk_id() };
        let cancelled = ended(BulkEnd::Cancelled);
        given::<BulkOrder>([order()]).as_who(&lead()).when(act, ()).then([cancelled.clone()]);
        for over in [through(1, 0), cancelled] {
            given::<BulkOrder>([order(), over]).when(act, ()).then_refused("bulk-over");
        }
    }
}

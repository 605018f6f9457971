//! Takes in that a payment was given back, or will not be.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::events::ApplicationEvent;
use crate::ids::{ApplicationId, OrderId};
use crate::state::{Application, Payment};

/// Takes in what came of a refund. The first word counts.
#[derive(Debug, Clone, Copy)]
pub struct SettleRefund {
    /// Of which application.
    pub application: ApplicationId,
    /// Which payment.
    pub order: OrderId,
    /// Was it given back?
    pub given: bool,
}

impl Act for SettleRefund {
    const NAME: &'static str = "application.settle_refund";
    const RIGHT: Right = Right::MACHINE;
    type State = Application;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.application.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, application: &Application, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let payment = application.known().and_then(|known| known.payment(self.order));
        if !payment.is_some_and(Payment::is_going_back) {
            return Ok(Changes::new());
        }
        let settled = ApplicationEvent::RefundSettled { order: self.order, given: self.given };
        Ok(Changes::one(self.application, &settled))
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::refund_fee::tests::{ORDER_ID, ordered, paid};
    use super::super::tests::{application_id, begun};
    use super::*;

    #[test]
    fn a_refund_is_settled_once_and_only_when_it_was_ordered() {
        let with = |more: Vec<ApplicationEvent>| {
            given::<Application>([begun()].into_iter().chain(paid(ORDER_ID)).chain(more))
        };
        let act = SettleRefund { application: application_id(), order: ORDER_ID, given: true };
        let settled = |given| ApplicationEvent::RefundSettled { order: ORDER_ID, given };
        with(vec![ordered()]).when(act, ()).then([settled(true)]);
        with(vec![ordered(), settled(false)]).when(act, ()).then_nothing();
        with(vec![]).when(act, ()).then_nothing();
        given::<Application>([]).when(act, ()).then_nothing();
    }
}

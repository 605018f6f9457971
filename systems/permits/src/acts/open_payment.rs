//! Records that whoever takes payments waits for the payer.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::events::ApplicationEvent;
use crate::ids::{ApplicationId, OrderId};
use crate::state::Application;

/// Records where a payment is paid. The first word counts: somebody may be there already.
#[derive(Debug, Clone)]
pub struct OpenPayment {
    /// Which application.
    pub application: ApplicationId,
    /// Which payment.
    pub order: OrderId,
    /// What whoever takes it calls it.
    pub payment: String,
    /// Where it is paid.
    pub pay_url: String,
}

impl Act for OpenPayment {
    const NAME: &'static str = "application.open_payment";
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
        if payment.is_none_or(|payment| payment.opened.is_some() || !payment.is_open()) {
            return Ok(Changes::new());
        }
        let (order, payment, pay_url) = (self.order, self.payment.clone(), self.pay_url.clone());
        let opened = ApplicationEvent::PaymentOpened { order, payment, pay_url };
        Ok(Changes::one(self.application, &opened))
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::tests::{application_id, begun};
    use super::*;
    use crate::payments::Standing;

    #[test]
    fn a_payment_is_opened_once_and_while_it_is_waited_for() {
        let order = OrderId(Uuid::from_u128(1));
        let (payment, pay_url) = ("p".to_owned(), "http://pay.example/p".to_owned());
        let application = application_id();
        let act = OpenPayment { application, order, payment, pay_url };
        let opened = ApplicationEvent::PaymentOpened {
            order,
            payment: act.payment.clone(),
            pay_url: act.pay_url.clone(),
        };
        let fee = "fee_student_first".to_owned();
        let ordered = ApplicationEvent::PaymentOrdered { order, cents: 60_000, fee, changes: 0 };
        let gone = ApplicationEvent::PaymentSettled { order, standing: Standing::Gone };
        let given = |events: &[ApplicationEvent]| given::<Application>(events.to_vec());
        given(&[begun(), ordered.clone()]).when(act.clone(), ()).then([opened.clone()]);
        given(&[begun(), ordered.clone(), opened]).when(act.clone(), ()).then_nothing();
        given(&[begun(), ordered, gone]).when(act.clone(), ()).then_nothing();
        given(&[begun()]).when(act, ()).then_nothing();
    }
}

//! Takes in how a payment went. When the fee is paid, what was declared true is sent with it.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use super::complete;
use crate::events::ApplicationEvent;
use crate::ids::{ApplicationId, OrderId};
use crate::payments::{EUR, Standing, Told, ToldStatus};
use crate::state::{Application, KnownApplication, Payment, Stage};

/// Takes in how a payment went, as often as it is told.
#[derive(Debug, Clone)]
pub struct SettlePayment {
    /// Which application.
    pub application: ApplicationId,
    /// Which payment.
    pub order: OrderId,
    /// What was said of it.
    pub word: Word,
}

/// What whoever takes payments says of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// How it stands.
    Told(Told),
    /// They do not know of it.
    Unknown,
}

impl Act for SettlePayment {
    const NAME: &'static str = "application.settle_payment";
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
        let Some(known) = application.known() else { return Ok(Changes::new()) };
        let Some(payment) = known.payment(self.order) else { return Ok(Changes::new()) };
        let Some(standing) = standing(self.order, payment, &self.word) else {
            return Ok(Changes::new());
        };
        let settled = ApplicationEvent::PaymentSettled { order: self.order, standing };
        let changes = Changes::one(self.application, &settled);
        if standing == Standing::Paid && goes(known, payment) {
            return Ok(changes.record(self.application, &ApplicationEvent::Submitted {}));
        }
        Ok(changes)
    }
}

/// How a payment stands from now on; nothing when as before. Paid stays paid, and what was paid late is paid.
fn standing(order: OrderId, payment: &Payment, word: &Word) -> Option<Standing> {
    if payment.standing == Standing::Paid {
        return None;
    }
    let told = match word {
        Word::Unknown => return payment.is_open().then_some(Standing::Gone),
        Word::Told(told) => told,
    };
    let theirs = payment.opened.as_ref().is_none_or(|opened| opened.payment == told.payment);
    let ours = theirs && told.reference == order.to_string();
    let same = ours && told.amount_cents == payment.cents && told.currency == EUR;
    let standing = match (told.status, same) {
        (ToldStatus::Created, true) => Standing::Open,
        (ToldStatus::Paid, true) => Standing::Paid,
        (ToldStatus::Cancelled, true) => Standing::Cancelled,
        (ToldStatus::Created | ToldStatus::Paid | ToldStatus::Cancelled, false) => Standing::Wrong,
    };
    let ended = payment.is_open() || standing == Standing::Paid;
    (ended && standing != payment.standing).then_some(standing)
}

/// Is what is paid for what was declared true, and still to be sent?
fn goes(known: &KnownApplication, payment: &Payment) -> bool {
    known.stage == Stage::Draft && known.changes == payment.changes && complete(known).is_ok()
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::tests::{answered, application_id, begun, complete};
    use super::*;

    const ORDER: OrderId = OrderId(Uuid::from_u128(1));

    fn told(status: ToldStatus) -> Told {
        Told {
            payment: "p".to_owned(),
            reference: ORDER.to_string(),
            amount_cents: 60_000,
            currency: "EUR".to_owned(),
            status,
        }
    }

    fn act(word: Word) -> SettlePayment {
        SettlePayment { application: application_id(), order: ORDER, word }
    }

    fn says(status: ToldStatus) -> SettlePayment {
        act(Word::Told(told(status)))
    }

    fn settled(standing: Standing) -> ApplicationEvent {
        ApplicationEvent::PaymentSettled { order: ORDER, standing }
    }

    fn ordered() -> Vec<ApplicationEvent> {
        let changes = u64::try_from(complete().len() - 1).unwrap();
        let fee = "fee_student_first".to_owned();
        let (payment, pay_url) = ("p".to_owned(), "http://pay.example/p".to_owned());
        let mut events = complete();
        let order = ORDER;
        events.push(ApplicationEvent::PaymentOrdered { order, cents: 60_000, fee, changes });
        events.push(ApplicationEvent::PaymentOpened { order, payment, pay_url });
        events
    }

    fn with(events: &[ApplicationEvent]) -> testkit::Given<Application> {
        given::<Application>(ordered().into_iter().chain(events.iter().cloned()))
    }

    #[test]
    fn what_is_paid_is_sent_once_however_often_it_is_told() {
        let sent = [settled(Standing::Paid), ApplicationEvent::Submitted {}];
        with(&[]).when(says(ToldStatus::Paid), ()).then(sent.clone());
        for status in [ToldStatus::Paid, ToldStatus::Cancelled, ToldStatus::Created] {
            with(&sent).when(says(status), ()).then_nothing();
        }
        with(&sent).when(act(Word::Unknown), ()).then_nothing();
    }

    #[test]
    fn paid_late_is_paid() {
        let sent = [settled(Standing::Paid), ApplicationEvent::Submitted {}];
        for before in [Standing::Cancelled, Standing::Gone] {
            with(&[settled(before)]).when(says(ToldStatus::Paid), ()).then(sent.clone());
        }
    }

    #[test]
    fn what_was_changed_meanwhile_is_not_sent_unread_nor_what_was_taken_back() {
        for meanwhile in
            [answered("nationality", &[("nationality", "IRN")]), ApplicationEvent::Withdrawn {}]
        {
            with(&[meanwhile]).when(says(ToldStatus::Paid), ()).then([settled(Standing::Paid)]);
        }
    }

    #[test]
    fn turning_back_and_knowing_nothing_end_a_payment_and_waiting_does_not() {
        with(&[]).when(says(ToldStatus::Created), ()).then_nothing();
        with(&[]).when(says(ToldStatus::Cancelled), ()).then([settled(Standing::Cancelled)]);
        with(&[]).when(act(Word::Unknown), ()).then([settled(Standing::Gone)]);
        let ended = [settled(Standing::Cancelled)];
        with(&ended).when(act(Word::Unknown), ()).then_nothing();
        with(&ended).when(says(ToldStatus::Created), ()).then_nothing();
    }

    #[test]
    fn another_amount_currency_reference_or_payment_pays_nothing() {
        let wrongs: [fn(&mut Told); 4] = [
            |told| told.amount_cents -= 1,
            |told| told.currency = "SEK".to_owned(),
            |told| told.reference = OrderId(Uuid::from_u128(2)).to_string(),
            |told| told.payment = "q".to_owned(),
        ];
        for wrong in wrongs {
            let mut told = told(ToldStatus::Paid);
            wrong(&mut told);
            with(&[]).when(act(Word::Told(told)), ()).then([settled(Standing::Wrong)]);
        }
    }

    #[test]
    fn a_payment_that_nobody_ordered_pays_nothing() {
        given::<Application>([begun()]).when(says(ToldStatus::Paid), ()).then_nothing();
        given::<Application>([]).when(says(ToldStatus::Paid), ()).then_nothing();
    }
}

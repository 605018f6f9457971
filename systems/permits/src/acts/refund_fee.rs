//! Has a fee that was paid given back: an official decides, on a ground and in their own words.

use casefile::Case;
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Html, Limit, Problem, Reader, Request, Ui};

use crate::events::ApplicationEvent;
use crate::ids::{ApplicationId, OrderId};
use crate::payments::jobs::{Ordered, REFUND as REFUND_JOB};
use crate::payments::{RefundGround, Standing, euros, row_on};
use crate::rights::REFUND;
use crate::state::{Application, KnownApplication, Payment};

/// The name of the part of a path that says which payment.
pub(crate) const ORDER: &str = "order";

/// Has a payment given back.
#[derive(Debug, Clone)]
pub struct RefundFee {
    /// Of which application.
    pub application: ApplicationId,
    /// Which payment.
    pub order: OrderId,
    /// Why.
    pub ground: RefundGround,
    /// In the official's words.
    pub note: String,
}

impl Act for RefundFee {
    const NAME: &'static str = "application.refund_fee";
    const RIGHT: Right = REFUND;
    type State = Application;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.application.0
    }

    /// Whoever may not see the case has nothing of its fee to give back.
    async fn inputs(&self, read: &mut Read<'_>) -> Result<(), Fault> {
        let application = read.fold::<Application>(self.application).await?;
        if let Some((case, _)) = application.known().and_then(|known| known.stage.case()) {
            read.fold::<Case>(case).await?;
        }
        Ok(())
    }

    fn decide(&self, application: &Application, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = application.known().ok_or_else(|| Refusal::new("payment-unknown"))?;
        let payment = known.payment(self.order).ok_or_else(|| Refusal::new("payment-unknown"))?;
        refundable(payment)?;
        if self.note.trim().is_empty() {
            return Err(Refusal::new("refund-unexplained").at("note"));
        }
        let several = known.payments.iter().filter(|p| p.standing == Standing::Paid).count() > 1;
        if self.ground == RefundGround::PaidTwice && !several {
            return Err(Refusal::new("refund-paid-once").at("ground"));
        }
        let (order, ground) = (self.order, self.ground);
        let note = Sealed::new(known.subject(), self.note.clone());
        let ordered = ApplicationEvent::RefundOrdered { order, ground, note };
        let job = Ordered { application: self.application, order };
        Ok(Changes::one(self.application, &ordered).job(REFUND_JOB, &job, None))
    }
}

/// Can it be given back: was it paid, and is it neither back nor on its way?
pub(crate) fn refundable(payment: &Payment) -> Result<(), Refusal> {
    match (payment.standing, payment.pays()) {
        (Standing::Paid, true) => Ok(()),
        (Standing::Paid, false) => Err(Refusal::new("refund-ordered")),
        _ => Err(Refusal::new("refund-unpaid")),
    }
}

/// What somebody should know before they give money back.
#[derive(askama::Template)]
#[template(path = "acts/refund.html")]
struct Grounds<'a> {
    ui: &'a Ui,
    amount: String,
    paid_on: kernel::Ts,
    /// Each ground with where it stands; nothing where no law was found.
    grounds: Vec<(&'static str, Option<String>)>,
}

impl<'a> Grounds<'a> {
    fn of(ui: &'a Ui, payment: &Payment) -> Result<Grounds<'a>, Problem> {
        let mut grounds = Vec::new();
        for code in RefundGround::CODES {
            let ground = RefundGround::from_code(code).ok_or(Problem::NotFound)?;
            let row = row_on(ground, payment.ordered.date())?;
            grounds.push((*code, row.map(|row| row.cite.join("; "))));
        }
        let amount = ui.t("application-euros").arg("amount", euros(payment.cents)).plain();
        Ok(Grounds { ui, amount, paid_on: payment.changed, grounds })
    }
}

impl FormAct for RefundFee {
    fn fields() -> Vec<Field> {
        vec![Field::radios("ground", RefundGround::CODES), Field::long_text("note", Limit::NOTE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (known, version) = official(request, Self::NAME).await?;
        let order: OrderId = request.param(ORDER)?;
        let application: ApplicationId = request.param(super::ID)?;
        let payment = known.payment(order).ok_or(Problem::NotFound)?;
        refundable(payment)?;
        let ui = &request.ui;
        Ok(Draft::new()
            .seen(application.0, version)
            .arg("permit", ui.code("case-type-", &known.permit).plain())
            .aside(Html::render(&Grounds::of(ui, payment)?)?)
            .crumb(ui.t("fees"), "/fees")
            .crumb(order.to_string(), format!("/fees?reference={order}")))
    }

    fn read(form: &mut Reader<'_>) -> Option<RefundFee> {
        let (application, order) = (form.param(super::ID), form.param(ORDER));
        let (ground, note) = (form.choice("ground"), form.text("note"));
        let ground: String = ground?;
        Some(RefundFee {
            application: application?,
            order: order?,
            ground: RefundGround::from_code(&ground)?,
            note: note?,
        })
    }

    fn after(_: &Done, request: &Request) -> String {
        format!("/fees?reference={}", request.params.get(ORDER).unwrap_or_default())
    }
}

/// An application whose payments an official looks at, and its version. That they looked is recorded; one whose
/// case they may not see is not there.
pub(crate) async fn official(
    request: &Request,
    purpose: &str,
) -> Result<(KnownApplication, i64), Problem> {
    let id: ApplicationId = request.param(super::ID)?;
    paid_by(request, id, purpose).await
}

/// The same by its id.
pub(crate) async fn paid_by(
    request: &Request,
    id: ApplicationId,
    purpose: &str,
) -> Result<(KnownApplication, i64), Problem> {
    let opened = request.kernel.open::<Application>(&request.who, id, REFUND, purpose).await?;
    let known = opened.state.known().cloned().ok_or(Problem::NotFound)?;
    if let Some((case, _)) = known.stage.case() {
        request.kernel.open::<Case>(&request.who, case, REFUND, purpose).await?;
    }
    Ok((known, opened.version))
}

#[cfg(test)]
pub(crate) mod tests {
    use kernel::Subject;
    use testkit::given;

    use super::super::tests::{amina, application_id, begun};
    use super::*;

    pub(crate) const ORDER_ID: OrderId = OrderId(Uuid::from_u128(1));

    pub(crate) fn paid(order: OrderId) -> Vec<ApplicationEvent> {
        let fee = "fee_student_first".to_owned();
        let (payment, pay_url) = ("p".to_owned(), "http://pay.example/p".to_owned());
        vec![
            ApplicationEvent::PaymentOrdered { order, cents: 60_000, fee, changes: 0 },
            ApplicationEvent::PaymentOpened { order, payment, pay_url },
            ApplicationEvent::PaymentSettled { order, standing: Standing::Paid },
        ]
    }

    pub(crate) fn ordered() -> ApplicationEvent {
        let note = Sealed::new(Subject(amina().user.0), "The wrong form.".to_owned());
        ApplicationEvent::RefundOrdered { order: ORDER_ID, ground: RefundGround::WrongForm, note }
    }

    fn act(ground: RefundGround, note: &str) -> RefundFee {
        let (application, note) = (application_id(), note.to_owned());
        RefundFee { application, order: ORDER_ID, ground, note }
    }

    fn with(events: Vec<ApplicationEvent>) -> testkit::Given<Application> {
        given::<Application>([begun()].into_iter().chain(events))
    }

    #[test]
    fn what_was_paid_is_given_back_once_on_a_ground_with_words() {
        let wrong = || act(RefundGround::WrongForm, "The wrong form.");
        let changes = with(paid(ORDER_ID)).when(wrong(), ()).outcome().unwrap();
        assert_eq!(changes.jobs().len(), 1);
        with(paid(ORDER_ID)).when(wrong(), ()).then([ordered()]);
        let once = || with(paid(ORDER_ID)).and([ordered()]);
        once().when(wrong(), ()).then_refused("refund-ordered");
        let settled = |given| ApplicationEvent::RefundSettled { order: ORDER_ID, given };
        once().and([settled(true)]).when(wrong(), ()).then_refused("refund-ordered");
        // What they would not give back may be asked for again.
        once().and([settled(false)]).when(wrong(), ()).then([ordered()]);
        let silent = with(paid(ORDER_ID)).when(act(RefundGround::WrongForm, " "), ());
        silent.then_refused("refund-unexplained");
    }

    #[test]
    fn what_was_not_paid_or_is_not_there_is_not_given_back() {
        let wrong = || act(RefundGround::WrongForm, "The wrong form.");
        let open = paid(ORDER_ID).into_iter().take(2).collect();
        with(open).when(wrong(), ()).then_refused("refund-unpaid");
        with(vec![]).when(wrong(), ()).then_refused("payment-unknown");
        given::<Application>([]).when(wrong(), ()).then_refused("payment-unknown");
    }

    #[test]
    fn paid_twice_is_paid_twice() {
        let twice = || act(RefundGround::PaidTwice, "Two windows.");
        with(paid(ORDER_ID)).when(twice(), ()).then_refused("refund-paid-once");
        let both = paid(ORDER_ID).into_iter().chain(paid(OrderId(Uuid::from_u128(2)))).collect();
        assert!(with(both).when(twice(), ()).outcome().is_ok());
    }
}

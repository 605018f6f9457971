//! Sends an application: from here on it is a matter before the authority.

use casefile::model::Language;
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Html, Problem, Reader, Request, Ui};

use super::{ID, Own, TYPE, complete, own, path};
use crate::events::ApplicationEvent;
use crate::ids::{ApplicationId, OrderId};
use crate::limits::PAYMENTS_ITEMS_MAX;
use crate::payments::cents;
use crate::payments::jobs::{OPEN, Ordered};
use crate::rights::{APPLY, PAY};
use crate::rules::{self, Fee};
use crate::state::{Application, KnownApplication, Payment, Stage};

/// Sends an application.
#[derive(Debug, Clone)]
pub struct SubmitApplication {
    /// Which.
    pub application: ApplicationId,
    /// How often it had been changed when it was read through: what is declared true is that.
    pub changes: u64,
    /// The language in which it was read, when that is known.
    pub language: Option<Language>,
}

impl Act for SubmitApplication {
    const NAME: &'static str = "application.submit";
    const RIGHT: Right = APPLY;
    type State = Application;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.application.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(
        &self,
        application: &Application,
        (): &(),
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = application.of(ctx.who)?;
        match known.stage {
            Stage::Draft => {}
            // Sent from another device, or with a second press: it is sent, once.
            Stage::Submitted { .. } | Stage::Instituted { .. } => return Ok(Changes::new()),
            Stage::Withdrawn { .. } => return Err(Refusal::new("application-withdrawn")),
        }
        if known.changes != self.changes {
            return Err(Refusal::new("application-changed"));
        }
        let permit = complete(known)?;
        let fee = rules::fee(permit, ctx.today).map_err(|_| Refusal::new("permit-unknown"))?;
        match fee.filter(|_| ctx.who.may(PAY) && known.paid().is_none()) {
            Some(fee) => self.order(known, &permit.fee, fee, ctx),
            // Paid already, or nothing is paid here: it goes.
            None => Ok(self.declared().record(self.application, &ApplicationEvent::Submitted {})),
        }
    }
}

impl SubmitApplication {
    fn declared(&self) -> Changes {
        self.language.iter().cloned().fold(Changes::new(), |changes, language| {
            changes.record(self.application, &ApplicationEvent::Declared { language })
        })
    }

    /// First the fee: it is sent when that is paid. One that is waited for stays, as somebody may be paying it.
    fn order(
        &self,
        known: &KnownApplication,
        name: &str,
        fee: Fee,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let cents = cents(fee.euros())?;
        let same = |payment: &&Payment| payment.cents == cents && payment.changes == self.changes;
        if known.open_payment().is_some_and(|payment| same(&payment)) {
            return Ok(Changes::new());
        }
        if known.payments.len() >= PAYMENTS_ITEMS_MAX {
            return Err(Refusal::new("payments-many").with("max", PAYMENTS_ITEMS_MAX));
        }
        let order = OrderId(ctx.ids.next());
        let (fee, changes) = (name.to_owned(), self.changes);
        let ordered = ApplicationEvent::PaymentOrdered { order, cents, fee, changes };
        let ordered = self.declared().record(self.application, &ordered);
        Ok(ordered.job(OPEN, &Ordered { application: self.application, order }, None))
    }
}

/// What sending costs, before one presses.
#[derive(askama::Template)]
#[template(path = "acts/costs.html")]
struct Costs<'a> {
    ui: &'a Ui,
    fee: String,
    verified: bool,
    cite: String,
}

impl FormAct for SubmitApplication {
    fn fields() -> Vec<Field> {
        vec![Field::hidden("changes"), Field::checkbox("true")]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let Own { id, application, permit, .. } = own(request, Self::NAME).await?;
        let ui = &request.ui;
        let fee = rules::fee(permit, ui.today())?;
        let fee = fee.filter(|_| ui.may(PAY) && application.paid().is_none());
        let costs = fee.map(|fee| {
            let (verified, cite) = (fee.is_verified(), fee.cite());
            Html::render(&Costs { ui, fee: fee.amount(ui), verified, cite })
        });
        let costs = costs.transpose()?.unwrap_or_default();
        Ok(Draft::new()
            .aside(costs)
            .value("changes", application.changes)
            .arg("permit", ui.code("case-type-", &permit.code).plain())
            .crumb(ui.t("application-steps"), path(&permit.code, id, ""))
            .crumb(ui.t("application-check"), path(&permit.code, id, "check")))
    }

    fn read(form: &mut Reader<'_>) -> Option<SubmitApplication> {
        let (application, changes) = (form.param(ID), form.reference("changes"));
        let declared = form.checked("true");
        declared.filter(|declared| *declared)?;
        let language = Language::new(form.lang().code()).ok();
        Some(SubmitApplication { application: application?, changes: changes?, language })
    }

    fn after(done: &Done, request: &Request) -> String {
        let permit = request.params.get(TYPE).unwrap_or_default();
        let to = if request.who.may(PAY) { "fee" } else { "sent" };
        path(permit, ApplicationId(done.stream), to)
    }
}

#[cfg(test)]
mod tests {
    use casefile::CaseId;
    use testkit::given;

    use super::super::tests::{amina, application_id, begun, bela, complete};
    use super::*;
    use crate::payments::Standing;

    fn act(changes: usize) -> SubmitApplication {
        let changes = u64::try_from(changes).unwrap();
        SubmitApplication { application: application_id(), changes, language: None }
    }

    /// Everything but the beginning is a change.
    fn all() -> SubmitApplication {
        act(complete().len() - 1)
    }

    #[test]
    fn what_is_complete_is_sent() {
        let given = given::<Application>(complete()).as_who(&amina());
        given.when(all(), ()).then([ApplicationEvent::Submitted {}]);
    }

    #[test]
    fn the_language_in_which_it_was_declared_true_is_kept_and_is_no_change_of_it() {
        let language = Language::new("sv").unwrap();
        let declared = ApplicationEvent::Declared { language: language.clone() };
        let act = SubmitApplication { language: Some(language.clone()), ..all() };
        let given = || given::<Application>(complete());
        let sent = [declared.clone(), ApplicationEvent::Submitted {}];
        given().as_who(&amina()).when(act, ()).then(sent);
        let state = given().and([declared]).state(application_id().0);
        let known = state.known().unwrap();
        assert_eq!((known.changes, &known.language), (all().changes, &Some(language)));
    }

    #[test]
    fn sent_again_is_sent_once() {
        let case = CaseId(Uuid::from_u128(1));
        let instituted = ApplicationEvent::Instituted { case, number: "HEL-2026-000001".into() };
        let mut events = complete();
        for event in [ApplicationEvent::Submitted {}, instituted] {
            events.push(event);
            let given = given::<Application>(events.clone()).as_who(&amina());
            given.when(all(), ()).then_nothing();
        }
    }

    /// The same, where fees are paid.
    fn paying() -> kernel::Who {
        let rights = [APPLY, PAY].into();
        kernel::Who { rights: std::sync::Arc::new(rights), ..amina() }
    }

    fn ordered(n: u128, changes: usize) -> ApplicationEvent {
        let changes = u64::try_from(changes).unwrap();
        let (order, fee) = (OrderId(Uuid::from_u128(n)), "fee_student_first".to_owned());
        // On the Monday of tests, by the table of fees.
        ApplicationEvent::PaymentOrdered { order, cents: 60_000, fee, changes }
    }

    fn settled(n: u128, standing: Standing) -> ApplicationEvent {
        ApplicationEvent::PaymentSettled { order: OrderId(Uuid::from_u128(n)), standing }
    }

    #[test]
    fn where_fees_are_paid_the_first_thing_is_to_pay() {
        let given = given::<Application>(complete()).as_who(&paying());
        let events = given.when(all(), ()).outcome().unwrap();
        assert_eq!(events.jobs().len(), 1);
        let events = events.into_events().unwrap();
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].kind, "application.payment_ordered");
        assert_eq!(events[0].body["cents"], 60_000);
    }

    #[test]
    fn a_payment_that_is_waited_for_is_not_ordered_again_and_one_that_failed_is() {
        let n = complete().len() - 1;
        let with = |events: &[ApplicationEvent]| {
            let events = complete().into_iter().chain(events.iter().cloned());
            given::<Application>(events).as_who(&paying()).when(all(), ())
        };
        with(&[ordered(1, n)]).then_nothing();
        for standing in [Standing::Cancelled, Standing::Gone, Standing::Wrong] {
            let again = with(&[ordered(1, n), settled(1, standing)]).outcome().unwrap();
            let again = again.into_events().unwrap();
            assert_eq!(again[0].kind, "application.payment_ordered", "{standing:?}");
        }
        with(&[ordered(1, n), settled(1, Standing::Paid)]).then([ApplicationEvent::Submitted {}]);
        let many: Vec<_> = (0..PAYMENTS_ITEMS_MAX)
            .flat_map(u128::try_from)
            .flat_map(|of| [ordered(of, n), settled(of, Standing::Cancelled)])
            .collect();
        with(&many).then_refused("payments-many");
    }

    #[test]
    fn nothing_is_sent_that_is_missing_something() {
        for n in 1..complete().len() {
            let mut events = complete();
            events.remove(n);
            let given = given::<Application>(events.clone()).as_who(&amina());
            let outcome = given.when(act(events.len() - 1), ()).outcome();
            let code = outcome.unwrap_err().code;
            assert!(["application-incomplete", "application-files-missing"].contains(&code));
        }
    }

    #[test]
    fn what_was_read_through_is_what_is_sent() {
        let given = given::<Application>(complete()).as_who(&amina());
        given.when(act(complete().len() - 2), ()).then_refused("application-changed");
    }

    #[test]
    fn nobody_sends_for_others_nor_what_was_taken_back() {
        given::<Application>(complete())
            .as_who(&bela())
            .when(all(), ())
            .then_refused("application-unknown");
        given::<Application>([begun(), ApplicationEvent::Withdrawn {}])
            .as_who(&amina())
            .when(act(0), ())
            .then_refused("application-withdrawn");
    }
}

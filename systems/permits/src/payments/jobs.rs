//! Durable work of paying: having a payment made, asking how it stands until it is known, and having given back
//! what an official wants given back.
//!
//! Nothing is remembered but in events: whoever is killed in the middle asks once more, and a payment that
//! nobody was led to is paid by nobody.

use kernel::{Act, Cause, Fault, JobKind, JobRun, Kernel, NotDone, Run, Ts, Who};
use serde::{Deserialize, Serialize};

use super::provider::{Away, GivenBack};
use super::{Payments, Standing};
use crate::acts::{OpenPayment, SettlePayment, SettleRefund, Word, path};
use crate::ids::{ApplicationId, OrderId};
use crate::rows;
use crate::state::{Application, TO_REFUND};

/// The job that has a payment made.
pub(crate) const OPEN: &str = "permits.payment_open";
/// The job that has a payment given back.
pub(crate) const REFUND: &str = "permits.refund";
/// How often those that were ordered lately are asked about: most people pay within minutes.
const SWEEP_SECONDS: i64 = 30;
/// What lately is.
const LATELY_SECONDS: i64 = 2 * 3600;
/// How often the older ones are: people who left the page of the bank open.
const SELDOM_SECONDS: i64 = 3600;
/// After so long nobody asks any more; a message still counts.
const ASKED_SECONDS: i64 = 30 * 24 * 3600;
/// Payments looked at in one round.
const ROWS_MAX: i64 = 200;

/// Which payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ordered {
    pub(crate) application: ApplicationId,
    pub(crate) order: OrderId,
}

pub(crate) fn all(payments: &Payments) -> Vec<JobKind> {
    let (open, lately, seldom) = (payments.clone(), payments.clone(), payments.clone());
    let (back, backs) = (payments.clone(), payments.clone());
    vec![
        JobKind::new(OPEN, move |run| {
            let payments = open.clone();
            Box::pin(async move {
                let ordered: Ordered = serde_json::from_value(run.payload.clone())?;
                let cause = Cause::Job(run.id);
                // One that cannot be made now is made by the next round, or when the payer looks.
                go_on(&run.kernel, &payments, ordered, cause).await.map(drop)
            })
        }),
        JobKind::new(REFUND, move |run| {
            let payments = back.clone();
            Box::pin(async move {
                let ordered: Ordered = serde_json::from_value(run.payload.clone())?;
                // One that cannot be given back now is given back by the next round.
                go_back(&run.kernel, &payments, ordered, Cause::Job(run.id)).await.map(drop)
            })
        }),
        JobKind::new("permits.refunds", move |run| {
            let payments = backs.clone();
            Box::pin(
                async move { sweep(&run, &payments, TO_REFUND, (Ts::MIN, run.kernel.now())).await },
            )
        })
        .every(SWEEP_SECONDS),
        JobKind::new("permits.payments", move |run| {
            let payments = lately.clone();
            Box::pin(async move {
                let now = run.kernel.now();
                let from = now.plus_seconds(-LATELY_SECONDS);
                sweep(&run, &payments, Standing::Open.code(), (from, now)).await
            })
        })
        .every(SWEEP_SECONDS),
        JobKind::new("permits.payments_old", move |run| {
            let payments = seldom.clone();
            Box::pin(async move {
                let now = run.kernel.now();
                let [from, to] = [ASKED_SECONDS, LATELY_SECONDS].map(|ago| now.plus_seconds(-ago));
                sweep(&run, &payments, Standing::Open.code(), (from, to)).await
            })
        })
        .every(SELDOM_SECONDS),
    ]
}

/// Goes through what stands so and was ordered between two instants, until nobody answers.
async fn sweep(
    run: &JobRun,
    payments: &Payments,
    standing: &str,
    (from, to): (Ts, Ts),
) -> Result<(), Fault> {
    let mut after = (from, OrderId::FIRST);
    loop {
        let batch = rows::payments_that_are(&run.kernel, standing, after, to, ROWS_MAX).await?;
        let Some((_, order, ordered)) = batch.last() else { return Ok(()) };
        after = (*ordered, *order);
        for (application, order, _) in batch {
            let ordered = Ordered { application, order };
            let cause = Cause::Job(run.id);
            let went = match standing {
                TO_REFUND => go_back(&run.kernel, payments, ordered, cause).await?,
                _ => go_on(&run.kernel, payments, ordered, cause).await?,
            };
            if went == Went::Away {
                return Ok(());
            }
        }
    }
}

/// What came of one try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Went {
    /// It was dealt with as far as that goes now.
    On,
    /// Whoever takes payments does not answer.
    Away,
}

/// Has an open payment made, or asks how it stands.
pub(crate) async fn go_on(
    kernel: &Kernel,
    payments: &Payments,
    ordered: Ordered,
    cause: Cause,
) -> Result<Went, Fault> {
    let Ordered { application, order } = ordered;
    let (state, _) = kernel.peek::<Application>(application).await?;
    let Some(known) = state.known() else { return Ok(Went::On) };
    let Some(payment) = known.payment(order).filter(|payment| payment.is_open()) else {
        return Ok(Went::On);
    };
    match &payment.opened {
        None => {
            let back = path(&known.permit, application, "fee");
            let said = (known.permit.as_str(), back.as_str());
            match payments.open(order, payment.cents, said).await {
                Ok(opened) => {
                    let (payment, pay_url) = (opened.payment, opened.pay_url);
                    let act = OpenPayment { application, order, payment, pay_url };
                    by_itself(kernel, act, cause).await.map(|()| Went::On)
                }
                Err(Away) => Ok(Went::Away),
            }
        }
        Some(opened) => match payments.look(&opened.payment).await {
            Ok(told) => {
                let word = told.map_or(Word::Unknown, Word::Told);
                let act = SettlePayment { application, order, word };
                by_itself(kernel, act, cause).await.map(|()| Went::On)
            }
            Err(Away) => Ok(Went::Away),
        },
    }
}

/// Has a payment given back. Killed before that is recorded, it is asked for once more under the same reference,
/// under which it is given back once.
async fn go_back(
    kernel: &Kernel,
    payments: &Payments,
    ordered: Ordered,
    cause: Cause,
) -> Result<Went, Fault> {
    let Ordered { application, order } = ordered;
    let (state, _) = kernel.peek::<Application>(application).await?;
    let payment = state.known().and_then(|known| known.payment(order));
    let going = payment.filter(|payment| payment.is_going_back());
    let Some((payment, opened)) = going.and_then(|p| Some((p, p.opened.as_ref()?))) else {
        return Ok(Went::On);
    };
    match payments.give_back(&opened.payment, order, payment.cents).await {
        Ok(came) => {
            let given = came == GivenBack::Given;
            let act = SettleRefund { application, order, given };
            by_itself(kernel, act, cause).await.map(|()| Went::On)
        }
        Err(Away) => Ok(Went::Away),
    }
}

/// Runs an act of the machine; on what is over meanwhile it is needed no longer.
pub(crate) async fn by_itself<A: Act>(kernel: &Kernel, act: A, cause: Cause) -> Result<(), Fault> {
    let stream = act.stream();
    match kernel.run(&Who::machine(), act, Run { cause, ..Run::default() }).await {
        Ok(_) | Err(NotDone::NotFound | NotDone::Refused(_)) => Ok(()),
        Err(NotDone::Fault(fault)) => Err(fault),
        Err(other) => Err(Fault::message(format!("{stream}: {other:?}"))),
    }
}

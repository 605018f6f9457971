//! The fee of an application: what is to be paid and where, and how it went. Whoever comes back from paying
//! comes here, and whoever takes payments tells us here; neither is waited for.

use http::StatusCode;
use kernel::Cause;
use web::{Page, Problem, Reply, Request, Ui};

use super::{MINE, shown};
use crate::acts::{Own, SettlePayment, Word, own};
use crate::payments::jobs::{Ordered, Went, by_itself, go_on};
use crate::payments::{Payments, euros};
use crate::rows;
use crate::rules;
use crate::state::{Payment, Stage};

/// Where messages carry their signature.
const SIGNATURE: &str = "payment-signature";
/// Without scripts the page looks again after so many seconds while nobody answers.
const LOOK_AGAIN_SECONDS: u32 = 10;

#[derive(askama::Template)]
#[template(path = "pages/fee.html")]
struct FeePage<'a> {
    ui: &'a Ui,
    own: &'a Own,
    amount: String,
    /// The decree, when nobody has compared the amount with it.
    unverified: Option<String>,
    reference: String,
    /// Code of how it stands.
    standing: &'static str,
    /// Where it is paid, while it is waited for.
    pay_url: Option<&'a str>,
    away: bool,
}

pub(super) async fn show(request: Request, payments: &Payments) -> Result<Reply, Problem> {
    let own = own(&request, "application.fee").await?;
    let open = own.application.open_payment().map(|payment| payment.order);
    let (own, away) = match open {
        Some(order) if own.application.stage == Stage::Draft => {
            let ordered = Ordered { application: own.id, order };
            let went = go_on(&request.kernel, payments, ordered, Cause::Person).await?;
            (again(&request, own).await?, went == Went::Away)
        }
        _ => (own, false),
    };
    if own.application.stage != Stage::Draft {
        return Ok(Reply::Redirect(own.path("sent")));
    }
    let Some(payment) = payment(&own) else { return Ok(Reply::Redirect(own.path("check"))) };
    let ui = &request.ui;
    let fee = rules::fee(own.permit, ui.today())?;
    let open = payment.is_open();
    let body = FeePage {
        ui,
        own: &own,
        amount: ui.t("application-euros").arg("amount", euros(payment.cents)).plain(),
        unverified: fee.filter(|fee| !fee.is_verified()).map(|fee| fee.cite()),
        reference: payment.order.to_string(),
        standing: payment.code(),
        pay_url: payment.opened.as_ref().filter(|_| open).map(|opened| opened.pay_url.as_str()),
        away,
    };
    let page = Page::new(ui.t("application-fee"), &body)?.narrow();
    let page = page.crumb(ui.t("application-mine"), MINE);
    let page = page.crumb(shown::permit(ui, own.permit), own.path(""));
    let waits = open && payment.opened.is_none();
    Ok(if waits { page.refresh(LOOK_AGAIN_SECONDS) } else { page }.into())
}

/// The payment to show: the one that paid, the one that is waited for, or the last that was tried.
fn payment(own: &Own) -> Option<&Payment> {
    let application = &own.application;
    let paid = application.paid().or_else(|| application.open_payment());
    paid.or_else(|| application.payments.last())
}

/// The same application as it stands now.
async fn again(request: &Request, before: Own) -> Result<Own, Problem> {
    let (now, version) = request.kernel.peek::<crate::state::Application>(before.id).await?;
    let application = now.known().cloned().ok_or(Problem::NotFound)?;
    Ok(Own { application, version, ..before })
}

/// A message from whoever takes payments. It is answered with success when it is heard, as they tell it again
/// until then; of what is not signed by them nothing is said but that.
pub(super) async fn told(request: Request, payments: &Payments) -> Result<Reply, Problem> {
    let signature = request.headers.get(SIGNATURE).and_then(|value| value.to_str().ok());
    let Some(told) = payments.heard(&request.body, signature.unwrap_or_default()) else {
        return Ok(Reply::text(StatusCode::UNAUTHORIZED, "unsigned"));
    };
    let order = told.reference.parse().ok();
    let application = match order {
        Some(order) => rows::of_payment(&request.kernel, order).await?.map(|id| (id, order)),
        None => None,
    };
    // Signed, and of nothing here: telling it again would not help.
    let Some((application, order)) = application else {
        tracing::warn!("a payment was told that nobody ordered here");
        return Ok(Reply::text(StatusCode::OK, "unknown"));
    };
    let act = SettlePayment { application, order, word: Word::Told(told) };
    by_itself(&request.kernel, act, Cause::Person).await?;
    Ok(Reply::text(StatusCode::OK, "heard"))
}

#[cfg(test)]
mod tests {
    use crate::payments::Standing;

    #[test]
    fn every_standing_has_its_words() {
        let texts = include_str!("../../texts/en.ftl");
        for standing in
            [Standing::Open, Standing::Paid, Standing::Cancelled, Standing::Gone, Standing::Wrong]
        {
            let key = format!("\npayment-{} = ", standing.code());
            assert!(texts.contains(&key), "{key}");
        }
    }
}

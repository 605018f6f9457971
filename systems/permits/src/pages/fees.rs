//! What was paid, for officials: found by its reference, and on the page of the case.

use casefile::CaseId;
use web::parts::{Notice, Tag, Tone};
use web::{Html, Page, Problem, Reply, Request, Ui};

use super::application_of;
use crate::acts::{paid_by, refundable};
use crate::ids::{ApplicationId, OrderId};
use crate::payments::{Standing, euros};
use crate::rows;
use crate::state::{KnownApplication, Payment};

/// A payment for the eye.
struct Line {
    reference: String,
    amount: String,
    standing: Tag,
    when: String,
    /// Why it is given back, and the official's words; nothing while it is not.
    refund: Option<(String, String)>,
    /// Where it is given back, when it can be.
    href: Option<String>,
}

#[derive(askama::Template)]
#[template(path = "pages/fee_lines.html")]
struct Lines<'a> {
    ui: &'a Ui,
    lines: Vec<Line>,
}

fn lines(ui: &Ui, id: ApplicationId, known: &KnownApplication) -> Vec<Line> {
    let line = |payment: &Payment| {
        let tone = match (payment.standing, payment.pays()) {
            (Standing::Paid, true) => Tone::Success,
            (Standing::Paid, false) => Tone::Info,
            (Standing::Wrong, _) => Tone::Warning,
            _ => Tone::Neutral,
        };
        let refund = payment.refund.as_ref().map(|refund| {
            let ground = ui.code("application-refund-fee-ground-", refund.ground.code()).plain();
            let note = refund.note.clone();
            (ground, note.unwrap_or_else(|| ui.t("casefile-erased").plain()))
        });
        let may = refundable(payment).is_ok();
        Line {
            reference: payment.order.to_string(),
            amount: ui.t("application-euros").arg("amount", euros(payment.cents)).plain(),
            standing: Tag::new(tone, ui.code("fee-standing-", payment.code()).plain()),
            when: ui.when(payment.changed),
            refund,
            href: may.then(|| format!("/fees/{id}/{}/refund", payment.order)),
        }
    };
    known.payments.iter().map(line).collect()
}

#[derive(askama::Template)]
#[template(path = "pages/fees.html")]
struct Fees<'a> {
    ui: &'a Ui,
    typed: String,
    unknown: Option<Notice>,
    found: Option<Found>,
}

/// What a reference belongs to: the type of permit, the case it became, and what was paid.
type Found = (String, Option<(CaseId, String)>, Html);

/// The payments of the application that a reference belongs to. Nothing that was said in it is shown.
pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let typed = request.query::<String>("reference").unwrap_or_default();
    let order = typed.trim().parse::<OrderId>().ok();
    let application = match order {
        Some(order) => rows::of_payment(&request.kernel, order).await?,
        None => None,
    };
    let found = match application {
        Some(id) => {
            let (known, _) = paid_by(&request, id, "fees").await?;
            let body = Html::render(&Lines { ui, lines: lines(ui, id, &known) })?;
            let case = known.stage.case().map(|(case, number)| (case, number.to_owned()));
            Some((ui.code("case-type-", &known.permit).plain(), case, body))
        }
        None => None,
    };
    let looked = !typed.trim().is_empty() && found.is_none();
    let unknown = looked.then(|| Notice::new(Tone::Warning, ui.t("fees-unknown")));
    let body = Fees { ui, typed, unknown, found };
    Ok(Page::new(ui.t("fees"), &body)?.narrow().into())
}

#[derive(askama::Template)]
#[template(path = "pages/fee_panel.html")]
struct FeePanel<'a> {
    ui: &'a Ui,
    lines: Html,
}

/// What was paid for a case, on its page.
pub(super) async fn panel(request: &Request, case: CaseId) -> Result<Html, Problem> {
    let ui = &request.ui;
    let Some((id, application)) = application_of(request, case).await? else {
        return Ok(Html::default());
    };
    let Some(known) = application.known().filter(|known| !known.payments.is_empty()) else {
        return Ok(Html::default());
    };
    let lines = Html::render(&Lines { ui, lines: lines(ui, id, known) })?;
    Html::render(&FeePanel { ui, lines })
}

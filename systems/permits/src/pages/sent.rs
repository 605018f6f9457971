//! What became of an application that was sent: its number, and what happens next.

use std::sync::Arc;

use casefile::{Case, KnownCase, Messages, Status};
use decisions::{DecisionId, KnownDecision};
use kernel::{Date, MACHINE, Ts};
use web::{Html, Page, Problem, Reply, Request, Ui};

use super::{MINE, decision, mine};
use crate::acts::{Own, own};
use crate::code;
use crate::lasted;
use crate::payments::{Standing, euros};
use crate::receipt;
use crate::state::{Payment, Stage};

/// Without scripts the page looks again after so many seconds while the case is being made.
const LOOK_AGAIN_SECONDS: u32 = 2;

#[derive(askama::Template)]
#[template(path = "pages/sent.html")]
struct Sent<'a> {
    ui: &'a Ui,
    own: &'a Own,
    number: Option<&'a str>,
    status: String,
    due: Option<Date>,
    /// How long such cases took lately, while it waits for its decision.
    lasted: Option<String>,
    /// How many messages there are, once there is a case; and when the authority wrote last, when it wrote last.
    messages: Option<(usize, Option<Ts>)>,
    pending: bool,
    decided: bool,
    /// Check code and SHA-256 of what was received, once they are confirmed.
    receipt: Option<(String, &'a str)>,
    /// What was paid, and how that stands.
    fees: Vec<(String, String)>,
    /// What other systems have to say of it, such as that identity must be shown.
    panels: Vec<Html>,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let own = own(&request, "application.sent").await?;
    if own.application.stage == Stage::Draft {
        return Ok(Reply::Redirect(own.path("")));
    }
    let ui = &request.ui;
    let found = own.application.stage.case();
    let case = match found {
        Some((case, _)) => request.kernel.peek::<Case>(case).await?.0,
        None => Arc::default(),
    };
    let open = case.known().filter(|known| known.status == Status::Open);
    let waits = matches!(own.application.stage, Stage::Submitted { .. });
    let withdrawn = matches!(own.application.stage, Stage::Withdrawn { .. });
    let given = match decision::given(&request, &own).await {
        Ok((_, known)) => known,
        Err(Problem::NotFound) => Vec::new(),
        Err(other) => return Err(other),
    };
    let decided = !given.is_empty();
    let waits_to_be_opened = |(_, known): &(DecisionId, KnownDecision)| {
        known.reached.recalled.is_none() && !known.reached.is_theirs()
    };
    // What other systems do because of a decision tells what it says: it is told when that is theirs.
    let panels = match given.iter().any(waits_to_be_opened) {
        true => Vec::new(),
        false => request.panels("application", own.id).await?,
    };
    let pending = waits || (open.is_some() && !withdrawn);
    let lasted = if pending { lasted::of(&request.kernel, own.permit).await? } else { None };
    let body = Sent {
        ui,
        own: &own,
        number: found.map(|(_, number)| number),
        status: mine::status(ui, own.application.stage.code(), case.known()),
        due: open.filter(|_| !withdrawn).and_then(due),
        lasted: lasted.map(|lasted| lasted::words(ui, &lasted)),
        messages: messages(&request, &own).await?,
        decided,
        receipt: receipt(&request, &own),
        fees: fees(ui, &own),
        pending,
        panels,
    };
    let title = if decided { "application-status-decided" } else { "application-sent" };
    let page = Page::new(ui.t(title), &body)?.narrow();
    let page = page.crumb(ui.t("application-mine"), MINE);
    Ok(if waits { page.refresh(LOOK_AGAIN_SECONDS) } else { page }.into())
}

/// What the confirmation of receipt tells.
fn receipt<'a>(request: &Request, own: &'a Own) -> Option<(String, &'a str)> {
    let (_, receipt) = own.application.receipt.as_ref()?;
    let code = receipt::check_code(own.id, &receipt.received, request.kernel.blind());
    Some((code::written(&code), &receipt.received))
}

/// What was paid, and what of it is given back.
fn fees(ui: &Ui, own: &Own) -> Vec<(String, String)> {
    let paid = own.application.payments.iter().filter(|p| p.standing == Standing::Paid);
    let told = |payment: &Payment| {
        let amount = ui.t("application-euros").arg("amount", euros(payment.cents)).plain();
        let at = match &payment.refund {
            Some(refund) => refund.settled.map_or(refund.ordered, |(_, at)| at),
            None => payment.changed,
        };
        let how = ui.code("fee-told-", payment.code()).arg("date", ui.date(at)).plain();
        (amount, how)
    };
    paid.map(told).collect()
}

/// How many messages there are, and when the authority wrote when it wrote last.
async fn messages(request: &Request, own: &Own) -> Result<Option<(usize, Option<Ts>)>, Problem> {
    let Some((case, _)) = own.application.stage.case() else { return Ok(None) };
    let (messages, _) = request.kernel.peek::<Messages>(case).await?;
    let theirs = messages.all.iter().filter(|message| message.by.is_some()).count();
    let last = messages.all.last().filter(|message| message.by.is_some_and(|by| by != MACHINE));
    Ok(Some((theirs + own.application.messages.len(), last.map(|message| message.at))))
}

/// The day by which the law wants a decision, as the time limits of the case stand.
fn due(case: &KnownCase) -> Option<Date> {
    case.clocks.values().filter_map(|(_, clock)| clock.due()).min()
}

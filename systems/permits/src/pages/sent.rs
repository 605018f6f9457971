//! What became of an application that was sent: its number, and what happens next.

use casefile::{Case, KnownCase, Status};
use decisions::CaseDecisions;
use kernel::Date;
use web::{Html, Page, Problem, Reply, Request, Ui};

use super::{MINE, mine};
use crate::acts::{Own, own};
use crate::state::Stage;

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
    pending: bool,
    decided: bool,
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
        None => Case::Unknown,
    };
    let open = case.known().filter(|known| known.status == Status::Open);
    let waits = matches!(own.application.stage, Stage::Submitted { .. });
    let withdrawn = matches!(own.application.stage, Stage::Withdrawn { .. });
    let decided = match found {
        Some((case, _)) => {
            let (decided, _) = request.kernel.peek::<CaseDecisions>(case).await?;
            decided.0.values().any(|known| known.given.is_some())
        }
        None => false,
    };
    let body = Sent {
        ui,
        own: &own,
        number: found.map(|(_, number)| number),
        status: mine::status(ui, own.application.stage.code(), case.known()),
        due: open.filter(|_| !withdrawn).and_then(due),
        decided,
        pending: waits || (open.is_some() && !withdrawn),
        panels: request.panels("application", own.id).await?,
    };
    let title = if decided { "application-status-decided" } else { "application-sent" };
    let page = Page::new(ui.t(title), &body)?.narrow();
    let page = page.crumb(ui.t("application-mine"), MINE);
    Ok(if waits { page.refresh(LOOK_AGAIN_SECONDS) } else { page }.into())
}

/// The day by which the law wants a decision, as the time limits of the case stand.
fn due(case: &KnownCase) -> Option<Date> {
    case.clocks.values().filter_map(|(_, clock)| clock.due()).min()
}

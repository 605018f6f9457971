//! What was written between oneself and the officials of one's case, with what else is told of it: that it was
//! received, and that it was decided.

use casefile::{Case, Messages, Status};
use decisions::CaseDecisions;
use kernel::Ts;
use web::parts::{Timeline, TimelineItem};
use web::{Page, Problem, Reply, Request, Ui};

use super::{MINE, shown};
use crate::acts::{Own, own};

#[derive(askama::Template)]
#[template(path = "pages/messages.html")]
struct MessagesPage<'a> {
    ui: &'a Ui,
    own: &'a Own,
    number: &'a str,
    timeline: Timeline,
    open: bool,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let own = own(&request, "application.messages").await?;
    let (case, number) = own.application.stage.case().ok_or(Problem::NotFound)?;
    let (ui, kernel) = (&request.ui, &request.kernel);
    let (file, _) = kernel.peek::<Case>(case).await?;
    let (messages, _) = kernel.peek::<Messages>(case).await?;
    let (decided, _) = kernel.peek::<CaseDecisions>(case).await?;
    let closed = match file.known().map(|known| known.status) {
        Some(Status::Closed { at, .. }) => Some(at),
        Some(Status::Open) | None => None,
    };
    let mut items = written(ui, &own, &messages, closed);
    items.extend(file.known().map(|known| notice(ui, known.opened, "application-sent")));
    let given = decided.0.values().filter_map(|known| known.given.as_ref());
    items.extend(given.map(|(at, _)| {
        let link = (ui.t("application-decision").plain(), own.path("decision"));
        TimelineItem { link: Some(link), ..notice(ui, *at, "application-status-decided") }
    }));
    items.sort_by_key(|item| item.at);
    let open = file.open().is_ok();
    let body = MessagesPage { ui, own: &own, number, timeline: Timeline::new(ui, items), open };
    let page = Page::new(ui.t("application-messages"), &body)?.narrow();
    let page = page.crumb(ui.t("application-mine"), MINE);
    Ok(page.crumb(shown::permit(ui, own.permit), own.path("sent")).into())
}

/// What was written: by officials as it stands in the case, by oneself as one wrote it.
fn written(ui: &Ui, own: &Own, messages: &Messages, closed: Option<Ts>) -> Vec<TimelineItem> {
    let item = |at, key: &'static str, text: Option<&String>| {
        let text = text.cloned().unwrap_or_else(|| ui.t("casefile-erased").plain());
        TimelineItem { text, own: true, ..notice(ui, at, key) }
    };
    let theirs = messages.all.iter().filter(|message| message.by.is_some());
    let receipt = own.application.receipt.as_ref().and_then(|(_, receipt)| receipt.message);
    let theirs = theirs.map(|m| {
        if receipt != Some(m.id) {
            return item(m.at, "application-messages-theirs", m.text.as_ref());
        }
        let link = Some((ui.t("receipt").plain(), own.path("receipt")));
        TimelineItem { link, ..item(m.at, "application-messages-theirs", m.text.as_ref()) }
    });
    let mine = own.application.messages.iter().map(|message| {
        let landed = messages.get(message.id).map(|landed| landed.at);
        let late = landed.zip(closed).is_some_and(|(landed, closed)| landed > closed);
        let key = if late { "application-messages-late" } else { "application-messages-mine" };
        item(message.at, key, message.text.as_ref())
    });
    theirs.chain(mine).collect()
}

fn notice(ui: &Ui, at: Ts, key: &'static str) -> TimelineItem {
    TimelineItem {
        at,
        title: ui.t(key).plain(),
        by: String::new(),
        text: String::new(),
        own: false,
        link: None,
    }
}

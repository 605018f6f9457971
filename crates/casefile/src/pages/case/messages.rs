//! What was written between whoever applied and the officials of a case, newest first.

use kernel::fold;
use web::parts::{Timeline, TimelineItem};
use web::{Page, Problem, Reply, Request, Ui};

use crate::ids::CaseId;
use crate::pages::Names;
use crate::rights::{SEE, WORK};
use crate::state::{Case, Message, Messages, Status};

/// Messages that the page of a case itself shows.
pub(super) const NEWEST_ITEMS_MAX: usize = 2;

/// Messages for the eye.
pub(super) struct Written {
    /// Does whoever applied read and write online?
    pub(super) online: bool,
    /// How many there are.
    pub(super) count: usize,
    /// The newest of them.
    pub(super) timeline: Timeline,
}

impl Written {
    /// The newest messages of a case, at most so many.
    pub(super) async fn read(
        ui: &Ui,
        messages: &Messages,
        at_most: usize,
        names: &mut Names,
    ) -> Result<Written, Problem> {
        let oldest = messages.all.len().saturating_sub(at_most);
        let mut items = Vec::new();
        for message in messages.all.iter().skip(oldest) {
            items.push(item(ui, message, names).await?);
        }
        let timeline = Timeline::new(ui, items);
        Ok(Written { online: messages.online, count: messages.all.len(), timeline })
    }
}

async fn item(ui: &Ui, message: &Message, names: &mut Names) -> Result<TimelineItem, Problem> {
    let key = match (message.by, message.mailed) {
        (None, _) => "messages-from-applicant",
        (Some(_), Some(true)) => "messages-to-applicant.mailed",
        (Some(_), Some(false)) => "messages-to-applicant.unreachable",
        (Some(_), None) => "messages-to-applicant",
    };
    let by = match message.by {
        Some(official) => names.of(official).await?,
        None => String::new(),
    };
    let text = message.text.clone().unwrap_or_else(|| ui.t("casefile-erased").plain());
    Ok(TimelineItem { at: message.at, title: ui.t(key).plain(), by, text, own: true, link: None })
}

#[derive(askama::Template)]
#[template(path = "pages/case/messages.html")]
struct MessagesPage<'a> {
    ui: &'a Ui,
    id: CaseId,
    number: String,
    written: Written,
    may_write: bool,
}

pub(in crate::pages) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: CaseId = request.param("id")?;
    let opened = request.kernel.open::<Case>(&request.who, id, SEE, "case.messages").await?;
    let known = opened.state.known().ok_or(Problem::NotFound)?;
    let messages: Messages = fold(&opened.events)?;
    let (ui, number) = (&request.ui, known.number.to_string());
    let mut names = Names::new(&request);
    let body = MessagesPage {
        ui,
        id,
        number: number.clone(),
        written: Written::read(ui, &messages, usize::MAX, &mut names).await?,
        may_write: messages.online && known.status == Status::Open && request.who.may(WORK),
    };
    Ok(Page::new(ui.t("messages"), &body)?
        .crumb(ui.t("casefile-cases"), "/cases")
        .crumb(number, format!("/cases/{id}"))
        .into())
}

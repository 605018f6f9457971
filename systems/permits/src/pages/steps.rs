//! The steps of an application, and how each stands.

use web::parts::{TaskList, Tone};
use web::{Page, Problem, Reply, Request, Ui};

use super::{MINE, shown};
use crate::acts::{Own, own};
use crate::answers::{Answers, Standing};
use crate::state::Stage;

#[derive(askama::Template)]
#[template(path = "pages/steps.html")]
struct Steps<'a> {
    ui: &'a Ui,
    own: &'a Own,
    done: usize,
    all: usize,
    /// It was sent to be paid, and that is waited for.
    unpaid: bool,
    tasks: TaskList,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let own = own(&request, "application.steps").await?;
    if own.application.stage != Stage::Draft {
        return Ok(Reply::Redirect(own.path("sent")));
    }
    let ui = &request.ui;
    let answers = Answers::new(own.permit, &own.application);
    let (mut tasks, mut done, mut all) = (TaskList::new(), 0, 0);
    for group in answers.pages() {
        let standing = answers.standing(group);
        if standing != Standing::Offered {
            (done, all) = (done + usize::from(!standing.is_open()), all + 1);
        }
        let href = Some(own.path(&group.code));
        let word = ui.code("application-step-", standing.code());
        tasks = tasks.item(ui.t(group.key()), href, tone(standing), word);
    }
    if own.permit.attachments.iter().any(|slot| answers.wants(slot)) {
        let missing = !answers.missing_files(&own.application).is_empty();
        let standing = match (missing, own.application.attachments.is_empty()) {
            (true, true) => Standing::NotBegun,
            (true, false) => Standing::Incomplete,
            (false, _) => Standing::Done,
        };
        (done, all) = (done + usize::from(!missing), all + 1);
        let href = Some(own.path("attachments"));
        let word = ui.code("application-step-", standing.code());
        tasks = tasks.item(ui.t("application-attachments"), href, tone(standing), word);
    }
    let unpaid = own.application.open_payment().is_some();
    let body = Steps { ui, own: &own, done, all, unpaid, tasks };
    let page = Page::new(shown::permit(ui, own.permit), &body)?;
    Ok(page.narrow().crumb(ui.t("application-mine"), MINE).into())
}

const fn tone(standing: Standing) -> Tone {
    match standing {
        Standing::NotAsked | Standing::Offered | Standing::NotBegun => Tone::Neutral,
        Standing::Incomplete | Standing::ToConfirm => Tone::Warning,
        Standing::Done => Tone::Success,
    }
}

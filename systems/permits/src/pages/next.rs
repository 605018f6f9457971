//! Where an application goes on: no page of its own, but the way to the next one that is asked.

use web::{Problem, Reply, Request};

use crate::acts::own;
use crate::answers::Answers;

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let own = own(&request, "application.next").await?;
    let answers = Answers::new(own.permit, &own.application);
    let next = match request.query.get("after") {
        Some(code) => answers.after(code),
        None => answers.open_page(),
    };
    let part = match next {
        Some(group) => group.code.as_str(),
        None if own.permit.attachments.iter().any(|slot| answers.wants(slot)) => "attachments",
        None => "check",
    };
    Ok(Reply::Redirect(own.path(part)))
}

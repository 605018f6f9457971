//! From a prepared case to its file. An exercise has none: whoever asks for it stays where they are.

use uuid::Uuid;
use web::{Problem, Reply, Request};

use crate::acts::is_exercise;

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let case: Uuid = request.param("case")?;
    let way = if is_exercise(&request).await? { "light" } else { "cases" };
    Ok(Reply::redirect(format!("/{way}/{case}")))
}

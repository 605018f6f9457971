//! Right after an exercise: that it was one, whether the fault was found, and what it was.

use automation::words;
use web::parts::{Notice, Tone};
use web::{Html, Page, Problem, Reply, Request, Ui};

use crate::exercise::plan;
use crate::ids::ExerciseId;
use crate::state::Exercise;

#[derive(askama::Template)]
#[template(path = "pages/exercise.html")]
struct Told<'a> {
    ui: &'a Ui,
    notice: Html,
    fault: String,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: ExerciseId = request.param("case")?;
    let (exercise, _) = request.kernel.peek::<Exercise>(id).await?;
    let met = exercise.of(request.who.user).ok_or(Problem::NotFound)?;
    // Before it is over nothing is told, as of a case.
    let ended = met.end.ok_or(Problem::NotFound)?;
    let ui = &request.ui;
    let (tone, key) = match (ended.found, ended.left) {
        (true, true) => (Tone::Success, "exercise-left"),
        (true, false) => (Tone::Success, "exercise-found"),
        (false, _) => (Tone::Warning, "exercise-missed"),
    };
    let fault = plan(&met.exercise)?.map(|plan| words::of(ui, &plan.words)).unwrap_or_default();
    let body = Told { ui, notice: Notice::new(tone, ui.t(key)).html(), fault };
    let page = Page::new(ui.t("exercise"), &body)?.narrow();
    Ok(page.crumb(ui.t("casefile-work"), "/work").into())
}

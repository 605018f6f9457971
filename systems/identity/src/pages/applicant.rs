//! What an applicant is told of the identity step on the page of the application that was sent.

use kernel::Date;
use permits::{Application, ApplicationId};
use web::{Html, Problem, Request, Ui};

use crate::acts::visit_path;
use crate::state::{IdentityStep, KnownStep, Visit};
use crate::words;

#[derive(askama::Template)]
#[template(path = "pages/applicant.html")]
struct Told<'a> {
    ui: &'a Ui,
    href: String,
    step: &'a KnownStep,
    place: Option<String>,
    booked: Option<String>,
    today: Date,
}

pub(super) async fn show(request: &Request, application: ApplicationId) -> Result<Html, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let (known, _) = kernel.peek::<Application>(application).await?;
    let own = known.of(&request.who).ok();
    let Some((case, _)) = own.and_then(|known| known.stage.case()) else {
        return Ok(Html::default());
    };
    let (step, _) = kernel.peek::<IdentityStep>(case).await?;
    let Some(step) = step.known().filter(|step| !step.ended) else { return Ok(Html::default()) };
    let (visit, _) = kernel.peek::<Visit>(step.visit).await?;
    let place = visit.place().map(|key| words::place(ui, key));
    let booked = visit.booked().map(|booked| words::time(ui, &booked.place, booked.begins));
    let (href, today) = (visit_path(step.visit), ui.today());
    Html::render(&Told { ui, href, step, place, booked, today })
}

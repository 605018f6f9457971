//! How the identity step stands, on the page of the case.

use casefile::CaseId;
use kernel::Date;
use web::{Html, Problem, Request, Ui};

use crate::model::{Part, What};
use crate::rights::SETTLE;
use crate::state::{IdentityStep, KnownStep, Standing, Visit};
use crate::words;

#[derive(askama::Template)]
#[template(path = "pages/official.html")]
struct Told<'a> {
    ui: &'a Ui,
    case: CaseId,
    step: &'a KnownStep,
    /// Where the applicant means to come.
    place: Option<String>,
    /// The time that is kept for them there.
    booked: Option<String>,
    by: String,
    ends: Option<Date>,
    lines: Vec<String>,
    may_settle: bool,
}

pub(super) async fn show(request: &Request, case: CaseId) -> Result<Html, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let (step, _) = kernel.peek::<IdentityStep>(case).await?;
    let Some(step) = step.known() else { return Ok(Html::default()) };
    let (visit, _) = kernel.peek::<Visit>(step.visit).await?;
    let by = match &step.proven {
        Some(proof) => kernel.user_name(proof.by).await?.unwrap_or_default(),
        None => String::new(),
    };
    let passport = step.shown.as_ref().and_then(|shown| shown.passport.as_ref());
    let lines = What::ALL.iter().filter_map(|what| line(ui, step, *what)).collect();
    Html::render(&Told {
        ui,
        case,
        step,
        place: visit.place().map(|key| words::place(ui, key)),
        booked: visit.booked().map(|booked| words::time(ui, &booked.place, booked.begins)),
        by,
        ends: passport.and_then(|passport| passport.day(Part::Expires)),
        lines,
        may_settle: ui.may(SETTLE),
    })
}

/// How one thing that a device takes stands: its quality or why it is not there, never the thing.
fn line(ui: &Ui, step: &KnownStep, what: What) -> Option<String> {
    let named = ui.code("identity-what-", what).plain();
    if let Some(reason) = step.excused.get(&what) {
        let reason = ui.code("identity-reason-", reason).plain();
        return Some(ui.t("identity-line").arg("what", named).arg("how", reason).plain());
    }
    let how = match step.newest(what)?.1.standing {
        Standing::Kept { quality, .. } => {
            ui.t("identity-quality").arg("quality", usize::from(quality)).plain()
        }
        Standing::Failed { trouble } => ui.code("identity-trouble-", trouble).plain(),
        Standing::Asked => ui.t("identity-asked").plain(),
    };
    Some(ui.t("identity-line").arg("what", named).arg("how", how).plain())
}

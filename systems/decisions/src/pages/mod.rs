//! The sights of decisions.

mod amended;
mod api;
mod decision;
mod document;
mod exercise;
mod file;
mod letters;
mod light;
mod list;
mod panel;
mod preview;
mod reading;
mod said;
mod shares;
mod trial;

pub use reading::reading;
pub use said::{carried_out, rests_on};

use casefile::LEAD;
use kernel::{Fault, Kernel, MACHINE, UserId};
use web::parts::Tone;
use web::{ActRoute, ApiRoute, Html, MenuItem, PageRoute, Panel, Ui};

use crate::acts;
use crate::rights::{DECIDE, SEE, WRITE};

/// What programs read.
pub(crate) fn api() -> Vec<ApiRoute> {
    api::routes()
}

pub(crate) fn pages() -> Vec<PageRoute> {
    vec![
        PageRoute::get("/decisions", SEE, list::show),
        PageRoute::get("/decisions/letters", SEE, letters::show),
        PageRoute::get("/decisions/letters/trials/{id}", WRITE, trial::show),
        PageRoute::get("/light/{case}/letter", DECIDE, preview::light),
        PageRoute::get("/light/{case}/file", DECIDE, file::show),
        PageRoute::get("/light/{case}/documents/{file}", DECIDE, document::show),
        PageRoute::get("/light/{case}/told", DECIDE, exercise::show),
        PageRoute::get("/lead/light", LEAD, light::show),
        PageRoute::get("/lead/shares", LEAD, shares::show),
        PageRoute::get("/decisions/{id}", SEE, decision::show),
        PageRoute::get("/decisions/{id}/preview", SEE, preview::show),
    ]
}

pub(crate) fn acts() -> Vec<ActRoute> {
    vec![
        ActRoute::form::<acts::SetExercises>("/lead/light/{unit}/exercises"),
        ActRoute::form::<acts::ConfirmLight>("/light/{case}")
            .beside::<acts::ConfirmExercise>(acts::is_exercise),
        ActRoute::form::<acts::LeaveLight>("/light/{case}/leave")
            .beside::<acts::LeaveExercise>(acts::is_exercise),
        ActRoute::form::<acts::AnswerPoint>("/light/{case}/{ask}/{point}")
            .beside::<acts::AnswerExercise>(acts::is_exercise),
        ActRoute::form::<acts::OrderTrial>("/decisions/letters/try"),
        ActRoute::form::<acts::StopTrial>("/decisions/letters/trials/{id}/stop"),
        ActRoute::form::<acts::ResumeTrial>("/decisions/letters/trials/{id}/resume"),
        ActRoute::form::<acts::DraftDecision>("/cases/{id}/decisions/new"),
        ActRoute::form::<acts::WriteSection>("/decisions/{id}/write/{section}"),
        ActRoute::form::<acts::TellTerms>("/decisions/{id}/terms"),
        ActRoute::form::<acts::PresentDecision>("/decisions/{id}/present"),
        ActRoute::form::<acts::ReturnDecision>("/decisions/{id}/return"),
        ActRoute::form::<acts::AskSecondLook>("/decisions/{id}/second-look"),
        ActRoute::form::<acts::AnswerSecondLook>("/decisions/{id}/second-look/answer"),
        ActRoute::form::<acts::SignDecision>("/decisions/{id}/sign"),
        ActRoute::form::<acts::RedirectDecision>("/decisions/{id}/redirect"),
        ActRoute::form::<acts::RecordSent>("/decisions/{id}/sent"),
        ActRoute::form::<acts::RecordUndelivered>("/decisions/{id}/undelivered"),
        ActRoute::form::<acts::RecordReceived>("/decisions/{id}/received"),
        ActRoute::form::<acts::CorrectDecision>("/decisions/{id}/correct"),
        ActRoute::form::<acts::RecallDecision>("/decisions/{id}/recall"),
        ActRoute::form::<acts::AmendField>("/decisions/{id}/amend/{field}"),
    ]
}

pub(crate) fn menu() -> Vec<MenuItem> {
    vec![
        MenuItem { key: "light-lead", path: "/lead/light", right: LEAD, order: 42 },
        MenuItem { key: "decisions", path: "/decisions", right: SEE, order: 45 },
    ]
}

pub(crate) fn panels() -> Vec<Panel> {
    vec![Panel::new("case", SEE, 30, |request, case| {
        Box::pin(panel::show(request, casefile::CaseId(case)))
    })]
}

/// How far a decision is, in a word.
fn stage_tag(ui: &Ui, stage: &str) -> Html {
    let tone = match stage {
        "archived" => Tone::Success,
        "halted" => Tone::Danger,
        "presented" | "signed" => Tone::Info,
        _ => Tone::Neutral,
    };
    ui.tag(tone, &format!("decision-stage-{stage}"))
}

/// How its service stands, in a word; nothing while there is nothing to serve.
fn service_tag(ui: &Ui, service: &str) -> Html {
    let tone = match service {
        "served" => Tone::Success,
        "failed" => Tone::Danger,
        "waiting" | "recalled" => Tone::Warning,
        "sent" => Tone::Info,
        _ => return Html::default(),
    };
    ui.tag(tone, &format!("decision-service-{service}"))
}

/// The name of a user.
async fn user_name(kernel: &Kernel, ui: &Ui, user: UserId) -> Result<String, Fault> {
    if user == MACHINE {
        return Ok(ui.t("casefile-machine").plain());
    }
    let found = kernel.user_name(user).await?;
    Ok(found.unwrap_or_else(|| ui.t("casefile-nobody-known").plain()))
}

//! The sights of the identity step: the applicant's visit, the clerk's desk, the vault, and what other pages say.

mod applicant;
mod desk;
mod find;
mod official;
mod times;
mod vault;
mod visit;

use casefile::{CaseId, SEE};
use permits::ApplicationId;
use web::{ActRoute, MenuItem, PageRoute, Panel};

use crate::acts;
use crate::rights::{PROVE, VAULT, VISIT};

pub(crate) fn pages() -> Vec<PageRoute> {
    vec![
        PageRoute::get("/visits/{id}", VISIT, visit::show),
        PageRoute::get("/visits/{id}/times", VISIT, times::show),
        PageRoute::get("/identity", PROVE, find::show),
        PageRoute::post("/identity/find", PROVE, find::find),
        PageRoute::get("/identity/cases/{id}", PROVE, desk::show),
        PageRoute::get("/vault", VAULT, vault::list),
        PageRoute::get("/vault/{id}", VAULT, vault::open),
    ]
}

pub(crate) fn acts() -> Vec<ActRoute> {
    vec![
        ActRoute::form::<acts::ChoosePlace>("/visits/{id}/place"),
        ActRoute::form::<acts::BookTime>("/visits/{id}/times/{at}"),
        ActRoute::form::<acts::ReleaseTime>("/visits/{id}/release"),
        ActRoute::form::<acts::ReadPassport>("/identity/cases/{id}/passport"),
        ActRoute::form::<acts::AnswerDifferences>("/identity/cases/{id}/differences"),
        ActRoute::form::<acts::SeeOriginals>("/identity/cases/{id}/originals"),
        ActRoute::form::<acts::AskCapture>("/identity/cases/{id}/take/{what}"),
        ActRoute::form::<acts::ExcuseCapture>("/identity/cases/{id}/excuse/{what}"),
        ActRoute::form::<acts::FlagDoubt>("/identity/cases/{id}/doubt"),
        ActRoute::form::<acts::ProveIdentity>("/identity/cases/{id}/prove"),
        ActRoute::form::<acts::SettleDoubt>("/cases/{id}/identity/settle"),
        ActRoute::form::<acts::CorrectIdentity>("/cases/{id}/identity/correct"),
    ]
}

pub(crate) fn menu() -> Vec<MenuItem> {
    vec![
        MenuItem { key: "identity", path: "/identity", right: PROVE, order: 64 },
        MenuItem { key: "vault", path: "/vault", right: VAULT, order: 66 },
    ]
}

pub(crate) fn panels() -> Vec<Panel> {
    vec![
        Panel::new("case", SEE, 28, |request, case| {
            Box::pin(official::show(request, CaseId(case)))
        }),
        Panel::new("application", VISIT, 10, |request, application| {
            Box::pin(applicant::show(request, ApplicationId(application)))
        }),
    ]
}

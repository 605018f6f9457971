//! The sights of applicants: small pages, one thing at a time, without scripts.

mod api;
mod application;
mod attachments;
mod check;
mod decision;
pub(crate) mod employer;
mod employer_unknown;
mod fee;
mod fees;
mod made_up;
mod messages;
mod mine;
mod next;
mod receipt;
mod said;
mod school;
mod sent;
mod shown;
mod steps;
mod types;

use std::sync::Arc;

use casefile::{Case, CaseId, SEE};
use decisions::DECIDE;
use kernel::{Fault, Right};
use registers::Registers;
use web::{ActRoute, ApiRoute, PageRoute, Panel, Request};

use crate::employer::Employers;
use crate::ids::ApplicationId;
use crate::payments::{Payments, TOLD};
use crate::rights::{APPLY, EMPLOY, PAY, REFUND};
use crate::state::Application;
use crate::{acts, permit, rows};

/// Where one's own applications are listed: where applicants begin.
pub(crate) const MINE: &str = "/applications";

/// What programs read.
pub(crate) fn api() -> Vec<ApiRoute> {
    api::routes()
}

pub(crate) fn pages() -> Vec<PageRoute> {
    vec![
        PageRoute::get("/apply", Right::PUBLIC, types::show),
        PageRoute::get(MINE, APPLY, mine::show),
        PageRoute::get("/apply/{type}/{id}", APPLY, steps::show),
        PageRoute::get("/apply/{type}/{id}/next", APPLY, next::show),
        PageRoute::get("/apply/{type}/{id}/attachments", APPLY, attachments::show),
        PageRoute::get("/apply/{type}/{id}/attachments/{slot}/{file}", APPLY, attachments::file),
        PageRoute::get("/apply/{type}/{id}/check", APPLY, check::show),
        PageRoute::get("/apply/{type}/{id}/sent", APPLY, sent::show),
        PageRoute::get("/apply/{type}/{id}/messages", APPLY, messages::show),
        PageRoute::get("/apply/{type}/{id}/receipt", APPLY, receipt::document),
        PageRoute::get("/apply/{type}/{id}/received", APPLY, receipt::received),
        PageRoute::get("/receipts", Right::PUBLIC, receipt::check),
        PageRoute::get("/apply/{type}/{id}/decision", APPLY, decision::show),
        PageRoute::get("/apply/{type}/{id}/decision/{file}", APPLY, decision::document),
        PageRoute::get("/apply/{type}/{id}/words/{file}", APPLY, decision::words),
    ]
}

/// Pages of employers.
pub(crate) fn employing(employers: &Employers) -> Vec<PageRoute> {
    let (employers, shown) = (employers.clone(), employers.clone());
    vec![
        PageRoute::get("/apply/{type}/{id}/employer", APPLY, move |request| {
            let employers = shown.clone();
            async move { employer::asked(request, &employers).await }
        }),
        PageRoute::get("/employer", Right::PUBLIC, employer::find),
        PageRoute::get("/employer/{code}", EMPLOY, employer::show),
        PageRoute::post("/employer/{code}", EMPLOY, move |request| {
            let employers = employers.clone();
            async move { employer::take(request, &employers).await }
        }),
    ]
}

/// Where whoever applies has the register of studies asked about themselves.
pub(crate) fn schooling(registers: &Registers) -> Vec<PageRoute> {
    let registers = registers.clone();
    vec![
        PageRoute::get("/apply/{type}/{id}/school", APPLY, school::show),
        PageRoute::post("/apply/{type}/{id}/school", APPLY, move |request| {
            let registers = registers.clone();
            async move { school::fill(request, &registers).await }
        }),
    ]
}

/// Pages of paying, where the installation takes payments.
pub(crate) fn paying(payments: &Payments) -> Vec<PageRoute> {
    let (shown, told) = (payments.clone(), payments.clone());
    vec![
        PageRoute::get("/apply/{type}/{id}/fee", PAY, move |request| {
            let payments = shown.clone();
            async move { fee::show(request, &payments).await }
        }),
        PageRoute::get("/fees", REFUND, fees::show),
        PageRoute::hears(TOLD, move |request| {
            let payments = told.clone();
            async move { fee::told(request, &payments).await }
        }),
    ]
}

/// What was applied for, on the page of the case and on that of light processing, where exercises seem to have been
/// applied for, too; that no register knows an employer, on that of what was sent; that the register of studies can be
/// asked, above questions of which it tells something.
pub(crate) fn panels(registers: &Registers) -> Vec<Panel> {
    let registers = registers.clone();
    vec![
        Panel::new(acts::FORM, APPLY, 5, move |request, application| {
            let registers = registers.clone();
            Box::pin(
                async move { school::panel(request, &registers, ApplicationId(application)).await },
            )
        }),
        Panel::new("case", SEE, 15, |request, case| {
            Box::pin(application::panel(request, CaseId(case)))
        }),
        Panel::new("light", DECIDE, 15, |request, case| {
            Box::pin(application::beside(request, CaseId(case)))
        }),
        Panel::new("application", APPLY, 5, |request, application| {
            Box::pin(employer_unknown::panel(request, ApplicationId(application)))
        }),
    ]
}

/// What was paid, on the page of the case.
pub(crate) fn paid_panels() -> Vec<Panel> {
    vec![Panel::new("case", REFUND, 60, |request, case| {
        Box::pin(fees::panel(request, CaseId(case)))
    })]
}

/// The application that became a case, for a panel on its page. Of a case that is no permit there is none, and no
/// database is asked.
async fn application_of(
    request: &Request,
    case: CaseId,
) -> Result<Option<(ApplicationId, Arc<Application>)>, Fault> {
    let (known, _) = request.kernel.peek::<Case>(case).await?;
    let kind = known.known().map_or("", |known| known.case_type.as_str());
    if permit::of(kind)?.is_none() {
        return Ok(None);
    }
    let Some(id) = rows::of_case(&request.kernel, case).await? else { return Ok(None) };
    let (application, _) = request.kernel.peek::<Application>(id).await?;
    Ok(Some((id, application)))
}

/// Acts on what was paid.
pub(crate) fn paid_acts() -> Vec<ActRoute> {
    vec![ActRoute::form::<acts::RefundFee>("/fees/{id}/{order}/refund")]
}

pub(crate) fn acts() -> Vec<ActRoute> {
    vec![
        ActRoute::form::<acts::BeginApplication>("/apply/{type}/begin"),
        ActRoute::form::<acts::AnswerGroup>("/apply/{type}/{id}/{group}"),
        ActRoute::form::<acts::AddAttachments>("/apply/{type}/{id}/attachments/{slot}"),
        ActRoute::form::<acts::RemoveAttachment>(
            "/apply/{type}/{id}/attachments/{slot}/{file}/remove",
        ),
        ActRoute::form::<acts::SubmitApplication>("/apply/{type}/{id}/send"),
        ActRoute::form::<acts::WithdrawApplication>("/apply/{type}/{id}/withdraw"),
        ActRoute::form::<acts::WriteMessage>("/apply/{type}/{id}/messages/new"),
        ActRoute::form::<acts::InviteEmployer>("/apply/{type}/{id}/employer/invite"),
        ActRoute::form::<acts::GiveTerms>("/employer/{code}/terms"),
        ActRoute::form::<acts::ConfirmTerms>("/employer/{code}/confirm"),
    ]
}

//! The employer's part: for whoever applies a code to hand on and the terms once they are confirmed, for the employer
//! the way in by that code, and nothing of what whoever applies said.

use casefile::Case;
use http::StatusCode;
use kernel::Run;
use web::parts::SummaryList;
use web::{Page, Problem, Reply, Request, Ui};

use super::{MINE, shown};
use crate::acts::{Own, TakePart, own, terms_list};
use crate::employer::{self, CODE, Employers, KnownPart, MayAct, found};
use crate::state::Stage;

#[derive(askama::Template)]
#[template(path = "pages/employer_asked.html")]
struct Asked<'a> {
    ui: &'a Ui,
    own: &'a Own,
    /// Code as written, stage, last day, and how to go there.
    part: Option<(String, &'static str, String, String)>,
    /// What the employer confirmed, and who that is.
    confirmed: Option<(String, SummaryList)>,
    /// They can ask, or ask again.
    asks: bool,
    /// Text key of what it means to ask again.
    warning: Option<&'static str>,
}

/// The code of an application, for whoever applies.
pub(super) async fn asked(request: Request, employers: &Employers) -> Result<Reply, Problem> {
    let own = own(&request, "application.employer").await?;
    if !employer::has_part(own.permit) {
        return Err(Problem::NotFound);
    }
    let ui = &request.ui;
    let parts = employer::parts(&request.kernel, own.id).await?;
    let confirmed = employer::counts(&parts)
        .map(|(taken, terms, _)| (taken.name.clone(), terms_list(ui, terms)));
    let part = parts.first().map(|(id, known)| {
        let expired = known.taken().is_none() && ui.today() > known.until;
        let code = employer::written(&employer::code(*id, request.kernel.blind()));
        let stage = if expired { "expired" } else { known.stage.code() };
        let link = employers.page(&code);
        (code, stage, ui.date(known.until), link)
    });
    let stage = part.as_ref().map(|(_, stage, _, _)| *stage);
    let warning = match stage {
        Some("taken" | "given") => Some("employer-again-begun"),
        Some("confirmed") => Some("employer-again-confirmed"),
        _ => None,
    };
    let asks = stage != Some("invited") && !is_decided(&request, &own).await?;
    let body = Asked { ui, own: &own, part, confirmed, asks, warning };
    let page = Page::new(ui.t("employer-part"), &body)?.narrow();
    let page = page.crumb(ui.t("application-mine"), MINE);
    Ok(page.crumb(shown::permit(ui, own.permit), own.path("")).into())
}

/// Is the case decided, or the application taken back?
async fn is_decided(request: &Request, own: &Own) -> Result<bool, Problem> {
    if matches!(own.application.stage, Stage::Withdrawn { .. }) {
        return Ok(true);
    }
    let Some((case, _)) = own.application.stage.case() else { return Ok(false) };
    let (case, _) = request.kernel.peek::<Case>(case).await?;
    Ok(case.open().is_err())
}

#[derive(askama::Template)]
#[template(path = "pages/employer_code.html")]
struct CodePage<'a> {
    ui: &'a Ui,
    typed: &'a str,
    /// Code of the refusal that says what is wrong with it.
    wrong: Option<&'static str>,
}

/// Where an employer types the code they were given.
pub(super) async fn find(request: Request) -> Result<Reply, Problem> {
    let typed = request.query.get(CODE).unwrap_or("");
    match employer::typed(typed) {
        Some(code) => Ok(Reply::redirect(format!("/employer/{}", employer::written(&code)))),
        None => code_page(&request, typed, (!typed.is_empty()).then_some("employer-code-unknown")),
    }
}

fn code_page(
    request: &Request,
    typed: &str,
    wrong: Option<&'static str>,
) -> Result<Reply, Problem> {
    let body = CodePage { ui: &request.ui, typed, wrong };
    let page = Page::new(request.ui.t("employer-part"), &body)?.narrow();
    let wrong = wrong.is_some();
    Ok(if wrong { page.status(StatusCode::UNPROCESSABLE_ENTITY).error() } else { page }.into())
}

#[derive(askama::Template)]
#[template(path = "pages/employer.html")]
struct EmployerPage<'a> {
    ui: &'a Ui,
    here: String,
    stage: &'static str,
    company: Option<(&'a str, &'a str)>,
    terms: Option<SummaryList>,
    /// Somebody was proved by the provider, so registers can be asked in their name.
    proven: bool,
    typed: &'a str,
    wrong: Option<&'static str>,
}

/// The part as its employer sees it.
pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    match found(&request, "employer_part.show").await {
        Ok((_, known)) => part_page(&request, &known, "", None),
        Err(Problem::Refused(refusal)) => code_page(&request, "", Some(refusal.code)),
        Err(other) => Err(other),
    }
}

fn part_page(
    request: &Request,
    known: &KnownPart,
    typed: &str,
    wrong: Option<&'static str>,
) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let code = request.params.get(CODE).unwrap_or_default();
    let body = EmployerPage {
        ui,
        here: format!("/employer/{code}"),
        stage: known.stage.code(),
        company: known.taken().map(|taken| (taken.name.as_str(), taken.business_id.as_str())),
        terms: known.terms().map(|terms| terms_list(ui, terms)),
        proven: request.proven.is_some(),
        typed,
        wrong,
    };
    let page = Page::new(ui.t("employer-part"), &body)?.narrow();
    let wrong = wrong.is_some();
    Ok(if wrong { page.status(StatusCode::UNPROCESSABLE_ENTITY).error() } else { page }.into())
}

/// Somebody says for which company they act: the registers are asked.
pub(super) async fn take(request: Request, employers: &Employers) -> Result<Reply, Problem> {
    let (part, known) = match found(&request, "employer_part.take").await {
        Ok(found) => found,
        Err(Problem::Refused(refusal)) => return code_page(&request, "", Some(refusal.code)),
        Err(other) => return Err(other),
    };
    let typed = request.form.get("business_id").unwrap_or("").trim();
    let typed: String = typed.chars().take(BUSINESS_ID_CHARS_MAX).collect();
    let again = |wrong| part_page(&request, &known, &typed, Some(wrong));
    let Some(proven) = &request.proven else { return again("employer-prove-first") };
    let id = match casefile::model::BusinessId::new("FIN", &typed) {
        Ok(id) => id,
        Err(refusal) => return again(refusal.code),
    };
    let business_id = id.number().to_owned();
    let name = match employers.may_act(proven, &business_id, request.ui.today()).await {
        MayAct::Yes(name) => name,
        MayAct::NoCompany => return again("employer-company-unknown"),
        MayAct::NoMandate => return again("employer-mandate-missing"),
        MayAct::Away => return again("employer-registers-away"),
    };
    let act = TakePart { part, business_id, name };
    match request.kernel.run(&request.who, act, Run::default()).await {
        Ok(_) => {
            let code = request.params.get(CODE).unwrap_or_default();
            Ok(Reply::redirect(format!("/employer/{code}/terms")))
        }
        Err(kernel::NotDone::Refused(refusal)) => again(refusal.code),
        Err(other) => Err(other.into()),
    }
}

/// More of what was typed is not looked at: a business id has nine characters.
const BUSINESS_ID_CHARS_MAX: usize = 20;

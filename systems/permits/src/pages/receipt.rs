//! The confirmation that an application came in: the document, what was received, and where whoever is shown one
//! checks it.

use http::StatusCode;
use kernel::AuditKind;
use web::{Content, File, Page, Problem, Reply, Request, Ui};

use crate::acts::own;
use crate::code;
use crate::receipt;
use crate::rows;
use crate::state::Application;

/// What the document is, for programs.
const PDF: &str = "application/pdf";
/// What was received, for programs.
const JSON: &str = "application/json";

/// The document, for whoever applied.
pub(super) async fn document(request: Request) -> Result<Reply, Problem> {
    let own = own(&request, "application.receipt").await?;
    let (_, receipt) = own.application.receipt.as_ref().ok_or(Problem::NotFound)?;
    let (_, number) = own.application.stage.case().ok_or(Problem::NotFound)?;
    let entry = request.kernel.entry(&request.who, AuditKind::Read, "application.receipt");
    request.kernel.audit(entry.about("file", receipt.file.0)).await?;
    Ok(Reply::File(File {
        name: format!("{number}.pdf"),
        media_type: PDF.to_owned(),
        inline: true,
        content: Content::Stored(receipt.file),
    }))
}

/// What was received, character by character as it was hashed, for whoever sent it.
pub(super) async fn received(request: Request) -> Result<Reply, Problem> {
    let own = own(&request, "application.received").await?;
    let (_, number) = own.application.stage.case().ok_or(Problem::NotFound)?;
    let text = receipt::received(own.permit, &own.application).ok_or(Problem::NotFound)?;
    Ok(Reply::File(File {
        name: format!("{number}.json"),
        media_type: JSON.to_owned(),
        inline: false,
        content: Content::Bytes(text.into_bytes().into()),
    }))
}

#[derive(askama::Template)]
#[template(path = "pages/receipt.html")]
struct Check<'a> {
    ui: &'a Ui,
    number: &'a str,
    code: &'a str,
    /// When it came in, and SHA-256 of what did, where the confirmation is ours; nothing before one was typed.
    found: Option<Option<(String, String)>>,
}

/// Is a confirmation that somebody is shown ours? Whoever knows its number and code learns what it says.
pub(super) async fn check(request: Request) -> Result<Reply, Problem> {
    let typed = |name: &str| request.query.get(name).unwrap_or("").trim();
    let (number, code) = (typed("number"), typed("code"));
    let asked = !number.is_empty() || !code.is_empty();
    let found = if asked { Some(confirmed(&request, number, code).await?) } else { None };
    let wrong = matches!(found, Some(None));
    let body = Check { ui: &request.ui, number, code, found };
    let page = Page::new(request.ui.t("receipt-check"), &body)?.narrow();
    Ok(if wrong { page.status(StatusCode::UNPROCESSABLE_ENTITY).error() } else { page }.into())
}

async fn confirmed(
    request: &Request,
    number: &str,
    typed: &str,
) -> Result<Option<(String, String)>, Problem> {
    let kernel = &request.kernel;
    let Some(typed) = code::typed(typed) else { return Ok(None) };
    let Some(id) = rows::of_number(kernel, &number.to_uppercase()).await? else { return Ok(None) };
    let (application, _) = kernel.peek::<Application>(id).await?;
    let known = application.known().and_then(|known| Some((known.sent?, known.receipt.as_ref()?)));
    Ok(known.and_then(|(sent, (_, receipt))| {
        let ours = receipt::check_code(id, &receipt.received, kernel.blind());
        (ours == typed).then(|| (request.ui.when(sent), receipt.received.clone()))
    }))
}

//! What programs read of applications: those of the user they act for, and no others.

use casefile::CaseId;
use decisions::DecisionId;
use decisions::model::Sheet;
use kernel::{DbRow, FileId, Ts};
use serde::Serialize;
use serde_json::Value;
use web::reading::schema::{
    boolean, by_name, id, integer, list, maybe, object, one_of, page_of, text, time,
};
use web::{ApiRoute, Problem, Reply, Request, reading};

use super::{attachments, decision};
use crate::acts::{Own, own_of_any_type};
use crate::answers::{Answers, Standing};
use crate::events::Page;
use crate::ids::{ApplicationId, OrderId};
use crate::rights::APPLY;
use crate::rows::{APPLICATIONS, ApplicationLine};
use crate::state::{Attachment, Payment};

/// Filters of the list of one's own applications, and place in it.
const OF_APPLICATIONS: &[&str] = &["stage", "after", "limit"];
/// The parts of the addresses of files, as on the pages.
const ATTACHED: &str = "/apply/{type}/{id}/attachments/{slot}/{file}";
const DECIDED: &str = "/apply/{type}/{id}/decision/{file}";

pub(super) fn routes() -> Vec<ApiRoute> {
    let page = || page_of(&line_schema());
    vec![
        ApiRoute::get("/applications", APPLY, "api-applications", page, applications)
            .query(OF_APPLICATIONS),
        ApiRoute::get("/applications/{id}", APPLY, "api-application", whole_schema, application),
        ApiRoute::file(ATTACHED, APPLY, "api-attachment", attachments::file),
        ApiRoute::file(DECIDED, APPLY, "api-decision-file", decision::document),
    ]
}

/// An application in a list.
#[derive(Serialize)]
struct ApplicationTold {
    id: ApplicationId,
    permit: String,
    stage: String,
    case: Option<CaseId>,
    number: Option<String>,
    changed: Ts,
}

/// An application.
#[derive(Serialize)]
struct WholeApplication<'a> {
    id: ApplicationId,
    permit: &'a str,
    stage: &'static str,
    case: Option<CaseId>,
    number: Option<&'a str>,
    begun: Ts,
    changed: Ts,
    pages: Vec<PageTold<'a>>,
    attachments: Vec<AttachmentTold<'a>>,
    missing_attachments: Vec<&'a str>,
    payments: Vec<PaymentTold<'a>>,
    decisions: Vec<DecisionTold>,
    version: i64,
}

/// A page of questions that is asked.
#[derive(Serialize)]
struct PageTold<'a> {
    page: &'a str,
    standing: &'static str,
    answers: Option<&'a Page>,
}

#[derive(Serialize)]
struct AttachmentTold<'a> {
    slot: &'a str,
    file: FileId,
    name: Option<&'a str>,
    media_type: &'a str,
    size: u64,
    sha256: &'a str,
}

#[derive(Serialize)]
struct PaymentTold<'a> {
    order: OrderId,
    cents: i64,
    standing: &'static str,
    pay_url: Option<&'a str>,
    ordered: Ts,
}

/// A decision that was given.
#[derive(Serialize)]
struct DecisionTold {
    id: DecisionId,
    /// Nothing of one that was recalled.
    letter: Option<String>,
    sheets: Vec<SheetTold>,
    recalled: bool,
    corrected: bool,
}

#[derive(Serialize)]
struct SheetTold {
    file: FileId,
    language: &'static str,
    authentic: bool,
    sha256: String,
}

async fn applications(request: Request) -> Result<Reply, Problem> {
    let told = |row: &DbRow| {
        ApplicationLine::read(row).map(|line| ApplicationTold {
            id: line.id,
            permit: line.permit,
            stage: line.stage,
            case: line.case,
            number: Some(line.number).filter(|number| !number.is_empty()),
            changed: line.changed,
        })
    };
    let own = vec![("owner".to_owned(), request.who.user.to_string())];
    let names = (OF_APPLICATIONS, own);
    reading::rows(&request, (&APPLICATIONS, "application.mine"), names, told).await
}

async fn application(request: Request) -> Result<Reply, Problem> {
    let own = own_of_any_type(&request, "application.read").await?;
    let decisions = match decision::given(&request, &own).await {
        Ok((_, known)) => known,
        Err(Problem::NotFound) => Vec::new(),
        Err(other) => return Err(other),
    };
    let decisions = decisions.into_iter().map(|(id, known)| DecisionTold {
        id,
        letter: known.reached.recalled.is_none().then(|| known.letter.clone()),
        sheets: match known.reached.recalled {
            Some(_) => Vec::new(),
            None => known.sheets().map(sheet).collect(),
        },
        recalled: known.reached.recalled.is_some(),
        corrected: known.corrected_by.is_some(),
    });
    Reply::versioned(&whole(&own, decisions.collect()), own.version)
}

fn sheet(sheet: &Sheet) -> SheetTold {
    SheetTold {
        file: sheet.file,
        language: sheet.language.code(),
        authentic: sheet.authentic,
        sha256: sheet.sha256.clone(),
    }
}

fn whole(own: &Own, decisions: Vec<DecisionTold>) -> WholeApplication<'_> {
    let (known, answers) = (&own.application, Answers::new(own.permit, &own.application));
    let case = known.stage.case();
    let missing = answers.missing_files(known).into_iter().map(|slot| slot.code.as_str());
    WholeApplication {
        id: own.id,
        permit: &known.permit,
        stage: known.stage.code(),
        case: case.map(|(case, _)| case),
        number: case.map(|(_, number)| number),
        begun: known.begun,
        changed: known.changed,
        pages: answers
            .pages()
            .map(|group| PageTold {
                page: &group.code,
                standing: answers.standing(group).code(),
                answers: known.answered.get(&group.code).map(|page| &page.answers),
            })
            .collect(),
        attachments: known.attachments.iter().map(attachment).collect(),
        missing_attachments: missing.collect(),
        payments: known.payments.iter().map(payment).collect(),
        decisions,
        version: own.version,
    }
}

fn attachment(attachment: &Attachment) -> AttachmentTold<'_> {
    let file = &attachment.file;
    AttachmentTold {
        slot: &attachment.slot,
        file: file.file,
        name: file.name.get().map(String::as_str),
        media_type: &file.media_type,
        size: file.size,
        sha256: &file.sha256,
    }
}

fn payment(payment: &Payment) -> PaymentTold<'_> {
    PaymentTold {
        order: payment.order,
        cents: payment.cents,
        standing: payment.code(),
        pay_url: payment.opened.as_ref().map(|opened| opened.pay_url.as_str()),
        ordered: payment.ordered,
    }
}

fn stage() -> Value {
    one_of(&["draft", "submitted", "instituted", "withdrawn"])
}

fn line_schema() -> Value {
    object(&[
        ("id", id()),
        ("permit", text()),
        ("stage", stage()),
        ("case", maybe(id())),
        ("number", maybe(text())),
        ("changed", time()),
    ])
}

fn whole_schema() -> Value {
    let answer = object(&[("value", text())]);
    let standings = [
        Standing::NotAsked,
        Standing::Offered,
        Standing::NotBegun,
        Standing::Incomplete,
        Standing::ToConfirm,
        Standing::Done,
    ];
    let page = object(&[
        ("page", text()),
        ("standing", one_of(&standings.map(Standing::code))),
        ("answers", maybe(by_name(&answer))),
    ]);
    let attachment = object(&[
        ("slot", text()),
        ("file", id()),
        ("name", maybe(text())),
        ("media_type", text()),
        ("size", integer()),
        ("sha256", text()),
    ]);
    let payment = object(&[
        ("order", id()),
        ("cents", integer()),
        ("standing", text()),
        ("pay_url", maybe(text())),
        ("ordered", time()),
    ]);
    let sheet = object(&[
        ("file", id()),
        ("language", text()),
        ("authentic", boolean()),
        ("sha256", text()),
    ]);
    let decision = object(&[
        ("id", id()),
        ("letter", maybe(text())),
        ("sheets", list(&sheet)),
        ("recalled", boolean()),
        ("corrected", boolean()),
    ]);
    object(&[
        ("id", id()),
        ("permit", text()),
        ("stage", stage()),
        ("case", maybe(id())),
        ("number", maybe(text())),
        ("begun", time()),
        ("changed", time()),
        ("pages", list(&page)),
        ("attachments", list(&attachment)),
        ("missing_attachments", list(&text())),
        ("payments", list(&payment)),
        ("decisions", list(&decision)),
        ("version", integer()),
    ])
}

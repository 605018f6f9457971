//! What programs read of applications: those of the user they act for, and no others.

use casefile::{CaseId, MessageId, Messages};
use decisions::model::Sheet;
use decisions::{DecisionId, Reached};
use kernel::{Date, DbRow, FileId, Ts};
use serde::Serialize;
use serde_json::Value;
use web::reading::schema::{
    boolean, by_name, date, id, integer, list, maybe, object, one_of, page_of, text, time,
};
use web::{ApiRoute, Problem, Reply, Request, reading};

use super::{attachments, decision};
use crate::acts::{Own, own_of_any_type};
use crate::answers::{Answers, Standing};
use crate::employer::{self, EmployerPart};
use crate::events::Page;
use crate::ids::{ApplicationId, EmployerPartId, OrderId};
use crate::rights::APPLY;
use crate::rows::{self, APPLICATIONS, ApplicationLine};
use crate::state::{Attachment, KnownApplication, Payment};

/// Filters of the list of one's own applications, and place in it.
const OF_APPLICATIONS: &[&str] = &["stage", "after", "limit"];
/// Who wrote a message.
const APPLICANT: &str = "applicant";
const AUTHORITY: &str = "authority";
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
    employers: Vec<PartTold>,
    messages: Vec<MessageTold>,
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

/// An employer's part that was asked for.
#[derive(Serialize)]
struct PartTold {
    id: EmployerPartId,
    /// What the employer is given to find it by.
    code: String,
    stage: &'static str,
    until: Date,
    /// Who took it.
    company: Option<String>,
}

/// A message of the applicant, or of the authority.
#[derive(Serialize)]
struct MessageTold {
    id: MessageId,
    from: &'static str,
    at: Ts,
    /// Nothing once erased.
    text: Option<String>,
}

/// A decision that was given.
#[derive(Serialize)]
struct DecisionTold {
    id: DecisionId,
    /// Nothing of one that was recalled, or that they have neither received nor opened.
    letter: Option<String>,
    sheets: Vec<SheetTold>,
    /// It was received, or they have opened it.
    opened: bool,
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
        letter: tells(&known.reached).then(|| known.letter.clone()),
        sheets: match known.reached.recalled {
            Some(_) => Vec::new(),
            None => known.sheets().map(sheet).collect(),
        },
        opened: known.reached.is_theirs(),
        recalled: known.reached.recalled.is_some(),
        corrected: known.corrected_by.is_some(),
    });
    let (employers, messages) = (employers(&request, &own).await?, messages(&request, &own).await?);
    let told = WholeApplication { employers, messages, ..whole(&own, decisions.collect()) };
    Reply::versioned(&told, own.version)
}

async fn employers(request: &Request, own: &Own) -> Result<Vec<PartTold>, Problem> {
    let kernel = &request.kernel;
    let mut told = Vec::new();
    for id in rows::parts_of(kernel, own.id).await? {
        let (part, _) = kernel.peek::<EmployerPart>(id).await?;
        told.extend(part.known().map(|known| PartTold {
            id,
            code: employer::written(&employer::code(id, kernel.blind())),
            stage: known.stage.code(),
            until: known.until,
            company: known.taken().map(|taken| taken.name.clone()),
        }));
    }
    Ok(told)
}

/// What the authority wrote as it stands in the case, and what the applicant wrote as they wrote it; oldest first.
async fn messages(request: &Request, own: &Own) -> Result<Vec<MessageTold>, Problem> {
    let Some((case, _)) = own.application.stage.case() else { return Ok(mine(&own.application)) };
    let (case, _) = request.kernel.peek::<Messages>(case).await?;
    let theirs = case.all.iter().filter(|message| message.by.is_some()).map(|message| {
        MessageTold { id: message.id, from: AUTHORITY, at: message.at, text: message.text.clone() }
    });
    let mut told: Vec<MessageTold> = theirs.chain(mine(&own.application)).collect();
    told.sort_by_key(|message| message.at);
    Ok(told)
}

fn mine(known: &KnownApplication) -> Vec<MessageTold> {
    let told = known.messages.iter().map(|message| MessageTold {
        id: message.id,
        from: APPLICANT,
        at: message.at,
        text: message.text.clone(),
    });
    told.collect()
}

/// Is it told what a decision says?
const fn tells(reached: &Reached) -> bool {
    reached.recalled.is_none() && reached.is_theirs()
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
        employers: Vec::new(),
        messages: Vec::new(),
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

fn decision_schema() -> Value {
    let sheet = object(&[
        ("file", id()),
        ("language", text()),
        ("authentic", boolean()),
        ("sha256", text()),
    ]);
    object(&[
        ("id", id()),
        ("letter", maybe(text())),
        ("sheets", list(&sheet)),
        ("opened", boolean()),
        ("recalled", boolean()),
        ("corrected", boolean()),
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
    let part = object(&[
        ("id", id()),
        ("code", text()),
        ("stage", one_of(&["invited", "taken", "given", "confirmed"])),
        ("until", date()),
        ("company", maybe(text())),
    ]);
    let message = object(&[
        ("id", id()),
        ("from", one_of(&[APPLICANT, AUTHORITY])),
        ("at", time()),
        ("text", maybe(text())),
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
        ("employers", list(&part)),
        ("messages", list(&message)),
        ("decisions", list(&decision_schema())),
        ("version", integer()),
    ])
}

//! What programs read of decisions, under the rights of the user they act for.

use casefile::{Case, CaseId};
use kernel::{Date, DbRow, FileId, Ts, UserId};
use serde::Serialize;
use serde_json::Value;
use web::reading::schema::{
    boolean, by_name, date, id, integer, list, maybe, object, page_of, text, time,
};
use web::{ApiRoute, Problem, Reply, Request, reading};

use crate::ids::DecisionId;
use crate::library::library;
use crate::model::Sheet;
use crate::rights::SEE;
use crate::rows::{DECISIONS, DecisionLine, service_code};
use crate::state::{Decision, Given, KnownDecision, Stage};

/// Filters of the list of decisions, and place in it.
const OF_DECISIONS: &[&str] = &["case", "stage", "letter", "service", "after", "limit"];

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::get("/decisions", SEE, "api-decisions", || page_of(&line_schema()), decisions)
            .query(OF_DECISIONS),
        ApiRoute::get("/decisions/{id}", SEE, "api-decision", whole_schema, decision),
    ]
}

/// A decision in a list.
#[derive(Serialize)]
struct DecisionTold {
    id: DecisionId,
    case: CaseId,
    number: String,
    letter: String,
    stage: String,
    automatic: bool,
    begun: Ts,
    given: Option<Ts>,
    mode: Option<String>,
    service: String,
    served: Option<Date>,
    appeal_until: Option<Date>,
}

/// A decision.
#[derive(Serialize)]
struct WholeDecision<'a> {
    id: DecisionId,
    case: CaseId,
    number: &'a str,
    letter: &'a str,
    letter_version: Date,
    language: &'static str,
    translation: Option<&'static str>,
    stage: &'static str,
    implementation: Option<&'a str>,
    begun: Ts,
    presented: Option<Stood>,
    signed: Option<Stood>,
    given: Option<Ts>,
    mode: Option<&'a str>,
    service: &'static str,
    served: Option<Date>,
    appeal_until: Option<Date>,
    fields: Option<Value>,
    sheets: Vec<SheetTold<'a>>,
    /// The first day on which it may be carried out, as far as that is known.
    enforceable: Option<Date>,
    recalled: Option<Ts>,
    corrects: Option<DecisionId>,
    corrected_by: Option<DecisionId>,
    version: i64,
}

/// Who stood for it, and when.
#[derive(Serialize)]
struct Stood {
    by: UserId,
    at: Ts,
}

/// A document of it: a document of its case, too.
#[derive(Serialize)]
struct SheetTold<'a> {
    file: FileId,
    language: &'static str,
    authentic: bool,
    pages: usize,
    size: u64,
    sha256: &'a str,
}

async fn decisions(request: Request) -> Result<Reply, Problem> {
    let told = |row: &DbRow| {
        DecisionLine::read(row).map(|line| DecisionTold {
            id: line.decision,
            case: line.case,
            number: line.number,
            letter: line.letter,
            stage: line.stage,
            automatic: line.automatic,
            begun: line.begun,
            given: line.given,
            mode: Some(line.mode).filter(|mode| !mode.is_empty()),
            service: line.service,
            served: line.served,
            appeal_until: line.appeal_until,
        })
    };
    let names = (OF_DECISIONS, Vec::new());
    reading::rows(&request, (&DECISIONS, "decisions.list"), names, told).await
}

async fn decision(request: Request) -> Result<Reply, Problem> {
    let (id, kernel): (DecisionId, _) = (request.param("id")?, &request.kernel);
    let (decision, version) = kernel.peek::<Decision>(id).await?;
    let known = decision.known().ok_or(Problem::NotFound)?;
    kernel.open::<Case>(&request.who, known.case, casefile::SEE, "decisions.decision").await?;
    Reply::versioned(&whole(id, known, version)?, version)
}

fn whole(
    id: DecisionId,
    known: &KnownDecision,
    version: i64,
) -> Result<WholeDecision<'_>, kernel::Fault> {
    let stood = |given: &Given| Stood { by: given.by, at: given.at };
    let (presented, signed, given) = match &known.stage {
        Stage::Draft { .. } => (None, None, None),
        Stage::Presented { presented } => (Some(presented), None, None),
        Stage::Signed { presented, signed, .. } => (presented.as_ref(), Some(signed), None),
        Stage::Archived { presented, signed, at, .. } => {
            (presented.as_ref(), Some(signed), Some(*at))
        }
    };
    // What it rests on is told as far as somebody has stood for it.
    let fields = signed.or(presented).and_then(|given| given.fields.as_ref());
    let fields = fields.map(|fields| serde_json::to_value(&fields.known));
    let (served, library) = (known.reached.served, library()?);
    let letter = library.version(&known.letter, known.version);
    let enforced = letter.and_then(|letter| library.enforced(known, letter));
    Ok(WholeDecision {
        id,
        case: known.case,
        number: &known.number,
        letter: &known.letter,
        letter_version: known.version,
        language: known.language.code(),
        translation: known.translation.map(crate::library::Tongue::code),
        stage: known.stage.code(),
        implementation: known.implementation(),
        begun: known.begun,
        presented: presented.map(stood),
        signed: signed.map(stood),
        given,
        mode: known.served_by(),
        service: service_code(known),
        served: served.map(|(on, ..)| on),
        appeal_until: served.and_then(|(_, _, until)| until),
        fields: fields.transpose().map_err(kernel::Fault::bug)?,
        sheets: known.sheets().map(told).collect(),
        enforceable: enforced.and_then(|enforced| enforced.from),
        recalled: known.reached.recalled.as_ref().map(|recalled| recalled.at),
        corrects: known.corrects().map(|(of, _)| of),
        corrected_by: known.corrected_by,
        version,
    })
}

fn told(sheet: &Sheet) -> SheetTold<'_> {
    SheetTold {
        file: sheet.file,
        language: sheet.language.code(),
        authentic: sheet.authentic,
        pages: sheet.pages,
        size: sheet.size,
        sha256: &sheet.sha256,
    }
}

fn line_schema() -> Value {
    object(&[
        ("id", id()),
        ("case", id()),
        ("number", text()),
        ("letter", text()),
        ("stage", text()),
        ("automatic", boolean()),
        ("begun", time()),
        ("given", maybe(time())),
        ("mode", maybe(text())),
        ("service", text()),
        ("served", maybe(date())),
        ("appeal_until", maybe(date())),
    ])
}

fn whole_schema() -> Value {
    let stood = object(&[("by", id()), ("at", time())]);
    let field = object(&[
        ("value", Value::Object(serde_json::Map::new())),
        ("source", text()),
        ("at", time()),
    ]);
    let sheet = object(&[
        ("file", id()),
        ("language", text()),
        ("authentic", boolean()),
        ("pages", integer()),
        ("size", integer()),
        ("sha256", text()),
    ]);
    object(&[
        ("id", id()),
        ("case", id()),
        ("number", text()),
        ("letter", text()),
        ("letter_version", date()),
        ("language", text()),
        ("translation", maybe(text())),
        ("stage", text()),
        ("implementation", maybe(text())),
        ("begun", time()),
        ("presented", maybe(stood.clone())),
        ("signed", maybe(stood)),
        ("given", maybe(time())),
        ("mode", maybe(text())),
        ("service", text()),
        ("served", maybe(date())),
        ("appeal_until", maybe(date())),
        ("fields", maybe(by_name(&field))),
        ("sheets", list(&sheet)),
        ("enforceable", maybe(date())),
        ("recalled", maybe(time())),
        ("corrects", maybe(id())),
        ("corrected_by", maybe(id())),
        ("version", integer()),
    ])
}

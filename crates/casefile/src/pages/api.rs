//! What programs read of the case file: lists and single cases, under the rights of the user they act
//! for, each look recorded like theirs.

use kernel::{Date, DbRow, Ts, UserId};
use serde::Serialize;
use serde_json::{Value, json};
use web::reading::schema::{date, id, integer, list, maybe, object, one_of, page_of, text, time};
use web::{ApiRoute, Problem, Reply, Request, reading};

use crate::events::Party;
use crate::ids::{CaseId, PersonId, TaskId};
use crate::rights::SEE;
use crate::rows::{CASES, CaseLine, TASKS, TaskLine};
use crate::state::{Case, KnownCase, TaskState};

/// Filters of the list of cases, order and place in it.
const OF_CASES: &[&str] = &[
    "status",
    "word",
    "type",
    "unit",
    "handler",
    "number",
    "applicant",
    "due",
    "since",
    "until",
    "order",
    "after",
    "limit",
];
/// Those of the list of tasks.
const OF_TASKS: &[&str] =
    &["state", "unit", "competence", "handler", "what", "number", "until", "after", "limit"];

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::get("/cases", SEE, "api-cases", || page_of(&case_schema()), cases)
            .query(OF_CASES),
        ApiRoute::get("/tasks", SEE, "api-tasks", || page_of(&task_schema()), tasks)
            .query(OF_TASKS),
        ApiRoute::get("/cases/{id}", SEE, "api-case", whole_schema, case),
        ApiRoute::file("/cases/{id}/documents/{file}", SEE, "api-document", super::case::document),
    ]
}

/// A case in a list.
#[derive(Serialize)]
struct CaseTold {
    id: CaseId,
    number: String,
    headline: String,
    case_type: String,
    status: String,
    status_word: String,
    unit: String,
    handler: Option<UserId>,
    next_date: Option<Date>,
    changed: Ts,
}

/// A task in a list.
#[derive(Serialize)]
struct TaskTold {
    case: CaseId,
    task: Option<TaskId>,
    what: String,
    words: Option<String>,
    state: String,
    due: Option<Date>,
    handler: Option<UserId>,
    competence: Option<String>,
    number: String,
    headline: String,
    unit: String,
}

/// A case.
#[derive(Serialize)]
struct WholeCase {
    id: CaseId,
    number: String,
    headline: Option<String>,
    case_type: String,
    status: &'static str,
    status_word: String,
    unit: String,
    class: &'static str,
    handler: Option<UserId>,
    applicant: PersonId,
    parties: Vec<PartyTold>,
    tasks: Vec<TaskOfCase>,
    documents: Vec<DocumentTold>,
    opened: Ts,
    changed: Ts,
    version: i64,
}

#[derive(Serialize)]
struct PartyTold {
    party: Party,
    role: String,
}

#[derive(Serialize)]
struct TaskOfCase {
    task: TaskId,
    what: String,
    words: Option<String>,
    state: &'static str,
    handler: Option<UserId>,
}

#[derive(Serialize)]
struct DocumentTold {
    file: kernel::FileId,
    name: Option<String>,
    kind: String,
    media_type: String,
    size: u64,
    sha256: String,
    added: Ts,
}

async fn cases(request: Request) -> Result<Reply, Problem> {
    let told = |line: CaseLine| CaseTold {
        id: line.id,
        number: line.number,
        headline: line.headline,
        case_type: line.case_type,
        status: line.status,
        status_word: line.word,
        unit: line.unit,
        handler: line.handler,
        next_date: line.next,
        changed: line.changed,
    };
    let told = |row: &DbRow| CaseLine::read(row).map(told);
    reading::rows(&request, (&CASES, "casefile.cases"), (OF_CASES, Vec::new()), told).await
}

async fn tasks(request: Request) -> Result<Reply, Problem> {
    let told = |line: TaskLine| TaskTold {
        case: line.case,
        task: line.task,
        what: line.what,
        words: Some(line.words).filter(|words| !words.is_empty()),
        state: line.state,
        due: line.due,
        handler: line.handler,
        competence: line.competence,
        number: line.number,
        headline: line.headline,
        unit: line.unit,
    };
    let told = |row: &DbRow| TaskLine::read(row).map(told);
    reading::rows(&request, (&TASKS, "casefile.tasks"), (OF_TASKS, Vec::new()), told).await
}

async fn case(request: Request) -> Result<Reply, Problem> {
    let id: CaseId = request.param("id")?;
    let opened = request.kernel.open::<Case>(&request.who, id, SEE, "casefile.case").await?;
    let known = opened.state.known().ok_or(Problem::NotFound)?;
    Reply::versioned(&whole(id, known, opened.version), opened.version)
}

fn whole(id: CaseId, known: &KnownCase, version: i64) -> WholeCase {
    let task = |(task, t): (&TaskId, &crate::state::Task)| TaskOfCase {
        task: *task,
        what: t.what.clone(),
        words: t.words.as_ref().map(ToString::to_string),
        state: t.state.code(),
        handler: match t.state {
            TaskState::Taken(by) => Some(by),
            TaskState::Open | TaskState::Done => None,
        },
    };
    let document = |(added, _, d): &(Ts, UserId, crate::events::Document)| DocumentTold {
        file: d.file,
        name: d.name.get().cloned(),
        kind: d.kind.clone(),
        media_type: d.media_type.clone(),
        size: d.size,
        sha256: d.sha256.clone(),
        added: *added,
    };
    WholeCase {
        id,
        number: known.number.to_string(),
        headline: known.headline.as_ref().map(ToString::to_string),
        case_type: known.case_type.clone(),
        status: known.status.code(),
        status_word: known.status_word.clone(),
        unit: known.unit.clone(),
        class: known.class.code(),
        handler: known.handler,
        applicant: known.applicant,
        parties: known
            .parties
            .iter()
            .map(|(party, role)| PartyTold { party: *party, role: role.clone() })
            .collect(),
        tasks: known.tasks.iter().map(task).collect(),
        documents: known.documents.iter().map(document).collect(),
        opened: known.opened,
        changed: known.changed,
        version,
    }
}

fn case_schema() -> Value {
    object(&[
        ("id", id()),
        ("number", text()),
        ("headline", text()),
        ("case_type", text()),
        ("status", one_of(&["open", "closed"])),
        ("status_word", text()),
        ("unit", text()),
        ("handler", maybe(id())),
        ("next_date", maybe(date())),
        ("changed", time()),
    ])
}

fn task_schema() -> Value {
    object(&[
        ("case", id()),
        ("task", maybe(id())),
        ("what", text()),
        ("words", maybe(text())),
        ("state", one_of(&["open", "taken", "done", "held"])),
        ("due", maybe(date())),
        ("handler", maybe(id())),
        ("competence", maybe(text())),
        ("number", text()),
        ("headline", text()),
        ("unit", text()),
    ])
}

fn whole_schema() -> Value {
    object(&[
        ("id", id()),
        ("number", text()),
        ("headline", maybe(text())),
        ("case_type", text()),
        ("status", one_of(&["open", "closed"])),
        ("status_word", text()),
        ("unit", text()),
        ("class", one_of(&["normal", "protected", "secret"])),
        ("handler", maybe(id())),
        ("applicant", id()),
        ("parties", list(&object(&[("party", json!({ "type": "object" })), ("role", text())]))),
        (
            "tasks",
            list(&object(&[
                ("task", id()),
                ("what", text()),
                ("words", maybe(text())),
                ("state", one_of(&["open", "taken", "done"])),
                ("handler", maybe(id())),
            ])),
        ),
        (
            "documents",
            list(&object(&[
                ("file", id()),
                ("name", maybe(text())),
                ("kind", text()),
                ("media_type", text()),
                ("size", integer()),
                ("sha256", text()),
                ("added", time()),
            ])),
        ),
        ("opened", time()),
        ("changed", time()),
        ("version", integer()),
    ])
}

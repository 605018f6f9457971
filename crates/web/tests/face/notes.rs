//! A small system for tests: notes that are written and amended, with an attachment.

use askama::Template;
use kernel::{
    Act, Changes, Ctx, Date, Done, EventSet, Fault, FileId, JobKind, Kind, Meta, Read, Refusal,
    Right, RightGrant, State, StreamKey, Subject,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{
    ActRoute, Draft, Field, FormAct, Limit, MenuItem, Page, PageRoute, Problem, Reader, Reply,
    Request, System, TextFiles, Ui,
};

kernel::id!(
    /// A note.
    NoteId, "note"
);

/// Writing notes.
pub const WRITE: Right = Right("notes.write");

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum NoteEvent {
    #[serde(rename = "note.written")]
    Written { name: String, text: String, due: Option<String>, tone: String, file: Option<FileId> },
    #[serde(rename = "note.amended")]
    Amended { text: String },
}

impl EventSet for NoteEvent {
    const KINDS: &'static [Kind] =
        &[Kind { name: "note.written", schema: 1 }, Kind { name: "note.amended", schema: 1 }];
}

#[derive(Debug, Clone, Default)]
pub struct Note {
    pub name: String,
    pub text: String,
    pub tone: String,
    pub due: Option<Date>,
    pub times: usize,
    pub file: Option<FileId>,
}

impl State for Note {
    const STREAM: &'static str = "note";
    type Event = NoteEvent;

    fn apply(&mut self, event: NoteEvent, _: Meta<'_>) {
        match event {
            NoteEvent::Written { name, text, due, tone, file } => {
                let due = due.and_then(|d| d.parse().ok());
                *self = Note { name, text, due, tone, times: 0, file };
            }
            NoteEvent::Amended { text } => self.text = text,
        }
        self.times += 1;
    }
}

pub struct WriteNote {
    pub id: NoteId,
    pub name: String,
    pub text: String,
    pub due: Option<Date>,
    pub tone: String,
    pub file: Option<FileId>,
}

impl Act for WriteNote {
    const NAME: &'static str = "note.write";
    const RIGHT: Right = WRITE;
    type State = Note;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.id.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, note: &Note, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        if note.times > 0 {
            return Err(Refusal::new("note-exists"));
        }
        if self.name == "Nemo" {
            return Err(Refusal::new("note-nobody").with("name", &self.name).at("name"));
        }
        let event = NoteEvent::Written {
            name: self.name.clone(),
            text: self.text.clone(),
            due: self.due.map(|d| d.to_string()),
            tone: self.tone.clone(),
            file: self.file,
        };
        Ok(Changes::one(self.id, &event).claim("note-name", self.name.as_str(), self.id).job(
            "note.count",
            &self.id,
            None,
        ))
    }
}

impl FormAct for WriteNote {
    fn fields() -> Vec<Field> {
        vec![
            Field::hidden("id"),
            Field::text("name", Limit::NAME),
            Field::long_text("text", Limit::NOTE),
            Field::date("due").optional(),
            Field::radios("tone", &["plain", "loud"]),
            Field::file("file", "application/pdf,text/plain", 100_000).optional(),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let id = request.kernel.next_id();
        Ok(Draft::new().value("id", id).crumb(request.ui.t("notes-notes"), "/notes"))
    }

    fn file_subject(request: &Request) -> Option<Subject> {
        Some(Subject(request.who.user.0))
    }

    fn read(form: &mut Reader<'_>) -> Option<WriteNote> {
        let (id, name, text) = (form.reference("id"), form.text("name"), form.text("text"));
        let (due, tone, file) = (form.maybe_date("due"), form.choice("tone"), form.file("file"));
        let file = file?.and_then(|upload| upload.stored.as_ref().ok()).map(|stored| stored.id);
        Some(WriteNote { id: id?, name: name?, text: text?, due: due?, tone: tone?, file })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/notes/{}", done.stream)
    }
}

pub struct AmendNote {
    pub id: NoteId,
    pub text: String,
}

impl Act for AmendNote {
    const NAME: &'static str = "note.amend";
    const RIGHT: Right = WRITE;
    type State = Note;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.id.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, _: &Note, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        Ok(Changes::one(self.id, &NoteEvent::Amended { text: self.text.clone() }))
    }
}

impl FormAct for AmendNote {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("text", Limit::NOTE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let id: NoteId = request.param("id")?;
        let opened = request.kernel.open::<Note>(&request.who, id, WRITE, "note.amend").await?;
        let here = format!("/notes/{id}");
        Ok(Draft::new()
            .value("text", &opened.state.text)
            .seen(id.uuid(), opened.version)
            .crumb(request.ui.t("notes-notes"), "/notes")
            .crumb(&opened.state.name, here))
    }

    fn read(form: &mut Reader<'_>) -> Option<AmendNote> {
        let (id, text) = (form.param("id"), form.text("text"));
        Some(AmendNote { id: id?, text: text? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/notes/{}", done.stream)
    }
}

#[derive(Template)]
#[template(path = "face/note.html")]
struct NotePage<'a> {
    ui: &'a Ui,
    note: &'a Note,
    id: NoteId,
}

async fn note(request: Request) -> Result<Reply, Problem> {
    let id: NoteId = request.param("id")?;
    let opened = request.kernel.open::<Note>(&request.who, id, WRITE, "note").await?;
    let body = NotePage { ui: &request.ui, note: &opened.state, id };
    let page = Page::new(&opened.state.name, &body)?;
    Ok(page.crumb(request.ui.t("notes-notes"), "/notes").into())
}

#[derive(Template)]
#[template(path = "face/notes.html")]
struct NotesPage<'a> {
    ui: &'a Ui,
}

async fn notes(request: Request) -> Result<Reply, Problem> {
    if request.query.get("colour").is_some() {
        return Err(Refusal::new("list-filter-unknown").with("name", "colour").into());
    }
    Ok(Page::new(request.ui.t("notes-notes"), &NotesPage { ui: &request.ui })?.into())
}

async fn trouble(_: Request) -> Result<Reply, Problem> {
    Err(Fault::message("the secret cause").into())
}

async fn panics(_: Request) -> Result<Reply, Problem> {
    panic!("the secret panic")
}

/// The door.
pub fn system() -> System {
    let texts = TextFiles {
        system: "notes",
        fi: include_str!("notes.fi.ftl"),
        sv: include_str!("notes.sv.ftl"),
        en: include_str!("notes.en.ftl"),
    };
    System {
        states: vec![kernel::Projection::of::<Note>(&[])],
        rights: &[RightGrant { right: WRITE, roles: &["writer"] }],
        jobs: vec![JobKind::new("note.count", |run| {
            Box::pin(async move {
                run.progress(3, 3);
                Ok(())
            })
        })],
        acts: vec![
            ActRoute::form::<WriteNote>("/notes/write"),
            ActRoute::form::<AmendNote>("/notes/{id}/amend"),
        ],
        pages: vec![
            PageRoute::get("/notes", WRITE, notes),
            PageRoute::get("/notes/{id}", WRITE, note),
            PageRoute::post("/press", WRITE, notes),
            PageRoute::get("/trouble", Right::PUBLIC, trouble),
            PageRoute::get("/panic", Right::PUBLIC, panics),
        ],
        menu: vec![MenuItem { key: "notes-notes", path: "/notes", right: WRITE, order: 10 }],
        ..System::new("notes", texts)
    }
}

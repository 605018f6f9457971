//! Attaches uploaded files to a case, each as a document of its own.

use kernel::{
    Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed, StoredFile, Subject,
};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::{ACCEPTED, BYTES_MAX};
use crate::acts::case_draft;
use crate::case_type;
use crate::events::{CaseEvent, Document};
use crate::ids::CaseId;
use crate::model::LANGUAGES;
use crate::rights::WORK;
use crate::state::Case;

/// What is said of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Code of what it is.
    pub kind: String,
    /// Code of the language it is in.
    pub language: Option<String>,
    /// Who sent it.
    pub sender: Option<String>,
    /// The day it arrived.
    pub arrived: Option<Date>,
}

impl Default for About {
    fn default() -> About {
        About { kind: OTHER.to_owned(), language: None, sender: None, arrived: None }
    }
}

/// A document of which nothing is said.
const OTHER: &str = "other";

/// Files at once: a long application with its evidence has a dozen; more come with a second form.
const FILES_MAX: usize = 20;

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// The stored file.
    pub file: StoredFile,
    /// The name its sender gave it.
    pub name: String,
}

/// Attaches files: all of them, or none.
#[derive(Debug, Clone)]
pub struct AddDocument {
    /// To which case.
    pub case: CaseId,
    /// The files, each a document of its own.
    pub files: Vec<Attached>,
    /// What is said of each.
    pub about: About,
}

impl AddDocument {
    fn document(&self, attached: &Attached) -> Document {
        let (file, about) = (&attached.file, &self.about);
        Document {
            file: file.id,
            name: Sealed::new(self.case, attached.name.clone()),
            media_type: file.media_type.clone(),
            size: file.size,
            sha256: file.sha256.clone(),
            kind: about.kind.clone(),
            language: about.language.clone(),
            sender: about.sender.clone().map(|sender| Sealed::new(self.case, sender)),
            arrived: about.arrived,
        }
    }
}

impl Act for AddDocument {
    const NAME: &'static str = "case.add_document";
    const RIGHT: Right = WORK;
    type State = Case;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, case: &Case, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.open()?;
        let kind = &self.about.kind;
        let kinds = case_type::of(&known.case_type).map_or(&[][..], |k| &k.document_kinds);
        if kind != OTHER && !kinds.contains(kind) {
            return Err(Refusal::new("document-kind-unknown").at("kind"));
        }
        if self.about.arrived.is_some_and(|day| day > ctx.today) {
            return Err(Refusal::new("date-future").at("arrived"));
        }
        if let Some(there) = self.files.iter().find(|f| known.document(f.file.id).is_some()) {
            return Err(Refusal::new("document-on-case").with("name", &there.name).at("file"));
        }
        Ok(self.files.iter().fold(Changes::new(), |changes, attached| {
            let document = self.document(attached);
            changes.record(self.case, &CaseEvent::DocumentAdded { document, replaces: None })
        }))
    }
}

impl FormAct for AddDocument {
    fn fields() -> Vec<Field> {
        vec![
            Field::files("file", ACCEPTED, BYTES_MAX, FILES_MAX),
            Field::drafted("kind", Shown::Folded).optional(),
            Field::drafted("language", Shown::Folded).optional(),
            Field::text("sender", Limit::NAME).optional(),
            Field::date("arrived").optional(),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, case) = case_draft(request, Self::NAME).await?;
        let known = case.known().ok_or(Problem::NotFound)?;
        let kinds = case_type::of(&known.case_type).map_or(&[][..], |k| &k.document_kinds);
        let kind = |k: &String| (k.clone(), request.ui.code("document-kind-", k).plain());
        let language = |code: &str| (code.to_owned(), request.ui.code("language-", code).plain());
        Ok(draft
            .options("kind", kinds.iter().map(kind).collect())
            .options("language", LANGUAGES.iter().map(|code| language(code)).collect()))
    }

    fn file_subject(request: &Request) -> Option<Subject> {
        request.param::<CaseId>("id").ok().map(Subject::from)
    }

    fn read(form: &mut Reader<'_>) -> Option<AddDocument> {
        let (case, uploads) = (form.param("id"), form.files("file"));
        let (kind, language) = (form.maybe_choice("kind"), form.maybe_choice("language"));
        let (sender, arrived) = (form.maybe_text("sender"), form.maybe_date("arrived"));
        let attached = |upload: &&web::Upload| {
            let file = upload.stored.clone().ok()?;
            Some(Attached { file, name: upload.name.clone() })
        };
        let files = uploads?.iter().map(attached).collect::<Option<Vec<_>>>()?;
        let kind = kind?.unwrap_or_else(|| OTHER.to_owned());
        let about = About { kind, language: language?, sender: sender?, arrived: arrived? };
        Some(AddDocument { case: case?, files, about })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use kernel::FileId;
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, closed, opened};

    fn attached(file: u128, name: &str) -> Attached {
        let file = StoredFile {
            id: FileId(Uuid::from_u128(file)),
            size: 1234,
            sha256: "ab".repeat(32),
            media_type: "application/pdf".into(),
        };
        Attached { file, name: name.into() }
    }

    fn act() -> AddDocument {
        let about = About { sender: Some("The police".into()), ..About::default() };
        let files = vec![attached(9, "passport.pdf"), attached(10, "photo.pdf")];
        AddDocument { case: case_id(), files, about }
    }

    fn added(file: u128, name: &str) -> CaseEvent {
        CaseEvent::DocumentAdded {
            document: Document {
                file: FileId(Uuid::from_u128(file)),
                name: Sealed::new(case_id(), name.into()),
                media_type: "application/pdf".into(),
                size: 1234,
                sha256: "ab".repeat(32),
                kind: "other".into(),
                language: None,
                sender: Some(Sealed::new(case_id(), "The police".into())),
                arrived: None,
            },
            replaces: None,
        }
    }

    #[test]
    fn each_file_is_a_document_with_its_hash() {
        let added = [added(9, "passport.pdf"), added(10, "photo.pdf")];
        given::<Case>([opened()]).when(act(), ()).then(added);
    }

    #[test]
    fn no_unheard_of_kind_and_no_day_to_come() {
        let about = About { kind: "poem".into(), ..About::default() };
        let poem = AddDocument { about, ..act() };
        given::<Case>([opened()]).when(poem, ()).then_refused("document-kind-unknown");
        let about = About { arrived: Some("2099-01-01".parse().unwrap()), ..About::default() };
        let early = AddDocument { about, ..act() };
        given::<Case>([opened()]).when(early, ()).then_refused("date-future");
    }

    #[test]
    fn the_same_file_is_attached_once() {
        let again = given::<Case>([opened(), added(10, "photo.pdf")]).when(act(), ());
        again.then_refused("document-on-case");
    }

    #[test]
    fn a_closed_case_takes_no_files() {
        given::<Case>([opened(), closed()]).when(act(), ()).then_refused("case-closed");
    }
}

//! Attaches an uploaded file to a case.

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

/// Attaches a file.
#[derive(Debug, Clone)]
pub struct AddDocument {
    /// To which case.
    pub case: CaseId,
    /// The stored file.
    pub file: StoredFile,
    /// The name its sender gave it.
    pub name: String,
    /// What is said of it.
    pub about: About,
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
        if known.documents.iter().any(|(_, _, d)| d.file == self.file.id) {
            return Err(Refusal::new("document-known").at("file"));
        }
        let document = Document {
            file: self.file.id,
            name: Sealed::new(self.case, self.name.clone()),
            media_type: self.file.media_type.clone(),
            size: self.file.size,
            sha256: self.file.sha256.clone(),
            kind: kind.clone(),
            language: self.about.language.clone(),
            sender: self.about.sender.clone().map(|sender| Sealed::new(self.case, sender)),
            arrived: self.about.arrived,
        };
        Ok(Changes::one(self.case, &CaseEvent::DocumentAdded { document, replaces: None }))
    }
}

impl FormAct for AddDocument {
    fn fields() -> Vec<Field> {
        vec![
            Field::file("file", ACCEPTED, BYTES_MAX),
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
        let (case, upload) = (form.param("id"), form.file("file"));
        let (kind, language) = (form.maybe_choice("kind"), form.maybe_choice("language"));
        let (sender, arrived) = (form.maybe_text("sender"), form.maybe_date("arrived"));
        let upload = upload??;
        let file = upload.stored.clone().ok()?;
        let kind = kind?.unwrap_or_else(|| OTHER.to_owned());
        let about = About { kind, language: language?, sender: sender?, arrived: arrived? };
        Some(AddDocument { case: case?, file, name: upload.name.clone(), about })
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

    fn act() -> AddDocument {
        let file = StoredFile {
            id: FileId(Uuid::from_u128(9)),
            size: 1234,
            sha256: "ab".repeat(32),
            media_type: "application/pdf".into(),
        };
        let about = About { sender: Some("The police".into()), ..About::default() };
        AddDocument { case: case_id(), file, name: "passport.pdf".into(), about }
    }

    fn added() -> CaseEvent {
        CaseEvent::DocumentAdded {
            document: Document {
                file: FileId(Uuid::from_u128(9)),
                name: Sealed::new(case_id(), "passport.pdf".into()),
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
    fn a_file_is_attached_with_its_hash() {
        given::<Case>([opened()]).when(act(), ()).then([added()]);
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
        given::<Case>([opened(), added()]).when(act(), ()).then_refused("document-known");
    }

    #[test]
    fn a_closed_case_takes_no_files() {
        given::<Case>([opened(), closed()]).when(act(), ()).then_refused("case-closed");
    }
}

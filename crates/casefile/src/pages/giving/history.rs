//! What happened to a case's documents as parties get them, in words.

use kernel::FileId;
use web::Ui;

use super::hidden;
use crate::events::{GivingEvent, code};
use crate::ids::{CaseId, GivenId};

/// Words, and where they lead.
type Told = (String, Option<(String, String)>);

/// What a line of the history says beside its title.
pub(in crate::pages) fn words(ui: &Ui, id: CaseId, event: GivingEvent) -> Told {
    let erased = || ui.t("casefile-erased").plain();
    let document = |file: FileId| {
        let link = format!("/cases/{id}/documents/{file}/about");
        Some((ui.t("casefile-document").plain(), link))
    };
    let given =
        |given: GivenId| Some((ui.t("given-file").plain(), format!("/cases/{id}/file/{given}")));
    match event {
        GivingEvent::Redacted { file, hides, ground, .. } => {
            let ground = ui.code("ground-", ground).plain();
            (format!("{} · {ground}", hidden(ui, &hides)), document(file))
        }
        GivingEvent::RedactionTakenBack { reason, .. } => {
            (reason.into_option().unwrap_or_else(erased), None)
        }
        GivingEvent::VersionCleared { file, note } => {
            (note.into_option().unwrap_or_else(erased), document(file))
        }
        GivingEvent::FileOrdered { given: file, documents, .. } => {
            (ui.t("given-documents").arg("n", documents.len()).plain(), given(file))
        }
        GivingEvent::FileMade { given: file, page_count, .. } => {
            (ui.t("given-leaves").arg("n", page_count).plain(), given(file))
        }
        GivingEvent::FileFailed { given: file, why, .. } => {
            (ui.code("given-failed-", code(why)).plain(), given(file))
        }
    }
}

//! Attaches files to an application.

use std::collections::BTreeMap;

use kernel::{
    Act, Changes, Ctx, Done, Fault, FileId, Read, Refusal, Right, Sealed, StoredFile, Subject,
};
use uuid::Uuid;
use web::form::FileCheck;
use web::{Draft, Field, FormAct, Problem, Reader, Request, Variant};

use super::{ID, Own, SLOT, TYPE, own_draft, path, permit_of};
use crate::events::{ApplicationEvent, AttachedFile};
use crate::ids::ApplicationId;
use crate::limits::{ACCEPTED, BYTES_MAX, FILES_MAX};
use crate::looked::{self, Seen};
use crate::permit::{self, PermitType, Slot};
use crate::rights::APPLY;
use crate::state::Application;

/// The type of files that have text.
const PDF: &str = "application/pdf";

/// Attaches files: all of them, or none.
#[derive(Debug, Clone)]
pub struct AddAttachments {
    /// To which application.
    pub application: ApplicationId,
    /// Code of the place.
    pub slot: String,
    /// The files, with the names their sender gave them.
    pub files: Vec<(StoredFile, String)>,
    /// What was seen in them, as far as they have text.
    pub seen: BTreeMap<FileId, Seen>,
}

impl Act for AddAttachments {
    const NAME: &'static str = "application.add_attachments";
    const RIGHT: Right = APPLY;
    type State = Application;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.application.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(
        &self,
        application: &Application,
        (): &(),
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = application.draft_of(ctx.who)?;
        if permit_of(known)?.slot(&self.slot).is_none() {
            return Err(Refusal::new("page-unknown"));
        }
        let there = known.attachments.iter().filter(|a| a.slot == self.slot).count();
        if there + self.files.len() > FILES_MAX {
            return Err(Refusal::new("attachments-many").with("max", FILES_MAX).at("file"));
        }
        let here = |file: &StoredFile| known.attachment(&self.slot, file.id).is_some();
        if let Some((_, name)) = self.files.iter().find(|(file, _)| here(file)) {
            return Err(Refusal::new("attachment-there").with("name", name).at("file"));
        }
        Ok(self.files.iter().fold(Changes::new(), |changes, (file, name)| {
            let file = AttachedFile {
                file: file.id,
                name: Sealed::new(known.subject(), name.clone()),
                media_type: file.media_type.clone(),
                size: file.size,
                sha256: file.sha256.clone(),
                seen: self
                    .seen
                    .get(&file.id)
                    .map(|seen| Sealed::new(known.subject(), seen.clone())),
            };
            let slot = self.slot.clone();
            changes.record(self.application, &ApplicationEvent::AttachmentAdded { slot, file })
        }))
    }
}

impl FormAct for AddAttachments {
    fn fields() -> Vec<Field> {
        vec![Field::files("file", ACCEPTED, BYTES_MAX, FILES_MAX)]
    }

    fn variants() -> Vec<Variant> {
        let permits = permit::all().unwrap_or_default().iter();
        let places =
            permits.flat_map(|permit| permit.attachments.iter().map(move |slot| (permit, slot)));
        let variant = |(permit, slot): (&PermitType, &Slot)| Variant {
            parts: vec![(TYPE, permit.code.clone()), (SLOT, slot.code.clone())],
            heading: format!("attach-{}", slot.code),
            key: web::form::text_key(Self::NAME),
            fields: Self::fields(),
            options: BTreeMap::new(),
        };
        places.map(variant).collect()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let Own { id, permit, .. } = own_draft(request, Self::NAME).await?;
        let slot: String = request.param(SLOT)?;
        let slot = permit.slot(&slot).ok_or(Problem::NotFound)?;
        let ui = &request.ui;
        Ok(Draft::new()
            .arg("what", ui.code("attach-", &slot.code).plain())
            .arg("why", ui.t(format!("attach-{}.why", slot.code)).plain())
            .crumb(ui.t("application-steps"), path(&permit.code, id, ""))
            .crumb(ui.t("application-attachments"), path(&permit.code, id, "attachments")))
    }

    /// The key of whoever is signed in: an application of somebody else does not open.
    fn file_subject(request: &Request) -> Option<Subject> {
        Some(Subject(request.who.user.0))
    }

    /// Officials have to read it, so whoever sends what nobody can read hears it at once. What it says is looked at
    /// where it says something: of a picture nothing is known.
    fn file_check() -> Option<FileCheck> {
        Some(|bytes, media_type| {
            paper::Illegible::check(bytes, media_type).map_err(paper::Illegible::code)?;
            let is_pdf = media_type == PDF;
            Ok(if is_pdf { paper::words(bytes).unwrap_or_default() } else { String::new() })
        })
    }

    fn read(form: &mut Reader<'_>) -> Option<AddAttachments> {
        let (application, uploads) = (form.param(ID), form.files("file"));
        let permit = permit::of(&form.param::<String>(TYPE)?).ok()??;
        let slot = permit.slot(&form.param::<String>(SLOT)?)?;
        let (uploads, today) = (uploads?, form.today());
        let stored =
            |upload: &&web::Upload| Some((upload.stored.clone().ok()?, upload.name.clone()));
        let files = uploads.iter().map(stored).collect::<Option<Vec<_>>>()?;
        let seen = uploads.iter().filter_map(|upload| {
            let file = upload.stored.as_ref().ok()?.id;
            looked::look(&upload.text, slot, today).map(|seen| (file, seen))
        });
        let (seen, slot) = (seen.collect(), slot.code.clone());
        Some(AddAttachments { application: application?, slot, files, seen })
    }

    fn after(done: &Done, request: &Request) -> String {
        let permit = request.params.get(TYPE).unwrap_or_default();
        path(permit, ApplicationId(done.stream), "attachments")
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::tests::{amina, application_id, attached, begun, bela, stored};
    use super::*;

    fn act(slot: &str, files: &[u128]) -> AddAttachments {
        let file = |n: &u128| (stored(*n), format!("{slot}.pdf"));
        let files = files.iter().map(file).collect();
        let seen = BTreeMap::new();
        AddAttachments { application: application_id(), slot: slot.into(), files, seen }
    }

    #[test]
    fn each_file_stands_in_its_place() {
        given::<Application>([begun()])
            .as_who(&amina())
            .when(act("passport", &[1, 2]), ())
            .then([attached("passport", 1), attached("passport", 2)]);
    }

    #[test]
    fn no_file_twice_in_a_place_and_no_more_than_it_takes() {
        let given = || given::<Application>([begun(), attached("means", 1)]).as_who(&amina());
        given().when(act("means", &[1]), ()).then_refused("attachment-there");
        given().when(act("passport", &[1]), ()).then([attached("passport", 1)]);
        let many: Vec<u128> = (2..=11).collect();
        given().when(act("means", &many), ()).then_refused("attachments-many");
    }

    #[test]
    fn nobody_attaches_for_others_nor_where_there_is_no_place() {
        let given = || given::<Application>([begun()]);
        given().as_who(&bela()).when(act("means", &[1]), ()).then_refused("application-unknown");
        given().as_who(&amina()).when(act("poem", &[1]), ()).then_refused("page-unknown");
    }
}

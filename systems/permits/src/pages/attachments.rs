//! The attachments of an application: what is asked for, what is there.

use kernel::{AuditKind, FileId};
use web::parts::ActButton;
use web::{Content, File, Page, Problem, Reply, Request, Ui};

use super::{MINE, said};
use crate::acts::{Own, SLOT, own};
use crate::answers::Answers;
use crate::permit::Slot;
use crate::state::{Attachment, Stage};

#[derive(askama::Template)]
#[template(path = "pages/attachments.html")]
struct Attachments<'a> {
    ui: &'a Ui,
    places: Vec<Place>,
    check: String,
}

/// A place for files of one sort.
struct Place {
    code: String,
    label: String,
    why: String,
    required: bool,
    href: String,
    files: Vec<FileShown>,
}

struct FileShown {
    name: String,
    href: String,
    remove: ActButton,
    /// What may be wrong with it.
    doubts: Vec<String>,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let own = own(&request, "application.attachments").await?;
    if own.application.stage != Stage::Draft {
        return Ok(Reply::Redirect(own.path("sent")));
    }
    let ui = &request.ui;
    let answers = Answers::new(own.permit, &own.application);
    let places = own.permit.attachments.iter().map(|slot| (slot, place(ui, &own, &answers, slot)));
    // What was attached before another answer closed its place is still shown, and can be taken out.
    let places = places.filter(|(slot, place)| answers.wants(slot) || !place.files.is_empty());
    let places = places.map(|(_, place)| place).collect();
    let body = Attachments { ui, places, check: own.path("check") };
    let page = Page::new(ui.t("application-attachments"), &body)?.narrow();
    let page = page.crumb(ui.t("application-mine"), MINE);
    Ok(page.crumb(ui.t("application-steps"), own.path("")).into())
}

fn place(ui: &Ui, own: &Own, answers: &Answers<'_>, slot: &Slot) -> Place {
    let Slot { code, required, .. } = slot;
    let href = own.path(&format!("attachments/{code}"));
    let there = own.application.attachments.iter().filter(|a| a.slot == *code);
    let file = |attachment: &Attachment| {
        let href = format!("{href}/{}", attachment.file.file);
        let name = attachment.file.name.get().cloned().unwrap_or_default();
        let remove = format!("{href}/remove");
        let remove =
            ActButton::new(ui, "application.remove_attachment", remove).about(&name).quiet();
        let doubts = said::doubts(ui, answers, attachment, None);
        FileShown { name, href, remove, doubts }
    };
    let files = there.map(file).collect();
    let label = ui.code("attach-", code).plain();
    let why = ui.t(format!("attach-{code}.why")).plain();
    Place { code: code.clone(), label, why, required: *required, href, files }
}

/// A file that was attached, for whoever attached it.
pub(super) async fn file(request: Request) -> Result<Reply, Problem> {
    let own = own(&request, "application.file").await?;
    let id: FileId = request.param("file")?;
    let slot: String = request.param(SLOT)?;
    let attachment = own.application.attachment(&slot, id).ok_or(Problem::NotFound)?;
    let entry = request.kernel.entry(&request.who, AuditKind::Read, "application.file");
    request.kernel.audit(entry.about("file", id.0)).await?;
    Ok(Reply::File(File {
        name: attachment.file.name.get().cloned().ok_or(Problem::NotFound)?,
        media_type: attachment.file.media_type.clone(),
        inline: true,
        content: Content::Stored(id),
    }))
}

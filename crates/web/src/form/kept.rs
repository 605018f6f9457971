//! Files that arrived before their form was done: with one that had errors, or sent ahead one by one by
//! the upload island. They are kept, so that nobody has to send them twice.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use kernel::{FileId, StoredFile, Subject, keyed_hash};
use serde::Serialize;
use subtle::ConstantTimeEq;

use super::draft::Draft;
use super::reader::Reader;
use super::run::RENEWED;
use super::view::{KeptView, error_text};
use super::{Field, FieldKind};
use crate::reply::{Problem, Reply};
use crate::request::{Request, Upload};

/// The input by which a script says that a file comes ahead of its form: nothing is done but keeping it.
pub(crate) const AHEAD: &str = "ahead";
/// What is wrong with a file beyond as many as its field takes.
pub(crate) const ONE_TOO_MANY: &str = "file-many";

/// The name of the hidden input that stands for a kept file.
pub(crate) fn input(field: &str) -> String {
    format!("{field}-kept")
}

/// The name of the boxes that take kept files out again.
pub(crate) fn taken_out(field: &str) -> String {
    format!("{field}-out")
}

/// What the hidden input holds: name and facts of the stored file, signed for this user, field and
/// subject, so that it can stand for nobody else's file.
fn token(request: &Request, subject: Subject, upload: &Upload) -> Option<String> {
    let file = upload.stored.as_ref().ok()?;
    let facts = (&upload.name, file.id, file.size, &file.sha256, &file.media_type);
    let body = serde_json::to_vec(&facts).ok()?;
    let mac = sign(request, subject, &upload.field, &body);
    Some(format!("{}.{}", URL_SAFE_NO_PAD.encode(&body), URL_SAFE_NO_PAD.encode(mac)))
}

fn sign(request: &Request, subject: Subject, field: &str, body: &[u8]) -> [u8; 32] {
    let key = request.kernel.keys().ring().server_key("kept files");
    let (user, subject) = (request.who.user.0, subject.0);
    let place = [user.as_bytes().as_slice(), subject.as_bytes(), field.as_bytes(), b"\0", body];
    keyed_hash(&key, &place.concat())
}

/// Puts kept files back among the uploads: those of a field for one file unless a new one came, those
/// of a field for several before the new ones, but for what the user took out.
pub(crate) fn restore(request: &mut Request, fields: &[Field], subject: Option<Subject>) {
    let Some(subject) = subject else { return };
    for field in fields {
        let Some((_, _, files_max)) = field.takes_files() else { continue };
        let several = matches!(field.kind, FieldKind::Files(..));
        let mut kept = read(request, subject, field.name);
        if several {
            let came = std::mem::take(&mut request.files);
            let (new, others) = came.into_iter().partition(|f| f.field == field.name);
            request.files = others;
            kept.extend::<Vec<Upload>>(new);
            kept.into_iter().for_each(|file| join(&mut request.files, file, files_max));
        } else if request.files.iter().all(|f| f.field != field.name) {
            request.files.extend(kept);
        }
    }
}

/// Adds a file of a field: the same content is there once, and no more than the field takes.
fn join(files: &mut Vec<Upload>, file: Upload, files_max: usize) {
    let same = |f: &Upload| f.field == file.field && file.stored.is_ok() && f.stored == file.stored;
    if files.iter().any(same) {
        return;
    }
    let full = files.iter().filter(|f| f.field == file.field).count() >= files_max;
    let stored = if full { Err(ONE_TOO_MANY) } else { file.stored };
    files.push(Upload { stored, ..file });
}

/// Every file that the form still holds for a field, once each.
fn read(request: &Request, subject: Subject, field: &str) -> Vec<Upload> {
    let (inputs, boxes) = (input(field), taken_out(field));
    let taken_out: Vec<&str> = request.form.all(&boxes).collect();
    let mut kept: Vec<Upload> = Vec::new();
    for token in request.form.all(&inputs) {
        let Some(upload) = open(request, subject, field, token) else { continue };
        let Ok(file) = &upload.stored else { continue };
        let id = file.id.to_string();
        if !taken_out.contains(&id.as_str()) && !kept.contains(&upload) {
            kept.push(upload);
        }
    }
    kept
}

fn open(request: &Request, subject: Subject, field: &str, token: &str) -> Option<Upload> {
    let (body, mac) = token.split_once('.')?;
    let body = URL_SAFE_NO_PAD.decode(body).ok()?;
    let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
    if !bool::from(sign(request, subject, field, &body).ct_eq(mac.as_slice())) {
        return None;
    }
    let (name, id, size, sha256, media_type): (String, FileId, u64, String, String) =
        serde_json::from_slice(&body).ok()?;
    let stored = Ok(StoredFile { id, size, sha256, media_type });
    Some(Upload { field: field.to_owned(), name, stored, text: String::new() })
}

/// The files of a field that are kept, as its page shows them.
pub(crate) fn views(request: &Request, subject: Subject, field: &Field) -> Vec<KeptView> {
    let uploads = request.files.iter().filter(|f| f.field == field.name);
    let view = |upload: &Upload| {
        let id = upload.stored.as_ref().ok()?.id;
        Some(KeptView { id, name: upload.name.clone(), token: token(request, subject, upload)? })
    };
    uploads.filter_map(view).collect()
}

/// What a script is told of a file that it sent ahead.
#[derive(Serialize)]
struct Arrived {
    /// The hidden input that stands for it.
    input: String,
    /// Its value.
    token: String,
}

/// Why a file that was sent ahead is not kept, in the user's words.
#[derive(Serialize)]
struct NotKept {
    errors: Vec<String>,
}

/// Answers a script that sent one file ahead of its form.
pub(crate) fn answer(
    request: &Request,
    prefix: &str,
    fields: &[Field],
    subject: Option<Subject>,
) -> Result<Reply, Problem> {
    let ui = &request.ui;
    if request.form.get("resume") == Some(RENEWED) {
        let errors = vec![ui.t("web-upload.signed-out").plain()];
        return Reply::json(StatusCode::UNAUTHORIZED, &NotKept { errors });
    }
    let (Some(subject), [upload]) = (subject, request.files.as_slice()) else {
        return Err(Problem::Bad("web-bad-form"));
    };
    // What is wrong with it is told as when it comes with the form.
    let mut reader = Reader {
        fields,
        form: &request.form,
        params: &request.params,
        files: &request.files,
        draft: &Draft::new(),
        today: request.ui.today(),
        lang: request.ui.lang(),
        errors: Vec::new(),
    };
    match fields.iter().find(|f| f.name == upload.field).map(|f| &f.kind) {
        Some(FieldKind::Files(..)) => drop(reader.files(&upload.field)),
        _ => drop(reader.file(&upload.field)),
    }
    let errors: Vec<String> = reader.errors.iter().map(|e| error_text(ui, prefix, e)).collect();
    match token(request, subject, upload) {
        Some(token) if errors.is_empty() => {
            Reply::json(StatusCode::OK, &Arrived { input: input(&upload.field), token })
        }
        _ => Reply::json(StatusCode::UNPROCESSABLE_ENTITY, &NotKept { errors }),
    }
}

//! Files that arrived with a form that had errors: kept, so that nobody has to send them twice.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{FileId, StoredFile, Subject, keyed_hash};
use subtle::ConstantTimeEq;

use super::{Field, FieldKind};
use crate::request::{Request, Upload};

/// The name of the hidden input that stands for a kept file.
pub(crate) fn input(field: &str) -> String {
    format!("{field}-kept")
}

/// What the hidden input holds: name and facts of the stored file, signed for this user, field and
/// subject, so that it can stand for nobody else's file.
pub(crate) fn token(request: &Request, subject: Subject, upload: &Upload) -> Option<String> {
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

/// Puts kept files back among the uploads, unless a new one came in their field.
pub(crate) fn restore(request: &mut Request, fields: &[Field], subject: Option<Subject>) {
    let Some(subject) = subject else { return };
    for field in fields.iter().filter(|f| matches!(f.kind, FieldKind::File(..))) {
        if request.files.iter().any(|f| f.field == field.name) {
            continue;
        }
        if let Some(upload) = read(request, subject, field.name) {
            request.files.push(upload);
        }
    }
}

fn read(request: &Request, subject: Subject, field: &str) -> Option<Upload> {
    let (body, mac) = request.form.get(&input(field))?.split_once('.')?;
    let body = URL_SAFE_NO_PAD.decode(body).ok()?;
    let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
    if !bool::from(sign(request, subject, field, &body).ct_eq(mac.as_slice())) {
        return None;
    }
    let (name, id, size, sha256, media_type): (String, FileId, u64, String, String) =
        serde_json::from_slice(&body).ok()?;
    let stored = Ok(StoredFile { id, size, sha256, media_type });
    Some(Upload { field: field.to_owned(), name, stored })
}

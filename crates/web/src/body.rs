//! Reading what was posted: up to a limit, files straight into the store.

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::header::CONTENT_TYPE;
use http_body_util::{BodyExt, Limited};
use kernel::{NotStored, Subject};

use crate::form::kept::ONE_TOO_MANY;
use crate::form::{Field, FileCheck};
use crate::guard;
use crate::reply::Problem;
use crate::request::{Request, Upload, Values};

/// Bytes of a form without files: the longest text we take (10,000 characters, each four bytes,
/// each written as `%XX`) some twenty times over.
const FORM_MAX: usize = 4 * 1024 * 1024;
/// Fields in one form: our longest has some forty.
const FIELDS_MAX: usize = 1_000;
/// What a form with files is too large by: its whole.
const TOO_LARGE: &str = "web-too-large-files";
/// Bytes from which the type of a file is told.
const HEAD: usize = 8 * 1024;

/// What a form with files may send, and whose key seals them.
pub(crate) struct Files<'a> {
    pub(crate) fields: &'a [Field],
    pub(crate) subject: Option<Subject>,
    /// What is made sure of before one is kept.
    pub(crate) check: Option<FileCheck>,
    /// Nobody is signed in: files are read and thrown away, as are those of a forged post.
    pub(crate) skip: bool,
    pub(crate) session: Option<&'a str>,
    /// A program sends them: it has shown its token already, and no page holds one for it.
    pub(crate) by_program: bool,
}

/// Bytes of what another program tells: a message about one thing has some hundred.
const TOLD_MAX: usize = 64 * 1024;

/// What another program posted.
pub(crate) async fn whole(body: Body) -> Result<Bytes, Problem> {
    let read = Limited::new(body, TOLD_MAX).collect().await;
    read.map(http_body_util::Collected::to_bytes).map_err(|_| Problem::TooLarge("web-too-large"))
}

/// Reads the body of a post into the request.
pub(crate) async fn read(
    request: &mut Request,
    body: Body,
    files: &Files<'_>,
) -> Result<(), Problem> {
    let kind = request.headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    if let Ok(boundary) = multer::parse_boundary(kind) {
        return match multipart(request, body, boundary, files).await {
            Err(Problem::TooLarge(TOO_LARGE)) => {
                let most = files.fields.iter().map(|f| bytes_max(f).0).sum::<usize>() / 1_000_000;
                Err(Problem::FilesTooLarge(most.max(1)))
            }
            read => read,
        };
    }
    if !kind.starts_with("application/x-www-form-urlencoded") && !kind.is_empty() {
        return Err(Problem::Bad("web-bad-form"));
    }
    let bytes = limited(body).await?;
    if bytes.iter().filter(|b| **b == b'&').count() > FIELDS_MAX {
        return Err(Problem::TooLarge("web-too-large"));
    }
    request.form = Values::parse(&bytes);
    Ok(())
}

pub(crate) async fn limited(body: Body) -> Result<Bytes, Problem> {
    match Limited::new(body, FORM_MAX).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => {
            Err(Problem::TooLarge("web-too-large"))
        }
        Err(_) => Err(Problem::Bad("web-bad-body")),
    }
}

async fn multipart(
    request: &mut Request,
    body: Body,
    boundary: String,
    files: &Files<'_>,
) -> Result<(), Problem> {
    let most = files.fields.iter().map(bytes_max);
    // One file more of each field than it may hold is read and thrown away, so that the user gets a
    // page that says what was too large; whoever sends more is cut off.
    let whole = most.fold(FORM_MAX, |sum, (all, one)| sum.saturating_add(all.saturating_add(one)));
    let limits = multer::SizeLimit::new().whole_stream(u64::try_from(whole).unwrap_or(u64::MAX));
    let constraints = multer::Constraints::new().size_limit(limits);
    let stream = body.into_data_stream();
    let mut parts = multer::Multipart::with_constraints(stream, boundary, constraints);
    let (mut count, mut text) = (0, 0);
    while let Some(part) = parts.next_field().await.map_err(|e| bad(&e))? {
        count += 1;
        if count > FIELDS_MAX {
            return Err(Problem::TooLarge("web-too-large"));
        }
        let name = part.name().unwrap_or("").to_owned();
        match part.file_name().map(clean_name) {
            Some(file_name) => {
                let field = files.fields.iter().find(|f| f.name == name);
                let Some((field, takes)) = field.and_then(|f| Some((f, f.takes_files()?))) else {
                    return Err(Problem::Bad("web-bad-form"));
                };
                // The token stands first in our forms: nothing is stored for a forged post.
                let token = request.form.get("csrf").unwrap_or("");
                let fits = files.by_program || guard::token_fits(files.session, token);
                if files.skip || !fits {
                    drain(part).await?;
                    continue;
                }
                if request.files.iter().filter(|f| f.field == name).count() >= takes.2 {
                    drain(part).await?;
                    let (stored, text) = (Err(ONE_TOO_MANY), String::new());
                    request.files.push(Upload { field: name, name: file_name, stored, text });
                    continue;
                }
                if let Some(upload) = store(request, part, field, file_name, files).await? {
                    request.files.push(upload);
                }
            }
            None => {
                let bytes = part.bytes().await.map_err(|e| bad(&e))?;
                text += bytes.len();
                if text > FORM_MAX {
                    return Err(Problem::TooLarge("web-too-large"));
                }
                request.form.push_bytes(name, bytes.to_vec());
            }
        }
    }
    Ok(())
}

async fn drain(mut part: multer::Field<'_>) -> Result<(), Problem> {
    while part.chunk().await.map_err(|e| bad(&e))?.is_some() {}
    Ok(())
}

/// Most bytes of all files of a field, and of one.
const fn bytes_max(field: &Field) -> (usize, usize) {
    match field.takes_files() {
        Some((_, one, count)) => (one.saturating_mul(count), one),
        None => (0, 0),
    }
}

fn bad(error: &multer::Error) -> Problem {
    match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => {
            Problem::TooLarge(TOO_LARGE)
        }
        _ => Problem::Bad("web-bad-body"),
    }
}

/// The name of a file as it was on the sender's disk: browsers write `"` and line ends as `%22`,
/// `%0D` and `%0A`. What nobody sees is left out, so that no name shows itself as another.
fn clean_name(sent: &str) -> String {
    let name = sent.replace("%22", "\"");
    let name = ["%0D", "%0d", "%0A", "%0a"].iter().fold(name, |name, end| name.replace(end, ""));
    name.chars().filter(|c| !c.is_control() && !turns(*c)).collect::<String>().trim().to_owned()
}

/// Marks that turn the direction of words around them.
const fn turns(c: char) -> bool {
    matches!(
        c,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}

/// Streams one file into the store. Nothing when no file was chosen.
async fn store(
    request: &Request,
    mut part: multer::Field<'_>,
    field: &Field,
    name: String,
    files: &Files<'_>,
) -> Result<Option<Upload>, Problem> {
    let subject = files
        .subject
        .ok_or_else(|| kernel::Fault::message("a form with files does not say whose they are"))?;
    let mut first = part.chunk().await.map_err(|e| bad(&e))?;
    while first.as_ref().is_some_and(Bytes::is_empty) {
        first = part.chunk().await.map_err(|e| bad(&e))?;
    }
    let Some(first) = first else {
        // Browsers send an empty part without a name when no file was chosen.
        let stored = Err("file-empty");
        let empty = Upload { field: field.name.to_owned(), name, stored, text: String::new() };
        return Ok(Some(empty).filter(|u| !u.name.is_empty()));
    };
    let size_max = u64::try_from(bytes_max(field).1).unwrap_or(u64::MAX);
    let mut writer = request.kernel.begin_file(subject, size_max).await?;
    let kept = if files.check.is_some() { bytes_max(field).1 } else { HEAD };
    let mut head = BytesMut::new();
    let mut next = Some(first);
    while let Some(bytes) = next {
        head.extend_from_slice(bytes.get(..bytes.len().min(kept - head.len())).unwrap_or(&bytes));
        match writer.write(&bytes).await {
            Ok(()) => {}
            Err(NotStored::Refused(_)) => {
                // Read on to the end, so that the browser gets to see the answer.
                drain(part).await?;
                let stored = Err("file-large");
                let text = String::new();
                return Ok(Some(Upload { field: field.name.to_owned(), name, stored, text }));
            }
            Err(NotStored::Fault(fault)) => return Err(fault.into()),
        }
        next = part.chunk().await.map_err(|e| bad(&e))?;
    }
    let media_type = media_type(head.get(..HEAD).unwrap_or(&head));
    // Unfinished files are removed by the kernel.
    let (stored, text) = match checked(field, media_type, head.freeze(), files.check).await? {
        Ok(text) => match writer.finish(media_type).await {
            Ok(stored) => (Ok(stored), text),
            Err(NotStored::Refused(_)) => (Err("file-empty"), String::new()),
            Err(NotStored::Fault(fault)) => return Err(fault.into()),
        },
        Err(code) => (Err(code), String::new()),
    };
    Ok(Some(Upload { field: field.name.to_owned(), name, stored, text }))
}

/// Is it of a type that the field takes, and sound as far as its form makes sure of that?
async fn checked(
    field: &Field,
    media_type: &'static str,
    content: Bytes,
    check: Option<FileCheck>,
) -> Result<Result<String, &'static str>, Problem> {
    if !accepted(field, media_type) {
        return Ok(Err("file-type"));
    }
    let Some(check) = check else { return Ok(Ok(String::new())) };
    let looked = tokio::task::spawn_blocking(move || check(&content, media_type)).await;
    looked.map_err(|error| kernel::Fault::bug(error).into())
}

/// The type by content; text is told by being text.
fn media_type(head: &[u8]) -> &'static str {
    if let Some(known) = infer::get(head) {
        return known.mime_type();
    }
    // The head may end within a character.
    let text = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && error.valid_up_to() + 4 > head.len(),
    };
    let control = head.iter().any(|b| b.is_ascii_control() && !b.is_ascii_whitespace());
    if text && !control { "text/plain" } else { "application/octet-stream" }
}

/// Is the type among those the field takes? `image/*` and endings count as in HTML.
fn accepted(field: &Field, media_type: &str) -> bool {
    let Some((accept, ..)) = field.takes_files() else { return false };
    accept.is_empty()
        || accept.split(',').map(str::trim).any(|a| {
            a == media_type
                || a.strip_suffix('*').is_some_and(|prefix| media_type.starts_with(prefix))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_is_told_by_content() {
        assert_eq!(media_type(b"%PDF-1.7\n"), "application/pdf");
        assert_eq!(media_type("Åsa".as_bytes()), "text/plain");
        assert_eq!(media_type(&"Å".as_bytes()[..1]), "text/plain", "cut within a character");
        assert_eq!(media_type(b"MZ\x90\x00\x03"), "application/vnd.microsoft.portable-executable");
        assert_eq!(media_type(b"\x00\x01\x02"), "application/octet-stream");
    }

    #[test]
    fn names_of_files_hold_nothing_unseen() {
        for (sent, name) in [
            ("letter.pdf", "letter.pdf"),
            ("gnp\u{202E}fdp.exe", "gnpfdp.exe"),
            ("\u{2066}a\u{2069}\u{200F}\u{61C}b\u{0}\u{85}\u{7f}.pdf", "ab.pdf"),
            ("my %22best%22%0D%0A%0a letter 100%.pdf", "my \"best\" letter 100%.pdf"),
            ("سارة 👩\u{200D}👧.pdf", "سارة 👩\u{200D}👧.pdf"),
        ] {
            assert_eq!(clean_name(sent), name);
        }
    }

    #[test]
    fn only_listed_types_are_taken() {
        let field = Field::file("f", "application/pdf, image/*", 1);
        assert!(accepted(&field, "application/pdf") && accepted(&field, "image/png"));
        assert!(!accepted(&field, "text/html") && !accepted(&field, "application/pdfx"));
    }
}

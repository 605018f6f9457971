//! What the page of a document shows of its content.

use kernel::FileId;
use web::{Problem, Request};

use super::documents::record_look;
use crate::events::Document;
use crate::ids::CaseId;

/// Bytes of a text that the page shows, about ten printed pages: within the first stored chunk.
const TEXT_BYTES_MAX: usize = 30_000;
const _: () = assert!(TEXT_BYTES_MAX <= kernel::CHUNK);

/// What is shown of a document's content.
pub(super) enum Preview {
    /// Nothing: it was erased, or browsers cannot show it.
    Nothing,
    /// The picture; the browser fetches it, and that is recorded as a look.
    Picture,
    /// The browser's own viewer in a frame, and a way to a tab for browsers without one.
    Pdf,
    /// A text, and whether it goes on.
    Text(String, bool),
}

impl Preview {
    /// Reads what is shown; a text that is shown has been looked at.
    pub(super) async fn read(
        request: &Request,
        id: CaseId,
        document: &Document,
    ) -> Result<Preview, Problem> {
        // Content and name have one key.
        if document.name.get().is_none() {
            return Ok(Preview::Nothing);
        }
        Ok(match document.media_type.as_str() {
            "application/pdf" => Preview::Pdf,
            kind if kind.starts_with("image/") => Preview::Picture,
            kind if kind.starts_with("text/plain") => text(request, id, document.file).await?,
            _ => Preview::Nothing,
        })
    }
}

async fn text(request: &Request, id: CaseId, file: FileId) -> Result<Preview, Problem> {
    record_look(request, id, file).await?;
    let chunk = request.kernel.file_chunk(file, 0).await?.unwrap_or_default();
    Ok(Preview::Text(beginning(&chunk), chunk.len() > TEXT_BYTES_MAX))
}

/// The beginning of a text, without a half character at its end and without signs that steer
/// terminals; a byte that is no UTF-8 shows as one that cannot be read.
fn beginning(bytes: &[u8]) -> String {
    let start = bytes.get(..TEXT_BYTES_MAX).unwrap_or(bytes);
    let whole = match std::str::from_utf8(start) {
        Err(flaw) if flaw.error_len().is_none() => start.get(..flaw.valid_up_to()),
        _ => None,
    };
    let text = String::from_utf8_lossy(whole.unwrap_or(start)).replace("\r\n", "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let long = "ä".repeat(TEXT_BYTES_MAX);
        let odd = format!("a{long}");
        assert_eq!(beginning(odd.as_bytes()).chars().count(), TEXT_BYTES_MAX / 2);
        assert!(!beginning(odd.as_bytes()).contains('\u{fffd}'));
    }

    #[test]
    fn what_cannot_be_read_is_seen_and_what_steers_is_not() {
        assert_eq!(beginning(b"P\xe4iv\xe4\r\nx\x1b[2Jy\0"), "P\u{fffd}iv\u{fffd}\nx[2Jy");
    }
}

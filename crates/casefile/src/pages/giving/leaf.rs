//! A page of a PDF as a picture, for whoever says what of it is kept.

use kernel::{Fault, FileId};
use web::{Content, File, Problem, Reply, Request};

use crate::giving::bytes;
use crate::ids::CaseId;
use crate::pages::case::record_look;
use crate::rights::GIVE;
use crate::state::Case;

/// Dots per inch: small print can be read, and a page is some hundred kilobytes.
const LEAF_DPI: u16 = 100;
/// What every PNG begins with.
const PNG: &[u8] = b"\x89PNG";

pub(in crate::pages) async fn show(request: Request) -> Result<Reply, Problem> {
    let (id, file): (CaseId, FileId) = (request.param("id")?, request.param("file")?);
    let number: usize = request.param("n")?;
    let opened = request.kernel.open::<Case>(&request.who, id, GIVE, "case.document").await?;
    let case = opened.state.known().ok_or(Problem::NotFound)?;
    let found = case.document(file).filter(|(_, _, document)| {
        document.media_type == "application/pdf" && document.name.get().is_some()
    });
    found.ok_or(Problem::NotFound)?;
    record_look(&request, id, file).await?;
    let content = bytes(&request.kernel, file).await?;
    let drawn = tokio::task::spawn_blocking(move || paper::pixels(&content, number, LEAF_DPI));
    // A page that is not there, or that nobody can draw, is a picture that is not there.
    let picture = drawn.await.map_err(Fault::bug)?.map_err(|_| Problem::NotFound)?;
    let png = picture.bytes.starts_with(PNG);
    let (ending, media_type) = if png { ("png", "image/png") } else { ("jpg", "image/jpeg") };
    Ok(Reply::File(File {
        name: format!("{number}.{ending}"),
        media_type: media_type.to_owned(),
        inline: true,
        content: Content::Bytes(picture.bytes.into()),
    }))
}

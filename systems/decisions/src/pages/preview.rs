//! A decision as it would be printed now, or as it is about to be archived.

use casefile::Case;
use web::{Content, File, Problem, Reply, Request};

use crate::archive::{PDF, Print, Surroundings, set};
use crate::basis::Basis;
use crate::ids::DecisionId;
use crate::library::{Tongue, library};
use crate::state::{Decision, Stage};

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: DecisionId = request.param("id")?;
    let kernel = &request.kernel;
    let (decision, _) = kernel.peek::<Decision>(id).await?;
    let known = decision.known().ok_or(Problem::NotFound)?;
    kernel.open::<Case>(&request.who, known.case, casefile::SEE, "decisions.preview").await?;
    let letter = known.kind(library()?)?;
    let basis = Basis::look(kernel, known.case).await?;
    let today = request.ui.today();
    let now = basis.fields(letter, today)?;
    let mode = basis.mode(known.case, letter, today)?;
    let me = Some(request.who.user);
    let (maker, presenter, fields, mode, day) = match &known.stage {
        Stage::Draft { .. } => (me, None, now, mode.to_owned(), today),
        Stage::Presented { presented } => {
            let fields = presented.fields.clone().unwrap_or(now);
            (me, Some(presented.by), fields, mode.to_owned(), today)
        }
        Stage::Signed { presented, signed, mode }
        | Stage::Archived { presented, signed, mode, .. } => {
            let fields = signed.fields.clone().ok_or(Problem::NotFound)?;
            let presenter = presented.as_ref().map(|presented| presented.by);
            (Some(signed.by), presenter, fields, mode.clone(), signed.at.date())
        }
    };
    let around = Surroundings::read(kernel, maker, presenter).await?;
    let tongue: Tongue = request.query("language").unwrap_or(known.language);
    let pdf = set(around.letter(known, &fields, (&mode, day, Print::Preview), tongue)?).await?;
    Ok(Reply::File(File {
        name: format!("{}-{}.pdf", known.number, known.letter),
        media_type: PDF.to_owned(),
        inline: true,
        content: Content::Bytes(pdf.bytes.into()),
    }))
}

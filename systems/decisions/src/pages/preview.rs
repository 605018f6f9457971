//! A decision as it would be printed now, or as it is about to be archived.

use automation::Rulings;
use casefile::{Case, CaseId};
use web::{Content, File, Problem, Reply, Request};

use crate::acts::{drafted, is_exercise};
use crate::archive::{PDF, Print, Surroundings, set};
use crate::basis::Basis;
use crate::events::Origin;
use crate::exercise::lay;
use crate::ids::{DecisionId, ExerciseId, SittingId};
use crate::library::{Tongue, library};
use crate::light::{Prepared, prepare};
use crate::rights::DECIDE;
use crate::state::{Decision, Exercise, KnownDecision, Sittings, Stage};

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: DecisionId = request.param("id")?;
    let kernel = &request.kernel;
    let (decision, _) = kernel.peek::<Decision>(id).await?;
    let known = decision.known().ok_or(Problem::NotFound)?;
    kernel.open::<Case>(&request.who, known.case, casefile::SEE, "decisions.preview").await?;
    let letter = known.kind(library()?)?;
    let basis = Basis::look(kernel, known.case).await?;
    let today = request.ui.today();
    let now = basis.fields_of(known, letter, today)?;
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

/// The letter of a case of light processing, or of an exercise, as it would be printed with the answers so far.
pub(super) async fn light(request: Request) -> Result<Reply, Problem> {
    if is_exercise(&request).await? {
        return exercise(request).await;
    }
    let case: CaseId = request.param("case")?;
    let kernel = &request.kernel;
    kernel.open::<Case>(&request.who, case, DECIDE, "decisions.preview").await?;
    let (rulings, _) = kernel.peek::<Rulings>(case).await?;
    let newest = rulings.newest().ok_or(Problem::NotFound)?;
    let sitting = SittingId::of(case, request.who.user);
    let (sittings, _) = kernel.peek::<Sittings>(sitting).await?;
    let mut basis = Basis::look(kernel, case).await?;
    let dates = newest.ruling.dates;
    let prepared = prepare(&basis, dates, sittings.answers(), request.ui.today())?;
    basis.told = prepared.told.clone();
    letter(&request, case, &basis, &prepared).await
}

/// The letter of an exercise: it is made for this look, and kept nowhere.
async fn exercise(request: Request) -> Result<Reply, Problem> {
    let id: ExerciseId = request.param("case")?;
    let (exercise, _) = request.kernel.peek::<Exercise>(id).await?;
    exercise.of(request.who.user).ok_or(Problem::NotFound)?;
    let laid = lay(id, &exercise)?.ok_or(Problem::NotFound)?;
    letter(&request, CaseId(id.0), &laid.basis, &laid.prepared).await
}

/// What is prepared, as it would be printed.
async fn letter(
    request: &Request,
    case: CaseId,
    basis: &Basis,
    prepared: &Prepared,
) -> Result<Reply, Problem> {
    let letter = prepared.letter.ok_or(Problem::NotFound)?;
    let kind = (letter.kind.as_str(), letter.valid_from);
    let draft = drafted(case, basis, kind, Origin::Hand)?;
    let (user, today) = (request.who.user, request.ui.today());
    let by = (user, request.ui.now());
    let known = KnownDecision::drafted(&draft, by).ok_or(Problem::NotFound)?;
    let mode = basis.mode(case, letter, today)?;
    let around = Surroundings::read(&request.kernel, Some(user), None).await?;
    let how = (mode, today, Print::Preview);
    let composed = around.letter(&known, &prepared.fields, how, known.language)?;
    let pdf = set(composed).await?;
    Ok(Reply::File(File {
        name: format!("{}-{}.pdf", known.number, known.letter),
        media_type: PDF.to_owned(),
        inline: true,
        content: Content::Bytes(pdf.bytes.into()),
    }))
}

//! A document of a case of light processing, to look at: that an official opened it is recorded in their sitting.
//! Those of an exercise are made for the look.

use automation::words;
use casefile::{Case, CaseId, case_document};
use kernel::{AuditKind, FileId, NotDone, Run};
use paper::{Block, Entry, Language, Letter, Section, Sender};
use web::{Content, File, Problem, Reply, Request, Ui};

use crate::acts::{OpenDocument, is_exercise};
use crate::archive::{PDF, set};
use crate::exercise::{Laid, Made, lay};
use crate::ids::{ExerciseId, SittingId};
use crate::rights::DECIDE;
use crate::state::{Exercise, Sittings};

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    if is_exercise(&request).await? {
        return exercise(request).await;
    }
    let (case, file): (CaseId, FileId) = (request.param("case")?, request.param("file")?);
    let (kernel, who) = (&request.kernel, &request.who);
    let opened = kernel.open::<Case>(who, case, DECIDE, "case.document").await?;
    let known = opened.state.known().ok_or(Problem::NotFound)?;
    let (_, _, document) = known.document(file).ok_or(Problem::NotFound)?;
    // Content and name have one key: when it is destroyed there is nothing left to send.
    let name = document.name.get().cloned().ok_or(Problem::NotFound)?;
    let look = kernel.entry(who, AuditKind::Read, "case.document");
    kernel.audit(look.about("file", file.0).detail(format!("case {case}"))).await?;
    note(&request, case, file).await?;
    Ok(Reply::File(File {
        name,
        media_type: document.media_type.clone(),
        inline: case_document::is_shown(&document.media_type),
        content: Content::Stored(file),
    }))
}

/// Whoever has the case before them has opened it; whoever only looks has no sitting.
async fn note(request: &Request, case: CaseId, document: FileId) -> Result<(), Problem> {
    let (kernel, who) = (&request.kernel, &request.who);
    let sitting = SittingId::of(case, who.user);
    let (sittings, _) = kernel.peek::<Sittings>(sitting).await?;
    if sittings.open().is_none_or(|open| open.documents.contains_key(&document)) {
        return Ok(());
    }
    match kernel.run(who, OpenDocument { case, sitting, document }, Run::default()).await {
        // It ended meanwhile, in another window.
        Ok(_) | Err(NotDone::Refused(_)) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// A document of an exercise: it says what the exercise's sources tell, and is kept nowhere.
async fn exercise(request: Request) -> Result<Reply, Problem> {
    let (id, file): (ExerciseId, FileId) = (request.param("case")?, request.param("file")?);
    let (exercise, _) = request.kernel.peek::<Exercise>(id).await?;
    exercise.of(request.who.user).ok_or(Problem::NotFound)?;
    let laid = lay(id, &exercise)?.ok_or(Problem::NotFound)?;
    let (_, made) = laid.documents().find(|(of, _)| *of == file).ok_or(Problem::NotFound)?;
    let pdf = set(letter(&request.ui, &laid, made)?).await?;
    Ok(Reply::File(File {
        name: format!("{}.pdf", made.place),
        media_type: PDF.to_owned(),
        inline: true,
        content: Content::Bytes(pdf.bytes.into()),
    }))
}

/// What stands in it: whose it is, and the facts that it tells.
fn letter(ui: &Ui, laid: &Laid, made: &Made) -> Result<Letter, Problem> {
    let law = &laid.basis.law.dictionary;
    let whose = &laid.plan.applicant;
    let name = format!("{} {}", whose.given_names, whose.family_name);
    let mut entries = vec![
        Entry::new(ui.t("light-applicant").plain(), &name),
        Entry::new(ui.t("light-born").plain(), ui.date(whose.born)),
    ];
    if made.passport {
        let (number, until) = laid.passport();
        entries.push(Entry::new(ui.t("person-add-document-number").plain(), number));
        entries.push(Entry::new(ui.t("person-add-document-valid_to").plain(), ui.date(until)));
    }
    let told = made.tells.iter().filter_map(|fact| Some((fact, laid.told(fact, false)?)));
    entries.extend(told.map(|(fact, value)| {
        Entry::new(words::name(ui, law, fact), words::value(ui, law, fact, value))
    }));
    let title = ui.code("document-kind-", &made.kind).plain();
    Ok(Letter {
        language: Language::of(ui.lang().code()).map_err(kernel::Fault::message)?,
        kind: title.clone(),
        title: title.clone(),
        sender: Sender { name, lines: Vec::new() },
        receiver: Vec::new(),
        case_number: String::new(),
        date: laid.applied.date(),
        references: Vec::new(),
        mark: None,
        summary: Vec::new(),
        sections: vec![Section::new(title, vec![Block::Entries { entries }])],
        signatures: Vec::new(),
        attachments: Vec::new(),
        appeal: None,
    })
}

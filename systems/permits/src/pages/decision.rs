//! The decision on one's own application: the document as it was sealed, and why it came about, in words.

use automation::told::{self, Condition};
use automation::{Installation, InstallationId, Rulings};
use casefile::CaseId;
use decisions::acts::NoteOpened;
use decisions::library::library;
use decisions::{CaseDecisions, Decision, DecisionId, KnownDecision, Stage, rests_on};
use kernel::{AuditKind, FileId, NotDone, Run, Who};
use web::{Content, File, Page, Problem, Reply, Request, Ui};

use super::MINE;
use crate::acts::{Own, own};

/// What a decision is, for programs.
const PDF: &str = "application/pdf";

#[derive(askama::Template)]
#[template(path = "pages/decision.html")]
struct Given<'a> {
    ui: &'a Ui,
    own: &'a Own,
    /// It was decided where nothing binds anybody, which each page of the document says too.
    trial: bool,
    letters: Vec<Letter>,
}

/// A decision that was given.
struct Letter {
    title: String,
    given: String,
    /// The last day to open it, where it is received by being opened.
    open_until: Option<String>,
    /// Address, language, and whether it is the text that binds.
    sheets: Vec<(String, String, bool)>,
    /// The number of the decision by which rules decide without a person; nothing where one decided.
    implementation: Option<String>,
    /// It goes against whom it concerns: an official decided so.
    adverse: bool,
    /// What the rules found to be met, of what was granted; else what an official had before them of what the rules
    /// had found, as far as its reader is told of that.
    conditions: Vec<Condition>,
    /// What the letter rests on: name, value, from whom.
    fields: Vec<(String, String, String)>,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let own = own(&request, "application.decision").await?;
    let ui = &request.ui;
    let (case, known) = given(&request, &own).await?;
    let (rulings, _) = request.kernel.peek::<Rulings>(case).await?;
    let mut letters = Vec::new();
    for (_, decision) in &known {
        let Stage::Archived { signed, .. } = &decision.stage else { continue };
        let sheet = |sheet: &decisions::model::Sheet| {
            let language = ui.code("language-", sheet.language.code()).plain();
            (own.path(&format!("decision/{}", sheet.file)), language, sheet.authentic)
        };
        // The reasons that bind stand in the letter, where a person wrote them.
        let adverse = decision.kind(library()?).map_err(Problem::from)?.outcome.is_adverse();
        let ruled = decision.ruling(&rulings).map(|ruled| (case, ruled));
        letters.push(Letter {
            title: ui.code("letter-", &decision.letter).plain(),
            given: ui.date(signed.at.date()),
            open_until: decision.open_until(library()?).map(|day| ui.date(day)),
            sheets: decision.sheets().map(sheet).collect(),
            implementation: decision.implementation().map(str::to_owned),
            fields: rests_on(ui, decision)?,
            adverse,
            conditions: match ruled {
                Some(ruled) if adverse => told::weighed(&request.kernel, ui, ruled).await?,
                Some(ruled) => told::met(&request.kernel, ui, ruled).await?,
                None => Vec::new(),
            },
        });
    }
    let (installation, _) = request.kernel.peek::<Installation>(InstallationId::this()).await?;
    let body = Given { ui, own: &own, trial: installation.demo, letters };
    let page = Page::new(ui.t("application-decision"), &body)?.narrow();
    Ok(page.crumb(ui.t("application-mine"), MINE).into())
}

/// The document of a decision, for whom it concerns.
pub(super) async fn document(request: Request) -> Result<Reply, Problem> {
    let own = own(&request, "application.decision_file").await?;
    let id: FileId = request.param("file")?;
    let (_, known) = given(&request, &own).await?;
    let mut of =
        known.iter().filter(|(_, decision)| decision.sheets().any(|sheet| sheet.file == id));
    let (decision, known) = of.next().ok_or(Problem::NotFound)?;
    let number = known.number.clone();
    let entry = request.kernel.entry(&request.who, AuditKind::Read, "application.decision_file");
    request.kernel.audit(entry.about("file", id.0)).await?;
    // Where a decision is served by being opened, it is served now, before its reader has it.
    match request
        .kernel
        .run(&Who::machine(), NoteOpened { decision: *decision }, Run::default())
        .await
    {
        Ok(_) | Err(NotDone::Refused(_)) => {}
        Err(other) => return Err(other.into()),
    }
    Ok(Reply::File(File {
        name: format!("{number}.pdf"),
        media_type: PDF.to_owned(),
        inline: true,
        content: Content::Stored(id),
    }))
}

/// The decisions that were given on the case of an application, oldest first; there is no such page
/// before.
pub(super) async fn given(
    request: &Request,
    own: &Own,
) -> Result<(CaseId, Vec<(DecisionId, KnownDecision)>), Problem> {
    let (case, _) = own.application.stage.case().ok_or(Problem::NotFound)?;
    let (decided, _) = request.kernel.peek::<CaseDecisions>(case).await?;
    let ids = decided.0.iter().filter(|(_, known)| known.given.is_some()).map(|(id, _)| *id);
    let mut known = Vec::new();
    for id in ids.collect::<Vec<DecisionId>>() {
        let (decision, _) = request.kernel.peek::<Decision>(id).await?;
        known.extend(decision.known().cloned().map(|known| (id, known)));
    }
    if known.is_empty() { Err(Problem::NotFound) } else { Ok((case, known)) }
}

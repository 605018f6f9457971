//! The decision on one's own application: the document as it was sealed, and why it came about, in words. Before it was
//! received or opened only that there is one: to open it is to receive it.

use automation::told::{self, Condition};
use automation::{Installation, InstallationId, Rulings};
use casefile::CaseId;
use decisions::acts::NoteOpened;
use decisions::library::library;
use decisions::model::Sheet;
use decisions::{
    CaseDecisions, Decision, DecisionId, KnownDecision, Recalled, Stage, carried_out,
    corrected_first, reading, rests_on,
};
use kernel::{AuditKind, FileId, NotDone, Run, Who};
use web::{Content, File, Html, Page, Problem, Reply, Request, Ui};

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
#[derive(Default)]
struct Letter {
    title: String,
    given: String,
    /// The day of the decision that it corrects.
    corrects: Option<String>,
    /// Another took its place: it is still there to be read.
    corrected: bool,
    /// The day on which it was recalled: nobody reads it any more.
    recalled: Option<String>,
    /// They have not got it yet: nothing is told of what it says.
    unopened: bool,
    /// From when it may be carried out.
    holds: Option<String>,
    /// The last day to open it, where it is received by being opened.
    open_until: Option<String>,
    /// Its documents.
    sheets: Vec<SheetLine>,
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

impl Letter {
    /// Of one that was neither received nor opened: that there is one, from when, and how it is opened.
    fn unopened(ui: &Ui, of: &KnownDecision, letter: Letter) -> Letter {
        Letter {
            title: ui.t("application-decision").plain(),
            corrects: of.corrects().map(|(_, day)| ui.date(day)),
            unopened: true,
            ..letter
        }
    }

    /// Of one that was recalled nothing is told but that it was: what it said was wrong, or another's.
    fn recalled(ui: &Ui, of: &KnownDecision, given: String, recalled: &Recalled) -> Letter {
        Letter {
            title: ui.t("application-decision").plain(),
            given,
            corrected: of.corrected_by.is_some(),
            recalled: Some(ui.date(recalled.at.date())),
            ..Letter::default()
        }
    }
}

/// A document of a decision.
struct SheetLine {
    /// Address of the document.
    href: String,
    /// Address of its words as a page; nothing where they were not kept, or are erased.
    read: Option<String>,
    language: String,
    /// It is the text that binds.
    authentic: bool,
}

#[derive(askama::Template)]
#[template(path = "pages/decision_words.html")]
struct Said<'a> {
    ui: &'a Ui,
    words: Html,
    href: String,
    decision: String,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let own = own(&request, "application.decision").await?;
    let ui = &request.ui;
    let (case, known) = given(&request, &own).await?;
    let (rulings, _) = request.kernel.peek::<Rulings>(case).await?;
    let mut letters = Vec::new();
    for (_, decision) in &known {
        let Stage::Archived { signed, .. } = &decision.stage else { continue };
        let given = ui.date(signed.at.date());
        if let Some(recalled) = &decision.reached.recalled {
            letters.push(Letter::recalled(ui, decision, given, recalled));
            continue;
        }
        let sheet = |sheet: &Sheet| {
            let language = ui.code("language-", sheet.language.code()).plain();
            let href = own.path(&format!("decision/{}", sheet.file));
            let read = sheet.words().map(|_| own.path(&format!("words/{}", sheet.file)));
            SheetLine { href, read, language, authentic: sheet.authentic }
        };
        let letter = Letter {
            given,
            corrected: decision.corrected_by.is_some(),
            open_until: decision.open_until(library()?).map(|day| ui.date(day)),
            sheets: decision.sheets().map(sheet).collect(),
            ..Letter::default()
        };
        if !decision.reached.is_theirs() {
            letters.push(Letter::unopened(ui, decision, letter));
            continue;
        }
        // The reasons that bind stand in the letter, where a person wrote them.
        let adverse = decision.kind(library()?).map_err(Problem::from)?.outcome.is_adverse();
        // Behind a correction stands what the rules had said of what it corrects.
        let first = corrected_first(&request.kernel, decision).await?;
        let ruled = first.ruling(&rulings).map(|ruled| (case, ruled));
        letters.push(Letter {
            title: ui.code("letter-", &decision.letter).plain(),
            corrects: decision.corrects().map(|(_, day)| ui.date(day)),
            holds: carried_out(ui, decision)?,
            implementation: decision.implementation().map(str::to_owned),
            fields: rests_on(ui, decision)?,
            adverse,
            conditions: match ruled {
                Some(ruled) if adverse => told::weighed(&request.kernel, ui, ruled).await?,
                Some(ruled) => told::met(&request.kernel, ui, ruled).await?,
                None => Vec::new(),
            },
            ..letter
        });
    }
    letters.sort_by_key(|letter| letter.corrected);
    let (installation, _) = request.kernel.peek::<Installation>(InstallationId::this()).await?;
    let body = Given { ui, own: &own, trial: installation.demo, letters };
    let page = Page::new(ui.t("application-decision"), &body)?.narrow();
    Ok(page.crumb(ui.t("application-mine"), MINE).into())
}

/// The document of a decision, for whom it concerns.
pub(super) async fn document(request: Request) -> Result<Reply, Problem> {
    let own = own(&request, "application.decision_file").await?;
    let id: FileId = request.param("file")?;
    let (decision, known, _) = of_file(&request, &own, id).await?;
    let number = known.number;
    open(&request, decision, id, "application.decision_file").await?;
    Ok(Reply::File(File {
        name: format!("{number}.pdf"),
        media_type: PDF.to_owned(),
        inline: true,
        content: Content::Stored(id),
    }))
}

/// What a document of a decision says, word by word, for whom it concerns: whoever reads it has opened it.
pub(super) async fn words(request: Request) -> Result<Reply, Problem> {
    let own = own(&request, "application.decision_words").await?;
    let id: FileId = request.param("file")?;
    let (decision, known, sheet) = of_file(&request, &own, id).await?;
    let words = reading(&sheet)?.ok_or(Problem::NotFound)?;
    open(&request, decision, id, "application.decision_words").await?;
    let ui = &request.ui;
    let back = own.path("decision");
    let href = own.path(&format!("decision/{id}"));
    let body = Said { ui, words, href, decision: back.clone() };
    let page = Page::new(ui.code("letter-", &known.letter), &body)?.narrow();
    let page = page.crumb(ui.t("application-mine"), MINE);
    Ok(page.crumb(ui.t("application-decision"), back).into())
}

/// The decision of a document, and the document.
async fn of_file(
    request: &Request,
    own: &Own,
    id: FileId,
) -> Result<(DecisionId, KnownDecision, Sheet), Problem> {
    let (_, known) = given(request, own).await?;
    let found = known.into_iter().find_map(|(decision, known)| {
        let sheet = known.sheets().find(|sheet| sheet.file == id).cloned()?;
        Some((decision, known, sheet))
    });
    found.ok_or(Problem::NotFound)
}

/// Records that a decision was opened. Where it is served by that, it is served now, before its reader has it.
async fn open(
    request: &Request,
    decision: DecisionId,
    id: FileId,
    purpose: &str,
) -> Result<(), Problem> {
    let entry = request.kernel.entry(&request.who, AuditKind::Read, purpose);
    request.kernel.audit(entry.about("file", id.0)).await?;
    match request.kernel.run(&Who::machine(), NoteOpened { decision }, Run::default()).await {
        // What was recalled nobody opens, whoever came first.
        Err(NotDone::Refused(why)) if why.code == "decision-recalled" => Err(Problem::Refused(why)),
        Ok(_) | Err(NotDone::Refused(_)) => Ok(()),
        Err(other) => Err(other.into()),
    }
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

//! The library: every kind of letter and phrase, who answers for it, since when, and how sure it is.

use kernel::{AuditKind, Date, ListQuery};
use web::parts::Tone;
use web::{Html, Page, Problem, Reply, Request, Ui};

use super::trial::stage;
use super::user_name;
use crate::library::{DecidedBy, Library, Tongue, library};
use crate::rows::{TRIALS, TrialLine};

/// Trials that are shown: those that somebody may still decide about.
const TRIALS_ROWS: usize = 10;

#[derive(askama::Template)]
#[template(path = "pages/letters.html")]
struct LettersPage<'a> {
    ui: &'a Ui,
    trials: Vec<(TrialLine, String, Html)>,
    letters: Vec<LetterLine>,
    phrases: Vec<PhraseLine>,
    modes: Vec<ModeLine>,
}

struct LetterLine {
    kind: String,
    since: Date,
    owner: String,
    grade: Html,
    approved: Html,
    automatic: bool,
    four_eyes: bool,
    cite: String,
}

struct PhraseLine {
    key: String,
    since: Date,
    owner: String,
    grade: Html,
    approved: Html,
    cite: String,
    words: Vec<(&'static str, String)>,
}

struct ModeLine {
    code: String,
    presumed: Option<u32>,
    opened: Option<u32>,
    fallback: Option<String>,
    cite: String,
    grade: Html,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let library = library()?;
    kernel.audit(kernel.entry(&request.who, AuditKind::Search, "decisions.letters")).await?;
    let body = LettersPage {
        ui,
        trials: trials(&request).await?,
        letters: letters(ui, library),
        phrases: phrases(ui, library),
        modes: modes(ui, library),
    };
    Ok(Page::new(ui.t("decisions-letters"), &body)?.crumb(ui.t("decisions"), "/decisions").into())
}

/// Trials ordered last, with who ordered each and how far it is.
async fn trials(request: &Request) -> Result<Vec<(TrialLine, String, Html)>, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let query = ListQuery { limit: TRIALS_ROWS, ..ListQuery::default() };
    let mut trials = Vec::new();
    for row in &TRIALS.page(kernel, &request.who, &query).await?.rows {
        let line = TrialLine::read(row)?;
        let (by, stage) = (user_name(kernel, ui, line.by).await?, stage(ui, &line.stage));
        trials.push((line, by, stage));
    }
    Ok(trials)
}

fn grade(ui: &Ui, grade: law::Grade) -> Html {
    let tone = match grade {
        law::Grade::Primary => Tone::Success,
        law::Grade::Secondary => Tone::Neutral,
        law::Grade::Unverified => Tone::Warning,
    };
    ui.tag(tone, grade_key(grade))
}

/// Text of how sure a row of law is.
pub(super) const fn grade_key(grade: law::Grade) -> &'static str {
    match grade {
        law::Grade::Primary => "automation-grade-primary",
        law::Grade::Secondary => "automation-grade-secondary",
        law::Grade::Unverified => "automation-grade-unverified",
    }
}

fn approved(ui: &Ui, approved: bool) -> Html {
    match approved {
        true => ui.tag(Tone::Success, "decisions-approved"),
        false => ui.tag(Tone::Warning, "decision-phrase-unapproved"),
    }
}

fn letters(ui: &Ui, library: &Library) -> Vec<LetterLine> {
    let line = |letter: &crate::library::LetterKind| LetterLine {
        kind: letter.kind.clone(),
        since: letter.valid_from,
        owner: letter.owner.clone(),
        grade: grade(ui, letter.grade),
        approved: approved(ui, letter.approved.is_some()),
        automatic: letter.decided_by == DecidedBy::Machine,
        four_eyes: letter.four_eyes,
        cite: letter.cite.join("; "),
    };
    library.letters.iter().map(line).collect()
}

fn phrases(ui: &Ui, library: &Library) -> Vec<PhraseLine> {
    let line = |phrase: &crate::library::Phrase| PhraseLine {
        key: phrase.key.clone(),
        since: phrase.valid_from,
        owner: phrase.owner.clone(),
        grade: grade(ui, phrase.grade),
        approved: approved(ui, phrase.approved.is_some()),
        cite: phrase.cite.join("; "),
        words: Tongue::ALL.map(|t| (t.code(), t.of(&phrase.words).to_owned())).into(),
    };
    library.phrases.iter().map(line).collect()
}

fn modes(ui: &Ui, library: &Library) -> Vec<ModeLine> {
    let line = |mode: &crate::library::Mode| ModeLine {
        code: mode.code.clone(),
        presumed: mode.presumed_days,
        opened: mode.fetch_days,
        fallback: mode.fallback.clone(),
        cite: mode.cite.join("; "),
        grade: grade(ui, mode.grade),
    };
    library.modes.iter().map(line).collect()
}

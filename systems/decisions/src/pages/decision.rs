//! A decision on one page: what it rests on, what it says, who stands for it, and whether it reached the
//! person.

use std::collections::BTreeSet;

use automation::{RulingId, Rulings};
use casefile::{Case, Status};
use kernel::{FileId, Ts};
use web::parts::{SummaryList, Tone};
use web::{Html, Page, Problem, Reply, Request, Ui};

use super::letters::grade_key;
use super::said::{self, FieldLine, SectionLine};
use super::{amended, service_tag, stage_tag, user_name};
use crate::acts::recallable;
use crate::archive;
use crate::basis::Basis;
use crate::events::Origin;
use crate::ids::DecisionId;
use crate::library::{DecidedBy, LetterKind, library};
use crate::model::{Fields, Lack, difference};
use crate::rights::{DECIDE, SERVE, WRITE};
use crate::rows::service_code;
use crate::state::{Decision, Given, KnownDecision, Stage, corrected_first};

#[derive(askama::Template)]
#[template(path = "pages/decision.html")]
struct DecisionPage<'a> {
    ui: &'a Ui,
    id: DecisionId,
    known: &'a KnownDecision,
    stage: Html,
    service: Html,
    notices: Vec<Html>,
    summary: SummaryList,
    lacking: Vec<String>,
    fields: Vec<FieldLine>,
    /// What it corrects, where it is a correction.
    amended: Html,
    sections: Vec<SectionLine>,
    sheets: Vec<SheetLine>,
    attempts: Vec<AttemptLine>,
    acts: Acts,
    working: bool,
    languages: Vec<&'static str>,
}

/// What whoever looks may do now.
#[derive(Default)]
struct Acts {
    write: bool,
    terms: bool,
    present: bool,
    sign: bool,
    ask_look: bool,
    answer_look: bool,
    give_back: bool,
    correct: bool,
    send: bool,
    redirect: bool,
    follow: bool,
    recall: bool,
}

struct SheetLine {
    language: &'static str,
    authentic: bool,
    file: FileId,
    pages: usize,
    sha256: String,
    proof: Html,
}

struct AttemptLine {
    mode: String,
    on: String,
    by: String,
    at: Ts,
    to: String,
    failed: Option<String>,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: DecisionId = request.param("id")?;
    let (kernel, ui) = (&request.kernel, &request.ui);
    let (decision, _) = kernel.peek::<Decision>(id).await?;
    let known = decision.known().ok_or(Problem::NotFound)?;
    let opened =
        kernel.open::<Case>(&request.who, known.case, casefile::SEE, "decisions.decision").await?;
    let open = opened.state.known().is_some_and(|case| case.status == Status::Open);
    let letter = known.kind(library()?)?;
    let basis = Basis::look(kernel, known.case).await?;
    let (now, day) = (basis.fields_of(known, letter, ui.today())?, ui.today());
    let (stood, day) = stood_for(known).map_or((None, day), |(fields, at)| (Some(fields), at));
    let moved = match (&known.stage, stood) {
        (Stage::Archived { .. }, _) | (_, None) => BTreeSet::new(),
        (_, Some(stood)) => difference(stood, &now),
    };
    let fields = match (&known.stage, stood) {
        (Stage::Signed { .. } | Stage::Archived { .. }, Some(stood)) => stood,
        _ => &now,
    };
    let mode = basis.mode(known.case, letter, day)?;
    let mut sections = said::sections(known, letter, &basis, (fields, mode, known.said_on(day)));
    for written in sections.iter_mut().filter_map(|section| section.written.as_mut()) {
        written.name = user_name(kernel, ui, written.by).await?;
    }
    let lacking = if matches!(known.stage, Stage::Draft { .. } | Stage::Presented { .. }) {
        known.lacks(basis.library, &now, day)?
    } else {
        Vec::new()
    };
    let mut notices = notices(ui, known, letter, &moved, &basis)?;
    notices.extend(second_look(&request, known).await?);
    let acts = may(&request, known, letter, open);
    let amending = acts.write && matches!(known.stage, Stage::Draft { .. });
    let body = DecisionPage {
        ui,
        id,
        known,
        stage: stage_tag(ui, known.stage.code()),
        service: service_tag(ui, service_code(known)),
        notices,
        summary: summary(&request, known, mode).await?,
        lacking: lacking.iter().map(|lack| lack_words(ui, &basis, known, letter, lack)).collect(),
        fields: said::fields(ui, &basis, fields, &moved),
        amended: amended::show(ui, (id, known), (&basis, letter), (amending, ui.today()))?,
        sections,
        sheets: sheets(&request, id, known).await?,
        attempts: attempts(&request, known).await?,
        acts,
        working: matches!(known.stage, Stage::Signed { .. })
            || matches!(known.reached.redirected, Some((_, None))),
        languages: std::iter::once(known.language)
            .chain(known.translation)
            .map(crate::library::Tongue::code)
            .collect(),
    };
    let title = ui.code("letter-", &known.letter);
    let page = Page::new(title, &body)?
        .crumb(ui.t("decisions"), "/decisions")
        .crumb(known.number.clone(), format!("/cases/{}", known.case));
    // What was signed is archived within moments.
    Ok(if body.working { page.refresh(1) } else { page }.into())
}

/// What was asked when somebody was in doubt, and what a colleague answered.
async fn second_look(request: &Request, known: &KnownDecision) -> Result<Option<Html>, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let Some(look) = &known.second_look else { return Ok(None) };
    let words =
        |said: &Option<String>| said.clone().unwrap_or_else(|| ui.t("casefile-erased").plain());
    let asked = ui.t("decision-second-look").arg("name", user_name(kernel, ui, look.by).await?);
    let asked = asked.arg("at", ui.when(look.at)).arg("question", words(&look.question)).plain();
    let tone = if look.answer.is_some() { Tone::Info } else { Tone::Warning };
    let notice = web::parts::Notice::new(tone, asked);
    let Some(answer) = &look.answer else {
        return Ok(Some(notice.line(ui.t("decision-second-look.open").plain()).html()));
    };
    let name = user_name(kernel, ui, answer.by).await?;
    let said = ui.t("decision-second-look.answered").arg("name", name);
    let said = said.arg("at", ui.when(answer.at)).arg("answer", words(&answer.said)).plain();
    Ok(Some(notice.line(said).html()))
}

/// From when it may be carried out, and how sure that is.
fn enforced(ui: &Ui, known: &KnownDecision) -> Result<Option<(String, String)>, Problem> {
    let library = library()?;
    let Some(enforced) = library.enforced(known, known.kind(library)?) else { return Ok(None) };
    let code = enforced.row.begins.code();
    let says = match enforced.from {
        Some(day) => ui.code("decision-enforced-", code).arg("date", ui.date(day)),
        None => ui.code("decision-enforced-not-yet-", code),
    };
    let grade = grade_key(enforced.row.grade);
    Ok(Some((says.plain(), ui.t(grade).plain())))
}

/// The fields that the last who stood for it stood for, and on which day.
fn stood_for(known: &KnownDecision) -> Option<(&Fields, kernel::Date)> {
    let given: &Given = match &known.stage {
        Stage::Draft { .. } => return None,
        Stage::Presented { presented } => presented,
        Stage::Signed { signed, .. } | Stage::Archived { signed, .. } => signed,
    };
    Some((given.fields.as_ref()?, given.at.date()))
}

fn may(request: &Request, known: &KnownDecision, letter: &LetterKind, open: bool) -> Acts {
    let who = &request.who;
    let (write, decide, serve) = (who.may(WRITE), who.may(DECIDE), who.may(SERVE));
    let open = open || known.corrects().is_some();
    let by_people = letter.decided_by == DecidedBy::Person;
    let library = library();
    let looks = known.open_look().is_some_and(|look| look.by != who.user);
    match &known.stage {
        Stage::Draft { .. } if open && by_people => Acts {
            write,
            terms: write && letter.right.is_some() && known.corrects().is_none(),
            present: write && known.takes_two(letter),
            sign: decide && !known.takes_two(letter),
            ask_look: write && known.open_look().is_none() && known.corrects().is_none(),
            answer_look: decide && looks,
            ..Acts::default()
        },
        Stage::Presented { presented } if open => {
            let doubts = known.open_look().is_some_and(|look| look.by == who.user);
            Acts {
                sign: decide && presented.by != who.user && !doubts,
                give_back: decide,
                answer_look: decide && looks,
                ..Acts::default()
            }
        }
        Stage::Archived { .. } => {
            let (served, under_way) =
                (known.reached.served.is_some(), known.reached.under_way().is_some());
            Acts {
                correct: write && known.corrected_by.is_none(),
                send: serve && !served && !under_way && known.served_by().is_some(),
                redirect: serve && !served && !under_way && known.reached.recalled.is_none(),
                recall: decide
                    && library.is_ok_and(|of| recallable(known, of, request.ui.today()).is_ok()),
                follow: serve && under_way,
                ..Acts::default()
            }
        }
        Stage::Draft { .. } | Stage::Presented { .. } | Stage::Signed { .. } => Acts::default(),
    }
}

fn notices(
    ui: &Ui,
    known: &KnownDecision,
    letter: &LetterKind,
    moved: &BTreeSet<String>,
    basis: &Basis,
) -> Result<Vec<Html>, Problem> {
    let mut notices = Vec::new();
    let mut say = |tone, words: String| notices.push(web::parts::Notice::new(tone, words).html());
    if let Stage::Draft { returned, halted } = &known.stage {
        if let Some(reason) = returned {
            let reason = reason.clone().unwrap_or_else(|| ui.t("casefile-erased").plain());
            say(Tone::Warning, ui.t("decision-returned").arg("reason", reason).plain());
        }
        if let Some(halt) = halted {
            say(Tone::Danger, ui.code("decision-halt-", halt.code()).plain());
        }
    }
    if matches!(known.stage, Stage::Signed { .. }) {
        say(Tone::Info, ui.t("decision-archiving").plain());
    }
    if let Some(recalled) = &known.reached.recalled {
        let reason = recalled.reason.clone();
        let reason = reason.unwrap_or_else(|| ui.t("casefile-erased").plain());
        let said = ui.t("decision-recalled").arg("date", ui.date(recalled.at.date()));
        say(Tone::Warning, said.arg("reason", reason).plain());
    } else if let (Some(at), None) = (known.reached.opened, known.reached.served) {
        say(Tone::Info, ui.t("decision-was-opened").arg("date", ui.date(at.date())).plain());
    }
    if !moved.is_empty() {
        let names = moved.iter().map(|name| said::field_name(ui, &basis.law.dictionary, name));
        let names = names.collect::<Vec<_>>().join(", ");
        say(Tone::Warning, ui.t("decision-moved").arg("fields", names).plain());
    }
    let approved = basis.library.is_approved(letter, ui.today());
    if !approved && !matches!(known.stage, Stage::Archived { .. }) {
        say(Tone::Warning, ui.t("decision-unapproved").plain());
    }
    Ok(notices)
}

fn lack_words(
    ui: &Ui,
    basis: &Basis,
    known: &KnownDecision,
    letter: &LetterKind,
    lack: &Lack,
) -> String {
    let of = match lack {
        Lack::Missing(code) => {
            let row = basis.library.prerequisite(code, ui.today());
            return row.map_or_else(|| code.clone(), |row| row.said(said::tongue(ui)));
        }
        Lack::Field(name) | Lack::Conflict(name) => {
            said::field_name(ui, &basis.law.dictionary, name)
        }
        Lack::Section(code) | Lack::Written(code) | Lack::Unconfirmed(code) => {
            let heading = letter.section(code).map(|s| known.language.of(&s.heading).to_owned());
            heading.unwrap_or_else(|| code.clone())
        }
    };
    ui.code("decision-lack-", lack.code()).arg("of", of).plain()
}

fn why(known: &KnownDecision, ruling: RulingId) -> String {
    format!("/automation/rulings/{}/{ruling}", known.case)
}

async fn summary(
    request: &Request,
    known: &KnownDecision,
    mode: &str,
) -> Result<SummaryList, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let mut list = SummaryList::new().row(ui.t("casefile-number"), &known.number);
    list = list.change(ui.t("decision-open-case"), format!("/cases/{}", known.case));
    let language = ui.code("language-", known.language.code()).plain();
    list = list.row(ui.t("decision-language"), language);
    if let Some(translation) = known.translation {
        let words = ui.code("language-", translation.code()).plain();
        list = list.row(ui.t("decision-translation"), words);
    }
    list = came_from(request, known, list).await?;
    if let Some(by) = known.corrected_by {
        list = list
            .row(ui.t("decision-corrected"), ui.t("automation-yes"))
            .change(ui.t("decision-open-other"), format!("/decisions/{by}"));
    }
    let (presented, signed) = match &known.stage {
        Stage::Draft { .. } => (None, None),
        Stage::Presented { presented } => (Some(presented), None),
        Stage::Signed { presented, signed, .. } | Stage::Archived { presented, signed, .. } => {
            (presented.as_ref(), Some(signed))
        }
    };
    for (key, given) in [("decision-presented-by", presented), ("decision-signed-by", signed)] {
        let Some(given) = given else { continue };
        let name = user_name(kernel, ui, given.by).await?;
        list = list.row(ui.t(key), format!("{name}, {}", ui.when(given.at)));
    }
    let redirected = known.reached.redirected.as_ref().map(|(mode, _)| mode.as_str());
    let mode = match (&known.stage, redirected) {
        (_, Some(mode)) => mode,
        (Stage::Signed { mode, .. } | Stage::Archived { mode, .. }, None) => mode.as_str(),
        (Stage::Draft { .. } | Stage::Presented { .. }, None) => mode,
    };
    list = list.row(ui.t("decision-mode"), ui.code("service-mode-", mode));
    if let Some((on, presumed, until)) = known.reached.served {
        let how = if presumed { "decision-received-presumed" } else { "decision-received-shown" };
        list = list.row(ui.t("decision-received"), ui.t(how).arg("date", ui.date(on)));
        if let Some(until) = until {
            let key =
                if until < ui.today() { "decision-final-since" } else { "decision-final-after" };
            list = list.row(ui.t("decision-final"), ui.t(key).arg("date", ui.date(until)));
        }
    }
    if let Some((says, grade)) = enforced(ui, known)? {
        list = list.row(ui.t("decision-enforced"), format!("{says} ({grade})"));
    }
    Ok(list)
}

/// What it came from, and why.
async fn came_from(
    request: &Request,
    known: &KnownDecision,
    mut list: SummaryList,
) -> Result<SummaryList, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    match &known.origin {
        Origin::Hand => {
            let (rulings, _) = kernel.peek::<Rulings>(known.case).await?;
            if let Some(ruled) = known.ruling(&rulings) {
                let class = ui.code("processing-", &ruled.ruling.class);
                list = list
                    .row(ui.t("decision-rules-said"), class)
                    .change(ui.t("automation-why"), why(known, ruled.ruling.id));
            }
        }
        Origin::Ruling { ruling, implementation } => {
            list = list
                .row(ui.t("decision-by-rules"), implementation)
                .change(ui.t("automation-why"), why(known, *ruling));
        }
        Origin::Correction { of, day } => {
            list = list
                .row(ui.t("decision-corrects"), ui.date(*day))
                .change(ui.t("decision-open-other"), format!("/decisions/{of}"));
            let (rulings, _) = kernel.peek::<Rulings>(known.case).await?;
            if let Some(ruled) = corrected_first(kernel, known).await?.ruling(&rulings) {
                let class = ui.code("processing-", &ruled.ruling.class);
                list = list
                    .row(ui.t("decision-rules-said"), class)
                    .change(ui.t("automation-why"), why(known, ruled.ruling.id));
            }
        }
    }
    Ok(list)
}

async fn sheets(
    request: &Request,
    id: DecisionId,
    known: &KnownDecision,
) -> Result<Vec<SheetLine>, Problem> {
    let mut lines = Vec::new();
    for sheet in known.sheets() {
        let proof = archive::prove(&request.kernel, (id, known.case), sheet).await?;
        let tone = if proof == archive::Proof::Holds { Tone::Success } else { Tone::Danger };
        lines.push(SheetLine {
            language: sheet.language.code(),
            authentic: sheet.authentic,
            file: sheet.file,
            pages: sheet.pages,
            sha256: sheet.sha256.clone(),
            proof: request.ui.tag(tone, &format!("decision-proof-{}", proof.code())),
        });
    }
    Ok(lines)
}

async fn attempts(request: &Request, known: &KnownDecision) -> Result<Vec<AttemptLine>, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let mut lines = Vec::with_capacity(known.reached.attempts.len());
    // An address is shown to whoever may be shown where the person is reached.
    let (person, _) = kernel.peek::<casefile::Person>(known.applicant).await?;
    let shown = person.known().is_some_and(|p| p.shows_contacts(&request.who, ui.today()));
    for attempt in &known.reached.attempts {
        let erased = || ui.t("casefile-erased").plain();
        lines.push(AttemptLine {
            mode: ui.code("service-mode-", &attempt.mode).plain(),
            on: ui.date(attempt.on),
            by: user_name(kernel, ui, attempt.by).await?,
            at: attempt.at,
            to: attempt.to.clone().filter(|_| shown).unwrap_or_default(),
            failed: attempt.failed.clone().map(|why| why.unwrap_or_else(erased)),
        });
    }
    Ok(lines)
}

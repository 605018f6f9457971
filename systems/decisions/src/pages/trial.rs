//! What a trial of letters found: how many would change, each with what it would say instead.

use casefile::Case;
use kernel::NotDone;
use web::parts::{ActButton, Pager, Tone};
use web::{Html, Page, Problem, Reply, Request, Ui};

use super::user_name;
use crate::ids::{DecisionId, TrialId};
use crate::library::{Library, with_rows};
use crate::state::{Decision, KnownTrial, Trial};
use crate::trial::{Compared, compared};

/// Decisions a page: each is a look at its case, recorded one by one.
const PAGE_ROWS: usize = 10;
/// While a trial goes on, its page loads itself again after so many seconds.
const REFRESH_SECONDS: u32 = 4;

#[derive(askama::Template)]
#[template(path = "pages/trial.html")]
struct TrialPage<'a> {
    ui: &'a Ui,
    id: TrialId,
    known: &'a KnownTrial,
    by: String,
    stage: Html,
    /// The button that stops it or goes on with it.
    press: Option<ActButton>,
    found: Vec<Difference>,
    /// The library has changed since, so that nothing can be compared.
    outdated: bool,
    /// Those on this page that whoever looks may not see.
    hidden: usize,
    pager: Pager,
}

/// What would change in a decision.
struct Difference {
    decision: DecisionId,
    number: String,
    letter: String,
    /// Code of the language it is written in.
    language: &'static str,
    compared: Compared,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let id: TrialId = request.param("id")?;
    let (trial, version) = kernel.peek::<Trial>(id).await?;
    let known = trial.known().ok_or(Problem::NotFound)?;
    // Rows that do not fit the library any more, as when they were released, cannot be compared.
    let changed = with_rows(&known.rows).ok();
    let from = request.query.get("after").and_then(|after| after.parse().ok()).unwrap_or(0);
    let shown: Vec<_> = known.changed.iter().skip(from).take(PAGE_ROWS).copied().collect();
    let mut found = Vec::with_capacity(shown.len());
    for (decision, changed) in shown.iter().zip(changed.iter().cycle()) {
        found.extend(difference(&request, changed, *decision).await?);
    }
    let next = Some(from + PAGE_ROWS).filter(|next| *next < known.changed.len());
    let body = TrialPage {
        ui,
        id,
        known,
        by: user_name(kernel, ui, known.by).await?,
        stage: stage(ui, known.stage.code()),
        press: press(ui, id, known.stage.code()).map(|button| button.seen(version)),
        outdated: changed.is_none(),
        hidden: if changed.is_some() { shown.len() - found.len() } else { 0 },
        found,
        pager: Pager::new(ui, next.map(|next| next.to_string()).as_deref()),
    };
    let page = Page::new(ui.t("decisions-trial"), &body)?;
    let page = page.crumb(ui.t("decisions"), "/decisions");
    let page = page.crumb(ui.t("decisions-letters"), "/decisions/letters");
    Ok(if known.runs() { page.refresh(REFRESH_SECONDS) } else { page }.into())
}

/// How far a trial is, in a word.
pub(super) fn stage(ui: &Ui, stage: &str) -> Html {
    let tone = match stage {
        "done" => Tone::Success,
        "running" => Tone::Info,
        _ => Tone::Warning,
    };
    ui.tag(tone, &format!("trial-stage-{stage}"))
}

fn press(ui: &Ui, id: TrialId, stage: &str) -> Option<ActButton> {
    let to = |act: &str, word: &str| {
        ActButton::new(ui, act, format!("/decisions/letters/trials/{id}/{word}"))
    };
    match stage {
        "running" => Some(to("trial.stop", "stop")),
        "done" => None,
        _ => Some(to("trial.resume", "resume")),
    }
}

/// What a decision would say instead; nothing when whoever looks may not see it.
async fn difference(
    request: &Request,
    changed: &Library,
    decision: DecisionId,
) -> Result<Option<Difference>, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let (state, _) = kernel.peek::<Decision>(decision).await?;
    let Some(known) = state.known() else { return Ok(None) };
    match kernel.open::<Case>(&request.who, known.case, casefile::SEE, "decisions.trial").await {
        Ok(_) => {}
        Err(NotDone::NotFound) => return Ok(None),
        Err(other) => return Err(other.into()),
    }
    let compared = compared(kernel, changed, known, ui.today()).await?;
    let (number, letter) = (known.number.clone(), ui.code("letter-", &known.letter).plain());
    let language = known.language.code();
    let shown = |compared| Difference { decision, number, letter, language, compared };
    Ok(compared.ok().map(shown))
}

//! A change of letters, tried on decisions that were given before anybody releases it: each is composed
//! with and without the new rows, and its letter is set. Nothing that was given changes.
//!
//! A job goes through the decisions portion by portion, by the rights of whoever ordered it. Killed at any
//! moment it goes on with the portion that was not recorded.

use std::thread::available_parallelism;

use casefile::Case;
use futures_util::{StreamExt as _, stream};
use kernel::{Date, Fault, JobRun, Kernel, ListQuery, NotDone, RightGrant, User, Who};
use paper::{Block, Letter, Run, Section, Text};
use serde::{Deserialize, Serialize};

use crate::acts::GoOnTrial;
use crate::address::service;
use crate::archive::{Surroundings, set};
use crate::compose::{Composed, Marked, compose};
use crate::events::{NotSet, Portion, TrialEnd, Unset};
use crate::ids::{DecisionId, TrialId};
use crate::jobs::went;
use crate::library::{Library, library, with_rows};
use crate::rights::GRANTS;
use crate::rows::{DECISIONS, DecisionLine};
use crate::state::{ARCHIVED, Decision, KnownDecision, KnownTrial, Stage, Trial};

/// The job that tries a change.
pub(crate) const TRY: &str = "decisions.try";
/// Decisions that are recorded together: less than a second of work is done again after a crash.
const PORTION_ROWS_MAX: usize = 20;

/// What the job is told.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct TrialOf {
    /// Which trial.
    pub(crate) trial: TrialId,
}

/// What a decision says in sentences, without new rows and with them.
pub(crate) struct Compared {
    /// What would be said no longer.
    pub(crate) old: Vec<String>,
    /// What would be said instead.
    pub(crate) new: Vec<String>,
    /// The letter with them.
    letter: Letter,
}

impl Compared {
    /// Would it say the same?
    pub(crate) fn same(&self) -> bool {
        self.old.is_empty() && self.new.is_empty()
    }
}

/// Goes through a trial.
pub(crate) async fn go_through(run: JobRun) -> Result<(), Fault> {
    let TrialOf { trial } = serde_json::from_value(run.payload.clone())?;
    let kernel = &run.kernel;
    let grants: Vec<RightGrant> = [casefile::GRANTS, GRANTS].concat();
    let (mut state, _) = kernel.peek::<Trial>(trial).await?;
    // The rows were read without flaws when it was ordered. They are read anew once a run: the library may
    // have changed, and have them itself by now.
    let Ok(known) = state.running() else { return Ok(()) };
    let changed = with_rows(&known.rows);
    while let Ok(known) = state.running() {
        run.progress(i64::from(known.tried()), i64::from(known.decisions));
        let (user, _) = kernel.peek::<User>(known.by).await?;
        let found = match (&changed, user.who(known.by, None, &grants)) {
            (Err(_), _) => Err(TrialEnd::Outdated),
            (Ok(_), None) => Err(TrialEnd::NotAllowed),
            (Ok(changed), Some(who)) => {
                let portion = portion(kernel, &who, changed, known).await?;
                portion.ok_or(TrialEnd::NotAllowed)
            }
        };
        let from = known.next.clone();
        if !went(&run, GoOnTrial { trial, from, found }).await? {
            return Ok(());
        }
        (state, _) = kernel.peek::<Trial>(trial).await?;
    }
    Ok(())
}

/// Tries the change on the next decisions; nothing when they may not be looked at.
async fn portion(
    kernel: &Kernel,
    who: &Who,
    changed: &Library,
    known: &KnownTrial,
) -> Result<Option<Portion>, Fault> {
    let left = usize::try_from(known.decisions - known.tried()).map_err(Fault::bug)?;
    let filters = vec![("stage".to_owned(), ARCHIVED.to_owned())];
    let (after, limit) = (known.next.clone(), left.min(PORTION_ROWS_MAX));
    let query = ListQuery { filters, order: None, after, limit };
    let page = match DECISIONS.page(kernel, who, &query).await {
        Ok(page) => page,
        Err(NotDone::Fault(fault)) => return Err(fault),
        Err(_) => return Ok(None),
    };
    let lines = page.rows.iter().map(DecisionLine::read).collect::<Result<Vec<_>, _>>()?;
    let at_once = available_parallelism().map_or(1, usize::from);
    let mut tried =
        stream::iter(lines).map(|line| tried(kernel, who, changed, line)).buffered(at_once);
    let mut portion = Portion { next: page.next, ..Portion::default() };
    while let Some(one) = tried.next().await {
        match one? {
            Some((_, Ok(true))) => portion.same += 1,
            Some((decision, Ok(false))) => portion.changed.push(decision),
            Some((decision, Err(why))) => portion.failed.push(NotSet { decision, why }),
            None => return Ok(None),
        }
    }
    Ok(Some(portion))
}

/// Would a decision say the same? The look at its case is recorded; nothing when there may be none.
async fn tried(
    kernel: &Kernel,
    who: &Who,
    changed: &Library,
    line: DecisionLine,
) -> Result<Option<(DecisionId, Result<bool, Unset>)>, Fault> {
    let DecisionLine { decision, case, .. } = line;
    match kernel.open::<Case>(who, case, casefile::SEE, "decisions.trial").await {
        Ok(_) => {}
        Err(NotDone::Fault(fault)) => return Err(fault),
        Err(_) => return Ok(None),
    }
    let (state, _) = kernel.peek::<Decision>(decision).await?;
    let Some(known) = state.known() else { return Ok(Some((decision, Err(Unset::Erased)))) };
    let compared = match compared(kernel, changed, known, kernel.now().date()).await? {
        Ok(compared) => compared,
        Err(why) => return Ok(Some((decision, Err(why)))),
    };
    let same = compared.same();
    let set = set(compared.letter).await.map(|_| same);
    Ok(Some((decision, set.map_err(|_| Unset::Unprintable))))
}

/// What a decision says without the new rows and with them.
///
/// # Errors
/// A fault when the database is away; within it, why there is no letter to compare.
pub(crate) async fn compared(
    kernel: &Kernel,
    changed: &Library,
    known: &KnownDecision,
    today: Date,
) -> Result<Result<Compared, Unset>, Fault> {
    let Stage::Archived { presented, signed, mode, .. } = &known.stage else {
        return Ok(Err(Unset::Erased));
    };
    let Some(fields) = &signed.fields else { return Ok(Err(Unset::Erased)) };
    let presenter = presented.as_ref().map(|presented| presented.by);
    let around = Surroundings::read(kernel, Some(signed.by), presenter).await?;
    // New rows may begin later than today: they are looked at on the first day on which all have begun.
    let house = library()?;
    let phrases = changed.phrases.iter().filter(|row| !house.phrases.contains(row));
    let letters = changed.letters.iter().filter(|row| !house.letters.contains(row));
    let later = phrases.map(|p| p.valid_from).chain(letters.map(|l| l.valid_from)).max();
    let later = later.map_or(today, |later| later.max(today));
    let said = |library: &Library, day: Date| {
        let letter = library.letter(&known.letter, day).ok_or(Unset::NoLetter)?;
        let composed = Composed {
            letter,
            day,
            fields,
            written: &known.texts(),
            written_in: known.language,
            mode,
            implementation: known.implementation(),
            named: around.named.clone(),
            marked: Marked::default(),
            corrects: known.correction(),
            service: service(),
        };
        let letter = compose(library, around.law, &composed, known.language);
        letter.map_err(|_| Unset::Unprintable)
    };
    let (before, after) = (said(house, today), said(changed, later));
    Ok(before.and_then(|before| {
        let letter = after?;
        let (before, after) = (texts(&before), texts(&letter));
        let old = before.iter().filter(|text| !after.contains(text)).cloned().collect();
        let new = after.iter().filter(|text| !before.contains(text)).cloned().collect();
        Ok(Compared { old, new, letter })
    }))
}

/// Everything a letter says in sentences, in its order; what is only today's date is no difference.
fn texts(letter: &Letter) -> Vec<String> {
    let summary = letter.summary.iter().flat_map(words);
    let sections = letter.sections.iter().chain(&letter.appeal).flat_map(section);
    std::iter::once(letter.title.clone()).chain(summary).chain(sections).collect()
}

fn section(section: &Section) -> Vec<String> {
    let inner = section.sections.iter().flat_map(self::section);
    let own = section.blocks.iter().flat_map(words);
    std::iter::once(section.heading.clone()).chain(own).chain(inner).collect()
}

fn words(block: &Block) -> Vec<String> {
    match block {
        Block::Paragraph { text } | Block::Quote { text } => vec![plain(text)],
        Block::List { items } | Block::Numbered { items } => items.iter().map(plain).collect(),
        Block::Entries { entries } => {
            entries.iter().map(|entry| format!("{}: {}", entry.label, entry.value)).collect()
        }
        Block::Part { blocks, .. } => blocks.iter().flat_map(words).collect(),
        Block::Table(table) => table.rows.iter().flatten().map(plain).collect(),
    }
}

fn plain(text: &Text) -> String {
    let runs = text.0.iter().map(|run| match run {
        Run::Plain { text }
        | Run::Strong { text }
        | Run::Name { text }
        | Run::Link { text, .. } => text.as_str(),
        Run::Blacked { ground } => ground.as_str(),
    });
    runs.collect()
}

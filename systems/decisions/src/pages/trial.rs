//! A change of letters, looked at on real decisions before anybody releases it: the new rows are checked
//! with the whole library, and each decision is composed with and without them. Nothing is saved.

use casefile::Case;
use kernel::ListQuery;
use paper::{Block, Letter, Run, Section, Text};
use web::{Page, Problem, Reply, Request, Ui};

use crate::archive::Surroundings;
use crate::compose::{Composed, Marked, compose};
use crate::ids::DecisionId;
use crate::library::{Library, library, with_rows};
use crate::rows::{DECISIONS, DecisionLine};
use crate::state::{ARCHIVED, Decision, KnownDecision, Stage};

/// Decisions looked at in one go: each is a look at its case, recorded one by one.
const DECISIONS_ROWS_MAX: usize = 50;
/// As many as are looked at when nobody says how many.
const DECISIONS_ROWS: usize = 10;

#[derive(askama::Template)]
#[template(path = "pages/trial.html")]
struct Trial<'a> {
    ui: &'a Ui,
    rows: String,
    count: usize,
    flaws: Vec<String>,
    found: Option<Vec<Difference>>,
}

/// What would change in a decision.
struct Difference {
    decision: DecisionId,
    number: String,
    letter: String,
    old: Vec<String>,
    new: Vec<String>,
}

impl Trial<'_> {
    fn changed(&self) -> usize {
        let found = self.found.iter().flatten();
        found.filter(|one| !one.old.is_empty() || !one.new.is_empty()).count()
    }

    fn page(&self) -> Result<Reply, Problem> {
        let title = self.ui.t("decisions-trial");
        let page = Page::new(title, self)?.crumb(self.ui.t("decisions"), "/decisions");
        Ok(page.crumb(self.ui.t("decisions-letters"), "/decisions/letters").into())
    }
}

pub(super) async fn ask(request: Request) -> Result<Reply, Problem> {
    let (rows, count, flaws) = (String::new(), DECISIONS_ROWS, Vec::new());
    Trial { ui: &request.ui, rows, count, flaws, found: None }.page()
}

pub(super) async fn answer(request: Request) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let rows = request.form.get("rows").unwrap_or_default().to_owned();
    let count = request.form.get("count").and_then(|count| count.parse().ok());
    let count = count.unwrap_or(DECISIONS_ROWS).clamp(1, DECISIONS_ROWS_MAX);
    let (flaws, found) = match with_rows(&rows) {
        Err(flaws) => (flaws, None),
        Ok(changed) => (Vec::new(), Some(differences(&request, &changed, count).await?)),
    };
    Trial { ui, rows, count, flaws, found }.page()
}

async fn differences(
    request: &Request,
    changed: &Library,
    count: usize,
) -> Result<Vec<Difference>, Problem> {
    let kernel = &request.kernel;
    let filters = vec![("stage".to_owned(), ARCHIVED.to_owned())];
    let query = ListQuery { filters, order: None, after: None, limit: count };
    let page = DECISIONS.page(kernel, &request.who, &query).await?;
    let mut found = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        let line = DecisionLine::read(row)?;
        let (who, purpose) = (&request.who, "decisions.trial");
        kernel.open::<Case>(who, line.case, casefile::SEE, purpose).await?;
        let (decision, _) = kernel.peek::<Decision>(line.decision).await?;
        let Some(known) = decision.known() else { continue };
        let (old, new) = both(request, changed, known).await?;
        let gone = old.iter().filter(|text| !new.contains(text)).cloned().collect();
        let come = new.iter().filter(|text| !old.contains(text)).cloned().collect();
        let letter = request.ui.code("letter-", &line.letter).plain();
        let (decision, number) = (line.decision, line.number);
        found.push(Difference { decision, number, letter, old: gone, new: come });
    }
    Ok(found)
}

/// What a decision says without the new rows and with them.
async fn both(
    request: &Request,
    changed: &Library,
    known: &KnownDecision,
) -> Result<(Vec<String>, Vec<String>), Problem> {
    let Stage::Archived { presented, signed, mode, .. } = &known.stage else {
        return Ok((Vec::new(), Vec::new()));
    };
    let Some(fields) = &signed.fields else { return Ok((Vec::new(), Vec::new())) };
    let presenter = presented.as_ref().map(|presented| presented.by);
    let around = Surroundings::read(&request.kernel, Some(signed.by), presenter).await?;
    let now = library()?;
    let today = request.ui.today();
    // New rows may begin later than today: they are looked at on the first day on which all have begun.
    let later = changed.phrases.iter().map(|p| p.valid_from);
    let later = later.chain(changed.letters.iter().map(|l| l.valid_from)).max();
    let later = later.map_or(today, |later| later.max(today));
    let mut said = Vec::new();
    for (library, day) in [(now, today), (changed, later)] {
        let Some(letter) = library.letter(&known.letter, day) else { continue };
        let composed = Composed {
            letter,
            day,
            fields,
            written: &known.texts(),
            mode,
            implementation: known.implementation(),
            named: around.named.clone(),
            marked: Marked::default(),
            corrects: known.corrects().map(|(_, day)| day),
        };
        let letter = compose(library, around.law, &composed, known.language)?;
        said.push(texts(&letter));
    }
    let mut said = said.into_iter();
    Ok((said.next().unwrap_or_default(), said.next().unwrap_or_default()))
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

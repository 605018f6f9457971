//! Searching everything at once: persons, organisations and cases, each with why it was found; a whole
//! case number leads to its case.

use kernel::{FileId, State as _, Ts};
use uuid::Uuid;
use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use super::find::{self, Found, Piece, Typed, Wanted};
use super::{PAGE, cases_of};
use crate::ids::{CaseId, OrganisationId};
use crate::rows::{OrganisationLine, PartyLine, PersonLine};
use crate::state::{Case, KnownCase, Status};

/// How many of each kind are shown together.
const EACH: usize = 8;
/// Cases shown with a person: who they are is told by them, and all stand on the person's page.
const CASES_EACH: usize = 3;
/// Documents and notes of one case shown as why it was found.
const REASONS_MAX: usize = 3;
/// The part of the search that shows cases alone.
const CASES: &str = "cases";

#[derive(askama::Template)]
#[template(path = "pages/search.html")]
struct Search<'a> {
    ui: &'a Ui,
    typed: &'a Typed<'a>,
    persons: Found<PersonHit>,
    organisations: Found<OrganisationHit>,
    cases: Found<CaseHit>,
    /// Cases alone, page by page.
    only_cases: bool,
    pager: Pager,
}

impl Search<'_> {
    /// The same words elsewhere.
    fn more(&self, path: &str) -> String {
        let typed = form_urlencoded::byte_serialize(self.typed.text.as_bytes());
        format!("{path}{}", typed.collect::<String>())
    }
}

struct PersonHit {
    line: PersonLine,
    name: Vec<Piece>,
    others: Vec<Piece>,
    cases: Vec<PartyLine>,
}

struct OrganisationHit {
    id: OrganisationId,
    name: Vec<Piece>,
    line: OrganisationLine,
}

struct CaseHit {
    id: CaseId,
    number: String,
    headline: Vec<Piece>,
    /// Its status word; nothing when it is closed.
    word: Option<String>,
    documents: Vec<(FileId, Vec<Piece>)>,
    notes: Vec<(Ts, Vec<Piece>)>,
    protected: bool,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let typed = Typed::of(&request);
    if let Some(case) = find::numbered(&request, &typed).await? {
        find::record(&request, "casefile.search", &typed, 1, &[]).await?;
        return Ok(Reply::redirect(format!("/cases/{case}")));
    }
    let only_cases = request.query.get("in") == Some(CASES);
    let (persons, organisations) = if only_cases || typed.is_empty() {
        (Found::default(), Found::default())
    } else {
        (persons(&request, &typed).await?, organisations(&request, &typed).await?)
    };
    let wanted =
        if only_cases { Wanted::page(&request, PAGE) } else { Wanted { after: None, limit: EACH } };
    let found = find::cases(&request, &typed, wanted).await?;
    let cases = found.map(|(id, known)| case_hit(id, &known, &typed));
    if !typed.is_empty() {
        let shown = persons.rows.len() + organisations.rows.len() + cases.rows.len();
        let mut protected: Vec<(&str, Uuid)> = Vec::new();
        let lines = persons.rows.iter().map(|hit| &hit.line);
        protected.extend(find::protected(lines));
        let hits = cases.rows.iter().filter(|hit| hit.protected);
        protected.extend(hits.map(|hit| (Case::STREAM, hit.id.0)));
        find::record(&request, "casefile.search", &typed, shown, &protected).await?;
    }
    let next = cases.next.as_deref().filter(|_| only_cases);
    let body = Search {
        ui: &request.ui,
        persons,
        organisations,
        pager: Pager::new(&request.ui, next),
        cases,
        only_cases,
        typed: &typed,
    };
    Ok(Page::new(request.ui.t("search"), &body)?.into())
}

async fn persons(request: &Request, typed: &Typed<'_>) -> Result<Found<PersonHit>, Problem> {
    let wanted = Wanted { after: None, limit: EACH };
    let Found { rows, next, unfinished } = find::persons(request, typed, wanted).await?;
    let mut hits = Vec::with_capacity(rows.len());
    for line in rows {
        let name = find::marked(&line.name, typed);
        // Other names tell why, when the one shown first does not.
        let others = find::marked(&line.others, typed);
        let (cases, _) = cases_of(request, [line.id.0], (None, CASES_EACH)).await?;
        hits.push(PersonHit { line, name, others, cases });
    }
    Ok(Found { rows: hits, next, unfinished })
}

async fn organisations(
    request: &Request,
    typed: &Typed<'_>,
) -> Result<Found<OrganisationHit>, Problem> {
    let found =
        find::organisations(request, typed, "", Wanted { after: None, limit: EACH }).await?;
    Ok(found.map(|line| OrganisationHit {
        id: line.id,
        name: find::marked(&line.name, typed),
        line,
    }))
}

fn case_hit(id: CaseId, known: &KnownCase, typed: &Typed<'_>) -> CaseHit {
    let headline = known.headline.as_ref().map_or("", |headline| headline.as_str());
    let documents = known.documents.iter().rev().filter_map(|(_, _, document)| {
        let name = document.name.get().filter(|name| typed.has(name))?;
        Some((document.file, find::marked(name, typed)))
    });
    let notes = known.notes.iter().rev().filter_map(|(at, text)| {
        let text = find::excerpt(text.as_deref()?, typed)?;
        Some((*at, text))
    });
    CaseHit {
        id,
        number: known.number.to_string(),
        headline: find::marked(headline, typed),
        word: (known.status == Status::Open).then(|| known.status_word.clone()),
        documents: documents.take(REASONS_MAX).collect(),
        notes: notes.take(REASONS_MAX).collect(),
        protected: !known.is_plain(),
    }
}

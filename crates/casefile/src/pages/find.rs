//! What was typed to find something, and what it finds: persons, organisations and cases that have all
//! the words, under the user's rights.

use std::sync::Arc;

use std::collections::BTreeSet;

use kernel::{AuditKind, DbRow, Kernel, Search, SearchPage, SearchQuery, State as _, Term};
use uuid::Uuid;
use web::{Problem, Request};

use crate::ids::{CaseId, PersonId};
use crate::model::{self, BusinessId, CaseNumber, Country, fold};
use crate::rows::{
    self, CASES, CASES_BY_WORD, CaseLine, ORGANISATIONS_BY_WORD, OrganisationLine, PERSONS,
    PersonLine,
};
use crate::state::{Case, KnownCase, Person};

/// The longest search read: the address of a page with its host, or any name.
const CHARS_MAX: usize = 300;
/// Words of a search: who knows more of them has found it. See [`Search::page`].
const WORDS_MAX: usize = 8;
/// The longest document number there is; see [`crate::model::TravelDocument`].
const NUMBER_CHARS_MAX: usize = 20;
/// What an entry of the audit record is about that tells of a search.
pub(super) const SEARCH: &str = "search";

/// What was typed.
pub(super) struct Typed<'a> {
    pub(super) text: &'a str,
    /// Its words; none when there are too many.
    pub(super) terms: Vec<Term>,
    pub(super) too_long: bool,
}

impl<'a> Typed<'a> {
    pub(super) fn new(text: &'a str) -> Typed<'a> {
        let text = text.trim();
        let fits = text.chars().count() <= CHARS_MAX;
        let terms = if fits { model::terms(text) } else { Vec::new() };
        let too_long = !fits || terms.len() > WORDS_MAX;
        Typed { text, terms: if too_long { Vec::new() } else { terms }, too_long }
    }

    /// What the request asks for as `q`.
    pub(super) fn of(request: &'a Request) -> Typed<'a> {
        Typed::new(request.query.get("q").unwrap_or(""))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// An id that stands in the audit record for these words in whatever order: whoever knows the words
    /// finds who searched for them, and the record does not hold them.
    pub(super) fn id(&self, kernel: &Kernel) -> Uuid {
        let words: Vec<&str> = self.terms.iter().map(word).collect();
        kernel.blind().id(&format!("search:{}", words.join(" ")))
    }

    /// Is a word of a text one of those that were typed?
    pub(super) fn has(&self, text: &str) -> bool {
        let words = model::words(text);
        self.terms.iter().any(|term| words.iter().any(|found| fits(term, found)))
    }
}

fn word(term: &Term) -> &str {
    let (Term::Beginning(word) | Term::Whole(word)) = term;
    word
}

fn fits(term: &Term, found: &str) -> bool {
    match term {
        Term::Beginning(word) => found.starts_with(word.as_str()),
        Term::Whole(word) => found == word,
    }
}

/// What a search found on one page.
pub(super) struct Found<T> {
    pub(super) rows: Vec<T>,
    /// Cursor that goes on.
    pub(super) next: Option<String>,
    /// There may be more although the page is not full.
    pub(super) unfinished: bool,
}

impl<T> Found<T> {
    /// Nothing here, and nothing to go on to.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.next.is_none()
    }

    pub(super) fn map<U>(self, shown: impl FnMut(T) -> U) -> Found<U> {
        let rows = self.rows.into_iter().map(shown).collect();
        Found { rows, next: self.next, unfinished: self.unfinished }
    }
}

impl<T> Default for Found<T> {
    fn default() -> Found<T> {
        Found { rows: Vec::new(), next: None, unfinished: false }
    }
}

/// How much is wanted, and from where on.
pub(super) struct Wanted {
    pub(super) after: Option<String>,
    pub(super) limit: usize,
}

impl Wanted {
    /// A page of the request's list.
    pub(super) fn page(request: &Request, limit: usize) -> Wanted {
        Wanted { after: request.query.get("after").map(str::to_owned), limit }
    }
}

/// One page; before the first one come those who stand there by keyed hashes, found by whole words.
async fn search(
    request: &Request,
    search: &Search,
    terms: &[Term],
    wanted: Wanted,
) -> Result<(Vec<DbRow>, SearchPage), Problem> {
    let (kernel, who, limit) = (&request.kernel, &request.who, wanted.limit);
    let hashed = rows::hashed_terms(terms, who, kernel.blind());
    let mut first = SearchPage::default();
    if wanted.after.is_none() && !hashed.is_empty() {
        let query = SearchQuery { terms: hashed, limit, ..SearchQuery::default() };
        first = search.page(kernel, who, &query).await?;
    }
    let query =
        SearchQuery { terms: terms.to_vec(), after: wanted.after, limit, ..SearchQuery::default() };
    let mut page = search.page(kernel, who, &query).await?;
    // Of protected ones no more than a page is shown: another word tells them apart.
    page.unfinished |= first.next.is_some();
    Ok((first.rows, page))
}

/// Persons with all the words in their names or as their birth date, or with a document of the number
/// that was typed. Of a protected one the line says what the fold says.
pub(super) async fn persons(
    request: &Request,
    typed: &Typed<'_>,
    wanted: Wanted,
) -> Result<Found<PersonLine>, Problem> {
    if typed.is_empty() {
        return Ok(Found::default());
    }
    let numbered = match wanted.after {
        None => by_document(request, typed.text).await?,
        Some(_) => BTreeSet::new(),
    };
    let (hashed, page) = search(request, &PERSONS, &typed.terms, wanted).await?;
    let mut lines = Vec::with_capacity(numbered.len() + hashed.len() + page.rows.len());
    for id in &numbered {
        lines.extend(person_line(request, *id).await?);
    }
    for row in hashed.iter().chain(&page.rows) {
        let line = PersonLine::read(row)?;
        if numbered.contains(&line.id) {
            continue;
        }
        if line.protected {
            lines.extend(person_line(request, line.id).await?);
        } else {
            lines.push(line);
        }
    }
    Ok(Found { rows: lines, next: page.next, unfinished: page.unfinished })
}

/// Persons with a document of this number. One who is protected is found by the keyed hash of it, and
/// by those alone who have the clearance.
async fn by_document(request: &Request, typed: &str) -> Result<BTreeSet<PersonId>, Problem> {
    let number: String = typed.split_whitespace().collect::<String>().to_ascii_uppercase();
    let length = (1..=NUMBER_CHARS_MAX).contains(&number.len());
    let plain = number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !length || !plain || !number.bytes().any(|b| b.is_ascii_digit()) {
        return Ok(BTreeSet::new());
    }
    let keys = [rows::number_key(&number)].into();
    Ok(rows::with_keys(&request.kernel, &request.who, &keys).await?)
}

/// A person as a line, from the fold: for those of whom rows say nothing.
pub(super) async fn person_line(
    request: &Request,
    id: PersonId,
) -> Result<Option<PersonLine>, Problem> {
    let (person, _) = request.kernel.peek::<Person>(id).await?;
    let seen = person.access().filter(|access| request.who.sees(access));
    let particulars = person.known().and_then(|known| known.particulars.as_ref());
    let Some((access, p)) = seen.zip(particulars) else { return Ok(None) };
    let mut names = p.names.iter().map(model::Name::shown);
    let nationalities: Vec<&str> = p.nationalities.iter().map(Country::code).collect();
    Ok(Some(PersonLine {
        id,
        name: names.next().unwrap_or_default(),
        others: names.collect::<Vec<_>>().join(" · "),
        born: p.born,
        nationalities: nationalities.join(" "),
        protected: access.class != kernel::Class::Normal,
    }))
}

/// Organisations with all the words in one of their names, or with the business id that was typed.
pub(super) async fn organisations(
    request: &Request,
    typed: &Typed<'_>,
    kind: &str,
    wanted: Wanted,
) -> Result<Found<OrganisationLine>, Problem> {
    let terms = match BusinessId::new("FIN", typed.text) {
        Ok(id) => vec![Term::Whole(id.compact())],
        Err(_) => typed.terms.clone(),
    };
    let query = SearchQuery {
        terms,
        filters: vec![("kind".to_owned(), kind.to_owned())],
        after: wanted.after,
        limit: wanted.limit,
    };
    let page = ORGANISATIONS_BY_WORD.page(&request.kernel, &request.who, &query).await?;
    let rows = page.rows.iter().map(OrganisationLine::read).collect::<Result<_, _>>()?;
    Ok(Found { rows, next: page.next, unfinished: page.unfinished })
}

/// Cases with all the words in headline, notes and names of documents, as they are now.
pub(super) async fn cases(
    request: &Request,
    typed: &Typed<'_>,
    wanted: Wanted,
) -> Result<Found<(CaseId, Box<KnownCase>)>, Problem> {
    let (hashed, page) = search(request, &CASES_BY_WORD, &typed.terms, wanted).await?;
    let mut rows = Vec::with_capacity(hashed.len() + page.rows.len());
    for row in hashed.iter().chain(&page.rows) {
        let id: CaseId = row.get(0)?;
        let (case, _) = request.kernel.peek::<Case>(id).await?;
        // Its rights may have changed since the row was read.
        let seen = case.access().is_some_and(|access| request.who.sees(&access));
        if let Case::Known(known) = Arc::unwrap_or_clone(case)
            && seen
        {
            rows.push((id, known));
        }
    }
    Ok(Found { rows, next: page.next, unfinished: page.unfinished })
}

/// The case whose number was typed, if the user may see it.
pub(super) async fn numbered(
    request: &Request,
    typed: &Typed<'_>,
) -> Result<Option<CaseId>, Problem> {
    let Ok(number) = CaseNumber::parse(typed.text) else { return Ok(None) };
    let filters = vec![("number".to_owned(), number.to_string())];
    let query = kernel::ListQuery { filters, limit: 2, order: Some("number".into()), after: None };
    let page = CASES.page(&request.kernel, &request.who, &query).await?;
    let line = page.rows.first().map(CaseLine::read).transpose()?;
    Ok(line.filter(|line| line.number == number.to_string()).map(|line| line.id))
}

/// Records a search before its answer: for which words, how much was shown, and each protected person
/// or case that was.
pub(super) async fn record(
    request: &Request,
    act: &str,
    typed: &Typed<'_>,
    shown: usize,
    protected: &[(&str, Uuid)],
) -> Result<(), Problem> {
    let (kernel, who) = (&request.kernel, &request.who);
    let search = kernel.entry(who, AuditKind::Search, act).about(SEARCH, typed.id(kernel));
    let mut entries = vec![search.detail(format!("{shown} rows"))];
    let look = |(kind, id): &(&str, Uuid)| kernel.entry(who, AuditKind::Read, act).about(kind, *id);
    entries.extend(protected.iter().map(look));
    Ok(kernel.audit_all(entries).await?)
}

/// The protected ones among persons, for [`record`].
pub(super) fn protected<'a>(
    lines: impl IntoIterator<Item = &'a PersonLine>,
) -> Vec<(&'static str, Uuid)> {
    let lines = lines.into_iter().filter(|line| line.protected);
    lines.map(|line| (Person::STREAM, line.id.0)).collect()
}

/// A piece of a text; those that were searched for are marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) marked: bool,
}

/// A text in pieces, the words that were typed marked.
pub(super) fn marked(text: &str, typed: &Typed<'_>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for run in runs(text) {
        let folded = fold(run);
        let marked = !folded.is_empty() && typed.has(run);
        match pieces.last_mut() {
            Some(last) if last.marked == marked => last.text.push_str(run),
            _ => pieces.push(Piece { text: run.to_owned(), marked }),
        }
    }
    pieces
}

/// Letters before and after the first word that fits, as far as an excerpt goes.
const BEFORE: usize = 50;
const AFTER: usize = 130;

/// The part of a text around the first word that was typed; nothing when none stands in it.
pub(super) fn excerpt(text: &str, typed: &Typed<'_>) -> Option<Vec<Piece>> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut at = 0;
    let hit = runs(&line).find_map(|run| {
        let from = at;
        at += run.len();
        typed.has(run).then_some(from)
    })?;
    let (before, after) = line.split_at_checked(hit)?;
    let start = before.char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| {
        before.get(at..).and_then(|rest| rest.find(' ')).map_or(at, |space| at + space + 1)
    });
    let end = after.char_indices().nth(AFTER).map_or(line.len(), |(at, _)| {
        hit + after.get(..at).and_then(|rest| rest.rfind(' ')).unwrap_or(at)
    });
    let mut pieces = marked(line.get(start..end)?, typed);
    let dots = |there: bool| there.then(|| Piece { text: "…".to_owned(), marked: false });
    if let Some(more) = dots(start > 0) {
        pieces.insert(0, more);
    }
    pieces.extend(dots(end < line.len()));
    Some(pieces)
}

/// Runs of letters and of what stands between them, in turn.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let inside = |c: char| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c);
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let within = inside(first);
        let end = rest.find(|c| inside(c) != within).unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(run)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(pieces: &[Piece]) -> String {
        let show = |p: &Piece| if p.marked { format!("[{}]", p.text) } else { p.text.clone() };
        pieces.iter().map(show).collect()
    }

    #[test]
    fn the_words_that_were_typed_are_marked_however_they_are_written() {
        let typed = Typed::new("rahim astrom");
        assert_eq!(shown(&marked("Rahimi, Åström-Öz", &typed)), "[Rahimi], [Åström]-Öz");
        assert_eq!(shown(&marked("王小明 Li", &Typed::new("小明"))), "[王小明] Li");
        assert_eq!(shown(&marked("Nobody", &typed)), "Nobody");
    }

    #[test]
    fn an_excerpt_shows_the_words_around_the_first_that_fits() {
        let typed = Typed::new("passport");
        let long = format!("{} the passport was {}", "before ".repeat(30), "after ".repeat(40));
        let shown = shown(&excerpt(&long, &typed).unwrap());
        assert!(shown.starts_with("…before") && shown.ends_with("after…"), "{shown}");
        assert!(shown.contains("the [passport] was after"), "{shown}");
        assert!(shown.chars().count() < BEFORE + AFTER + 10, "{shown}");
        assert_eq!(excerpt("nothing", &typed), None);
    }

    #[test]
    fn a_search_of_too_many_words_or_letters_has_none() {
        assert!(Typed::new("a b c d e f g h i").too_long);
        assert!(Typed::new(&"x".repeat(301)).too_long);
        let all = Typed::new(" a b c d e f g h ");
        assert!(!all.too_long && all.terms.len() == 8);
        assert!(Typed::new(" -- ").is_empty() && !Typed::new("").too_long);
    }

    proptest! {
        #[test]
        fn the_pieces_of_a_text_are_the_text(text in any::<String>(), typed in any::<String>()) {
            let typed = Typed::new(&typed);
            let whole: String = marked(&text, &typed).into_iter().map(|p| p.text).collect();
            prop_assert_eq!(&whole, &text);
            let _ = excerpt(&text, &typed);
        }
    }
}

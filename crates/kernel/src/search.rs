//! Searches: what has all the words asked for, as far as the user may see it, and never more looked
//! through than a page of it can take.
//!
//! A system keeps the words of what it shows as rows (`stream_id`, `word`). A search goes along the
//! rarest of the words asked for and looks at each stream that has it, [`SCAN_MAX`] at most; where more
//! have it, the page says so and its cursor goes on from there. So a search for what stands everywhere
//! takes no longer than another, and still leaves nothing out.

use std::borrow::Cow;

use crate::cursor::{read_cursor, write_cursor};
use crate::db::{DbRow, Value};
use crate::deciding::BoxFuture;
use crate::list::{Composed, Filter, PAGE_MAX, chosen, visible};
use crate::refusal::{Fault, NotDone, Refusal};
use crate::rights::Who;
use crate::store::Kernel;

/// Streams with the rarest word that one page looks at, and as far as words are counted.
pub const SCAN_MAX: i64 = 2_000;

/// Makes PostgreSQL look for each row by itself. Where it thinks that few rows have the other words it would read all
/// that have them instead, and join: of a word that stands everywhere those are hundreds of thousands.
const BY_ROW: &str = "LIMIT 1 OFFSET 0";

/// Words of one search; who knows more of them has found it.
const WORDS_MAX: usize = 8;

/// A search over words that are rows.
#[derive(Debug)]
pub struct Search {
    /// Name, for messages and cursors.
    pub name: &'static str,
    /// The table of words: `stream_id` and `word`, with an index on `word` and
    /// `stream_id DESC`.
    pub words: &'static str,
    /// The table of what is found, with `stream_id`, `unit`, `class` and `compartment`.
    pub table: &'static str,
    /// Columns that come back, of `t`, such as `t.stream_id, t.name`.
    pub columns: &'static str,
    /// How many columns that is.
    pub width: usize,
    /// Filters, on `t`.
    pub filters: &'static [Filter],
}

/// A word that is searched for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// Words that begin so.
    Beginning(String),
    /// This word alone.
    Whole(String),
}

impl Term {
    fn letters(&self) -> usize {
        let (Term::Beginning(word) | Term::Whole(word)) = self;
        word.chars().count()
    }

    /// The least and the greatest word that fit.
    fn range(&self) -> [Value; 2] {
        match self {
            Term::Beginning(word) => [word.as_str().into(), format!("{word}\u{10FFFF}").into()],
            Term::Whole(word) => [word.as_str().into(), word.as_str().into()],
        }
    }
}

/// What is asked of a search.
#[derive(Debug, Clone, Default)]
pub struct SearchQuery {
    /// The words that what is found must have, all of them.
    pub terms: Vec<Term>,
    /// Filters by name and value; empty values do not count.
    pub filters: Vec<(String, String)>,
    /// Cursor of the page before.
    pub after: Option<String>,
    /// Rows wanted; at most [`PAGE_MAX`].
    pub limit: usize,
}

/// One page of what was found.
#[derive(Debug, Default)]
pub struct SearchPage {
    /// Rows with the search's columns, those whose word comes first in front,
    /// and of these the newest.
    pub rows: Vec<DbRow>,
    /// Cursor that goes on, when there may be more.
    pub next: Option<String>,
    /// Not everything that has the rarest word was looked at yet, and the page is not full.
    pub unfinished: bool,
}

/// Where a page ended: along which word, and at which row of it.
type Place = (usize, [Value; 2]);

impl Search {
    /// One page of what has all the words and the user may see. No words find nothing.
    ///
    /// # Errors
    /// Refused when there are too many words, or a filter, value or cursor is not one of ours; a fault
    /// when the database is away.
    pub fn page<'a>(
        &'a self,
        kernel: &'a Kernel,
        who: &'a Who,
        query: &'a SearchQuery,
    ) -> BoxFuture<'a, Result<SearchPage, NotDone>> {
        Box::pin(async move {
            let terms = &query.terms;
            if terms.len() > WORDS_MAX {
                return Err(Refusal::new("search-words-many").with("max", WORDS_MAX).into());
            }
            let filters = chosen(self.filters, &query.filters)?;
            let key = kernel.keys().ring().server_key("search cursors");
            let place = match query.after.as_deref() {
                None | Some("") => match self.rarest(kernel, terms).await? {
                    Some(lead) => (lead, None),
                    None => return Ok(SearchPage::default()),
                },
                Some(cursor) => {
                    let (lead, at) = self.read_place(&key, terms, cursor)?;
                    (lead, Some(at))
                }
            };
            let (lead, after) = place;
            let limit = query.limit.clamp(1, PAGE_MAX);
            let Composed { sql, binds } =
                self.compose(who, terms, lead, after.clone(), &filters, limit + 1);
            let mut rows = kernel.db().fetch(Cow::Owned(sql), binds).await?;
            let full = rows.len() > limit;
            rows.truncate(limit);
            let last = if full {
                rows.last().and_then(|row| row.values().get(self.width..)).map(<[Value]>::to_vec)
            } else {
                let Composed { sql, binds } = self.compose_end(terms, lead, after);
                kernel
                    .db()
                    .fetch(Cow::Owned(sql), binds)
                    .await?
                    .first()
                    .map(|row| row.values().to_vec())
            };
            let next = last.map(|at| {
                let lead = Value::Int(i64::try_from(lead).unwrap_or_default());
                write_cursor(&key, &self.place(terms), &[vec![lead], at].concat())
            });
            for row in &mut rows {
                row.0.truncate(self.width);
            }
            let next = next.transpose()?;
            Ok(SearchPage { rows, unfinished: !full && next.is_some(), next })
        })
    }

    /// A cursor belongs to a search for these words.
    fn place(&self, terms: &[Term]) -> String {
        format!("{}\n{terms:?}\n", self.name)
    }

    fn read_place(&self, key: &[u8; 32], terms: &[Term], cursor: &str) -> Result<Place, Refusal> {
        let values = read_cursor(key, &self.place(terms), cursor)?;
        let wrong = || Refusal::new("list-cursor-wrong");
        let [Value::Int(lead), word, stream] = values.as_slice() else { return Err(wrong()) };
        let lead = usize::try_from(*lead).ok().filter(|lead| *lead < terms.len());
        Ok((lead.ok_or_else(wrong)?, [word.clone(), stream.clone()]))
    }

    /// The word that the fewest streams have; nothing when there is one that none has.
    async fn rarest(&self, kernel: &Kernel, terms: &[Term]) -> Result<Option<usize>, Fault> {
        if terms.len() <= 1 {
            return Ok((!terms.is_empty()).then_some(0));
        }
        let mut rarest = (i64::MAX, std::cmp::Reverse(0), 0);
        for (at, term) in terms.iter().enumerate() {
            let Composed { sql, binds } = self.compose_count(term);
            let rows = kernel.db().fetch(Cow::Owned(sql), binds).await?;
            let count: i64 = rows.first().map(|row| row.get(0)).transpose()?.unwrap_or_default();
            if count == 0 {
                return Ok(None);
            }
            // Of two that are everywhere, the longer one is the rarer as a rule.
            let letters = std::cmp::Reverse(term.letters());
            rarest = rarest.min((count, letters, at));
        }
        Ok(Some(rarest.2))
    }

    fn compose_count(&self, term: &Term) -> Composed {
        let mut q = Composed::default();
        let words = self.words;
        q.add(
            &format!("SELECT COUNT(*) FROM (SELECT w.stream_id FROM {words} w WHERE w.word >= ? AND w.word <= ? LIMIT {SCAN_MAX}) h"),
            term.range(),
        );
        q
    }

    /// The word's rows that one page looks at, from after a place on: the word itself before those
    /// that begin with it, and of each the newest stream first.
    fn scan(&self, q: &mut Composed, term: &Term, after: Option<[Value; 2]>) {
        let words = self.words;
        let [mut least, greatest] = term.range();
        if let Some([word, _]) = &after {
            least = word.clone();
        }
        q.add(
            &format!("SELECT w.word, w.stream_id FROM {words} w WHERE w.word >= ? AND w.word <= ?"),
            [least, greatest],
        );
        if let Some(after) = after {
            q.add(" AND (w.word > ? OR w.stream_id < ?)", after);
        }
        q.add(" ORDER BY w.word, w.stream_id DESC", []);
    }

    /// The last row that one page looks at, when there are so many.
    fn compose_end(&self, terms: &[Term], lead: usize, after: Option<[Value; 2]>) -> Composed {
        let mut q = Composed::default();
        if let Some(term) = terms.get(lead) {
            self.scan(&mut q, term, after);
            q.add(&format!(" LIMIT 1 OFFSET {}", SCAN_MAX - 1), []);
        }
        q
    }

    fn compose(
        &self,
        who: &Who,
        terms: &[Term],
        lead: usize,
        after: Option<[Value; 2]>,
        filters: &[(&Filter, Vec<Value>)],
        limit: usize,
    ) -> Composed {
        let (columns, words, table) = (self.columns, self.words, self.table);
        let mut q = Composed::default();
        q.add(&format!("SELECT {columns}, h.word, h.stream_id FROM ("), []);
        let first = terms.get(lead);
        if let Some(term) = first {
            self.scan(&mut q, term, after);
        }
        q.add(&format!(" LIMIT {SCAN_MAX}) h JOIN {table} t ON t.stream_id = h.stream_id"), []);
        // What has several words that begin so is found once, under the first of them.
        q.add(
            &format!(" WHERE NOT EXISTS (SELECT 1 FROM {words} e WHERE e.stream_id = h.stream_id AND e.word >= ? AND e.word < h.word {BY_ROW})"),
            first.into_iter().flat_map(Term::range).take(1),
        );
        for (_, term) in terms.iter().enumerate().filter(|(at, _)| *at != lead) {
            q.add(
                &format!(" AND EXISTS (SELECT 1 FROM {words} v WHERE v.stream_id = h.stream_id AND v.word >= ? AND v.word <= ? {BY_ROW})"),
                term.range(),
            );
        }
        if !who.is_machine() {
            let (fragment, binds) = visible("t", who);
            q.add(&format!(" AND {fragment}"), binds);
        }
        for (filter, binds) in filters {
            q.add(&format!(" AND ({})", filter.sql), binds.iter().cloned());
        }
        q.add(&format!(" ORDER BY h.word, h.stream_id DESC LIMIT {limit}"), []);
        q
    }

    /// Every shape of statement this search can ask, but for the number of words: for the test that
    /// prepares and plans them on both engines.
    #[must_use]
    pub fn shapes(&self, who: &Who) -> Vec<(String, Vec<Value>)> {
        let term = || Term::Whole(String::new());
        let nulls = |filter: &Filter| vec![Value::Null; filter.sql.matches('?').count()];
        let filters: Vec<_> = self.filters.iter().map(|f| (f, nulls(f))).collect();
        let after = Some([Value::Null, Value::Null]);
        let shapes = [
            self.compose_count(&term()),
            self.compose_end(&[term()], 0, None),
            self.compose_end(&[term()], 0, after.clone()),
            self.compose(who, &[term()], 0, None, &[], 1),
            self.compose(who, &[term(), term()], 1, after, &filters, 1),
        ];
        shapes.into_iter().map(|shape| (shape.sql, shape.binds)).collect()
    }
}

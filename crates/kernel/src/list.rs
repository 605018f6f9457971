//! Lists: a select, filters and orders that compose from fixed fragments, in keyset pages, showing
//! only rows the user may see. There is no other way to a list.

use std::borrow::Cow;

use crate::cursor::{read_cursor, write_cursor};
use crate::db::{DbRow, Value};
use crate::deciding::BoxFuture;
use crate::refusal::{Fault, NotDone, Refusal};
use crate::rights::Who;
use crate::store::Kernel;
use crate::time::{Date, Ts};

/// Rows on a page at most: what a person can look through, and what a page can weigh.
pub const PAGE_MAX: usize = 100;

/// What a filter's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterKind {
    /// Text as it is.
    Text,
    /// A text that the column must begin with; folded by the caller.
    Prefix,
    /// An id.
    Uuid,
    /// A date.
    Date,
    /// A date, for a column of instants from its beginning in Finland on.
    Since,
    /// A date, for a column of instants before its end in Finland.
    Until,
    /// A number.
    Int,
    /// Any of several texts, with spaces between them; its one `?` becomes as many, as in `x IN (?)`.
    OneOf,
    /// No value: the filter is on or off.
    Flag,
}

/// A filter by name, as it stands in the URL.
#[derive(Debug)]
pub struct Filter {
    /// Name in the URL.
    pub name: &'static str,
    /// Fragment with one `?` a bind: one, none for a flag, two for a prefix (`x >= ? AND x < ?`).
    pub sql: &'static str,
    /// What its value is.
    pub kind: FilterKind,
}

impl Filter {
    fn fragment(&self, values: usize) -> Cow<'static, str> {
        match self.kind {
            FilterKind::OneOf => self.sql.replace('?', &vec!["?"; values].join(", ")).into(),
            _ => self.sql.into(),
        }
    }
}

/// An order by name, as it stands in the URL. Columns are never null; the last one is unique.
#[derive(Debug)]
pub struct Order {
    /// Name in the URL.
    pub name: &'static str,
    /// Columns, all in one direction.
    pub columns: &'static [&'static str],
    /// Greatest first.
    pub descending: bool,
}

/// A list of rows.
#[derive(Debug)]
pub struct List {
    /// Name, for messages.
    pub name: &'static str,
    /// Columns that come back, such as `c.stream_id, c.number`.
    pub columns: &'static str,
    /// How many columns that is.
    pub width: usize,
    /// Tables and joins, such as `casefile_case c`.
    pub from: &'static str,
    /// Fragment that always holds, or empty.
    pub always: &'static str,
    /// Alias of the table with `unit`, `class` and `compartment`; nothing when the list shows
    /// nothing that is protected.
    pub protected: Option<&'static str>,
    /// Filters.
    pub filters: &'static [Filter],
    /// Orders; the first is the default.
    pub orders: &'static [Order],
}

/// What is asked of a list.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// Filters by name and value; empty values do not count.
    pub filters: Vec<(String, String)>,
    /// Order by name.
    pub order: Option<String>,
    /// Cursor of the page before.
    pub after: Option<String>,
    /// Rows wanted; at most [`PAGE_MAX`].
    pub limit: usize,
}

/// Selects that one merged list is made of, at most: SQLite joins no more than 500.
pub const MERGED_MAX: usize = 300;

/// One page of a list.
#[derive(Debug)]
pub struct ListPage {
    /// Rows with the list's columns.
    pub rows: Vec<DbRow>,
    /// Cursor of the next page, when there is one.
    pub next: Option<String>,
}

/// How many rows match, counted up to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Rows counted.
    pub rows: usize,
    /// There are more than were counted.
    pub more: bool,
}

/// A statement as it is put together.
#[derive(Default)]
pub(crate) struct Composed {
    pub(crate) sql: String,
    pub(crate) binds: Vec<Value>,
}

impl Composed {
    /// Adds a fragment, numbering its `?` marks.
    pub(crate) fn add(&mut self, fragment: &str, binds: impl IntoIterator<Item = Value>) {
        let mut binds = binds.into_iter();
        for (n, part) in fragment.split('?').enumerate() {
            if n > 0 {
                self.binds.extend(binds.next());
                self.sql.push('$');
                self.sql.push_str(&self.binds.len().to_string());
            }
            self.sql.push_str(part);
        }
    }
}

/// The rows a user may see, as a fragment: the same rule as [`Who::sees`].
pub(crate) fn visible(alias: &str, who: &Who) -> (String, Vec<Value>) {
    let fragment = format!(
        "{alias}.class <= ? AND ({alias}.unit = '' OR EXISTS (SELECT 1 FROM kernel_user_unit vu WHERE vu.stream_id = ? AND vu.unit = {alias}.unit)) \
         AND ({alias}.compartment IS NULL OR EXISTS (SELECT 1 FROM kernel_user_compartment vc WHERE vc.stream_id = ? AND vc.compartment = {alias}.compartment))"
    );
    (fragment, vec![who.clearance.level().into(), who.user.into(), who.user.into()])
}

impl List {
    fn order(&self, name: Option<&str>) -> Result<&Order, Refusal> {
        let found = match name {
            None | Some("") => self.orders.first(),
            Some(name) => self.orders.iter().find(|o| o.name == name),
        };
        found.ok_or_else(|| Refusal::new("list-order-unknown"))
    }

    /// The rows that match, as far as the user may see them.
    fn matching(&self, columns: &str, who: &Who, filters: &[(&Filter, Vec<Value>)]) -> Composed {
        let mut q = Composed {
            sql: format!("SELECT {columns} FROM {} WHERE 1 = 1", self.from),
            binds: Vec::new(),
        };
        if !self.always.is_empty() {
            q.add(&format!(" AND {}", self.always), []);
        }
        if let Some(alias) = self.protected
            && !who.is_machine()
        {
            let (fragment, binds) = visible(alias, who);
            q.add(&format!(" AND {fragment}"), binds);
        }
        for (filter, binds) in filters {
            q.add(&format!(" AND ({})", filter.fragment(binds.len())), binds.iter().cloned());
        }
        q
    }

    /// Counts what matches, and looks no further than the limit: how many more there are is nothing
    /// that a list of a million can tell at once.
    fn counting(&self, who: &Who, filters: &[(&Filter, Vec<Value>)], limit: i64) -> Composed {
        let mut q = self.matching("1 AS one", who, filters);
        // Along an order, as pages are read: indexes for filters end with it. A span of instants has
        // an index of its own.
        let span = |f: &(&Filter, _)| matches!(f.0.kind, FilterKind::Since | FilterKind::Until);
        if let (false, Some(order)) = (filters.iter().any(span), self.orders.first()) {
            let direction = if order.descending { " DESC" } else { "" };
            let by: Vec<String> = order.columns.iter().map(|c| format!("{c}{direction}")).collect();
            q.add(&format!(" ORDER BY {}", by.join(", ")), []);
        }
        q.add(" LIMIT ?", [Value::Int(limit)]);
        q.sql = format!("SELECT COUNT(*) FROM ({}) m", q.sql);
        q
    }

    fn compose(
        &self,
        who: &Who,
        filters: &[(&Filter, Vec<Value>)],
        order: &Order,
        after: Option<Vec<Value>>,
        limit: i64,
    ) -> Composed {
        let keys = order.columns.join(", ");
        let mut q = self.matching(&format!("{}, {keys}", self.columns), who, filters);
        let (sign, direction) = if order.descending { ("<", " DESC") } else { (">", "") };
        if let Some(after) = after {
            let marks = vec!["?"; order.columns.len()].join(", ");
            q.add(&format!(" AND ({keys}) {sign} ({marks})"), after);
        }
        // Keys are never null. Said of a descending order, `NULLS LAST` would keep PostgreSQL from
        // going along an index backwards, and have it read and sort the whole table.
        let by: Vec<String> = order.columns.iter().map(|c| format!("{c}{direction}")).collect();
        q.add(&format!(" ORDER BY {} LIMIT ?", by.join(", ")), [Value::Int(limit)]);
        q
    }

    /// One page of what the user may see.
    ///
    /// # Errors
    /// Refused when a filter, value, order or cursor is not one of ours; a fault when the database
    /// is away.
    pub fn page<'a>(
        &'a self,
        kernel: &'a Kernel,
        who: &'a Who,
        query: &'a ListQuery,
    ) -> BoxFuture<'a, Result<ListPage, NotDone>> {
        Box::pin(async move {
            let order = self.order(query.order.as_deref())?;
            let filters = chosen(self.filters, &query.filters)?;
            let key = kernel.keys().ring().server_key("list cursors");
            let after = self.after(&key, order, query)?;
            let limit = query.limit.clamp(1, PAGE_MAX);
            let Composed { sql, binds } =
                self.compose(who, &filters, order, after, one_more(limit));
            let rows = kernel.db().fetch(Cow::Owned(sql), binds).await?;
            Ok(self.cut(rows, limit, &key, order)?)
        })
    }

    /// One page of what the user may see under any of several sets of filters: each is read along its own
    /// index and gives no more than a page, and the pages are merged. Sets that hold one row both
    /// give it twice.
    ///
    /// # Errors
    /// As [`List::page`]; a fault when there are more than [`MERGED_MAX`] sets.
    pub async fn merged(
        &self,
        kernel: &Kernel,
        who: &Who,
        sets: &[Vec<(String, String)>],
        query: &ListQuery,
    ) -> Result<ListPage, NotDone> {
        if sets.is_empty() {
            return Ok(ListPage { rows: Vec::new(), next: None });
        }
        if sets.len() > MERGED_MAX {
            return Err(Fault::message(format!("{} sets of filters at once", sets.len())).into());
        }
        let order = self.order(query.order.as_deref())?;
        let key = kernel.keys().ring().server_key("list cursors");
        let after = self.after(&key, order, query)?;
        let limit = query.limit.clamp(1, PAGE_MAX);
        let each = sets.iter().map(|set| {
            let asked: Vec<_> = query.filters.iter().chain(set).cloned().collect();
            chosen(self.filters, &asked)
        });
        let each = each.collect::<Result<Vec<_>, _>>()?;
        let Composed { sql, binds } =
            self.merge(who, &each, order, after.as_deref(), one_more(limit));
        let rows = kernel.db().fetch(Cow::Owned(sql), binds).await?;
        Ok(self.cut(rows, limit, &key, order)?)
    }

    fn merge(
        &self,
        who: &Who,
        each: &[Vec<(&Filter, Vec<Value>)>],
        order: &Order,
        after: Option<&[Value]>,
        limit: i64,
    ) -> Composed {
        let mut merged = Composed::default();
        for (n, filters) in each.iter().enumerate() {
            let one = self.compose(who, filters, order, after.map(<[Value]>::to_vec), limit);
            let union = if n == 0 { "" } else { " UNION ALL " };
            merged.add(&format!("{union}SELECT * FROM ({}) s{n}", marks(&one.sql)), one.binds);
        }
        let direction = if order.descending { " DESC" } else { "" };
        let keys = (1..=order.columns.len()).map(|n| format!("{}{direction}", self.width + n));
        let by: Vec<String> = keys.collect();
        merged.add(&format!(" ORDER BY {} LIMIT ?", by.join(", ")), [Value::Int(limit)]);
        merged
    }

    /// The statement of [`List::merged`] with so many sets of filters by name: for a test that plans it.
    ///
    /// # Errors
    /// Refused when an order or filter is not one of ours.
    pub fn merged_shape(&self, who: &Who, names: &[&str], sets: usize) -> Result<String, Refusal> {
        let filter = |name: &&str| {
            let found = self.filters.iter().find(|f| f.name == *name);
            let found = found.ok_or_else(|| Refusal::new("list-filter-unknown"))?;
            Ok((found, vec![Value::Null; found.sql.matches('?').count()]))
        };
        let set = names.iter().map(filter).collect::<Result<Vec<_>, Refusal>>()?;
        let order = self.order(None)?;
        let after = vec![Value::Null; order.columns.len()];
        Ok(self.merge(who, &vec![set; sets], order, Some(&after), 1).sql)
    }

    fn after(
        &self,
        key: &[u8; 32],
        order: &Order,
        query: &ListQuery,
    ) -> Result<Option<Vec<Value>>, Refusal> {
        match query.after.as_deref() {
            None | Some("") => Ok(None),
            Some(cursor) => read_cursor(key, &place(self.name, order), cursor).map(Some),
        }
    }

    /// A page out of what was read: one row more than its limit says that there is another.
    fn cut(
        &self,
        mut rows: Vec<DbRow>,
        limit: usize,
        key: &[u8; 32],
        order: &Order,
    ) -> Result<ListPage, Fault> {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().and_then(|row| row.values().get(self.width..)).filter(|_| more);
        let next = last.map(|values| write_cursor(key, &place(self.name, order), values));
        for row in &mut rows {
            row.0.truncate(self.width);
        }
        Ok(ListPage { rows, next: next.transpose()? })
    }

    /// How many rows match that the user may see, counted up to a limit.
    ///
    /// # Errors
    /// As [`List::page`].
    pub async fn count(
        &self,
        kernel: &Kernel,
        who: &Who,
        filters: &[(String, String)],
        at_most: usize,
    ) -> Result<Counted, NotDone> {
        let filters = chosen(self.filters, filters)?;
        let one_more = i64::try_from(at_most.saturating_add(1)).unwrap_or(i64::MAX);
        let Composed { sql, binds } = self.counting(who, &filters, one_more);
        let rows = kernel.db().fetch(Cow::Owned(sql), binds).await?;
        let found: i64 = rows.first().map_or(Ok(0), |row| row.get(0))?;
        let found = usize::try_from(found).unwrap_or(0);
        Ok(Counted { rows: found.min(at_most), more: found > at_most })
    }

    /// Could this be asked of the list? For what was asked once and is kept.
    ///
    /// # Errors
    /// Refused when a filter, value or order is not one of ours.
    pub fn check(&self, query: &ListQuery) -> Result<(), Refusal> {
        self.order(query.order.as_deref())?;
        chosen(self.filters, &query.filters).map(drop)
    }

    /// Every shape of statement this list can ask: each filter with each order, with and without a
    /// cursor, and counted. For the test that prepares and plans them on both engines.
    #[must_use]
    pub fn shapes(&self, who: &Who) -> Vec<(String, Vec<Value>)> {
        let mut shapes = Vec::new();
        for order in self.orders {
            let bare = self.compose(who, &[], order, None, 1);
            shapes.push((bare.sql, bare.binds));
            for filter in self.filters {
                let binds = vec![Value::Null; filter.sql.matches('?').count()];
                let after = vec![Value::Null; order.columns.len()];
                let shape = self.compose(who, &[(filter, binds)], order, Some(after), 1);
                shapes.push((shape.sql, shape.binds));
            }
        }
        let every =
            self.filters.iter().map(|f| vec![(f, vec![Value::Null; f.sql.matches('?').count()])]);
        for filters in every.chain([Vec::new()]) {
            let count = self.counting(who, &filters, 1);
            shapes.push((count.sql, count.binds));
        }
        shapes
    }
}

fn one_more(limit: usize) -> i64 {
    i64::try_from(limit + 1).unwrap_or(i64::MAX)
}

/// A statement with its numbers as marks again, so that it can stand within another.
fn marks(sql: &str) -> String {
    let mut marks = String::with_capacity(sql.len());
    let mut parts = sql.split('$');
    marks.push_str(parts.next().unwrap_or_default());
    for part in parts {
        marks.push('?');
        marks.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    marks
}

/// The filters that are asked for, with their values.
pub(crate) fn chosen<'f>(
    filters: &'f [Filter],
    asked: &[(String, String)],
) -> Result<Vec<(&'f Filter, Vec<Value>)>, Refusal> {
    let asked = asked.iter().filter(|(_, value)| !value.trim().is_empty());
    let filters = asked.map(|(name, value)| {
        let filter = filters.iter().find(|f| f.name == name);
        let filter =
            filter.ok_or_else(|| Refusal::new("list-filter-unknown").with("name", name))?;
        Ok((filter, parse(filter, value.trim())?))
    });
    filters.collect()
}

fn parse(filter: &Filter, value: &str) -> Result<Vec<Value>, Refusal> {
    let wrong = || Refusal::new("list-value-wrong").with("name", filter.name);
    Ok(match filter.kind {
        FilterKind::Text => vec![value.into()],
        FilterKind::Prefix => vec![value.into(), format!("{value}\u{10FFFF}").into()],
        FilterKind::Uuid => vec![Value::Uuid(value.parse().map_err(|_| wrong())?)],
        FilterKind::Date => vec![Value::Date(date(value).ok_or_else(wrong)?)],
        FilterKind::Since => vec![Ts::start_of(date(value).ok_or_else(wrong)?).into()],
        FilterKind::Until => {
            let next = date(value).and_then(|date| date.tomorrow().ok()).ok_or_else(wrong)?;
            vec![Ts::start_of(next).into()]
        }
        FilterKind::Int => vec![Value::Int(value.parse().map_err(|_| wrong())?)],
        FilterKind::Flag => Vec::new(),
        FilterKind::OneOf => value.split_whitespace().map(Into::into).collect(),
    })
}

/// A date; before the year 1 the engines differ: as text it sorts elsewhere.
fn date(value: &str) -> Option<Date> {
    value.parse().ok().filter(|date: &Date| date.year() >= 1)
}

/// Where a cursor holds: in a list in one order.
fn place(list: &str, order: &Order) -> String {
    format!("{list}\n{}\n", order.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: Order =
        Order { name: "due", columns: &["c.due", "c.stream_id"], descending: false };
    const KEY: [u8; 32] = [7; 32];

    #[test]
    fn a_cursor_of_another_list_order_or_server_is_refused() {
        let here = place("cases", &ORDER);
        let cursor = write_cursor(&KEY, &here, &[Value::Int(5)]).unwrap();
        let other = Order { name: "number", ..ORDER };
        assert!(read_cursor(&KEY, &here, &cursor).is_ok());
        assert!(read_cursor(&KEY, &place("persons", &ORDER), &cursor).is_err());
        assert!(read_cursor(&KEY, &place("cases", &other), &cursor).is_err());
        assert!(read_cursor(&[8; 32], &here, &cursor).is_err());
    }

    #[test]
    fn a_statement_within_another_is_numbered_anew() {
        assert_eq!(marks("a = $1 AND b IN ($12, $3)"), "a = ? AND b IN (?, ?)");
        assert_eq!(marks("a = 1"), "a = 1");
    }

    #[test]
    fn fragments_are_numbered_in_order() {
        let mut q = Composed { sql: String::new(), binds: vec![] };
        q.add("a = ?", [Value::Int(1)]);
        q.add(" AND b >= ? AND b < ?", [Value::Int(2), Value::Int(3)]);
        assert_eq!(q.sql, "a = $1 AND b >= $2 AND b < $3");
        assert_eq!(q.binds, [Value::Int(1), Value::Int(2), Value::Int(3)]);
    }
}

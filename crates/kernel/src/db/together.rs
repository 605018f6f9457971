//! Writes that go to PostgreSQL together: those that touch rows of their own travel as one statement,
//! so that the server receives, starts and answers one instead of ten.
//!
//! All rows that a set inserts into one table are one part of it, whatever their number: the columns
//! go as arrays, and the text of the statement depends on the tables alone.

use std::collections::HashMap;

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use super::value::Value;
use super::write::{Check, Miss, Write};

/// Changed and deleted rows in one statement at most: each is a part of its own, and what a server
/// keeps prepared shall be few texts.
const CHANGES_MAX: usize = 4;

/// The types of a table's columns, by the beginning of the insert that names them.
pub(super) type ColumnTypes = HashMap<String, Vec<Type>>;

/// A statement as it goes to the server.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) sql: String,
    pub(super) params: Vec<Param>,
    pub(super) check: Check,
    /// Tables in which it must not meet a taken key, and what it misses then.
    pub(super) free: Vec<(String, Miss)>,
}

/// What goes to a placeholder.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Param {
    /// One value.
    One(Value),
    /// The values of a column, one a row.
    Column(Vec<Value>),
}

impl ToSql for Param {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Param::One(value) => value.to_sql(ty, out),
            Param::Column(values) => values.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// An insert of one row as `INSERT INTO table (columns)`, when its values are its placeholders in
/// order and nothing follows.
fn head(write: &Write) -> Option<&str> {
    let (head, values) = write.sql.split_once(" VALUES (")?;
    let columns = head.strip_prefix("INSERT INTO ")?.split(',').count();
    let mut marks = values.strip_suffix(')')?.split(", ").zip(1..);
    let number = |mark: &str| mark.strip_prefix('$').and_then(|n| n.parse::<usize>().ok());
    let in_order = marks.all(|(mark, n)| number(mark) == Some(n));
    (in_order && values.matches('$').count() == columns).then_some(head)
}

/// Beginnings of the inserts whose column types have to be known.
pub(super) fn heads(writes: &[Write]) -> impl Iterator<Item = &str> {
    writes.iter().filter(|write| write.apart).filter_map(head)
}

/// `INSERT INTO table (columns)` as a question for the types of these columns.
pub(super) fn shape(head: &str) -> Option<String> {
    let (table, columns) = head.strip_prefix("INSERT INTO ")?.split_once(" (")?;
    Some(format!("SELECT {} FROM {table}", columns.strip_suffix(')')?))
}

/// The table of an insert, by its beginning.
fn table(head: &str) -> Option<&str> {
    head.strip_prefix("INSERT INTO ")?.split_once(" (").map(|(table, _)| table)
}

/// The writes in order, those that touch rows of their own and follow one another as one statement.
pub(super) fn together(writes: Vec<Write>, types: &ColumnTypes) -> Vec<Sent> {
    let (mut sent, mut waiting) = (Vec::new(), Vec::new());
    for write in writes {
        if write.apart {
            waiting.push(write);
        } else {
            join(&mut waiting, types, &mut sent);
            sent.push(alone(write));
        }
    }
    join(&mut waiting, types, &mut sent);
    sent
}

fn alone(write: Write) -> Sent {
    let params = write.binds.into_iter().map(Param::One).collect();
    Sent { sql: write.sql.into_owned(), params, check: write.check, free: Vec::new() }
}

/// Sends what waits as one statement.
fn join(waiting: &mut Vec<Write>, types: &ColumnTypes, sent: &mut Vec<Sent>) {
    let free = waiting.iter().filter_map(|write| match &write.check {
        Check::Free(miss) => Some((table(head(write)?)?.to_owned(), miss.clone())),
        Check::Any | Check::One(_) => None,
    });
    let free = free.collect();
    let (inserts, mut changes): (Vec<Write>, Vec<Write>) =
        std::mem::take(waiting).into_iter().partition(|write| head(write).is_some());
    if changes.len() > CHANGES_MAX {
        sent.extend(changes.drain(..).map(alone));
    }
    let mut parts: Vec<(String, Vec<Param>)> = Vec::new();
    for rows in by_table(inserts) {
        match columns(&rows, types) {
            Some(part) if rows.len() > 1 => parts.push(part),
            // A row alone needs no arrays.
            _ => parts.extend(rows.into_iter().map(one)),
        }
    }
    parts.extend(changes.into_iter().map(one));
    let Some((last, before)) = parts.split_last() else { return };
    let mut sql = String::new();
    let mut params = Vec::new();
    for (n, (part, values)) in before.iter().enumerate() {
        sql.push_str(if n == 0 { "WITH " } else { ", " });
        sql.push_str(&format!("w{n} AS ({})", numbered_from(part, params.len())));
        params.extend_from_slice(values);
    }
    if !before.is_empty() {
        sql.push(' ');
    }
    sql.push_str(&numbered_from(&last.0, params.len()));
    params.extend_from_slice(&last.1);
    sent.push(Sent { sql, params, check: Check::Any, free });
}

fn one(write: Write) -> (String, Vec<Param>) {
    (write.sql.into_owned(), write.binds.into_iter().map(Param::One).collect())
}

/// Rows by their table, tables in the order they come first.
fn by_table(inserts: Vec<Write>) -> Vec<Vec<Write>> {
    let mut tables: Vec<Vec<Write>> = Vec::new();
    for write in inserts {
        let table = tables.iter_mut().find(|rows| rows.iter().any(|row| row.sql == write.sql));
        match table {
            Some(rows) => rows.push(write),
            None => tables.push(vec![write]),
        }
    }
    tables
}

/// Rows of one table, column by column.
fn columns(rows: &[Write], types: &ColumnTypes) -> Option<(String, Vec<Param>)> {
    let head = head(rows.first()?)?;
    let types = types.get(head)?;
    let marks = types.iter().zip(1..).map(|(ty, n)| format!("${n}::{}[]", ty.name()));
    let sql = format!("{head} SELECT * FROM unnest({})", marks.collect::<Vec<_>>().join(", "));
    let column = |n: usize| rows.iter().filter_map(|row| row.binds.get(n).cloned()).collect();
    Some((sql, (0..types.len()).map(|n| Param::Column(column(n))).collect()))
}

/// The same text with its placeholders counted on from a number.
fn numbered_from(sql: &str, before: usize) -> String {
    let mut parts = sql.split('$');
    let mut numbered = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let (number, rest) = part.split_at(digits);
        let number: usize = number.parse().unwrap_or_default();
        numbered.push_str(&format!("${}{rest}", number + before));
    }
    numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insert(n: i64) -> Write {
        Write::new("INSERT INTO t (a, b) VALUES ($1, $2)", vec![n.into(), "x".into()]).apart()
    }

    fn update(n: i64) -> Write {
        Write::new("UPDATE t SET b = $2 WHERE a = $1", vec![n.into(), "y".into()]).apart()
    }

    fn sent(writes: Vec<Write>) -> Vec<Sent> {
        let types = vec![Type::INT8, Type::TEXT];
        together(writes, &HashMap::from([("INSERT INTO t (a, b)".to_owned(), types)]))
    }

    #[test]
    fn rows_of_a_table_go_column_by_column_and_changes_beside_them() {
        let other = Write::new("INSERT INTO u (c) VALUES ($1)", vec![7.into()]).apart();
        let sent = sent(vec![insert(1), update(5), other, insert(2)]);
        assert_eq!(
            sent[0].sql,
            "WITH w0 AS (INSERT INTO t (a, b) SELECT * FROM unnest($1::int8[], $2::text[])), \
             w1 AS (INSERT INTO u (c) VALUES ($3)) UPDATE t SET b = $5 WHERE a = $4"
        );
        let column = |values: [Value; 2]| Param::Column(values.into());
        let one = Param::One;
        assert_eq!(
            sent[0].params,
            [
                column([1.into(), 2.into()]),
                column(["x".into(), "x".into()]),
                one(7.into()),
                one(5.into()),
                one("y".into())
            ]
        );
        assert_eq!(sent.len(), 1);
    }

    #[test]
    fn what_may_miss_or_depends_on_the_order_goes_alone_and_keeps_its_place() {
        let free = insert(9).free_else(Miss::Again);
        let plain = Write::new("DELETE FROM t WHERE a = $1", vec![3.into()]);
        let sent = sent(vec![free, plain, insert(1), insert(2)]);
        let sql: Vec<&str> = sent.iter().map(|sent| &*sent.sql).collect();
        assert_eq!(
            sql,
            [
                "INSERT INTO t (a, b) VALUES ($1, $2)",
                "DELETE FROM t WHERE a = $1",
                "INSERT INTO t (a, b) SELECT * FROM unnest($1::int8[], $2::text[])"
            ]
        );
        assert_eq!(sent[0].check, Check::Free(Miss::Again));
    }

    #[test]
    fn an_insert_that_may_meet_a_taken_key_goes_along_and_says_in_which_table() {
        let token = Write::new("INSERT INTO command (id) VALUES ($1)", vec![7.into()]);
        let sent = sent(vec![token.free_else(Miss::Again).apart(), insert(1)]);
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].free, [("command".to_owned(), Miss::Again)]);
        let counted = update(1).one_else(Miss::Gone).apart();
        assert!(!counted.apart, "its rows could not be counted");
    }

    #[test]
    fn many_changes_go_one_by_one() {
        let all: Vec<Write> = (0..6).map(update).collect();
        assert_eq!(sent(all).len(), 6);
    }

    #[test]
    fn an_insert_that_does_more_is_no_row() {
        for sql in [
            "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO NOTHING",
            "INSERT INTO t (a, b) VALUES ($1, 0)",
            "INSERT INTO t (a, b) VALUES ($2, $1)",
            "DELETE FROM t WHERE a = $1",
        ] {
            assert_eq!(head(&Write::new(sql, Vec::new())), None, "{sql}");
        }
    }

    #[test]
    fn a_table_is_asked_for_the_types_of_its_columns() {
        assert_eq!(shape("INSERT INTO t (a, b)").as_deref(), Some("SELECT a, b FROM t"));
    }
}

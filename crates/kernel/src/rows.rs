//! Rows: ordinary tables that show the folded state, a pure function of it.

use std::collections::{HashMap, HashSet};

use crate::db::Value;

/// A table that a system's rows live in. The first column is the stream's id.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// Name with the system's prefix, such as `casefile_case`.
    pub name: &'static str,
    /// Column names; the first `key` of them are the primary key.
    pub columns: &'static [&'static str],
    /// How many leading columns make the primary key, at least one.
    pub key: usize,
}

/// One row of a table, values in the order of its columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Where it lives.
    pub table: &'static Table,
    /// One value a column.
    pub values: Vec<Value>,
}

impl Row {
    /// A row; the number of values must be the number of columns, which a test on samples checks.
    #[must_use]
    pub fn new(table: &'static Table, values: Vec<Value>) -> Row {
        debug_assert_eq!(values.len(), table.columns.len(), "row of {}", table.name);
        Row { table, values }
    }

    /// The values of the primary key.
    #[must_use]
    pub fn key(&self) -> &[Value] {
        self.values.get(..self.table.key).unwrap_or(&self.values)
    }
}

/// What has to be written so that the stored rows of a stream become those of the new state.
#[derive(Debug, Clone, PartialEq)]
pub enum RowChange {
    /// A row that was not there.
    Insert(Row),
    /// A row whose values changed.
    Update(Row),
    /// A row that is no longer shown.
    Delete(Row),
}

type Key<'a> = (&'static str, &'a [Value]);

fn key(row: &Row) -> Key<'_> {
    (row.table.name, row.key())
}

/// The difference between two sets of rows, deletes first so that keys are free again.
#[must_use]
pub fn difference(before: &[Row], after: &[Row]) -> Vec<RowChange> {
    let kept: HashSet<Key<'_>> = after.iter().map(key).collect();
    let old: HashMap<Key<'_>, &Row> = before.iter().map(|row| (key(row), row)).collect();
    let gone = before.iter().filter(|row| !kept.contains(&key(row)));
    let mut changes: Vec<RowChange> = gone.cloned().map(RowChange::Delete).collect();
    for new in after {
        match old.get(&key(new)) {
            None => changes.push(RowChange::Insert(new.clone())),
            Some(old) if old.values != new.values => changes.push(RowChange::Update(new.clone())),
            Some(_) => {}
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    static T: Table = Table { name: "t", columns: &["stream_id", "n", "x"], key: 2 };

    fn row(n: i64, x: &str) -> Row {
        Row::new(&T, vec![Value::Int(0), Value::Int(n), Value::from(x)])
    }

    #[test]
    fn only_differences_are_written() {
        let changes = difference(
            &[row(1, "a"), row(2, "b"), row(3, "c")],
            &[row(2, "b"), row(3, "d"), row(4, "e")],
        );
        assert_eq!(
            changes,
            [
                RowChange::Delete(row(1, "a")),
                RowChange::Update(row(3, "d")),
                RowChange::Insert(row(4, "e"))
            ]
        );
    }
}

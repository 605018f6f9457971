//! One program over many cases: the same rows, a few nanoseconds a case.

mod columns;
mod compare;
mod kernel;
mod line;
mod plan;
mod run;

pub use columns::{Column, ColumnProblem, Meaning, Values};
pub use compare::{Change, Impact, compare_values};
pub use run::{Batch, Codes};

//! Dated parameters, decision tables, explanations: pure, without IO, async or clock.

mod answer;
mod archive;
mod batch;
mod cases;
mod check;
mod compile;
mod decimal;
mod dictionary;
mod expr;
mod folder;
mod generated;
mod lower;
mod parts;
mod problem;
mod program;
mod reach;
mod replay;
mod ruleset;
mod set;
mod show;
mod strict;
mod syntax;
mod tck;
pub mod typed;
mod value;
mod xml;

pub use answer::{
    Answer, Condition, Fact, Facts, Finding, LawDates, Missing, NoRuling, Outcome, ParameterUse,
    State, WhyNot,
};
pub use batch::{
    Batch, Change, Codes, Column, ColumnProblem, Impact, Meaning, Values, compare_values,
};
pub use cases::{Case, CaseReport};
pub use compile::compile;
pub use decimal::{Decimal, Rounding};
pub use dictionary::{
    Act, ActLink, AppliesBy, Authority, Dictionary, FactEntry, Grade, Kind, Parameter,
    ParameterRow, Words,
};
pub use expr::Fault;
pub use folder::{LANGUAGES, Law, Loaded};
pub use generated::{facts, folder as shipped};
pub use problem::{Level, Problem};
pub use program::{Evaluation, Input, Program, Role, Step};
pub use replay::{Replay, seal};
pub use ruleset::{ENGINE, RuleSet};
pub use show::{ShownRow, ShownTable, rust_facts, rust_folder};
pub use tck::{Conformance, conformance, conformance_model};
pub use value::{Day, Type, Value};

//! Dated parameters, decision tables, explanations: pure, without IO, async or clock.
#![expect(dead_code, reason = "static checks and batch follow")]

mod compile;
mod decimal;
mod expr;
mod lower;
mod problem;
mod program;
mod set;
mod syntax;
mod value;
mod xml;

pub use compile::compile;
pub use decimal::{Decimal, Rounding};
pub use expr::Fault;
pub use problem::{Level, Problem};
pub use program::{Evaluation, Input, Program, Role, Step};
pub use value::{Day, Type, Value};

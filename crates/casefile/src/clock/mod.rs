//! Clocks: how long the law gives, counted as the law counts.
//!
//! Periods are counted after Regulation (EEC, Euratom) No 1182/71, article 3, and in Finland after the
//! Act on the Calculation of Statutory Time Limits (150/1930), sections 2, 3 and 5. The two agree for
//! periods in days, weeks and months; where the Regulation goes further (article 3(5)), the rule
//! says so. Periods counted backwards from a date (section 4) are not clocks: they are not here, and
//! under article 3(4) their ends do not move. Everything here is a pure function of its dates.

mod calendar;
mod counting;
mod rule;
mod rules;
mod state;

pub use calendar::{holidays, is_working_day};
pub(crate) use counting::{days_before, days_from};
pub use rule::{ClockRule, Length};
pub use rules::{DatedRule, Grade, rule_on, rules};
pub use state::{Clock, Left, start};

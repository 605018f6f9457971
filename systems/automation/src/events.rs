//! What happens in automation: facts of cases and rulings on the case's stream, and on streams of
//! their own what was deployed, verified, stopped.

mod archive;
mod fact;
mod installation;
mod parameter;
mod rule_set;
mod ruling;

pub use archive::ArchiveEvent;
pub use fact::{FACT_RECORDED, FACT_SETTLED, FACT_WITHDRAWN, FactEvent};
pub use installation::InstallationEvent;
pub use parameter::ParameterEvent;
pub use rule_set::RuleSetEvent;
pub use ruling::RulingEvent;

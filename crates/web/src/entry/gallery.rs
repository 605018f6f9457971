//! The component gallery: every component in every state, in demo mode.

use crate::reply::{Problem, Reply};
use crate::request::Request;

/// Shows it.
pub(super) async fn page(_request: Request) -> Result<Reply, Problem> {
    Err(Problem::NotFound)
}

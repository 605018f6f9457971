//! Verbs on orders to do one thing to many cases.
//!
//! Every order is the same but for what is done to a case: a new kind is a variant of [`Work`] with
//! its verdict and its changes, in [`go_through`].

mod cancel_bulk;
mod go_through;
mod order_bulk;
mod plan;
mod stop_bulk;
mod undo_bulk;

pub use cancel_bulk::CancelBulk;
pub use go_through::{GoThrough, Surroundings};
pub use order_bulk::OrderBulk;
pub use plan::{Candidate, Plan, Standing};
pub use stop_bulk::StopBulk;
pub use undo_bulk::{Before, UndoBulk};

use kernel::{Changes, Ctx, Refusal};
use web::{Draft, Problem, Request};

use crate::events::{BulkEvent, BulkKind, PortionEvent, Work};
use crate::ids::{BulkId, PortionId};
use crate::rights::LEAD;
use crate::state::{BulkOrder, KnownBulk};

/// The job that goes through an order.
pub(crate) const GO_THROUGH: &str = "casefile.bulk";
/// Cases of one order: what somebody can look over before they order it. The whole stays one commit
/// of some hundred portions and a page that a browser shows at once.
pub const BULK_ITEMS_MAX: usize = 2_000;
/// Cases that are gone through together. Each portion is one commit, so a colleague who works on one
/// of its cases in that moment makes it run again; and it is over in a fraction of a second, between
/// other people's clicks.
const PORTION_ITEMS_MAX: usize = 20;

/// The order, if there is one that is visible.
fn known(order: &BulkOrder) -> Result<&KnownBulk, Refusal> {
    order.known().ok_or_else(|| Refusal::new("bulk-unknown"))
}

/// What an order of this plan brings about: the order, its portions, and the job that goes through
/// them, under the order's id.
fn ordered(
    bulk: BulkId,
    what: BulkKind,
    plan: &Plan,
    undoes: Option<BulkId>,
    ctx: &Ctx<'_>,
) -> Changes {
    let parts: Vec<_> = plan.moves.chunks(PORTION_ITEMS_MAX).collect();
    let portions: Vec<_> = parts.iter().map(|_| PortionId(ctx.ids.next())).collect();
    let ordered = BulkEvent::Ordered {
        what,
        unit: ctx.who.unit.to_string(),
        cases: plan.moves.len(),
        portions: portions.clone(),
        left: plan.left.clone(),
        undoes,
    };
    let mut changes = Changes::one(bulk, &ordered);
    let firsts = (0..).step_by(PORTION_ITEMS_MAX);
    for ((portion, moves), first) in portions.into_iter().zip(parts).zip(firsts) {
        let work = Work::Assign(moves.to_vec());
        changes = changes.record(portion, &PortionEvent::Ordered { bulk, first, work });
    }
    changes.job_as(bulk.0, GO_THROUGH, &bulk)
}

/// What a form on an order starts from.
async fn bulk_draft(request: &Request, act: &str) -> Result<(Draft, KnownBulk), Problem> {
    let id: BulkId = request.param("id")?;
    let opened = request.kernel.open::<BulkOrder>(&request.who, id, LEAD, act).await?;
    let known = opened.state.known().ok_or(Problem::NotFound)?.clone();
    let draft = Draft::new()
        .crumb(request.ui.t("casefile-cases"), "/cases")
        .crumb(request.ui.t("bulk"), "/bulk")
        .crumb(request.ui.t("bulk-result"), format!("/bulk/{id}"));
    Ok((draft, known))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kernel::{UserId, Who};
    use uuid::Uuid;

    use super::*;
    use crate::acts::tests::{case_id, colleague_id, officer};
    use crate::events::{BulkEnd, Move};
    use crate::rights::{SEE, WORK};

    pub(super) const fn bulk_id() -> BulkId {
        BulkId(Uuid::from_u128(700))
    }

    pub(super) const fn portion_id() -> PortionId {
        PortionId(Uuid::from_u128(701))
    }

    pub(super) fn lead() -> Who {
        Who { rights: Arc::new([SEE, WORK, LEAD].into()), ..officer() }
    }

    pub(super) const fn moved(from: Option<UserId>) -> Move {
        Move { case: case_id(), from, to: Some(colleague_id()) }
    }

    pub(super) fn order() -> BulkEvent {
        BulkEvent::Ordered {
            what: BulkKind::Assign,
            unit: "HEL".into(),
            cases: 1,
            portions: vec![portion_id()],
            left: Vec::new(),
            undoes: None,
        }
    }

    pub(super) const fn through(done: usize, skipped: usize) -> BulkEvent {
        BulkEvent::GoneThrough { portion: portion_id(), done, skipped }
    }

    pub(super) const fn ended(why: BulkEnd) -> BulkEvent {
        BulkEvent::Ended { why }
    }
}

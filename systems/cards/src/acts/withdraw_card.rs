//! A decision was recalled: its card is wanted no more. What its maker does not have is not made, what it has not made
//! yet is stopped, and what is made is to be taken back.

use decisions::DecisionId;
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use super::GO_ON;
use crate::events::CardEvent;
use crate::ids::CardId;
use crate::model::{Lack, Stage, Trouble, Withdrawal};
use crate::state::{Card, KnownCard, Standing};

/// Withdraws the card of a decision that was recalled. Done again it does nothing.
#[derive(Debug, Clone, Copy)]
pub struct WithdrawCard {
    /// Of which decision.
    pub decision: DecisionId,
}

impl Act for WithdrawCard {
    const NAME: &'static str = "card.withdraw";
    const RIGHT: Right = Right::MACHINE;
    type State = Card;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        CardId::of(self.decision).0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, card: &Card, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = card.known();
        let id = CardId::of(self.decision);
        Ok(known.map_or_else(Changes::new, |known| withdrawn(id, known, Withdrawal::Recalled)))
    }
}

/// Withdraws a card.
pub(crate) fn withdrawn(id: CardId, card: &KnownCard, why: Withdrawal) -> Changes {
    let changes = Changes::one(id, &CardEvent::Withdrawn { why });
    match card.standing {
        standing if standing.is_withdrawn() => Changes::new(),
        // It was never sent, or there is nothing of it: nobody has to be told.
        Standing::Waits { lack: Lack::Pictures | Lack::Content }
        | Standing::Due { trouble: Some(Trouble::NotConnected) }
        | Standing::With { stage: Stage::Failed | Stage::Cancelled } => {
            changes.record(id, &CardEvent::Stopped {})
        }
        Standing::With { stage: Stage::HandedOver } => {
            changes.record(id, &CardEvent::ToTakeBack {})
        }
        // Also what is on its way there: nobody knows whether it has arrived.
        Standing::Waits { .. }
        | Standing::Due { .. }
        | Standing::With { .. }
        | Standing::Stopping { .. }
        | Standing::Stopped { .. }
        | Standing::ToTakeBack { .. } => changes.job(GO_ON, &id, None),
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{DECISION, ordered, with};

    fn act() -> WithdrawCard {
        WithdrawCard { decision: DECISION }
    }

    fn gone() -> CardEvent {
        CardEvent::Withdrawn { why: Withdrawal::Recalled }
    }

    #[test]
    fn its_maker_is_told_where_it_may_have_the_order() {
        for events in [vec![ordered(None)], with(Stage::Ordered), with(Stage::Ready)] {
            let jobs = given::<Card>(events).when(act(), ()).then([gone()]);
            assert_eq!((jobs[0].kind, jobs.len()), (GO_ON, 1));
        }
    }

    #[test]
    fn nobody_is_told_of_what_was_never_sent_or_is_handed_over() {
        let waits = vec![ordered(Some(Lack::Pictures))];
        let delayed = CardEvent::Delayed { trouble: Trouble::NotConnected };
        for events in [waits, vec![ordered(None), delayed], with(Stage::Failed)] {
            let jobs = given::<Card>(events).when(act(), ()).then([gone(), CardEvent::Stopped {}]);
            assert!(jobs.is_empty());
        }
        let had = given::<Card>(with(Stage::HandedOver)).when(act(), ());
        assert!(had.then([gone(), CardEvent::ToTakeBack {}]).is_empty());
    }

    #[test]
    fn it_is_withdrawn_once_and_where_there_is_none_nothing_is() {
        given::<Card>([ordered(None), gone()]).when(act(), ()).then_nothing();
        given::<Card>([]).when(act(), ()).then_nothing();
    }
}

//! The maker of cards has the order.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use super::GO_ON;
use crate::events::CardEvent;
use crate::ids::CardId;
use crate::state::{Card, Standing};

/// Records that the maker has the order.
#[derive(Debug, Clone, Copy)]
pub struct PlaceCard {
    /// Which card.
    pub card: CardId,
    /// The how-many-th order of it.
    pub making: u32,
}

impl Act for PlaceCard {
    const NAME: &'static str = "card.place";
    const RIGHT: Right = Right::MACHINE;
    type State = Card;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.card.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, card: &Card, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = card.there()?;
        if known.making != self.making {
            return Ok(Changes::new());
        }
        let placed = Changes::one(self.card, &CardEvent::Placed {});
        Ok(match known.standing {
            Standing::Due { .. } => placed,
            // It was withdrawn while it was on its way: its maker is stopped now that it is there.
            Standing::Stopped { .. } => placed.job(GO_ON, &self.card, None),
            Standing::Waits { .. }
            | Standing::With { .. }
            | Standing::Stopping { .. }
            | Standing::ToTakeBack { .. } => Changes::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{card, ordered, with};
    use crate::model::{Stage, Withdrawal};

    fn act(making: u32) -> PlaceCard {
        PlaceCard { card: card(), making }
    }

    #[test]
    fn it_is_recorded_once_and_of_the_order_that_counts() {
        given::<Card>([ordered(None)]).when(act(1), ()).then([CardEvent::Placed {}]);
        given::<Card>(with(Stage::Ordered)).when(act(1), ()).then_nothing();
        given::<Card>([ordered(None)]).when(act(2), ()).then_nothing();
        given::<Card>([]).when(act(1), ()).then_refused("card-unknown");
    }

    #[test]
    fn what_arrives_after_it_was_withdrawn_is_stopped_once_more() {
        let gone = CardEvent::Withdrawn { why: Withdrawal::Recalled };
        let events = [ordered(None), gone, CardEvent::Stopped {}, CardEvent::Placed {}];
        let jobs = given::<Card>(events[..3].to_vec()).when(act(1), ()).then([events[3].clone()]);
        assert_eq!(jobs[0].kind, GO_ON);
        let known = given::<Card>(events).state(card().0);
        let why = Withdrawal::Recalled;
        assert_eq!(known.known().unwrap().standing, Standing::Stopping { why });
    }
}

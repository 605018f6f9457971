//! An order that cannot go to the maker as it is waits for an official.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::events::CardEvent;
use crate::ids::CardId;
use crate::model::Lack;
use crate::state::{Card, Standing};

/// Lets an order wait for an official.
#[derive(Debug, Clone, Copy)]
pub struct HoldCard {
    /// Which card.
    pub card: CardId,
    /// The how-many-th order of it.
    pub making: u32,
    /// Why.
    pub lack: Lack,
}

impl Act for HoldCard {
    const NAME: &'static str = "card.hold";
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
        Ok(match known.standing {
            Standing::Due { .. } if known.making == self.making => {
                Changes::one(self.card, &CardEvent::Held { lack: self.lack })
            }
            _ => Changes::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{card, ordered, with};
    use crate::model::Stage;

    #[test]
    fn what_the_maker_does_not_take_waits_for_an_official() {
        let act = |making| HoldCard { card: card(), making, lack: Lack::Refused };
        let held = CardEvent::Held { lack: Lack::Refused };
        given::<Card>([ordered(None)]).when(act(1), ()).then([held.clone()]);
        given::<Card>([ordered(None)]).when(act(2), ()).then_nothing();
        given::<Card>(with(Stage::Made)).when(act(1), ()).then_nothing();
        let card = given::<Card>([ordered(None), held]).state(card().0);
        assert!(card.known().unwrap().standing.needs_official());
    }
}

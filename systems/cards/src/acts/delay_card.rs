//! The maker of cards does not have the order yet: it is tried again.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::events::CardEvent;
use crate::ids::CardId;
use crate::model::Trouble;
use crate::state::{Card, Standing};

/// Says why an order has not arrived.
#[derive(Debug, Clone, Copy)]
pub struct DelayCard {
    /// Which card.
    pub card: CardId,
    /// Why.
    pub trouble: Trouble,
}

impl Act for DelayCard {
    const NAME: &'static str = "card.delay";
    const RIGHT: Right = Right::MACHINE;
    type State = Card;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.card.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    /// That it is still so is nothing new: the card says once why it waits.
    fn decide(&self, card: &Card, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let DelayCard { card: id, trouble } = *self;
        Ok(match card.there()?.standing {
            Standing::Due { trouble: before } if before != Some(trouble) => {
                Changes::one(id, &CardEvent::Delayed { trouble })
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
    fn each_trouble_is_told_once_and_none_of_what_has_arrived() {
        let act = |trouble| DelayCard { card: card(), trouble };
        let down = CardEvent::Delayed { trouble: Trouble::Down };
        given::<Card>([ordered(None)]).when(act(Trouble::Down), ()).then([down.clone()]);
        let waits = || given::<Card>([ordered(None), down.clone()]);
        waits().when(act(Trouble::Down), ()).then_nothing();
        let unwell = CardEvent::Delayed { trouble: Trouble::Unwell };
        waits().when(act(Trouble::Unwell), ()).then([unwell]);
        given::<Card>(with(Stage::Ordered)).when(act(Trouble::Down), ()).then_nothing();
    }
}
